//! The calls: every tool with texts of every size, and what nobody should send.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::texts;
use crate::message::rest;

/// Sizes of texts, and out of a hundred calls how many have one of them.
pub(super) const SIZES: [(&str, usize, u64); 4] =
    [("1 kB", 1_000, 64), ("20 kB", 20_000, 27), ("300 kB", 300_000, 8), ("5 MB", 5_000_000, 1)];

/// A request that is answered with its id.
#[derive(Debug)]
pub(super) struct Call {
    /// The tool or method, and for hostile ones what is wrong.
    pub(super) name: String,
    /// Which of [`SIZES`].
    pub(super) size: usize,
    /// What follows behind its id.
    pub(super) rest: Vec<u8>,
}

impl Call {
    fn new(name: &str, size: usize, method: &str, params: &Value) -> Self {
        Self { name: name.to_owned(), size, rest: rest(method, params) }
    }

    fn tool(name: &str, size: usize, arguments: &Value) -> Self {
        Self::new(name, size, "tools/call", &json!({"name": name, "arguments": arguments}))
    }
}

/// Calls that anybody may send.
pub(super) fn honest() -> Vec<Call> {
    let mut calls = vec![
        Call::tool("explain", 0, &json!({"topic": "sql/float-money"})),
        Call::tool("explain", 0, &json!({"topic": "DL3009"})),
        Call::tool("explain", 1, &json!({})),
        Call::tool("review_project", 2, &json!({})),
        Call::tool("review_project", 1, &json!({"path": "services"})),
        Call::tool("validate_openapi", 1, &json!({"path": "openapi.yaml"})),
        Call::tool("lint_sql_schema", 1, &json!({"path": "db/schema.sql"})),
        Call::tool("generate_dockerfile", 0, &json!({"path": "services/catalog"})),
        Call::tool("generate_dockerfile", 0, &json!({"stack": "go"})),
        Call::tool("generate_deployment", 0, &json!({"path": "services/catalog"})),
        Call::tool("generate_deployment", 0, &json!({"stack": "python", "target": "kubernetes"})),
        Call::tool("check_escalation", 1, &json!({"diff_path": "changes/drop-legacy-columns.diff"})),
        Call::tool(
            "request_approval",
            0,
            &json!({"change": {"diff_path": "changes/drop-legacy-columns.diff"}, "trigger": "data_loss"}),
        ),
        Call::new("tools/list", 1, "tools/list", &json!({})),
        Call::new("prompts/get", 0, "prompts/get", &json!({"name": "backend_architect"})),
        Call::new("resources/read", 0, "resources/read", &json!({"uri": "architect://profile"})),
        Call::new("ping", 0, "ping", &json!({})),
    ];
    for (size, (_, bytes, _)) in SIZES.iter().enumerate() {
        let bytes = *bytes;
        let few = (bytes / 2_000).clamp(1, 20);
        calls.extend([
            Call::tool("validate_openapi", size, &json!({"content": texts::openapi(bytes)})),
            Call::tool("validate_openapi", size, &json!({"content": texts::openapi_json(bytes)})),
            Call::tool(
                "diff_openapi",
                size,
                &json!({"base": texts::openapi(bytes / 2), "revision": texts::openapi(bytes / 3)}),
            ),
            Call::tool("lint_sql_schema", size, &json!({"content": texts::schema(bytes), "dialect": "postgresql"})),
            Call::tool("lint_sql_schema", size, &json!({"content": texts::mysql(bytes), "dialect": "mysql"})),
            Call::tool(
                "check_migration",
                size,
                &json!({"content": texts::migration(bytes), "dialect": "postgresql"}),
            ),
            Call::tool("describe_schema", size, &json!({"content": texts::schema(bytes), "format": "mermaid"})),
            Call::tool(
                "recommend_indexes",
                size,
                &json!({"content": texts::schema(bytes), "queries": texts::queries(few), "dialect": "sqlite"}),
            ),
            Call::tool("lint_dockerfile", size, &json!({"content": texts::dockerfile(bytes)})),
            Call::tool("lint_deployment", size, &json!({"content": texts::compose(bytes)})),
            Call::tool("lint_deployment", size, &json!({"content": texts::manifests(bytes)})),
            Call::tool("check_escalation", size, &json!({"diff": texts::diff(bytes)})),
        ]);
    }
    calls
}

