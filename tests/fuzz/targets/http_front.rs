//! Bytes of all kinds into a connection of the HTTP server: it answers with HTTP or hangs up, and the next connection is served.
#![no_main]

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use backend_architect::registry::Registry;
use backend_architect::server::{Architect, Policy};
use backend_architect::transport::http::{self, Settings};
use backend_architect::workspace::Workspace;
use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::{Builder, Runtime};

const PING: &[u8] = b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: 40\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_current_thread().enable_all().build().expect("a runtime"))
}

fn architect() -> &'static Architect {
    static ARCHITECT: OnceLock<Architect> = OnceLock::new();
    ARCHITECT.get_or_init(|| {
        Architect::new(Registry::new(Workspace::default()), Policy::default()).expect("a server")
    })
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

/// Everything that the server says to these bytes, until it hangs up.
async fn answer(bytes: &[u8]) -> Vec<u8> {
    let (mut client, server) = tokio::io::duplex(1 << 20);
    let architect = architect().clone();
    let metrics = Arc::clone(architect.metrics());
    let settings = settings();
    let serving = async {
        let siblings: http::Siblings<Architect> = Box::new(|architect, _| Ok(architect.clone()));
        http::converse(server, architect, metrics, siblings, &settings).await.expect("settings that serve");
    };
    let asking = async {
        // It may hang up before it has read all.
        let written = client.write_all(bytes).await;
        let closed = client.shutdown().await;
        let mut answered = Vec::new();
        let read = client.read_to_end(&mut answered).await;
        (written.is_ok(), closed.is_ok(), read.is_ok(), answered)
    };
    let both = async { tokio::join!(serving, asking).1.3 };
    tokio::time::timeout(Duration::from_secs(15), both).await.expect("the connection ends with its input")
}

fuzz_target!(|data: &[u8]| {
    runtime().block_on(async {
        let answered = answer(data).await;
        assert!(answered.is_empty() || answered.starts_with(b"HTTP/1."), "no HTTP");
        let next = answer(PING).await;
        assert!(next.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&next));
    });
});
