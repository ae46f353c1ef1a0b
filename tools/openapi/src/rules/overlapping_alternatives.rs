//! `openapi/overlapping-alternatives`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A `oneOf` in which one schema takes all that another one takes: `number` beside `integer`, or a bare `string`
    /// beside a string with a pattern.
    ///
    /// ## Why it matters
    /// `oneOf` wants exactly one to fit. Every value of the narrower one fits both, and is refused.
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
    ///                 total:
    ///                   oneOf:
    ///                     - type: number
    ///                     - type: integer
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
    ///                 total:
    ///                   oneOf:
    ///                     - type: number
    ///                     - type: string
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Only a schema that has no keyword for values but `type` counts as the wider one. Where both have a `format`
    /// nothing is reported: the formats may tell them apart.
    pub OverlappingAlternatives {
        id: "openapi/overlapping-alternatives",
        severity: Warning,
        since: "0.1.0",
        aliases: ["redocly:no-illogical-composition-keywords"],
        references: [("JSON Schema 2020-12, 10.2.1.3 oneOf", "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.3")],
    }
}

impl Rule<Api> for OverlappingAlternatives {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.schemas() {
            let Some(list) = api.get(schema, "oneOf") else { continue };
            let items = api.document.items(list);
            let followed = |item: &NodeId| api.follow(*item).filter(|node| api.get(*node, "$ref").is_none());
            let wide: Vec<(NodeId, Types)> = items
                .iter()
                .filter_map(|item| {
                    let node = followed(item)?;
                    let types = api.types(node).filter(|types| types.without(SCALARS).is_empty())?;
                    is_bare(api, node).then_some((*item, types))
                })
                .collect();
            // A type is in one bare alternative at most where none is reported, so this list stays short.
            for item in items {
                let Some(node) = followed(item) else { continue };
                let Some(types) = api.types(node) else { continue };
                let is_wider = |(other, all): &&(NodeId, Types)| {
                    *other != *item && all.covers(types) && (*all != types || !is_bare(api, node))
                };
                if let Some((other, _)) = wide.iter().take(MOST).find(is_wider) {
                    sink.push(
                        Finding::of::<Self>(api.span(*item))
                            .confidence(Confidence::Medium)
                            .message("whatever fits this alternative of `oneOf` fits another one too, and is refused")
                            .subject(list)
                            .related(api.span(*other), "the other one")
                            .help("Use `anyOf`, or tell them apart."),
                    );
                }
            }
        }
    }
}

/// Wide alternatives of one list that are compared.
const MOST: usize = 8;
const SCALARS: Types = Types::NULL.or(Types::BOOLEAN).or(Types::NUMBER).or(Types::STRING);

/// Whether a schema takes every value of its type.
fn is_bare(api: &Api, schema: NodeId) -> bool {
    let says_nothing = ["type", "title", "description", "example", "examples", "default", "deprecated", "nullable"];
    api.document.entries(schema).iter().all(|entry| {
        let keyword = api.document.key(entry.key);
        keyword.starts_with("x-") || says_nothing.contains(&keyword)
    })
}
