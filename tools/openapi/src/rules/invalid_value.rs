//! `openapi/invalid-value`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;

declare_rule! {
    /// ## What it finds
    /// A value of the right type that the specification does not allow there.
    ///
    /// ## Why it matters
    /// Tools refuse the document, or ignore the field.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// webhooks:
    ///   ordered:
    ///     post:
    ///       operationId: ordered
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: strnig
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// webhooks:
    ///   ordered:
    ///     post:
    ///       operationId: ordered
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: string
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    pub InvalidValue {
        id: "openapi/invalid-value",
        severity: Error,
        since: "0.1.0",
        aliases: ["redocly:struct", "spectral:oas2-schema", "spectral:oas3-schema"],
        references: [("OpenAPI Specification", "https://spec.openapis.org/oas/latest.html")],
    }
}

impl Rule<Api> for InvalidValue {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::InvalidValue { value, message, help } = fault else { continue };
            let finding = Finding::of::<Self>(api.span(*value)).message(message.clone()).subject(*value);
            sink.push(match help {
                Some(help) => finding.help(help.clone()),
                None => finding,
            });
        }
    }
}
