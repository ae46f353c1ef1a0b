//! A client behind which somebody sits who is asked to approve.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use architect_escalation::approval::{Record, chain};
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, ElicitRequestParams, ElicitResult,
    ElicitationAction, Implementation, JsonObject,
};
use rmcp::service::{RequestContext, RunningService};
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientHandler, ClientLifecycleMode, ClientServiceExt as _, ErrorData, RoleClient};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{BINARY, object, text};

pub const DROP: &str = "\
diff --git a/db/migrate/20260302_drop_nickname.sql b/db/migrate/20260302_drop_nickname.sql
new file mode 100644
--- /dev/null
+++ b/db/migrate/20260302_drop_nickname.sql
@@ -0,0 +1 @@
+ALTER TABLE customers DROP COLUMN nickname;
";

/// What the person at the client does.
#[derive(Debug, Clone)]
pub enum Does {
    Fills(Value),
    Accepts,
    Declines,
    Cancels,
    Never,
    /// Changes the diff while the form is open, and fills it in then.
    ChangesThenFills(Value),
}

/// A client behind which somebody sits.
#[derive(Debug, Clone)]
pub struct Person {
    pub does: Does,
    pub can_be_asked: bool,
    pub asked: Arc<Mutex<Vec<(String, Value)>>>,
    pub diff: Arc<Mutex<PathBuf>>,
}

impl Person {
    pub fn who(does: Does) -> Self {
        Self { does, can_be_asked: true, asked: Arc::default(), diff: Arc::default() }
    }
}

impl ClientHandler for Person {
    fn get_info(&self) -> ClientConfig {
        let capabilities = if self.can_be_asked {
            ClientCapabilities::builder().enable_elicitation().build()
        } else {
            ClientCapabilities::default()
        };
        ClientConfig::new(capabilities, Implementation::new("person", "1.0"))
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let ElicitRequestParams::FormElicitationParams { message, requested_schema, .. } = request else {
            panic!("a form is expected");
        };
        self.asked.lock().unwrap().push((message, serde_json::to_value(requested_schema).unwrap()));
        let accept = ElicitResult::new(ElicitationAction::Accept);
        match &self.does {
            Does::Fills(content) => Ok(accept.with_content(content.clone())),
            Does::Accepts => Ok(accept),
            Does::Declines => Ok(ElicitResult::new(ElicitationAction::Decline)),
            Does::Cancels => Ok(ElicitResult::new(ElicitationAction::Cancel)),
            Does::Never => std::future::pending().await,
            Does::ChangesThenFills(content) => {
                std::fs::write(&*self.diff.lock().unwrap(), DROP.replace("nickname", "email")).unwrap();
                Ok(accept.with_content(content.clone()))
            }
        }
    }
}

/// A folder with a change, a server over it that keeps a ledger, and a person at the client.
pub struct Room {
    pub client: RunningService<RoleClient, Person>,
    pub folder: TempDir,
}

impl Room {
    pub async fn open(mode: ClientLifecycleMode, person: Person) -> Self {
        Self::with(mode, person, &[]).await
    }

    pub async fn with(mode: ClientLifecycleMode, person: Person, arguments: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("root")).unwrap();
        std::fs::write(folder.path().join("root/drop.diff"), DROP).unwrap();
        person.diff.lock().unwrap().push(folder.path().join("root/drop.diff"));
        let mut command = tokio::process::Command::new(BINARY);
        command.arg("serve").arg("--root").arg(folder.path().join("root"));
        command.arg("--approvals").arg(folder.path().join("approvals.jsonl")).args(arguments);
        let transport = TokioChildProcess::new(command).unwrap();
        let client = person.serve_with_lifecycle(transport, mode).await.expect("the session opens");
        Self { client, folder }
    }

    pub fn diff(&self) -> PathBuf {
        self.folder.path().join("root/drop.diff")
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("approvals.jsonl")
    }

    pub fn records(&self) -> Vec<Record> {
        let chain = chain::read(&std::fs::read(self.ledger()).unwrap());
        assert_eq!((&chain.broken, &chain.torn), (&None, &None));
        chain.records.into_iter().map(|(_, record)| record).collect()
    }

    pub async fn ask(&self) -> CallToolResult {
        self.client.call_tool(request()).await.expect("the call is routed")
    }

    pub async fn check(&self) -> Value {
        let request = CallToolRequestParams::new("check_escalation")
            .with_arguments(object(json!({ "diff_path": "drop.diff" })));
        self.client.call_tool(request).await.unwrap().structured_content.unwrap()
    }

    pub fn asked(&self) -> Vec<(String, Value)> {
        self.client.service().asked.lock().unwrap().clone()
    }
}

pub fn arguments() -> JsonObject {
    object(json!({
        "change": { "diff_path": "drop.diff" },
        "trigger": "data_loss",
        "summary": "Nobody uses nicknames any more",
    }))
}

pub fn request() -> CallToolRequestParams {
    CallToolRequestParams::new("request_approval").with_arguments(arguments())
}

pub fn approval() -> Value {
    json!({
        "decision": "approve",
        "approver": "Ada Lovelace",
        "role": "database owner",
        "reason": "the column is empty since March",
        "conditions": "",
        "expires": "2999-12-31",
        "typed_target": "customers.nickname",
    })
}

pub fn but(mut form: Value, field: &str, value: Value) -> Value {
    form[field] = value;
    form
}

pub fn status(result: &CallToolResult) -> String {
    let content = result.structured_content.clone().unwrap_or_else(|| panic!("an answer: {}", text(result)));
    content["status"].as_str().unwrap().to_owned()
}

pub fn refusal(result: &CallToolResult) -> String {
    assert_eq!(result.is_error, Some(true), "{}", text(result));
    let error = text(result);
    assert!(error.contains("nothing was recorded"), "{error}");
    error
}