/// Calls that nobody should send, and that are answered all the same.
pub(super) fn hostile() -> Vec<Call> {
    let call = |what: &str, params: &Value| Call::new(what, 0, "tools/call", params);
    let lint =
        |what: &str, arguments: &Value| call(what, &json!({"name": "lint_sql_schema", "arguments": arguments}));
    vec![
        call("an unknown tool", &json!({"name": "lint_sql_schemas", "arguments": {}})),
        Call::new("an unknown method", 0, "tols/list", &json!({})),
        call("no name", &json!({"arguments": {}})),
        call("arguments that are a list", &json!({"name": "explain", "arguments": ["sql/float-money"]})),
        lint("a number for a text", &json!({"content": 5})),
        lint("an object for a text", &json!({"content": {"a": [1, null]}})),
        lint("an unknown argument", &json!({"contents": "SELECT 1"})),
        lint("no argument", &json!({})),
        lint("a path out of the root", &json!({"path": "../../../../etc/passwd"})),
        lint("a path with a NUL", &json!({"path": "db\u{0}/schema.sql"})),
        lint("text of another kind", &json!({"content": "\u{1b}[31m\u{202e}<html>\u{0}</html>"})),
        lint("brackets without end", &json!({"content": texts::deep(100_000)})),
        lint("one long word", &json!({"content": "x".repeat(2_000_000)})),
        call("a huge name", &json!({"name": "n".repeat(1_000_000), "arguments": {}})),
        call("a huge topic", &json!({"name": "explain", "arguments": {"topic": "t".repeat(1_000_000)}})),
        call("deep YAML", &json!({"name": "validate_openapi", "arguments": {"content": "[".repeat(100_000)}})),
        call("an alias bomb", &json!({"name": "validate_openapi", "arguments": {"content": bomb()}})),
    ]
}

fn bomb() -> String {
    let mut text = String::from("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\nx-0: &a0 [x, x]\n");
    for level in 1..40 {
        let before = format!("*a{}", level - 1);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "x-{level}: &a{level} [{before}, {before}, {before}, {before}, {before}]");
    }
    text
}

/// What is no request at all.
pub(super) fn nonsense() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("no JSON", b"nonsense".to_vec()),
        ("half a message", br#"{"jsonrpc":"2.0","id":1,"method":"tools/ca"#.to_vec()),
        ("no text", b"\xff\xfe{\x80}".to_vec()),
        ("an empty list", b"[]".to_vec()),
        ("JSON nested too deep", [br#"{"jsonrpc":"2.0","params":"#.to_vec(), b"[".repeat(100_000)].concat()),
        ("a number", b"12".to_vec()),
        ("a long line of nothing", b"z".repeat(1_000_000)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_all_sizes_are_a_hundred() {
        assert_eq!(SIZES.iter().map(|(_, _, share)| share).sum::<u64>(), 100);
    }

    #[test]
    fn calls_are_json_and_each_size_has_some() {
        let calls = honest();
        for call in calls.iter().chain(&hostile()) {
            let message = crate::message::request(1, &call.rest);
            assert!(serde_json::from_slice::<Value>(&message).is_ok(), "{}", call.name);
        }
        assert!((0..SIZES.len()).all(|size| calls.iter().any(|call| call.size == size)));
    }

    #[test]
    fn nonsense_is_no_request() {
        for (what, bytes) in nonsense() {
            let read = serde_json::from_slice::<Value>(&bytes);
            assert!(read.is_err() || read.is_ok_and(|value| !value.is_object()), "{what}");
        }
    }
}
