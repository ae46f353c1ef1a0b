//! `openapi/server-variable`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule, nearest};

use crate::api::Api;
use crate::api::parameter::{Variable, variables};
use crate::document::{NodeId, Value};
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A variable in the address of a server that is not declared, one that is declared but not used, and a default that is not
    /// among the values it may have.
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
        for server in api.objects(Kind::Server) {
            let Some(url) = api.get(server, "url") else { continue };
            let Some(template) = api.document.string(url) else { continue };
            let variables = variables(template);
            let misspelt = undeclared(api, server, url, &variables, sink);
            let declared = api.get(server, "variables");
            for entry in declared.map_or(&[][..], |declared| api.document.entries(declared)) {
                let name = api.document.key(entry.key);
                match variables.iter().find(|variable| variable.name == name) {
                    Some(variable) => unfit(api, entry.value, template, variable, sink),
                    None if name.starts_with("x-") || misspelt.contains(&name) => {}
                    None => sink.push(
                        Finding::of::<ServerVariable>(api.span(entry.key))
                            .severity(Severity::Warning)
                            .message(format!(
                                "the variable `{name}` is declared, but the address has no `{{{name}}}`"
                            ))
                            .subject(api.pointer(entry.value))
                            .related(api.span(url), "the address"),
                    ),
                }
            }
        }
        for variable in api.objects(Kind::ServerVariable) {
            default_outside_enum(api, variable, sink);
        }
    }
}

/// Reports variables of the address that are not declared. Gives the declared names that may have been meant.
fn undeclared<'a>(
    api: &'a Api,
    server: NodeId,
    url: NodeId,
    variables: &[Variable],
    sink: &mut Sink,
) -> Vec<&'a str> {
    let document = &api.document;
    let declared = api.get(server, "variables");
    let known = declared.map_or(&[][..], |declared| document.entries(declared));
    let mut seen: Vec<&str> = Vec::new();
    let mut meant = Vec::new();
    for Variable { name, .. } in variables {
        if seen.contains(&name.as_str()) || known.iter().any(|entry| document.key(entry.key) == name) {
            continue;
        }
        seen.push(name);
        // Where the declaration is missing.
        let place = declared.map_or_else(|| api.span(server), |declared| api.key_span(declared));
        let finding = Finding::of::<ServerVariable>(place)
            .message(format!("the address has `{{{name}}}`, but no variable `{name}` is declared"))
            .subject(api.pointer(server))
            .related(api.span(url), "the address");
        let near = nearest::nearest(name, known.iter().map(|entry| document.key(entry.key)));
        sink.push(match near {
            Some(near) => {
                meant.push(near);
                finding.help(format!("Declared is `{near}`."))
            }
            None => finding,
        });
    }
    meant
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
                .subject(api.pointer(variable)),
        );
    }
}
