//! `openapi/unsatisfiable-schema`

use std::collections::{BTreeMap, HashSet};

use architect_core::{Finding, Gap, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::schema::Types;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A schema whose parts exclude each other, so that no value fits: types, bounds, lengths or lists of values that
    /// have nothing in common, or a required property that another part does not allow.
    ///
    /// ## Why it matters
    /// Every request is refused, or the response can never be valid. It shows first where somebody validates.
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
    ///               allOf:
    ///                 - type: object
    ///                   properties:
    ///                     id:
    ///                       type: string
    ///                 - type: string
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
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
    ///               required: [id, total]
    ///               properties:
    ///                 total:
    ///                   type: number
    ///               allOf:
    ///                 - type: object
    ///                   additionalProperties: false
    ///                   properties:
    ///                     id:
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
    ///               allOf:
    ///                 - type: object
    ///                   properties:
    ///                     id:
    ///                       type: string
    ///                 - type: object
    ///                   required: [total]
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
    /// The parts are the schema itself, what `$ref` leads to, and what `allOf` lists, through further references;
    /// properties are not compared with each other. A `oneOf` or `anyOf` is not looked into. Bounds of one schema alone
    /// are `openapi/empty-range`. Where null, or values of another type than the bounds judge, are left, nothing is
    /// reported.
    pub UnsatisfiableSchema {
        id: "openapi/unsatisfiable-schema",
        severity: Error,
        since: "0.1.0",
        aliases: ["vacuum:allof-conflicts"],
        references: [("JSON Schema 2020-12, 10.2.1.1 allOf", "https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.1")],
    }
}

impl Rule<Api> for UnsatisfiableSchema {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut left = MOST_VALUES;
        for schema in api.schemas() {
            let refers = api.target(schema).is_some() && api.document.entries(schema).len() > 1;
            if !refers && api.get(schema, "allOf").is_none() {
                continue;
            }
            let parts = api.parts(schema).schemas;
            if left == 0 {
                sink.gap(Gap::at(
                    api.key_span(schema),
                    "whether the parts of a schema exclude each other: they are too many",
                ));
                continue;
            }
            let Some((at, other, what)) = conflict(api, &parts, &mut left) else { continue };
            // A part that is at odds with itself is a finding of its own.
            if parts.len() < 2 || (at == other && at != schema) {
                continue;
            }
            let finding = Finding::of::<Self>(api.key_span(schema))
                .message(format!("no value fits this schema, for its parts exclude each other: {what}"))
                .subject(schema);
            let finding = finding.related(api.span(at), "one part");
            sink.push(if at == other { finding } else { finding.related(api.span(other), "another part") });
        }
    }
}

/// Two parts that exclude each other, and in what.
fn conflict(api: &Api, parts: &[NodeId], left: &mut usize) -> Option<(NodeId, NodeId, String)> {
    let mut types = Types::ANY;
    let mut narrowed = *parts.first()?;
    for part in parts {
        let own = types_of(api, *part, left);
        if (types & own).is_empty() && !own.is_empty() {
            return Some((narrowed, *part, "their types".to_owned()));
        }
        if types & own != types {
            narrowed = *part;
        }
        types = types & own;
    }
    let bounds = BOUNDS.iter().filter(|(judged, ..)| judged.covers(types));
    for (_, low, high) in bounds {
        let least = parts.iter().filter_map(|part| Some((*part, api.number(*part, low)?)));
        let most = parts.iter().filter_map(|part| Some((*part, api.number(*part, high)?)));
        let least = least.max_by(|a, b| a.1.total_cmp(&b.1));
        let most = most.min_by(|a, b| a.1.total_cmp(&b.1));
        if let (Some((a, least)), Some((b, most))) = (least, most)
            && a != b
            && least > most
        {
            return Some((a, b, format!("`{low}` {least} and `{high}` {most}")));
        }
    }
    values(api, parts, left).or_else(|| if Types::OBJECT.covers(types) { forbidden(api, parts, left) } else { None })
}

const BOUNDS: [(Types, &str, &str); 4] = [
    (Types::NUMBER, "minimum", "maximum"),
    (Types::STRING, "minLength", "maxLength"),
    (Types::ARRAY, "minItems", "maxItems"),
    (Types::OBJECT, "minProperties", "maxProperties"),
];

/// The types of the values that a part allows, by `type`, and by `enum` or `const`.
fn types_of(api: &Api, part: NodeId, left: &mut usize) -> Types {
    let declared = api.types(part).unwrap_or(Types::ANY);
    let list = api.get(part, "enum").map_or(&[][..], |list| api.document.items(list));
    let constant = api.get(part, "const");
    *left = left.saturating_sub(list.len());
    if list.is_empty() && constant.is_none() {
        return declared;
    }
    let values = list.iter().chain(constant.iter()).map(|value| Types::of_value(api.document.value(*value)));
    let listed = values.fold(Types::ANY.without(Types::ANY), Types::or);
    // That a list is at odds with its own type is a finding of another rule.
    if (declared & listed).is_empty() { declared } else { declared & listed }
}

/// Lists of values that have none in common.
fn values(api: &Api, parts: &[NodeId], left: &mut usize) -> Option<(NodeId, NodeId, String)> {
    let mut common: Option<(NodeId, HashSet<String>)> = None;
    for part in parts {
        let listed = api.get(*part, "enum").map(|list| api.document.items(list).to_vec());
        let Some(list) = listed.or_else(|| Some(vec![api.get(*part, "const")?])) else { continue };
        let texts = list.iter().map(|value| api.document.to_json(*value, left).map(|json| json.to_string()));
        let Ok(values) = texts.collect::<Result<HashSet<String>, _>>() else {
            *left = 0;
            return None;
        };
        match &mut common {
            None => common = Some((*part, values)),
            Some((first, known)) => {
                known.retain(|value| values.contains(value));
                if known.is_empty() {
                    return Some((*first, *part, "the values they list".to_owned()));
                }
            }
        }
    }
    None
}

/// Listed values and required names that are compared in a document.
const MOST_VALUES: usize = 1_000_000;

/// A property that one part demands and another one, with `additionalProperties: false`, does not know.
fn forbidden(api: &Api, parts: &[NodeId], left: &mut usize) -> Option<(NodeId, NodeId, String)> {
    let document = &api.document;
    let is_closed = |part: &&NodeId| {
        let additional = api.get(**part, "additionalProperties").and_then(|value| document.boolean(value));
        additional == Some(false) && api.get(**part, "patternProperties").is_none()
    };
    let closed: Vec<NodeId> = parts.iter().filter(is_closed).copied().collect();
    if closed.is_empty() {
        return None;
    }
    let mut required: BTreeMap<&str, NodeId> = BTreeMap::new();
    for part in parts {
        let names = api.get(*part, "required").map_or(&[][..], |list| document.items(list));
        *left = left.saturating_sub(names.len());
        for name in names.iter().filter_map(|name| document.string(*name)) {
            required.entry(name).or_insert(*part);
        }
    }
    for part in closed {
        let properties = api.get(part, "properties");
        let knows = |name: &str| properties.is_some_and(|properties| document.get(properties, name).is_some());
        if let Some((name, by)) = required.iter().find(|(name, by)| **by != part && !knows(name)) {
            return Some((*by, part, format!("`{name}` is required by one and not allowed by another")));
        }
    }
    None
}
