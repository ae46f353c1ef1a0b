//! `openapi/required-property-undefined`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::near::Near;
use std::collections::HashSet;

use crate::structure::shape::Kind;
use architect_document::{NodeId, NodeSet};

declare_rule! {
    /// ## What it finds
    /// A name in `required` that no property of the schema has.
    ///
    /// ## Why it matters
    /// Most often the property was renamed or is misspelt: every value is then refused, or the field is missing in
    /// generated types.
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
    ///               type: object
    ///               required: [id, totl]
    ///               properties:
    ///                 id:
    ///                   type: string
    ///                 total:
    ///                   type: number
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
    ///               type: object
    ///               required: [id, total]
    ///               properties:
    ///                 id:
    ///                   type: string
    ///                 total:
    ///                   type: number
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Limits
    /// Properties are looked for through `allOf`. A schema that is a part of an `allOf`, `oneOf`, `anyOf`, `if` or `not`,
    /// directly or through a reference, is not judged: the property may be in another part. Nor is a schema that
    /// declares no property, has `patternProperties`, or has properties that are not known, as behind a `$ref` among their
    /// names. Additional properties make the name legal, so the confidence
    /// is low.
    pub RequiredPropertyUndefined {
        id: "openapi/required-property-undefined",
        severity: Info,
        since: "0.1.0",
        aliases: ["redocly:no-required-schema-properties-undefined", "vacuum:required-fields-defined", "ibm:ibm-define-required-properties"],
        references: [("JSON Schema 2020-12 Validation, 6.5.3 required", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3")],
    }
}

impl Rule<Api> for RequiredPropertyUndefined {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let bases = bases(api);
        let mut near = Near::new();
        for schema in api.schemas() {
            let Some(required) = api.get(schema, "required") else { continue };
            if bases.contains(&schema) || is_part(api, schema) {
                continue;
            }
            let mut known = HashSet::new();
            if !properties(api, schema, &mut known) || known.is_empty() {
                continue;
            }
            for item in document.items(required) {
                let Some(name) = document.string(*item).filter(|name| !known.contains(name)) else { continue };
                let finding = Finding::of::<Self>(api.span(*item))
                    .confidence(Confidence::Low)
                    .message(format!("`{name}` is required, but no property has that name"))
                    .subject(schema);
                let mut sorted: Vec<&str> = known.iter().copied().collect();
                sorted.sort_unstable();
                sink.push(match near.to(name, sorted) {
                    Some(found) => finding.help(format!("Did you mean `{found}`?")),
                    None => finding,
                });
            }
        }
    }
}

/// Whether the schema stands below a keyword that combines it with others.
fn is_part(api: &Api, schema: NodeId) -> bool {
    let mut at = schema;
    while let Some(parent) = api.document.parent(at) {
        if let Some(key) = api.document.key_of(at) {
            let key = api.document.key(key);
            if ["allOf", "oneOf", "anyOf", "not", "if", "then", "else", "dependentSchemas"].contains(&key) {
                return true;
            }
            if key == "properties" && api.structure.kind(parent) == Some(Kind::Schema) {
                return false;
            }
        }
        if api.structure.kind(parent).is_some_and(|kind| kind != Kind::Schema) {
            return false;
        }
        at = parent;
    }
    false
}

/// Collects the properties of a schema and its parts; false when not all can be known.
fn properties<'a>(api: &'a Api, schema: NodeId, known: &mut HashSet<&'a str>) -> bool {
    let document = &api.document;
    let parts = api.parts(schema);
    for part in &parts.schemas {
        let composed = ["oneOf", "anyOf", "if", "patternProperties", "$dynamicRef"];
        if composed.iter().any(|keyword| api.get(*part, keyword).is_some()) {
            return false;
        }
        if let Some(properties) = api.get(*part, "properties") {
            known.extend(document.entries(properties).iter().map(|entry| document.key(entry.key)));
        }
    }
    parts.is_whole
}

/// Schemas that others are composed of, by reference.
fn bases(api: &Api) -> NodeSet {
    let composing = api.references().iter().filter(|reference| is_part(api, reference.object));
    composing.filter_map(|reference| api.follow(reference.object)).collect()
}
