//! `openapi/cookie-key-without-csrf`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A scheme whose key is sent in a cookie, and whose description says nothing of forged requests (CSRF,
    /// `SameSite`).
    ///
    /// ## Why it matters
    /// Browsers add cookies to requests that other sites start. Without a token or `SameSite`, any page can act for the
    /// person who is signed in.
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
    ///       type: apiKey
    ///       in: cookie
    ///       name: session
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
    ///       type: apiKey
    ///       in: cookie
    ///       name: session
    ///       description: SameSite=Strict; writes also need the header X-CSRF-Token.
    /// ```
    /// ## Limits
    /// What the server does cannot be read from a document; this is about what it says. Off by default: runs when it is
    /// selected, and with `review: owasp`.
    pub CookieKeyWithoutCsrf {
        id: "openapi/cookie-key-without-csrf",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("OWASP Cross-Site Request Forgery Prevention Cheat Sheet", "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html")],
    }
}

impl Rule<Api> for CookieKeyWithoutCsrf {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for scheme in api.objects(Kind::SecurityScheme) {
            let Some(place) = api.get(scheme, "in") else { continue };
            let text = api.document.get_string(scheme, "description").unwrap_or_default().to_ascii_lowercase();
            let says = ["csrf", "xsrf", "samesite", "same-site", "forgery"].iter().any(|word| text.contains(word));
            if api.document.string(place) == Some("cookie") && !says {
                sink.push(
                    Finding::of::<Self>(api.span(place))
                        .confidence(Confidence::Medium)
                        .message("the key is sent in a cookie, and nothing is said of forged requests")
                        .subject(scheme),
                );
            }
        }
    }
}
