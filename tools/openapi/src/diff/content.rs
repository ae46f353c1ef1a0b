//! The forms in which messages carry their content, by media type.
//!
//! In OpenAPI 3 they stand in `content`; in Swagger 2.0 the schema stands at the body's parameter or the response, and
//! the media types at the operation or the document.

use std::collections::{HashMap, HashSet};

use architect_core::Severity;

use super::change::{Area, Change, Effect, Name};
use super::engine::Engine;
use super::messages::is_swagger;
use super::operations::{Operation, OperationPair};
use super::pairs::{Pair, PairId};
use super::site::{Site, Step};
use super::xml;
use crate::api::Api;
use architect_document::NodeId;

/// The kind of a media type that nobody knows.
const UNKNOWN: &str = "";

impl Engine<'_> {
    /// The `content` of a body, response, parameter or header.
    pub(super) fn content(&mut self, id: PairId, base: NodeId, revision: NodeId) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        // In 2.0 the media types stand at the operation, and are compared there.
        if !is_swagger(base_api) && !is_swagger(revision_api) {
            let lists = (media_types(base_api, base), media_types(revision_api, revision));
            self.contents(id, lists, (base, revision));
        }
    }

    /// What an operation of 2.0 takes or answers, by its own media types: a pair of its own, since the body or response
    /// may be shared with operations that have others, and goes the way of its site.
    pub(super) fn swagger_content(
        &mut self,
        id: PairId,
        operation: &OperationPair,
        lists: (Vec<Media>, Vec<Media>),
        (base, revision): (NodeId, NodeId),
        site: Site,
    ) {
        let content = Pair::Content(operation.base.node, base, revision);
        // Two statuses may share a response.
        let is_new = !self.pairs.knows(content);
        self.pairs.lead(id, content, Step::To(site));
        if is_new {
            let content = self.pairs.meet(content);
            self.contents(content, lists, (base, revision));
        }
    }

    fn contents(&mut self, id: PairId, (old, new): (Vec<Media>, Vec<Media>), (base, revision): (NodeId, NodeId)) {
        // Of a document of 2.0 that names no media types, nobody knows them.
        if old.iter().chain(&new).any(|media| media.kind == UNKNOWN) {
            for (old, new) in old.iter().flat_map(|old| new.iter().map(move |new| (old, new))) {
                self.media_type(id, old, new);
            }
            return;
        }
        let mut found = vec![false; new.len()];
        let by_key: HashMap<&str, usize> =
            new.iter().enumerate().map(|(index, media)| (media.key.as_str(), index)).collect();
        let (old_kinds, new_kinds) = (by_kind(&old), by_kind(&new));
        for media in &old {
            let exact = by_key.get(media.key.as_str()).copied();
            let index = exact.or_else(|| {
                // The same type with other parameters, where both have it once.
                let kinds = [&old_kinds, &new_kinds].map(|kinds| kinds.get(media.kind.as_str()).map(Vec::as_slice));
                match kinds {
                    [Some([_]), Some([index])] => Some(*index),
                    _ => None,
                }
            });
            let Some((index, other)) = index.and_then(|index| Some((index, new.get(index)?))) else {
                // A range of types takes in a single one.
                let range = media.ranges().into_iter().find_map(|range| new_kinds.get(range.as_str())?.first());
                if let Some(range) = range.and_then(|index| new.get(*index)) {
                    self.media_type(id, media, range);
                    let change = Change::new(
                        Area::MediaType,
                        Name::Directed("request-media-type-name-generalized", "response-media-type-name-generalized"),
                        Effect::Wider,
                        format!("`{}` became `{}`", media.written, range.written),
                    );
                    self.pairs.change(id, change.at(Some(media.place), Some(range.place)));
                    continue;
                }
                let name = Name::Directed("request-body-media-type-removed", "response-media-type-removed");
                let text = format!("the media type `{}` is gone", media.written);
                let change = Change::new(Area::MediaType, name, Effect::Mixed, text);
                self.pairs.change(id, change.at(Some(media.place), Some(revision)));
                continue;
            };
            if let Some(flag) = found.get_mut(index) {
                *flag = true;
            }
            if exact.is_none() {
                let change = Change::new(
                    Area::MediaType,
                    Name::Directed("request-media-type-name-changed", "response-media-type-name-changed"),
                    Effect::Annotation,
                    format!("`{}` became `{}`", media.written, other.written),
                );
                self.pairs.change(id, change.at(Some(media.place), Some(other.place)));
            }
            self.media_type(id, media, other);
        }
        let ranges: HashSet<String> = old.iter().flat_map(Media::ranges).collect();
        for (media, found) in new.iter().zip(found) {
            // A range of types is told with the one that it took in.
            if found || ranges.contains(&media.kind) {
                continue;
            }
            let name = Name::Directed("request-body-media-type-added", "response-media-type-added");
            let text = format!("the media type `{}` is new", media.written);
            let change = Change::new(Area::MediaType, name, Effect::Annotation, text);
            self.pairs.change(id, change.at(Some(base), Some(media.place)));
        }
    }

    fn media_type(&mut self, id: PairId, old: &Media, new: &Media) {
        let step = if old.is_text() && new.is_text() { Step::ToText } else { Step::Same };
        let (Some(old_node), Some(new_node)) = (old.node, new.node) else { return };
        self.pairs.lead(id, Pair::MediaType(old_node, new_node), step);
        let schema = |api: &Api, node: NodeId| api.get(node, "schema");
        let schemas = (schema(self.sides.base.api, old_node), schema(self.sides.revision.api, new_node));
        if let (true, true, (Some(base), Some(revision))) = (old.is_xml(), new.is_xml(), schemas) {
            for change in xml::renamed_roots(&self.sides, base, revision) {
                self.pairs.change(id, change);
            }
        }
    }

    /// A media type of both documents.
    pub(super) fn media(&mut self, id: PairId, base: NodeId, revision: NodeId) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        for keyword in ["schema", "itemSchema"] {
            match (base_api.get(base, keyword), revision_api.get(revision, keyword)) {
                (Some(old), Some(new)) => self.schema(id, &[old], &[new], Step::Same),
                (None, Some(new)) => {
                    let text = format!("`{keyword}` is new, where everything was allowed");
                    let name = Name::At("media-type-schema-added");
                    let change = Change::new(Area::MediaType, name, Effect::Narrower, text);
                    self.pairs.change(id, change.at(Some(base), Some(new)));
                }
                (Some(old), None) => {
                    let text = format!("`{keyword}` is gone, so that everything is allowed");
                    let name = Name::At("media-type-schema-removed");
                    let change = Change::new(Area::MediaType, name, Effect::Wider, text);
                    self.pairs.change(id, change.received(Severity::Warning).at(Some(old), Some(revision)));
                }
                (None, None) => {}
            }
        }
    }
}

