//! `openapi/ambiguous-paths`

use architect_core::{Finding, Gap, Rule, Sink, declare_rule};

use std::collections::{BTreeSet, HashMap};

use crate::api::Api;
use crate::api::route::Relation;
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
    /// `/orders/latest` beside `/orders/{id}` is legal: the concrete one comes first. Paths without a method in common,
    /// or at other servers, are told apart, and so is a word from a variable that takes
    /// only numbers, UUIDs or dates. Those equal but
    /// for the names of variables are `openapi/identical-paths`. Of several paths that clash with one, the first is
    /// named.
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
        let calls = calls(api);
        let overlaps = api.overlaps(&texts);
        for overlap in overlaps.found.iter().filter(|overlap| overlap.relation == Relation::Neither) {
            let (Some((item, path)), Some((first, other))) = (listed.get(overlap.later), listed.get(overlap.earlier))
            else {
                continue;
            };
            let shared = calls.get(path).zip(calls.get(other)).is_some_and(|(one, two)| !one.is_disjoint(two));
            if shared {
                sink.push(
                    Finding::of::<Self>(api.key_span(*item))
                        .message("two paths match the same requests, and neither is the more concrete one")
                        .subject(format!("{path} and {other}"))
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

/// For each path, its methods with the addresses that they are served at.
fn calls(api: &Api) -> HashMap<&str, BTreeSet<(&str, &str)>> {
    let mut calls: HashMap<&str, BTreeSet<(&str, &str)>> = HashMap::new();
    for operation in api.operations() {
        let Some(path) = operation.path() else { continue };
        let owners = [operation.node, operation.path_item, api.document.root()];
        let servers = owners.iter().find_map(|owner| api.get(*owner, "servers"));
        let items = servers.map_or(&[][..], |servers| api.document.items(servers));
        let mut urls: Vec<&str> = items.iter().filter_map(|server| api.document.get_string(*server, "url")).collect();
        if urls.is_empty() {
            urls.push("/");
        }
        calls.entry(path).or_default().extend(urls.into_iter().map(|url| (operation.method.as_str(), url)));
    }
    calls
}
