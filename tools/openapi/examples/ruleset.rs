//! Runs the rules that a ruleset writes out on documents, and prints each finding: rule, severity, pointer, message.
//!
//! `cargo run --release -p architect-openapi --example ruleset -- RULESET DOCUMENT…`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::sync::Arc;
use std::time::Instant;

use architect_core::{CheckOptions, Context, MemoryFiles, RuleIndex, Selection, Sink, Source};
use architect_openapi::api::Api;
use architect_openapi::ruleset::Ruleset;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ruleset, documents @ ..] = arguments.as_slice() else {
        return Err("a ruleset and documents are needed".into());
    };
    let rules = architect_core::rules::RULES.iter().chain(architect_openapi::RULES).copied();
    let index = Arc::new(RuleIndex::new(rules));
    let files = MemoryFiles::new([("ruleset.yaml", std::fs::read_to_string(ruleset)?)]);
    let context = Context::new(Arc::clone(&index)).with_files(Arc::new(files));
    let ruleset = Ruleset::open("ruleset.yaml", &context)?.apply(None)?;
    for document in documents {
        let source = Source::new(document, std::fs::read_to_string(document)?);
        let api = Api::read(&source, context.limits())?;
        let selection = Selection::new(&index, context.config(None), &CheckOptions::default())?;
        let mut sink = Sink::new(selection.limited_to([], ruleset.ids()));
        let started = Instant::now();
        ruleset.run(&api, &mut sink, &context)?;
        eprintln!("{document}: {:?}", started.elapsed());
        let (findings, gaps) = sink.finish();
        for finding in findings {
            println!(
                "{}\t{}\t{}\t{}",
                finding.rule,
                finding.severity,
                finding.subject,
                finding.message.replace('\n', " ")
            );
        }
        for gap in gaps.iter().chain(ruleset.gaps()) {
            eprintln!("gap: {}", gap.reason);
        }
    }
    Ok(())
}
