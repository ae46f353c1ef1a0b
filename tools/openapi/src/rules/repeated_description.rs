//! `openapi/repeated-description`

use std::collections::HashMap;

use architect_core::{Finding, Rule, Sink, declare_rule};
use foldhash::fast::RandomState;

use crate::api::Api;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// The same description, of twenty letters at least, in several places.
    ///
    /// ## Why it matters
    /// The copies drift apart. One component with the text, and references to it, stay the same.
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
    ///                 net:
    ///                   type: number
    ///                   description: An amount in euros with two decimals.
    ///                 gross:
    ///                   type: number
    ///                   description: An amount in euros with two decimals.
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
    ///                 net:
    ///                   type: number
    ///                   description: The amount in euros before tax.
    ///                 gross:
    ///                   type: number
    ///                   description: The amount in euros with tax.
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Case and white space do not count. Off by default: short texts repeat for good reasons.
    pub RepeatedDescription {
        id: "openapi/repeated-description",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["vacuum:description-duplication"],
        references: [("OpenAPI Specification 3.1.1, Schema Object", "https://spec.openapis.org/oas/v3.1.1.html#schema-object")],
    }
}

impl Rule<Api> for RepeatedDescription {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut known: HashMap<String, NodeId, RandomState> = HashMap::default();
        let mut text = String::new();
        for object in api.objects_in_order() {
            let Some(value) = api.get(object, "description") else { continue };
            normalize(api.document.string(value).unwrap_or_default(), &mut text);
            if text.chars().count() < SHORTEST {
                continue;
            }
            if let Some(first) = known.get(text.as_str()) {
                sink.push(
                    Finding::of::<Self>(api.key_span(value))
                        .message("this description stands elsewhere word for word")
                        .subject(value)
                        .related(api.key_span(*first), "the first one"),
                );
            } else {
                known.insert(text.clone(), value);
            }
        }
    }
}

const SHORTEST: usize = 20;

/// Writes a text in small letters and with single spaces.
fn normalize(text: &str, into: &mut String) {
    into.clear();
    for word in text.split_whitespace() {
        if !into.is_empty() {
            into.push(' ');
        }
        into.push_str(word);
    }
    if into.is_ascii() {
        into.make_ascii_lowercase();
    } else {
        *into = into.to_lowercase();
    }
}
