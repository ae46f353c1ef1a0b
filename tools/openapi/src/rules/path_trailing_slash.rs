//! `openapi/path-trailing-slash`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::{edit, paths};

declare_rule! {
    /// ## What it finds
    /// A path that ends in `/`.
    ///
    /// ## Why it matters
    /// `/orders` and `/orders/` are two addresses; clients and gateways mix them up.
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
    ///   /orders/:
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
    /// ```
    /// ## Limits
    /// The path `/` itself is not reported.
    pub PathTrailingSlash {
        id: "openapi/path-trailing-slash",
        severity: Info,
        since: "0.1.0",
        aliases: ["spectral:path-keys-no-trailing-slash", "redocly:no-path-trailing-slash", "vacuum:path-keys-no-trailing-slash"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for PathTrailingSlash {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for (item, path) in paths(api) {
            let rest = path.trim_end_matches('/');
            if rest.is_empty() || rest == path {
                continue;
            }
            let finding = Finding::of::<Self>(api.key_span(item)).message("the path ends in `/`").subject(path);
            let taken = api.document.parent(item).is_none_or(|all| api.get(all, rest).is_some());
            let key = api.document.key_of(item).filter(|_| !taken);
            sink.push(match key {
                Some(key) => finding.fix(edit::rename_key(&api.document, key, rest)),
                None => finding,
            });
        }
    }
}
