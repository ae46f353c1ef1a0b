//! `openapi/ambiguous-paths`

use architect_core::{Finding, Gap, Rule, Sink, declare_rule};

use std::collections::{BTreeSet, HashMap};

use crate::api::Api;
use crate::api::route::{Relation, overlaps};
use crate::api::schema::Types;
use crate::document::NodeId;
use crate::rules::paths;

declare_rule! {
    /// ## What it finds
    /// Two paths that match the same request, of which neither is the more concrete one: `/{kind}/latest` and
    /// `/orders/{id}`.
    ///
    /// ## Why it matters
    /// The specification leaves open which of the two answers `/orders/latest`; frameworks differ.
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
    ///   /{kind}/latest:
    ///     get:
    ///       operationId: getLatest
    ///       parameters:
    ///         - name: kind
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /orders/{id}:
    ///     get:
    ///       operationId: getOrder
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths:
    ///   /orders/latest:
    ///     get:
    ///       operationId: getLatest
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///   /orders/{id}:
    ///     get:
    ///       operationId: getOrder
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    /// ```
    /// ## Limits
    /// `/orders/latest` beside `/orders/{id}` is legal: the concrete one comes first. Paths without a method in common
    /// are told apart by it, and so are those in which a variable that is a number stands where the other has a word.
    /// Those equal but for the names of variables are `openapi/identical-paths`. Of several
    /// paths that clash with one, the first is named.
    pub AmbiguousPaths {
        id: "openapi/ambiguous-paths",
        severity: Warning,
        since: "0.1.0",
        aliases: ["redocly:no-ambiguous-paths", "vacuum:no-ambiguous-paths", "ibm:ibm-no-ambiguous-paths", "oasdiff:conflicting-paths"],
        references: [("OpenAPI Specification 3.1.1, Path Templating Matching", "https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching")],
    }
}

impl Rule<Api> for AmbiguousPaths {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let listed: Vec<_> = paths(api).collect();
        let texts: Vec<&str> = listed.iter().map(|(_, path)| *path).collect();
        let methods = methods(api);
        let overlaps = overlaps(&texts);
        for overlap in overlaps.found.iter().filter(|overlap| overlap.relation == Relation::Neither) {
            let (Some((item, path)), Some((first, other))) = (listed.get(overlap.later), listed.get(overlap.earlier))
            else {
                continue;
            };
            let shared = methods.get(path).zip(methods.get(other)).is_some_and(|(one, two)| !one.is_disjoint(two));
            if shared && !are_told_apart(api, (*item, path), (*first, other)) {
                sink.push(
                    Finding::of::<Self>(api.key_span(*item))
                        .message(format!("the path `{path}` and `{other}` match the same requests, and neither is the more concrete one"))
                        .subject(*path)
                        .related(api.key_span(*first), "the other path"),
                );
            }
        }
        if !overlaps.is_whole {
            let name = api.document.source().name();
            sink.gap(Gap::of_source(
                name,
                "which paths match the same requests, because there are too many combinations",
            ));
        }
    }
}

/// Whether a variable that is a number stands where the other path has a word that is none, so that no request fits
/// both.
fn are_told_apart(api: &Api, one: (NodeId, &str), other: (NodeId, &str)) -> bool {
    let refuses = |(item, path): (NodeId, &str), other: &str| {
        path.split('/').zip(other.split('/')).any(|(segment, word)| {
            let variable = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            let is_word = !word.contains('{') && word.parse::<f64>().is_err();
            is_word && variable.is_some_and(|name| is_number(api, item, name))
        })
    };
    refuses(one, other.1) || refuses(other, one.1)
}

/// Whether a path's variable is a number wherever the path item or its operations describe it.
fn is_number(api: &Api, item: NodeId, name: &str) -> bool {
    let item = api.follow(item).unwrap_or(item);
    let owners = api.document.entries(item).iter().map(|entry| entry.value).chain([item]);
    let described = owners.flat_map(|owner| api.parameters(owner));
    let mut types =
        described.filter(|parameter| parameter.place == "path" && parameter.name == name).map(|parameter| {
            let schema = api.get(parameter.object, "schema").and_then(|schema| api.follow(schema));
            api.types(schema.unwrap_or(parameter.object))
        });
    let is_number = |types: Option<Types>| types.is_some_and(|types| Types::NUMBER.covers(types));
    types.next().is_some_and(is_number) && types.all(is_number)
}

fn methods(api: &Api) -> HashMap<&str, BTreeSet<&str>> {
    let mut methods: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for operation in api.operations() {
        if let Some(path) = operation.path() {
            methods.entry(path).or_default().insert(&operation.method);
        }
    }
    methods
}

#[cfg(test)]
mod tests {
    use architect_core::{CheckOptions, Config, Limits, RuleIndex, Selection, Source};

    use super::*;

    fn found(kind: &str) -> usize {
        let parameter = |name: &str| {
            format!(
                "      parameters:\n        - {{name: {name}, in: path, required: true, schema: {{type: {kind}}}}}\n"
            )
        };
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /issues/{{number}}/comments:\n    get:\n{}  \
             /issues/comments/{{id}}:\n    get:\n{}",
            parameter("number"),
            parameter("id"),
        );
        let api = Api::read(&Source::new("a.yaml", text), &Limits::default()).expect("it is a document");
        let index = RuleIndex::new(crate::RULES.iter().copied());
        let selection =
            Selection::new(&index, &Config::default(), &CheckOptions::default()).expect("all names are known");
        let mut sink = Sink::new(selection);
        AmbiguousPaths.check(&api, &mut sink);
        sink.findings().len()
    }

    /// A real API has issues by number beside comments by number.
    #[test]
    fn a_number_is_told_apart_from_a_word() {
        assert_eq!(found("integer"), 0);
        assert_eq!(found("string"), 1);
    }
}
