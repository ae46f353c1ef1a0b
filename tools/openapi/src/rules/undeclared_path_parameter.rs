//! `openapi/undeclared-path-parameter`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::{HashMap, HashSet};

use crate::api::Api;
use crate::api::parameter::{Variable, variables};
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A variable in a path that the operation does not declare as a parameter.
    ///
    /// ## Why it matters
    /// Clients cannot know what to put there, and generators make functions that cannot build the address.
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
    ///   /orders/{id}:
    ///     get:
    ///       operationId: getOrder
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
    ///   /orders/{id}:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    /// ```
    /// ## Limits
    /// A list of parameters that leads to what was not read is not judged. A path item that several paths share is held
    /// against each of them; of those that leave variables to its operations, against the first eight.
    pub UndeclaredPathParameter {
        id: "openapi/undeclared-path-parameter",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:path-params", "redocly:path-parameters-defined", "redocly:path-params-defined", "vacuum:path-params", "oasdiff:path-parameters-mismatch"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UndeclaredPathParameter {
    fn check(&self, api: &Api, sink: &mut Sink) {
        // What a path item lists is looked at once, not at each of its operations.
        let mut items: HashMap<NodeId, Vec<Open<'_>>> = HashMap::new();
        for operation in api.operations() {
            let (item, node) = (operation.path_item, operation.node);
            let open = items.entry(item).or_insert_with(|| open(api, item));
            if open.is_empty() {
                continue;
            }
            let Some(own) = declared(api, node) else { continue };
            for Open { variable, path, listed } in open {
                if variable.is_among(&own) {
                    continue;
                }
                let name = &variable.name;
                sink.push(
                    Finding::of::<Self>(api.key_span(node))
                        .message(format!(
                            "the path has `{{{name}}}`, but no parameter `{name}` in `path` is declared"
                        ))
                        .subject(operation.subject_at(path))
                        .related(api.key_span(*listed), "the path"),
                );
            }
        }
    }
}

/// A variable of a path that its path item leaves to the operations.
struct Open<'a> {
    variable: Variable,
    path: &'a str,
    listed: NodeId,
}

/// Paths of one path item whose open variables are told: the operations are held against each, so that many of both
/// would be told without end.
const MOST_PATHS: usize = 8;

/// Each variable once, of the first path that has it.
fn open(api: &Api, item: NodeId) -> Vec<Open<'_>> {
    let Some(declared) = declared(api, item) else { return Vec::new() };
    let mut seen = HashSet::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut paths = 0;
    for (path, listed) in api.paths_of(item) {
        if paths == MOST_PATHS {
            break;
        }
        let before = open.len();
        for variable in variables(path) {
            if !variable.name.is_empty() && !variable.is_among(&declared) && seen.insert(variable.name.clone()) {
                open.push(Open { variable, path, listed });
            }
        }
        paths += usize::from(open.len() > before);
    }
    open
}

fn declared(api: &Api, owner: NodeId) -> Option<HashSet<&str>> {
    if api.has_unknown_parameters(owner) {
        return None;
    }
    let parameters = api.parameters(owner).into_iter();
    Some(parameters.filter(|parameter| parameter.place == "path").map(|parameter| parameter.name).collect())
}
