//! `openapi/invalid-key`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;

declare_rule! {
    /// ## What it finds
    /// A key that does not have the form its object asks for: a path without a leading slash, a response that is no status
    /// code, a component name with other characters than `A-Z a-z 0-9 . - _`.
    ///
    /// ## Why it matters
    /// Tools skip the entry or refuse the document.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: The orders
    ///         4xx:
    ///           description: Refused
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: The orders
    ///         4XX:
    ///           description: Refused
    /// ```
    pub InvalidKey {
        id: "openapi/invalid-key",
        severity: Error,
        since: "0.1.0",
        aliases: ["redocly:spec-components-invalid-map-name", "oasdiff:path-must-start-with-slash", "spectral:oas2-schema", "spectral:oas3-schema"],
        references: [("OpenAPI Specification", "https://spec.openapis.org/oas/latest.html")],
    }
}

impl Rule<Api> for InvalidKey {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::InvalidKey { key, value, message, help } = fault else { continue };
            let finding = Finding::of::<Self>(api.span(*key)).message(message.clone()).subject(*value);
            sink.push(match help {
                Some(help) => finding.help(help.clone()),
                None => finding,
            });
        }
    }
}
