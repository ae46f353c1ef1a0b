//! Parameters, bodies, responses and headers: what goes between client and server, above the schemas.

use std::collections::{BTreeMap, HashSet};

use architect_core::{Gap, Severity};

use super::change::{Area, Change, Effect, Name};
use super::content;
use super::engine::Engine;
use super::lifecycle::{self, Life, Sunset};
use super::operations::{Operation, OperationPair, renamed_variables};
use super::pairs::{Pair, PairId};
use super::schema::Facts;
use super::site::{Site, Step};
use crate::api::Api;
use crate::api::schema::Types;
use architect_document::{NodeId, Value};

/// A parameter as it counts for an operation: its own, or the path item's.
#[derive(Debug, Clone)]
struct Parameter {
    node: NodeId,
    name: String,
    place: String,
}

impl Parameter {
    fn key(&self) -> (String, String) {
        // Names of headers have no case.
        let name = if self.place == "header" { self.name.to_ascii_lowercase() } else { self.name.clone() };
        (self.place.clone(), name)
    }
}

fn parameters(api: &Api, operation: &Operation) -> Vec<Parameter> {
    let mut all: Vec<Parameter> = Vec::new();
    let mut known = HashSet::new();
    for owner in [operation.node, operation.item] {
        for parameter in api.parameters(owner) {
            // In 2.0 the body is among the parameters.
            if parameter.place == "body" {
                continue;
            }
            let parameter = Parameter {
                node: parameter.object,
                name: parameter.name.to_owned(),
                place: parameter.place.to_owned(),
            };
            // These three mean nothing as parameters: `content`, `responses` and `security` say it.
            let idle = parameter.place == "header"
                && matches!(
                    parameter.name.to_ascii_lowercase().as_str(),
                    "accept" | "content-type" | "authorization"
                );
            if !idle && known.insert(parameter.key()) {
                all.push(parameter);
            }
        }
    }
    all
}

fn is_required(api: &Api, node: NodeId) -> bool {
    api.get(node, "required").and_then(|value| api.document.boolean(value)) == Some(true)
        || api.document.get_string(node, "in") == Some("path")
}

