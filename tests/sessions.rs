//! Sessions over HTTP, for clients of 2025-11-25: a person is asked through them, and they belong to whoever opened them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::http::{Server, legacy};
use support::person::{DROP, approval};

const ADA: &str = "Bearer the-token-of-ada-and-of-nobody-else";
const BOB: &str = "Bearer the-token-of-bob-who-may-approve-too";
const VERSION: (&str, &str) = ("MCP-Protocol-Version", "2025-11-25");

/// A server with sessions, and two principals that may approve.
fn server(folder: &std::path::Path) -> Server {
    let token = |name: &str, bearer: &str| {
        let token = bearer.trim_start_matches("Bearer ");
        format!(
            "[[token]]\nname = \"{name}\"\ntoken = \"{token}\"\nscopes = [\"architect:read\", \"architect:approve\"]\n"
        )
    };
    let (tokens, ledger) = (folder.join("tokens.toml"), folder.join("approvals.jsonl"));
    std::fs::write(&tokens, token("ada", ADA) + &token("bob", BOB)).unwrap();
    let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    Server::start(&["--sessions", "--tokens", &path(&tokens), "--approvals", &path(&ledger)])
}

fn open(server: &Server, bearer: &str) -> String {
    let hello = json!({
        "protocolVersion": "2025-11-25", "capabilities": {"elicitation": {}}, "clientInfo": {"name": "t", "version": "1"},
    });
    let opened = server.post(&[("Authorization", bearer)], &legacy(0, "initialize", hello));
    assert_eq!(opened.status, 200, "{opened:?}");
    let session = opened.header("mcp-session-id").expect("a session").to_owned();
    let noted = server.post(
        &[("Authorization", bearer), VERSION, ("Mcp-Session-Id", &session)],
        &json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
    );
    assert_eq!(noted.status, 202, "{noted:?}");
    session
}

/// A request whose answer is a stream of events.
fn stream(server: &Server, method: &str, bearer: &str, session: &str, body: &str) -> BufReader<TcpStream> {
    let mut stream = server.connect();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!(
        "{method} /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nAuthorization: {bearer}\r\nMCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: {session}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    BufReader::new(stream)
}

/// The next message of a stream.
fn next(stream: &mut BufReader<TcpStream>) -> Value {
    loop {
        let mut line = String::new();
        assert_ne!(stream.read_line(&mut line).expect("an event in time"), 0, "the stream ended");
        if let Some(message) = line.strip_prefix("data:").and_then(|data| serde_json::from_str(data.trim()).ok()) {
            return message;
        }
    }
}

#[test]
fn a_person_is_asked_through_a_session_and_the_answer_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path());
    let session = open(&server, ADA);
    let arguments = json!({"change": {"diff": DROP}, "trigger": "data_loss"});
    let ask = legacy(1, "tools/call", json!({"name": "request_approval", "arguments": arguments})).to_string();

    let mut events = stream(&server, "POST", ADA, &session, &ask);
    let question = next(&mut events);
    assert_eq!(question["method"], "elicitation/create", "{question}");
    let answered = server.post(
        &[("Authorization", ADA), VERSION, ("Mcp-Session-Id", &session)],
        &json!({"jsonrpc": "2.0", "id": question["id"], "result": {"action": "accept", "content": approval()}}),
    );
    let done = next(&mut events)["result"]["structuredContent"].clone();

    assert_eq!(answered.status, 202, "{answered:?}");
    assert_eq!((&done["status"], &done["kept"]), (&json!("approved"), &json!(true)), "{done}");
    assert_eq!(done["record"]["principal"], "ada", "{done}");
    assert_eq!(done["record"]["channel"], "elicitation", "{done}");
}

#[test]
fn a_session_is_found_by_nobody_but_whoever_opened_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path());
    let session = open(&server, ADA);
    let ping = |bearer: &str, session: &str| {
        let headers = [("Authorization", bearer), VERSION, ("Mcp-Session-Id", session)];
        server.post(&headers, &legacy(1, "ping", json!({}))).status
    };

    assert_eq!((ping(ADA, &session), ping(BOB, &session), ping(ADA, "made-up")), (200, 404, 404));
    let end = |bearer: &str| {
        server.send("DELETE", "/mcp", &[("Authorization", bearer), VERSION, ("Mcp-Session-Id", &session)], "").status
    };
    let by_bob = end(BOB);
    assert_eq!(ping(ADA, &session), 200, "Bob was answered {by_bob}, and the session is Ada's");
    end(ADA);
    assert_eq!(ping(ADA, &session), 404);
}

#[cfg(unix)]
#[test]
fn whoever_only_listens_does_not_keep_a_server_from_ending() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = server(folder.path());
    let session = open(&server, ADA);
    let mut events = stream(&server, "GET", ADA, &session, "");
    let mut status = String::new();
    events.read_line(&mut status).unwrap();
    assert!(status.starts_with("HTTP/1.1 200"), "{status}");

    let start = Instant::now();
    let told = std::process::Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let code = server.child.wait().unwrap().code();

    assert_eq!(code, Some(0));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
