//! Fixtures that ask the client before they answer: while the call waits until 2025-11-25, by sending the client back for
//! input since 2026-07-28. What travels with the client is sealed as the shipped server seals its questions.

use std::time::Duration;

use rmcp::ErrorData;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, ClientCapabilities, GetPromptRequestParams, GetPromptResponse,
    InputRequests, InputRequiredResult, InputResponses, RequestStateCodec,
};
use rmcp::service::{RequestContext, RoleServer, ServiceError};
use serde_json::{Value, json};

use super::of;

/// The prompt that asks.
pub(crate) const PROMPT: &str = "test_input_required_result_prompt";

/// The pause between two log messages.
const PAUSE: Duration = Duration::from_millis(50);

/// Tools and what they do.
const TOOLS: [(&str, &str); 16] = [
    ("test_tool_with_logging", "Logs three messages."),
    ("test_logging_tool", "Logs where a level is given."),
    ("test_sampling", "Asks the client's model."),
    ("test_elicitation", "Asks the person."),
    ("test_elicitation_sep1034_defaults", "Asks with fields that are filled in."),
    ("test_elicitation_sep1330_enums", "Asks with fields to choose from."),
    ("test_missing_capability", "Needs sampling."),
    ("test_streaming_elicitation", "Asks the person."),
    ("test_input_required_result_elicitation", "Asks for a name."),
    ("test_input_required_result_sampling", "Asks the client's model."),
    ("test_input_required_result_list_roots", "Asks for the roots."),
    ("test_input_required_result_request_state", "Asks, and remembers with the client."),
    ("test_input_required_result_tampered_state", "Asks, and refuses what was altered."),
    ("test_input_required_result_multiple_inputs", "Asks for three things at once."),
    ("test_input_required_result_multi_round", "Asks twice."),
    ("test_input_required_result_capabilities", "Asks for what the client can do."),
];

/// Seals what travels with the client.
pub(crate) struct Asking(RequestStateCodec);

/// The tools as they are listed.
pub(crate) fn tools() -> Value {
    let tool = |(name, description): (&str, &str)| {
        let argument = match name {
            "test_sampling" => json!({ "prompt": { "type": "string" } }),
            "test_elicitation" => json!({ "message": { "type": "string" } }),
            _ => json!({}),
        };
        json!({ "name": name, "description": description, "inputSchema": { "type": "object", "properties": argument } })
    };
    TOOLS.into_iter().map(tool).collect()
}

/// Whether a tool is one of these.
pub(crate) fn asks(name: &str) -> bool {
    TOOLS.iter().any(|(known, _)| *known == name)
}

/// A prompt that needs a context of the person's.
pub(crate) fn prompt(request: &GetPromptRequestParams) -> Result<GetPromptResponse, ErrorData> {
    let Some(context) = filled(request.input_responses.as_ref(), "user_context", "context") else {
        let asked =
            form("What context should the prompt use?", &json!({ "context": { "type": "string" } }), "context");
        return Ok(InputRequiredResult::new(Some(requests(json!({ "user_context": asked }))?), None).into());
    };
    let content = json!({ "type": "text", "text": format!("In the context of {context}") });
    of(json!({ "resultType": "complete", "messages": [{ "role": "user", "content": content }] }))
        .map(GetPromptResponse::Complete)
}

