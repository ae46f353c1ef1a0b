//! Checks the documents named on the command line: time, findings by rule, and with `--list` each finding.
//!
//! `cargo run --release -p architect-openapi --example measure -- [--list] [--time] [--structure | --review | --every |
//! --select=RULES | --ruleset=FILE] FILE…`; `--every` takes the rules too that are off by default, `--time` lists the
//! slowest rules.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Sink, Tool, rule};
use architect_openapi::api::Api;
use architect_openapi::review::Review;
use architect_openapi::rules::{LINTS, STRUCTURE};
use architect_openapi::tool::validate_openapi::{Input, Scope, ValidateOpenapi};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let list = arguments.iter().any(|argument| argument == "--list");
    let time = arguments.iter().any(|argument| argument == "--time");
    let ruleset = arguments.iter().find_map(|argument| argument.strip_prefix("--ruleset="));
    let ruleset = ruleset.and_then(|path| std::fs::read_to_string(path).ok());
    let structure = arguments.iter().any(|argument| argument == "--structure");
    let review = arguments.iter().any(|argument| argument == "--review");
    let every = arguments.iter().any(|argument| argument == "--every").then(|| "openapi".to_owned());
    let selected = arguments.iter().filter_map(|argument| argument.strip_prefix("--select=")).map(ToOwned::to_owned);
    let select: Vec<String> = selected.chain(every).collect();
    let rules = architect_core::rules::RULES.iter().chain(architect_openapi::RULES).copied();
    let context = Context::new(Arc::new(RuleIndex::new(rules)));
    for path in arguments.iter().filter(|argument| !argument.starts_with("--")) {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        let bytes = text.len();
        let context =
            context.clone().with_files(Arc::new(MemoryFiles::new([("document.".to_owned() + ending(path), text)])));
        let input = Input {
            document: DocumentInput { path: Some("document.".to_owned() + ending(path)), content: None },
            scope: if structure { Scope::Structure } else { Scope::All },
            review: review.then_some(Review::Owasp),
            options: CheckOptions { limit: Some(100_000), select: select.clone(), ..CheckOptions::default() },
            ruleset: ruleset.clone(),
        };
        let start = Instant::now();
        let answer = ValidateOpenapi.call(input, &context);
        let took = start.elapsed();
        match answer {
            Err(error) => println!("{path}: {bytes} bytes, {took:?}: {error}"),
            Ok(output) => {
                println!("{path}: {bytes} bytes, {took:?}: {}", output.report.summary);
                let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
                for finding in &output.report.findings {
                    let count = counts.entry(&finding.rule).or_default();
                    count.0 += 1;
                    count.1 += finding.count.unwrap_or(1);
                    if list {
                        let at = &finding.location;
                        println!(
                            "  {}:{} {} {:?} {} [{}] {}",
                            at.line,
                            at.column,
                            finding.severity,
                            finding.confidence,
                            finding.rule,
                            finding.subject,
                            finding.message
                        );
                        for place in finding.related.iter().take(1) {
                            println!("      {}:{} {}", place.line, place.column, place.message);
                        }
                    }
                }
                for (rule, (findings, places)) in counts {
                    println!("  {rule}: {findings} findings, {places} places");
                }
                for item in &output.review {
                    println!(
                        "  {} {}: {:?} {:?} {:?}",
                        item.item, item.title, item.verdict, item.rules, item.question
                    );
                }
                if time {
                    slowest(path, &context);
                }
                for gap in &output.report.gaps {
                    println!("  gap {:?}: {} x{}", gap.line, gap.reason, gap.count.unwrap_or(1));
                }
            }
        }
    }
}

/// Runs each rule alone, and lists the slowest.
fn slowest(path: &str, context: &Context) {
    let Ok(source) = context.files().read(&("document.".to_owned() + ending(path))) else { return };
    let Ok(api) = Api::read(&source, context.limits()) else { return };
    let options = CheckOptions { select: vec!["openapi".to_owned()], ..CheckOptions::default() };
    let mut times = Vec::new();
    for entry in [STRUCTURE, LINTS].into_iter().flatten() {
        let Ok(selection) = context.selection(&options, None) else { return };
        let mut sink = Sink::new(selection);
        let start = Instant::now();
        let ran = rule::run(std::slice::from_ref(entry), &api, &mut sink, context);
        times.push((start.elapsed(), entry.meta.id.as_str(), sink.findings().len()));
        if let Err(error) = ran {
            eprintln!("{error}");
        }
    }
    times.sort_by(|a, b| b.cmp(a));
    for (time, rule, findings) in times.iter().take(25) {
        println!("  {time:>12?} {rule} ({findings} places)");
    }
}

fn ending(path: &str) -> &str {
    path.rsplit_once('.').map_or("yaml", |(_, ending)| ending)
}
