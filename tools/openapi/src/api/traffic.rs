//! What goes over the wire: the operations that are served here, their responses, and the schemas of what clients send.

use std::collections::HashSet;

use super::{Api, Operation, Place};
use crate::document::NodeId;
use crate::structure::shape::Kind;

/// A response of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The status code as it is written, or `default`.
    pub status: &'a str,
    /// The response object.
    pub object: NodeId,
}

impl Operation {
    /// Whether the provider of the API answers it. Webhooks and callbacks are answered by its clients.
    pub fn is_served(&self) -> bool {
        matches!(self.place, Place::Path(_) | Place::Component(_))
    }

    /// Whether its method changes something.
    pub fn is_writing(&self) -> bool {
        matches!(self.method.as_str(), "POST" | "PUT" | "PATCH" | "DELETE")
    }
}

impl Api {
    /// The operations that the provider answers, in the order of the text.
    pub fn served(&self) -> impl Iterator<Item = &Operation> {
        self.operations().iter().filter(|operation| operation.is_served())
    }

    /// The `responses` of an operation, where they are known.
    pub fn responses_of(&self, operation: &Operation) -> Option<NodeId> {
        let responses = self.get(operation.node, "responses")?;
        (self.structure.kind(responses) == Some(Kind::Responses)).then_some(responses)
    }

    /// What an operation answers, each with its status; what lies in another document is left out.
    pub fn answers(&self, operation: &Operation) -> Vec<Answer<'_>> {
        let Some(responses) = self.responses_of(operation) else { return Vec::new() };
        let entries = self.document.entries(responses).iter();
        entries
            .filter_map(|entry| {
                let status = self.document.key(entry.key);
                let object = self.follow(entry.value).filter(|_| !status.starts_with("x-"))?;
                Some(Answer { status, object })
            })
            .collect()
    }

    /// Every response that the provider gives, each once, with its status where it was first met.
    pub fn all_answers(&self) -> Vec<Answer<'_>> {
        let mut seen = HashSet::new();
        let mut answers = Vec::new();
        for operation in self.served() {
            answers.extend(self.answers(operation).into_iter().filter(|answer| seen.insert(answer.object)));
        }
        answers
    }

    /// The request bodies that clients send, with the operation: media types with their objects.
    pub fn request_content(&self, operation: &Operation) -> &[crate::document::Entry] {
        let body = self.get(operation.node, "requestBody").and_then(|body| self.follow(body));
        body.and_then(|body| self.get(body, "content")).map_or(&[], |content| self.document.entries(content))
    }

    /// The schemas of what clients send in bodies: the outermost ones, in the order of the text.
    pub fn body_schemas(&self) -> Vec<NodeId> {
        let mut found: Vec<NodeId> = Vec::new();
        for operation in self.served() {
            for entry in self.request_content(operation) {
                let media_type = self.follow(entry.value);
                found.extend(media_type.and_then(|media_type| self.get(media_type, "schema")));
            }
        }
        found
    }

    /// Every schema that describes a part of what clients send in bodies. What is `readOnly` is not sent.
    pub fn sent_schemas(&self) -> HashSet<NodeId> {
        let mut sent = HashSet::new();
        let mut stack = self.body_schemas();
        while let Some(node) = stack.pop() {
            let node = self.document.target(node);
            if self.flag(node, "readOnly") || !sent.insert(node) {
                continue;
            }
            if let Some(crate::structure::reference::Target::Node(target)) = self.target(node) {
                stack.push(target);
            }
            stack.extend(self.subschemas(node));
        }
        sent
    }
}