impl Asking {
    /// With a key of its own.
    pub(crate) fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let mut key = vec![0; RequestStateCodec::MIN_KEY_LENGTH];
        backend_architect::approvals::random(&mut key)?;
        Ok(Self(RequestStateCodec::try_new(key)?))
    }

    pub(crate) async fn call(
        &self,
        request: CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        match request.name.as_ref() {
            "test_tool_with_logging" => logs(context).await,
            "test_logging_tool" => {
                if context.meta.log_level().is_some() {
                    log(context, "asked for").await?;
                }
                answer("logged where a level was given")
            }
            "test_sampling" => samples(&request, context).await,
            "test_elicitation" | "test_elicitation_sep1034_defaults" | "test_elicitation_sep1330_enums" => {
                elicits(&request, context).await
            }
            "test_missing_capability" if context.client_capabilities().is_none_or(|can| can.sampling.is_none()) => {
                let needed: ClientCapabilities = of(json!({ "sampling": {} }))?;
                Err(ErrorData::missing_required_client_capability(needed))
            }
            "test_missing_capability" => answer("the client can sample"),
            _ => self.sends_back(&request, context),
        }
    }

    /// Sends the client back for input, until all of it is there.
    fn sends_back(
        &self,
        request: &CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let responses = request.input_responses.as_ref();
        let name = form("What is your name?", &json!({ "name": { "type": "string" } }), "name");
        let confirm = form("Please confirm", &json!({ "ok": { "type": "boolean" } }), "ok");
        match request.name.as_ref() {
            "test_input_required_result_sampling" => match said(responses, "capital_question") {
                Some(said) => answer(&said),
                None => back(json!({ "capital_question": sample("What is the capital of France?", 100) }), None),
            },
            "test_input_required_result_list_roots" => match roots(responses) {
                Some(roots) => answer(&format!("roots: {roots}")),
                None => back(json!({ "client_roots": list_roots() }), None),
            },
            "test_input_required_result_request_state" | "test_input_required_result_tampered_state" => {
                match self.opened(request)? {
                    Some(_) if filled(responses, "confirm", "ok").is_some() => answer("state-ok"),
                    _ => back(json!({ "confirm": confirm }), Some(self.0.seal(b"confirm"))),
                }
            }
            "test_input_required_result_multiple_inputs" => {
                let all = (filled(responses, "user_name", "name"), said(responses, "greeting"), roots(responses));
                match (self.opened(request)?, all) {
                    (Some(_), (Some(name), Some(greeting), Some(roots))) => {
                        answer(&format!("{greeting} {name} {roots}"))
                    }
                    _ => back(
                        json!({
                            "user_name": name, "greeting": sample("Generate a greeting", 50), "client_roots": list_roots(),
                        }),
                        Some(self.0.seal(b"all")),
                    ),
                }
            }
            "test_input_required_result_multi_round" => {
                let color =
                    form("What is your favourite colour?", &json!({ "color": { "type": "string" } }), "color");
                match self.opened(request)?.as_deref() {
                    Some(b"second") if filled(responses, "step2", "color").is_some() => answer("two rounds"),
                    Some(b"first" | b"second") => back(json!({ "step2": color }), Some(self.0.seal(b"second"))),
                    _ => back(json!({ "step1": name }), Some(self.0.seal(b"first"))),
                }
            }
            "test_input_required_result_capabilities" => {
                let can = context.client_capabilities().unwrap_or_default();
                let mut asked = json!({});
                if can.sampling.is_some() {
                    asked["greeting"] = sample("Generate a greeting", 50);
                }
                if can.elicitation.is_some() {
                    asked["user_name"] = name;
                }
                back(asked, None)
            }
            _ => match filled(responses, "user_name", "name") {
                Some(name) => answer(&format!("Hello, {}!", name.as_str().unwrap_or_default())),
                None => back(json!({ "user_name": name }), None),
            },
        }
    }

    /// What travelled with the client, if anything did: an error where it was altered.
    fn opened(&self, request: &CallToolRequestParams) -> Result<Option<Vec<u8>>, ErrorData> {
        let state = request.request_state.as_deref();
        state
            .map(|state| self.0.open(state))
            .transpose()
            .map_err(|_| ErrorData::invalid_params("the state that came back was altered", None))
    }
}

async fn logs(context: &RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
    for message in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
        log(context, message).await?;
        tokio::time::sleep(PAUSE).await;
    }
    answer("three messages were logged")
}

async fn log(context: &RequestContext<RoleServer>, message: &str) -> Result<(), ErrorData> {
    let message = of(json!({ "level": "info", "logger": "fixtures", "data": message }))?;
    context.peer.notify_logging_message(message).await.map_err(|error| unasked(&error))
}

