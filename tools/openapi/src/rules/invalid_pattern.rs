//! `openapi/invalid-pattern`

use std::collections::HashSet;

use architect_core::{Finding, Gap, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::validation::pattern::is_bounded;

declare_rule! {
    /// ## What it finds
    /// A `pattern`, or a key of `patternProperties`, that is no regular expression of ECMAScript.
    ///
    /// ## Why it matters
    /// Validators refuse the schema, or let every value through.
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
    ///               pattern: "^[a-z+$"
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
    ///               type: string
    ///               pattern: "^[a-z]+$"
    ///       responses:
    ///         "200":
    ///           description: Received
    /// ```
    /// ## Limits
    /// Whether it matches what was meant is not judged.
    pub InvalidPattern {
        id: "openapi/invalid-pattern",
        severity: Warning,
        since: "0.1.0",
        aliases: ["oasdiff:schema-pattern-regex-invalid"],
        references: [("JSON Schema 2020-12, 6.4 Regular Expressions", "https://json-schema.org/draft/2020-12/json-schema-core#section-6.4")],
    }
}

impl Rule<Api> for InvalidPattern {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut known: HashSet<&str> = HashSet::new();
        for value in api.described().flat_map(|schema| api.patterns(schema)) {
            let pattern = api.document.string(value).unwrap_or_else(|| api.document.key(value));
            if known.contains(pattern) {
                continue;
            }
            if !is_bounded(pattern) {
                sink.gap(Gap::at(api.span(value), "a pattern that is too large to be examined"));
                continue;
            }
            if regress::Regex::new(pattern).is_ok() || regress::Regex::with_flags(pattern, "u").is_ok() {
                known.insert(pattern);
                continue;
            }
            let Err(error) = regress::Regex::new(pattern) else { continue };
            sink.push(
                Finding::of::<Self>(api.span(value))
                    .message(format!("the pattern is no regular expression of ECMAScript: {}", sentence(&error.text)))
                    .subject(value),
            );
        }
    }
}

/// The engine's words as the end of a sentence of ours.
fn sentence(text: &str) -> String {
    let mut characters = text.trim_end_matches('.').chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}
