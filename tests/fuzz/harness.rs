//! What must hold whatever a client sends: used by the fuzz targets `dispatch` and `http_front`, and by `tests/wire.rs`.
#![allow(dead_code, clippy::expect_used, clippy::panic)]

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use backend_architect::registry::Registry;
use backend_architect::server::{Architect, Policy};
use backend_architect::transport::http::{self, Settings};
use backend_architect::transport::stdio;
use backend_architect::workspace::Workspace;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

const OPENING: &[u8] = br#"{"jsonrpc":"2.0","id":"opening","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"f","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
"#;
const CLOSING: &[u8] = b"\n{\"jsonrpc\":\"2.0\",\"id\":\"closing\",\"method\":\"ping\"}\n";

const PING: &[u8] = b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: 40\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

/// Longest time for a conversation, on a busy machine and with sanitizers.
const PATIENCE: Duration = Duration::from_secs(30);

/// In which small requests are answered.
const SHORT_WHILE: Duration = Duration::from_millis(5);

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_current_thread().enable_all().build().expect("a runtime"))
}

fn architect() -> Architect {
    Architect::new(Registry::new(Workspace::default()), Policy::default()).expect("a server")
}

/// One for all connections over HTTP; over standard input a server ends with its client.
fn shared() -> &'static Architect {
    static ARCHITECT: OnceLock<Architect> = OnceLock::new();
    ARCHITECT.get_or_init(architect)
}

/// Lines into a server as a client writes them: nothing but messages comes back, and the server answers what follows.
pub(crate) fn lines(data: &[u8]) {
    // Whoever writes the id of the last request may be answered twice, and whoever cancels it not at all.
    if data.windows(7).any(|window| window == b"closing") {
        return;
    }
    let answered = runtime().block_on(async {
        let (client, server) = tokio::io::duplex(1 << 20);
        let (reader, writer) = tokio::io::split(server);
        let serving = tokio::spawn(stdio::converse(architect(), reader, writer, CancellationToken::new()));
        let (mut from, mut to) = tokio::io::split(client);
        let writing = tokio::spawn({
            let lines = [OPENING, data, CLOSING].concat();
            async move {
                let written = to.write_all(&lines).await;
                let closed = to.shutdown().await;
                (written.is_ok(), closed.is_ok())
            }
        });
        let mut answered = Vec::new();
        let read = tokio::time::timeout(PATIENCE, from.read_to_end(&mut answered)).await;
        assert!(read.is_ok(), "the server does not end with its input");
        writing.abort();
        assert!(serving.await.is_ok(), "the server panicked");
        answered
    });
    let mut closed = false;
    for line in answered.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let message: Value = serde_json::from_slice(line).expect("nothing but messages");
        assert_eq!(message["jsonrpc"], "2.0");
        closed |= message["id"] == "closing";
    }
    assert!(closed, "the last request was not answered");
}

fn settings() -> Settings {
    Settings {
        address: ([127, 0, 0, 1], 0).into(),
        tokens: None,
        oauth: None,
        tls: None,
        hosts: Vec::new(),
        origins: Vec::new(),
        rate: 1_000_000.try_into().expect("a rate"),
        concurrency: 64,
        longest_body: 10_000,
        sessions: false,
        drain: Duration::ZERO,
    }
}

/// Everything that the server says to these bytes, until it hangs up. It hangs up on whoever has nothing more to say, so a client
/// that says when to close only listens.
async fn answer(bytes: &[u8], says_when_to_close: bool) -> Vec<u8> {
    let (mut client, server) = tokio::io::duplex(1 << 20);
    let architect = shared().clone();
    let metrics = Arc::clone(architect.metrics());
    let settings = settings();
    let serving = async {
        let siblings: http::Siblings<Architect> = Box::new(|architect, _| Ok(architect.clone()));
        http::converse(server, architect, metrics, siblings, &settings).await.expect("settings that serve");
    };
    let asking = async {
        // It may hang up before it has read all.
        let written = client.write_all(bytes).await;
        if !says_when_to_close {
            tokio::time::sleep(SHORT_WHILE).await;
        }
        let closed = if says_when_to_close { Ok(()) } else { client.shutdown().await };
        let mut answered = Vec::new();
        let read = client.read_to_end(&mut answered).await;
        (written.is_ok(), closed.is_ok(), read.is_ok(), answered)
    };
    let both = async { tokio::join!(serving, asking).1.3 };
    tokio::time::timeout(PATIENCE, both).await.expect("the connection ends with its input")
}

/// Bytes into a connection: HTTP comes back or nothing, and the next connection is served.
pub(crate) fn bytes(data: &[u8]) {
    runtime().block_on(async {
        let answered = answer(data, false).await;
        assert!(answered.is_empty() || answered.starts_with(b"HTTP/1."), "no HTTP");
        let next = answer(PING, true).await;
        assert!(next.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&next));
    });
}
