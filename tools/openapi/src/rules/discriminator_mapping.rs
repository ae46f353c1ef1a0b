//! `openapi/discriminator-mapping`

use std::collections::HashSet;

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::edit;
use crate::rules::near::Near;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A `mapping` of a discriminator that leads nowhere: to a schema that is not there, or to one that is none of the
    /// alternatives.
    ///
    /// ## Why it matters
    /// A reader that meets this value looks for a type that does not exist.
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
    ///               oneOf:
    ///                 - $ref: "#/components/schemas/Card"
    ///                 - $ref: "#/components/schemas/Transfer"
    ///               discriminator:
    ///                 propertyName: kind
    ///                 mapping:
    ///                   card: "#/components/schemas/CreditCard"
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   schemas:
    ///     Card:
    ///       type: object
    ///       required: [kind]
    ///       properties:
    ///         kind:
    ///           type: string
    ///         number:
    ///           type: string
    ///     Transfer:
    ///       type: object
    ///       required: [kind]
    ///       properties:
    ///         kind:
    ///           type: string
    ///         iban:
    ///           type: string
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
    ///               oneOf:
    ///                 - $ref: "#/components/schemas/Card"
    ///                 - $ref: "#/components/schemas/Transfer"
    ///               discriminator:
    ///                 propertyName: kind
    ///                 mapping:
    ///                   card: "#/components/schemas/Card"
    ///                   transfer: Transfer
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   schemas:
    ///     Card:
    ///       type: object
    ///       required: [kind]
    ///       properties:
    ///         kind:
    ///           type: string
    ///         number:
    ///           type: string
    ///     Transfer:
    ///       type: object
    ///       required: [kind]
    ///       properties:
    ///         kind:
    ///           type: string
    ///         iban:
    ///           type: string
    /// ```
    /// ## Limits
    /// A value that leads to another file is not judged. A bare name stands for a schema among the components. Whether
    /// a schema is among the alternatives is judged where all of these are references.
    pub DiscriminatorMapping {
        id: "openapi/discriminator-mapping",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("OpenAPI Specification 3.1.1, Discriminator Object", "https://spec.openapis.org/oas/v3.1.1.html#discriminator-object")],
    }
}

impl Rule<Api> for DiscriminatorMapping {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let mut near = Near::new();
        for schema in api.schemas() {
            let Some(discriminator) = api.get(schema, "discriminator") else { continue };
            let mapping = document.get(discriminator, "mapping").map_or(&[][..], |map| document.entries(map));
            let values = mapping.iter().map(|entry| entry.value);
            let chosen = alternatives(api, schema);
            for value in values.chain(document.get(discriminator, "defaultMapping")) {
                let Some(text) = document.string(value) else { continue };
                let finding = Finding::of::<Self>(api.span(value)).subject(value);
                match lead(api, value, text) {
                    Lead::Nowhere => {
                        let names = api.schema_names();
                        let name = text.rsplit('/').next().unwrap_or(text);
                        let finding = finding.message(format!("`{text}` leads to no schema"));
                        sink.push(match near.to(name, names) {
                            Some(near) => {
                                let whole = format!("{}{near}", text.strip_suffix(name).unwrap_or_default());
                                let fix = edit::replace_text(document, value, &whole);
                                finding.help(format!("Did you mean `{near}`?")).fix(fix)
                            }
                            None => finding,
                        });
                    }
                    Lead::Schema(target) if chosen.as_ref().is_some_and(|chosen| !chosen.contains(&target)) => sink
                        .push(
                            finding
                                .confidence(Confidence::Medium)
                                .message("the mapping leads to a schema that is none of the alternatives")
                                .related(api.key_span(target), "that schema"),
                        ),
                    Lead::Schema(_) | Lead::Away => {}
                }
            }
        }
    }
}

/// Where a value of a mapping leads.
enum Lead {
    Schema(NodeId),
    Nowhere,
    /// Into another file, which is not followed.
    Away,
}

fn lead(api: &Api, value: NodeId, text: &str) -> Lead {
    let is_file = text
        .rsplit_once('.')
        .is_some_and(|(_, ending)| ["yaml", "yml", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known)));
    let found = if text.starts_with('#') {
        if api.document.file_of(value) != api.document.file_of(api.document.root()) {
            return Lead::Away;
        }
        api.document.find(text)
    } else if is_file || text.contains(['/', '#', ':']) {
        return Lead::Away;
    } else {
        api.schema_named(text)
    };
    found.map_or(Lead::Nowhere, |found| Lead::Schema(api.document.target(found)))
}

/// The schemas that a `oneOf` or `anyOf` refers to, when all of them are references that are known.
fn alternatives(api: &Api, schema: NodeId) -> Option<HashSet<NodeId>> {
    let lists = ["oneOf", "anyOf"].iter().filter_map(|keyword| api.get(schema, keyword));
    let items: Vec<NodeId> = lists.flat_map(|list| api.document.items(list).iter().copied()).collect();
    if items.is_empty() {
        return None;
    }
    items.iter().map(|item| api.target(*item).and_then(|_| api.follow(*item))).collect()
}
