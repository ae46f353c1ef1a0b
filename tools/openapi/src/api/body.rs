//! What requests and responses carry: `requestBody` and `content`, and in 2.0 the parameter in `body`, `consumes` and
//! `produces`.

use super::Api;
use super::operation::Operation;
use super::parameter::Parameter;
use crate::version::Version;
use architect_document::NodeId;

/// One form in which a request or a response carries its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payload<'a> {
    /// The media type; `None` in 2.0 where neither the operation nor the document names one.
    pub media_type: Option<&'a str>,
    /// The media type object; in 2.0 the parameter in `body`, or the response.
    pub object: NodeId,
    /// The schema, or a reference to it.
    pub schema: Option<NodeId>,
}

impl Api {
    /// The request body of an operation, followed; in 2.0 its parameter in `body`.
    pub fn request_body(&self, operation: &Operation) -> Option<NodeId> {
        if self.version != Some(Version::V2_0) {
            return self.follow(self.get(operation.node, "requestBody")?);
        }
        let of = |owner| self.parameters(owner).into_iter().find(|parameter| parameter.place == "body");
        of(operation.node).or_else(|| of(operation.path_item)).map(|parameter| parameter.object)
    }

    /// What the request of an operation carries, by media type. Fields of a form are [`Api::form_fields`] in 2.0.
    pub fn request_payloads(&self, operation: &Operation) -> Vec<Payload<'_>> {
        let Some(body) = self.request_body(operation) else { return Vec::new() };
        if self.version == Some(Version::V2_0) {
            return self.payloads_of_2_0(body, &self.consumes(operation));
        }
        self.contents(body)
    }

    /// What a response of an operation carries, by media type. The response may be a reference.
    pub fn response_payloads(&self, operation: &Operation, response: NodeId) -> Vec<Payload<'_>> {
        let Some(response) = self.follow(response) else { return Vec::new() };
        if self.version == Some(Version::V2_0) {
            return self.payloads_of_2_0(response, &self.produces(operation));
        }
        self.contents(response)
    }

    /// The parameters in `formData` of an operation of 2.0.
    pub fn form_fields(&self, operation: &Operation) -> Vec<Parameter<'_>> {
        let mut fields = self.parameters(operation.path_item);
        fields.extend(self.parameters(operation.node));
        fields.retain(|parameter| parameter.place == "formData");
        fields
    }

    /// In 2.0, the media types that an operation accepts: its own, or the document's.
    pub fn consumes(&self, operation: &Operation) -> Vec<&str> {
        self.listed_media_types(operation, "consumes")
    }

    /// In 2.0, the media types that an operation answers with: its own, or the document's.
    pub fn produces(&self, operation: &Operation) -> Vec<&str> {
        self.listed_media_types(operation, "produces")
    }

    fn listed_media_types(&self, operation: &Operation, field: &str) -> Vec<&str> {
        let list = self.get(operation.node, field).or_else(|| self.get(self.document.root(), field));
        let items = list.map_or(&[][..], |list| self.document.items(list));
        items.iter().filter_map(|item| self.document.string(*item)).collect()
    }

    fn payloads_of_2_0<'a>(&'a self, object: NodeId, media_types: &[&'a str]) -> Vec<Payload<'a>> {
        let Some(schema) = self.get(object, "schema") else { return Vec::new() };
        let payload = |media_type| Payload { media_type, object, schema: Some(schema) };
        if media_types.is_empty() {
            return vec![payload(None)];
        }
        media_types.iter().map(|media_type| payload(Some(*media_type))).collect()
    }

    /// The entries of `content`.
    fn contents(&self, owner: NodeId) -> Vec<Payload<'_>> {
        let content = self.get(owner, "content");
        let entries = content.map_or(&[][..], |content| self.document.entries(content));
        let payload = |entry: &architect_document::Entry| {
            let object = self.follow(entry.value)?;
            let media_type = Some(self.document.key(entry.key));
            Some(Payload { media_type, object, schema: self.get(object, "schema") })
        };
        entries.iter().filter_map(payload).collect()
    }
}
