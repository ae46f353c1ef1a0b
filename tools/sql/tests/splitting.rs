//! What the splitter promises, on texts as shells and dump programs write them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::statement::{Script, split};
use proptest::prelude::*;

fn script(text: &str, dialect: Dialect) -> Script {
    split(&Source::new("content", text), dialect)
}

fn statements(text: &str, dialect: Dialect) -> Vec<String> {
    script(text, dialect).statements.iter().map(|statement| statement.text().to_owned()).collect()
}

#[test]
fn a_semicolon_inside_quotes_comments_and_dollar_quotes_ends_nothing() {
    let text = "SELECT ';', \"a;b\" /* ; /* ; */ ; */ -- ;\n, $x$ ; $$ ; $x$, E'it\\'s;'; SELECT 2";

    let split = statements(text, Dialect::PostgreSql);

    assert_eq!(split.len(), 2, "{split:#?}");
    assert_eq!(split[1], "SELECT 2");
}

#[test]
fn rows_of_a_copy_are_no_statements() {
    let text = "COPY t (a, b) FROM stdin;\n1\tit's; \"\n2\t\\N\n\\.\n\nCREATE TABLE u (id int);\r\n";

    let split = statements(text, Dialect::PostgreSql);

    assert_eq!(split, ["COPY t (a, b) FROM stdin", "CREATE TABLE u (id int)"]);
}

#[test]
fn what_sends_rows_off_ends_them() {
    let text = "INSERT INTO t VALUES ('a\\gset', 1) RETURNING id \\gset b_\nCREATE TABLE a (id int);";

    let split = statements(text, Dialect::PostgreSql);

    assert_eq!(split, ["INSERT INTO t VALUES ('a\\gset', 1) RETURNING id", "CREATE TABLE a (id int)"]);
}

#[test]
fn lines_for_the_shell_are_passed_over() {
    let pg = "\\connect shop\n\\restrict x'y\nSELECT 1 \\gexec\nCREATE TABLE a (id int);";
    let sqlite = ".mode csv\nCREATE TABLE a (id int);\n.quit it's\n";
    let mssql = ":setvar x \"a\nUSE shop\nGO\nCREATE TABLE a (id int)\nGO 2\nDROP TABLE a\n";

    assert_eq!(statements(pg, Dialect::PostgreSql), ["SELECT 1", "CREATE TABLE a (id int)"]);
    assert_eq!(statements(sqlite, Dialect::Sqlite), ["CREATE TABLE a (id int)"]);
    assert_eq!(statements(mssql, Dialect::MsSql), ["USE shop", "CREATE TABLE a (id int)", "DROP TABLE a"]);
}

#[test]
fn a_file_that_is_read_in_is_a_gap() {
    let script = script("\\i tables.sql\nSELECT 1;", Dialect::PostgreSql);

    assert_eq!(script.statements.len(), 1);
    assert!(script.gaps[0].reason.contains("tables.sql"), "{:?}", script.gaps);
}

#[test]
fn a_delimiter_holds_until_the_next() {
    let text = "DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END$$\nDELIMITER ;\nDROP TABLE a; DROP TABLE b;";

    let split = statements(text, Dialect::MySql);

    assert_eq!(split, ["CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END", "DROP TABLE a", "DROP TABLE b"]);
}

#[test]
fn words_of_an_expression_are_no_words_of_a_block() {
    let text = "UPDATE t SET a = CASE\n WHEN b = 1 THEN 2\n ELSE 3\nEND\nWHERE c = 1\nIF @x = 1 EXEC p ELSE PRINT 'no';\n\
                WITH few AS (SELECT 1 AS a)\nUPDATE few\nSET a = 2\nDROP PROCEDURE p;\nBEGIN DELETE FROM t END\nCOMMIT";

    let split = statements(text, Dialect::MsSql);

    let expected = [
        "UPDATE t SET a = CASE\n WHEN b = 1 THEN 2\n ELSE 3\nEND\nWHERE c = 1",
        "IF @x = 1",
        "EXEC p",
        "ELSE",
        "PRINT 'no'",
        "WITH few AS (SELECT 1 AS a)\nUPDATE few\nSET a = 2",
        "DROP PROCEDURE p",
        "BEGIN",
        "DELETE FROM t",
        "END",
        "COMMIT",
    ];
    assert_eq!(split, expected);
}

