//! Tags: the list of them, and those of operations.

use super::{Api, Operation};
use architect_document::NodeId;

impl Api {
    /// The tags that the document lists.
    pub fn tags(&self) -> &[NodeId] {
        self.get(self.document.root(), "tags").map_or(&[], |list| self.document.items(list))
    }

    /// The tags of an operation, each with its place.
    pub fn tags_of(&self, operation: &Operation) -> impl Iterator<Item = (NodeId, &str)> {
        let items = self.get(operation.node, "tags").map_or(&[][..], |list| self.document.items(list));
        items.iter().filter_map(|item| Some((*item, self.document.string(*item)?)))
    }
}
