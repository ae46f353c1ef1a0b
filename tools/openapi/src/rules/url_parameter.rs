//! `openapi/url-parameter`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A parameter, or a property of a body, that is an address by its name: `callback`, `redirect_url`, `webhookUrl`.
    ///
    /// ## Why it matters
    /// A server that fetches it can be sent to addresses inside of its own network; one that redirects to it sends
    /// people to a trap.
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
    ///         - name: callback_url
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
    ///         - name: customer
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
    /// Whether the server fetches it cannot be told: this asks for a look. Properties of bodies are told by the same
    /// names. Off by default: runs when it is selected, and with `review: owasp`.
    pub UrlParameter {
        id: "openapi/url-parameter",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["owasp:api7:2023-concerning-url-parameter"],
        references: [("OWASP API Security Top 10 2023, API7 Server Side Request Forgery", "https://owasp.org/API-Security/editions/2023/en/0xa7-server-side-request-forgery/")],
    }
}

impl Rule<Api> for UrlParameter {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for parameter in api.objects(Kind::Parameter) {
            let Some(name) = api.get(parameter, "name") else { continue };
            if api.document.string(name).is_some_and(is_address) {
                sink.push(
                    Finding::of::<Self>(api.span(name))
                        .confidence(Confidence::Medium)
                        .message("the parameter is an address by its name: look how the server uses it")
                        .subject(parameter)
                        .help(HELP),
                );
            }
        }
        let sent = api.sent_schemas();
        for schema in api.schemas().filter(|schema| sent.contains(schema)) {
            let Some(properties) = api.get(schema, "properties") else { continue };
            for entry in api.document.entries(properties) {
                if is_address(api.document.key(entry.key)) {
                    sink.push(
                        Finding::of::<Self>(api.span(entry.key))
                            .confidence(Confidence::Low)
                            .message("clients send an address by its name: look how the server uses it")
                            .subject(entry.value)
                            .help(HELP),
                    );
                }
            }
        }
    }
}

const HELP: &str = "Allow known hosts only, resolve the name once, and refuse addresses of private networks.";

/// Whether a name is that of an address.
pub(crate) fn is_address(name: &str) -> bool {
    let endings = ["_url", "Url", "-url", "URL", "_uri", "Uri", "-uri"];
    name.starts_with("callback") || name.starts_with("redirect") || endings.iter().any(|end| name.ends_with(end))
}
