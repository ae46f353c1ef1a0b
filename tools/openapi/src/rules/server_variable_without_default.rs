//! `openapi/server-variable-without-default`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A variable of a server that has no `default`.
    ///
    /// ## Why it matters
    /// The specification requires one, and without it there is no address for whoever gives no value.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://{region}.example.org
    ///     variables:
    ///       region:
    ///         enum: [eu, us]
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://{region}.example.org
    ///     variables:
    ///       region:
    ///         default: eu
    ///         enum: [eu, us]
    /// paths: {}
    /// ```
    pub ServerVariableWithoutDefault {
        id: "openapi/server-variable-without-default",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-schema", "spectral:oas3-server-variables", "redocly:struct", "ibm:ibm-server-variable-default-value"],
        references: [("OpenAPI Specification 3.1.1, Server Variable Object", "https://spec.openapis.org/oas/v3.1.1.html#server-variable-object")],
    }
}

impl Rule<Api> for ServerVariableWithoutDefault {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::MissingField { object, .. } = fault else { continue };
            // `default` is all that one must have.
            if api.structure.kind(*object) != Some(Kind::ServerVariable) {
                continue;
            }
            let name = api.document.key_of(*object).map(|key| api.document.key(key)).unwrap_or_default();
            sink.push(
                Finding::of::<Self>(api.key_span(*object))
                    .message(format!("the variable `{name}` has no `default`, which is required"))
                    .subject(*object),
            );
        }
    }
}
