//! What 2026-07-28 has taken away and the protocol's library still answers: `initialize`. A client that names that version
//! in the header opens nothing, so it is told that there is no such method, as it is told of the other ones that are gone.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use rmcp::model::RequestId;
use serde::Deserialize;
use serde_json::{Value, json};

/// The header by which a request names the version of the protocol.
const VERSION: &str = "mcp-protocol-version";
/// The header that says the method a second time; the library holds it against the body.
const METHOD: &str = "mcp-method";
/// The first version without `initialize`. Versions are days, so their order is that of their texts.
const SINCE: &[u8] = b"2026-07-28";

/// The status and the message for a request that asks for what is gone.
pub(super) fn refusal(headers: &HeaderMap, body: &Bytes) -> Option<(StatusCode, Value)> {
    #[derive(Deserialize)]
    struct Request {
        id: RequestId,
        method: String,
    }
    headers.get(VERSION).filter(|version| version.as_bytes() >= SINCE)?;
    // A body may have megabytes, and is only read for this where it may be one.
    if headers.get(METHOD).is_some_and(|method| method != "initialize") {
        return None;
    }
    let request: Request = serde_json::from_slice(body).ok()?;
    (request.method == "initialize").then(|| {
        let error = json!({
            "code": -32601,
            "message": "there is no method `initialize` since 2026-07-28; ask `server/discover` for what the server can do",
        });
        (StatusCode::NOT_FOUND, json!({"jsonrpc": "2.0", "id": request.id, "error": error}))
    })
}
