//! The server as the protocol's conformance suite wants it: the same handler, dispatch and transport as the shipped
//! one, with the fixtures beside its tools, prompts and resources that the suite's scenarios call by name.
//!
//! ```text
//! cargo run --example conformance -- 127.0.0.1:8766
//! npx @modelcontextprotocol/conformance server --url http://127.0.0.1:8766/mcp
//! ```
//!
//! `tools` are fixtures that go the whole way, through registry and dispatch; `content` are answers of kinds that the
//! shipped tools never give; `asking` is what has to ask the client first. `tests/clients/run` runs the suite over it.
// The suite of 2025-11-25 wants log messages and subscriptions, which later revisions deprecate.
#![allow(deprecated)]

mod asking;
mod content;
mod tools;

use std::error::Error;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use architect_core::{ErasedTool, ToolError};
use backend_architect::registry::Registry;
use backend_architect::server::{Architect, Policy};
use backend_architect::transport::http::{self, Settings};
use backend_architect::workspace::Workspace;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, CustomRequest, CustomResult,
    DiscoverResult, GetPromptRequestParams, GetPromptResponse, InitializeRequestParams, InitializeResult,
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    Prompt, ReadResourceRequestParams, ReadResourceResponse, Resource, ResourceTemplate, ServerCapabilities,
    ServerConfig, SetLevelRequestParams, SubscribeRequestParams, Tool, UnsubscribeRequestParams,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{ErrorData, ServerHandler};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use asking::Asking;

/// The shipped handler with the fixtures before it.
#[derive(Clone)]
struct Suite {
    architect: Architect,
    asking: Arc<Asking>,
}

/// A value of the protocol from the JSON that the suite wants to see.
fn of<T: DeserializeOwned>(value: Value) -> Result<T, ErrorData> {
    serde_json::from_value(value).map_err(|error| ErrorData::internal_error(format!("a fixture: {error}"), None))
}

/// Fixtures that are listed: those of the handler's and these.
fn listed<T: DeserializeOwned>(mut own: Vec<T>, fixtures: Value) -> Result<Vec<T>, ErrorData> {
    own.extend(of::<Vec<T>>(fixtures)?);
    Ok(own)
}

impl ServerHandler for Suite {
    fn get_info(&self) -> ServerConfig {
        self.architect.get_info()
    }

    /// Messages and subscriptions of 2025-11-25, which later revisions have not.
    async fn initialize(
        &self,
        request: InitializeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<InitializeResult, ErrorData> {
        let mut result = self.architect.initialize(request, context).await?;
        result.capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_prompts()
            .enable_resources()
            .enable_resources_subscribe()
            .enable_completions()
            .enable_logging()
            .build();
        Ok(result)
    }

    async fn discover(&self, context: RequestContext<RoleServer>) -> Result<DiscoverResult, ErrorData> {
        self.architect.discover(context).await
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut result = self.architect.list_tools(request, context).await?;
        let with_content = listed(result.tools, content::tools())?;
        result.tools = listed::<Tool>(with_content, asking::tools())?;
        Ok(result)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        let fixtures = || listed(of(content::tools()).ok()?, asking::tools()).ok();
        self.architect.get_tool(name).or_else(|| fixtures()?.into_iter().find(|tool: &Tool| tool.name == name))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if let Some(answer) = content::call(&request.name) {
            return of(answer).map(CallToolResponse::Complete);
        }
        if asking::asks(&request.name) {
            return self.asking.call(request, &context).await;
        }
        self.architect.call_tool(request, context).await
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let mut result = self.architect.list_prompts(request, context).await?;
        result.prompts = listed::<Prompt>(result.prompts, content::prompts())?;
        Ok(result)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        if request.name == asking::PROMPT {
            return asking::prompt(&request);
        }
        match content::prompt(&request) {
            Some(answer) => of(answer).map(GetPromptResponse::Complete),
            None => self.architect.get_prompt(request, context).await,
        }
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let mut result = self.architect.list_resources(request, context).await?;
        result.resources = listed::<Resource>(result.resources, content::resources())?;
        Ok(result)
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let mut result = self.architect.list_resource_templates(request, context).await?;
        result.resource_templates = listed::<ResourceTemplate>(result.resource_templates, content::templates())?;
        Ok(result)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        match content::resource(&request.uri) {
            Some(answer) => of(answer).map(ReadResourceResponse::Complete),
            None => self.architect.read_resource(request, context).await,
        }
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        if format!("{:?}", request.r#ref).contains("test_prompt_with_arguments") {
            return of(
                json!({ "resultType": "complete", "completion": { "values": ["paris", "park"], "total": 2, "hasMore": false } }),
            );
        }
        self.architect.complete(request, context).await
    }

    /// Nothing is filtered: the suite wants to see that the level is taken.
    async fn set_level(
        &self,
        _request: SetLevelRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    /// Nothing watched here ever changes.
    async fn subscribe(
        &self,
        _request: SubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(
        &self,
        _request: UnsubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn on_custom_request(
        &self,
        request: CustomRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        self.architect.on_custom_request(request, context).await
    }
}

fn settings(address: SocketAddr) -> Settings {
    Settings {
        address,
        tokens: None,
        oauth: None,
        tls: None,
        hosts: Vec::new(),
        origins: Vec::new(),
        rate: NonZeroU32::MAX,
        concurrency: 256,
        longest_body: 16 * 1024 * 1024,
        // The scenarios of 2025-11-25 ask the client while a call waits.
        sessions: true,
        drain: Duration::ZERO,
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8766".to_owned()).parse()?;
    let fixtures: Vec<Box<dyn ErasedTool>> = tools::all();
    // Where it listens is said there.
    tracing_subscriber::fmt().with_ansi(false).with_writer(std::io::stderr).init();
    let registry = Registry::new(Workspace::default()).with(fixtures);
    let architect = Architect::new(registry, Policy::default())?;
    let metrics = Arc::clone(architect.metrics());
    let suite = Suite { architect, asking: Arc::new(Asking::new()?) };
    let siblings: http::Siblings<Suite> =
        Box::new(|_, _| Err(ToolError::internal("nobody is asked for a token here, so nobody has other roots")));
    Ok(http::serve(suite, metrics, siblings, settings(address)).await?)
}
