//! What goes over the wire: the operations that are served here, their responses, and the schemas of what clients send.

use super::{Api, Operation, Place};
use crate::structure::reference::Target;
use crate::structure::shape::Kind;
use crate::version::Version;
use architect_document::{NodeId, NodeSet};

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

    /// Whether an answer of an operation lies in another document or leads nowhere.
    pub fn has_unknown_answers(&self, operation: &Operation) -> bool {
        let responses = self.responses_of(operation).map_or(&[][..], |responses| self.document.entries(responses));
        responses.iter().any(|entry| self.follow(entry.value).is_none())
    }

    /// Whether a response describes what is in it.
    pub fn has_content(&self, response: NodeId) -> bool {
        self.get(response, "content").is_some_and(|content| !self.document.entries(content).is_empty())
            || self.get(response, "schema").is_some()
    }

    /// Every response that the provider gives, each once, with its status where it was first met.
    pub fn all_answers(&self) -> Vec<Answer<'_>> {
        let mut seen = NodeSet::default();
        let mut answers = Vec::new();
        for operation in self.served() {
            answers.extend(self.answers(operation).into_iter().filter(|answer| seen.insert(answer.object)));
        }
        answers
    }

    /// The schemas of what clients send in bodies: the outermost ones, in the order of the text.
    pub fn body_schemas(&self) -> Vec<NodeId> {
        let mut found: Vec<NodeId> = Vec::new();
        for operation in self.served() {
            found.extend(self.request_payloads(operation).iter().filter_map(|payload| payload.schema));
        }
        // In 2.0 all media types share one schema.
        found.dedup();
        found
    }

    /// Every schema that describes a part of what clients send in bodies. What is `readOnly` is not sent.
    pub fn sent_schemas(&self) -> &NodeSet {
        self.sent.get_or_init(|| self.reached(self.body_schemas(), |schema| self.flag(schema, "readOnly")))
    }

    /// Every schema that only responses use.
    pub fn answered_schemas(&self) -> &NodeSet {
        self.answered.get_or_init(|| self.only_answered())
    }

    fn only_answered(&self) -> NodeSet {
        let within = |kind: Kind| {
            let objects = self.objects(kind).flat_map(|object| self.schemas_of(object));
            self.reached(objects.collect(), |_| false)
        };
        let mut answered = within(Kind::Response);
        for given in [within(Kind::RequestBody), within(Kind::Parameter)] {
            answered.retain(|schema| !given.contains(schema));
        }
        answered
    }

    /// The schemas that a parameter, header, body or response holds directly, those of its content included.
    fn schemas_of(&self, object: NodeId) -> Vec<NodeId> {
        let content = self.get(object, "content").map_or(&[][..], |content| self.document.entries(content));
        let headers = self.get(object, "headers").map_or(&[][..], |headers| self.document.entries(headers));
        let inner = content.iter().chain(headers).filter_map(|entry| self.follow(entry.value));
        let held =
            inner.chain([object]).flat_map(|holder| ["schema", "itemSchema"].map(|field| self.get(holder, field)));
        // In 2.0 a header describes its value itself.
        let own = headers.iter().filter(|_| self.version == Some(Version::V2_0)).map(|entry| entry.value);
        held.flatten().chain(own).collect()
    }

    /// The schemas that are reached from some, through references too; those to leave out are not gone into.
    fn reached(&self, from: Vec<NodeId>, leave_out: impl Fn(NodeId) -> bool) -> NodeSet {
        let mut reached = NodeSet::default();
        let mut stack = from;
        while let Some(node) = stack.pop() {
            let node = self.document.target(node);
            if leave_out(node) || !reached.insert(node) {
                continue;
            }
            if let Some(Target::Node(target)) = self.target(node) {
                stack.push(target);
            }
            stack.extend(self.subschemas(node));
        }
        reached
    }
}
