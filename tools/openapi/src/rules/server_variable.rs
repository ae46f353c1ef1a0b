//! `openapi/server-variable`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule, nearest};

use crate::api::Api;
use crate::api::parameter::{Variable, variables};
use crate::document::NodeId;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A variable in the address of a server that is not declared, one that is declared and stands in no address, and a
    /// default that is not among the values it may have.
    ///
    /// ## Why it matters
    /// No client can build the address.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://{region}.example.org
    ///     variables:
    ///       regoin:
    ///         default: eu
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://{region}.example.org
    ///     variables:
    ///       region:
    ///         default: eu
    ///         enum: [eu, us]
    /// paths: {}
    /// ```
    /// ## Limits
    /// A variable without a default is `openapi/missing-field`; an address that its values break is
    /// `openapi/invalid-server-url`.
    pub ServerVariable {
        id: "openapi/server-variable",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-server-variables", "redocly:no-undefined-server-variable", "redocly:no-server-variables-empty-enum"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ServerVariable {
    fn check(&self, api: &Api, sink: &mut Sink) {
        for server in api.objects(Kind::Server) {
            if let Some(url) = api.get(server, "url").and_then(|value| api.document.string(value)) {
                compare(api, sink, server, &variables(url));
            }
        }
        for variable in api.objects(Kind::ServerVariable) {
            check_default(api, sink, variable);
        }
    }
}

/// Holds the variables of an address against those that are declared.
fn compare(api: &Api, sink: &mut Sink, server: NodeId, used: &[Variable]) {
    let document = &api.document;
    let declared = api.get(server, "variables");
    let known = declared.map_or(&[][..], |variables| document.entries(variables));
    let mut missing: Vec<&str> = Vec::new();
    for variable in used {
        let is_known = known.iter().any(|entry| document.key(entry.key) == variable.name);
        if !is_known && !missing.contains(&variable.name.as_str()) {
            missing.push(&variable.name);
        }
    }
    if let Some(first) = missing.first() {
        let names: Vec<String> = missing.iter().map(|name| format!("`{{{name}}}`")).collect();
        let finding =
            Finding::of::<ServerVariable>(declared.map_or_else(|| api.span(server), |all| api.key_span(all)))
                .message(format!("the address has {}, which is not declared below `variables`", names.join(" and ")))
                .subject(api.pointer(server));
        let near = nearest::nearest(first, known.iter().map(|entry| document.key(entry.key)));
        sink.push(match near {
            Some(near) => finding.help(format!("Declared is `{near}`.")),
            None => finding,
        });
    }
    for entry in known {
        let name = document.key(entry.key);
        if !used.iter().any(|variable| variable.name == name) && !name.starts_with("x-") {
            sink.push(
                Finding::of::<ServerVariable>(api.span(entry.key))
                    .severity(Severity::Warning)
                    .message(format!("the address has no `{{{name}}}`, so this variable is never used"))
                    .subject(api.pointer(entry.value)),
            );
        }
    }
}

fn check_default(api: &Api, sink: &mut Sink, variable: NodeId) {
    let document = &api.document;
    let (Some(default), Some(list)) = (api.get(variable, "default"), api.get(variable, "enum")) else { return };
    let Some(text) = document.string(default) else { return };
    let items = document.items(list);
    if !items.is_empty() && !items.iter().any(|item| document.string(*item) == Some(text)) {
        sink.push(
            Finding::of::<ServerVariable>(api.span(default))
                .message(format!("the default `{text}` is not among the values of `enum`"))
                .subject(api.pointer(variable)),
        );
    }
}