#[test]
fn lines_between_batches_are_known() {
    let script = script("USE shop\nGO\nDROP TABLE a\nGO 2\n", Dialect::MsSql);

    assert_eq!(script.separators, [9, 25]);
}

#[test]
fn bodies_of_routines_are_part_of_their_statement() {
    let sqlite = "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n  UPDATE b SET n = CASE WHEN 1 THEN 2 END;\n  DELETE FROM c;\nEND;\nSELECT 1;";
    let mysql = "CREATE DEFINER=`r`@`%` TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN IF 1 THEN SET @x = 1; END IF; END;\nSELECT 1;";
    let atomic =
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;\nSELECT 1;";
    let rule = "CREATE RULE r AS ON DELETE TO a DO INSTEAD (UPDATE b SET x = 1; DELETE FROM c);\nSELECT 1;";

    assert_eq!(statements(sqlite, Dialect::Sqlite).len(), 2);
    assert_eq!(statements(mysql, Dialect::MySql).len(), 2);
    assert_eq!(statements(atomic, Dialect::PostgreSql).len(), 2);
    assert_eq!(statements(rule, Dialect::PostgreSql).len(), 2);
}

#[test]
fn begin_as_a_transaction_is_a_statement_of_its_own() {
    let split = statements("BEGIN;\nCREATE TABLE a (id int);\nEND;", Dialect::PostgreSql);

    assert_eq!(split, ["BEGIN", "CREATE TABLE a (id int)", "END"]);
}

#[test]
fn a_conditional_comment_of_mysql_is_code() {
    let text = "/*!40101 SET NAMES utf8 */;\nCREATE TABLE a (id int) /*!50100 PARTITION BY HASH (id) */;";

    let script = script(text, Dialect::MySql);

    assert_eq!(script.statements.len(), 2);
    assert_eq!(script.comments.len(), 0);
    let words: Vec<String> =
        script.statements[1].tokens().tokens.iter().map(|token| token.lexeme.to_string()).collect();
    assert!(words.ends_with(&["BY".into(), "HASH".into(), "(".into(), "id".into(), ")".into()]), "{words:?}");
}

#[test]
fn a_batch_needs_no_semicolons() {
    let text = "IF OBJECT_ID('a') IS NOT NULL DROP TABLE a\nCREATE TABLE a (\n  id int\n)\nALTER TABLE a\n  ADD CONSTRAINT c CHECK (id > 0)\nALTER TABLE a\nDROP CONSTRAINT c\nGO\nCREATE PROCEDURE p AS\nSELECT 1\nUPDATE a SET id = 1\nGO\nSELECT 1";

    let split = statements(text, Dialect::MsSql);

    assert_eq!(
        split,
        [
            "IF OBJECT_ID('a') IS NOT NULL",
            "DROP TABLE a",
            "CREATE TABLE a (\n  id int\n)",
            "ALTER TABLE a\n  ADD CONSTRAINT c CHECK (id > 0)",
            "ALTER TABLE a\nDROP CONSTRAINT c",
            "CREATE PROCEDURE p AS\nSELECT 1\nUPDATE a SET id = 1",
            "SELECT 1"
        ]
    );
}

#[test]
fn an_unreadable_statement_costs_only_itself() {
    let text = "CREATE TABLE a (id int);\nSELECT 'oops;\nCREATE TABLE b (id int);\n";

    let script = script(text, Dialect::PostgreSql);

    let texts: Vec<&str> = script.statements.iter().map(architect_sql::statement::Statement::text).collect();
    assert_eq!(texts, ["CREATE TABLE a (id int)", "SELECT 'oops", "CREATE TABLE b (id int)"]);
    assert_eq!(script.gaps.len(), 1);
    assert!(script.statements[1].tokens().tokens.is_empty());
}

