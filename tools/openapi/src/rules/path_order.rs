//! `openapi/path-order`

use architect_core::{Finding, Gap, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::route::Relation;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// A path that stands behind one with a variable that matches it too: `/orders/latest` behind `/orders/{id}`.
    ///
    /// ## Why it matters
    /// The specification puts the concrete path first wherever it stands, but routers that try paths in the order of
    /// the document never reach it.
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
    ///   /orders/latest:
    ///     get:
    ///       operationId: getLatest
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
    ///   /orders/latest:
    ///     get:
    ///       operationId: getLatest
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
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
    /// Off by default: it runs when it is selected.
    pub PathOrder {
        id: "openapi/path-order",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["vacuum:paths-specificity-order"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for PathOrder {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let listed: Vec<_> = paths(api).collect();
        let texts: Vec<&str> = listed.iter().map(|(_, path)| *path).collect();
        let overlaps = api.overlaps(&texts);
        for overlap in overlaps.found.iter().filter(|overlap| overlap.relation == Relation::Later) {
            if let (Some((item, path)), Some((first, _))) = (listed.get(overlap.later), listed.get(overlap.earlier)) {
                sink.push(
                    Finding::of::<Self>(api.key_span(*item))
                        .message("the path stands behind a less concrete one that matches it")
                        .subject(*path)
                        .related(api.key_span(*first), "the less concrete path"),
                );
            }
        }
        if !overlaps.is_whole {
            let name = api.document.source().name();
            sink.gap(Gap::of_source(
                name,
                "which paths match the same requests, because there are too many combinations",
            ));
        }
    }
}
