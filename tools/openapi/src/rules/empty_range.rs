//! `openapi/empty-range`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::version::Version;

declare_rule! {
    /// ## What it finds
    /// A lower bound above its upper bound: `minimum` and `maximum`, `minLength` and `maxLength`, `minItems` and `maxItems`,
    /// `minProperties` and `maxProperties`, `minContains` and `maxContains`; or bounds that meet at a value which
    /// one of them excludes.
    ///
    /// ## Why it matters
    /// No value fits.
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
    ///               type: integer
    ///               minimum: 10
    ///               maximum: 1
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
    ///               type: integer
    ///               minimum: 1
    ///               maximum: 10
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    pub EmptyRange {
        id: "openapi/empty-range",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("JSON Schema 2020-12 Validation, 6 A Vocabulary for Structural Validation", "https://json-schema.org/draft/2020-12/json-schema-validation#section-6")],
    }
}

impl Rule<Api> for EmptyRange {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for schema in api.described() {
            let flags = api.version < Some(Version::V3_1);
            let pairs = if flags { BOUNDS.iter().chain(&[]) } else { BOUNDS.iter().chain(&EXCLUSIVE) };
            for (low, high) in pairs {
                let (Some(least), Some(most)) = (api.number(schema, low), api.number(schema, high)) else { continue };
                let flag = |name| flags && *low == "minimum" && api.flag(schema, name);
                let excludes = low.starts_with("exclusive")
                    || high.starts_with("exclusive")
                    || flag("exclusiveMinimum")
                    || flag("exclusiveMaximum");
                let message = if least > most {
                    format!("`{low}` is {least}, above `{high}`, which is {most}")
                } else if excludes && least >= most {
                    format!("`{low}` and `{high}` are both {least}, and exclude that value")
                } else {
                    continue;
                };
                let Some(at) = api.get(schema, low) else { continue };
                sink.push(Finding::of::<Self>(api.span(at)).message(message).subject(schema));
            }
        }
    }
}

const BOUNDS: [(&str, &str); 5] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
];
/// From OpenAPI 3.1 on these are numbers of their own.
const EXCLUSIVE: [(&str, &str); 3] =
    [("exclusiveMinimum", "maximum"), ("minimum", "exclusiveMaximum"), ("exclusiveMinimum", "exclusiveMaximum")];
