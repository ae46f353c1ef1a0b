//! `openapi/writable-privileged-property`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A property in what clients send that the server should decide on: an identifier `id`, roles and permissions,
    /// flags such as `isAdmin`, timestamps such as `createdAt`.
    ///
    /// ## Why it matters
    /// A server that copies the body into its record lets clients make themselves administrators (mass assignment).
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
    ///     post:
    ///       operationId: createOrder
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 name:
    ///                   type: string
    ///                 isAdmin:
    ///                   type: boolean
    ///       responses:
    ///         "201":
    ///           description: Created
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
    ///     post:
    ///       operationId: createOrder
    ///       requestBody:
    ///         content:
    ///           application/json:
    ///             schema:
    ///               type: object
    ///               properties:
    ///                 name:
    ///                   type: string
    ///                 isAdmin:
    ///                   type: boolean
    ///                   readOnly: true
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    /// ```
    /// ## Limits
    /// The name is all there is to go by, so the confidence is low for `id` and timestamps and medium for the rest.
    /// Only schemas of request bodies are looked at, and only what is not `readOnly`. An interface for administrators
    /// may take all of these. Off by default: runs when it is selected, and with `review: owasp`.
    pub WritablePrivilegedProperty {
        id: "openapi/writable-privileged-property",
        severity: Warning,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("OWASP API Security Top 10 2023, API3 Broken Object Property Level Authorization", "https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/")],
    }
}

impl Rule<Api> for WritablePrivilegedProperty {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let sent = api.sent_schemas();
        for schema in api.schemas().filter(|schema| sent.contains(schema)) {
            let Some(properties) = api.get(schema, "properties") else { continue };
            for entry in api.document.entries(properties) {
                let Some(confidence) = privileged(api.document.key(entry.key)) else { continue };
                let own = api.flag(entry.value, "readOnly");
                if own || api.follow(entry.value).is_some_and(|property| api.flag(property, "readOnly")) {
                    continue;
                }
                sink.push(
                    Finding::of::<Self>(api.span(entry.key))
                        .confidence(confidence)
                        .message("clients may send a property that the server should decide on")
                        .subject(entry.value)
                        .help("Mark it `readOnly`, or leave it out of what clients send."),
                );
            }
        }
    }
}

/// How sure it is that the server decides on a property of this name, if it does.
fn privileged(name: &str) -> Option<Confidence> {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let rights = [
        "admin",
        "isadmin",
        "issuperuser",
        "superuser",
        "isstaff",
        "isroot",
        "isowner",
        "isverified",
        "emailverified",
        "isapproved",
        "role",
        "roles",
        "permission",
        "permissions",
        "privileges",
        "scopes",
        "ownerid",
        "tenantid",
        "balance",
        "creditbalance",
        "passwordhash",
    ];
    let kept = ["id", "uuid", "createdat", "createdby", "updatedat", "updatedby", "deletedat"];
    if rights.contains(&name.as_str()) {
        Some(Confidence::Medium)
    } else if kept.contains(&name.as_str()) {
        Some(Confidence::Low)
    } else {
        None
    }
}
