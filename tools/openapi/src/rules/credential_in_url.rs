//! `openapi/credential-in-url`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::casing::words;
use crate::api::schema::Types;
use crate::structure::shape::Kind;
use architect_document::{NodeId, NodeSet};

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
    /// credentials; nor is what tells something about one (`secret_name`, `token_id`), a switch, or a variable that is
    /// named after the collection before it (`/rates/{rate_token}`). Off by default: runs when it is selected, and with `review: owasp`.
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
        let identifiers = identifiers(api);
        for parameter in api.objects(Kind::Parameter) {
            let place = api.document.get_string(parameter, "in");
            let Some(name) = api.get(parameter, "name") else { continue };
            let is_credential = api.document.string(name).is_some_and(is_credential);
            if matches!(place, Some("query" | "path"))
                && is_credential
                && !is_switch(api, parameter)
                && !identifiers.contains(&parameter)
            {
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
    let words = words(name);
    // What tells something about a credential is none.
    let about = ["id", "ids", "name", "names", "type", "types", "count", "kind"];
    if words.last().is_some_and(|last| about.contains(&last.as_str())) {
        return false;
    }
    let name = words.concat();
    let pages = ["page", "next", "prev", "continu", "sync", "cursor", "resume", "skip"];
    ["secret", "password", "apikey"].iter().any(|word| name.contains(word))
        || (name.contains("token") && !pages.iter().any(|word| name.contains(word)))
}

/// Whether a parameter only takes yes or no.
fn is_switch(api: &Api, parameter: NodeId) -> bool {
    let schema = api.follow(api.get(parameter, "schema").unwrap_or(parameter));
    schema.and_then(|schema| api.types(schema)).is_some_and(|types| Types::BOOLEAN.covers(types))
}

/// The parameters that only say which thing of a collection is meant, as `rate_token` in `/rates/{rate_token}`.
fn identifiers(api: &Api) -> NodeSet {
    let mut identifiers = NodeSet::default();
    let mut judged = NodeSet::default();
    for operation in api.operations() {
        let Some(path) = operation.path() else { continue };
        for owner in [operation.path_item, operation.node] {
            if !judged.insert(owner) {
                continue;
            }
            let parameters = api.parameters(owner).into_iter().filter(|parameter| parameter.place == "path");
            let named = parameters.filter(|parameter| identifies(path, parameter.name));
            identifiers.extend(named.map(|parameter| parameter.object));
        }
    }
    identifiers
}

/// Whether a variable is named after the segment before it, and a last word more.
fn identifies(path: &str, name: &str) -> bool {
    let mut thing = words(name);
    thing.pop();
    let segments: Vec<&str> = path.split('/').collect();
    let collection = segments.windows(2).find_map(|pair| match pair {
        [before, variable] if variable.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name) => {
            Some(words(before).concat())
        }
        _ => None,
    });
    let thing = thing.concat();
    !thing.is_empty()
        && collection.is_some_and(|collection| collection.strip_suffix('s').unwrap_or(&collection) == thing)
}
