//! `openapi/duplicate-key`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::api::Api;
use architect_document::File;

declare_rule! {
    /// ## What it finds
    /// A key that stands twice in one object.
    ///
    /// ## Why it matters
    /// Readers keep one of the two and drop the other without a word, and not all keep the same one.
    ///
    /// ## Bad
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders
    ///   version: "1"
    ///   title: Orders of the shop
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    /// ## Good
    /// ```yaml openapi
    /// openapi: 3.1.0
    /// info:
    ///   title: Orders of the shop
    ///   version: "1"
    /// servers:
    ///   - url: https://api.example.org
    /// paths: {}
    /// ```
    pub DuplicateKey {
        id: "openapi/duplicate-key",
        severity: Error,
        since: "0.1.0",
        aliases: ["vacuum:duplicate-paths"],
        references: [("YAML 1.2.2, 3.2.1.3 Node Comparison", "https://yaml.org/spec/1.2.2/#3213-node-comparison")],
    }
}

impl Rule<Api> for DuplicateKey {
    fn check(&self, api: &Api, sink: &mut Sink) {
        let document = &api.document;
        for duplicate in api.files().flat_map(File::duplicates) {
            let name = document.key(duplicate.second);
            let parent = document.parent(duplicate.second).unwrap_or(document.root());
            let finding = Finding::of::<Self>(document.span(duplicate.second))
                .message(format!("the key `{name}` stands here a second time"))
                .subject(format!("{}/{}", document.pointer(parent), architect_document::pointer::escape(name)))
                .related(document.span(duplicate.first), "the first one")
                .help("Remove one of the two, or give it another name.");
            sink.push(finding);
        }
    }
}
