//! `openapi/verb-in-path`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// A path with a method in it: `/orders/delete`, `/getOrders`.
    ///
    /// ## Why it matters
    /// The method of the request says what is done; a path names what it is done to.
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
    ///   /getOrders:
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
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// Looked for is a segment that is `get`, `put`, `post`, `patch` or `delete`, or begins with that word (`get-
    /// orders`, `getOrders`), so that `/posts` and `/targets` are left alone. Off by default: it runs when it is
    /// selected.
    pub VerbInPath {
        id: "openapi/verb-in-path",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["redocly:no-http-verbs-in-paths", "vacuum:no-http-verbs-in-path"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for VerbInPath {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (item, path) in paths(api) {
            if path.split('/').any(|segment| !segment.contains('{') && begins_with_method(segment)) {
                sink.push(
                    Finding::of::<Self>(api.key_span(item)).message("the path has a method in it").subject(path),
                );
            }
        }
    }
}

fn begins_with_method(segment: &str) -> bool {
    ["get", "put", "post", "patch", "delete"].iter().any(|method| {
        let begins = segment.get(..method.len()).is_some_and(|start| start.eq_ignore_ascii_case(method));
        let next = segment.get(method.len()..).and_then(|rest| rest.chars().next());
        begins && next.is_none_or(|next| next.is_ascii_uppercase() || matches!(next, '-' | '_' | '.'))
    })
}
