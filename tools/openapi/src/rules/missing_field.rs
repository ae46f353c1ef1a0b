//! `openapi/missing-field`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A field that the specification requires is not there.
    ///
    /// ## Why it matters
    /// Tools refuse the document, or fill in a meaning of their own.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.0.3
    /// info:
    ///   title: Orders
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.0.3
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Limits
    /// `responses` is required in OpenAPI 3.0 and optional from 3.1 on; `paths` likewise; the `description` of a response is
    /// optional from 3.2 on. The `default` of a server's variable is `openapi/server-variable-without-default`.
    pub MissingField {
        id: "openapi/missing-field",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-schema", "redocly:struct", "spectral:oas2-schema"],
        references: [("OpenAPI Specification", "https://spec.openapis.org/oas/latest.html")],
    }
}

impl Rule<Api> for MissingField {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::MissingField { object, table, fields } = fault else { continue };
            if api.structure.kind(*object) == Some(Kind::ServerVariable) {
                // It has a rule of its own.
                continue;
            }
            let names: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
            let document = &api.document;
            let message = match names.as_slice() {
                [name] => format!("the {} has no {name}, which is required", table.name),
                names => format!("the {} has none of {}, of which one is required", table.name, names.join(", ")),
            };
            sink.push(Finding::of::<Self>(document.key_span(*object)).message(message).subject(format!(
                "{}/{}",
                document.pointer(*object),
                fields.first().copied().unwrap_or_default()
            )));
        }
    }
}
