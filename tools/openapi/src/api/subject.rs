//! How findings name the thing they are about.

use architect_core::Span;

use super::Api;
use architect_document::NodeId;

impl Api {
    /// The pointer of a node: `#/components/schemas/Order/required`.
    pub fn pointer(&self, node: NodeId) -> String {
        self.document.pointer(node)
    }

    /// The place of a node.
    pub fn span(&self, node: NodeId) -> Span {
        self.document.span(node)
    }

    /// The place of the key that a value stands under.
    pub fn key_span(&self, node: NodeId) -> Span {
        self.document.key_span(node)
    }

    /// The nearest operation or component that a node belongs to, or its pointer.
    pub fn owner(&self, node: NodeId) -> String {
        let document = &self.document;
        let mut at = node;
        loop {
            if let Some(operation) = self.by_node.get(&at).and_then(|index| self.operations.get(*index)) {
                return operation.subject();
            }
            let Some(parent) = document.parent(at) else { return self.pointer(node) };
            if self.is_section(parent) {
                return self.pointer(at);
            }
            at = parent;
        }
    }
}
