//! The comparison itself: pairs are taken from a list until none is left.

use std::collections::{BTreeMap, HashMap, HashSet};

use architect_core::{Context, Gap, Severity, ToolError};

use super::change::{Area, Change, Effect, Name};
use super::lifecycle::{self, Life, Sunset};
use super::operations::{self, Listed, Operation, OperationPair, match_paths, of_item, server_path};
use super::pairs::{Pair, PairId, Pairs};
use super::schema::compare;
use super::side::Sides;
use super::site::{Site, Step};
use crate::api::Api;
use architect_document::NodeId;

/// A change of an operation, or of the document, that no pair stands for.
#[derive(Debug)]
pub(crate) struct Loose {
    pub(crate) change: Change,
    pub(crate) subject: String,
}

pub(crate) struct Engine<'a> {
    pub(super) sides: Sides<'a>,
    pub(super) pairs: Pairs,
    pub(super) operations: Vec<OperationPair>,
    pub(super) loose: Vec<Loose>,
    /// Operations by their nodes, so that a callback that leads back to one is compared once.
    known: HashSet<(NodeId, NodeId)>,
    gaps: Vec<Gap>,
}

/// Pairs for each node of the two documents; a document that needs more is made to.
const PAIRS_A_NODE: usize = 4;
/// Pairs that every comparison may have.
const LEAST_PAIRS: usize = 10_000;
/// Pairs between two looks at whether the call was stopped.
const BETWEEN_LOOKS: usize = 4_096;

impl<'a> Engine<'a> {
    pub(super) fn new(sides: Sides<'a>) -> Self {
        Self {
            sides,
            pairs: Pairs::default(),
            operations: Vec::new(),
            loose: Vec::new(),
            known: HashSet::new(),
            gaps: Vec::new(),
        }
    }

    /// Compares everything. What was left out is among the gaps.
    pub(super) fn run(mut self, context: &Context) -> Result<Found, ToolError> {
        self.paths();
        self.webhooks();
        self.document();
        let nodes = self.sides.base.api.document.len() + self.sides.revision.api.document.len();
        let most = nodes.saturating_mul(PAIRS_A_NODE).saturating_add(LEAST_PAIRS);
        let mut next = 0;
        while let Some((id, pair)) = self.pairs.get(next) {
            if next % BETWEEN_LOOKS == 0 {
                context.checkpoint()?;
            }
            if next >= most {
                let name = self.sides.revision.api.document.source().name();
                let reason = format!(
                    "schemas that grow into ever new combinations were compared only {most} combinations deep"
                );
                self.gaps.push(Gap::of_source(name, reason));
                break;
            }
            self.pair(id, pair);
            next += 1;
        }
        self.pairs.settle();
        Ok(Found { pairs: self.pairs, operations: self.operations, loose: self.loose, gaps: self.gaps })
    }

    fn pair(&mut self, id: PairId, pair: Pair) {
        match pair {
            // Compared where they are met.
            Pair::Document | Pair::Content(..) => {}
            Pair::Operation(index) => {
                if let Some(pair) = self.operations.get(index).cloned() {
                    self.operation(id, &pair);
                }
            }
            Pair::Parameter(base, revision) => self.parameter(id, base, revision),
            Pair::Header(base, revision) => self.header(id, base, revision),
            Pair::Body(base, revision) => self.request_body(id, base, revision),
            Pair::Response(base, revision) => self.response(id, base, revision),
            Pair::MediaType(base, revision) => self.media(id, base, revision),
            Pair::Security(base, revision) => self.general_security(id, base, revision),
            Pair::Scheme(base, revision) => self.scheme(id, base, revision),
            Pair::Schema(base, revision) => {
                let difference = compare(&mut self.sides, base, revision);
                for change in difference.changes {
                    self.pairs.change(id, change);
                }
                for (pair, step) in difference.parts {
                    self.pairs.lead(id, pair, step);
                }
            }
        }
    }

    pub(super) fn gap(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }

    pub(super) fn schema(&mut self, id: PairId, base: &[NodeId], revision: &[NodeId], step: Step) {
        let base = self.sides.base.conjunctions.of(self.sides.base.api, base);
        let revision = self.sides.revision.conjunctions.of(self.sides.revision.api, revision);
        self.pairs.lead(id, Pair::Schema(base, revision), step);
    }

