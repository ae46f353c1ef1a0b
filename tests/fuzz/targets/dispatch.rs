//! Lines of all kinds into the server as a client writes them: nothing but messages comes back, and the server answers what
//! follows.
#![no_main]

use std::sync::OnceLock;
use std::time::Duration;

use backend_architect::registry::Registry;
use backend_architect::server::{Architect, Policy};
use backend_architect::transport::stdio;
use backend_architect::workspace::Workspace;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

const OPENING: &[u8] = br#"{"jsonrpc":"2.0","id":"opening","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"f","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
"#;
const CLOSING: &[u8] = b"\n{\"jsonrpc\":\"2.0\",\"id\":\"closing\",\"method\":\"ping\"}\n";

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Builder::new_current_thread().enable_all().build().expect("a runtime"))
}

fn architect() -> Architect {
    // One for each session: it ends with its client. What it is made of is made once.
    Architect::new(Registry::new(Workspace::default()), Policy::default()).expect("a server")
}

fuzz_target!(|data: &[u8]| {
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
        let read = tokio::time::timeout(Duration::from_secs(15), from.read_to_end(&mut answered)).await;
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
});
