//! Migrations that were not written for us: never a panic, also not while they are rewritten and undone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_sql::migration::rules::RULES;
use architect_sql::tool::check_migration::{Input, Output};
use architect_sql::{CheckMigration, Dialect};
use proptest::prelude::*;

fn check(schema: &str, text: String, version: u32) -> Output {
    judge(Dialect::PostgreSql, schema, text, version)
}

fn judge(dialect: Dialect, schema: &str, text: String, version: u32) -> Output {
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied())));
    let input = Input {
        document: DocumentInput { content: Some(text), path: None },
        schema: vec![format!("{schema};")],
        version: Some(version.to_string()),
        dialect: Some(dialect),
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

/// Words of Transact-SQL, likewise.
fn transact() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "\nALTER TABLE t",
        "\nALTER TABLE t WITH NOCHECK",
        "ADD a int NOT NULL",
        "ADD CONSTRAINT c",
        "CHECK (a > 0)",
        "UNIQUE (a)",
        "FOREIGN KEY (a) REFERENCES p (id)",
        "DEFAULT 0 FOR a",
        "DROP COLUMN a",
        "DROP CONSTRAINT c, COLUMN a",
        "DROP c",
        "ALTER COLUMN a bigint",
        "NOT NULL",
        "SWITCH TO",
        "REBUILD",
        "WITH (ONLINE = ON)",
        "\nCREATE INDEX i ON t (a)",
        "\nCREATE TABLE t (a int DEFAULT 0, id int PRIMARY KEY)",
        "\nDROP TABLE p, t",
        "\nDROP INDEX i ON t",
        "\nTRUNCATE TABLE p",
        "\nEXEC sp_rename 't.a', 'b', 'COLUMN'",
        "\nEXEC ('ALTER TABLE t DROP CONSTRAINT ' + @x)",
        "\nUPDATE t SET a = 1",
        "\nUPDATE x SET a = 1 FROM t x",
        "\nDELETE FROM t",
        "\nINSERT INTO t (a) VALUES (1)",
        "\nSELECT a INTO #x FROM t",
        "\nIF COL_LENGTH('t', 'a') IS NULL",
        "\nELSE",
        "\nWHILE 1 = 1",
        "\nBEGIN",
        "\nBEGIN TRY",
        "\nBEGIN CATCH",
        "\nEND",
        "\nBEGIN TRAN",
        "\nCOMMIT",
        "\nROLLBACK",
        "CASE",
        "WITH x AS (",
        "\nCREATE VIEW v AS",
        "\nSET LOCK_TIMEOUT",
        "\nSET XACT_ABORT ON",
        "\nGO\n",
        "[",
        "(",
        ")",
        ",",
        "@",
        "#",
        ";",
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

    #[test]
    fn no_words_of_transact_sql_bring_the_judgement_down(text in transact()) {
        let schema = "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int DEFAULT 0 REFERENCES p (id), id int)";
        let output = judge(Dialect::MsSql, schema, text, 2019);
        prop_assert!(output.report.total >= output.report.findings.len());
        for file in &output.rewrite {
            let again = judge(Dialect::MsSql, "", file.sql.clone(), 2019);
            prop_assert!(again.report.total >= again.report.findings.len());
        }
    }
}
