//! `openapi/malformed-path`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// A path with a brace that does not open or close a variable, or with two slashes in a row.
    ///
    /// ## Why it matters
    /// The brace or the empty part is taken for text, so the path matches no request that is meant.
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
    ///   /orders//lines:
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
    ///   /orders/lines:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// A variable may be a part of a segment, as in `/files/{name}.json`. A path that does not begin with `/` is
    /// `openapi/invalid-key`.
    pub MalformedPath {
        id: "openapi/malformed-path",
        severity: Warning,
        since: "0.1.0",
        aliases: ["ibm:ibm-valid-path-segments"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for MalformedPath {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (item, path) in paths(api) {
            let message = if has_stray_brace(path) {
                "the path has a brace that does not belong to a variable"
            } else if path.contains("//") {
                "the path has two slashes in a row"
            } else {
                continue;
            };
            sink.push(Finding::of::<Self>(api.key_span(item)).message(message).subject(path));
        }
    }
}

fn has_stray_brace(path: &str) -> bool {
    let mut open = false;
    for character in path.chars() {
        match character {
            // A variable ends with its segment.
            '{' | '/' if open => return true,
            '}' if !open => return true,
            '{' => open = true,
            '}' => open = false,
            _ => {}
        }
    }
    open
}
