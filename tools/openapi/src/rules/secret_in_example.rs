//! `openapi/secret-in-example`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::secret;
use architect_document::{NodeId, NodeSet, Value};

declare_rule! {
    /// ## What it finds
    /// An example or a default that looks like a real secret: an access key of a cloud, a token of GitHub, GitLab,
    /// Slack, Stripe or npm, a private key, a JSON Web Token.
    ///
    /// ## Why it matters
    /// Documents are published. A key that was copied from a real call is known to everyone from then on.
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
    ///                 key:
    ///                   type: string
    ///                   example: AKIAQ3ZLR7XW2MN5TB6C
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
    ///                 key:
    ///                   type: string
    ///                   example: AKIAIOSFODNN7EXAMPLE
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Keys are told by their form; the text itself is never repeated. Those that say `example`, or are made of few
    /// letters or counted digits, are taken for made up. Tokens are common in examples and mostly expired, so the
    /// confidence is low there.
    pub SecretInExample {
        id: "openapi/secret-in-example",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("CWE-798 Use of Hard-coded Credentials", "https://cwe.mitre.org/data/definitions/798.html")],
    }
}

impl Rule<Api> for SecretInExample {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut seen = NodeSet::default();
        for object in api.objects_in_order() {
            for field in ["example", "examples", "default", "value", "dataValue", "serializedValue", "x-example"] {
                // A response or a schema of that name is no value.
                let Some(value) = api.get(object, field).filter(|value| api.structure.kind(*value).is_none()) else {
                    continue;
                };
                look(api, sink, value, &mut seen);
            }
        }
    }
}

/// Looks through a value, whatever it is made of.
fn look(api: &Api, sink: &mut Sink, value: NodeId, seen: &mut NodeSet) {
    let mut stack = vec![value];
    while let Some(node) = stack.pop() {
        let node = api.document.target(node);
        // Objects of the specification come by themselves.
        if !seen.insert(node) || api.structure.kind(node).is_some() {
            continue;
        }
        match api.document.value(node) {
            Value::String(text) => {
                let Some((what, confidence)) = secret::kind(text) else { continue };
                sink.push(
                    Finding::of::<SecretInExample>(api.span(node))
                        .confidence(confidence)
                        .message(format!("an example holds what looks like {what}"))
                        .subject(node)
                        .help("Withdraw it where it is real, and write one that is made up."),
                );
            }
            Value::List(items) => stack.extend(items.iter().rev()),
            Value::Map(entries) => stack.extend(entries.iter().rev().map(|entry| entry.value)),
            _ => {}
        }
    }
}
