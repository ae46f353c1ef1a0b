//! Which authorization server issues tokens for this resource: the document of RFC 9728.

use serde_json::{Value, json};

use super::{Oauth, Scope};

/// Where such documents lie, before the path of the resource.
const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// Whether the document of an endpoint is asked for: with its path behind the well-known one, or without.
pub(in super::super) fn is_at(path: &str, endpoint: &str) -> bool {
    path.strip_prefix(WELL_KNOWN).is_some_and(|rest| rest.is_empty() || rest == endpoint)
}

/// The document.
pub(super) fn document(oauth: &Oauth) -> Value {
    json!({
        "resource": oauth.audience,
        "authorization_servers": [oauth.issuer],
        "scopes_supported": Scope::ALL.map(Scope::as_str),
        "bearer_methods_supported": ["header"],
        "resource_name": "Backend Architect",
    })
}

/// The address of the document of a resource: the well-known path between its host and its own path (RFC 9728,
/// section 3.1).
pub(super) fn address(resource: &str) -> Option<String> {
    let (scheme, rest) = resource.split_once("://")?;
    let (host, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    Some(format!("{scheme}://{host}{WELL_KNOWN}{path}"))
}
