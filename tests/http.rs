//! Streamable HTTP, byte by byte: both versions of the protocol, who is let in, what is bounded, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::needless_pass_by_value)]

mod support;

use std::io::{Read as _, Write as _};
use std::process::Command;

use serde_json::{Value, json};
use support::http::{self, Server, legacy, modern};

const TOKEN: &str = "an-operator-made-this-token-up";
const READER: &str = "another-token-that-may-only-read";

fn shop() -> [String; 2] {
    ["--root".to_owned(), support::shop().to_str().unwrap().to_owned()]
}

fn plain() -> Server {
    let shop = shop();
    Server::start(&[&shop[0], &shop[1]])
}

fn explain() -> Value {
    json!({"name": "explain", "arguments": {"topic": "openapi/no-success-response"}})
}

fn tokens(folder: &std::path::Path, text: &str) -> String {
    let path = folder.join("tokens.toml");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn both_versions_of_the_protocol_are_answered_on_one_endpoint_without_sessions() {
    let server = plain();

    let opened = server.post(
        &[],
        &legacy(
            0,
            "initialize",
            json!({"protocolVersion": "2025-11-25", "capabilities": {},
            "clientInfo": {"name": "t", "version": "1"}}),
        ),
    );
    assert_eq!((opened.status, opened.header("content-type")), (200, Some("application/json")), "{opened:?}");
    assert_eq!(opened.json()["result"]["protocolVersion"], "2025-11-25");
    assert_eq!(opened.header("mcp-session-id"), None);
    let old = [("MCP-Protocol-Version", "2025-11-25")];
    let noted = server.post(&old, &json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    assert_eq!(noted.status, 202, "{noted:?}");

    let by_old = server.post(&old, &legacy(1, "tools/call", explain()));
    let headers = [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "explain")];
    let by_new = server.post(&headers, &modern(1, "tools/call", explain()));

    assert_eq!((by_old.status, by_new.status), (200, 200), "{by_old:?} {by_new:?}");
    let content = |answer: &http::Answer| answer.json()["result"]["structuredContent"].clone();
    assert_ne!(content(&by_old), Value::Null, "{by_old:?}");
    assert_eq!(content(&by_old), content(&by_new));
}

#[test]
fn initialize_is_no_method_of_the_version_that_has_none() {
    let server = plain();
    let versions = |version: &str| {
        let params =
            json!({"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
        legacy(7, "initialize", params)
    };
    let new = ("MCP-Protocol-Version", "2026-07-28");

    for (headers, message) in [
        (&[new][..], modern(7, "initialize", json!({}))),
        (&[new, ("Mcp-Method", "initialize")], versions("2026-07-28")),
    ] {
        let refused = server.post(headers, &message);

        let answer = refused.json();
        assert_eq!((refused.status, &answer["error"]["code"], &answer["id"]), (404, &json!(-32601), &json!(7)));
        assert_eq!(refused.header("content-type"), Some("application/json"), "{refused:?}");
        assert!(answer["error"]["message"].as_str().unwrap().contains("`server/discover`"), "{answer}");
    }
    for headers in [&[][..], &[("MCP-Protocol-Version", "2025-11-25")]] {
        let opened = server.post(headers, &versions("2025-11-25"));
        assert_eq!(opened.status, 200, "{opened:?}");
    }
}

#[test]
fn steps_come_as_events_before_the_answer_when_a_client_asks_for_them() {
    let server = plain();
    let mut call = legacy(1, "tools/call", json!({"name": "review_project", "arguments": {"path": "."}}));
    call["params"]["_meta"] = json!({"progressToken": "p"});

    let answer = server.post(&[("MCP-Protocol-Version", "2025-11-25")], &call);

    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/event-stream")), "{answer:?}");
    let messages: Vec<Value> = answer
        .body
        .lines()
        .filter_map(|line| serde_json::from_str(line.strip_prefix("data:")?.trim()).ok())
        .collect();
    let (last, steps) = messages.split_last().expect("messages");
    assert!(last["result"]["structuredContent"]["summary"].is_string(), "{last}");
    assert!(!steps.is_empty() && steps.iter().all(|step| step["method"] == "notifications/progress"), "{steps:?}");
}

#[test]
fn hosts_and_origins_that_are_not_allowed_are_refused() {
    let shop = shop();
    let server = Server::start(&[
        &shop[0],
        &shop[1],
        "--allow-host",
        "architect.example.com",
        "--allow-origin",
        "https://app.example.com:443",
    ]);
    let ping = legacy(1, "ping", json!({}));

    for (headers, status) in [
        (vec![("Host", "architect.example.com")], 200),
        (vec![("Host", "localhost:1")], 200),
        (vec![("Host", "evil.example.com")], 403),
        (vec![("Origin", "https://app.example.com")], 200),
        (vec![("Origin", "https://evil.example.com")], 403),
        (vec![("Origin", "null")], 403),
        (vec![("Origin", "http://localhost:3000")], 200),
        (vec![("Origin", "http://localhost.evil.example.com")], 403),
    ] {
        let answer = server.post(&headers, &ping);
        assert_eq!(answer.status, status, "{headers:?}: {answer:?}");
    }
}

#[test]
fn off_loopback_it_does_not_start_without_asking_who_calls() {
    let output = Command::new(support::BINARY).args(["serve", "--http", "0.0.0.0:0"]).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("--tokens FILE"), "{told}");
}

#[test]
fn tokens_are_asked_for_kept_out_of_logs_and_withdrawn_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = tokens(folder.path(), &format!("[[token]]\nname = \"ci\"\ntoken = \"{TOKEN}\"\n"));
    let server = Server::start(&["--tokens", &path]);
    let ping = legacy(1, "ping", json!({}));
    let with = |token: &str| server.post(&[("Authorization", &format!("Bearer {token}"))], &ping);

    let without = server.post(&[], &ping);
    assert_eq!(
        (without.status, without.header("www-authenticate")),
        (401, Some("Bearer realm=\"backend-architect\""))
    );
    let wrong = with("an-operator-made-this-token-uq");
    assert_eq!((wrong.status, wrong.header("www-authenticate")), (401, Some("Bearer error=\"invalid_token\"")));
    assert_eq!(with(TOKEN).status, 200);
    assert_eq!(server.get("/metrics", &[]).status, 401);
    assert_eq!(server.get("/healthz", &[]).status, 200);

    // The name stays, its token changes: the file is looked at again, at most once a second.
    tokens(folder.path(), &format!("[[token]]\nname = \"ci\"\ntoken = \"{READER}\"\n"));
    let withdrawn = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        with(TOKEN).status == 401
    });
    assert!(withdrawn, "the token is still good");
    assert_eq!(with(READER).status, 200);

    // What cannot be read changes nothing.
    tokens(folder.path(), "[[token]]\nname = ");
    std::thread::sleep(std::time::Duration::from_millis(1200));
    assert_eq!(with(READER).status, 200);

    let log = server.log.lock().unwrap().clone();
    assert!(log.contains("read again"), "{log}");
    assert!(!log.contains(TOKEN) && !log.contains(READER), "{log}");
}