    fn paths(&mut self) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let root = |api: &Api, key: &str| api.get(api.document.root(), key);
        let old = operations::items(base, root(base, "paths"));
        let new = operations::items(revision, root(revision, "paths"));
        let prefixes = (server_path(base), server_path(revision));
        let matched = match_paths(&old, &new, (&prefixes.0, &prefixes.1));
        self.listed(&old, &new, &matched, &|method, name| format!("{method} {name}"), false);
    }

    fn webhooks(&mut self) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let map = |api: &Api| {
            let root = api.document.root();
            api.get(root, "webhooks").or_else(|| api.get(root, "x-webhooks"))
        };
        let old = operations::items(base, map(base));
        let new = operations::items(revision, map(revision));
        let matched = by_name(&old, &new);
        self.listed(&old, &new, &matched, &|method, name| format!("webhook {name} {method}"), true);
    }

    /// The operations of path items that belong together, and those that came or went.
    fn listed(
        &mut self,
        old: &[Listed],
        new: &[Listed],
        matched: &BTreeMap<usize, usize>,
        subject: &dyn Fn(&str, &str) -> String,
        inverted: bool,
    ) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let mut gone = Vec::new();
        let mut come = Vec::new();
        let operation = |listed: &Listed, method: &str, node: NodeId| Operation {
            node,
            item: listed.item,
            subject: subject(method, &listed.name),
            path: if inverted { String::new() } else { listed.name.clone() },
            inverted,
        };
        let taken: HashSet<usize> = matched.values().copied().collect();
        for (index, listed) in old.iter().enumerate() {
            let partner = matched.get(&index).and_then(|index| new.get(*index));
            let others = partner.map(|partner| of_item(revision, partner.item)).unwrap_or_default();
            let mut others: BTreeMap<String, NodeId> = others.into_iter().collect();
            for (method, node) in of_item(base, listed.item) {
                let own = operation(listed, &method, node);
                match others.remove(&method).zip(partner) {
                    Some((other, partner)) => {
                        let other = operation(partner, &method, other);
                        self.meet(own, other);
                    }
                    None => gone.push((own, partner.is_some())),
                }
            }
            if let Some(partner) = partner {
                come.extend(others.iter().map(|(method, node)| operation(partner, method, *node)));
            }
        }
        for (index, listed) in new.iter().enumerate() {
            if !taken.contains(&index) {
                come.extend(
                    of_item(revision, listed.item).iter().map(|(method, node)| operation(listed, method, *node)),
                );
            }
        }
        let arrivals = by_operation_id(revision, &come);
        for (operation, path_stays) in &gone {
            let moved = moved_to(base, operation, &arrivals);
            self.loose.push(Loose {
                change: removed_operation(base, operation, *path_stays, inverted, moved),
                subject: operation.subject.clone(),
            });
        }
        for operation in &come {
            let name = if inverted { "webhook-added" } else { "endpoint-added" };
            let text = format!("`{}` is new", operation.subject);
            let change = Change::new(Area::OperationAdded, Name::Fixed(name), Effect::Wider, text);
            self.loose
                .push(Loose { change: change.at(None, Some(operation.node)), subject: operation.subject.clone() });
        }
    }

    fn meet(&mut self, base: Operation, revision: Operation) {
        if self.known.insert((base.node, revision.node)) {
            self.pairs.root(self.operations.len());
            self.operations.push(OperationPair { base, revision });
        }
    }

    fn operation(&mut self, id: PairId, pair: &OperationPair) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let mut changes = Vec::new();
        lifecycle::of_operation((base, pair.base.node), (revision, pair.revision.node), &mut changes);
        identity((base, pair.base.node), (revision, pair.revision.node), &mut changes);
        for change in changes {
            self.pairs.change(id, change);
        }
        self.security(id, pair);
        self.messages(id, pair);
        self.callbacks(pair);
    }

    fn callbacks(&mut self, pair: &OperationPair) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let of = |api: &Api, operation: &Operation| -> Vec<(String, NodeId)> {
            let map = api.get(operation.node, "callbacks");
            let entries = map.map_or(&[][..], |map| api.document.entries(map)).iter();
            let entry = |entry: &architect_document::Entry| {
                Some((api.document.key(entry.key).to_owned(), api.follow(entry.value)?))
            };
            entries.filter_map(entry).collect()
        };
        let old = of(base, &pair.base);
        let mut new: BTreeMap<String, NodeId> = of(revision, &pair.revision).into_iter().collect();
        for (name, callback) in &old {
            let items = operations::items(base, Some(*callback));
            let others = new.remove(name).map(|node| operations::items(revision, Some(node))).unwrap_or_default();
            // Expressions are compared as they are: a path within them is the client's.
            let matched = by_name(&items, &others);
            self.listed(&items, &others, &matched, &callback_subject(pair, name), true);
        }
        for (name, callback) in &new {
            let items = operations::items(revision, Some(*callback));
            self.listed(&[], &items, &BTreeMap::new(), &callback_subject(pair, name), true);
        }
    }

    /// What belongs to the document as a whole.
    fn document(&mut self) {
        let id = self.pairs.meet_root();
        self.schemes(id);
        self.servers();
        self.removed_schemas();
    }

    fn servers(&mut self) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let of = |api: &Api| -> Vec<(String, NodeId)> {
            let list =
                api.get(api.document.root(), "servers").map_or(&[][..], |list| api.document.items(list)).iter();
            let server = |node: &NodeId| {
                let value = api.get(*node, "url")?;
                Some((api.document.string(value)?.trim_end_matches('/').to_owned(), value))
            };
            list.filter_map(server).collect()
        };
        let (old, new) = (of(base), of(revision));
        if new.is_empty() {
            return;
        }
        let known: HashSet<&String> = new.iter().map(|(address, _)| address).collect();
        for (address, place) in &old {
            if !known.contains(address) {
                let text = format!("the server `{address}` is not listed any more");
                let change = Change::new(Area::Server, Name::Fixed("server-removed"), Effect::Annotation, text)
                    .graded(Severity::Warning)
                    .at(Some(*place), revision.get(revision.document.root(), "servers"));
                self.loose.push(Loose { change, subject: "#/servers".to_owned() });
            }
        }
    }

    /// Component schemas that are gone, unless one of the same shape has come under another name.
    fn removed_schemas(&mut self) {
        let (base, revision) = (self.sides.base.api, self.sides.revision.api);
        let known: HashSet<&str> =
            revision.components("schemas").iter().map(|entry| revision.document.key(entry.key)).collect();
        let old: HashSet<&str> =
            base.components("schemas").iter().map(|entry| base.document.key(entry.key)).collect();
        let gone: Vec<_> =
            base.components("schemas").iter().filter(|entry| !known.contains(base.document.key(entry.key))).collect();
        if gone.is_empty() {
            return;
        }
        let mut come: HashMap<u64, Vec<&str>> = HashMap::new();
        for entry in revision.components("schemas") {
            let name = revision.document.key(entry.key);
            if !old.contains(name) {
                let shape = self.sides.revision.shapes.deep(revision, entry.value);
                come.entry(shape).or_default().push(name);
            }
        }
        for entry in gone {
            let name = base.document.key(entry.key);
            let shape = self.sides.base.shapes.deep(base, entry.value);
            let text = match come.get(&shape).map(Vec::as_slice) {
                Some([new]) => format!("the component schema `{name}` is called `{new}` now"),
                _ => format!("the component schema `{name}` is gone"),
            };
            let change =
                Change::new(Area::SchemaRemoved, Name::Fixed("api-schema-removed"), Effect::Annotation, text);
            let section = revision.get(revision.document.root(), "components");
            let subject = base.component_pointer("schemas", name);
            self.loose.push(Loose { change: change.at(Some(entry.value), section), subject });
        }
    }
}

