//! `openapi/discriminator-property`

use std::collections::HashMap;

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::api::Api;
use crate::version::Version;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A discriminator whose property is not defined, or not required, in the schema itself or in one of the
    /// alternatives it chooses from.
    ///
    /// ## Why it matters
    /// Readers pick the type by that property. Where it may be missing, they cannot.
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
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   schemas:
    ///     Card:
    ///       type: object
    ///       required: [number]
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
    /// Parts of an `allOf` count. Alternatives that lead out of the document, or have alternatives of their own, are
    /// not judged. With `defaultMapping` (OpenAPI 3.2) the property may be left out.
    pub DiscriminatorProperty {
        id: "openapi/discriminator-property",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:oas2-discriminator", "redocly:spec-discriminator-defaultMapping", "vacuum:oas2-discriminator", "ibm:ibm-discriminator-property"],
        references: [("OpenAPI Specification 3.1.1, Discriminator Object", "https://spec.openapis.org/oas/v3.1.1.html#discriminator-object")],
    }
}

impl Rule<Api> for DiscriminatorProperty {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let mut known = HashMap::new();
        let mut parts = HashMap::new();
        for schema in api.schemas() {
            let Some(discriminator) = api.get(schema, "discriminator") else { continue };
            let named = document.get_string(discriminator, "propertyName");
            // Before OpenAPI 3.0 the discriminator is the name itself.
            let Some(name) = named.or_else(|| document.string(discriminator)) else { continue };
            let optional = document.get(discriminator, "defaultMapping").is_some();
            let alternatives: Vec<NodeId> = ["oneOf", "anyOf"]
                .iter()
                .filter_map(|keyword| api.get(schema, keyword))
                .flat_map(|list| document.items(list).iter().copied())
                .collect();
            let own = state(api, schema, name, true, &mut parts);
            if alternatives.is_empty() || (own.is_whole && own.is_defined && own.is_required) {
                report(api, sink, schema, schema, name, State { is_required: own.is_required || optional, ..own });
                continue;
            }
            for alternative in alternatives {
                let Some(target) = api.follow(alternative) else { continue };
                let found =
                    *known.entry((target, name)).or_insert_with(|| state(api, alternative, name, false, &mut parts));
                let is_defined = found.is_defined || own.is_defined;
                let is_required = found.is_required || own.is_required || optional;
                report(api, sink, schema, alternative, name, State { is_defined, is_required, ..found });
            }
        }
    }
}

/// What is known of a property in a schema and its parts.
#[derive(Clone, Copy)]
struct State {
    is_defined: bool,
    is_required: bool,
    is_whole: bool,
}

/// What single schemas say of a property: whether they define it, and whether they require it.
type Said<'a> = HashMap<(NodeId, &'a str), (bool, bool)>;

fn state<'a>(api: &'a Api, schema: NodeId, name: &'a str, is_base: bool, said: &mut Said<'a>) -> State {
    let document = &api.document;
    let parts = api.parts(schema);
    let mut state = State { is_defined: false, is_required: false, is_whole: parts.is_whole };
    for part in parts.schemas {
        let (defines, requires) = *said.entry((part, name)).or_insert_with(|| {
            let properties = api.get(part, "properties");
            let required = api.get(part, "required").map_or(&[][..], |list| document.items(list));
            let defines = properties.is_some_and(|properties| document.get(properties, name).is_some());
            (defines, required.iter().any(|item| document.string(*item) == Some(name)))
        });
        state.is_defined |= defines;
        state.is_required |= requires;
        let has_alternatives = ["oneOf", "anyOf", "$dynamicRef"].iter().any(|key| api.get(part, key).is_some());
        state.is_whole &= is_base || !has_alternatives;
    }
    state
}

fn report(api: &Api, sink: &mut Sink, schema: NodeId, place: NodeId, name: &str, state: State) {
    if !state.is_whole {
        return;
    }
    let missing = [
        (state.is_defined, "properties", format!("the property `{name}` of the discriminator is not defined")),
        (state.is_required, "required", format!("the property `{name}` of the discriminator is not required")),
    ];
    for (_, field, message) in missing.into_iter().filter(|(is_there, ..)| !is_there) {
        let span = match api.get(place, field).filter(|_| place == schema) {
            Some(field) => api.key_span(field),
            None => api.span(place),
        };
        let severity = if api.version < Some(Version::V3_0) { Severity::Error } else { Severity::Warning };
        let finding = Finding::of::<DiscriminatorProperty>(span).severity(severity);
        let finding = finding.confidence(Confidence::High).message(message).subject(place);
        sink.push(if place == schema {
            finding
        } else {
            finding.related(api.key_span(schema), "the schema with the discriminator")
        });
    }
}
