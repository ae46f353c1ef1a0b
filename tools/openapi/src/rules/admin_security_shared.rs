//! `openapi/admin-security-shared`

use std::collections::{HashMap, HashSet};

use architect_core::{Confidence, Finding, Rule, Sink, Span, declare_rule};

use crate::api::Api;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// An operation below a path with `/admin` that asks for the same security, scopes included, as an operation
    /// elsewhere.
    ///
    /// ## Why it matters
    /// Whoever may call the one may call the other, unless the code tells them apart, which is forgotten once.
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
    ///         - access: [orders]
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
    ///   /admin/orders:
    ///     get:
    ///       operationId: listAllOrders
    ///       security:
    ///         - access: [orders]
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   securitySchemes:
    ///     access:
    ///       type: oauth2
    ///       flows:
    ///         clientCredentials:
    ///           tokenUrl: https://login.example.org/token
    ///           scopes:
    ///             orders: Read orders
    ///             admin: Administer
    /// ```
    ///
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
    ///         - access: [orders]
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
    ///   /admin/orders:
    ///     get:
    ///       operationId: listAllOrders
    ///       security:
    ///         - access: [admin]
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   securitySchemes:
    ///     access:
    ///       type: oauth2
    ///       flows:
    ///         clientCredentials:
    ///           tokenUrl: https://login.example.org/token
    ///           scopes:
    ///             orders: Read orders
    ///             admin: Administer
    /// ```
    /// ## Limits
    /// The security of the whole document counts where an operation has none of its own. Administration that has
    /// another name is not recognised. Off by default: runs when it is selected, and with `review: owasp`.
    pub AdminSecurityShared {
        id: "openapi/admin-security-shared",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api5:2023-admin-security-unique"],
        references: [("OWASP API Security Top 10 2023, API5 Broken Function Level Authorization", "https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/")],
    }
}

impl Rule<Api> for AdminSecurityShared {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let is_admin = |path: &str| path.contains("/admin");
        let mut elsewhere: HashSet<String> = HashSet::new();
        let mut seen = HashSet::new();
        for operation in api.served().filter(|operation| !operation.path().is_some_and(is_admin)) {
            let list = api.security_of(operation).filter(|list| seen.insert(*list));
            let items = list.map_or(&[][..], |list| api.document.items(list));
            elsewhere.extend(items.iter().map(|requirement| written(api, *requirement)));
        }
        // The list of the whole document stands for many operations.
        let mut shared: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
        for operation in api.served().filter(|operation| operation.path().is_some_and(is_admin)) {
            let Some(list) = api.security_of(operation) else { continue };
            let shared = shared.entry(list).or_insert_with(|| {
                let items = api.document.items(list).iter().copied();
                items.filter(|requirement| elsewhere.contains(&written(api, *requirement))).collect()
            });
            let spans: Vec<Span> = if api.get(operation.node, "security").is_some() {
                shared.iter().map(|requirement| api.span(*requirement)).collect()
            } else {
                shared.first().map(|_| api.key_span(operation.node)).into_iter().collect()
            };
            for span in spans {
                sink.push(
                    Finding::of::<Self>(span)
                        .confidence(Confidence::Medium)
                        .message("what is asked of administrators here is asked of others elsewhere too")
                        .subject(operation.subject())
                        .help("Give administration a scheme or a scope of its own."),
                );
            }
        }
    }
}

/// A requirement in one form, whatever its order.
fn written(api: &Api, requirement: NodeId) -> String {
    let document = &api.document;
    let entries = document.entries(requirement).iter();
    let mut schemes: Vec<String> = entries
        .map(|entry| {
            let scopes = document.items(entry.value).iter().filter_map(|scope| document.string(*scope));
            let mut scopes: Vec<&str> = scopes.collect();
            scopes.sort_unstable();
            format!("{:?}{scopes:?}", document.key(entry.key))
        })
        .collect();
    schemes.sort_unstable();
    schemes.join(",")
}
