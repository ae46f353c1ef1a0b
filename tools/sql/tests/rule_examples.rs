//! Every example in the documentation of every rule is run: a bad one gives findings of its rule and of no other, a good
//! one gives nothing at all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, Example, RuleIndex, RuleMeta, Tool};
use architect_sql::tool::lint_sql_schema::{Input, Output};
use architect_sql::{LintSqlSchema, RULES, query};

/// The rules about schemas, and those about queries.
fn rules() -> impl Iterator<Item = &'static RuleMeta> {
    RULES.iter().chain(query::rules::RULES).copied()
}

fn run(example: &Example, rule: &RuleMeta) -> Output {
    let index = RuleIndex::new(rules().chain(architect_core::rules::RULES.iter().copied()));
    let mut select: Vec<String> =
        index.iter().filter(|meta| meta.default).map(|meta| meta.id.as_str().to_owned()).collect();
    select.push(rule.id.as_str().to_owned());
    // Tables and queries stand in one text.
    let (dialect, queries) = match example.attributes.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["queries"] => ("postgresql", vec![example.text.clone()]),
        ["queries", dialect] => (*dialect, vec![example.text.clone()]),
        [dialect] => (*dialect, Vec::new()),
        other => panic!("an example marked {other:?}"),
    };
    let input = Input {
        document: DocumentInput { content: Some(example.text.clone()), path: None },
        queries,
        dialect: Some(dialect.parse().expect("a dialect")),
        options: CheckOptions { select, ..CheckOptions::default() },
        ..Input::default()
    };
    LintSqlSchema.call(input, &Context::new(Arc::new(index))).expect("an answer")
}

#[test]
fn every_bad_example_breaks_its_rule_and_no_other() {
    for rule in rules() {
        let examples = rule.documentation().bad;
        assert!(!examples.is_empty(), "{} has no bad example", rule.id);
        for example in examples {
            let report = run(&example, rule).report;

            assert!(!report.findings.is_empty(), "{}: nothing found in\n{}", rule.id, example.text);
            for finding in &report.findings {
                assert_eq!(finding.rule, rule.id.as_str(), "{}\n{}", example.text, finding.message);
            }
        }
    }
}

#[test]
fn every_good_example_is_quiet() {
    for rule in rules() {
        let examples = rule.documentation().good;
        assert!(!examples.is_empty(), "{} has no good example", rule.id);
        for example in examples {
            let report = run(&example, rule).report;

            assert!(report.findings.is_empty(), "{}: {:?}", rule.id, report.findings);
            assert!(report.gaps.is_empty(), "{}: {:?}", rule.id, report.gaps);
        }
    }
}

#[test]
fn every_rule_is_run_or_comes_from_reading_and_has_a_summary() {
    let of_schemas = architect_sql::rules::ALL.iter().map(|entry| entry.meta);
    let of_queries = query::rules::ALL.iter().map(|entry| entry.meta);
    let run: Vec<&str> = of_schemas.chain(of_queries).map(|meta| meta.id.as_str()).collect();
    for rule in rules() {
        assert!(run.contains(&rule.id.as_str()), "{}", rule.id);
        assert!(
            !rule.summary().is_empty() && rule.documentation().section("Why it matters").is_some(),
            "{}",
            rule.id
        );
    }
    assert_eq!(run.len(), rules().count());
}