impl Engine<'_> {
    /// The parts of an operation.
    pub(super) fn messages(&mut self, id: PairId, pair: &OperationPair) {
        self.parameters(id, pair);
        self.body(id, pair);
        self.responses(id, pair);
    }

    fn parameters(&mut self, id: PairId, pair: &OperationPair) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let old = parameters(base, &pair.base);
        let new = parameters(revision, &pair.revision);
        let site = if pair.base.inverted { Site::Header } else { Site::Parameter };
        let renamed: BTreeMap<String, String> =
            renamed_variables(&pair.base.path, &pair.revision.path).into_iter().collect();
        let mut come: BTreeMap<(String, String), &Parameter> =
            new.iter().map(|parameter| (parameter.key(), parameter)).collect();
        for parameter in &old {
            let mut key = parameter.key();
            if key.0 == "path"
                && let Some(name) = renamed.get(&key.1)
            {
                key.1.clone_from(name);
            }
            match come.remove(&key) {
                Some(other) => {
                    self.pairs.lead(id, Pair::Parameter(parameter.node, other.node), Step::To(site));
                }
                None => self.pairs.change(id, removed_parameter(base, parameter, pair)),
            }
        }
        for parameter in come.values() {
            self.pairs.change(id, added_parameter(revision, parameter, pair));
        }
        for (old, new) in renamed {
            let text =
                format!("the path's variable `{old}` is called `{new}` now, which changes nothing on the wire");
            let change =
                Change::new(Area::Identity, Name::Fixed("request-path-parameter-renamed"), Effect::Annotation, text);
            self.pairs.change(id, change.at(Some(pair.base.node), Some(pair.revision.node)));
        }
    }

    /// A parameter of both documents.
    pub(super) fn parameter(&mut self, id: PairId, base: NodeId, revision: NodeId) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        let mut changes = Vec::new();
        lifecycle::of_parameter((base_api, base), (revision_api, revision), &mut changes);
        let (old, new) = (is_required(base_api, base), is_required(revision_api, revision));
        if old != new {
            let (name, effect, text) = if new {
                ("request-parameter-became-required", Effect::Narrower, "it became required")
            } else {
                ("request-parameter-became-optional", Effect::Wider, "it became optional")
            };
            let places = (
                base_api.get(base, "required").or(Some(base)),
                revision_api.get(revision, "required").or(Some(revision)),
            );
            changes.push(Change::new(Area::Parameter, Name::Fixed(name), effect, text).at(places.0, places.1));
        }
        changes.extend(serialization((base_api, base), (revision_api, revision)));
        for change in changes {
            self.pairs.change(id, change);
        }
        if let (Some(old), Some(new)) = (schema_of(base_api, base), schema_of(revision_api, revision)) {
            self.parameter_schema(id, (base, old), (revision, new));
        } else {
            self.content(id, base, revision);
        }
    }

    /// A parameter in the form in which one value and a list of one are written alike may become a list.
    fn parameter_schema(&mut self, id: PairId, (base, old): (NodeId, NodeId), (revision, new): (NodeId, NodeId)) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        let old_id = self.sides.base.conjunctions.of(base_api, &[old]);
        let new_id = self.sides.revision.conjunctions.of(revision_api, &[new]);
        if explodes(base_api, base) && explodes(revision_api, revision) {
            let old_facts = Facts::of(base_api, self.sides.base.conjunctions.get(old_id));
            let new_facts = Facts::of(revision_api, self.sides.revision.conjunctions.get(new_id));
            let was_single = !old_facts.effective_types().meets(Types::ARRAY.or(Types::OBJECT));
            let is_list = new_facts.effective_types() == Types::ARRAY;
            if was_single && is_list && !new_facts.limits.demands_several() {
                let text = "it may be repeated now, where it had one value";
                let change = Change::new(Area::Type, Name::At("type-generalized"), Effect::Wider, text);
                self.pairs.change(id, change.at(Some(old), Some(new)));
                let items = new_facts.inner.get("items").cloned().unwrap_or_default();
                let items = self.sides.revision.conjunctions.of(revision_api, &items);
                self.pairs.lead(id, Pair::Schema(old_id, items), Step::Same);
                return;
            }
        }
        self.pairs.lead(id, Pair::Schema(old_id, new_id), Step::Same);
    }

    fn body(&mut self, id: PairId, pair: &OperationPair) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let site = if pair.base.inverted { Site::ReceivedBody } else { Site::SentBody };
        let of = |api: &Api, operation: &Operation| {
            if is_swagger(api) {
                return content::swagger_body(api, operation).map(|node| (node, Some(node)));
            }
            api.get(operation.node, "requestBody").map(|node| (node, api.follow(node)))
        };
        let forms = |api: &Api, operation: &Operation| {
            is_swagger(api) && parameters(api, operation).iter().any(|parameter| parameter.place == "formData")
        };
        if is_swagger(base) != is_swagger(revision) && (forms(base, &pair.base) || forms(revision, &pair.revision)) {
            let reason = "the fields of a form in Swagger 2.0 are not compared with a body of OpenAPI 3";
            self.gap(Gap::at(revision.span(pair.revision.node), reason));
            return;
        }
        match (of(base, &pair.base), of(revision, &pair.revision)) {
            (Some((_, Some(old))), Some((_, Some(new)))) if is_swagger(base) || is_swagger(revision) => {
                let change = required_body((base, old), (revision, new));
                if let Some(change) = change {
                    self.pairs.change(id, change);
                }
                let lists = (content::sent(base, &pair.base, old), content::sent(revision, &pair.revision, new));
                self.swagger_content(id, pair, lists, (old, new), site);
            }
            (Some((_, Some(old))), Some((_, Some(new)))) => {
                self.pairs.lead(id, Pair::Body(old, new), Step::To(site));
            }
            (None, Some((place, Some(new)))) => {
                let required = is_required(revision, new);
                let (name, effect, kind) = if required {
                    ("request-body-added-required", Effect::Narrower, "required")
                } else {
                    ("request-body-added-optional", Effect::Wider, "optional")
                };
                let text = format!("a {kind} body is new");
                let change = Change::new(Area::Body, Name::Fixed(name), effect, text);
                let change = if pair.base.inverted { change.sent(Severity::Info) } else { change };
                self.pairs.change(id, change.at(Some(pair.base.node), Some(place)));
            }
            (Some((place, Some(_))), None) => {
                let text = "it takes no body any more";
                let change = Change::new(Area::BodyRemoved, Name::Fixed("request-body-removed"), Effect::Mixed, text);
                self.pairs.change(id, change.at(Some(place), Some(pair.revision.node)));
            }
            _ => {}
        }
    }

    /// A body of both documents.
    pub(super) fn request_body(&mut self, id: PairId, base: NodeId, revision: NodeId) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        if let Some(change) = required_body((base_api, base), (revision_api, revision)) {
            self.pairs.change(id, change);
        }
        self.content(id, base, revision);
    }

    fn responses(&mut self, id: PairId, pair: &OperationPair) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let site = if pair.base.inverted { Site::SentBody } else { Site::ReceivedBody };
        let of = |api: &Api, operation: &Operation| -> BTreeMap<String, (NodeId, Option<NodeId>)> {
            let map = api.get(operation.node, "responses").and_then(|node| api.follow(node));
            let entries = map.map_or(&[][..], |map| api.document.entries(map)).iter();
            let entries = entries.map(|entry| (api.document.key(entry.key), entry.value));
            let entries = entries.filter(|(status, _)| !status.starts_with("x-"));
            // `2xx` is written in small letters, too.
            let key =
                |status: &str| if status == "default" { status.to_owned() } else { status.to_ascii_uppercase() };
            entries.map(|(status, node)| (key(status), (node, api.follow(node)))).collect()
        };
        let (old, new) = (of(base, &pair.base), of(revision, &pair.revision));
        for (status, (place, node)) in &old {
            // A class of statuses, or the rest of them, takes in a single one.
            let class = status.get(..1).map(|digit| format!("{digit}XX"));
            let successor = new
                .get(status)
                .or_else(|| class.as_ref().and_then(|class| new.get(class)))
                .or_else(|| new.get("default").filter(|_| !status.starts_with('2')));
            if let Some((_, other)) = successor {
                if let (Some(node), Some(other)) = (node, other) {
                    self.pairs.lead(id, Pair::Response(*node, *other), Step::To(site));
                    if is_swagger(base) || is_swagger(revision) {
                        let lists = (
                            content::received(base, &pair.base, *node),
                            content::received(revision, &pair.revision, *other),
                        );
                        self.swagger_content(id, pair, lists, (*node, *other), site);
                    }
                }
                continue;
            }
            let success = status.starts_with('2') || status == "default" && !has_success(&old);
            let change = if success {
                let name = Name::Fixed("response-success-status-removed");
                Change::new(Area::Status, name, Effect::Mixed, format!("the response {status} is gone"))
                    .graded(Severity::Error)
            } else {
                let name = Name::Fixed("response-non-success-status-removed");
                Change::new(Area::Status, name, Effect::Annotation, format!("the response {status} is gone"))
            };
            self.pairs.change(id, change.at(Some(*place), Some(pair.revision.node)));
        }
        for (status, (place, _)) in &new {
            // A class of statuses in the place of a single one is no new response.
            let is_class = status.ends_with("XX") && old.keys().any(|other| other.get(..1) == status.get(..1));
            if !old.contains_key(status) && !is_class {
                let name = if status.starts_with('2') {
                    "response-success-status-added"
                } else {
                    "response-non-success-status-added"
                };
                let text = format!("the response {status} is new");
                let change = Change::new(Area::Status, Name::Fixed(name), Effect::Annotation, text);
                self.pairs.change(id, change.at(Some(pair.base.node), Some(*place)));
            }
        }
    }

    /// A response of both documents.
    pub(super) fn response(&mut self, id: PairId, base: NodeId, revision: NodeId) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        let of = |api: &Api, node: NodeId| -> BTreeMap<String, (String, NodeId, Option<NodeId>)> {
            let map = api.get(node, "headers");
            let entries = map.map_or(&[][..], |map| api.document.entries(map)).iter();
            let entries = entries.map(|entry| (api.document.key(entry.key).to_owned(), entry.value));
            entries
                .filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
                .map(|(name, node)| (name.to_ascii_lowercase(), (name, node, api.follow(node))))
                .collect()
        };
        let (old, new) = (of(base_api, base), of(revision_api, revision));
        for (key, (name, place, node)) in &old {
            match (new.get(key), node) {
                (Some((_, _, Some(other))), Some(node)) => {
                    self.pairs.lead(id, Pair::Header(*node, *other), Step::ToHeader);
                }
                (Some(_), _) => {}
                (None, node) => {
                    let required = node.is_some_and(|node| is_required(base_api, node));
                    let (fine, grade) = if required {
                        ("required-response-header-removed", Severity::Error)
                    } else {
                        ("optional-response-header-removed", Severity::Warning)
                    };
                    let text = format!("the header `{name}` is gone");
                    let change = Change::new(Area::Header, Name::Fixed(fine), Effect::Wider, text);
                    self.pairs
                        .change(id, change.sent(Severity::Info).received(grade).at(Some(*place), Some(revision)));
                }
            }
        }
        for (key, (name, place, node)) in &new {
            if !old.contains_key(key) {
                let required = node.is_some_and(|node| is_required(revision_api, node));
                let text = format!("the header `{name}` is new");
                let change = Change::new(Area::Header, Name::Fixed("response-header-added"), Effect::Narrower, text);
                let change = if required { change } else { change.sent(Severity::Info) };
                self.pairs.change(id, change.at(Some(base), Some(*place)));
            }
        }
        self.content(id, base, revision);
    }

    /// A header of both documents.
    pub(super) fn header(&mut self, id: PairId, base: NodeId, revision: NodeId) {
        let (base_api, revision_api) = (self.sides.base.api, self.sides.revision.api);
        let (old, new) = (is_required(base_api, base), is_required(revision_api, revision));
        if old != new {
            let (name, effect, text) = if new {
                ("response-header-became-required", Effect::Narrower, "the header became required")
            } else {
                ("response-header-became-optional", Effect::Wider, "the header became optional")
            };
            let change = Change::new(Area::Header, Name::Fixed(name), effect, text);
            self.pairs.change(id, change.at(Some(base), Some(revision)));
        }
        match (schema_of(base_api, base), schema_of(revision_api, revision)) {
            (Some(old), Some(new)) => self.schema(id, &[old], &[new], Step::Same),
            _ => self.content(id, base, revision),
        }
    }
}

