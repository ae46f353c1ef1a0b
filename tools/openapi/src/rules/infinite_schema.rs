//! `openapi/infinite-schema`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashMap;

use crate::api::Api;
use crate::api::schema::Types;
use crate::structure::reference::Target;
use crate::version::Version;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A schema whose every value would have to hold another value of the same schema, without end.
    ///
    /// ## Why it matters
    /// No finite value fits: a required property leads back to the schema it stands in. Whoever sends or reads it
    /// cannot do so.
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
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 $ref: "#/components/schemas/Order"
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    ///       required: [parent]
    ///       properties:
    ///         parent:
    ///           $ref: "#/components/schemas/Order"
    /// ```
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
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///           content:
    ///             application/json:
    ///               schema:
    ///                 $ref: "#/components/schemas/Order"
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   schemas:
    ///     Order:
    ///       type: object
    ///       properties:
    ///         parent:
    ///           $ref: "#/components/schemas/Order"
    /// ```
    /// ## Limits
    /// Circles that can end are legal and not reported: through an optional or nullable property, an array that may be
    /// empty, or one of several alternatives. A schema that does not say `type: object` also takes other values and is
    /// not judged.
    pub InfiniteSchema {
        id: "openapi/infinite-schema",
        severity: Warning,
        since: "0.1.0",
        aliases: ["ibm:ibm-no-circular-refs"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for InfiniteSchema {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut state: HashMap<NodeId, State> = HashMap::new();
        for schema in api.schemas() {
            if state.contains_key(&schema) {
                continue;
            }
            state.insert(schema, State::Open);
            let mut stack = vec![(schema, demanded(api, schema), 0)];
            while let Some((node, next, at)) = stack.last_mut() {
                let Some(inner) = next.get(*at).copied() else {
                    state.insert(*node, State::Done);
                    stack.pop();
                    continue;
                };
                *at += 1;
                let (from, inner) = (*node, api.document.target(inner));
                match state.get(&inner) {
                    Some(State::Done) => {}
                    Some(State::Open) => sink.push(endless(api, inner, from)),
                    None => {
                        state.insert(inner, State::Open);
                        stack.push((inner, demanded(api, inner), 0));
                    }
                }
            }
        }
    }
}

/// How far a schema was followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// What it demands is being looked at.
    Open,
    /// It leads into no circle that is not reported.
    Done,
}

fn endless(api: &Api, schema: NodeId, from: NodeId) -> Finding {
    Finding::of::<InfiniteSchema>(api.key_span(schema))
        .message("a value of this schema would have to hold another one of itself, without end")
        .subject(schema)
        .related(api.key_span(from), "what leads back to it")
        .help("Make a property on the way optional or nullable.")
}

/// The schemas that a value must fit, itself or in a part it must have.
fn demanded(api: &Api, schema: NodeId) -> Vec<NodeId> {
    let document = &api.document;
    let mut demanded = Vec::new();
    match api.target(schema) {
        Some(Target::Node(target)) => demanded.push(target),
        Some(_) => return demanded,
        None => {}
    }
    if api.target(schema).is_some() && api.version < Some(Version::V3_1) {
        return demanded;
    }
    let types = api.types(schema);
    if let Some(all) = api.get(schema, "allOf")
        && !api.is_nullable(schema)
    {
        demanded.extend(document.items(all));
    }
    if types == Some(Types::OBJECT)
        && let (Some(required), Some(properties)) = (api.get(schema, "required"), api.get(schema, "properties"))
    {
        let names = document.items(required).iter().filter_map(|name| document.string(*name));
        demanded.extend(names.filter_map(|name| api.get(properties, name)));
    }
    if types == Some(Types::ARRAY) && api.number(schema, "minItems").is_some_and(|count| count >= 1.0) {
        demanded.extend(api.get(schema, "items"));
    }
    demanded
}
