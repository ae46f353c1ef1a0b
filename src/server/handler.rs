//! Answers the protocol's methods.
//!
//! Everything a client can list is made once, when the server starts; answering a list is a copy.

use std::sync::Arc;

use architect_core::database::DATABASE;
use architect_core::{Databases as _, ToolError, nearest};
use architect_profile::Profile;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestParams, CompleteResult,
    CompletionInfo, ContentBlock, CustomRequest, CustomResult, DiscoverResult, ErrorCode, GetPromptRequestParams,
    GetPromptResponse, GetSkillRequestParams, GetSkillResult, Implementation, JsonObject, ListPromptsResult,
    ListResourceTemplatesResult, ListResourcesResult, ListSkillsResult, ListToolsResult, PaginatedRequestParams,
    ProgressNotificationParam, ProgressToken, ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult,
    Reference, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{Peer, RequestContext, RoleServer};
use rmcp::{ErrorData, ServerHandler};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::approval::{Asking, Call, StateKey};
use super::dispatch::{Dispatch, Policy, Step};
use super::metrics::Metrics;
use super::{FRESH_MS, prompts, resources, shown, skill, tools};
use crate::registry::Registry;

/// Steps that may wait to be sent; beyond that, steps are dropped.
const STEPS: usize = 64;

/// The methods that this server answers, for telling a malformed request from an unknown one.
const METHODS: [&str; 14] = [
    "initialize",
    "server/discover",
    "ping",
    "tools/list",
    "tools/call",
    "prompts/list",
    "prompts/get",
    "resources/list",
    "resources/templates/list",
    "resources/read",
    "completion/complete",
    "skills/list",
    "skills/get",
    "resources/directory/read",
];

/// The server that clients talk to: tools behind the dispatch, and the profile as prompts, resources and a skill.
#[derive(Debug, Clone)]
pub struct Architect {
    dispatch: Dispatch,
    profile: &'static Profile,
    tools: Arc<Vec<Tool>>,
    asking: Arc<Asking>,
    gone: CancellationToken,
}

impl Architect {
    /// A server over a registry.
    pub fn new(registry: Registry, policy: Policy) -> Result<Self, ToolError> {
        let registry = Arc::new(registry);
        let gone = CancellationToken::new();
        Ok(Self {
            asking: Arc::new(Asking::new(policy.patience, gone.clone())?),
            gone,
            tools: Arc::new(tools::list(&registry)),
            dispatch: Dispatch::new(registry, policy),
            profile: architect_profile::profile()?,
        })
    }
}

impl Architect {
    /// With a key that other replicas have, too.
    pub fn with_state_key(mut self, key: &StateKey) -> Result<Self, ToolError> {
        self.asking = Arc::new(Asking::with_key(key, self.dispatch.policy().patience, self.gone.clone())?);
        Ok(self)
    }

    /// The same server over another registry, for those who may read other files.
    #[must_use]
    pub fn beside(&self, registry: Registry) -> Self {
        let registry = Arc::new(registry);
        Self { tools: Arc::new(tools::list(&registry)), dispatch: self.dispatch.beside(registry), ..self.clone() }
    }

    /// What is counted of the calls.
    pub fn metrics(&self) -> &Arc<Metrics> {
        self.dispatch.metrics()
    }

    /// Ended by the transport when nothing comes from the client any more: whoever waits for an answer waits in vain.
    pub fn gone(&self) -> CancellationToken {
        self.gone.clone()
    }

    /// Calls a tool, and tells the client of its steps where it wants to hear of them.
    async fn dispatched(
        &self,
        name: &str,
        arguments: JsonObject,
        context: &RequestContext<RoleServer>,
    ) -> Result<Value, ToolError> {
        let (steps, mut heard) = mpsc::channel(STEPS);
        let token = context.meta.get_progress_token();
        let steps = token.is_some().then_some(steps);
        let call = self.dispatch.call(name, arguments, steps, context.ct.clone());
        tokio::pin!(call);
        // The channel closes with the call, so every step is sent before the answer.
        let result = loop {
            tokio::select! {
                biased;
                Some(step) = heard.recv() => notify(&context.peer, token.as_ref(), step).await,
                result = &mut call => break result,
            }
        };
        while let Ok(step) = heard.try_recv() {
            notify(&context.peer, token.as_ref(), step).await;
        }
        result
    }

