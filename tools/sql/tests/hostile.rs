//! Input that was not written for us: never a panic, never a stack overflow, never quadratic time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{Context, DocumentInput, RuleIndex, Tool};
use architect_sql::tool::lint_sql_schema::{Input, Output};
use architect_sql::{Dialect, LintSqlSchema, RULES};
use proptest::prelude::*;

const DIALECTS: [Dialect; 5] =
    [Dialect::PostgreSql, Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite, Dialect::MsSql];

fn lint(text: String, dialect: Dialect) -> Output {
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied())));
    let document = DocumentInput { content: Some(text), path: None };
    LintSqlSchema.call(Input { document, dialect: Some(dialect), ..Input::default() }, &context).unwrap()
}

#[test]
fn deep_nesting_and_long_chains_are_read_without_recursion() {
    let parens = |n: usize| format!("CREATE TABLE t (id int DEFAULT {}1{});", "(".repeat(n), ")".repeat(n));
    let open = format!("CREATE TABLE t ({}", "(".repeat(100_000));
    let close = format!("CREATE TABLE t (id int{}", ")".repeat(100_000));
    let index = format!("CREATE INDEX i ON t ({}a{});", "(".repeat(100_000), ")".repeat(100_000));
    let chain = format!("CREATE INDEX i ON t (a) WHERE a = 1{};", " AND a = 1".repeat(50_000));
    let arrays = format!("CREATE TABLE t (a int{});", "[]".repeat(50_000));
    let with = format!("WITH a AS ({}{});", "DELETE FROM (".repeat(20_000), ")".repeat(20_000));
    for text in [parens(100_000), open, close, index, chain, arrays, with] {
        for dialect in [Dialect::PostgreSql, Dialect::MySql, Dialect::MsSql] {
            let output = lint(text.clone(), dialect);
            assert!(output.report.findings.len() < 10);
        }
    }
}

#[test]
fn terms_beyond_number_comments_in_comments_and_open_quotes_are_read_or_told() {
    let terms = " AND a".repeat(200_000);
    let texts = [
        format!("CREATE TABLE t (id bigint PRIMARY KEY, a boolean, CHECK (a{terms}));"),
        format!("CREATE VIEW v AS SELECT 1 FROM t WHERE a{terms};"),
        format!("SELECT 1 FROM t WHERE a{terms};"),
        format!("{}{} CREATE TABLE t (id int PRIMARY KEY);", "/* ".repeat(100_000), "*/ ".repeat(100_000)),
        format!("CREATE TABLE t (id int PRIMARY KEY); {}", "/* ".repeat(100_000)),
        format!("CREATE TABLE t (id int PRIMARY KEY); {}", "'a;\n".repeat(50_001)),
        format!("DO $$ BEGIN {} END $$;", "IF EXISTS (SELECT 1) THEN ".repeat(20_000)),
        format!("{} CREATE TABLE t (id int PRIMARY KEY);", "{{ x }} ".repeat(50_000)),
    ];
    for text in texts {
        for dialect in DIALECTS {
            let output = lint(text.clone(), dialect);

            assert!(output.statements > 0 || !output.report.gaps.is_empty(), "{} {dialect}", &text[..40]);
        }
    }
}

#[test]
fn rows_of_a_copy_are_passed_over_and_not_read() {
    let text = format!(
        "CREATE TABLE t (id bigint PRIMARY KEY);\nCOPY t FROM stdin;\n{}\\.\nCREATE TABLE u (id bigint PRIMARY KEY);",
        "1\tit's \"a; row $$\n".repeat(1 << 20)
    );

    let output = lint(text, Dialect::PostgreSql);

    assert_eq!((output.tables, output.statements), (2, 3));
}

#[test]
fn columns_of_the_widest_tables_are_found_in_linear_time() {
    let columns = (0..30_000).map(|n| format!("c{n} bigint, ")).collect::<Vec<_>>().concat();
    let not_null = (0..30_000).map(|n| format!("ALTER COLUMN c{n} SET NOT NULL")).collect::<Vec<_>>().join(", ");
    let text = format!("CREATE TABLE t ({columns} id bigint PRIMARY KEY); ALTER TABLE t {not_null};");

    assert_eq!(lint(text, Dialect::PostgreSql).tables, 1);
}

