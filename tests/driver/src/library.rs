//! A server of the protocol's Rust library that holds its answers in memory, over the library's own pipe; and, without any pipe,
//! what no server that is built upon the library can exceed.

mod alone;

use std::path::PathBuf;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ListToolsResult, PaginatedRequestParams,
    ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, RoleServer, serve_server};
use rmcp::{ErrorData, ServerHandler};
use serde_json::Value;

use crate::Failure;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The tools, and what the small call is answered with by its topic.
    #[arg(value_name = "CATALOGUE")]
    catalogue: PathBuf,
    /// Serve nobody: say how many calls a second go through the library when nothing is read or written but memory.
    #[arg(long)]
    alone: bool,
}

pub(crate) fn run(args: &Args) -> Result<bool, Failure> {
    let mut catalogue: Value = serde_json::from_slice(&std::fs::read(&args.catalogue)?)?;
    let tools: Vec<Tool> = serde_json::from_value(catalogue["tools"].take())?;
    let Value::Object(documents) = catalogue["documents"].take() else { return Err("no documents".into()) };
    let answers = documents.into_iter().map(|(topic, answer)| (topic, CallToolResult::structured(answer))).collect();
    let library = Library { tools, answers };
    if args.alone {
        let rate = alone::rate(library)?;
        println!("{rate:.0} calls a second through the library alone, {} of them in flight", alone::IN_FLIGHT);
        return Ok(true);
    }
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        serve_server(library, rmcp::transport::stdio()).await?.waiting().await?;
        Ok(true)
    })
}

struct Library {
    tools: Vec<Tool>,
    answers: Vec<(String, CallToolResult)>,
}

impl ServerHandler for Library {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.clone()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let topic = request.arguments.as_ref().and_then(|arguments| arguments.get("topic")).and_then(Value::as_str);
        let answer = self.answers.iter().find(|(known, _)| Some(known.as_str()) == topic);
        let (_, answer) = answer.ok_or_else(|| ErrorData::invalid_params("there is nothing about it", None))?;
        Ok(answer.clone().into())
    }
}
