//! Ours against hadolint's own tests: does the rule of the same number find something where theirs does?
//!
//! In comes a checkout; only the test files are read, and none of their text is kept. Each call of a test function is a
//! case: a Dockerfile, a rule and yes or no. It runs as a user would run it, with the settings of the test in a
//! `.hadolint.yaml` beside the Dockerfile. What differs on purpose stands in [`EXPLAINED`] with the reason; any other
//! difference fails the run, and so does a call that could not be read, or a checkout without tests.
//!
//! A test without `FROM` is no Dockerfile that anything could build: it gets one in front.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use architect_container::RULES;
use architect_container::dockerfile::{Dockerfile, Instruction};
use architect_container::tool::lint_dockerfile::{Input, LintDockerfile};
use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Source, Tool};
use clap::Parser;

use super::explained::EXPLAINED;
use super::haskell::{self, Call, Expected, Setting};
use crate::table::Table;
use crate::{Comparison, Failure};

pub(crate) const COMPARISON: Comparison =
    Comparison { name: "hadolint-cases", about: "hadolint's own tests, held against our rules", run };

/// hadolint's own tests, held against our rules of the same numbers.
#[derive(Debug, Parser)]
#[command(name = "peers hadolint-cases")]
struct Arguments {
    /// A checkout of hadolint/hadolint.
    #[arg(long, value_name = "DIR")]
    hadolint: PathBuf,
    /// Show the Dockerfile of each difference.
    #[arg(long)]
    detail: bool,
    /// Show only differences about this rule.
    #[arg(long, value_name = "RULE", default_value = "")]
    only: String,
}

/// A case with what came out.
struct Outcome {
    file: String,
    call: Call,
    found: usize,
    agrees: bool,
    reason: Option<&'static str>,
}

/// Rules of the peer whose number is not ours to have: nothing is named so.
const SHELL: &str = "SC";

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let mut files = Vec::new();
    specs(&arguments.hadolint.join("test"), &mut files)?;
    files.sort();
    let rules = Arc::new(RuleIndex::new(RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied())));
    let mut outcomes = Vec::new();
    let mut unread = Vec::new();
    let mut seen = BTreeSet::new();
    let mut repeated = 0_usize;
    for path in &files {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let calls = haskell::calls(&std::fs::read_to_string(path)?);
        unread.extend(calls.unread.into_iter().map(|(line, call)| format!("{name}:{line}: {call}")));
        for call in calls.read {
            // The same question under another title is no second case.
            if !seen.insert(call.question()) {
                repeated += 1;
                continue;
            }
            outcomes.push(judge(&name, call, &rules)?);
        }
    }
    if outcomes.is_empty() {
        return Err(format!("no test was read below {}", arguments.hadolint.display()).into());
    }
    println!("{} files; {repeated} calls ask again what another one asked", files.len());
    Ok(report(&arguments, &outcomes, &unread))
}

/// The files of tests below a folder.
fn specs(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    for entry in std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            specs(&path, files)?;
        } else if path.to_string_lossy().ends_with("Spec.hs") {
            files.push(path);
        }
    }
    Ok(())
}

fn judge(file: &str, call: Call, rules: &Arc<RuleIndex>) -> Result<Outcome, Failure> {
    let found = found(&call, rules)?;
    let agrees = match call.expected {
        Expected::Some => found > 0,
        Expected::None => found == 0,
        Expected::Exactly(count) => found == count,
    };
    let reason = EXPLAINED.iter().find(|(rule, title, _)| *rule == call.rule && *title == call.title);
    let reason = reason.map(|(_, _, reason)| *reason).filter(|_| !agrees);
    Ok(Outcome { file: file.to_owned(), call, found, agrees, reason })
}

/// How many findings ours has of the rule.
fn found(call: &Call, rules: &Arc<RuleIndex>) -> Result<usize, Failure> {
    let text = dockerfile(call);
    let files = MemoryFiles::new([("Dockerfile".to_owned(), text), (".hadolint.yaml".to_owned(), settings(call))]);
    let context = Context::new(Arc::clone(rules)).with_files(Arc::new(files));
    let input = Input {
        document: DocumentInput { path: Some("Dockerfile".to_owned()), content: None },
        options: CheckOptions {
            // What the peer leaves off unless it is asked for is asked for; the rest is as it comes.
            select: if call.rule == "*" { Vec::new() } else { vec!["container".to_owned()] },
            limit: Some(10_000),
            ..CheckOptions::default()
        },
    };
    let report = LintDockerfile.call(input, &context).map_err(|error| error.message)?.report;
    let meant: BTreeSet<&str> = RULES
        .iter()
        .filter(|meta| match call.rule.as_str() {
            "*" => !meta.aliases.is_empty(),
            SHELL => meta.aliases.iter().any(|alias| alias.starts_with("hadolint:SC")),
            rule => meta.aliases.iter().any(|alias| alias.strip_prefix("hadolint:") == Some(rule)),
        })
        .map(|meta| meta.id.as_str())
        .collect();
    let of_rule = report.findings.iter().filter(|finding| meant.contains(finding.rule.as_str()));
    Ok(of_rule.map(|finding| finding.count.unwrap_or(1)).sum())
}

