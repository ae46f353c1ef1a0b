//! `openapi/reference-siblings`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;

/// What changes nothing in what is valid; a `type` most often repeats the one of the target.
const DESCRIBING: [&str; 7] = ["type", "description", "summary", "title", "example", "examples", "deprecated"];

declare_rule! {
    /// ## What it finds
    /// Fields beside a `$ref` that the specification tells readers to ignore.
    ///
    /// ## Why it matters
    /// What they say has no effect: a `nullable`, `default` or `description` beside a `$ref` of OpenAPI 3.0 is not there.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.0.3
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// paths: {}
    /// components:
    ///   x-note: kept for the partners
    ///   schemas:
    ///     Order:
    ///       type: object
    ///       properties:
    ///         customer:
    ///           $ref: "#/components/schemas/Customer"
    ///           nullable: true
    ///         billed:
    ///           $ref: "#/components/schemas/Order"
    ///     Customer:
    ///       type: object
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
    ///         customer:
    ///           nullable: true
    ///           allOf:
    ///             - $ref: "#/components/schemas/Customer"
    ///         billed:
    ///           $ref: "#/components/schemas/Order"
    ///     Customer:
    ///       type: object
    /// ```
    /// ## Limits
    /// From OpenAPI 3.1 on, schemas may say more beside a `$ref`, and other references may have `summary` and `description`.
    /// Fields that only describe or repeat (`description`, `summary`, `title`, `example`, `deprecated`, `type`) are reported
    /// as information.
    pub ReferenceSiblings {
        id: "openapi/reference-siblings",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:no-$ref-siblings", "redocly:spec-ref-siblings", "vacuum:no-$ref-siblings", "vacuum:oas3-no-$ref-siblings", "oasdiff:extra-sibling-fields"],
        references: [("OpenAPI Specification 3.0.4, Reference Object", "https://spec.openapis.org/oas/v3.0.4.html#reference-object")],
    }
}

impl Rule<Api> for ReferenceSiblings {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::ReferenceSiblings { object, keys } = fault else { continue };
            let document = &api.document;
            let names: Vec<&str> = keys.iter().map(|key| document.key(*key)).collect();
            let Some(first) = keys.first() else { continue };
            let describing = names.iter().all(|name| DESCRIBING.contains(name));
            let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let finding = Finding::of::<Self>(document.span(*first))
                .message(format!("{list} beside `$ref` is ignored"))
                .subject(document.pointer(*object))
                .help("Move it to what is referred to, or wrap the reference in `allOf`.");
            sink.push(if describing { finding.severity(Severity::Info) } else { finding });
        }
    }
}