    /// Answers a call: at once, or with a question to a person in between.
    async fn answer(
        &self,
        request: CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ToolError> {
        let registry = self.dispatch.registry();
        let asks = registry.find(&request.name)?.tool().asks();
        let arguments = request.arguments.unwrap_or_default();
        if !asks {
            let answer = self.dispatched(&request.name, arguments, context).await?;
            return Ok(CallToolResult::structured(answer).into());
        }
        let found = self.dispatched(&request.name, arguments.clone(), context).await?;
        let call =
            Call { arguments: &arguments, found, state: request.request_state, responses: request.input_responses };
        // The steps were told already.
        let again = || self.dispatch.call(&request.name, arguments.clone(), None, context.ct.clone());
        self.asking.answer(call, context, registry.approvals(), again).await
    }

    /// The profile's instructions, and the names of the databases that this server may look into.
    fn instructions(&self) -> String {
        let instructions = self.profile.instructions();
        match self.dispatch.registry().databases().names().as_slice() {
            [] => instructions.to_owned(),
            names => format!(
                "{instructions}\n\nLive databases, read-only, as `path`, in `paths` or in `schema`: {}.",
                names.iter().map(|name| format!("`{DATABASE}{name}`")).collect::<Vec<_>>().join(", ")
            ),
        }
    }
}

impl ServerHandler for Architect {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_prompts()
            .enable_resources()
            .enable_completions()
            .enable_skills()
            .build();
        ServerConfig::new(capabilities)
            .with_server_info(
                Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
                    .with_title("Backend Architect")
                    .with_description(env!("CARGO_PKG_DESCRIPTION")),
            )
            .with_instructions(self.instructions())
    }

    async fn discover(&self, _context: RequestContext<RoleServer>) -> Result<DiscoverResult, ErrorData> {
        let versions = self.supported_protocol_versions().into_owned();
        Ok(DiscoverResult::from_server_info(versions, self.get_info())
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.to_vec())
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Public))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tools.iter().find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if let Err(unknown) = self.dispatch.registry().find(&request.name) {
            return Err(shown::refusal(ErrorData::invalid_params(unknown.to_string(), None)));
        }
        Ok(self.answer(request, &context).await.unwrap_or_else(|error| {
            // Text only: structured content would have to fit the tool's output schema, and clients check that.
            CallToolResult::error(vec![ContentBlock::text(
                serde_json::json!({ "summary": error.to_string(), "error": error }).to_string(),
            )])
            .into()
        }))
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult::with_all_items(prompts::list(self.profile))
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        prompts::get(self.profile, &request.name, arguments).map(Into::into).map_err(shown::refusal)
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(resources::list(self.profile))
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(resources::templates())
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let contents =
            resources::read(self.profile, self.dispatch.registry().rules(), &request.uri).map_err(shown::refusal)?;
        Ok(ReadResourceResult::new(vec![contents]).with_ttl_ms(FRESH_MS).with_cache_scope(CacheScope::Public).into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        let (argument, typed) = (request.argument.name.as_str(), request.argument.value.as_str());
        let mut values = match &request.r#ref {
            Reference::Prompt(prompt) => self.profile.complete_argument(&prompt.name, argument, typed),
            Reference::Resource(template) => {
                resources::complete(self.profile, self.dispatch.registry().rules(), &template.uri, typed)
                    .map_err(shown::refusal)?
            }
            _ => Vec::new(),
        };
        let total = values.len();
        values.truncate(CompletionInfo::MAX_VALUES);
        let total = u32::try_from(total).ok();
        let more = total.is_some_and(|total| total as usize > values.len());
        let info = CompletionInfo::with_pagination(values, total, more);
        info.map(CompleteResult::new).map_err(|error| ErrorData::internal_error(error, None))
    }

    async fn list_skills(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListSkillsResult, ErrorData> {
        Ok(ListSkillsResult::with_all_items(vec![skill::describe(self.profile)])
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn get_skill(
        &self,
        request: GetSkillRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<GetSkillResult, ErrorData> {
        if request.uri != skill::entry() {
            return Err(shown::refusal(ErrorData::invalid_params(
                format!("there is no skill `{}`; the skill of this server is `{}`", request.uri, skill::entry()),
                None,
            )));
        }
        Ok(GetSkillResult::new(skill::describe(self.profile))
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Public))
    }

    /// Requests land here when their method is unknown, and also when a known method's params cannot be read: those
    /// are told apart, since "method not found" for `tools/call` sends people looking in the wrong place.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        let method = request.method;
        if METHODS.contains(&method.as_str()) {
            let needs = match method.as_str() {
                "tools/call" => "params: { name, arguments? }, where arguments is an object",
                "prompts/get" => "params: { name, arguments? }, where arguments is an object of strings",
                "resources/read" | "skills/get" | "resources/directory/read" => "params: { uri }",
                "completion/complete" => "params: { ref, argument: { name, value } }",
                _ => "params of the form that the protocol gives",
            };
            return Err(ErrorData::invalid_params(format!("`{method}` needs {needs}"), None));
        }
        let mut message = format!("there is no method `{method}`");
        if let Some(near) = nearest::nearest(&method, METHODS) {
            message = format!("{message}; did you mean `{near}`?");
        }
        Err(shown::refusal(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, message, None)))
    }
}

async fn notify(peer: &Peer<RoleServer>, token: Option<&ProgressToken>, step: Step) {
    let Some(token) = token else { return };
    #[allow(clippy::cast_precision_loss)]
    let mut param = ProgressNotificationParam::new(token.clone(), step.done as f64).with_message(step.message);
    #[allow(clippy::cast_precision_loss)]
    if let Some(total) = step.total {
        param = param.with_total(total as f64);
    }
    if let Err(error) = peer.notify_progress(param).await {
        tracing::debug!(%error, "a step could not be told");
    }
}
