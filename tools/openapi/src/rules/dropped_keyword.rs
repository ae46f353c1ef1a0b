//! `openapi/dropped-keyword`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::fault::Fault;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A keyword that schemas of OpenAPI 3.1 and later do not read any more, such as `nullable`.
    ///
    /// ## Why it matters
    /// It is legal, so nothing complains, and it has no effect: a field that is `nullable: true` refuses null.
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
    ///               type: string
    ///               nullable: true
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
    ///               type: [string, "null"]
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Limits
    /// Schemas in a dialect of their own (`jsonSchemaDialect`, `$schema`) are not judged; a gap says so.
    pub DroppedKeyword {
        id: "openapi/dropped-keyword",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("OpenAPI Initiative, Upgrading from OpenAPI 3.0 to 3.1", "https://learn.openapis.org/upgrading/v3.0-to-v3.1.html")],
    }
}

impl Rule<Api> for DroppedKeyword {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::DroppedKeyword { key, value, instead } = fault else { continue };
            let name = api.document.key(*key);
            sink.push(
                Finding::of::<Self>(api.span(*key))
                    .confidence(Confidence::Medium)
                    .message(format!("`{name}` has no effect in schemas of OpenAPI 3.1 and later"))
                    .subject(*value)
                    .help(match api.document.parent(*value).filter(|_| name == "nullable") {
                        Some(schema) => without_nullable(api, schema, instead),
                        None => format!("Instead, {instead}."),
                    }),
            );
        }
    }
}

/// What to do about `nullable`, which depends on how the schema says what it takes otherwise.
fn without_nullable(api: &Api, schema: NodeId, beside_type: &str) -> String {
    let has = |keyword: &str| api.document.get(schema, keyword).is_some();
    if !api.flag(schema, "nullable") {
        "Remove it.".to_owned()
    } else if has("type") {
        format!("Instead, {beside_type}.")
    } else if has("$ref") {
        "Instead, offer null beside the reference: `anyOf: [{$ref: …}, {type: \"null\"}]`.".to_owned()
    } else if has("anyOf") || has("oneOf") {
        "Instead, add the alternative `{type: \"null\"}`.".to_owned()
    } else {
        "Instead, offer null as an alternative: `anyOf: [{…}, {type: \"null\"}]`.".to_owned()
    }
}
