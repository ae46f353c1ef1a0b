//! `openapi/server-variable`

use architect_core::{Finding, Rule, Sink, declare_rule, nearest};

use crate::api::Api;
use crate::api::parameter::variables;
use crate::structure::shape::Kind;

declare_rule! {
    /// ## What it finds
    /// A variable in the address of a server that is not declared, and a default that is not among the values it may have.
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
    pub ServerVariable {
        id: "openapi/server-variable",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-server-variables", "redocly:no-undefined-server-variable"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for ServerVariable {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for server in api.objects(Kind::Server) {
            let Some(value) = api.get(server, "url") else { continue };
            let declared = api.get(server, "variables");
            let known = declared.map_or(&[][..], |variables| document.entries(variables));
            let mut seen: Vec<String> = Vec::new();
            for variable in variables(document.string(value).unwrap_or_default()) {
                let is_known = known.iter().any(|entry| document.key(entry.key) == variable.name);
                if is_known || seen.contains(&variable.name) {
                    continue;
                }
                let finding = Finding::of::<Self>(api.span(value))
                    .message(format!(
                        "the address has `{{{}}}`, but no variable `{}` is declared",
                        variable.name, variable.name
                    ))
                    .subject(api.pointer(server));
                let near = nearest::nearest(&variable.name, known.iter().map(|entry| document.key(entry.key)));
                sink.push(match near {
                    Some(near) => finding.help(format!("Declared is `{near}`.")),
                    None => finding,
                });
                seen.push(variable.name);
            }
        }
        for variable in api.objects(Kind::ServerVariable) {
            let (Some(default), Some(list)) = (api.get(variable, "default"), api.get(variable, "enum")) else {
                continue;
            };
            let Some(text) = document.string(default) else { continue };
            let items = document.items(list);
            if !items.is_empty() && !items.iter().any(|item| document.string(*item) == Some(text)) {
                sink.push(
                    Finding::of::<Self>(api.span(default))
                        .message(format!("the default `{text}` is not among the values of `enum`"))
                        .subject(api.pointer(variable)),
                );
            }
        }
    }
}
