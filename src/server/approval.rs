//! Asking a person through the client.
//!
//! The tool `request_approval` finds the question; here it is put, in the way that the request's version of the protocol
//! has for it: since 2026-07-28 the client is sent back for input and calls again, and the question travels with it as a
//! sealed state; before, the server asks while the call waits. What comes back is bound to what was asked: the question is
//! found again, and when it is another one by then, the answer counts for nothing.

mod key;
mod spent;

use std::sync::Mutex;
use std::time::Duration;

use architect_core::{Ledger as _, ToolError};
use architect_escalation::approval::{self, Answer, Asked, Channel, Field, Kind, Question, Record};
use architect_escalation::change::digest::of_arguments;
use architect_escalation::tool::request_approval::{Output, Status, as_object, by_hand};
use rmcp::model::{
    CallToolResponse, CancelledNotificationParam, ClientResult, ElicitRequest, ElicitRequestParams, ElicitResult,
    ElicitationAction, ElicitationSchema, InputRequest, InputRequests, InputRequiredResult, InputResponses,
    JsonObject, ProtocolVersion, RequestStateCodec, SealOptions, ServerRequest,
};
use rmcp::service::{PeerRequestOptions, RequestContext, RoleServer, ServiceError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;

use super::caller::Caller;
use crate::approvals::{Approvals, fresh_id, random};
pub use key::StateKey;
use spent::Spent;

/// The name that the form has among the requests for input.
const FORM: &str = "approval";

/// How a question can be put to the person behind a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The client is sent back for input.
    Input,
    /// The server asks while the call waits.
    Elicitation,
    /// Not at all.
    None,
}

/// What travels with the client while a person thinks. It can be read by anybody, and changed by nobody.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    id: String,
    asked_at: i64,
}

/// What a person did.
enum Reply {
    /// Filled in the form.
    Filled(Answer),
    /// Said no.
    Declined,
    /// Nothing that counts as an answer, and why.
    Nothing(String),
}

/// Puts questions to people, and takes their answers once.
pub(super) struct Asking {
    codec: RequestStateCodec,
    spent: Mutex<Spent>,
    patience: Duration,
    /// Ends when no answer can come any more.
    gone: CancellationToken,
}

impl std::fmt::Debug for Asking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asking").field("patience", &self.patience).finish_non_exhaustive()
    }
}

impl Asking {
    /// With a key that only this process knows: a state that another process sealed is none.
    pub(super) fn new(patience: Duration, gone: CancellationToken) -> Result<Self, ToolError> {
        let mut key = [0; RequestStateCodec::MIN_KEY_LENGTH];
        random(&mut key)?;
        Self::with_key(&StateKey::new(key.to_vec()), patience, gone)
    }

    /// With a key that several processes share, so that a client may come back to another one. Each of them takes a state
    /// once; that all of them together do is what a ledger sees to that they share, since it takes no id twice.
    pub(super) fn with_key(key: &StateKey, patience: Duration, gone: CancellationToken) -> Result<Self, ToolError> {
        let codec =
            RequestStateCodec::try_new(key.bytes()).map_err(|error| ToolError::internal(error.to_string()))?;
        Ok(Self { codec, spent: Mutex::default(), patience, gone })
    }

    /// What the client is answered to a call whose question was found. `again` finds the question anew.
    pub(super) async fn answer<F>(
        &self,
        call: Call<'_>,
        context: &RequestContext<RoleServer>,
        approvals: &Approvals,
        again: impl FnOnce() -> F,
    ) -> Result<CallToolResponse, ToolError>
    where
        F: Future<Output = Result<Value, ToolError>>,
    {
        let output = read(&call.found)?;
        if output.status != Status::Pending {
            return complete(&output);
        }
        match way(context) {
            Way::Input => match &call.state {
                None => self.send_back(&call, &output, approvals, context),
                Some(state) => {
                    let asked = self.open(state, &call, context)?;
                    conclude(output, reply_of(call.responses.as_ref())?, &asked, approvals).await
                }
            },
            Way::Elicitation => {
                let asked = asked(Channel::Elicitation, fresh_id()?, approvals.now(), context);
                let reply = self.elicit(&output.question, context).await?;
                if matches!(reply, Reply::Nothing(_)) {
                    return conclude(output, reply, &asked, approvals).await;
                }
                if again().await? != call.found {
                    return Err(void(
                        "the change, or what is found in it, became another while the person was asked",
                    ));
                }
                conclude(output, reply, &asked, approvals).await
            }
            Way::None => {
                let reason = "this client cannot ask a person".to_owned();
                let asked = asked(Channel::Elicitation, String::new(), 0, context);
                conclude(output, Reply::Nothing(reason), &asked, approvals).await
            }
        }
    }