#[test]
fn a_file_of_tokens_that_cannot_be_used_is_named_without_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    for (text, reason) in [
        ("", "there is none"),
        ("[[token]]\nname = \"a\"\ntoken = \"short\"\n", "fewer than 16 characters"),
        ("[[token]]\nname = \"a\"\ntoken = \"very-secret-text-1\" x\n", "line 3"),
        ("[[token]]\nname = \"a\"\nsha256 = \"abc\"\n", "64 hexadecimal digits"),
        ("[[token]]\nname = \"a\"\n", "needs either"),
    ] {
        let path = tokens(folder.path(), text);
        let output = Command::new(support::BINARY)
            .args(["serve", "--http", "127.0.0.1:0", "--tokens", &path])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(reason) && !told.contains("very-secret"), "{told}");
    }
}

#[test]
fn a_principal_is_kept_to_its_own_roots() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own");
    std::fs::create_dir(&own).unwrap();
    std::fs::write(own.join("Dockerfile"), "FROM scratch\n").unwrap();
    let path = tokens(
        folder.path(),
        &format!(
            "[[token]]\nname = \"all\"\ntoken = \"{TOKEN}\"\n[[token]]\nname = \"own\"\ntoken = \"{READER}\"\nroots = [{:?}]\n",
            own.to_str().unwrap()
        ),
    );
    let shop = shop();
    let server = Server::start(&[&shop[0], &shop[1], "--tokens", &path]);
    let lint = |token: &str, path: &str| {
        let call = legacy(1, "tools/call", json!({"name": "lint_dockerfile", "arguments": {"path": path}}));
        server.post(&[("Authorization", &format!("Bearer {token}"))], &call).json()["result"]["isError"]
            == json!(true)
    };

    assert!(!lint(TOKEN, "services/orders/Dockerfile"));
    assert!(!lint(READER, "Dockerfile"));
    assert!(lint(READER, "services/orders/Dockerfile"));
    assert!(lint(TOKEN, "../own/Dockerfile"));
}

