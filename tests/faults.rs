//! What happens when something outside of the server fails. ARCHITECTURE.md states it, below "Faults".
//!
//! Tests that have to wait for a time limit are ignored by default; `cargo test --test faults -- --ignored` runs them.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::needless_pass_by_value)]

mod support;

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::BINARY;
use support::http::Server;

/// A session over standard input, byte by byte.
struct Session {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Option<BufReader<ChildStdout>>,
}

impl Session {
    fn open(command: &mut Command, capabilities: Value) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take().unwrap());
        let mut session = Self { child, stdin, lines: Some(BufReader::new(stdout)) };
        session.send(&json!({"jsonrpc": "2.0", "id": "open", "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": capabilities,
            "clientInfo": {"name": "faults", "version": "1"}}}));
        session.read().expect("the session opens");
        session.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        session
    }

    fn serve(arguments: &[&str]) -> Self {
        Self::open(Command::new(BINARY).arg("serve").args(arguments), json!({}))
    }

    /// A server that has ended may be gone when it is written to.
    fn send(&mut self, message: &Value) {
        let _ = self.stdin.as_mut().unwrap().write_all(format!("{message}\n").as_bytes());
    }

    fn call(&mut self, id: u64, tool: &str, arguments: Value) {
        let params = json!({"name": tool, "arguments": arguments});
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}));
    }

    fn read(&mut self) -> Option<Value> {
        let mut line = String::new();
        let read = self.lines.as_mut().unwrap().read_line(&mut line).unwrap();
        (read > 0).then(|| serde_json::from_str(&line).unwrap_or_else(|_| panic!("half a message: {line:?}")))
    }

    fn ask(&mut self, id: u64, tool: &str, arguments: Value) -> Value {
        self.call(id, tool, arguments);
        self.read().expect("an answer")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ends_within(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < limit {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    None
}

fn terminate(child: &Child) {
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
}

fn shop() -> String {
    support::shop().to_str().unwrap().to_owned()
}

fn message(id: u64, tool: &str, arguments: Value) -> String {
    let params = json!({"name": tool, "arguments": arguments});
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}).to_string()
}

fn head(length: usize) -> String {
    format!(
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// A text whose check takes long enough to be interrupted.
fn long_work() -> String {
    let mut text = String::from("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n");
    for path in 0..4_000 {
        let _ = writeln!(
            text,
            "  /things{path}/{{id}}:\n    get:\n      operationId: get{path}\n      responses: {{'200': {{description: d}}}}"
        );
    }
    text
}

/// The value of a line of `/metrics`.
fn gauge(server: &Server, name: &str) -> u64 {
    let metrics = server.get("/metrics", &[]).body;
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("{name} is not in {metrics}")).parse().unwrap()
}

fn soon(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(20), "{what}: not after {:?}", start.elapsed());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_client_that_is_gone_in_mid_call_leaves_no_process_behind() {
    let mut session = Session::serve(&[]);
    session.call(1, "validate_openapi", json!({"content": long_work()}));

    // Both ends at once, as when the client is killed.
    session.stdin.take();
    session.lines.take();

    assert!(ends_within(&mut session.child, Duration::from_secs(20)).is_some(), "the server is still there");
}

#[test]
fn a_client_that_hangs_up_in_mid_call_over_http_frees_its_place() {
    let server = Server::start(&[]);
    let body = message(1, "validate_openapi", json!({"content": long_work()}));
    let mut stream = server.connect();
    stream.write_all(head(body.len()).as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    soon("the call is at work", || {
        gauge(&server, "architect_tool_calls_at_work") > 0
            || server
                .get("/metrics", &[])
                .body
                .contains("architect_tool_duration_seconds_count{tool=\"validate_openapi\"}")
    });

    drop(stream);

    soon("its place is free", || gauge(&server, "architect_tool_calls_at_work") == 0);
    let next = server.post(&[], &serde_json::from_str(&message(2, "explain", json!({}))).unwrap());
    assert_eq!(next.status, 200);
}

#[test]
fn connections_that_say_nothing_keep_nobody_else_waiting() {
    let server = Server::start(&[]);
    let silent: Vec<TcpStream> = (0..200).map(|_| server.connect()).collect();
    // And halves of connections: the client has said all that it ever says.
    let halves: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(head(100).as_bytes()).unwrap();
            stream.shutdown(std::net::Shutdown::Write).unwrap();
            stream
        })
        .collect();

    let start = Instant::now();
    let answer = server.post(&[], &serde_json::from_str(&message(1, "explain", json!({}))).unwrap());

    assert_eq!(answer.status, 200);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    // A body that cannot come any more is not waited for.
    for mut half in halves {
        half.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut told = Vec::new();
        half.read_to_end(&mut told).expect("the connection is closed");
    }
    drop(silent);
}

