//! Media types: what bodies and responses are written in.

use super::Api;
use crate::structure::shape::Kind;
use architect_document::{Entry, NodeId};

/// A media type where a document names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaType<'a> {
    /// Its name, with parameters.
    pub name: &'a str,
    /// Where it is named: the key in `content`; in 2.0 the item of `consumes` or `produces`.
    pub place: NodeId,
    /// What describes it, or a reference to that; none in 2.0.
    pub object: Option<NodeId>,
}

impl Api {
    /// Every media type that the document names.
    pub fn media_types(&self) -> Vec<MediaType<'_>> {
        if self.is_swagger() {
            let mut listed = self.listed("consumes");
            listed.extend(self.listed("produces"));
            return listed;
        }
        let kinds = [Kind::Parameter, Kind::RequestBody, Kind::Response, Kind::Header];
        kinds.into_iter().flat_map(|kind| self.contained(kind)).collect()
    }

    /// The media types in which clients send bodies.
    pub fn request_media_types(&self) -> Vec<MediaType<'_>> {
        if self.is_swagger() { self.listed("consumes") } else { self.contained(Kind::RequestBody) }
    }

    /// The media types of the responses.
    pub fn response_media_types(&self) -> Vec<MediaType<'_>> {
        if self.is_swagger() { self.listed("produces") } else { self.contained(Kind::Response) }
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

    /// The media types of the lists that 2.0 has at the top and at operations.
    fn listed(&self, field: &str) -> Vec<MediaType<'_>> {
        let owners =
            std::iter::once(self.document.root()).chain(self.operations().iter().map(|operation| operation.node));
        let lists = owners.filter_map(|owner| self.get(owner, field));
        let items = lists.flat_map(|list| self.document.items(list));
        items
            .filter_map(|item| Some(MediaType { name: self.document.string(*item)?, place: *item, object: None }))
            .collect()
    }

    /// The media types in the content of the objects of a kind.
    fn contained(&self, kind: Kind) -> Vec<MediaType<'_>> {
        let entries = self.objects(kind).flat_map(|object| self.content_of(object));
        entries
            .map(|entry| MediaType {
                name: self.document.key(entry.key),
                place: entry.key,
                object: Some(entry.value),
            })
            .collect()
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

/// Whether a media type is one of files, which have no other form: images, archives, bytes as such.
pub fn is_file(name: &str) -> bool {
    let plain = essence(name).to_ascii_lowercase();
    let (kind, subtype) = plain.split_once('/').unwrap_or_default();
    matches!(kind, "image" | "audio" | "video" | "font")
        || (kind == "application" && matches!(subtype, "octet-stream" | "pdf" | "zip" | "gzip" | "x-tar" | "x-gzip"))
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
