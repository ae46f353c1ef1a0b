//! Every fix marked safe, applied and checked again, takes its finding away and brings none.
#![allow(clippy::expect_used, clippy::panic, clippy::format_push_string, reason = "tests")]

mod support;

use std::collections::BTreeMap;

use architect_core::report::ReportedFix;
use architect_core::{Applicability, Edit, Fix, Position, Source, fix};
use architect_openapi::RULES;
use architect_openapi::tool::validate_openapi::Output;

/// Texts that break what has a safe fix, each in another form.
const TEXTS: &[&str] = &[
    "openapi: 3.1.0\ninfo:\n  title: 17\n  version: 1.0\n  description: true\npaths: {}\n",
    "{\"openapi\": \"3.1.0\", \"info\": {\"title\": 1, \"version\": 2.50}, \"paths\": {}}",
    "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers:\n  - url: https://a.example.org/v1/\n  - url: 'https://b.example.org//'\n  - {url: \"https://c.example.org/\"}\npaths: {}\n",
    "openapi: 3.1.0\ninfo: {title: t, version: '1'}\nservers: [{url: https://a.example.org}]\npaths:\n  /a/{b}/{c}/{d}/{e}:\n    parameters:\n      - name: b\n        in: path\n        schema: {type: string}\n      - {name: c, in: path, schema: {type: string}}\n      - in: path\n        name: d\n        required: false\n        schema: {type: string}\n      -   name: e\n          in: path\n          schema: {type: string}\n    get:\n      operationId: x\n      responses:\n        default: {description: d}\n",
    "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"t\", \"version\": \"1\"}, \"components\": {\"parameters\": {\"a\": {\"name\": \"a\", \"in\": \"path\", \"schema\": {}}}}}",
    "openapi: 3.1.0\ninfo: {title: t, version: '1'}\ncomponents:\n  parameters:\n    a: &a\n      name: a\n      in: path\n      schema: {}\n    b: *a\n",
];

fn rebuilt(source: &Source, reported: &ReportedFix) -> Fix {
    let at = |line, column| source.offset(Position { line, column }).expect("the place is in the text");
    let edits = reported.edits.iter().map(|edit| Edit {
        span: source.span(at(edit.line, edit.column)..at(edit.end_line, edit.end_column)),
        replacement: edit.replacement.clone(),
    });
    Fix { title: reported.title.clone(), applicability: reported.applicability, edits: edits.collect() }
}

/// How often each finding stands, by rule and message without the count of a folded one.
fn counted(output: &Output) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for finding in &output.report.findings {
        let message = finding.message.split(" (in ").next().unwrap_or_default().to_owned();
        *counts.entry((finding.rule.clone(), message)).or_default() += finding.count.unwrap_or(1);
    }
    counts
}

/// Applies each safe fix of a text on its own; gives how many there were.
fn hold(text: &str) -> usize {
    let source = Source::new("content", text);
    let before = support::check(text);
    let mut safe = 0;
    for finding in &before.report.findings {
        for reported in finding.fixes.iter().filter(|fix| fix.applicability == Applicability::Safe) {
            safe += 1;
            let mended = fix::apply(&source, &[rebuilt(&source, reported)]).expect("the fix applies");
            let after = support::check(&mended);

            let (old, new) = (counted(&before), counted(&after));
            let message = finding.message.split(" (in ").next().unwrap_or_default().to_owned();
            let key = (finding.rule.clone(), message);
            let left = new.get(&key).copied().unwrap_or(0);
            let gone = left + finding.count.unwrap_or(1) <= old[&key];
            let none_added = new.iter().all(|(key, count)| *count <= old.get(key).copied().unwrap_or(0));
            assert!(gone && none_added, "{} in\n{text}\ngave\n{mended}\n{}", reported.title, support::lines(&after));
        }
    }
    safe
}

#[test]
fn safe_fixes_of_written_texts_hold() {
    let counts: Vec<usize> = TEXTS.iter().map(|text| hold(text)).collect();

    assert!(counts.iter().all(|count| *count > 0), "a text has no safe fix: {counts:?}");
}

#[test]
fn safe_fixes_of_the_documented_examples_hold() {
    let examples = RULES.iter().flat_map(|meta| meta.documentation().bad);

    let safe: usize = examples.map(|example| hold(&example.text)).sum();

    assert!(safe >= 3, "only {safe} safe fixes");
}

#[test]
fn a_fix_of_several_places_mends_them_all() {
    let mut text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\ncomponents:\n  schemas:\n".to_owned();
    for at in 0..6 {
        text.push_str(&format!("    S{at}:\n      title: 1\n"));
    }
    let output = support::check(&text);

    let folded = output.report.findings.iter().find(|finding| finding.count == Some(6)).expect("they are folded");

    assert_eq!(folded.fixes.first().map(|fix| fix.edits.len()), Some(6));
    hold(&text);
}
