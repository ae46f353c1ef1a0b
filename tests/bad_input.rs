//! Input that nobody should send: each tool answers it in time, with an error that helps or a report with gaps, and
//! the next call works.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use backend_architect::registry::Registry;
use backend_architect::server::{Dispatch, Policy};
use backend_architect::workspace::Workspace;
use serde_json::{Value, json};
use support::object;
use tokio_util::sync::CancellationToken;

/// What a call may take at the very most, in a debug build on a busy machine. The server's own deadline is longer.
const PATIENCE: Duration = Duration::from_secs(20);

fn alias_bomb() -> String {
    let mut text = String::from("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\nx-0: &a0 [x, x]\n");
    for level in 1..40 {
        let list = format!("*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}", level - 1);
        let _ = writeln!(text, "x-{level}: &a{level} [{list}]");
    }
    text
}

/// Names and texts that break readers.
fn texts() -> Vec<(&'static str, String)> {
    let deep = 100_000;
    vec![
        ("empty", String::new()),
        ("blank", "  \n\t\n".to_owned()),
        ("a lone quote", "'".to_owned()),
        ("a lone double quote", "\"".to_owned()),
        ("NUL bytes", "\0\0\0".to_owned()),
        ("a NUL byte inside", "openapi: 3.1.0\nCREATE TABLE t (\0 id int);\nFROM a\0b\n".to_owned()),
        ("open brackets", "[".repeat(deep)),
        ("open braces", "{\"a\":".repeat(deep)),
        ("open parentheses", format!("CREATE TABLE t (a int CHECK {}", "(".repeat(deep))),
        ("balanced brackets", format!("{}{}", "[".repeat(deep), "]".repeat(deep))),
        ("a long chain of operators", format!("CREATE TABLE t (a int CHECK (a = 1{}));", " OR a = 1".repeat(50_000))),
        ("an alias bomb", alias_bomb()),
        ("one long line", format!("FROM {}\n", "x".repeat(2_000_000))),
        ("a document of another kind", "<html><body>no</body></html>".to_owned()),
        ("byte order mark", "\u{feff}FROM scratch\n".to_owned()),
        ("carriage returns only", "FROM scratch\rCREATE TABLE t (id int);\ropenapi: 3.1.0\r".to_owned()),
        ("right-to-left and combining letters", "openapi: \u{202e}3.1.0\u{301}\n".repeat(100)),
    ]
}

/// How a tool takes a text.
type Take = fn(&str) -> Value;

fn tools() -> Vec<(&'static str, Take)> {
    vec![
        ("validate_openapi", |text| json!({ "content": text })),
        ("validate_openapi", |text| json!({ "content": "openapi: 3.1.0", "ruleset": text })),
        ("diff_openapi", |text| json!({ "base": text, "revision": text })),
        ("lint_sql_schema", |text| json!({ "content": text })),
        ("lint_sql_schema", |text| json!({ "content": text, "dialect": "mssql" })),
        ("lint_sql_schema", |text| json!({ "content": text, "dialect": "mysql" })),
        ("lint_sql_schema", |text| json!({ "content": text, "dialect": "sqlite" })),
        ("check_migration", |text| json!({ "content": text, "dialect": "postgresql" })),
        ("check_migration", |text| json!({ "content": text, "schema": [text], "dialect": "postgresql" })),
        ("describe_schema", |text| json!({ "content": text })),
        ("describe_schema", |text| json!({ "content": text, "dialect": "mysql", "format": "mermaid" })),
        ("describe_schema", |text| json!({ "content": text, "dialect": "mssql", "format": "json" })),
        ("recommend_indexes", |text| json!({ "content": text, "queries": [text] })),
        ("recommend_indexes", |text| json!({ "content": text, "queries": ["SELECT 1", text], "dialect": "sqlite" })),
        ("lint_dockerfile", |text| json!({ "content": text })),
        ("check_escalation", |text| json!({ "diff": text })),
        ("check_escalation", |text| json!({ "description": text })),
        ("check_escalation", |text| json!({ "migrations": [{ "path": "db/1.sql", "content": text }] })),
        ("check_escalation", |text| json!({ "openapi": { "before": text, "after": text } })),
        ("generate_dockerfile", |text| json!({ "stack": text })),
        ("generate_dockerfile", |text| json!({ "path": text })),
        ("explain", |text| json!({ "topic": text })),
        ("review_project", |text| json!({ "path": text })),
    ]
}

fn dispatch(workspace: Workspace) -> Dispatch {
    Dispatch::new(Arc::new(Registry::new(workspace)), Policy::default())
}

