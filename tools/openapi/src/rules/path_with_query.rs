//! `openapi/path-with-query`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::api::Api;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// A path with a query or a fragment.
    ///
    /// ## Why it matters
    /// The query belongs into parameters: tools match paths without it, so that the operation is never found.
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
    ///   /orders?state=open:
    ///     get:
    ///       operationId: getOrder
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
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: state
    ///           in: query
    ///           schema:
    ///             type: string
    /// ```
    /// ## Limits
    /// A fragment is a warning: it is used to describe one request in two ways, which tools take as it is written.
    pub PathWithQuery {
        id: "openapi/path-with-query",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:path-not-include-query", "redocly:path-not-include-query", "vacuum:path-not-include-query"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for PathWithQuery {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (item, path) in paths(api) {
            let finding = Finding::of::<Self>(api.key_span(item)).subject(path);
            if path.contains('?') {
                sink.push(
                    finding.message("the path has a query").help("Declare its parts as parameters in `query`."),
                );
            } else if path.contains('#') {
                sink.push(
                    finding
                        .severity(Severity::Warning)
                        .message("the path has a fragment, which is not part of a request")
                        .help("Describe what the two requests share in one operation."),
                );
            }
        }
    }
}
