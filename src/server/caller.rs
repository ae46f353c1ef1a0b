//! Who is behind a request, where the transport knows it.

use http::request::Parts;
use rmcp::service::{RequestContext, RoleServer};

/// The name of a principal whose token was good. A transport puts it among the extensions of the request's parts; over
/// standard input there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller(String);

impl Caller {
    /// A caller of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Who is behind a request.
    pub fn of(context: &RequestContext<RoleServer>) -> Option<&str> {
        let parts = context.extensions.get::<Parts>()?;
        parts.extensions.get::<Self>().map(|caller| caller.0.as_str())
    }
}
