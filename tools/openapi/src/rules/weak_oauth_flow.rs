//! `openapi/weak-oauth-flow`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// The flow `implicit` or `password` of OAuth 2.0.
    ///
    /// ## Why it matters
    /// `implicit` hands the token out in an address, where it leaks; with `password` people give their password to
    /// every client. RFC 9700 forbids the latter and advises against the former.
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
    ///   - access: []
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   securitySchemes:
    ///     access:
    ///       type: oauth2
    ///       flows:
    ///         implicit:
    ///           authorizationUrl: https://login.example.org/authorize
    ///           scopes:
    ///             orders: Read and write orders
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
    /// security:
    ///   - access: []
    /// paths:
    ///   /orders:
    ///     post:
    ///       operationId: createOrder
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// components:
    ///   securitySchemes:
    ///     access:
    ///       type: oauth2
    ///       flows:
    ///         authorizationCode:
    ///           authorizationUrl: https://login.example.org/authorize
    ///           tokenUrl: https://login.example.org/token
    ///           scopes:
    ///             orders: Read and write orders
    /// ```
    pub WeakOauthFlow {
        id: "openapi/weak-oauth-flow",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("RFC 9700, 2.1 Protecting Redirect-Based Flows", "https://www.rfc-editor.org/rfc/rfc9700#section-2.1")],
    }
}

impl Rule<Api> for WeakOauthFlow {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let flows = [(Kind::ImplicitFlow, "implicit"), (Kind::PasswordFlow, "password")];
        for (kind, name) in flows {
            for flow in api.objects(kind) {
                sink.push(Finding::of::<Self>(api.key_span(flow)).message(message(name)).subject(flow).help(HELP));
            }
        }
        // Before OpenAPI 3.0 a scheme names its only flow.
        for scheme in api.objects(Kind::SecurityScheme) {
            let Some(value) = api.get(scheme, "flow") else { continue };
            let name = api.document.string(value).unwrap_or_default();
            if flows.iter().any(|(_, flow)| *flow == name) {
                sink.push(Finding::of::<Self>(api.span(value)).message(message(name)).subject(scheme).help(HELP));
            }
        }
    }
}

const HELP: &str = "Use the authorization code flow with PKCE.";

fn message(flow: &str) -> String {
    format!("the flow `{flow}` of OAuth 2.0 is given up, because tokens or passwords leak")
}
