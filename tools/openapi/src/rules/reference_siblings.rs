//! `openapi/reference-siblings`

use std::collections::HashSet;

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;
use crate::version::Version;
use architect_document::NodeId;

/// What changes nothing in what is valid; a `type` most often repeats the one of the target.
const DESCRIBING: [&str; 7] = ["type", "description", "summary", "title", "example", "examples", "deprecated"];

declare_rule! {
    /// ## What it finds
    /// Fields beside a `$ref` that the specification tells readers to ignore, or that some readers ignore.
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
    /// as information. So is what stands beside the `$ref` of a path item, or beside one where none may stand: up to
    /// OpenAPI 3.0 it is not said what counts then.
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
        let document = &api.document;
        let mut told = HashSet::new();
        for fault in &api.structure.faults {
            let Fault::ReferenceSiblings { object, keys } = fault else { continue };
            told.insert(*object);
            for key in keys {
                let name = document.key(*key);
                let finding = Finding::of::<Self>(api.span(*key))
                    .message(format!("`{name}` beside `$ref` is ignored"))
                    .subject(*object)
                    .help("Move it to what is referred to, or wrap the reference in `allOf`.");
                let describing = DESCRIBING.contains(&name);
                sink.push(if describing { finding.severity(Severity::Info) } else { finding });
            }
        }
        if api.version >= Some(Version::V3_1) {
            return;
        }
        // Path items, and what may be no reference at all. Tools resolve each `$ref` they see.
        for (object, _) in document.mentions() {
            if told.contains(&object) || document.entries(object).len() == 1 || is_data(api, object) {
                continue;
            }
            for entry in document.entries(object).iter().filter(|entry| !is_own(document.key(entry.key))) {
                sink.push(
                    Finding::of::<Self>(api.span(entry.key))
                        .severity(Severity::Info)
                        .message("this stands beside a `$ref`, and tools that follow the `$ref` may drop it")
                        .subject(object)
                        .help("Write one or the other."),
                );
            }
        }
    }
}

/// Whether a key beside a `$ref` is the reference itself, or an extension.
fn is_own(key: &str) -> bool {
    key == "$ref" || key.starts_with("x-")
}

/// Whether an object stands in an example, another value or an extension: a `$ref` in there is data.
fn is_data(api: &Api, object: NodeId) -> bool {
    let document = &api.document;
    let around = std::iter::successors(Some(object), |node| document.parent(*node));
    let mut keys = around.filter_map(|node| document.key_of(node)).map(|key| document.key(key));
    keys.any(|key| key.starts_with("x-") || matches!(key, "example" | "examples" | "default" | "enum" | "const"))
}