/// What a comparison found.
pub(crate) struct Found {
    pub(crate) pairs: Pairs,
    pub(crate) operations: Vec<OperationPair>,
    pub(crate) loose: Vec<Loose>,
    pub(crate) gaps: Vec<Gap>,
}

/// How the operations of a callback are called.
fn callback_subject<'s>(pair: &'s OperationPair, name: &'s str) -> impl Fn(&str, &str) -> String + 's {
    move |method, expression| format!("{} callback {name} {method} {expression}", pair.revision.subject)
}

fn operation_id(api: &Api, node: NodeId) -> Option<(&str, NodeId)> {
    let value = api.get(node, "operationId")?;
    Some((api.document.string(value)?, value))
}

/// Where an operation went that is gone: to the one that came with its `operationId`.
fn moved_to(base: &Api, operation: &Operation, arrivals: &HashMap<&str, Vec<&Operation>>) -> Option<String> {
    let (id, _) = operation_id(base, operation.node)?;
    match arrivals.get(id).map(Vec::as_slice) {
        Some([one]) => Some(one.subject.clone()),
        _ => None,
    }
}

fn by_operation_id<'o>(revision: &'o Api, come: &'o [Operation]) -> HashMap<&'o str, Vec<&'o Operation>> {
    let mut known: HashMap<&str, Vec<&Operation>> = HashMap::new();
    for operation in come {
        if let Some((id, _)) = operation_id(revision, operation.node) {
            known.entry(id).or_default().push(operation);
        }
    }
    known
}