#[test]
fn an_approval_is_asked_for_over_http_where_the_question_can_travel_and_pends_where_it_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("approvals.jsonl");
    let server = Server::start(&["--approvals", ledger.to_str().unwrap()]);
    let arguments = json!({"change": {"diff": support::person::DROP}, "trigger": "data_loss"});
    let ask = json!({"name": "request_approval", "arguments": arguments});

    // Without a session nobody knows what an old client can do.
    let old = server.post(&[("MCP-Protocol-Version", "2025-11-25")], &legacy(1, "tools/call", ask.clone()));
    assert_eq!(old.json()["result"]["structuredContent"]["status"], "pending", "{old:?}");

    let headers =
        [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "request_approval")];
    let able = |id: u32, params: Value| {
        let mut message = modern(id, "tools/call", params);
        message["params"]["_meta"]["io.modelcontextprotocol/clientCapabilities"] =
            json!({"elicitation": {"form": {}}});
        message
    };
    let question = server.post(&headers, &able(2, ask.clone())).json()["result"].clone();
    assert!(question["inputRequests"]["approval"].is_object(), "{question}");
    let mut answered = ask;
    answered["requestState"] = question["requestState"].clone();
    answered["inputResponses"] = json!({"approval": {"action": "accept", "content": support::person::approval()}});
    let done = server.post(&headers, &able(3, answered.clone())).json()["result"]["structuredContent"].clone();
    let replayed = server.post(&headers, &able(4, answered)).json()["result"].clone();

    assert_eq!((&done["status"], &done["kept"]), (&json!("approved"), &json!(true)), "{done}");
    // What holds already is told again, and not recorded again.
    assert_eq!(replayed["structuredContent"]["record"], done["record"], "{replayed}");
    assert_eq!(std::fs::read_to_string(&ledger).unwrap().lines().count(), 1);
}

