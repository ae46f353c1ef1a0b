//! `dockerfile-corpus`: what is said of many Dockerfiles that others wrote.
//!
//! Prints how many could be read, what is called a fault of syntax, and how often each rule finds something. With a
//! checkout of BuildKit its own parser judges each file too, and every difference is printed.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use architect_container::dockerfile::{Dockerfile, Stage};
use architect_container::tool::lint_dockerfile::Input;
use architect_container::{LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Source, Tool as _};
use clap::Parser;

use super::judge;
use crate::table::Table;
use crate::{Comparison, Failure};

pub(crate) const COMPARISON: Comparison =
    Comparison { name: "dockerfile-corpus", about: "what is found in many Dockerfiles that others wrote", run };

/// What is found in many Dockerfiles.
#[derive(Debug, Parser)]
#[command(name = "peers dockerfile-corpus")]
struct Arguments {
    /// A folder whose files are all Dockerfiles.
    folder: PathBuf,
    /// A checkout of github.com/moby/buildkit with its vendor folder, whose parser judges too.
    #[arg(long, value_name = "CHECKOUT")]
    buildkit: Option<PathBuf>,
    /// Print this many findings, spread evenly over all.
    #[arg(long, default_value_t = 0, value_name = "N")]
    sample: usize,
    /// Sample only the findings of these rules.
    #[arg(long, value_name = "RULE")]
    rule: Vec<String>,
    /// Rules to run, beside those that run by default.
    #[arg(long, value_name = "RULE")]
    select: Vec<String>,
}

struct Found {
    rule: String,
    shown: String,
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(&arguments.folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.is_file());
    files.sort();

    let mut aborts = 0;
    let mut found: Vec<Found> = Vec::new();
    let mut per_rule: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for file in &files {
        let text = String::from_utf8_lossy(&std::fs::read(file)?).into_owned();
        let Ok(findings) = catch_unwind(AssertUnwindSafe(|| lint(file, &text, &arguments.select))) else {
            println!("abort: {}", file.display());
            aborts += 1;
            continue;
        };
        let findings = findings?;
        let mut hit: Vec<&str> = findings.iter().map(|found| found.rule.as_str()).collect();
        hit.sort_unstable();
        for rule in &hit {
            per_rule.entry((*rule).to_owned()).or_default().0 += 1;
        }
        hit.dedup();
        for rule in hit {
            per_rule.entry(rule.to_owned()).or_default().1 += 1;
        }
        found.extend(findings);
    }

    println!("{} files, {aborts} aborts", files.len());
    for fault in found.iter().filter(|found| found.rule == "container/syntax") {
        println!("syntax: {}", fault.shown);
    }
    let mut table = Table::new(&["rule", "findings", "files"]);
    let mut rules: Vec<_> = per_rule.into_iter().collect();
    rules.sort_by_key(|(_, (findings, _))| std::cmp::Reverse(*findings));
    for (rule, (findings, files)) in rules {
        table.row(&[rule, findings.to_string(), files.to_string()]);
    }
    print!("{table}");
    sample(&found, &arguments);

    let (mut differences, mut both) = (0, 0);
    for file in &files {
        let text = String::from_utf8_lossy(&std::fs::read(file)?).into_owned();
        let Ok(theirs) = parse_dockerfile::parse(&text) else { continue };
        let ours = Dockerfile::read(&Source::new("Dockerfile", text.as_str()));
        both += 1;
        let (theirs, ours) = (their_shape(&theirs), our_shape(&ours));
        if theirs != ours {
            differences += 1;
            println!("differs: {}: parse-dockerfile\n    theirs {theirs:?}\n    ours   {ours:?}", file.display());
        }
    }
    println!("{both} of {} files are read by parse-dockerfile too; {differences} of them otherwise", files.len());
    let mut otherwise = 0;
    if let Some(checkout) = &arguments.buildkit {
        let program = judge::build(checkout)?;
        for verdict in judge::judge(&program, &files)? {
            let text = String::from_utf8_lossy(&std::fs::read(&verdict.path)?).into_owned();
            let source = Source::new(verdict.path.to_string_lossy(), text);
            if let Some(difference) = judge::difference(&verdict, &source, &Dockerfile::read(&source)) {
                otherwise += 1;
                println!("differs: {}: {difference}", verdict.path.display());
            }
        }
        println!("{otherwise} of {} files are read otherwise by BuildKit", files.len());
    }
    Ok(if aborts + differences + otherwise == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Image, name and number of instructions of each stage.
type Shape = Vec<(String, Option<String>, usize)>;

fn their_shape(file: &parse_dockerfile::Dockerfile<'_>) -> Shape {
    let shape = |stage: parse_dockerfile::Stage<'_, '_>| {
        let name = stage.from.as_.as_ref().map(|(_, name)| name.value.to_string());
        (stage.from.image.value.to_string(), name, stage.instructions.len())
    };
    file.stages().map(shape).collect()
}

fn our_shape(file: &Dockerfile) -> Shape {
    let shape = |stage: &Stage| {
        (stage.from.image.text.clone(), stage.name().map(|name| name.text.clone()), stage.statements.len())
    };
    file.stages.iter().map(shape).collect()
}

fn lint(file: &std::path::Path, text: &str, select: &[String]) -> Result<Vec<Found>, Failure> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let rules = RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied());
    let context = Context::new(Arc::new(RuleIndex::new(rules)));
    let select = if select.is_empty() {
        Vec::new()
    } else {
        let defaults = RULES.iter().filter(|meta| meta.default).map(|meta| meta.id.to_string());
        defaults.chain(select.iter().cloned()).collect()
    };
    let input = Input {
        document: DocumentInput { content: Some(text.to_owned()), path: None },
        options: CheckOptions { select, limit: Some(100_000), ..CheckOptions::default() },
    };
    let report = LintDockerfile.call(input, &context).map_err(|error| format!("{error:?}"))?.report;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let found = report.findings.iter().map(|finding| {
        let line = finding.location.line as usize;
        let code = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim();
        let code: String = code.chars().take(140).collect();
        Found {
            rule: finding.rule.clone(),
            shown: format!("{name}:{line}: {}: {}\n        {code}", finding.rule, finding.message),
        }
    });
    Ok(found.collect())
}

fn sample(found: &[Found], arguments: &Arguments) {
    let wanted = |found: &&Found| arguments.rule.is_empty() || arguments.rule.contains(&found.rule);
    let found: Vec<&Found> = found.iter().filter(wanted).collect();
    if arguments.sample == 0 || found.is_empty() {
        return;
    }
    let step = (found.len() / arguments.sample).max(1);
    for found in found.iter().step_by(step).take(arguments.sample) {
        println!("{}", found.shown);
    }
}
