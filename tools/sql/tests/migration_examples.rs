//! Every example in the documentation of every rule about migrations is run: a bad one gives findings of its rule and of
//! no other, a good one gives nothing at all, and where there is a rewrite it passes the check itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, Example, RuleIndex, RuleMeta, Tool};
use architect_sql::migration::rules::RULES;
use architect_sql::tool::check_migration::{Input, Output};
use architect_sql::{CheckMigration, Dialect};

/// The schema before the migration, and the migration: divided by a line that says so.
fn parts(example: &Example) -> (Dialect, Vec<String>, String) {
    assert_eq!(example.language, "sql");
    let dialect = match example.attributes.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["migration"] => Dialect::PostgreSql,
        ["migration", dialect] => dialect.parse().expect("a dialect"),
        other => panic!("an example marked {other:?}"),
    };
    match example.text.split_once("-- migration\n") {
        Some((schema, migration)) => (dialect, vec![schema.to_owned()], migration.to_owned()),
        None => (dialect, Vec::new(), example.text.clone()),
    }
}

fn run(dialect: Dialect, schema: &[String], text: &str, transaction: Option<bool>, rule: &RuleMeta) -> Output {
    let index = RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied());
    let mut select: Vec<String> =
        index.iter().filter(|meta| meta.default).map(|meta| meta.id.as_str().to_owned()).collect();
    select.push(rule.id.as_str().to_owned());
    let mut input = Input {
        schema: schema.to_vec(),
        version: (dialect == Dialect::PostgreSql).then(|| "15".to_owned()),
        dialect: Some(dialect),
        transaction,
        options: CheckOptions { select, ..CheckOptions::default() },
        ..Input::default()
    };
    input.document.content = Some(text.to_owned());
    CheckMigration.call(input, &Context::new(Arc::new(index))).expect("an answer")
}

#[test]
fn every_bad_example_breaks_its_rule_and_no_other() {
    for rule in RULES {
        for example in rule.documentation().bad {
            let (dialect, schema, text) = parts(&example);
            let report = run(dialect, &schema, &text, None, rule).report;

            assert!(!report.findings.is_empty(), "{}: nothing found in\n{text}", rule.id);
            for finding in &report.findings {
                assert_eq!(finding.rule, rule.id.as_str(), "{text}\n{}", finding.message);
            }
        }
    }
}

#[test]
fn every_good_example_is_quiet() {
    for rule in RULES {
        for example in rule.documentation().good {
            let (dialect, schema, text) = parts(&example);
            let report = run(dialect, &schema, &text, None, rule).report;

            assert!(report.findings.is_empty(), "{}: {:?}", rule.id, report.findings);
            assert!(report.gaps.is_empty(), "{}: {:?}", rule.id, report.gaps);
        }
    }
}

#[test]
fn the_rewrite_of_every_bad_example_passes_the_check() {
    let mut rewritten = 0;
    for rule in RULES {
        for example in rule.documentation().bad {
            let (dialect, mut schema, text) = parts(&example);
            let output = run(dialect, &schema, &text, None, rule);
            for file in &output.rewrite {
                let after = run(dialect, &schema, &file.sql, Some(file.transaction), rule).report;

                assert!(after.findings.is_empty(), "{}: {}\n{:?}", rule.id, file.sql, after.findings);
                schema.push(file.sql.clone());
            }
            rewritten += usize::from(!output.rewrite.is_empty());
        }
    }
    assert!(rewritten >= 12, "{rewritten} examples have a rewrite");
}

#[test]
fn every_rule_is_run_and_has_a_summary() {
    let run: Vec<&str> = architect_sql::migration::rules::ALL.iter().map(|entry| entry.meta.id.as_str()).collect();
    for rule in RULES {
        assert!(run.contains(&rule.id.as_str()), "{}", rule.id);
        assert!(!rule.summary().is_empty(), "{}", rule.id);
    }
    assert_eq!(run.len(), RULES.len());
}
