//! `openapi/invalid-server-url`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use crate::api::parameter::{Variable, variables};
use crate::structure::shape::Kind;
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// The address of a server that is none: braces that do not close, blanks, a scheme without a host, a port that is
    /// no number. Variables are replaced by each of their values first.
    ///
    /// ## Why it matters
    /// No client can send a request there.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org:{port}
    ///     variables:
    ///       port:
    ///         default: "443"
    ///         enum: ["443", secure]
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org:{port}
    ///     variables:
    ///       port:
    ///         default: "443"
    ///         enum: ["443", "8443"]
    /// paths: {}
    /// ```
    /// ## Limits
    /// Relative addresses are legal. The values of several variables are not combined: one changes, the others keep
    /// their defaults.
    pub InvalidServerUrl {
        id: "openapi/invalid-server-url",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:oas3-server-variables", "oasdiff:server-url-template-invalid"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for InvalidServerUrl {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for server in api.objects(Kind::Server) {
            let Some(value) = api.get(server, "url") else { continue };
            let Some(url) = document.string(value) else { continue };
            let finding = |place, fault: &str| {
                Finding::of::<Self>(place).message(format!("the address {fault}")).subject(server)
            };
            if let Some(fault) = unbalanced(url) {
                sink.push(finding(api.span(value), fault));
                continue;
            }
            let variables = variables(url);
            let Some(declared) = api.get(server, "variables").filter(|_| !variables.is_empty()) else {
                let with_values = filled(url, &variables, placeholder);
                if let Some(fault) = fault(&with_values) {
                    sink.push(finding(api.span(value), fault));
                }
                continue;
            };
            let bad = substitutions(api, declared, &variables).into_iter().find_map(|(changed, text)| {
                let default = |variable: &Variable| {
                    let object = api.get(declared, &variable.name);
                    let default = object.and_then(|object| document.get_string(object, "default"));
                    default.unwrap_or_else(|| placeholder(variable))
                };
                let value = |variable: &Variable| if variable.name == changed { text } else { default(variable) };
                let with_values = filled(url, &variables, value);
                Some((fault(&with_values)?, with_values))
            });
            if let Some((fault, with_values)) = bad {
                sink.push(
                    finding(api.key_span(declared), fault)
                        .help(format!("With the values of its variables it is `{with_values}`.")),
                );
            }
        }
    }
}

/// Each value that a variable of the template can have, one after the other.
fn substitutions<'a>(api: &'a Api, declared: NodeId, variables: &'a [Variable]) -> Vec<(&'a str, &'a str)> {
    let document = &api.document;
    let mut values = Vec::new();
    for variable in variables {
        let Some(object) = api.get(declared, &variable.name) else { continue };
        let listed = api.get(object, "enum").map_or(&[][..], |list| document.items(list));
        let default = api.get(object, "default");
        let texts = listed.iter().copied().chain(default).filter_map(|node| document.string(node));
        values.extend(texts.map(|text| (variable.name.as_str(), text)));
    }
    values
}

/// What stands for a variable of which no value is known, and breaks no address: it may be a port, and at the beginning a
/// scheme.
fn placeholder(variable: &Variable) -> &'static str {
    if variable.range.start == 0 { "a" } else { "0" }
}

/// The template with its variables replaced.
fn filled<'a>(template: &str, variables: &[Variable], value: impl Fn(&Variable) -> &'a str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut done = 0;
    for variable in variables {
        text.push_str(template.get(done..variable.range.start).unwrap_or_default());
        text.push_str(value(variable));
        done = variable.range.end;
    }
    text.push_str(template.get(done..).unwrap_or_default());
    text
}

fn unbalanced(url: &str) -> Option<&'static str> {
    let mut open = false;
    for character in url.chars() {
        match character {
            '{' if open => return Some("has a brace within braces"),
            '}' if !open => return Some("has a closing brace without an opening one"),
            '{' => open = true,
            '}' => open = false,
            _ => {}
        }
    }
    open.then_some("has a brace that does not close")
}

/// What keeps a text from being an address, absolute or relative.
fn fault(url: &str) -> Option<&'static str> {
    if url.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Some("has a blank in it");
    }
    let (scheme, rest) = url.split_once("://")?;
    let mut letters = scheme.chars();
    let is_scheme = letters.next().is_none_or(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'));
    if scheme.is_empty() || !is_scheme {
        return (!scheme.contains(['/', '?', '#'])).then_some("has no valid scheme");
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if host.is_empty() {
        return (scheme != "file").then_some("has no host");
    }
    let after = if host.starts_with('[') { host.split_once(']').map_or("", |(_, after)| after) } else { host };
    let port = after.rsplit_once(':').map_or("", |(_, port)| port);
    (!port.is_empty() && port.parse::<u16>().is_err()).then_some("has a port that is no number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_what_is_none() {
        for good in ["/v1", "https://a.example", "https://u@[::1]:8080/x", "../b", "//c.example/d", "file:///e"] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in ["https://", "https://a:http", "1s://a", "https://a b", "://a"] {
            assert!(fault(bad).is_some(), "{bad}");
        }
        assert!(unbalanced("https://{a").is_some() && unbalanced("https://a}").is_some());
        assert_eq!(unbalanced("https://{a}.{b}"), None);
    }
}