async fn samples(
    request: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let asked = sample(&argument(request, "prompt"), 100);
    let result = context.peer.create_message(of(asked["params"].clone())?).await.map_err(|error| unasked(&error))?;
    let said = serde_json::to_value(&result.message.content).unwrap_or_default();
    answer(&format!("LLM response: {said}"))
}

async fn elicits(
    request: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResponse, ErrorData> {
    let titled = json!([
        { "const": "value1", "title": "First" }, { "const": "value2", "title": "Second" },
        { "const": "value3", "title": "Third" },
    ]);
    let plain = json!(["option1", "option2", "option3"]);
    let asked = match request.name.as_ref() {
        "test_elicitation_sep1034_defaults" => form(
            "Are these right?",
            &json!({
                "name": { "type": "string", "default": "John Doe" },
                "age": { "type": "integer", "default": 30 },
                "score": { "type": "number", "default": 95.5 },
                "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
                "verified": { "type": "boolean", "default": true },
            }),
            "name",
        ),
        "test_elicitation_sep1330_enums" => form(
            "Which ones?",
            &json!({
                "untitledSingle": { "type": "string", "enum": plain },
                "titledSingle": { "type": "string", "oneOf": titled },
                "legacyEnum": {
                    "type": "string", "enum": ["opt1", "opt2", "opt3"],
                    "enumNames": ["Option One", "Option Two", "Option Three"],
                },
                "untitledMulti": { "type": "array", "items": { "type": "string", "enum": plain } },
                "titledMulti": { "type": "array", "items": { "anyOf": titled } },
            }),
            "untitledSingle",
        ),
        _ => form(
            &argument(request, "message"),
            &json!({ "username": { "type": "string" }, "email": { "type": "string" } }),
            "username",
        ),
    };
    let result =
        context.peer.create_elicitation(of(asked["params"].clone())?).await.map_err(|error| unasked(&error))?;
    let result = serde_json::to_value(&result).unwrap_or_default();
    answer(&format!("Elicitation completed: action={}, content={}", result["action"], result["content"]))
}

fn unasked(error: &ServiceError) -> ErrorData {
    ErrorData::internal_error(format!("the client could not be reached: {error}"), None)
}

fn argument(request: &CallToolRequestParams, name: &str) -> String {
    let arguments = request.arguments.as_ref();
    arguments.and_then(|arguments| arguments.get(name)).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn answer(text: &str) -> Result<CallToolResponse, ErrorData> {
    of(json!({ "resultType": "complete", "content": [{ "type": "text", "text": text }] }))
        .map(CallToolResponse::Complete)
}

fn back(asked: Value, state: Option<String>) -> Result<CallToolResponse, ErrorData> {
    Ok(InputRequiredResult::new(Some(requests(asked)?), state).into())
}

fn requests(asked: Value) -> Result<InputRequests, ErrorData> {
    of(asked)
}

fn form(message: &str, fields: &Value, required: &str) -> Value {
    let schema = json!({ "type": "object", "properties": fields, "required": [required] });
    json!({ "method": "elicitation/create", "params": { "mode": "form", "message": message, "requestedSchema": schema } })
}

fn sample(prompt: &str, most: u32) -> Value {
    let content = json!({ "type": "text", "text": prompt });
    let messages = json!([{ "role": "user", "content": content }]);
    json!({ "method": "sampling/createMessage", "params": { "messages": messages, "maxTokens": most } })
}

fn list_roots() -> Value {
    json!({ "method": "roots/list", "params": {} })
}

/// A field of a form that was filled in.
fn filled<'a>(responses: Option<&'a InputResponses>, form: &str, field: &str) -> Option<&'a Value> {
    responses?.get(form)?.get("content")?.get(field)
}

/// What a model said.
fn said(responses: Option<&InputResponses>, asked: &str) -> Option<String> {
    Some(responses?.get(asked)?.get("content")?.get("text")?.as_str()?.to_owned())
}

/// The roots that were told.
fn roots(responses: Option<&InputResponses>) -> Option<String> {
    let roots = responses?.get("client_roots")?.get("roots")?.as_array()?;
    Some(roots.iter().filter_map(|root| root.get("uri")?.as_str()).collect::<Vec<_>>().join(" "))
}
