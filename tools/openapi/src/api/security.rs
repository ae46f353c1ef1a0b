//! Security schemes and requirements.

use super::Api;
use super::operation::Operation;
use crate::document::{Entry, NodeId};

/// One name in a security requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Required {
    /// The `security` list it stands in.
    pub list: NodeId,
    /// The name of the scheme, and the list of scopes.
    pub entry: Entry,
}

impl Api {
    /// The security schemes of the document: their entries.
    pub fn security_schemes(&self) -> &[Entry] {
        self.components("securitySchemes")
    }

    /// The `security` lists of the document and its operations, each with whose it is.
    pub fn security_lists(&self) -> Vec<(NodeId, String)> {
        let mut lists = Vec::new();
        if let Some(list) = self.get(self.document.root(), "security") {
            lists.push((list, "the whole document".to_owned()));
        }
        for operation in self.operations() {
            if let Some(list) = self.get(operation.node, "security") {
                lists.push((list, operation.subject()));
            }
        }
        lists
    }

    /// The `security` list that counts for an operation: its own, or the document's.
    pub fn security_of(&self, operation: &Operation) -> Option<NodeId> {
        self.get(operation.node, "security").or_else(|| self.get(self.document.root(), "security"))
    }

    /// Every name that a `security` list requires.
    pub fn required(&self, list: NodeId) -> Vec<Required> {
        let requirements = self.document.items(list).iter();
        requirements
            .flat_map(|requirement| self.document.entries(*requirement))
            .map(|entry| Required { list, entry: *entry })
            .collect()
    }
}
