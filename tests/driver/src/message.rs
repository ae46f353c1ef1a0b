//! Messages as bytes: what is sent, and the id of what comes back.

/// Opens a session of 2025-11-25, with id 0.
pub(crate) const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"driver","version":"1"}}}"#;
/// Says that the session is open.
pub(crate) const INITIALIZED: &str = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;

/// What stands before the id of each request, and of each answer of most servers.
const HEAD: &str = r#"{"jsonrpc":"2.0","id":"#;

/// A request whose id is yet to be given: what follows behind it.
pub(crate) fn rest(method: &str, params: &serde_json::Value) -> Vec<u8> {
    format!(r#","method":"{method}","params":{params}}}"#).into_bytes()
}

/// A whole request.
pub(crate) fn request(id: u64, rest: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(HEAD.len() + 20 + rest.len());
    message.extend_from_slice(HEAD.as_bytes());
    message.extend_from_slice(id.to_string().as_bytes());
    message.extend_from_slice(rest);
    message
}

/// The id of an answer, and what it says besides. Some servers write the id first, others last.
pub(crate) fn answer(message: &[u8]) -> Option<(u64, &[u8])> {
    let message = message.trim_ascii_end();
    if let Some(behind) = message.strip_prefix(HEAD.as_bytes()) {
        let digits = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (id, rest) = behind.split_at_checked(digits)?;
        return Some((number(id)?, rest));
    }
    let before = message.strip_suffix(b"}")?;
    let digits = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (before, id) = before.split_at_checked(before.len() - digits)?;
    Some((number(id)?, before.strip_suffix(br#""id":"#)?))
}

fn number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_found_wherever_a_server_writes_it() {
        let first = br#"{"jsonrpc":"2.0","id":17,"result":{"id":3}}"#;
        let last = b"{\"result\":{\"id\":3},\"jsonrpc\":\"2.0\",\"id\":17}\n";

        assert_eq!(answer(first), Some((17, &br#","result":{"id":3}}"#[..])));
        assert_eq!(answer(last).unwrap().0, 17);
        assert_eq!(answer(br#"{"jsonrpc":"2.0","error":{"code":-32600}}"#), None);
        assert_eq!(answer(br#"{"jsonrpc":"2.0","id":null,"error":{}}"#), None);
    }

    #[test]
    fn a_request_is_one_json_object() {
        let request = request(5, &rest("ping", &serde_json::json!({})));

        let read: serde_json::Value = serde_json::from_slice(&request).unwrap();
        assert_eq!(read, serde_json::json!({"jsonrpc": "2.0", "id": 5, "method": "ping", "params": {}}));
    }
}
