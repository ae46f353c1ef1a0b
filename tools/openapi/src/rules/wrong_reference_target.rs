//! `openapi/wrong-reference-target`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;
use crate::structure::objects::object;

declare_rule! {
    /// ## What it finds
    /// A `$ref` that leads to another kind of object than its place asks for.
    ///
    /// ## Why it matters
    /// Where a parameter is expected and a schema stands, tools read a parameter without name and place.
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
    ///       responses:
    ///         "200":
    ///           $ref: "#/components/schemas/Receipt"
    /// components:
    ///   schemas:
    ///     Receipt:
    ///       type: object
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
    ///       responses:
    ///         "200":
    ///           $ref: "#/components/responses/Receipt"
    /// components:
    ///   responses:
    ///     Receipt:
    ///       description: Received
    /// ```
    pub WrongReferenceTarget {
        id: "openapi/wrong-reference-target",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("OpenAPI Specification 3.1.1, Reference Object", "https://spec.openapis.org/oas/v3.1.1.html#reference-object")],
    }
}

impl Rule<Api> for WrongReferenceTarget {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::WrongTarget { value, expected, found, target } = fault else { continue };
            let document = &api.document;
            let Some(version) = api.version else { continue };
            let (expected, found) = (object(*expected, version).name, object(*found, version).name);
            sink.push(
                Finding::of::<Self>(document.span(*value))
                    .message(format!("a reference to a {found} stands where a {expected} is expected"))
                    .subject(document.pointer(*value))
                    .related(document.key_span(*target), format!("the {found}")),
            );
        }
    }
}
