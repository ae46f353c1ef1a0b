//! What is answered to a line that is JSON and no message of the protocol: whoever waits for an answer finds its id in it.

use rmcp::model::{ErrorData, RequestId, ServerJsonRpcMessage};
use serde::Deserialize as _;
use serde_json::Value;

use crate::server::shown;

/// The error for a line that cannot be read as a message. Bytes that are no JSON and notifications are not answered: an
/// answer to either could be taken for a message in turn, and nobody waits for one.
pub(super) fn answer(line: &[u8]) -> Option<ServerJsonRpcMessage> {
    let Ok(Value::Object(message)) = serde_json::from_slice(line) else {
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
        return is_json.then(|| refused(ErrorData::invalid_request("a message is an object", None), None));
    };
    let id = message.get("id").and_then(|id| RequestId::deserialize(id).ok());
    let method = message.get("method");
    if method.is_some_and(Value::is_string) && !message.contains_key("id") {
        return None;
    }
    if message.contains_key("result") || message.contains_key("error") {
        // Its id is one of ours, if it is any.
        return Some(refused(ErrorData::invalid_request("Invalid request", None), None));
    }
    let error = if message.get("jsonrpc").is_none_or(|version| version != "2.0") {
        ErrorData::invalid_request("`jsonrpc` must be \"2.0\"", None)
    } else if id.is_none() {
        ErrorData::invalid_request("`id` must be a whole number or a string", None)
    } else {
        match (method, message.get("params")) {
            (Some(Value::String(method)), Some(params)) if !params.is_object() => {
                ErrorData::invalid_params(format!("`params` of `{method}` must be an object"), None)
            }
            (Some(Value::String(method)), _) => {
                ErrorData::invalid_request(format!("`{method}` cannot be read as a request"), None)
            }
            _ => ErrorData::invalid_request("`method` must be a string", None),
        }
    };
    Some(refused(shown::refusal(error), id))
}

fn refused(error: ErrorData, id: Option<RequestId>) -> ServerJsonRpcMessage {
    ServerJsonRpcMessage::error(error, id)
}
