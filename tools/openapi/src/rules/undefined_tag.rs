//! `openapi/undefined-tag`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::BTreeSet;

use crate::api::Api;
use crate::rules::edit;
use crate::rules::near::Near;

declare_rule! {
    /// ## What it finds
    /// A tag of an operation that the list of tags at the top does not have.
    ///
    /// ## Why it matters
    /// It has no description and stands apart in documentation; most often it is misspelt.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// tags:
    ///   - name: orders
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       tags: [order]
    ///     post:
    ///       operationId: createOrder
    ///       responses:
    ///         "201":
    ///           description: Created
    ///         "400":
    ///           description: Not accepted
    ///       tags: [orders]
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// tags:
    ///   - name: orders
    /// paths:
    ///   /orders:
    ///     get:
    ///       operationId: getOrder
    ///       responses:
    ///         "200":
    ///           description: Done
    ///         "404":
    ///           description: Unknown
    ///       tags: [orders]
    /// ```
    /// ## Limits
    /// A document without a list of tags is not judged.
    pub UndefinedTag {
        id: "openapi/undefined-tag",
        severity: Info,
        since: "0.1.0",
        aliases: ["spectral:operation-tag-defined", "redocly:operation-tag-defined", "vacuum:operation-tag-defined"],
        references: [("OpenAPI Specification 3.1.1", "https://spec.openapis.org/oas/v3.1.1.html")],
    }
}

impl Rule<Api> for UndefinedTag {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let Some(list) = api.get(document.root(), "tags") else { return };
        let known: BTreeSet<&str> =
            document.items(list).iter().filter_map(|tag| document.get_string(*tag, "name")).collect();
        let mut near = Near::new();
        for operation in api.operations() {
            let Some(tags) = api.get(operation.node, "tags") else { continue };
            for item in document.items(tags) {
                let Some(name) = document.string(*item).filter(|name| !known.contains(name)) else { continue };
                let finding = Finding::of::<Self>(api.span(*item))
                    .message(format!("the tag `{name}` is not in the list of tags"))
                    .subject(operation.subject());
                sink.push(match near.to(name, known.iter().copied()) {
                    Some(found) => finding
                        .help(format!("Did you mean `{found}`?"))
                        .fix(edit::replace_text(document, *item, found)),
                    None => finding,
                });
            }
        }
    }
}