/// The parameter in `body`.
pub(super) fn swagger_body(api: &Api, operation: &Operation) -> Option<NodeId> {
    let of = |owner| api.parameters(owner).into_iter().find(|parameter| parameter.place == "body");
    of(operation.node).or_else(|| of(operation.item)).map(|parameter| parameter.object)
}

/// What an operation takes, by media type.
pub(super) fn sent(api: &Api, operation: &Operation, body: NodeId) -> Vec<Media> {
    listed(api, operation, body, "consumes")
}

/// What an operation answers, by media type.
pub(super) fn received(api: &Api, operation: &Operation, response: NodeId) -> Vec<Media> {
    listed(api, operation, response, "produces")
}

fn listed(api: &Api, operation: &Operation, holder: NodeId, field: &str) -> Vec<Media> {
    if !is_swagger(api) {
        return media_types(api, holder);
    }
    if api.get(holder, "schema").is_none() {
        return Vec::new();
    }
    let list = api.get(operation.node, field).or_else(|| api.get(api.document.root(), field));
    let items = list.map_or(&[][..], |list| api.document.items(list)).iter();
    let media: Vec<Media> =
        items.filter_map(|item| Some(Media::new(api.document.string(*item)?, *item, Some(holder)))).collect();
    if media.is_empty() { vec![Media::new(UNKNOWN, holder, Some(holder))] } else { media }
}

/// An entry of `content`.
#[derive(Debug)]
pub(super) struct Media {
    /// As it is written.
    written: String,
    /// In small letters, with its parameters in order.
    key: String,
    /// Without parameters.
    kind: String,
    place: NodeId,
    /// The media type object, behind references.
    node: Option<NodeId>,
}

impl Media {
    fn new(written: &str, place: NodeId, node: Option<NodeId>) -> Self {
        let mut parts = written.split(';').map(|part| part.trim().to_ascii_lowercase());
        let kind = parts.next().unwrap_or_default();
        let mut parameters: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        parameters.sort();
        let key = std::iter::once(kind.clone()).chain(parameters).collect::<Vec<_>>().join(";");
        Self { written: written.to_owned(), key, kind, place, node }
    }

    /// Whether every value is written as text, so that its type is a matter of reading.
    fn is_text(&self) -> bool {
        self.is_xml()
            || self.kind.starts_with("text/")
            || matches!(self.kind.as_str(), "application/x-www-form-urlencoded" | "multipart/form-data")
    }

    /// Whether values are elements.
    fn is_xml(&self) -> bool {
        self.kind.ends_with("/xml") || self.kind.ends_with("+xml")
    }

    /// The ranges of types that take it in.
    fn ranges(&self) -> Vec<String> {
        let family = self.kind.split_once('/').map(|(family, _)| format!("{family}/*"));
        let ranges = family.into_iter().chain(["*/*".to_owned()]);
        ranges.filter(|range| *range != self.kind).collect()
    }
}

/// The numbers of media types by their kinds.
fn by_kind(list: &[Media]) -> HashMap<&str, Vec<usize>> {
    let mut kinds: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, media) in list.iter().enumerate() {
        kinds.entry(media.kind.as_str()).or_default().push(index);
    }
    kinds
}

fn media_types(api: &Api, owner: NodeId) -> Vec<Media> {
    let entries = api.get(owner, "content").map_or(&[][..], |map| api.document.entries(map));
    let media = |entry: &architect_document::Entry| {
        Media::new(api.document.key(entry.key), entry.value, api.follow(entry.value))
    };
    entries.iter().map(media).collect()
}
