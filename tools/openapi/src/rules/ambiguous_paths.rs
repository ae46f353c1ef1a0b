//! `openapi/ambiguous-paths`

use architect_core::{Finding, Gap, Rule, Sink, declare_rule};

use std::collections::{BTreeSet, HashMap};

use crate::api::Api;
use crate::api::route::{Relation, overlaps};
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// Two paths that match the same request, of which neither is the more concrete one: `/{kind}/latest` and
    /// `/orders/{id}`.
    ///
    /// ## Why it matters
    /// The specification leaves open which of the two answers `/orders/latest`; frameworks differ.
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
    ///   /{kind}/latest:
    ///     get:
    ///       operationId: getLatest
    ///       parameters:
    ///         - name: kind
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
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
    /// `/orders/latest` beside `/orders/{id}` is legal: the concrete one comes first. Paths without a method in common
    /// are told apart by it. Those equal but for the names of variables are `openapi/identical-paths`. Of several
    /// paths that clash with one, the first is named.
    pub AmbiguousPaths {
        id: "openapi/ambiguous-paths",
        severity: Warning,
        since: "0.1.0",
        aliases: ["redocly:no-ambiguous-paths", "vacuum:no-ambiguous-paths", "ibm:ibm-no-ambiguous-paths", "oasdiff:conflicting-paths"],
        references: [("OpenAPI Specification 3.1.1, Path Templating Matching", "https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching")],
    }
}

impl Rule<Api> for AmbiguousPaths {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let listed: Vec<_> = paths(api).collect();
        let texts: Vec<&str> = listed.iter().map(|(_, path)| *path).collect();
        let methods = methods(api);
        let overlaps = overlaps(&texts);
        for overlap in overlaps.found.iter().filter(|overlap| overlap.relation == Relation::Neither) {
            let (Some((item, path)), Some((first, other))) = (listed.get(overlap.later), listed.get(overlap.earlier))
            else {
                continue;
            };
            let shared = methods.get(path).zip(methods.get(other)).is_some_and(|(one, two)| !one.is_disjoint(two));
            if shared {
                sink.push(
                    Finding::of::<Self>(api.key_span(*item))
                        .message(format!("the path `{path}` and `{other}` match the same requests, and neither is the more concrete one"))
                        .subject(*path)
                        .related(api.key_span(*first), "the other path"),
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

fn methods(api: &Api) -> HashMap<&str, BTreeSet<&str>> {
    let mut methods: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for operation in api.operations() {
        if let Some(path) = operation.path() {
            methods.entry(path).or_default().insert(&operation.method);
        }
    }
    methods
}
