//! `openapi/undefined-scope`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::{BTreeSet, HashMap};

use crate::api::Api;
use crate::api::security::Scheme;
use crate::rules::near::Near;
use crate::version::Version;
use architect_document::Value;

declare_rule! {
    /// ## What it finds
    /// A scope that no flow of its OAuth 2.0 scheme declares.
    ///
    /// ## Why it matters
    /// Clients ask for it and are refused, or never learn that it exists.
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
    ///   - login: [raed]
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   securitySchemes:
    ///     login:
    ///       type: oauth2
    ///       flows:
    ///         clientCredentials:
    ///           tokenUrl: https://login.example.org/token
    ///           scopes:
    ///             read: Read orders
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
    ///   - login: [read]
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// components:
    ///   securitySchemes:
    ///     login:
    ///       type: oauth2
    ///       flows:
    ///         clientCredentials:
    ///           tokenUrl: https://login.example.org/token
    ///           scopes:
    ///             read: Read orders
    /// ```
    /// ## Limits
    /// OpenID Connect declares its scopes elsewhere, and is not judged.
    pub UndefinedScope {
        id: "openapi/undefined-scope",
        severity: Warning,
        since: "0.1.0",
        aliases: ["spectral:oas3-operation-security-defined", "spectral:oas2-operation-security-defined", "redocly:security-scopes-defined", "vacuum:oas3-operation-security-defined", "vacuum:oas2-operation-security-defined"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UndefinedScope {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let mut near = Near::new();
        let mut known: HashMap<&str, Option<BTreeSet<&str>>> = HashMap::new();
        for (list, subject) in api.security_lists() {
            for required in api.required(list) {
                let name = document.key(required.entry.key);
                let scopes = known.entry(name).or_insert_with(|| declared(api, name));
                let Some(scopes) = scopes else { continue };
                for item in document.items(required.entry.value) {
                    let Some(scope) = document.string(*item).filter(|scope| !scopes.contains(scope)) else {
                        continue;
                    };
                    let finding = Finding::of::<Self>(api.span(*item))
                        .message(format!("no flow of `{name}` declares the scope `{scope}`"))
                        .subject(subject.clone());
                    sink.push(match near.to(scope, scopes.iter().copied()) {
                        Some(found) => finding.help(format!("Did you mean `{found}`?")),
                        None => finding,
                    });
                }
            }
        }
    }
}

/// The scopes of an OAuth 2.0 scheme; `None` when it is none, or not known. One that is no object declares none.
fn declared<'a>(api: &'a Api, name: &str) -> Option<BTreeSet<&'a str>> {
    let document = &api.document;
    let entry = api.security_schemes().iter().find(|entry| document.key(entry.key) == name)?;
    let scheme = api.follow(entry.value)?;
    match document.value(scheme) {
        Value::Unread => return None,
        Value::Map(_) if api.scheme(scheme) != Some(Scheme::OAuth2) => return None,
        _ => {}
    }
    let flows = api.flows(scheme);
    // In 2.0 they stand in the scheme itself, whatever is wrong with the name of its flow.
    let own = (api.version == Some(Version::V2_0)).then_some(scheme);
    let owners = flows.iter().map(|flow| flow.object).chain(own);
    let scopes = owners.filter_map(|owner| document.get(owner, "scopes"));
    Some(scopes.flat_map(|scopes| document.entries(scopes)).map(|entry| document.key(entry.key)).collect())
}
