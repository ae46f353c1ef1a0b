//! How findings name the thing they are about.

use architect_core::Span;

use super::Api;
use crate::document::NodeId;
use crate::document::pointer::escape;
use crate::structure::shape::Kind;

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
            if self.structure.kind(at) == Some(Kind::Operation)
                && let Some(operation) = self.operations.iter().find(|operation| operation.node == at)
            {
                return operation.subject();
            }
            let Some(parent) = document.parent(at) else { return self.pointer(node) };
            let grand = document.parent(parent);
            if grand.is_some_and(|grand| self.structure.kind(grand) == Some(Kind::Components)) {
                let name = |node: NodeId| document.key_of(node).map(|key| escape(document.key(key)));
                let (section, name) = (name(parent).unwrap_or_default(), name(at).unwrap_or_default());
                return format!("#/components/{section}/{name}");
            }
            at = parent;
        }
    }
}
