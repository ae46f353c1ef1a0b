//! `openapi/unused-path-parameter`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::{HashMap, HashSet};

use crate::api::Api;
use crate::api::parameter::{Variable, variables};
use architect_document::NodeId;

declare_rule! {
    /// ## What it finds
    /// A parameter in `path` that the path has no variable for.
    ///
    /// ## Why it matters
    /// There is no place to put it. Most often the path was changed, or the name is misspelt.
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
    ///       parameters:
    ///         - name: id
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    ///         - name: shop
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
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
    ///   /shops/{shop}/orders/{id}:
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
    ///         - name: shop
    ///           in: path
    ///           required: true
    ///           schema:
    ///             type: string
    /// ```
    /// ## Limits
    /// Path items in webhooks have no path, and are not judged; nor are those among the components that no path uses.
    /// One that several paths share is held against each of them, and told at the first that has no such variable.
    pub UnusedPathParameter {
        id: "openapi/unused-path-parameter",
        severity: Error,
        since: "0.1.0",
        aliases: ["spectral:path-params", "redocly:path-parameters-defined", "redocly:path-params-defined", "vacuum:path-params", "oasdiff:path-parameters-mismatch"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UnusedPathParameter {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let mut judged = HashSet::new();
        let mut items: HashMap<NodeId, Templates<'_>> = HashMap::new();
        for operation in api.operations() {
            let item = operation.path_item;
            let templates = items.entry(item).or_insert_with(|| Templates::of(api, item));
            for owner in [operation.path_item, operation.node] {
                if !judged.insert(owner) {
                    continue;
                }
                for parameter in api.parameters(owner) {
                    let name = parameter.name;
                    if parameter.place != "path" {
                        continue;
                    }
                    let Some(template) = templates.without(name) else { continue };
                    let path = template.path;
                    let subject = if owner == operation.node { operation.subject_at(path) } else { path.to_owned() };
                    sink.push(
                        Finding::of::<Self>(api.span(parameter.listed))
                            .message(format!("the parameter `{name}` is in `path`, but the path has no `{{{name}}}`"))
                            .subject(subject)
                            .related(api.key_span(template.listed), "the path"),
                    );
                }
            }
        }
    }
}

/// A path with its variables.
struct Template<'a> {
    path: &'a str,
    variables: Vec<Variable>,
    listed: NodeId,
}

/// The paths of a path item.
struct Templates<'a> {
    all: Vec<Template<'a>>,
    /// For a name that was asked for, the first path without it: many operations ask for the same.
    without: HashMap<&'a str, Option<usize>>,
}

impl<'a> Templates<'a> {
    fn of(api: &'a Api, item: NodeId) -> Self {
        let template = |(path, listed)| Template { path, variables: variables(path), listed };
        Self { all: api.paths_of(item).into_iter().map(template).collect(), without: HashMap::new() }
    }

    /// The first path that has no variable of this name.
    fn without(&mut self, name: &'a str) -> Option<&Template<'a>> {
        let all = &self.all;
        let lacks = |template: &Template<'_>| !template.variables.iter().any(|variable| variable.is_filled_by(name));
        let at = *self.without.entry(name).or_insert_with(|| all.iter().position(lacks));
        all.get(at?)
    }
}
