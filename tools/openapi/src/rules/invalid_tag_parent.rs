//! `openapi/invalid-tag-parent`

use architect_core::{Finding, Rule, Sink, declare_rule};

use std::collections::{HashMap, HashSet};

use crate::api::Api;

declare_rule! {
    /// ## What it finds
    /// A `parent` of a tag that is no tag of the document, or that leads back to the tag itself.
    ///
    /// ## Why it matters
    /// The tree of tags that documentation is grouped by cannot be built.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.2.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// tags:
    ///   - name: invoices
    ///     parent: billing
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.2.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// tags:
    ///   - name: billing
    ///   - name: invoices
    ///     parent: billing
    /// paths: {}
    /// ```
    /// ## Limits
    /// Tags have parents from OpenAPI 3.2 on.
    pub InvalidTagParent {
        id: "openapi/invalid-tag-parent",
        severity: Error,
        since: "0.1.0",
        aliases: ["redocly:spec-no-invalid-tag-parents"],
        references: [("OpenAPI Specification 3.2.0, Tag Object", "https://spec.openapis.org/oas/v3.2.0.html#tag-object")],
    }
}

impl Rule<Api> for InvalidTagParent {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        let mut parents: HashMap<&str, Option<&str>> = HashMap::new();
        for tag in api.tags() {
            if let Some(name) = document.get_string(*tag, "name") {
                parents.entry(name).or_insert_with(|| document.get_string(*tag, "parent"));
            }
        }
        let circular = circular(&parents);
        for tag in api.tags() {
            let (Some(name), Some(value)) = (document.get_string(*tag, "name"), api.get(*tag, "parent")) else {
                continue;
            };
            let Some(parent) = document.string(value) else { continue };
            let message = if !parents.contains_key(parent) {
                format!("the parent `{parent}` is no tag of the document")
            } else if circular.contains(name) {
                "the parents of the tag lead back to it".to_owned()
            } else {
                continue;
            };
            sink.push(Finding::of::<Self>(api.span(value)).message(message).subject(*tag));
        }
    }
}

/// The tags that stand in a circle of parents.
fn circular<'a>(parents: &HashMap<&'a str, Option<&'a str>>) -> HashSet<&'a str> {
    let mut done: HashSet<&str> = HashSet::new();
    let mut circular = HashSet::new();
    for name in parents.keys().copied() {
        let mut way: Vec<&str> = Vec::new();
        let mut on_way: HashSet<&str> = HashSet::new();
        let mut at = Some(name);
        while let Some(tag) = at.filter(|tag| !done.contains(tag)) {
            if !on_way.insert(tag) {
                circular.extend(way.iter().skip_while(|other| **other != tag).copied());
                break;
            }
            way.push(tag);
            at = parents.get(tag).copied().flatten();
        }
        done.extend(way);
    }
    circular
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_tags_in_a_circle_are_circular() {
        let parents = HashMap::from([("a", Some("b")), ("b", Some("c")), ("c", Some("b")), ("d", None)]);

        assert_eq!(circular(&parents), HashSet::from(["b", "c"]));
    }
}