/// The Dockerfile of a case, with a `FROM` where there is none, and its `RUN`s kept for later where the test does so.
fn dockerfile(call: &Call) -> String {
    let source = Source::new("Dockerfile", call.text.clone());
    let file = Dockerfile::read(&source);
    let mut text = call.text.clone();
    if call.on_build {
        let runs = file.statements().filter(|statement| matches!(statement.instruction, Instruction::Run(_)));
        let mut places: Vec<usize> = runs.map(|statement| statement.span.start).collect();
        places.sort_unstable();
        for at in places.into_iter().rev() {
            text.insert_str(at, "ONBUILD ");
        }
    }
    // The order of instructions is what this one is about.
    if file.stages.is_empty() && call.rule != "DL3061" {
        // Directives stay on top.
        let at = file.directives.last().map_or(0, |directive| directive.span.end);
        // Where registries are judged, the image in front must be none.
        let image = if call.rule == "DL3026" { "scratch" } else { "debian:trixie" };
        let line = if at == 0 { format!("FROM {image}\n") } else { format!("\nFROM {image}") };
        text.insert_str(at, &line);
    }
    text
}

/// The settings of a test as a user would write them.
fn settings(call: &Call) -> String {
    let mut text = String::new();
    for (name, setting) in &call.settings {
        let name = match name.as_str() {
            "allowedRegistries" => "trustedRegistries",
            "labelSchema" => "label-schema",
            "strictLabels" => "strict-labels",
            "ignoreRules" => "ignored",
            "disableIgnorePragma" => "disable-ignore-pragma",
            other => other,
        };
        match setting {
            Setting::Switch(on) => text.push_str(&format!("{name}: {on}\n")),
            Setting::Names(names) => {
                text.push_str(&format!("{name}:\n"));
                for entry in names {
                    text.push_str(&format!("  - \"{entry}\"\n"));
                }
            }
            Setting::Pairs(pairs) => {
                text.push_str(&format!("{name}:\n"));
                for (key, value) in pairs {
                    let value = match value.as_str() {
                        "RawText" => "text".to_owned(),
                        "GitHash" => "hash".to_owned(),
                        other => other.to_ascii_lowercase(),
                    };
                    text.push_str(&format!("  {key}: {value}\n"));
                }
            }
        }
    }
    if text.is_empty() { "ignored: []\n".to_owned() } else { text }
}

#[derive(Default)]
struct Tally {
    cases: usize,
    agree: usize,
    explained: usize,
}

fn report(arguments: &Arguments, outcomes: &[Outcome], unread: &[String]) -> ExitCode {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for outcome in outcomes {
        let tally = tallies.entry(&outcome.call.rule).or_default();
        tally.cases += 1;
        tally.agree += usize::from(outcome.agrees);
        tally.explained += usize::from(outcome.reason.is_some());
    }
    show_differences(arguments, outcomes);
    let mut table = Table::new(&["rule", "cases", "agree", "explained", "left"]);
    let (mut shell, mut all) = (Tally::default(), Tally::default());
    for (rule, tally) in &tallies {
        table.row(&row(rule, tally));
        for sum in [Some(&mut all), rule.starts_with(SHELL).then_some(&mut shell)].into_iter().flatten() {
            sum.cases += tally.cases;
            sum.agree += tally.agree;
            sum.explained += tally.explained;
        }
    }
    let others = Tally {
        cases: all.cases - shell.cases,
        agree: all.agree - shell.agree,
        explained: all.explained - shell.explained,
    };
    table.row(&row("without SC", &others));
    table.row(&row("SC", &shell));
    table.row(&row("all", &all));
    println!("{table}");
    let stale: Vec<_> = EXPLAINED
        .iter()
        .filter(|(rule, title, _)| {
            !outcomes
                .iter()
                .any(|outcome| outcome.reason.is_some() && outcome.call.rule == *rule && outcome.call.title == *title)
        })
        .collect();
    for (rule, title, _) in &stale {
        println!("explains nothing: {rule} {title}");
    }
    for call in unread {
        println!("not understood: {call}");
    }
    let left = all.cases - all.agree - all.explained;
    if left == 0 && unread.is_empty() && stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[allow(clippy::cast_precision_loss, reason = "figures for people")]
fn row(name: &str, tally: &Tally) -> Vec<String> {
    let share = 100.0 * tally.agree as f64 / tally.cases.max(1) as f64;
    vec![
        name.to_owned(),
        tally.cases.to_string(),
        format!("{} ({share:.1} %)", tally.agree),
        tally.explained.to_string(),
        (tally.cases - tally.agree - tally.explained).to_string(),
    ]
}

fn show_differences(arguments: &Arguments, outcomes: &[Outcome]) {
    let differ = outcomes.iter().filter(|outcome| !outcome.agrees);
    for outcome in differ.filter(|outcome| arguments.only.is_empty() || outcome.call.rule == arguments.only) {
        let Outcome { file, call, found, .. } = outcome;
        if let Some(reason) = outcome.reason {
            if arguments.detail {
                println!("{file}:{} {}: {}: {reason}", call.line, call.rule, call.title);
            }
            continue;
        }
        println!("{file}:{} {}: {}: {:?} expected, {found} found", call.line, call.rule, call.title, call.expected);
        if arguments.detail {
            for line in dockerfile(call).lines() {
                println!("      {line}");
            }
        }
    }
}