#[test]
fn a_request_that_can_be_read_in_two_ways_needs_the_wider_scope() {
    let folder = tempfile::tempdir().unwrap();
    let path = tokens(folder.path(), &format!("[[token]]\nname = \"reader\"\ntoken = \"{READER}\"\n"));
    let server = Server::start(&["--tokens", &path]);
    let bearer = format!("Bearer {READER}");
    let headers = [
        ("Content-Type", "application/json"),
        ("Accept", "application/json, text/event-stream"),
        ("MCP-Protocol-Version", "2025-11-25"),
        ("Authorization", bearer.as_str()),
    ];
    let send = |params: &str| {
        let body = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{params}}}"#);
        server.send("POST", "/mcp", &headers, &body)
    };

    for params in [
        r#"{"name":"request_approval","arguments":{}}"#,
        r#"{"name":"explain","name":"request_approval"}"#,
        r#"{"name":"request_approval","name":"explain"}"#,
        r#"{"n\u0061me":"request_appr\u006fval"}"#,
    ] {
        let answer = send(params);
        assert_eq!(answer.status, 403, "{params}: {answer:?}");
        assert!(answer.header("www-authenticate").unwrap().contains("architect:approve"), "{params}: {answer:?}");
    }
    assert_eq!(send(r#"{"name":"explain","arguments":{"topic":"review_project"}}"#).status, 200);
}

#[test]
fn too_many_calls_are_told_when_to_come_again() {
    let server = Server::start(&["--rate", "3"]);
    let ping = legacy(1, "ping", json!({}));

    let answers: Vec<http::Answer> = (0..4).map(|_| server.post(&[], &ping)).collect();

    assert!(answers[..3].iter().all(|answer| answer.status == 200), "{answers:?}");
    assert_eq!(answers[3].status, 429);
    let wait: u32 = answers[3].header("retry-after").unwrap().parse().unwrap();
    assert!((1..=21).contains(&wait), "{wait}");
}

#[test]
fn a_body_that_is_too_long_or_no_message_is_refused_and_the_server_goes_on() {
    let server = Server::start(&["--longest-body", "2000"]);
    let json = [("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")];

    let long = server.send("POST", "/mcp", &json, &" ".repeat(3000));
    assert_eq!(long.status, 413, "{long:?}");
    assert!(long.body.contains("2000 bytes"), "{long:?}");
    for (method, path, headers, body, statuses) in [
        ("POST", "/mcp", &json[..], "{", 400..=499),
        ("POST", "/mcp", &json[..], "[]", 400..=499),
        ("POST", "/mcp", &json[1..], "{}", 415..=415),
        ("GET", "/mcp", &json[..], "", 405..=405),
        ("DELETE", "/mcp", &json[..], "", 405..=405),
        ("GET", "/nothing", &[], "", 404..=404),
        ("POST", "/healthz", &[], "", 405..=405),
    ] {
        let answer = server.send(method, path, headers, body);
        assert!(statuses.contains(&answer.status), "{method} {path} {body:?}: {answer:?}");
    }
    assert_eq!(server.post(&[], &legacy(1, "ping", json!({}))).status, 200);
}

#[test]
fn an_operator_sees_calls_errors_and_durations() {
    let server = plain();
    server.post(&[], &legacy(1, "tools/call", explain()));
    server.post(&[], &legacy(2, "tools/call", json!({"name": "lint_dockerfile", "arguments": {"path": "none"}})));

    let metrics = server.get("/metrics", &[]);

    assert_eq!(metrics.status, 200);
    assert!(metrics.header("content-type").unwrap().starts_with("application/openmetrics-text"), "{metrics:?}");
    for line in [
        "architect_tool_calls_total{tool=\"explain\",outcome=\"ok\"} 1",
        "architect_tool_calls_total{tool=\"lint_dockerfile\",outcome=\"error\"} 1",
        "architect_tool_duration_seconds_count{tool=\"explain\"} 1",
        "architect_tool_calls_at_work 0",
        "architect_tool_calls_waiting 0",
        "architect_http_responses_total{status=\"200\"} 2",
        "# EOF",
    ] {
        assert!(metrics.body.lines().any(|known| known == line), "{line} is not in\n{}", metrics.body);
    }
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_says_that_it_is_not_ready_answers_what_is_in_flight_and_ends() {
    let mut with_steps = legacy(8, "tools/call", json!({"name": "review_project", "arguments": {"path": "."}}));
    with_steps["params"]["_meta"] = json!({"progressToken": "p"});
    for (arguments, call) in [
        (&[][..], legacy(7, "tools/call", explain())),
        // The answer is the last event of a stream.
        (&[], with_steps.clone()),
        // Without a session, as nobody was initialized, there is nothing to hold this one up.
        (&["--sessions"], modern(9, "tools/call", explain())),
    ] {
        is_answered_though_the_server_was_told_to_stop(arguments, &call);
    }
}

/// Sends half of a call, tells the server to stop, and sends the other half.
#[cfg(unix)]
fn is_answered_though_the_server_was_told_to_stop(arguments: &[&str], call: &Value) {
    let shop = shop();
    let mut server = Server::start(&[&[shop[0].as_str(), shop[1].as_str(), "--drain", "2"], arguments].concat());
    // A request whose body is not all there when the signal comes is in flight.
    let body = call.to_string();
    let (first, rest) = body.split_at(10);
    let mut stream = server.connect();
    let version = call["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"].as_str();
    let modern = version.map_or_else(String::new, |version| {
        format!("MCP-Protocol-Version: {version}\r\nMcp-Method: tools/call\r\nMcp-Name: explain\r\n")
    });
    let head = format!(
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n{modern}Content-Length: {}\r\n\r\n{first}",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    assert_eq!(server.get("/readyz", &[]).status, 200);

    let told = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let draining = (0..50).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        server.get("/readyz", &[]).status == 503
    });
    // When it no longer takes connections, this one is still open.
    while std::net::TcpStream::connect(server.address).is_ok() {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    stream.write_all(rest.as_bytes()).unwrap();
    let mut answered = String::new();
    stream.read_to_string(&mut answered).unwrap();

    assert!(draining, "it never said that it drains");
    assert!(answered.starts_with("HTTP/1.1 200") && answered.contains("structuredContent"), "{answered}");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
