//! `openapi/identical-paths`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use std::collections::HashMap;

use crate::api::parameter::anonymous;
use crate::rules::paths;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// Two paths that differ only in the names of their variables.
    ///
    /// ## Why it matters
    /// No request tells them apart. The specification calls them identical and invalid.
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
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///   /orders/{number}:
    ///     get:
    ///       operationId: getByNumber
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: number
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
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
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///   /orders/by-number/{number}:
    ///     get:
    ///       operationId: getByNumber
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: number
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    /// ```
    /// ## Limits
    /// Paths that only some values tell apart, such as `/orders/{id}` and `/orders/latest`, are legal and not reported.
    pub IdenticalPaths {
        id: "openapi/identical-paths",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:path-params", "redocly:no-identical-paths", "vacuum:path-params", "vacuum:duplicate-paths", "oasdiff:conflicting-paths"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for IdenticalPaths {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut known: HashMap<String, (NodeId, &str)> = HashMap::new();
        for (item, path) in paths(api) {
            let plain = anonymous(path);
            match known.get(&plain) {
                Some((first, other)) if *other != path => sink.push(
                    Finding::of::<Self>(api.key_span(item))
                        .message(format!("the path `{path}` cannot be told from `{other}`"))
                        .subject(path)
                        .related(api.key_span(*first), "the other path"),
                ),
                Some(_) => {}
                None => {
                    known.insert(plain, (item, path));
                }
            }
        }
    }
}
