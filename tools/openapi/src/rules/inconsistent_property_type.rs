//! `openapi/inconsistent-property-type`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use architect_document::NodeId;
use std::collections::BTreeMap;

declare_rule! {
    /// ## What it finds
    /// A property that has another type in one schema than in most others.
    ///
    /// ## Why it matters
    /// A name means one thing to a reader. Callers convert back and forth, or miss that they have to.
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
    ///                 order:
    ///                   type: object
    ///                   properties:
    ///                     total:
    ///                       type: number
    ///                 refund:
    ///                   type: object
    ///                   properties:
    ///                     total:
    ///                       type: number
    ///                 shipment:
    ///                   type: object
    ///                   properties:
    ///                     total:
    ///                       type: string
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
    ///                 order:
    ///                   type: object
    ///                   properties:
    ///                     total:
    ///                       type: number
    ///                 refund:
    ///                   type: object
    ///                   properties:
    ///                     total:
    ///                       type: integer
    ///                 shipment:
    ///                   type: object
    ///                   properties:
    ///                     total:
    ///                       type: number
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// A name has to stand in three schemas at least, and more than half of them have to agree. Null does not count as
    /// a difference, nor do whole numbers beside other numbers. Common names such as `value`, `data` and `items` are
    /// left alone. Off by default: names are short and meanings many.
    pub InconsistentPropertyType {
        id: "openapi/inconsistent-property-type",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["ibm:ibm-property-consistent-name-and-type"],
        references: [("OpenAPI Specification 3.1.1, Schema Object", "https://spec.openapis.org/oas/v3.1.1.html#schema-object")],
    }
}

impl Rule<Api> for InconsistentPropertyType {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut by_name: BTreeMap<&str, Vec<(NodeId, u8)>> = BTreeMap::new();
        for schema in api.schemas() {
            let Some(properties) = api.get(schema, "properties") else { continue };
            for entry in api.document.entries(properties) {
                let name = api.document.key(entry.key);
                let types = api.follow(entry.value).and_then(|property| api.types(property));
                if let Some(class) = types.and_then(class).filter(|_| !COMMON.contains(&name)) {
                    by_name.entry(name).or_default().push((entry.value, class));
                }
            }
        }
        for uses in by_name.into_values() {
            let mut counts = [0_usize; CLASSES.len()];
            for (_, class) in &uses {
                if let Some(count) = counts.get_mut(usize::from(*class)) {
                    *count += 1;
                }
            }
            let usual = (0_u8..).zip(counts).find(|(_, count)| *count * 2 > uses.len());
            let Some((usual, _)) = usual.filter(|_| uses.len() >= LEAST) else { continue };
            for (property, _) in uses.iter().filter(|(_, class)| *class != usual) {
                sink.push(
                    Finding::of::<Self>(api.key_span(*property))
                        .confidence(Confidence::Low)
                        // The subject names it: one finding for all is enough to go through them.
                        .message("a property has another type here than most others of its name")
                        .subject(*property),
                );
            }
        }
    }
}

const LEAST: usize = 3;
const COMMON: [&str; 6] = ["value", "data", "items", "result", "content", "default"];
const CLASSES: [Types; 5] = [Types::BOOLEAN, Types::NUMBER, Types::STRING, Types::ARRAY, Types::OBJECT];

/// Which class of types this is, when it is one.
fn class(types: Types) -> Option<u8> {
    let types = types.without(Types::NULL);
    (0_u8..).zip(CLASSES).find(|(_, class)| !types.is_empty() && class.covers(types)).map(|(at, _)| at)
}