pub(super) fn is_swagger(api: &Api) -> bool {
    api.get(api.document.root(), "swagger").is_some()
}

/// The schema of a parameter or header; in 2.0 that is the object itself.
fn schema_of(api: &Api, node: NodeId) -> Option<NodeId> {
    api.get(node, "schema").or_else(|| (is_swagger(api) && api.get(node, "type").is_some()).then_some(node))
}

fn required_body(base: (&Api, NodeId), revision: (&Api, NodeId)) -> Option<Change> {
    let (old, new) = (is_required(base.0, base.1), is_required(revision.0, revision.1));
    if old == new {
        return None;
    }
    let (name, effect, text) = if new {
        ("request-body-became-required", Effect::Narrower, "the body became required")
    } else {
        ("request-body-became-optional", Effect::Wider, "the body became optional")
    };
    let place = |(api, node): (&Api, NodeId)| api.get(node, "required").or(Some(node));
    Some(Change::new(Area::Body, Name::Fixed(name), effect, text).at(place(base), place(revision)))
}

fn has_success(responses: &BTreeMap<String, (NodeId, Option<NodeId>)>) -> bool {
    responses.keys().any(|status| status.starts_with('2'))
}

fn removed_parameter(api: &Api, parameter: &Parameter, pair: &OperationPair) -> Change {
    let life = Life::of(api, &[parameter.node]);
    let place = Some(parameter.node);
    let text = format!("the {} parameter `{}` is gone", parameter.place, parameter.name);
    let (name, grade, text) = match (&life.deprecated, &life.sunset) {
        (Some(_), Some((Sunset::Unreadable, _))) => {
            ("request-parameter-sunset-parse", Severity::Error, format!("{text}, and its `x-sunset` is no date"))
        }
        (Some(_), Some((Sunset::Day(day), _))) => (
            "request-parameter-removed-before-sunset",
            Severity::Warning,
            format!("{text}; it was promised until {day}"),
        ),
        (Some(_), None) => {
            ("request-parameter-removed-with-deprecation", Severity::Info, format!("{text}; it was deprecated"))
        }
        (None, _) => ("request-parameter-removed", Severity::Warning, text),
    };
    let change = Change::new(Area::ParameterRemoved, Name::Fixed(name), Effect::Mixed, text).graded(grade);
    change.at(place, Some(pair.revision.node))
}

