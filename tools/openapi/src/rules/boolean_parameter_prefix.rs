//! `openapi/boolean-parameter-prefix`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::casing::words;
use crate::api::schema::Types;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A boolean parameter whose name does not begin like a question: `is`, `has`, `can`, `should`, `was`, `are`.
    ///
    /// ## Why it matters
    /// Such a name tells what `true` means.
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
    ///       parameters:
    ///         - name: open
    ///           in: query
    ///           schema:
    ///             type: boolean
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
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
    ///       parameters:
    ///         - name: isOpen
    ///           in: query
    ///           schema:
    ///             type: boolean
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// English only; the beginnings are fixed. Off by default: it runs when it is selected.
    pub BooleanParameterPrefix {
        id: "openapi/boolean-parameter-prefix",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:boolean-parameter-prefixes"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for BooleanParameterPrefix {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let prefixes = ["is", "has", "can", "should", "was", "are"];
        for parameter in api.objects(Kind::Parameter) {
            let schema = api.get(parameter, "schema").and_then(|schema| api.follow(schema)).unwrap_or(parameter);
            let is_boolean = api.types(schema).is_some_and(|types| types.without(Types::NULL) == Types::BOOLEAN);
            let Some(value) = api.get(parameter, "name").filter(|_| is_boolean) else { continue };
            let words = words(api.document.string(value).unwrap_or_default());
            let asks = words.len() > 1 && words.first().is_some_and(|first| prefixes.contains(&first.as_str()));
            if !asks {
                sink.push(
                    Finding::of::<Self>(api.span(value))
                        .message("the name of a boolean parameter does not begin like a question")
                        .subject(api.owner(parameter)),
                );
            }
        }
    }
}
