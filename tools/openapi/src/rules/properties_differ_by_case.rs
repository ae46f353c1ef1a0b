//! `openapi/properties-differ-by-case`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use architect_document::NodeId;
use std::collections::HashMap;

declare_rule! {
    /// ## What it finds
    /// Two properties of a schema whose names differ only by case, `-` or `_`: `orderId` and `order_id`.
    ///
    /// ## Why it matters
    /// Callers mix them up, and generators give both the same name.
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
    ///     post:
    ///       operationId: createOrder
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 orderId:
    ///                   type: string
    ///                 order_id:
    ///                   type: string
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    ///
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
    ///     post:
    ///       operationId: createOrder
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 orderId:
    ///                   type: string
    ///                 order_number:
    ///                   type: string
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Only properties that stand in one list are compared, not those of other parts of an `allOf`. Names that begin or
    /// end with a sign, as `_id` beside `id`, are taken to differ on purpose.
    pub PropertiesDifferByCase {
        id: "openapi/properties-differ-by-case",
        severity: Warning,
        since: "0.1.0",
        aliases: ["ibm:ibm-avoid-property-name-collision"],
        references: [("RFC 8259, 4 Objects", "https://www.rfc-editor.org/rfc/rfc8259#section-4")],
    }
}

impl Rule<Api> for PropertiesDifferByCase {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.schemas() {
            let Some(properties) = api.get(schema, "properties") else { continue };
            let mut known: HashMap<String, NodeId> = HashMap::new();
            for entry in api.document.entries(properties) {
                let name = api.document.key(entry.key);
                let Some(first) = known.insert(folded(name), entry.key) else { continue };
                let other = api.document.key(first);
                if other == name {
                    continue;
                }
                sink.push(
                    Finding::of::<Self>(api.span(entry.key))
                        .confidence(Confidence::Medium)
                        .message(format!("the properties `{other}` and `{name}` differ only in how they are written"))
                        .subject(schema)
                        .related(api.span(first), "the other one"),
                );
            }
        }
    }
}

/// A name without case and without signs inside of it; those around it stay.
fn folded(name: &str) -> String {
    let sign = |character: char| matches!(character, '-' | '_' | '.');
    let inner = name.trim_matches(sign);
    let start = name.find(inner).unwrap_or(0);
    let (before, after) =
        (name.get(..start).unwrap_or_default(), name.get(start + inner.len()..).unwrap_or_default());
    let middle = inner.chars().filter(|character| !sign(*character)).flat_map(char::to_lowercase);
    before.chars().chain(middle).chain(after.chars()).collect()
}