fn added_parameter(api: &Api, parameter: &Parameter, pair: &OperationPair) -> Change {
    let required = is_required(api, parameter.node);
    let kind = if required { "required" } else { "optional" };
    let name = match (parameter.place.as_str(), required) {
        ("path", _) => "new-request-path-parameter",
        (_, true) => "new-required-request-parameter",
        (_, false) => "new-optional-request-parameter",
    };
    let effect = if required { Effect::Narrower } else { Effect::Wider };
    let text = format!("the {kind} {} parameter `{}` is new", parameter.place, parameter.name);
    let change = Change::new(Area::Parameter, Name::Fixed(name), effect, text);
    let change = if pair.base.inverted { change.sent(Severity::Info) } else { change };
    change.at(Some(pair.base.node), Some(parameter.node))
}

/// How a parameter is written in a request.
fn style(api: &Api, node: NodeId) -> (String, bool) {
    if is_swagger(api) {
        let (style, explode) = match api.document.get_string(node, "collectionFormat") {
            Some("multi") => ("form", true),
            Some("ssv") => ("spaceDelimited", false),
            Some("pipes") => ("pipeDelimited", false),
            Some("tsv") => ("tabDelimited", false),
            _ if matches!(api.document.get_string(node, "in"), Some("query" | "formData")) => ("form", false),
            _ => ("simple", false),
        };
        return (style.to_owned(), explode);
    }
    let default = match api.document.get_string(node, "in") {
        Some("query" | "cookie") => "form",
        _ => "simple",
    };
    let style = api.document.get_string(node, "style").unwrap_or(default).to_owned();
    let explode = api.get(node, "explode").and_then(|value| api.document.boolean(value));
    let explode = explode.unwrap_or(style == "form");
    (style, explode)
}

