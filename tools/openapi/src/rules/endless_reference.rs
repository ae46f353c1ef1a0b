//! `openapi/endless-reference`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;

declare_rule! {
    /// ## What it finds
    /// References that lead only to each other.
    ///
    /// ## Why it matters
    /// There is nothing at the end: generators loop or stop.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.0.3
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Order:
    ///       $ref: "#/components/schemas/Purchase"
    ///     Purchase:
    ///       $ref: "#/components/schemas/Order"
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.0.3
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// paths: {}
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    ///       properties:
    ///         replaces:
    ///           $ref: "#/components/schemas/Order"
    /// ```
    /// ## Limits
    /// A schema that holds itself as a property is no fault.
    pub EndlessReference {
        id: "openapi/endless-reference",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("OpenAPI Specification 3.0.4, Reference Object", "https://spec.openapis.org/oas/v3.0.4.html#reference-object")],
    }
}

impl Rule<Api> for EndlessReference {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::EndlessReference { value } = fault else { continue };
            sink.push(
                Finding::of::<Self>(api.span(*value))
                    .message("this reference leads back to itself through nothing but references")
                    .subject(*value),
            );
        }
    }
}
