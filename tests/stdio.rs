//! The bytes on standard output, and how the process ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::BINARY;

struct Session {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: BufReader<std::process::ChildStdout>,
}

impl Session {
    fn open() -> Self {
        let mut child = Command::new(BINARY)
            .args(["serve", "--root", support::shop().to_str().unwrap()])
            // Everything that can be logged is logged: none of it may land on standard output.
            .env("ARCHITECT_LOG", "trace")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let mut session = Self { child, stdin, lines };
        session.send(&json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}));
        session.answer();
        session.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        session
    }

    fn send(&mut self, message: &Value) {
        self.send_line(message.to_string().as_bytes());
    }

    fn send_line(&mut self, line: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(line).unwrap();
        stdin.write_all(b"\n").unwrap();
        stdin.flush().unwrap();
    }

    fn call(&mut self, id: u32, tool: &str, arguments: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": "tools/call",
            "params": {"name": tool, "arguments": arguments}}));
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("not a message: {error}: {line:?}"))
    }

    /// Everything that is left on standard output, as messages.
    fn rest(&mut self) -> Vec<Value> {
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        rest.lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not a message: {line:?}")))
            .collect()
    }

    fn ended_within(&mut self, limit: Duration) -> Option<std::process::ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < limit {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_byte_on_standard_output_is_a_protocol_message() {
    let mut session = Session::open();

    session.send_line(b"this is no message");
    session.send_line(b"{\"half\": ");
    session.send_line(b"\xff\xfe\x00");
    session.send_line(b"{\"jsonrpc\": \"2.0\", \"id\": 7}");
    session.send(&json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call"}));
    session.send(&json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": 5}}));
    session.send(&json!({"jsonrpc": "2.0", "id": 3, "method": "tols/list"}));
    session.call(4, "validate_openapi", &json!({ "path": "openapi.yaml" }));
    session.call(5, "review_project", &json!({}));
    session.call(6, "no_such_tool", &json!({}));
    session.stdin.take();
    let messages = session.rest();

    for message in &messages {
        assert_eq!(message["jsonrpc"], "2.0", "{message}");
        assert!(message["result"].is_object() || message["error"].is_object(), "{message}");
    }
    let by_id =
        |id: u32| messages.iter().find(|message| message["id"] == id).unwrap_or_else(|| panic!("no answer {id}"));
    assert_eq!(by_id(1)["error"]["code"], -32602, "missing params are invalid params");
    assert_eq!(by_id(2)["error"]["code"], -32602, "params of the wrong form are invalid params");
    assert_eq!(by_id(3)["error"]["code"], -32601);
    assert!(by_id(3)["error"]["message"].as_str().unwrap().contains("tools/list"));
    assert!(by_id(4)["result"]["structuredContent"]["findings"].is_array());
    assert!(by_id(5)["result"]["structuredContent"]["artefacts"].is_array());
    assert!(by_id(6)["error"]["message"].as_str().unwrap().contains("no_such_tool"));
}

#[test]
fn a_request_that_cannot_be_read_is_refused_with_its_id() {
    let mut session = Session::open();

    for (line, id, code) in [
        (r#"{"jsonrpc":"2.0","id":11,"method":"tools/list","params":[]}"#, json!(11), -32602),
        (r#"{"jsonrpc":"2.0","id":"a","method":"tools/call","params":"x"}"#, json!("a"), -32602),
        (r#"{"jsonrpc":"2.0","id":12}"#, json!(12), -32600),
        (r#"{"jsonrpc":"2.0","id":13,"method":5}"#, json!(13), -32600),
        (r#"{"jsonrpc":"1.0","id":14,"method":"ping"}"#, json!(14), -32600),
        (r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, Value::Null, -32600),
        ("[]", Value::Null, -32600),
    ] {
        session.send_line(line.as_bytes());
        let answer = session.answer();

        assert_eq!((&answer["id"], &answer["error"]["code"]), (&id, &json!(code)), "{line}: {answer}");
    }
    // Nobody waits for an answer to a notification, whatever is wrong with it.
    session.send_line(br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":[]}"#);
    session.send(&json!({"jsonrpc": "2.0", "id": 16, "method": "ping"}));
    assert_eq!(session.answer(), json!({"jsonrpc": "2.0", "id": 16, "result": {}}));
}

#[test]
fn what_is_asked_again_is_answered_alike_and_with_its_own_id() {
    let mut session = Session::open();
    let explain = |topic: &str| format!(r#"{{"name":"explain","arguments":{{"topic":"{topic}"}}}}"#);
    let (money, index) = (explain("sql/float-money"), explain("no/such-topic"));
    let mut id = 0;

    for (method, params) in [
        ("tools/call", money.as_str()),
        ("tools/call", index.as_str()),
        ("tools/list", "{}"),
        ("resources/read", r#"{"uri":"architect://profile"}"#),
        ("resources/read", r#"{"uri":"architect://nothing"}"#),
        ("ping", "{}"),
    ] {
        // Clients write the id behind the version, or last.
        for around in [
            (r#"{"jsonrpc":"2.0","id":"#, format!(r#","method":"{method}","params":{params}}}"#)),
            (&*format!(r#"{{"method":"{method}","params":{params},"jsonrpc":"2.0","id":"#), "}".to_owned()),
        ] {
            let answers: Vec<Value> = (0..4)
                .map(|_| {
                    id += 1;
                    session.send_line(format!("{}{id}{}", around.0, around.1).as_bytes());
                    let mut answer = session.answer();
                    assert_eq!(answer["id"].take(), id, "{answer}");
                    answer
                })
                .collect();

            assert!(answers.iter().all(|answer| *answer == answers[0]), "{method} {params}: {answers:?}");
        }
    }
}

#[test]
fn the_end_of_input_ends_the_server_after_it_answered_what_was_in_flight() {
    let mut session = Session::open();

    session.call(1, "review_project", &json!({}));
    session.stdin.take();
    let messages = session.rest();
    let status = session.ended_within(Duration::from_secs(5)).expect("the server ends");

    assert!(status.success());
    assert!(messages.iter().any(|message| message["id"] == 1 && message["result"].is_object()), "{messages:?}");
}

#[cfg(unix)]
#[test]
fn a_terminate_signal_ends_the_server_after_it_answered_what_was_in_flight() {
    let mut session = Session::open();

    session.call(1, "review_project", &json!({}));
    // The request must have been read before the signal: whatever was not is not in flight.
    session.call(2, "explain", &json!({}));
    let first = session.answer();
    Command::new("kill").args(["-TERM", &session.child.id().to_string()]).status().unwrap();
    let mut messages = session.rest();
    messages.push(first);
    let status = session.ended_within(Duration::from_secs(5)).expect("the server ends");

    assert!(status.success(), "{status}");
    for id in [1, 2] {
        assert!(messages.iter().any(|message| message["id"] == id && message["result"].is_object()), "{messages:?}");
    }
}

#[test]
fn a_client_that_hangs_up_at_once_leaves_no_error() {
    let mut child = Command::new(BINARY)
        .arg("serve")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();

    drop(child.stdin.take());
    let output = child.wait_with_output().unwrap();

    assert!(output.status.success());
    assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
}
