//! `openapi/misplaced-reference`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::{Fault, Misplaced};

declare_rule! {
    /// ## What it finds
    /// A `$ref` where the specification allows none.
    ///
    /// ## Why it matters
    /// Some tools resolve it all the same, others see an object without its fields.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   $ref: "#/components/x-info"
    /// paths: {}
    /// components:
    ///   x-info:
    ///     title: Orders
    ///     version: "1"
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Limits
    /// In the place of an object it is followed all the same. What one among the keys of a map leads to is a gap.
    pub MisplacedReference {
        id: "openapi/misplaced-reference",
        severity: Warning,
        since: "0.1.0",
        aliases: ["redocly:spec-strict-refs"],
        references: [("OpenAPI Specification 3.1.1, Reference Object", "https://spec.openapis.org/oas/v3.1.1.html#reference-object")],
    }
}

impl Rule<Api> for MisplacedReference {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::MisplacedReference { value, place } = fault else { continue };
            let place = match place {
                Misplaced::Object(table) => format!("the {}", table.name),
                Misplaced::Map => "a map of objects".to_owned(),
                Misplaced::Value(expected) => format!("what must be {expected}"),
            };
            sink.push(
                Finding::of::<Self>(api.span(*value))
                    .message(format!("{place} cannot be a reference"))
                    .subject(*value)
                    .help("Write here what it leads to, or bundle the document before you publish it."),
            );
        }
    }
}
