//! What the tests through the front door share: starting the built binary, talking to it, calling the registry.
#![allow(dead_code, missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::needless_pass_by_value)]

pub mod account;
pub mod http;
pub mod person;
pub mod repository;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use backend_architect::registry::{Control, Registry};
use backend_architect::workspace::Workspace;
use rmcp::model::{CallToolRequestParams, CallToolResult, JsonObject, ProgressNotificationParam, ProtocolVersion};
use rmcp::service::{NotificationContext, RunningService};
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientHandler, ClientLifecycleMode, ClientServiceExt as _, RoleClient};
use serde_json::{Map, Value};

pub const BINARY: &str = env!("CARGO_BIN_EXE_backend-architect");

/// The small real system that the examples are tried on.
pub fn shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop")
}

/// The ways a client may open a session.
pub fn lifecycles() -> Vec<(&'static str, ClientLifecycleMode)> {
    vec![
        ("2025-11-25", ClientLifecycleMode::Initialize),
        ("2026-07-28", ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] }),
        (
            "auto",
            ClientLifecycleMode::Auto {
                preferred_versions: vec![ProtocolVersion::V_2026_07_28],
                legacy_version: Some(ProtocolVersion::V_2025_11_25),
            },
        ),
    ]
}

/// A client that remembers the progress it was told.
#[derive(Debug, Clone, Default)]
pub struct Listener {
    pub heard: Arc<Mutex<Vec<ProgressNotificationParam>>>,
}

impl ClientHandler for Listener {
    async fn on_progress(&self, params: ProgressNotificationParam, _context: NotificationContext<RoleClient>) {
        self.heard.lock().unwrap().push(params);
    }
}

pub type Client = RunningService<RoleClient, Listener>;

/// Starts the built binary with `serve` and opens a session.
pub async fn connect(mode: ClientLifecycleMode, arguments: &[&str]) -> Client {
    let mut command = tokio::process::Command::new(BINARY);
    command.arg("serve").args(arguments);
    let transport = TokioChildProcess::new(command).expect("the server starts");
    Listener::default().serve_with_lifecycle(transport, mode).await.expect("the session opens")
}

/// A session over the shop.
pub async fn connect_to_shop(mode: ClientLifecycleMode) -> Client {
    connect(mode, &["--root", shop().to_str().unwrap()]).await
}

pub fn object(value: Value) -> JsonObject {
    value.as_object().cloned().expect("an object")
}

pub async fn call(client: &Client, tool: &str, arguments: Value) -> CallToolResult {
    let request = CallToolRequestParams::new(tool.to_owned()).with_arguments(object(arguments));
    client.call_tool(request).await.expect("the call is routed")
}

/// The text of a result's first block.
pub fn text(result: &CallToolResult) -> String {
    result.content.first().and_then(|block| block.as_text()).map(|text| text.text.clone()).unwrap_or_default()
}

/// Calls a tool of the registry without a server.
pub fn ask(registry: &Registry, tool: &str, arguments: Value) -> Result<Value, architect_core::ToolError> {
    let arguments: Map<String, Value> = object(arguments);
    registry.call(tool, arguments, Control::default())
}

/// All tools, without files.
pub fn without_files() -> Registry {
    Registry::new(Workspace::default())
}

/// All tools, over the files below a folder.
pub fn over(root: &Path) -> Registry {
    Registry::new(Workspace::open([root]).expect("the root opens"))
}

/// The rules of the findings in an answer.
pub fn rules_of(answer: &Value) -> Vec<String> {
    let findings = answer["findings"].as_array().cloned().unwrap_or_default();
    findings.iter().map(|finding| finding["rule"].as_str().unwrap_or_default().to_owned()).collect()
}
