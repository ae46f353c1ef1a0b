//! `openapi/unused-security-scheme`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::HashSet;

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A security scheme that neither the document nor an operation asks for.
    ///
    /// ## Why it matters
    /// Either something is left open that should be secured, or the scheme is a remnant.
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
    ///   /orders:
    ///     get:
    ///       operationId: listOrders
    ///       security:
    ///         - token: []
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   securitySchemes:
    ///     token:
    ///       type: http
    ///       scheme: bearer
    ///     key:
    ///       type: apiKey
    ///       in: header
    ///       name: X-Key
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
    ///       security:
    ///         - token: []
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   securitySchemes:
    ///     token:
    ///       type: http
    ///       scheme: bearer
    /// ```
    /// ## Limits
    /// A document without any `security` is `openapi/unsecured-operation`.
    pub UnusedSecurityScheme {
        id: "openapi/unused-security-scheme",
        severity: Info,
        since: "0.1.0",
        aliases: ["ibm:ibm-securityschemes"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UnusedSecurityScheme {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let lists = api.security_lists();
        if lists.is_empty() || api.target_of_components_is_unknown() {
            return;
        }
        let document = &api.document;
        let required = lists.iter().flat_map(|(list, _)| api.required(*list));
        let used: HashSet<&str> = required
            .map(|required| document.key(required.entry.key))
            // From OpenAPI 3.2 on, a requirement may give the address of a scheme.
            .map(|name| name.rsplit('/').next().unwrap_or(name))
            .collect();
        for entry in api.security_schemes() {
            if !used.contains(document.key(entry.key)) {
                sink.push(
                    Finding::of::<Self>(api.span(entry.key))
                        .message("nothing asks for this security scheme")
                        .subject(entry.value),
                );
            }
        }
    }
}