fn explodes(api: &Api, node: NodeId) -> bool {
    let place = api.document.get_string(node, "in");
    matches!(place, Some("query" | "cookie")) && style(api, node) == ("form".to_owned(), true)
}

/// A parameter that is written otherwise. `explode` counts for lists and objects only.
fn serialization(base: (&Api, NodeId), revision: (&Api, NodeId)) -> Option<Change> {
    let (old, new) = (style(base.0, base.1), style(revision.0, revision.1));
    let compound = |(api, node): (&Api, NodeId)| {
        let Some(schema) = schema_of(api, node).and_then(|schema| api.follow(schema)) else { return true };
        match api.get(schema, "type").map(|value| api.document.value(value)) {
            Some(Value::String(word)) => matches!(word, "array" | "object"),
            _ => true,
        }
    };
    let in_parts = compound(base) && compound(revision);
    if old.0 == new.0 && (old.1 == new.1 || !in_parts) {
        return None;
    }
    let say = |(style, explode): &(String, bool)| format!("`{style}` with `explode: {explode}`");
    let text = format!("it is written as {} instead of {}", say(&new), say(&old));
    let name = Name::Fixed("request-parameter-serialization-changed");
    Some(Change::new(Area::Serialization, name, Effect::Mixed, text).at(Some(base.1), Some(revision.1)))
}
