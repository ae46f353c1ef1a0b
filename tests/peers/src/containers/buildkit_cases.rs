//! `buildkit-cases`: the test cases of BuildKit's own checks, held against our rules of the same names.
//!
//! In comes a checkout of BuildKit; its Go test is read as it stands. Each case is a Dockerfile, sometimes with its
//! `.dockerignore`, and the warnings it must give. A case agrees when our rules with those names find the same on the
//! same instructions. What needs a registry stands in [`DIFFERENCES`]; any other difference fails the run.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use architect_container::dockerfile::Dockerfile;
use architect_container::tool::lint_dockerfile::Input;
use architect_container::{LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Source, Tool as _};
use clap::Parser;

use super::go::{Case, cases};
use crate::{Comparison, Failure};

pub(crate) const COMPARISON: Comparison =
    Comparison { name: "buildkit-cases", about: "the test cases of BuildKit's checks, held against our rules", run };

/// The test cases of BuildKit's checks, held against our rules.
#[derive(Debug, Parser)]
#[command(name = "peers buildkit-cases")]
struct Arguments {
    /// A checkout of github.com/moby/buildkit.
    #[arg(long, value_name = "CHECKOUT")]
    buildkit: PathBuf,
}

/// Where ours differs on purpose: the test, and why.
const DIFFERENCES: &[(&str, &str)] =
    &[("testBaseImagePlatformMismatch", "the platform of an image is known to a registry alone")];

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let folder = arguments.buildkit.join("frontend").join("dockerfile");
    let text = std::fs::read_to_string(folder.join("dockerfile_check_test.go"))?;
    let cases = cases(&text);
    if cases.is_empty() {
        return Err("no case could be read".into());
    }
    let (mut agree, mut known, mut wrong) = (0, 0, 0);
    for (number, case) in cases.iter().enumerate() {
        let (expected, ours) = (expected(case), findings(case)?);
        if expected == ours {
            agree += 1;
        } else if let Some((_, why)) = DIFFERENCES.iter().find(|(test, _)| *test == case.test) {
            known += 1;
            println!("{} #{number}: {why}", case.test);
        } else {
            wrong += 1;
            println!(
                "{} #{number} differs\n  theirs {expected:?}\n  ours   {ours:?}\n{}",
                case.test,
                indented(&case.dockerfile)
            );
        }
    }
    println!("{} cases: {agree} agree, {known} differ for a reason, {wrong} differ", cases.len());
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    | {line}\n")).collect()
}

/// The name of a check and the line that its instruction begins at; 0 where the case does not say.
type Warning = (String, usize);

fn expected(case: &Case) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = if let Some(warnings) = &case.in_all_stages {
        // Their own test does not look at the lines of these.
        warnings.iter().map(|(name, _)| (name.clone(), 0)).collect()
    } else {
        let starts = starts(&case.dockerfile);
        case.warnings.iter().map(|(name, line)| (name.clone(), instruction(&starts, *line))).collect()
    };
    warnings.sort();
    warnings
}

fn findings(case: &Case) -> Result<Vec<Warning>, Failure> {
    let alias =
        |aliases: &[&str]| aliases.iter().find_map(|alias| alias.strip_prefix("buildkit:").map(str::to_owned));
    let names: BTreeMap<String, String> =
        RULES.iter().filter_map(|meta| Some((meta.id.to_string(), alias(meta.aliases)?))).collect();
    let rules = RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied());
    let mut files = vec![("Dockerfile".to_owned(), case.dockerfile.clone())];
    if let Some(ignored) = &case.dockerignore {
        files.push((".dockerignore".to_owned(), ignored.clone()));
    }
    let context = Context::new(Arc::new(RuleIndex::new(rules))).with_files(Arc::new(MemoryFiles::new(files)));
    let input = Input {
        document: DocumentInput { content: None, path: Some("Dockerfile".to_owned()) },
        options: CheckOptions {
            select: names.keys().cloned().collect(),
            limit: Some(1_000),
            ..CheckOptions::default()
        },
    };
    let report = LintDockerfile.call(input, &context).map_err(|error| format!("{error:?}"))?.report;
    let starts = starts(&case.dockerfile);
    let mut warnings = Vec::new();
    for finding in &report.findings {
        let Some(name) = names.get(&finding.rule) else { continue };
        let line =
            if case.in_all_stages.is_some() { 0 } else { instruction(&starts, finding.location.line as usize) };
        for _ in 0..finding.count.unwrap_or(1) {
            warnings.push((name.clone(), line));
        }
    }
    warnings.sort();
    Ok(warnings)
}

/// The lines that instructions begin at.
fn starts(dockerfile: &str) -> Vec<usize> {
    let source = Source::new("Dockerfile", dockerfile);
    let file = Dockerfile::read(&source);
    file.statements().map(|statement| source.span(statement.span.clone()).start().line as usize).collect()
}

/// The line that the instruction of a line begins at.
fn instruction(starts: &[usize], line: usize) -> usize {
    starts.iter().copied().filter(|start| *start <= line).max().unwrap_or(line)
}