#[test]
fn a_placeholder_is_a_name_or_a_part_of_one() {
    let text = "CREATE TABLE {{ index .Options \"Namespace\" }}.users_${suffix} (id int)";

    let script = script(text, Dialect::PostgreSql);

    let tokens = script.statements[0].tokens().tokens;
    let names: Vec<&str> = tokens.iter().filter_map(|token| token.keyword()).collect();
    assert_eq!(names, ["CREATE", "TABLE", "{{ index .Options \"Namespace\" }}", "users_${suffix}", "id", "int"]);
}

#[test]
fn tokens_know_their_bytes_behind_tabs_line_breaks_and_wide_characters() {
    let text = "-- naïve\r\nCREATE\tTABLE \"größe\" (\r\n\tñame text DEFAULT 'ü', /* 日本 */ 名 int)";

    let script = script(text, Dialect::PostgreSql);

    let tokens = script.statements[0].tokens().tokens;
    let slices: Vec<&str> = tokens.iter().map(|token| &text[token.bytes.clone()]).collect();
    assert_eq!(
        slices,
        ["CREATE", "TABLE", "\"größe\"", "(", "ñame", "text", "DEFAULT", "'ü'", ",", "名", "int", ")"]
    );
}

#[test]
fn of_a_statement_with_rows_only_the_head_is_read() {
    let text = format!("INSERT INTO a (x, y) VALUES {};", "(1, 'it''s'), ".repeat(10_000));

    let script = script(&text, Dialect::PostgreSql);

    assert_eq!(script.statements.len(), 1);
    assert!(script.statements[0].is_rows());
    assert_eq!(script.statements[0].tokens().tokens.len(), 8);
}

#[test]
fn texts_full_of_opening_marks_are_read_in_linear_time() {
    for mark in [
        "(", "{{", "${", "<%", "{%", "$a$;\n", "'", "\"", "[", "/*", "BEGIN ", "CASE ", "\\", "$", "if ", "source;",
        "GO\n", "E'",
    ] {
        let text = mark.repeat(150_000 / mark.len());
        for dialect in [Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite, Dialect::MsSql] {
            let script = script(&text, dialect);
            assert!(script.statements.iter().all(|statement| statement.bytes().end <= text.len()));
        }
    }
}

#[test]
fn a_comment_over_the_end_of_a_statement_that_was_given_up_is_told_once() {
    let text = "CREATE TRIGGER t BEFORE INSERT ON f BEGIN SELECT 1 /* a;\nb */; SELECT 2 /* c */;\n/* d */ SELECT 3";

    let script = script(text, Dialect::Sqlite);

    let comments: Vec<&str> = script.comments.iter().map(|comment| &text[comment.clone()]).collect();
    assert_eq!(comments, ["/* c */", "/* d */"], "{script:#?}");
}

proptest! {
    #[test]
    fn statements_are_in_order_and_tokens_lie_inside(
        text in "([a-z(),;'\"`$\\\\\\[\\]{}%<>/*#: \n-]|--|/\\*|\\*/|\\$\\$|BEGIN|END|CASE|CREATE TRIGGER|GO\n|é|日|\\{\\{|\\}\\}){0,200}",
        dialect in prop::sample::select(vec![
            Dialect::PostgreSql, Dialect::MySql, Dialect::MariaDb, Dialect::Sqlite, Dialect::MsSql,
        ]),
    ) {
        let script = script(&text, dialect);

        let mut end = 0;
        for statement in &script.statements {
            let bytes = statement.bytes();
            prop_assert!(bytes.start >= end && bytes.end >= bytes.start && bytes.end <= text.len());
            end = bytes.end;
            let mut token_end = bytes.start;
            for token in statement.tokens().tokens {
                prop_assert!(token.bytes.start >= token_end && token.bytes.end > token.bytes.start);
                prop_assert!(text.get(token.bytes.clone()).is_some());
                token_end = token.bytes.end;
            }
            prop_assert!(token_end <= end.max(bytes.start));
        }
        let mut end = 0;
        for comment in &script.comments {
            prop_assert!(comment.start >= end && text.get(comment.clone()).is_some(), "{:?}", script.comments);
            end = comment.end;
        }
    }
}
