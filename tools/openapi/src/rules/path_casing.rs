//! `openapi/path-casing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::parameter::literal;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// A path with a segment that is not written in small letters with hyphens: `/orderLines`, `/order_lines`.
    ///
    /// ## Why it matters
    /// Addresses are typed and read by people; one way of writing, without capital letters, is remembered.
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
    ///   /orderLines:
    ///     get:
    ///       operationId: listOrders
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
    ///   /order-lines:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// The way of writing is fixed. Names of variables are left alone, and what is no letter, digit, hyphen or dot
    /// counts as another way. Off by default: it runs when it is selected.
    pub PathCasing {
        id: "openapi/path-casing",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:paths-kebab-case", "vacuum:paths-kebab-case", "ibm:ibm-path-segment-casing-convention"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for PathCasing {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (item, path) in paths(api) {
            let is_kebab = |segment: &str| {
                let fixed = literal(segment);
                fixed.chars().all(|letter| {
                    letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '.')
                })
            };
            if !path.split('/').all(is_kebab) {
                sink.push(
                    Finding::of::<Self>(api.key_span(item))
                        .message("the path is not written in small letters with hyphens")
                        .subject(path),
                );
            }
        }
    }
}