    /// Sends the client back for input, with a state that only this question's answer fits.
    fn send_back(
        &self,
        call: &Call<'_>,
        output: &Output,
        approvals: &Approvals,
        context: &RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ToolError> {
        let state = State { id: fresh_id()?, asked_at: approvals.now() };
        let bound = call.bound_to(Caller::of(context));
        let options = SealOptions::new().associated_data(bound.as_bytes()).ttl(self.patience);
        let sealed = self
            .codec
            .seal_json_with(&state, &options)
            .map_err(|error| ToolError::internal(format!("the question cannot be sealed: {error}")))?;
        let request = ElicitRequest::new(form(&output.question)?);
        let requests = InputRequests::from([(FORM.to_owned(), InputRequest::Elicitation(request))]);
        Ok(InputRequiredResult::new(Some(requests), Some(sealed)).into())
    }

    /// Opens a state that came back, once.
    fn open(&self, sealed: &str, call: &Call<'_>, context: &RequestContext<RoleServer>) -> Result<Asked, ToolError> {
        let state: State = self.codec.open_json_with(sealed, call.bound_to(Caller::of(context)).as_bytes()).map_err(|error| {
            tracing::info!(%error, "a state was refused");
            void(
                "the state that came back was altered, has expired, or belongs to other arguments, or to a change that is \
                 another by now",
            )
        })?;
        // Whatever the answer is, it was given: a second one needs a second question.
        let first = self.spent.lock().is_ok_and(|mut spent| spent.spend(&state.id, self.patience));
        if !first {
            return Err(void("the state that came back was used already"));
        }
        Ok(asked(Channel::InputRequired, state.id, state.asked_at, context))
    }

    /// Asks while the call waits: for an answer, for the end of patience, or for nobody to be there any more.
    async fn elicit(&self, question: &Question, context: &RequestContext<RoleServer>) -> Result<Reply, ToolError> {
        let request = ServerRequest::ElicitRequest(ElicitRequest::new(form(question)?));
        let options = PeerRequestOptions::with_timeout(self.patience);
        let handle = match context.peer.send_cancellable_request(request, options).await {
            Ok(handle) => handle,
            Err(error) => return Ok(Reply::Nothing(format!("the client could not be asked: {error}"))),
        };
        let id = handle.id.clone();
        let result = tokio::select! {
            result = handle.await_response() => result,
            () = context.ct.cancelled() => {
                let reason = "the call was cancelled".to_owned();
                let cancelled = CancelledNotificationParam::new(Some(id), Some(reason.clone()));
                if let Err(error) = context.peer.notify_cancelled(cancelled).await {
                    tracing::debug!(%error, "the question could not be taken back");
                }
                return Ok(Reply::Nothing(reason));
            }
            () = self.gone.cancelled() => return Ok(Reply::Nothing("the client has gone".to_owned())),
        };
        match result {
            Ok(ClientResult::ElicitResult(result)) => reply(&result),
            Ok(_) => Ok(Reply::Nothing("the client answered something else".to_owned())),
            Err(ServiceError::Timeout { .. }) => Ok(Reply::Nothing("nobody answered in time".to_owned())),
            Err(error) => Ok(Reply::Nothing(format!("the client could not ask: {error}"))),
        }
    }
}

/// A call of the tool.
pub(super) struct Call<'a> {
    /// The arguments as they came.
    pub(super) arguments: &'a JsonObject,
    /// What the tool found.
    pub(super) found: Value,
    /// What came back with a second call.
    pub(super) state: Option<String>,
    /// What came back with a second call.
    pub(super) responses: Option<InputResponses>,
}

impl Call<'_> {
    /// What a state is bound to: who calls, the tool, the arguments, and all that was found, with the change's digest and
    /// the question.
    fn bound_to(&self, caller: Option<&str>) -> String {
        let nothing = Map::new();
        let found = of_arguments(self.found.as_object().unwrap_or(&nothing));
        let digest = self.found.get("change_digest").and_then(Value::as_str).unwrap_or_default();
        let caller = caller.map_or_else(|| Value::Null, Value::from);
        format!("request_approval\0{caller}\0{}\0{digest}\0{found}", of_arguments(self.arguments))
    }
}

/// By the request's version of the protocol and by what the client says that it can do: both may differ from one request
/// to the next.
fn way(context: &RequestContext<RoleServer>) -> Way {
    let capability = context.client_capabilities().and_then(|capabilities| capabilities.elicitation);
    // A client that names no mode means forms.
    let forms = capability.is_some_and(|modes| modes.form.is_some() || modes.url.is_none());
    match context.protocol_version() {
        _ if !forms => Way::None,
        Some(version) if version >= ProtocolVersion::V_2026_07_28 => Way::Input,
        _ => Way::Elicitation,
    }
}

