//! Migrations that were not written for us: never a panic, also not while they are rewritten and undone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_sql::migration::rules::RULES;
use architect_sql::tool::check_migration::{Input, Output};
use architect_sql::{CheckMigration, Dialect};
use proptest::prelude::*;

fn check(schema: &str, text: String, version: u32) -> Output {
    check_in(Dialect::PostgreSql, schema, text, version.to_string())
}

fn check_in(dialect: Dialect, schema: &str, text: String, version: String) -> Output {
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied())));
    let input = Input {
        document: DocumentInput { content: Some(text), path: None },
        schema: vec![format!("{schema};")],
        version: Some(version),
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
        let output = check_in(Dialect::MsSql, schema, text, "2019".to_owned());
        prop_assert!(output.report.total >= output.report.findings.len());
        for file in &output.rewrite {
            let again = check_in(Dialect::MsSql, "", file.sql.clone(), "2019".to_owned());
            prop_assert!(again.report.total >= again.report.findings.len());
        }
    }
}

/// Words of SQLite's migrations.
fn pieces_of_sqlite() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT UNIQUE, c TEXT DEFAULT 'x', CHECK (b <> ''));",
        "CREATE TABLE u (a INTEGER REFERENCES t (a) ON DELETE CASCADE, t TEXT);",
        "CREATE TABLE t_new (a INTEGER, b TEXT NOT NULL);",
        "CREATE TABLE t_new AS SELECT * FROM t;",
        "INSERT INTO t_new (a, b) SELECT a, b FROM t;",
        "INSERT INTO t SELECT * FROM t_new",
        "DROP TABLE t;",
        "DROP TABLE t_new;",
        "ALTER TABLE t_new RENAME TO t;",
        "ALTER TABLE t RENAME TO t_new;",
        "ALTER TABLE t",
        "ALTER TABLE u",
        "RENAME COLUMN b TO d",
        "DROP COLUMN b",
        "DROP COLUMN a",
        "ADD COLUMN e TEXT",
        "ADD CONSTRAINT k UNIQUE (a, b)",
        "ADD CHECK (b > 'a')",
        "DROP CONSTRAINT k",
        "ALTER COLUMN b TYPE INTEGER",
        "ALTER COLUMN b SET NOT NULL",
        "ALTER COLUMN c DROP DEFAULT",
        "ALTER COLUMN c SET DEFAULT (1)",
        "DEFAULT (1 + 1)",
        "DEFAULT now()",
        "NOT NULL",
        "UNIQUE",
        "CREATE INDEX i ON t (b);",
        "CREATE VIEW v AS SELECT b FROM t;",
        "CREATE VIEW w AS SELECT * FROM v;",
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE u SET a = NEW.b; END;",
        "DROP VIEW v;",
        "PRAGMA foreign_keys = OFF;",
        "PRAGMA foreign_keys(1);",
        "PRAGMA legacy_alter_table = ON;",
        "PRAGMA",
        "BEGIN;",
        "COMMIT;",
        "VACUUM;",
        "REINDEX t;",
        "-- note\n",
        "(",
        ")",
        ",",
        ";",
        ";",
        "\"t",
        "[t]",
        "é",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_words_brings_the_judgement_of_sqlite_down(
        before in pieces_of_sqlite(), text in pieces_of_sqlite(), version in 22_u32..=54
    ) {
        let output = check_in(Dialect::Sqlite, &before, text, format!("3.{version}"));
        for file in &output.rewrite {
            let again = check_in(Dialect::Sqlite, &before, file.sql.clone(), format!("3.{version}"));
            prop_assert!(again.report.total >= again.report.findings.len());
        }
    }
}

#[test]
fn a_long_migration_of_sqlite_takes_time_by_its_length() {
    const REPEATS: usize = 2_000;
    for repeated in [
        "CREATE VIEW v# AS SELECT a FROM t#; ALTER TABLE x# RENAME TO y#;",
        "CREATE VIEW v# AS SELECT a FROM t#; DROP TABLE t#; ALTER TABLE x RENAME COLUMN a TO b;",
        "ALTER TABLE base ADD COLUMN c# TEXT UNIQUE;",
        "ALTER TABLE base ADD COLUMN c# TEXT; ALTER TABLE base ALTER COLUMN a TYPE TEXT;",
        "INSERT INTO base_new SELECT a FROM base; DROP TABLE base; ALTER TABLE base_new RENAME TO base;",
        "CREATE TABLE c# (a REFERENCES base (a) ON DELETE CASCADE); ALTER TABLE base RENAME TO base;",
    ] {
        let texts: String = (0..REPEATS).map(|n| repeated.replace('#', &n.to_string())).collect();
        let start = std::time::Instant::now();
        let text = format!("CREATE TABLE base_new (a INTEGER); {texts}");
        check_in(Dialect::Sqlite, "CREATE TABLE base (a INTEGER PRIMARY KEY)", text, "3.45".to_owned());

        assert!(start.elapsed().as_secs() < 30, "{repeated}: {:?}", start.elapsed());
    }
}