#[test]
#[ignore = "waits for the limits of time: half a minute"]
fn a_head_may_take_ten_seconds_and_a_body_thirty() {
    let server = Server::start(&[]);
    let mut slow_head = server.connect();
    slow_head.write_all(b"POST /mcp HTTP/1.1\r\nHost: loc").unwrap();
    let mut silent = server.connect();
    let mut slow_body = server.connect();
    slow_body.write_all(head(1_000_000).as_bytes()).unwrap();
    let start = Instant::now();

    // A byte now and then does not help.
    let dripping = slow_body.try_clone().unwrap();
    let over = AtomicBool::new(false);
    let (head_took, silent_took, body) = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut dripping = dripping;
            while !over.load(Ordering::Relaxed) && dripping.write_all(b" ").is_ok() {
                std::thread::sleep(Duration::from_millis(200));
            }
        });
        let mut told = Vec::new();
        let _ = slow_head.read_to_end(&mut told);
        let head_took = start.elapsed();
        let _ = silent.read_to_end(&mut told);
        let silent_took = start.elapsed();
        let mut body = [0; 64];
        let read = slow_body.read(&mut body).unwrap();
        over.store(true, Ordering::Relaxed);
        (head_took, silent_took, String::from_utf8_lossy(&body[..read]).into_owned())
    });

    let about = |seconds: u64, took: Duration| (seconds - 1..seconds + 5).contains(&took.as_secs());
    assert!(about(10, head_took), "{head_took:?}");
    assert!(about(10, silent_took), "{silent_took:?}");
    assert!(about(30, start.elapsed()), "{:?}", start.elapsed());
    assert!(body.starts_with("HTTP/1.1 408"), "{body}");
    assert_eq!(server.get("/healthz", &[]).status, 200);
}

#[test]
#[ignore = "waits for the limits of time: a quarter of a minute"]
fn more_connections_than_there_are_places_wait_until_the_silent_ones_are_closed() {
    let server = Server::start(&[]);
    let silent: Vec<TcpStream> = (0..1_100).map_while(|_| TcpStream::connect(server.address).ok()).collect();
    assert!(silent.len() >= 1_024, "{} connections", silent.len());

    let start = Instant::now();
    let answer = server.post(&[], &serde_json::from_str(&message(1, "explain", json!({}))).unwrap());

    assert_eq!(answer.status, 200);
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
}

#[test]
fn a_full_disk_under_the_ledger_is_told_and_leaves_the_ledger_whole() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("approvals.jsonl");
    let person = json!({"elicitation": {}});
    // Whoever writes beyond the size is told so, as by a full disk, instead of being killed.
    let script = "trap '' XFSZ; ulimit -f \"$1\"; exec \"$2\" serve --approvals \"$3\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, "sh", "3", BINARY]).arg(&ledger);
    let mut session = Session::open(&mut command, person.clone());

    let (mut kept, mut refused) = (0, Vec::new());
    for id in 0..12 {
        let answer = say_no(&mut session, id);
        if answer["result"]["structuredContent"]["kept"] == true {
            kept += 1;
        } else {
            refused.push(answer);
        }
    }
    drop(session);

    assert!(kept > 0 && !refused.is_empty(), "{kept} were kept, {} were not", refused.len());
    for answer in &refused {
        assert_eq!(answer["result"]["isError"], true, "{answer}");
        assert!(answer.to_string().contains("nothing was recorded"), "{answer}");
    }
    let text = std::fs::read(&ledger).unwrap();
    assert!(text.ends_with(b"\n"), "half a line was left");
    assert_eq!(text.split(|byte| *byte == b'\n').count() - 1, kept);

    // With room again it goes on.
    let mut session = Session::open(Command::new(BINARY).arg("serve").arg("--approvals").arg(&ledger), person);
    assert_eq!(say_no(&mut session, 99)["result"]["structuredContent"]["kept"], true);
    let verified = Command::new(BINARY).args(["approvals", "verify", "--approvals"]).arg(&ledger).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{verified:?}");
}