fn asked(channel: Channel, id: String, at: i64, context: &RequestContext<RoleServer>) -> Asked {
    let protocol = context.protocol_version().map(|version| version.to_string());
    let client = context
        .client_info()
        .map(|client| approval::quoted::plain(&format!("{} {}", client.name, client.version), 120));
    let principal = Caller::of(context).map(|caller| approval::quoted::plain(caller, 200));
    Asked { id, channel, protocol, client, principal, at }
}

/// What came back with a second call.
fn reply_of(responses: Option<&InputResponses>) -> Result<Reply, ToolError> {
    let response = responses.and_then(|responses| responses.get(FORM)).ok_or_else(|| void("no answer came back"))?;
    let result: ElicitResult = serde_json::from_value(response.clone())
        .map_err(|error| void(&format!("what came back is no answer to a form: {error}")))?;
    reply(&result)
}

fn reply(result: &ElicitResult) -> Result<Reply, ToolError> {
    match result.action {
        ElicitationAction::Accept => Answer::read(result.content.as_ref().unwrap_or(&Value::Null)).map(Reply::Filled),
        ElicitationAction::Decline => Ok(Reply::Declined),
        _ => Ok(Reply::Nothing("the person did not answer".to_owned())),
    }
}

/// Records an answer, where there is one, and says how the question stands.
async fn conclude(
    mut output: Output,
    reply: Reply,
    asked: &Asked,
    approvals: &Approvals,
) -> Result<CallToolResponse, ToolError> {
    let name = output.question.trigger.as_str();
    let now = approvals.now();
    let record = match reply {
        Reply::Nothing(reason) => {
            output.summary = format!("{name}: {reason}; nothing was recorded, and the gate stays shut");
            output.next = Some(by_hand(output.question.trigger));
            return complete(&output);
        }
        Reply::Declined => approval::declined(&output.question, asked, now),
        Reply::Filled(answer) => approval::decide(&output.question, &answer, asked, now)?,
    };
    let kept = approvals.keeps();
    if kept {
        record_in(approvals, record.clone()).await?;
    }
    let (status, did) =
        if record.decision.opens() { (Status::Approved, "approved") } else { (Status::Rejected, "rejected") };
    let by = record.approver.as_ref().map_or_else(
        || " by a person who declined to say more".to_owned(),
        |approver| format!(" by {approver} ({})", record.role.as_deref().unwrap_or("no role")),
    );
    let until = record.expires.as_ref().map(|day| format!(" until {day}")).unwrap_or_default();
    let under = record.conditions.as_ref().map(|conditions| format!(", if: {conditions}")).unwrap_or_default();
    let beside =
        if kept { "" } else { "; the record is not kept, since the server has no ledger (`--approvals FILE`)" };
    output.summary = format!("{name}: {did}{by}{until}{under}{beside}");
    output.status = status;
    output.next = (!record.decision.opens()).then(|| "The change may not go on as it is.".to_owned());
    output.record = as_object(&record);
    output.kept = Some(kept);
    complete(&output)
}

/// Writing waits for a lock and for the disk.
async fn record_in(approvals: &Approvals, record: Record) -> Result<(), ToolError> {
    let approvals = approvals.clone();
    tokio::task::spawn_blocking(move || approvals.append(&record))
        .await
        .map_err(|error| ToolError::internal(format!("the answer could not be recorded: {error}")))?
}

fn read(found: &Value) -> Result<Output, ToolError> {
    serde_json::from_value(found.clone())
        .map_err(|error| ToolError::internal(format!("the question cannot be read: {error}")))
}

fn complete(output: &Output) -> Result<CallToolResponse, ToolError> {
    let answer = serde_json::to_value(output)
        .map_err(|error| ToolError::internal(format!("the answer is not JSON: {error}")))?;
    Ok(rmcp::model::CallToolResult::structured(answer).into())
}

fn void(reason: &str) -> ToolError {
    ToolError::invalid_input(format!("nothing was recorded: {reason}"))
        .help("call `request_approval` anew, without what came back, so that the person is asked again")
}

/// The form as clients show it: flat fields, in order, none filled in before.
fn form(question: &Question) -> Result<ElicitRequestParams, ToolError> {
    let fields = question.fields();
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let schema = json!({ "type": "object", "properties": properties, "required": required });
    let requested_schema: ElicitationSchema = serde_json::from_value(schema)
        .map_err(|error| ToolError::internal(format!("the form cannot be made: {error}")))?;
    Ok(ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: question.question.clone(),
        requested_schema,
    })
}

fn property(field: &Field) -> Value {
    let mut property = json!({ "type": "string", "title": field.title, "description": field.description });
    match field.kind {
        Kind::Decision => {
            property["enum"] = json!(approval::Decision::ALL.map(approval::Decision::as_str));
        }
        Kind::Text(least, most) => {
            if least > 0 {
                property["minLength"] = json!(least);
            }
            property["maxLength"] = json!(most);
        }
        Kind::Day => property["format"] = json!("date"),
    }
    property
}
