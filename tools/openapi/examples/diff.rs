//! Compares two documents named on the command line: time, memory, and the changes by rule; with `--list` each change.
//!
//! `cargo run --release -p architect-openapi --example diff -- [--list] BASE REVISION`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use architect_core::{CheckOptions, Context, MemoryFiles, RuleIndex, Tool};
use architect_openapi::DiffOpenapi;
use architect_openapi::tool::diff_openapi::Input;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let list = arguments.iter().any(|argument| argument == "--list");
    let paths: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let [base, revision] = paths.as_slice() else {
        eprintln!("give two documents");
        return;
    };
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let files = MemoryFiles::new([("base", read(base)), ("revision", read(revision))]);
    let rules = architect_openapi::RULES.iter().chain(architect_openapi::diff::rules::RULES).copied();
    let context = Context::new(Arc::new(RuleIndex::new(rules))).with_files(Arc::new(files));
    let options = CheckOptions { limit: Some(100_000), ..CheckOptions::default() };
    let input = Input { base: "base".to_owned(), revision: "revision".to_owned(), options };
    let start = Instant::now();
    let answer = DiffOpenapi.call(input, &context);
    let took = start.elapsed();
    match answer {
        Err(error) => println!("{took:?}: {error}"),
        Ok(output) => {
            println!("{took:?}, {} at most: {}", peak(), output.report.summary);
            println!("{} breaking, {} risky, {} safe", output.breaking, output.risky, output.safe);
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for finding in &output.report.findings {
                *counts.entry(&finding.rule).or_default() += finding.count.unwrap_or(1);
                if list {
                    println!("  {} {} {}", finding.severity, finding.rule, finding.message);
                }
            }
            println!("{counts:#?}");
            for gap in &output.report.gaps {
                println!("  gap {:?}: {} x{}", gap.line, gap.reason, gap.count.unwrap_or(1));
            }
        }
    }
}

/// The most memory that the process has had, as Linux tells it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown memory".to_owned(), |line| line.trim().to_owned())
}
