//! Several servers behind one name: what one of them asked a person, another takes the answer to, when they share a key;
//! and only from whoever was asked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::http::{Server, call_of, modern};
use support::person::{DROP, approval};

const ADA: &str = "the-token-of-ada-and-of-nobody-else";
const BOB: &str = "the-token-of-bob-who-may-approve-too";

/// Two principals that may approve, a key, and a ledger that all share.
fn prepare(folder: &Path) {
    let token = |name: &str, token: &str| {
        format!(
            "[[token]]\nname = \"{name}\"\ntoken = \"{token}\"\nscopes = [\"architect:read\", \"architect:approve\"]\n"
        )
    };
    std::fs::write(folder.join("tokens.toml"), token("ada", ADA) + &token("bob", BOB)).unwrap();
    std::fs::write(folder.join("state.key"), "0123456789abcdef0123456789abcdef0123456789abcdef\n").unwrap();
    std::fs::write(folder.join("other.key"), "fedcba9876543210fedcba9876543210fedcba9876543210\n").unwrap();
}

fn replica(folder: &Path, key: Option<&str>) -> Server {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (tokens, ledger) = (path("tokens.toml"), path("approvals.jsonl"));
    let mut arguments = vec!["--tokens", &tokens, "--approvals", &ledger];
    let key = key.map(path);
    if let Some(key) = &key {
        arguments.extend(["--state-key-file", key]);
    }
    Server::start(&arguments)
}

fn send(server: &Server, token: &str, params: Value) -> Value {
    let mut message = modern(1, "tools/call", params);
    message["params"]["_meta"]["io.modelcontextprotocol/clientCapabilities"] = json!({"elicitation": {"form": {}}});
    let bearer = format!("Bearer {token}");
    let call = call_of("request_approval");
    let mut headers: Vec<(&str, &str)> = call.iter().map(|(name, value)| (*name, value.as_str())).collect();
    headers.push(("Authorization", &bearer));
    server.post(&headers, &message).json()["result"].clone()
}

fn ask(server: &Server, token: &str) -> (Value, Value) {
    let arguments = json!({"change": {"diff": DROP}, "trigger": "data_loss"});
    let ask = json!({"name": "request_approval", "arguments": arguments});
    let question = send(server, token, ask.clone());
    assert!(question["requestState"].is_string(), "{question}");
    let mut answered = ask;
    answered["requestState"] = question["requestState"].clone();
    answered["inputResponses"] = json!({"approval": {"action": "accept", "content": approval()}});
    (question, answered)
}

fn is_refused(result: &Value) -> bool {
    result["isError"] == json!(true) && result.to_string().contains("nothing was recorded")
}

#[test]
fn what_one_replica_asked_another_takes_the_answer_to_when_they_share_a_key() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let first = replica(folder.path(), Some("state.key"));
    let second = replica(folder.path(), Some("state.key"));
    let (_, answered) = ask(&first, ADA);
    drop(first);

    let done = send(&second, ADA, answered);

    let content = &done["structuredContent"];
    assert_eq!((&content["status"], &content["kept"]), (&json!("approved"), &json!(true)), "{done}");
    assert_eq!(content["record"]["principal"], "ada", "whose token it was is proven, and recorded");
}

#[test]
fn a_replica_with_another_key_or_none_takes_no_answer_of_another() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let first = replica(folder.path(), Some("state.key"));
    let (_, answered) = ask(&first, ADA);

    for key in [None, Some("other.key")] {
        let other = replica(folder.path(), key);
        let result = send(&other, ADA, answered.clone());
        assert!(is_refused(&result), "{key:?}: {result}");
    }
    assert!(std::fs::read_to_string(folder.path().join("approvals.jsonl")).unwrap().is_empty());
}

#[test]
fn whoever_was_not_asked_cannot_answer() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let server = replica(folder.path(), Some("state.key"));
    let (_, answered) = ask(&server, ADA);

    let by_bob = send(&server, BOB, answered.clone());
    let by_ada = send(&server, ADA, answered);

    assert!(is_refused(&by_bob), "{by_bob}");
    assert_eq!(by_ada["structuredContent"]["status"], "approved", "{by_ada}");
}

#[test]
fn a_rejection_cannot_be_turned_by_bringing_the_question_to_another_replica() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let first = replica(folder.path(), Some("state.key"));
    let second = replica(folder.path(), Some("state.key"));
    let (_, answered) = ask(&first, ADA);
    let mut declined = answered.clone();
    declined["inputResponses"] = json!({"approval": {"action": "decline"}});

    let rejected = send(&first, ADA, declined);
    let turned = send(&second, ADA, answered);

    assert_eq!(rejected["structuredContent"]["status"], "rejected", "{rejected}");
    assert_ne!(turned["structuredContent"]["status"], "approved", "{turned}");
    let ledger = std::fs::read_to_string(folder.path().join("approvals.jsonl")).unwrap();
    assert_eq!(ledger.lines().count(), 1, "{ledger}");
}

#[test]
fn a_key_that_cannot_be_used_is_named_without_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let short = folder.path().join("short.key");
    std::fs::write(&short, "too-short-a-secret\n").unwrap();

    for (path, reason) in [(short, "fewer than 32 bytes"), (folder.path().join("none.key"), "cannot be read")] {
        let output = std::process::Command::new(support::BINARY)
            .args(["serve", "--state-key-file", path.to_str().unwrap()])
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(reason) && told.contains("openssl rand") && !told.contains("too-short-a"), "{told}");
    }
}
