//! `openapi/singular-path-segment`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// A segment before a variable that is not in the plural: `/order/{id}`.
    ///
    /// ## Why it matters
    /// What has items by their names is a collection, and collections are named in the plural throughout.
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
    ///   /order/{id}:
    ///     get:
    ///       operationId: getOrder
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
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
    ///   /orders/{id}:
    ///     get:
    ///       operationId: getOrder
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// English only, by the ending of the last word, with the usual irregular plurals. Segments that no variable
    /// follows, and versions such as `v1`, are left alone. Off by default: it runs when it is selected.
    pub SingularPathSegment {
        id: "openapi/singular-path-segment",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:path-segment-plural"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for SingularPathSegment {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (item, path) in paths(api) {
            let segments: Vec<&str> = path.split('/').collect();
            let singular = segments.windows(2).any(|pair| match pair {
                [name, next] => next.starts_with('{') && !name.is_empty() && !name.contains('{') && !is_plural(name),
                _ => false,
            });
            if singular {
                sink.push(
                    Finding::of::<Self>(api.key_span(item))
                        .message("the path has a segment before a variable that is not in the plural")
                        .subject(path),
                );
            }
        }
    }
}

/// Plurals that do not end in `s`, and words without a plural.
const IRREGULAR: [&str; 16] = [
    "people",
    "children",
    "men",
    "women",
    "feet",
    "teeth",
    "mice",
    "data",
    "media",
    "criteria",
    "indices",
    "schemata",
    "equipment",
    "information",
    "metadata",
    "software",
];

fn is_plural(segment: &str) -> bool {
    let word = segment.rsplit(['-', '_', '.']).next().unwrap_or(segment);
    let capital = word.char_indices().rev().find(|(_, letter)| letter.is_ascii_uppercase()).map_or(0, |(at, _)| at);
    let word = word.get(capital..).unwrap_or(word).to_ascii_lowercase();
    let is_version = word.starts_with('v') && word.chars().skip(1).all(|letter| letter.is_ascii_digit());
    let singular_ending = ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    is_version || IRREGULAR.contains(&word.as_str()) || (word.ends_with('s') && !singular_ending)
}