/// Which names of two lists are the same: the base's number to the revision's.
fn by_name(old: &[Listed], new: &[Listed]) -> BTreeMap<usize, usize> {
    let known: HashMap<&str, usize> =
        new.iter().enumerate().map(|(index, listed)| (listed.name.as_str(), index)).collect();
    let matched = |(index, listed): (usize, &Listed)| Some((index, *known.get(listed.name.as_str())?));
    old.iter().enumerate().filter_map(matched).collect()
}

fn removed_operation(
    api: &Api,
    operation: &Operation,
    path_stays: bool,
    inverted: bool,
    moved: Option<String>,
) -> Change {
    let life = Life::of(api, &[operation.node]);
    let mut text = format!("`{}` is gone", operation.subject);
    if let Some(moved) = moved {
        text = format!("{text}; its operationId is that of `{moved}` now");
    }
    let names: [&'static str; 4] = if path_stays {
        [
            "api-removed-without-deprecation",
            "api-removed-with-deprecation",
            "api-removed-before-sunset",
            "api-path-sunset-parse",
        ]
    } else {
        [
            "api-path-removed-without-deprecation",
            "api-path-removed-with-deprecation",
            "api-path-removed-before-sunset",
            "api-path-sunset-parse",
        ]
    };
    let area = if inverted { Area::WebhookRemoved } else { Area::OperationRemoved };
    let (index, grade) = match (&life.deprecated, &life.sunset) {
        (Some(_), Some((Sunset::Day(day), _))) => {
            text = format!("{text}; it was promised until {day}");
            (2, Severity::Warning)
        }
        (Some(_), Some((Sunset::Unreadable, _))) => (3, Severity::Error),
        (Some(_), None) => {
            text = format!("{text}; it was deprecated");
            (1, Severity::Info)
        }
        (None, _) => (0, Severity::Error),
    };
    let name = if inverted { "webhook-removed" } else { names.get(index).copied().unwrap_or_default() };
    let grade = if inverted { Severity::Error } else { grade };
    Change::new(area, Name::Fixed(name), Effect::Mixed, text).graded(grade).at(Some(operation.node), None)
}

/// The `operationId` and the tags.
fn identity(base: (&Api, NodeId), revision: (&Api, NodeId), changes: &mut Vec<Change>) {
    let (old, new) = (operation_id(base.0, base.1), operation_id(revision.0, revision.1));
    match (old, new) {
        (Some((old, place)), new) if new.is_none_or(|(new, _)| new != old) => {
            let text = match new {
                Some((new, _)) => format!("its operationId went from `{old}` to `{new}`"),
                None => format!("its operationId `{old}` is gone"),
            };
            let change =
                Change::new(Area::Identity, Name::Fixed("api-operation-id-removed"), Effect::Annotation, text);
            changes.push(change.at(Some(place), new.map(|(_, node)| node).or(Some(revision.1))));
        }
        (None, Some((new, place))) => {
            let text = format!("its operationId `{new}` is new");
            let change = Change::new(Area::Identity, Name::Fixed("api-operation-id-added"), Effect::Annotation, text);
            changes.push(change.at(Some(base.1), Some(place)));
        }
        _ => {}
    }
    let tags = |(api, node): (&Api, NodeId)| -> Vec<(String, NodeId)> {
        let list = api.get(node, "tags").map_or(&[][..], |list| api.document.items(list)).iter();
        list.filter_map(|item| Some((api.document.string(*item)?.to_owned(), *item))).collect()
    };
    let (old, new) = (tags(base), tags(revision));
    let names = |tags: &[(String, NodeId)]| -> HashSet<String> { tags.iter().map(|(tag, _)| tag.clone()).collect() };
    let (old_names, new_names) = (names(&old), names(&new));
    for (tag, place) in &old {
        if !new_names.contains(tag) {
            let text = format!("it has the tag `{tag}` no more");
            let change = Change::new(Area::Identity, Name::Fixed("api-tag-removed"), Effect::Annotation, text);
            changes.push(change.at(Some(*place), Some(revision.1)));
        }
    }
    for (tag, place) in &new {
        if !old_names.contains(tag) {
            let text = format!("it has the tag `{tag}` now");
            let change = Change::new(Area::Identity, Name::Fixed("api-tag-added"), Effect::Annotation, text);
            changes.push(change.at(Some(base.1), Some(*place)));
        }
    }
}

impl Pairs {
    /// The pair of the documents themselves.
    fn meet_root(&mut self) -> PairId {
        self.root_of(Pair::Document, Site::Operation)
    }
}
