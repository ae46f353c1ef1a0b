//! Migrations that were not written for us: never a panic, also not while they are rewritten and undone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_sql::migration::rules::RULES;
use architect_sql::tool::check_migration::{Input, Output};
use architect_sql::{CheckMigration, Dialect};
use proptest::prelude::*;

fn check(schema: &str, text: String, version: u32) -> Output {
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied())));
    let input = Input {
        document: DocumentInput { content: Some(text), path: None },
        schema: vec![format!("{schema};")],
        version: Some(version.to_string()),
        dialect: Some(Dialect::PostgreSql),
        // The whole rewrite, however long.
        options: CheckOptions { limit: Some(100), ..CheckOptions::default() },
        ..Input::default()
    };
    CheckMigration.call(input, &context).unwrap()
}

/// Words of migrations, in any order, most of them a part of a statement that makes sense.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "ALTER TABLE t",
        "ALTER TABLE ONLY pt",
        "ALTER TABLE",
        "ADD COLUMN",
        "ADD CONSTRAINT c",
        "DROP COLUMN",
        "DROP CONSTRAINT c",
        "ALTER COLUMN a",
        "SET NOT NULL",
        "TYPE",
        "USING",
        "INDEX i",
        "CHECK (a IS NOT NULL)",
        "CHECK (",
        "UNIQUE (a)",
        "UNIQUE",
        "PRIMARY KEY",
        "FOREIGN KEY (a) REFERENCES p (id)",
        "REFERENCES p",
        "NOT VALID",
        "VALIDATE CONSTRAINT c",
        "ATTACH PARTITION p1",
        "DETACH PARTITION p1",
        "CONCURRENTLY",
        "FOR VALUES FROM (1) TO (2)",
        "CREATE INDEX i ON t (a)",
        "CREATE UNIQUE INDEX",
        "CREATE TABLE t (a int, id bigint PRIMARY KEY)",
        "CREATE TABLE pt (a int) PARTITION BY RANGE (a)",
        "CREATE TABLE p1 PARTITION OF pt",
        "CREATE DOMAIN d AS text CHECK (value > '')",
        "DROP INDEX i",
        "DROP TABLE IF EXISTS t CASCADE",
        "TRUNCATE t",
        "UPDATE t SET a = 1",
        "DELETE FROM t",
        "WHERE a = 1",
        "REINDEX TABLE t",
        "REINDEX (CONCURRENTLY) INDEX i",
        "VACUUM (FULL) t",
        "CLUSTER t",
        "REFRESH MATERIALIZED VIEW m",
        "LOCK TABLE t IN SHARE MODE",
        "ALTER TYPE e ADD VALUE 'x'",
        "ALTER DOMAIN d ADD CONSTRAINT c CHECK (true)",
        "RENAME TO u",
        "RENAME a TO b",
        "SET lock_timeout = '1s'",
        "BEGIN",
        "COMMIT",
        "DEFAULT random()",
        "DEFAULT 0",
        "serial",
        "int",
        "text",
        "NOT NULL",
        "GENERATED ALWAYS AS (a + 1) STORED",
        "a",
        "\"Q q\"",
        "s.t",
        "é",
        "(",
        ")",
        ",",
        ";",
        ";",
        ";",
        "'x'",
        "$$x$$",
        "-- squawk-ignore ban-drop-column\n",
        "-- +goose Down\n",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_words_brings_the_judgement_down(before in pieces(), text in pieces(), version in 12_u32..=18) {
        let output = check(&before, text, version);
        // Every file of a rewrite is a migration that can be read again.
        for file in &output.rewrite {
            let again = check("", file.sql.clone(), version);
            prop_assert!(again.report.total >= again.report.findings.len());
        }
    }

    #[test]
    fn no_bytes_bring_the_judgement_down(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let output = check("", format!("ALTER TABLE {text}"), 15);
        prop_assert!(output.report.total >= output.report.findings.len());
    }
}
