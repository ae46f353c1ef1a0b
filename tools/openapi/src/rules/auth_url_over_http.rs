//! `openapi/auth-url-over-http`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::rules::edit;
use crate::rules::host::{encrypted, is_reached_over_http};
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// An address of a security scheme that is reached over plain HTTP: `authorizationUrl`, `tokenUrl`, `refreshUrl`,
    /// `openIdConnectUrl` and the like.
    ///
    /// ## Why it matters
    /// Passwords and tokens go over that connection, and whoever is on the way reads them.
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
    ///           authorizationUrl: http://login.example.org/authorize
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
    ///           scopes:
    ///             orders: Read and write orders
    /// ```
    /// ## Limits
    /// Hosts of the machine itself and of private networks are exempt, as in `openapi/server-over-http`.
    pub AuthUrlOverHttp {
        id: "openapi/auth-url-over-http",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("RFC 6749, 3.1 Authorization Endpoint", "https://www.rfc-editor.org/rfc/rfc6749#section-3.1")],
    }
}

impl Rule<Api> for AuthUrlOverHttp {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for kind in KINDS {
            for object in api.objects(kind) {
                for field in FIELDS {
                    let Some(value) = api.get(object, field) else { continue };
                    let url = api.document.string(value).unwrap_or_default();
                    if let Some(encrypted) = encrypted(url).filter(|_| is_reached_over_http(url)) {
                        sink.push(
                            Finding::of::<Self>(api.span(value))
                                .message(format!("`{field}` is reached over plain HTTP"))
                                .subject(object)
                                .help("Use `https`.")
                                .fix(edit::replace_text(&api.document, value, &encrypted)),
                        );
                    }
                }
            }
        }
    }
}

const KINDS: [Kind; 6] = [
    Kind::SecurityScheme,
    Kind::ImplicitFlow,
    Kind::PasswordFlow,
    Kind::ClientCredentialsFlow,
    Kind::AuthorizationCodeFlow,
    Kind::DeviceAuthorizationFlow,
];
const FIELDS: [&str; 6] =
    ["authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl", "openIdConnectUrl", "oauth2MetadataUrl"];