/// Asks for the approval of a change of its own, and declines.
fn say_no(session: &mut Session, id: u64) -> Value {
    let diff = support::person::DROP.replace("nickname", &format!("column_{id}"));
    session.call(id, "request_approval", json!({"change": {"diff": diff}, "trigger": "data_loss"}));
    loop {
        let message = session.read().expect("the server lives");
        if message["method"] == "elicitation/create" {
            session.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": {"action": "decline"}}));
        } else {
            return message;
        }
    }
}

#[test]
fn a_root_that_is_deleted_is_an_error_of_the_calls_that_need_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("project");
    std::fs::create_dir(&root).unwrap();
    std::fs::write(root.join("a.sql"), "CREATE TABLE t (id int);").unwrap();
    let mut session = Session::serve(&["--root", root.to_str().unwrap()]);
    let there = session.ask(1, "lint_sql_schema", json!({"path": "a.sql"}));
    assert_eq!(there["result"]["isError"], false, "{there}");

    std::fs::remove_dir_all(&root).unwrap();
    let gone = session.ask(2, "lint_sql_schema", json!({"path": "a.sql"}));
    let review = session.ask(3, "review_project", json!({}));
    let text = session.ask(4, "lint_sql_schema", json!({"content": "CREATE TABLE t (id int);"}));
    // Another folder of the same name is another folder.
    std::fs::create_dir(&root).unwrap();
    std::fs::write(root.join("a.sql"), "CREATE TABLE other (id int);").unwrap();
    let again = session.ask(5, "lint_sql_schema", json!({"path": "a.sql"}));

    assert_eq!(gone["result"]["isError"], true, "{gone}");
    assert_eq!(again["result"]["isError"], true, "{again}");
    assert_ne!(text["result"]["isError"], true, "{text}");
    // Nothing was found, and it is not told as if nothing were wrong.
    let silent = review["result"]["isError"] != true
        && review["result"]["structuredContent"]["gaps"].as_array().is_none_or(Vec::is_empty);
    assert!(!silent, "{review}");
}

#[test]
fn told_to_stop_under_load_it_answers_every_request_whole_or_not_at_all() {
    let shop = shop();
    let mut server = Server::start(&["--root", &shop]);
    let address = server.address;
    let (answered, over) = (AtomicUsize::new(0), AtomicBool::new(false));

    let status = std::thread::scope(|scope| {
        for client in 0..16 {
            let (answered, over) = (&answered, &over);
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let body = message(client, "lint_sql_schema", json!({"path": "db/schema.sql"}));
                    let Ok(mut stream) = TcpStream::connect(address) else { return };
                    let sent = stream.write_all(
                        format!("{}{body}", head(body.len()))
                            .replace("\r\nHost", "\r\nConnection: close\r\nHost")
                            .as_bytes(),
                    );
                    let mut got = Vec::new();
                    if sent.is_err() || stream.read_to_end(&mut got).is_err() || got.is_empty() {
                        // Not taken any more: the client knows, and asks another replica.
                        continue;
                    }
                    let text = String::from_utf8(got).unwrap();
                    let (head, body) = text.split_once("\r\n\r\n").expect("a whole head");
                    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
                    let answer: Value = serde_json::from_str(body).expect("a whole answer");
                    assert!(answer["result"]["structuredContent"]["findings"].is_array(), "{answer}");
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        soon("calls are answered", || answered.load(Ordering::Relaxed) > 30);
        terminate(&server.child);
        let status = ends_within(&mut server.child, Duration::from_secs(20));
        over.store(true, Ordering::Relaxed);
        status
    });

    assert_eq!(status.expect("the server ends").code(), Some(0));
}

#[test]
fn told_to_stop_under_load_over_standard_input_it_answers_all_that_it_has_read() {
    let shop = shop();
    let mut session = Session::serve(&["--root", &shop]);
    for id in 0..200 {
        session.call(id, "lint_sql_schema", json!({"path": "db/schema.sql"}));
    }
    let first = session.read().expect("an answer");
    terminate(&session.child);

    let mut answers = vec![first];
    while let Some(answer) = session.read() {
        answers.push(answer);
    }

    let status = ends_within(&mut session.child, Duration::from_secs(20)).expect("the server ends");
    assert!(status.success(), "{status}");
    assert!(answers.iter().all(|answer| answer["result"]["structuredContent"]["findings"].is_array()));
    // Requests are taken in their order, so those that were read are the first ones.
    let mut ids: Vec<u64> = answers.iter().map(|answer| answer["id"].as_u64().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, (0..ids.len() as u64).collect::<Vec<_>>());
}
