//! `openapi/misspelt-keyword`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::edit;
use crate::structure::fault::Fault;

declare_rule! {
    /// ## What it finds
    /// A schema keyword that no one knows, but that is near to one everyone knows.
    ///
    /// ## Why it matters
    /// JSON Schema ignores keywords it does not know. A misspelt one checks nothing.
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
    ///               type: array
    ///               items:
    ///                 type: string
    ///                 maxLenght: 40
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
    ///               type: array
    ///               items:
    ///                 type: string
    ///                 maxLength: 40
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Limits
    /// OpenAPI 3.1 and later only: in 3.0 an unknown keyword is `openapi/unknown-field`. Own keywords are legal, so this is a
    /// guess of low confidence.
    pub MisspeltKeyword {
        id: "openapi/misspelt-keyword",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("JSON Schema 2020-12, 6.5 Extending JSON Schema", "https://json-schema.org/draft/2020-12/json-schema-core#section-6.5")],
    }
}

impl Rule<Api> for MisspeltKeyword {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for fault in &api.structure.faults {
            let Fault::NearKeyword { key, value, near } = fault else { continue };
            let document = &api.document;
            let name = document.key(*key);
            sink.push(
                Finding::of::<Self>(document.span(*key))
                    .confidence(Confidence::Low)
                    .message(format!("`{name}` is no schema keyword, so it checks nothing"))
                    .subject(document.pointer(*value))
                    .help(format!("Did you mean `{near}`?"))
                    .fix(edit::rename_key(document, *key, near)),
            );
        }
    }
}
