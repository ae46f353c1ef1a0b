//! `openapi/flow-without-refresh`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A flow of OAuth 2.0 in which a person signs in, without `refreshUrl`.
    ///
    /// ## Why it matters
    /// Without refresh tokens, access tokens have to live long: one that leaks is good for as long.
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
    ///         authorizationCode:
    ///           authorizationUrl: https://login.example.org/authorize
    ///           tokenUrl: https://login.example.org/token
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
    ///           refreshUrl: https://login.example.org/token
    ///           scopes:
    ///             orders: Read and write orders
    /// ```
    /// ## Limits
    /// The flow `clientCredentials` needs none, and `implicit` must not have any. Off by default: runs when it is
    /// selected, and with `review: owasp`.
    pub FlowWithoutRefresh {
        id: "openapi/flow-without-refresh",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api2:2023-short-lived-access-tokens"],
        references: [("RFC 6749, 1.5 Refresh Token", "https://www.rfc-editor.org/rfc/rfc6749#section-1.5")],
    }
}

impl Rule<Api> for FlowWithoutRefresh {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for kind in [Kind::PasswordFlow, Kind::AuthorizationCodeFlow, Kind::DeviceAuthorizationFlow] {
            for flow in api.objects(kind) {
                if api.document.get_string(flow, "refreshUrl").is_none_or(str::is_empty) {
                    sink.push(
                        Finding::of::<Self>(api.key_span(flow))
                            .message("the flow has no `refreshUrl`, so that access tokens have to live long")
                            .subject(flow),
                    );
                }
            }
        }
    }
}