async fn assert_answered(dispatch: &Dispatch, what: &str, tool: &str, arguments: Value) {
    let start = Instant::now();
    let answer = dispatch.call(tool, object(arguments), None, CancellationToken::new()).await;
    let took = start.elapsed();

    assert!(took < PATIENCE, "{tool} took {took:?} for {what}");
    match answer {
        Ok(report) => {
            assert!(report["summary"].as_str().is_some_and(|text| !text.is_empty()), "{tool} on {what}: {report}");
        }
        Err(error) => {
            assert_ne!(error.kind, architect_core::error::ErrorKind::Internal, "{tool} on {what}: {error}");
            assert!(error.message.len() > 10, "{tool} on {what}: {error}");
            assert!(
                error.to_string().len() < 4_000,
                "{tool} on {what} answers with {} bytes",
                error.to_string().len()
            );
        }
    }
    let next = dispatch.call("explain", object(json!({})), None, CancellationToken::new()).await;
    assert!(next.is_ok(), "the call after {tool} on {what} works");
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_nobody_should_send_is_answered_in_time_and_the_next_call_works() {
    let dispatch = dispatch(Workspace::open([support::shop()]).unwrap());

    for (what, text) in texts() {
        for (tool, arguments) in tools() {
            assert_answered(&dispatch, what, tool, arguments(&text)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_nobody_should_have_are_answered_in_time_and_the_next_call_works() {
    let root = tempfile::TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(root.path().join(name), bytes).unwrap();
    write("latin.sql", b"-- caf\xe9\nCREATE TABLE t (id int);\n");
    write("latin.yaml", b"openapi: 3.1.0\ninfo: {title: caf\xe9}\n");
    write("Dockerfile", b"FROM caf\xe9\n");
    write("package.json", b"{\"name\": \"caf\xe9\"");
    let huge = std::fs::File::create(root.path().join("huge.sql")).unwrap();
    huge.set_len(100 * 1024 * 1024).unwrap();
    let dispatch = dispatch(Workspace::open([root.path()]).unwrap());

    for file in ["latin.sql", "latin.yaml", "Dockerfile", "huge.sql", "missing.sql", ".", ""] {
        for tool in
            ["validate_openapi", "lint_sql_schema", "lint_dockerfile", "generate_dockerfile", "review_project"]
        {
            assert_answered(&dispatch, file, tool, json!({ "path": file })).await;
        }
    }
    let latin =
        dispatch.call("lint_sql_schema", object(json!({ "path": "latin.sql" })), None, CancellationToken::new());
    let huge =
        dispatch.call("lint_sql_schema", object(json!({ "path": "huge.sql" })), None, CancellationToken::new());
    let review = dispatch.call("review_project", object(json!({})), None, CancellationToken::new()).await.unwrap();

    let latin = latin.await.unwrap_err();
    assert!(latin.message.contains("UTF-8") && latin.message.contains("offset 6"), "{latin}");
    let huge = huge.await.unwrap_err();
    assert!(huge.message.contains("104857600 bytes"), "{huge}");
    let gaps = review["gaps"].to_string();
    assert!(gaps.contains("huge.sql") && gaps.contains("latin.sql"), "a review says what it could not read: {gaps}");
}

#[tokio::test]
async fn a_large_text_over_the_wire_is_answered_with_the_limit() {
    let client = support::connect(rmcp::ClientLifecycleMode::Initialize, &[]).await;

    let result = support::call(&client, "lint_sql_schema", json!({ "content": "x".repeat(40 * 1024 * 1024) })).await;
    let next = support::call(&client, "explain", json!({})).await;

    assert_eq!(result.is_error, Some(true));
    assert!(support::text(&result).contains("33554432"), "{}", support::text(&result));
    assert_ne!(next.is_error, Some(true));
    client.cancel().await.unwrap();
}

#[test]
fn a_schema_read_in_the_wrong_dialect_is_a_report_and_no_failure() {
    let registry = support::without_files();
    let text = "CREATE TABLE [dbo].[Orders] (\n  [Id] INT IDENTITY(1,1) NOT NULL PRIMARY KEY CLUSTERED,\n  [Note] NVARCHAR(MAX) NULL\n);\nGO\nCREATE TABLE `a` (`b` int unsigned NOT NULL AUTO_INCREMENT, KEY `k` (`b`)) ENGINE=InnoDB;\n";

    for dialect in ["postgresql", "mysql", "mariadb", "sqlite", "mssql"] {
        let answer =
            support::ask(&registry, "lint_sql_schema", json!({ "content": text, "dialect": dialect })).unwrap();
        assert!(answer["summary"].as_str().is_some(), "{dialect}: {answer}");
    }
    let unknown =
        support::ask(&registry, "lint_sql_schema", json!({ "content": text, "dialect": "postgres" })).unwrap_err();
    assert!(unknown.to_string().contains("postgresql"), "{unknown}");
}
