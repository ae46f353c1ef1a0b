//! `openapi/credential-in-url`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A parameter in the path or the query that is a credential by its name: a token, secret, password or API key.
    ///
    /// ## Why it matters
    /// Addresses are written to logs, histories and referrers, and the credential with them.
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
    ///       parameters:
    ///         - name: access_token
    ///           in: query
    ///           required: true
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
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
    ///       parameters:
    ///         - name: page_token
    ///           in: query
    ///           required: true
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// Tokens that turn pages or resume a list (`page_token`, `nextToken`, `continuation_token`, `syncToken`) are no
    /// credentials. Off by default: runs when it is selected, and with `review: owasp`.
    pub CredentialInUrl {
        id: "openapi/credential-in-url",
        severity: Error,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api2:2023-no-credentials-in-url", "vacuum:owasp-no-credentials-in-url"],
        references: [("OWASP API Security Top 10 2023, API2 Broken Authentication", "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/"), ("RFC 6750, 5.3 Summary of Recommendations", "https://www.rfc-editor.org/rfc/rfc6750#section-5.3")],
    }
}

impl Rule<Api> for CredentialInUrl {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for parameter in api.objects(Kind::Parameter) {
            let place = api.document.get_string(parameter, "in");
            let Some(name) = api.get(parameter, "name") else { continue };
            let is_credential = api.document.string(name).is_some_and(is_credential);
            if matches!(place, Some("query" | "path")) && is_credential {
                sink.push(
                    Finding::of::<Self>(api.span(name))
                        .confidence(Confidence::Medium)
                        .message("the parameter is a credential by its name, and stands in the address")
                        .subject(parameter)
                        .help("Send it in a header, or in the body."),
                );
            }
        }
    }
}

fn is_credential(name: &str) -> bool {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let pages = ["page", "next", "prev", "continu", "sync", "cursor", "resume", "skip"];
    ["secret", "password", "apikey"].iter().any(|word| name.contains(word))
        || (name.contains("token") && !pages.iter().any(|word| name.contains(word)))
}