#[test]
fn odd_bytes_and_lone_quotes_are_gaps() {
    for text in
        ["CREATE TABLE t (\0id int\0);", "'", "\"", "`", "[", "$$", "/*", "$a$ b", "CREATE TABLE 'x", "\u{feff}"]
    {
        for dialect in DIALECTS {
            let output = lint(text.to_owned(), dialect);
            let known = output.tables == 1;
            assert!(known || !output.report.gaps.is_empty(), "{text:?} {dialect}");
        }
    }
}

#[test]
fn one_token_of_sixteen_megabytes_is_a_gap() {
    for text in
        ["a".repeat(16 << 20), format!("CREATE TABLE {} (id int)", "a".repeat(16 << 20)), " ".repeat(16 << 20)]
    {
        let output = lint(text, Dialect::PostgreSql);

        assert!(!output.report.gaps.is_empty());
    }
}

#[test]
fn many_small_statements_and_many_wide_tables_take_linear_time() {
    let table = |n: usize| {
        format!("CREATE TABLE t{n} (id bigint PRIMARY KEY, p bigint REFERENCES t{}, at timestamp);\n", n / 2)
    };
    let tables = (0..3_000).map(table).collect::<Vec<_>>().concat();
    let columns = (0..2_000).map(|n| format!("c{n} bigint, ")).collect::<Vec<_>>().concat();
    let wide = format!("CREATE TABLE t ({columns} id bigint PRIMARY KEY);");
    let drops = "DROP TABLE IF EXISTS a; ALTER TABLE b ADD c int;".repeat(5_000);

    let output = lint(tables, Dialect::PostgreSql);

    assert_eq!(output.tables, 3_000);
    assert_eq!(lint(wide, Dialect::PostgreSql).tables, 1);
    assert_eq!(lint(drops, Dialect::PostgreSql).tables, 1);
}

/// Pieces of DDL, in any order: more of the reader is reached than with random bytes.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "CREATE",
        "TABLE",
        "INDEX",
        "UNIQUE",
        "ALTER",
        "ADD",
        "DROP",
        "COLUMN",
        "CONSTRAINT",
        "PRIMARY KEY",
        "FOREIGN KEY",
        "REFERENCES",
        "CHECK",
        "DEFAULT",
        "NOT NULL",
        "ON",
        "ONLY",
        "USING",
        "WHERE",
        "INCLUDE",
        "PARTITION OF",
        "ATTACH PARTITION",
        "LIKE",
        "INHERITS",
        "RENAME",
        "TO",
        "SET",
        "TYPE",
        "GENERATED ALWAYS AS IDENTITY",
        "KEY",
        "MODIFY",
        "CHANGE",
        "(",
        ")",
        ",",
        ";",
        ".",
        "'s'",
        "\"q\"",
        "a",
        "b",
        "t",
        "int",
        "text",
        "[]",
        "1",
        "::",
        "IS NULL",
        "$$x$$",
        "{{x}}",
        "IF EXISTS",
        "IF NOT EXISTS",
        "CASCADE",
        "EXEC sp_rename",
        "SCHEMA",
        "SELECT",
        "DELETE FROM",
        "UPDATE",
        "WITH",
        "TRUNCATE",
        "BEGIN",
        "END",
        "GO\n",
        "CASE",
        "FUNCTION",
        "TRIGGER",
        "/*!",
        "*/",
        "--\n",
        "ENGINE=",
        "COLLATE",
        "é",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_words_brings_the_reader_down(text in pieces(), dialect in prop::sample::select(DIALECTS.to_vec())) {
        let output = lint(text, dialect);
        prop_assert!(output.report.total >= output.report.findings.len());
    }

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..400), dialect in prop::sample::select(DIALECTS.to_vec())) {
        let output = lint(String::from_utf8_lossy(&bytes).into_owned(), dialect);
        prop_assert!(output.report.total >= output.report.findings.len());
    }
}
