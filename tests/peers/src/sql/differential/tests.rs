//! What the project owns, and what the generator makes, read by both.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::path::PathBuf;

use architect_core::RuleMeta;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files of PostgreSQL below `tests/databases` and `examples`.
fn files() -> Vec<Source> {
    let folders = ["schemas", "locks", "workload", "shape.sql", "catalog.sql"];
    let mut paths: Vec<PathBuf> = folders.iter().map(|name| root().join("tests/databases").join(name)).collect();
    paths.push(root().join("examples"));
    let found = below(&paths).unwrap();
    found.iter().map(|path| Source::new(path.to_string_lossy(), text(path).unwrap())).collect()
}

/// The examples of a list of rules that are PostgreSQL's.
fn examples<'a>(rules: impl IntoIterator<Item = &'a &'static RuleMeta>) -> Vec<Source> {
    let mut sources = Vec::new();
    for rule in rules {
        let documentation = rule.documentation();
        for (number, example) in documentation.bad.iter().chain(&documentation.good).enumerate() {
            let attributes: Vec<&str> = example.attributes.iter().map(String::as_str).collect();
            if attributes.contains(&"postgresql") || attributes == ["migration"] {
                sources.push(Source::new(format!("{}/{number}", rule.id.as_str()), example.text.clone()));
            }
        }
    }
    sources
}

fn compared(sources: Vec<Source>) -> Compared {
    on_a_large_stack(move || compare(&sources)).unwrap()
}

fn told(compared: &Compared) -> String {
    let mut told = String::new();
    for (place, difference) in &compared.differences {
        let _ = writeln!(told, "{place}: {}", difference.shown());
    }
    told
}

fn statements(compared: &Compared) -> (usize, usize) {
    let counts = || compared.kinds.values();
    (counts().map(|count| count.statements).sum(), counts().map(|count| count.compared).sum())
}

#[test]
fn files_of_the_project_are_read_alike() {
    let compared = compared(files());

    assert!(compared.differences.is_empty(), "{}", told(&compared));
    let (statements, both) = statements(&compared);
    assert!(both > 700 && both == statements, "of {statements} statements {both} were compared");
    assert_eq!(compared.whole, compared.files);
}

#[test]
fn examples_of_rules_are_read_alike() {
    let rules = architect_sql::RULES.iter().chain(architect_sql::migration::rules::RULES);

    let compared = compared(examples(rules));

    assert!(compared.differences.is_empty(), "{}", told(&compared));
    let (statements, both) = statements(&compared);
    assert!(both > 400 && both == statements, "of {statements} statements {both} were compared");
}

#[test]
fn texts_that_differ_in_one_thing_are_told_apart() {
    let pairs = [
        ("CREATE TABLE t (a int)", "CREATE TABLE t (a bigint)"),
        ("CREATE TABLE t (a int)", "CREATE TABLE \"T\" (a int)"),
        ("CREATE TABLE t (a int DEFAULT 1)", "CREATE TABLE t (a int DEFAULT 2)"),
        ("CREATE TABLE t (a int NOT NULL)", "CREATE TABLE t (a int)"),
        ("CREATE TABLE t (a int, UNIQUE (a))", "CREATE TABLE t (a int, PRIMARY KEY (a))"),
        ("CREATE TABLE t (a int REFERENCES p)", "CREATE TABLE t (a int REFERENCES p ON DELETE CASCADE)"),
        ("CREATE INDEX i ON t (a)", "CREATE INDEX i ON t (a DESC)"),
        ("CREATE INDEX i ON t (a)", "CREATE INDEX i ON t (a) WHERE b"),
        ("ALTER TABLE t DROP COLUMN a", "ALTER TABLE t DROP COLUMN b"),
        ("ALTER TABLE t ALTER a SET NOT NULL", "ALTER TABLE t ALTER a DROP NOT NULL"),
        ("DELETE FROM t", "DELETE FROM t WHERE a"),
    ];

    for (one, other) in pairs {
        let own = |text: &str| {
            let script = split(&Source::new("content", text), Dialect::PostgreSql);
            ours::facts(&script.statements[0], &script.statements[0].read())
        };
        let their = |text: &str| theirs::facts(&theirs::parse(text).unwrap()[0].statement);
        assert_eq!(own(one), their(one));
        assert_ne!(own(one), their(other));
        assert_ne!(own(other), their(one));
    }
}

#[test]
fn what_the_parser_refuses_is_not_compared_and_not_taken_for_agreement() {
    let compared = compared(vec![Source::new("content", "CREATE TABLE t (a int; SELECT 1;")]);

    assert_eq!(statements(&compared), (2, 1));
    assert_eq!((compared.files, compared.whole), (1, 0));
}

#[test]
fn the_parser_takes_most_of_what_the_generator_makes() {
    let mut runner = TestRunner::deterministic();
    let made = (0..400).map(|_| generator::statement().new_tree(&mut runner).unwrap().current());
    let sources = made.enumerate().map(|(at, text)| Source::new(at.to_string(), text)).collect();

    let (statements, both) = statements(&compared(sources));

    assert!(both * 10 > statements * 9, "of {statements} statements {both} were compared");
}

// Many more: `PROPTEST_CASES=20000 cargo test -p peers --release made_at_random`.
proptest! {
    #[test]
    fn statements_made_at_random_are_read_alike(
        statements in proptest::collection::vec(generator::statement(), 1..6)
    ) {
        let text = statements.join(";\n");
        // The parser is stricter than the generator here and there.
        if let Some(theirs) = theirs::parse(&text) {
            prop_assert_eq!(theirs.len(), statements.len());
        }

        let compared = compared(vec![Source::new("content", text.clone())]);

        prop_assert!(compared.differences.is_empty(), "{}\n{}", text, told(&compared));
    }
}
