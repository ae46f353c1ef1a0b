//! A session with the server, as a client has it: take the prompt, list the tools, run them all on `examples/shop`.
//!
//! `cargo run --release --example session` starts the server as a child process, speaks the Model Context Protocol
//! with it over standard input and output, and prints a transcript. `BACKEND_ARCHITECT=path/to/binary` talks to that
//! binary instead of the one built with this example.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use rmcp::model::{CallToolRequestParams, GetPromptRequestParams, ProtocolVersion, ReadResourceRequestParams};
use rmcp::service::RunningService;
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientLifecycleMode, ClientServiceExt as _, RoleClient};
use serde_json::{Value, json};
use tokio::process::Command;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    // The example is its own server: one command needs no other build.
    if std::env::args().nth(1).as_deref() == Some("serve") {
        return backend_architect::cli::main();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(session())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("the session failed: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn session() -> Outcome {
    let shop = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop"));
    let server = match std::env::var_os("BACKEND_ARCHITECT") {
        Some(path) => PathBuf::from(path),
        None => std::env::current_exe()?,
    };
    let mut command = Command::new(server);
    command.arg("serve").arg("--root").arg(&shop);
    let mode = ClientLifecycleMode::Auto {
        preferred_versions: vec![ProtocolVersion::V_2026_07_28],
        legacy_version: Some(ProtocolVersion::V_2025_11_25),
    };
    let client = ().serve_with_lifecycle(TokioChildProcess::new(command)?, mode).await?;
    let client = Client(client);

    client.introduce()?;
    client.prompt().await?;
    client.tools().await?;
    client.review().await?;
    client.openapi().await?;
    client.sql().await?;
    client.migration().await?;
    client.dockerfiles().await?;
    client.deployments().await?;
    client.changes(&shop).await?;
    client.approval().await?;
    client.explain().await?;
    client.0.cancel().await?;
    Ok(())
}

fn heading(text: &str) {
    println!("\n== {text}");
}

struct Client(RunningService<RoleClient, ()>);

impl Client {
    fn introduce(&self) -> Outcome {
        let info = self.0.peer_info().ok_or("the server did not introduce itself")?;
        let server = info.server_info.as_ref().ok_or("the server has no name")?;
        println!("connected to {} {}, protocol {}", server.name, server.version, info.protocol_version);
        Ok(())
    }

    async fn prompt(&self) -> Outcome {
        heading("the persona: prompt backend_architect");
        let task = json!({ "task": "Review the shop before its launch" });
        let request = GetPromptRequestParams::new("backend_architect")
            .with_arguments(task.as_object().cloned().unwrap_or_default());
        let prompt = self.0.get_prompt(request).await?;
        let text = prompt.messages.first().and_then(|message| message.content.as_text()).ok_or("an empty prompt")?;
        for line in text.text.lines().filter(|line| !line.trim().is_empty()).take(6) {
            println!("  {line}");
        }
        println!("  … {} words in all", text.text.split_whitespace().count());
        let skill =
            self.0.read_resource(ReadResourceRequestParams::new("skill://backend-architect/SKILL.md")).await?;
        println!("  (the same as a skill: {} file(s) read)", skill.contents.len());
        Ok(())
    }

    async fn tools(&self) -> Outcome {
        heading("the tools");
        for tool in self.0.list_all_tools().await? {
            let description = tool.description.as_deref().unwrap_or_default();
            let first = description.split_once(". ").map_or(description, |(first, _)| first);
            println!("  {:<20} {first}", tool.name);
        }
        Ok(())
    }

    async fn review(&self) -> Outcome {
        heading("review_project {}");
        let answer = self.call("review_project", json!({ "limit": 5 })).await?;
        for artefact in array(&answer, "artefacts") {
            println!(
                "  {:<28} {} errors, {} warnings, {} others  ({})",
                word(&artefact, "source"),
                artefact["errors"],
                artefact["warnings"],
                artefact["others"],
                word(&artefact, "tool"),
            );
        }
        for gap in array(&answer, "gaps") {
            println!("  not examined: {}: {}", word(&gap, "source"), word(&gap, "reason"));
        }
        Ok(())
    }

    async fn openapi(&self) -> Outcome {
        heading(r#"validate_openapi {"path": "openapi.yaml"}"#);
        let answer = self.call("validate_openapi", json!({ "path": "openapi.yaml" })).await?;
        findings(&answer, 12);
        Ok(())
    }

    async fn sql(&self) -> Outcome {
        heading(r#"lint_sql_schema {"path": "db/schema.sql"}"#);
        let answer = self.call("lint_sql_schema", json!({ "path": "db/schema.sql" })).await?;
        findings(&answer, 12);
        for finding in array(&answer, "findings") {
            if let Some(statement) = finding["suggestion"].as_str() {
                println!("  suggested: {statement}");
            }
        }
        heading(r#"describe_schema {"path": "db/schema.sql", "tables": ["cart"]}"#);
        let answer = self.call("describe_schema", json!({ "path": "db/schema.sql", "tables": ["cart"] })).await?;
        for line in word(&answer, "text").lines().take(9) {
            println!("  | {line}");
        }
        heading(r#"recommend_indexes {"path": "db/schema.sql", "queries": ["db/queries.sql"]}"#);
        let arguments = json!({ "path": "db/schema.sql", "queries": ["db/queries.sql"] });
        let answer = self.call("recommend_indexes", arguments).await?;
        for index in array(&answer, "recommendations") {
            println!("  {:>5} %  {}", index["share"], word(&index, "statement"));
        }
        Ok(())
    }

    async fn migration(&self) -> Outcome {
        heading(r#"check_migration {"path": "db/migrations/0005_public_numbers.sql", "version": 16}"#);
        let arguments = json!({ "path": "db/migrations/0005_public_numbers.sql", "version": 16 });
        let answer = self.call("check_migration", arguments).await?;
        findings(&answer, 12);
        for file in array(&answer, "rewrite") {
            println!("  instead: {:<18} {} lines", word(&file, "name"), word(&file, "sql").lines().count());
        }
        Ok(())
    }

    async fn dockerfiles(&self) -> Outcome {
        heading(r#"lint_dockerfile {"path": "services/storefront/Dockerfile"}"#);
        let answer = self.call("lint_dockerfile", json!({ "path": "services/storefront/Dockerfile" })).await?;
        findings(&answer, 12);
        heading(r#"generate_dockerfile {"path": "services/catalog"}"#);
        let answer = self.call("generate_dockerfile", json!({ "path": "services/catalog" })).await?;
        for line in word(&answer, "dockerfile").lines() {
            println!("  | {line}");
        }
        Ok(())
    }

    async fn deployments(&self) -> Outcome {
        heading(r#"lint_deployment {"path": "deploy"}"#);
        let answer = self.call("lint_deployment", json!({ "path": "deploy" })).await?;
        findings(&answer, 8);
        heading(r#"generate_deployment {"path": "services/orders", "target": "kubernetes"}"#);
        let arguments = json!({ "path": "services/orders", "target": "kubernetes" });
        let answer = self.call("generate_deployment", arguments).await?;
        for file in array(&answer, "files") {
            println!("  {:<32} {} lines", word(&file, "path"), word(&file, "content").lines().count());
        }
        Ok(())
    }

    async fn changes(&self, shop: &std::path::Path) -> Outcome {
        heading("check_escalation for every change that waits in changes/");
        println!("  {:<32} {:<12} {:<15} {:<13} third_party_cost", "", "data_loss", "authentication", "architecture");
        let mut diffs: Vec<PathBuf> = std::fs::read_dir(shop.join("changes"))?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "diff"))
            .collect();
        diffs.sort();
        for path in diffs {
            let diff = std::fs::read_to_string(&path)?;
            let answer = self.call_quietly("check_escalation", json!({ "diff": diff })).await?;
            let verdicts: Vec<String> =
                array(&answer, "triggers").iter().map(|trigger| word(trigger, "verdict").to_owned()).collect();
            let [data, auth, shape, cost] = verdicts.as_slice() else {
                return Err("four verdicts are expected".into());
            };
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            println!("  {name:<32} {data:<12} {auth:<15} {shape:<13} {cost}");
        }
        Ok(())
    }

    /// This client cannot ask anybody, so it gets the question itself, for a person to act on.
    async fn approval(&self) -> Outcome {
        heading(
            r#"request_approval {"change": {"diff_path": "changes/drop-legacy-columns.diff"}, "trigger": "data_loss"}"#,
        );
        let arguments = json!({
            "change": { "diff_path": "changes/drop-legacy-columns.diff" },
            "trigger": "data_loss",
            "summary": "Nobody faxes any more",
        });
        let answer = self.call("request_approval", arguments).await?;
        for line in word(&answer, "question").lines() {
            println!("  | {line}");
        }
        Ok(())
    }

    async fn explain(&self) -> Outcome {
        heading(r#"explain {"topic": "sql/missing-foreign-key-index"}"#);
        let answer = self.call("explain", json!({ "topic": "sql/missing-foreign-key-index" })).await?;
        for line in word(&answer, "text").lines().take(12) {
            println!("  {line}");
        }
        Ok(())
    }

    async fn call(&self, tool: &'static str, arguments: Value) -> Outcome<Value> {
        let answer = self.call_quietly(tool, arguments).await?;
        println!("  {}", word(&answer, "summary"));
        Ok(answer)
    }

    async fn call_quietly(&self, tool: &'static str, arguments: Value) -> Outcome<Value> {
        let arguments = arguments.as_object().cloned().unwrap_or_default();
        let result = self.0.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await?;
        if result.is_error == Some(true) {
            let said = result.content.first().and_then(|block| block.as_text()).map(|text| text.text.clone());
            return Err(format!("{tool}: {}", said.unwrap_or_default()).into());
        }
        result.structured_content.ok_or_else(|| format!("{tool} gave no structured content").into())
    }
}

fn findings(answer: &Value, most: usize) {
    let all = array(answer, "findings");
    for finding in all.iter().take(most) {
        println!(
            "  {:<7} {:<36} line {:<4} {}",
            word(finding, "severity"),
            word(finding, "rule"),
            finding["location"]["line"],
            word(finding, "message"),
        );
    }
    if all.len() > most {
        println!("  … and {} more", all.len() - most);
    }
}

fn array(value: &Value, key: &str) -> Vec<Value> {
    value[key].as_array().cloned().unwrap_or_default()
}

fn word<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}
