//! `openapi/server-variable`

use std::collections::{BTreeSet, HashSet};

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::api::Api;
use crate::api::parameter::variables;
use crate::rules::near::Near;
use crate::structure::shape::Kind;
use architect_document::{NodeId, Value};

declare_rule! {
    /// ## What it finds
    /// A variable in the address of a server that is not declared, one that is declared and stands in no address, and a
    /// default that is not among the values it may have.
    ///
    /// ## Why it matters
    /// No client can build the address, or a value that it is asked for changes nothing.
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
    /// A variable without a default is `openapi/server-variable-without-default`; an address that its values break is
    /// `openapi/invalid-server-url`.
    pub ServerVariable {
        id: "openapi/server-variable",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-server-variables", "redocly:no-undefined-server-variable", "redocly:no-server-variables-empty-enum"],
        references: [("OpenAPI Specification 3.1.1, Server Variable Object", "https://spec.openapis.org/oas/v3.1.1.html#server-variable-object")],
    }
}

impl Rule<Api> for ServerVariable {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut near = Near::new();
        for server in api.objects(Kind::Server) {
            names(api, server, &mut near, sink);
        }
        for variable in api.objects(Kind::ServerVariable) {
            default_outside_enum(api, variable, sink);
        }
    }
}

/// Holds the variables of an address against those that are declared.
fn names(api: &Api, server: NodeId, near: &mut Near, sink: &mut Sink) {
    let document = &api.document;
    let Some(url) = api.get(server, "url") else { return };
    let variables = variables(document.string(url).unwrap_or_default());
    let used: HashSet<&str> = variables.iter().map(|variable| variable.name.as_str()).collect();
    let declared = api.get(server, "variables");
    let entries = declared.map_or(&[][..], |declared| document.entries(declared));
    let known: BTreeSet<&str> = entries.iter().map(|entry| document.key(entry.key)).collect();
    let mut told = HashSet::new();
    for variable in &variables {
        let name = variable.name.as_str();
        if known.contains(name) || !told.insert(name) {
            continue;
        }
        // Where the declaration is missing.
        let place = declared.map_or_else(|| api.span(server), |declared| api.key_span(declared));
        let finding = Finding::of::<ServerVariable>(place)
            .message(format!("the address has `{{{name}}}`, but no variable `{name}` is declared"))
            .subject(server)
            .related(api.span(url), "the address");
        sink.push(match near.to(name, known.iter().copied()) {
            Some(near) => {
                // A declaration under a wrong name is one mistake, not two.
                told.insert(near);
                finding.help(format!("Declared is `{near}`."))
            }
            None => finding,
        });
    }
    for entry in entries {
        let name = document.key(entry.key);
        if !used.contains(name) && !told.contains(name) && !name.starts_with("x-") {
            sink.push(
                Finding::of::<ServerVariable>(api.span(entry.key))
                    .severity(Severity::Warning)
                    .message(format!("the variable `{name}` is declared, but the address has no `{{{name}}}`"))
                    .subject(entry.value)
                    .related(api.span(url), "the address"),
            );
        }
    }
}

fn default_outside_enum(api: &Api, variable: NodeId, sink: &mut Sink) {
    let document = &api.document;
    let (Some(default), Some(list)) = (api.get(variable, "default"), api.get(variable, "enum")) else { return };
    let Some(text) = document.string(default) else { return };
    let is_list = matches!(document.value(list), Value::List(_));
    if is_list && !document.items(list).iter().any(|item| document.string(*item) == Some(text)) {
        sink.push(
            Finding::of::<ServerVariable>(api.span(default))
                .message(format!("the default `{text}` is not among the values of `enum`"))
                .subject(variable),
        );
    }
}
