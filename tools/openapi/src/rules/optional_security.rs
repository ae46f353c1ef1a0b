//! `openapi/optional-security`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use architect_document::{NodeId, Value};

declare_rule! {
    /// ## What it finds
    /// An empty requirement `{}` beside others in a `security` list of an operation that writes, or of the whole document.
    ///
    /// ## Why it matters
    /// Each requirement of the list is enough by itself, so that `{}` makes signing in optional for everyone.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// security:
    ///   - token: []
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       security:
    ///         - {}
    ///         - token: []
    /// components:
    ///   securitySchemes:
    ///     token:
    ///       type: http
    ///       scheme: bearer
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// security:
    ///   - token: []
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: getOrder
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
    /// A list of nothing but `{}` says that the operation is open, and is not reported.
    pub OptionalSecurity {
        id: "openapi/optional-security",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("OpenAPI Specification 3.1.1, Security Requirement Object", "https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object")],
    }
}

impl Rule<Api> for OptionalSecurity {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let root = api.get(document.root(), "security").map(|list| (list, "#/security".to_owned()));
        let writing = api
            .operations()
            .iter()
            .filter(|operation| !matches!(operation.method.as_str(), "GET" | "HEAD" | "OPTIONS"));
        let own = writing.filter_map(|operation| Some((api.get(operation.node, "security")?, operation.subject())));
        for (list, subject) in root.into_iter().chain(own) {
            let items = document.items(list);
            let is_empty = |item: &&NodeId| matches!(document.value(**item), Value::Map([]));
            let Some(empty) = items.iter().find(is_empty).filter(|_| !items.iter().all(|item| is_empty(&item)))
            else {
                continue;
            };
            sink.push(
                Finding::of::<Self>(api.span(*empty))
                    .confidence(Confidence::Medium)
                    .message("the empty requirement `{}` makes the security optional")
                    .subject(subject)
                    .help("Remove it if a caller has to sign in."),
            );
        }
    }
}
