//! Media types: what bodies and responses are written in.

use super::Api;
use crate::document::{Entry, NodeId};
use crate::structure::shape::Kind;

impl Api {
    /// Every media type that an object lists in `content`: the key, and what describes it.
    pub fn media_types(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let kinds = [Kind::Parameter, Kind::RequestBody, Kind::Response, Kind::Header];
        let objects = kinds.into_iter().flat_map(|kind| self.objects(kind));
        objects.flat_map(|object| self.content_of(object)).map(|entry| (entry.key, entry.value))
    }

    /// The media types in which clients send bodies, each with its place.
    pub fn request_media_types(&self) -> Vec<(NodeId, &str)> {
        self.media_types_of(Kind::RequestBody, "consumes")
    }

    /// The media types of the responses, each with its place.
    pub fn response_media_types(&self) -> Vec<(NodeId, &str)> {
        self.media_types_of(Kind::Response, "produces")
    }

    /// The schema of a response in JSON.
    pub fn json_schema(&self, response: NodeId) -> Option<NodeId> {
        let document = &self.document;
        let entry = self.content_of(response).iter().find(|entry| is_json(document.key(entry.key)));
        match entry {
            Some(entry) => self.get(self.follow(entry.value)?, "schema"),
            // Before OpenAPI 3 it stands in the response itself.
            None => self.get(response, "schema").filter(|_| self.is_swagger()),
        }
    }

    /// The names of the headers of a response.
    pub fn headers_of(&self, response: NodeId) -> impl Iterator<Item = &str> {
        let headers = self.get(response, "headers").map_or(&[][..], |headers| self.document.entries(headers));
        headers.iter().map(|entry| self.document.key(entry.key))
    }

    fn content_of(&self, object: NodeId) -> &[Entry] {
        self.get(object, "content").map_or(&[], |content| self.document.entries(content))
    }

    fn media_types_of(&self, kind: Kind, list: &str) -> Vec<(NodeId, &str)> {
        let document = &self.document;
        if self.is_swagger() {
            let owners = self.operations().iter().map(|operation| operation.node).chain([document.root()]);
            let lists = owners.filter_map(|owner| self.get(owner, list));
            let items = lists.flat_map(|list| document.items(list));
            return items.filter_map(|item| Some((*item, document.string(*item)?))).collect();
        }
        let entries = self.objects(kind).flat_map(|object| self.content_of(object));
        entries.map(|entry| (entry.key, document.key(entry.key))).collect()
    }
}

/// A media type without its parameters.
pub fn essence(name: &str) -> &str {
    name.split(';').next().unwrap_or(name).trim()
}

/// Whether a media type is one of JSON.
pub fn is_json(name: &str) -> bool {
    let name = essence(name).to_ascii_lowercase();
    name == "application/json" || name == "text/json" || name.ends_with("+json")
}

/// Whether a media type has parts that a schema can describe: JSON, XML, and forms.
pub fn is_structured(name: &str) -> bool {
    let plain = essence(name).to_ascii_lowercase();
    is_json(name)
        || plain.ends_with("/xml")
        || plain.ends_with("+xml")
        || plain == "application/x-www-form-urlencoded"
        || plain == "multipart/form-data"
}

/// Whether a text is a media type or a range of them: `application/json`, `text/*`, `*/*`, with or without parameters.
pub fn is_media_type(name: &str) -> bool {
    let token = |text: &str| {
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !text.is_empty() && text.bytes().all(legal)
    };
    let Some((kind, subtype)) = essence(name).split_once('/') else { return false };
    token(kind) && token(subtype) && (kind != "*" || subtype == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_told_from_other_texts() {
        for good in ["application/json", "application/vnd.a+json; charset=utf-8", "text/*", "*/*"] {
            assert!(is_media_type(good), "{good}");
        }
        for bad in ["json", "", "application", "application/", "*/json", "a/b/c", "application json"] {
            assert!(!is_media_type(bad), "{bad}");
        }
    }
}
