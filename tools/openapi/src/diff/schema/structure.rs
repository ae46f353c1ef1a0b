//! Keywords that hold schemas, and annotations.

use std::collections::BTreeMap;

use architect_core::Severity;

use super::super::change::{Area, Change, Effect, Name};
use super::super::side::Sides;
use super::super::site::Step;
use super::compare::Difference;
use super::facts::{Facts, Placed, Rest, canonical};
use crate::api::Api;
use architect_document::NodeId;

/// A keyword that comes or goes, by its names.
fn come_or_go(names: [&'static str; 2], what: &str, old: Option<NodeId>, new: Option<NodeId>) -> Change {
    let (name, effect, verb) =
        if new.is_some() { (names[0], Effect::Narrower, "is new") } else { (names[1], Effect::Wider, "is gone") };
    Change::new(Area::Structure, Name::At(name), effect, format!("{what} {verb}")).at(old, new)
}

/// A keyword that holds one schema: compared where both have it.
fn inner(
    sides: &mut Sides<'_>,
    (base, revision): (&Facts<'_>, &Facts<'_>),
    keyword: &'static str,
    names: [&'static str; 2],
    difference: &mut Difference,
) {
    match (base.inner.get(keyword), revision.inner.get(keyword)) {
        (Some(old), Some(new)) => difference.part(sides, old, new, Step::Part),
        (None, None) => {}
        (old, new) => {
            let first = |nodes: Option<&Vec<NodeId>>| nodes.and_then(|nodes| nodes.first()).copied();
            let change = come_or_go(names, &format!("`{keyword}`"), first(old), first(new));
            let change =
                Change { base: change.base.or(base.node), revision: change.revision.or(revision.node), ..change };
            difference.changes.push(change);
        }
    }
}

/// Keywords about objects.
pub(super) fn objects(sides: &mut Sides<'_>, base: &Facts<'_>, revision: &Facts<'_>, difference: &mut Difference) {
    rest(sides, base, revision, difference);
    let both = (base, revision);
    inner(sides, both, "propertyNames", ["property-names-added", "property-names-removed"], difference);
    let names = ["unevaluated-properties-added", "unevaluated-properties-removed"];
    inner(sides, both, "unevaluatedProperties", names, difference);
    for (pattern, old) in &base.pattern_properties {
        if let Some(new) = revision.pattern_properties.get(pattern) {
            difference.part(sides, old, new, Step::Part);
            continue;
        }
        let what = format!("what properties matching `{pattern}` must be");
        let change = come_or_go(["", "pattern-property-removed"], &what, old.first().copied(), None);
        difference.changes.push(Change { revision: revision.node, ..change });
    }
    for (pattern, new) in &revision.pattern_properties {
        if !base.pattern_properties.contains_key(pattern) {
            let what = format!("what properties matching `{pattern}` must be");
            let change = come_or_go(["pattern-property-added", ""], &what, None, new.first().copied());
            difference.changes.push(Change { base: base.node, ..change });
        }
    }
    dependent(sides, base, revision, difference);
}

/// What properties may be that are not named.
fn rest(sides: &mut Sides<'_>, base: &Facts<'_>, revision: &Facts<'_>, difference: &mut Difference) {
    let place = |rest: &Rest, facts: &Facts<'_>| match rest {
        Rest::Open => facts.node,
        Rest::Closed(node) => Some(*node),
        Rest::Schemas(nodes) => nodes.first().copied(),
    };
    let (name, effect, text) = match (&base.rest, &revision.rest) {
        (Rest::Open, Rest::Open) | (Rest::Closed(_), Rest::Closed(_)) => return,
        (Rest::Schemas(old), Rest::Schemas(new)) => {
            let (old, new) = (old.clone(), new.clone());
            difference.part(sides, &old, &new, Step::Part);
            return;
        }
        (_, Rest::Closed(_)) => {
            ("additional-properties-forbidden", Effect::Narrower, "properties that are not named are forbidden now")
        }
        (Rest::Closed(_), _) => {
            ("additional-properties-allowed", Effect::Wider, "properties that are not named are allowed now")
        }
        (Rest::Open, Rest::Schemas(_)) => {
            ("additional-properties-limited", Effect::Narrower, "properties that are not named must fit a schema now")
        }
        (Rest::Schemas(_), Rest::Open) => (
            "additional-properties-lifted",
            Effect::Wider,
            "properties that are not named need not fit a schema any more",
        ),
    };
    let mut change = Change::new(Area::Structure, Name::At(name), effect, text);
    if effect == Effect::Wider {
        // Most clients pass over what they do not know.
        change = change.received(Severity::Warning);
    }
    difference.changes.push(change.at(place(&base.rest, base), place(&revision.rest, revision)));
}

fn dependent(sides: &mut Sides<'_>, base: &Facts<'_>, revision: &Facts<'_>, difference: &mut Difference) {
    for (name, old) in &base.dependent_required {
        let Some(new) = revision.dependent_required.get(name) else {
            let what = format!("what must be there with `{name}`");
            let change = come_or_go(["", "dependent-required-removed"], &what, Some(old.node), None);
            difference.changes.push(Change { revision: revision.node, ..change });
            continue;
        };
        if old.value == new.value {
            continue;
        }
        let effect = if old.value.is_subset(&new.value) {
            Effect::Narrower
        } else if new.value.is_subset(&old.value) {
            Effect::Wider
        } else {
            Effect::Mixed
        };
        let list = |names: &std::collections::BTreeSet<&str>| {
            names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        };
        let text = format!("what must be there with `{name}` went from {} to {}", list(&old.value), list(&new.value));
        let change = Change::new(Area::Structure, Name::At("dependent-required-changed"), effect, text);
        difference.changes.push(change.at(Some(old.node), Some(new.node)));
    }
    for (name, new) in &revision.dependent_required {
        if !base.dependent_required.contains_key(name) {
            let what = format!("what must be there with `{name}`");
            let change = come_or_go(["dependent-required-added", ""], &what, None, Some(new.node));
            difference.changes.push(Change { base: base.node, ..change });
        }
    }
    for (name, old) in &base.dependent_schemas {
        if let Some(new) = revision.dependent_schemas.get(name) {
            difference.part(sides, old, new, Step::Same);
            continue;
        }
        let what = format!("what must hold when `{name}` is there");
        let change = come_or_go(["", "dependent-schema-removed"], &what, old.first().copied(), None);
        difference.changes.push(Change { revision: revision.node, ..change });
    }
    for (name, new) in &revision.dependent_schemas {
        if !base.dependent_schemas.contains_key(name) {
            let what = format!("what must hold when `{name}` is there");
            let change = come_or_go(["dependent-schema-added", ""], &what, None, new.first().copied());
            difference.changes.push(Change { base: base.node, ..change });
        }
    }
}

/// Keywords about lists.
pub(super) fn arrays(sides: &mut Sides<'_>, base: &Facts<'_>, revision: &Facts<'_>, difference: &mut Difference) {
    let items = |facts: &Facts<'_>| facts.inner.get("items").cloned().unwrap_or_default();
    let (old_items, new_items) = (items(base), items(revision));
    if !old_items.is_empty() || !new_items.is_empty() {
        difference.part(sides, &old_items, &new_items, Step::Part);
    }
    for index in 0..base.prefix_items.len().max(revision.prefix_items.len()) {
        match (base.prefix_items.get(index), revision.prefix_items.get(index)) {
            (Some(old), Some(new)) => difference.part(sides, &[*old], &[*new], Step::Part),
            (old, new) => {
                let (name, verb) = if new.is_some() {
                    ("prefix-items-added", "has a schema of its own now")
                } else {
                    ("prefix-items-removed", "has no schema of its own any more")
                };
                // What stood there before was ruled by `items`, which may be wider or narrower.
                let change = Change::new(
                    Area::Structure,
                    Name::At(name),
                    Effect::Mixed,
                    format!("the item at {} {verb}", index + 1),
                );
                let change = change.graded(Severity::Warning);
                difference.changes.push(change.at(old.copied().or(base.node), new.copied().or(revision.node)));
            }
        }
    }
    let both = (base, revision);
    inner(sides, both, "contains", ["contains-added", "contains-removed"], difference);
    inner(sides, both, "unevaluatedItems", ["unevaluated-items-added", "unevaluated-items-removed"], difference);
    if base.unique_items.is_some() != revision.unique_items.is_some() {
        let names = ["unique-items-added", "unique-items-removed"];
        let change = come_or_go(names, "`uniqueItems`", base.unique_items, revision.unique_items);
        difference.changes.push(change);
    }
}

/// Conditions, negations, and text that holds a document.
pub(super) fn conditions(sides: &mut Sides<'_>, base: &Facts<'_>, revision: &Facts<'_>, difference: &mut Difference) {
    let both = (base, revision);
    let first = |facts: &Facts<'_>, keyword: &str| facts.inner.get(keyword).and_then(|nodes| nodes.first()).copied();
    for (keyword, names) in [("if", ["if-added", "if-removed"]), ("not", ["not-added", "not-removed"])] {
        let (old, new) = (first(base, keyword), first(revision, keyword));
        let (Some(old), Some(new)) = (old, new) else {
            inner(sides, both, keyword, names, difference);
            continue;
        };
        let deep = (sides.base.shapes.deep(sides.base.api, old), sides.revision.shapes.deep(sides.revision.api, new));
        if deep.0 != deep.1 {
            // Less under a negation is more, and a condition decides what else must hold: some of what fitted does
            // not fit any more, unless the contrary can be shown.
            let name = if keyword == "if" { "if-changed" } else { "not-changed" };
            let text = format!("`{keyword}` says something else, so what fits may be less or more");
            let change = Change::new(Area::Structure, Name::At(name), Effect::Mixed, text);
            difference.changes.push(change.at(Some(old), Some(new)));
        }
    }
    for (keyword, names) in [("then", ["then-added", "then-removed"]), ("else", ["else-added", "else-removed"])] {
        match (base.inner.get(keyword), revision.inner.get(keyword)) {
            (Some(old), Some(new)) => difference.part(sides, old, new, Step::Same),
            _ => inner(sides, both, keyword, names, difference),
        }
    }
    inner(sides, both, "contentSchema", ["content-schema-added", "content-schema-removed"], difference);
    content(
        base.content_media_type.as_ref(),
        revision.content_media_type.as_ref(),
        "contentMediaType",
        both,
        difference,
    );
    content(base.content_encoding.as_ref(), revision.content_encoding.as_ref(), "contentEncoding", both, difference);
}

fn content(
    old: Option<&Placed<&str>>,
    new: Option<&Placed<&str>>,
    keyword: &'static str,
    (base, revision): (&Facts<'_>, &Facts<'_>),
    difference: &mut Difference,
) {
    let word = |placed: Option<&Placed<&str>>| placed.map(|placed| placed.value.to_owned());
    let (old_word, new_word) = (word(old), word(new));
    if old_word == new_word {
        return;
    }
    let name = if keyword == "contentEncoding" { "content-encoding-changed" } else { "content-media-type-changed" };
    let say = |word: Option<String>| word.map_or_else(|| "none".to_owned(), |word| format!("`{word}`"));
    let text = format!("`{keyword}` went from {} to {}", say(old_word), say(new_word));
    let change = Change::new(Area::Structure, Name::At(name), Effect::Mixed, text);
    let node = |placed: Option<&Placed<&str>>, facts: &Facts<'_>| placed.map(|placed| placed.node).or(facts.node);
    difference.changes.push(change.at(node(old, base), node(new, revision)));
}

/// Defaults and discriminators.
pub(super) fn annotations(
    base_api: &Api,
    base: &Facts<'_>,
    revision_api: &Api,
    revision: &Facts<'_>,
    changes: &mut Vec<Change>,
) {
    let old = base.default.map(|node| canonical(base_api, node));
    let new = revision.default.map(|node| canonical(revision_api, node));
    if old != new {
        let (name, text) = match (&old, &new) {
            (None, Some(new)) => ("default-value-added", format!("the default {new} is new")),
            (Some(old), None) => ("default-value-removed", format!("the default {old} is gone")),
            (Some(old), Some(new)) => ("default-value-changed", format!("the default went from {old} to {new}")),
            (None, None) => return,
        };
        let change = Change::new(Area::Default, Name::At(name), Effect::Annotation, text);
        changes.push(change.at(base.default.or(base.node), revision.default.or(revision.node)));
    }
    discriminator(base_api, base, revision_api, revision, changes);
}

fn discriminator(
    base_api: &Api,
    base: &Facts<'_>,
    revision_api: &Api,
    revision: &Facts<'_>,
    changes: &mut Vec<Change>,
) {
    let mut push = |name: &'static str, text: String, old: Option<NodeId>, new: Option<NodeId>| {
        let change = Change::new(Area::Annotation, Name::At(name), Effect::Annotation, text);
        changes.push(change.at(old.or(base.node), new.or(revision.node)));
    };
    let (old, new) = match (base.discriminator, revision.discriminator) {
        (None, None) => return,
        (None, new) => return push("discriminator-added", "a discriminator is new".to_owned(), None, new),
        (old, None) => return push("discriminator-removed", "the discriminator is gone".to_owned(), old, None),
        (Some(old), Some(new)) => (old, new),
    };
    let name_of = |api: &Api, node: NodeId| api.document.get_string(node, "propertyName").map(ToOwned::to_owned);
    let (old_name, new_name) = (name_of(base_api, old), name_of(revision_api, new));
    if let (Some(one), Some(other)) = (&old_name, &new_name)
        && one != other
    {
        let text = format!("the discriminator went from `{one}` to `{other}`");
        push("discriminator-property-name-changed", text, Some(old), Some(new));
    }
    let (old_mapping, new_mapping) = (mapping(base_api, old), mapping(revision_api, new));
    for (key, (target, node)) in &old_mapping {
        match new_mapping.get(key) {
            None => {
                let text = format!("the discriminator does not map `{key}` any more");
                push("discriminator-mapping-deleted", text, Some(*node), Some(new));
            }
            Some((other, place)) if other != target => {
                let text = format!("the discriminator maps `{key}` to `{other}` instead of `{target}`");
                push("discriminator-mapping-changed", text, Some(*node), Some(*place));
            }
            Some(_) => {}
        }
    }
    for (key, (_, node)) in &new_mapping {
        if !old_mapping.contains_key(key) {
            let text = format!("the discriminator maps `{key}`, too");
            push("discriminator-mapping-added", text, Some(old), Some(*node));
        }
    }
}

/// The values that a discriminator maps, each with what it is mapped to and where that stands.
pub(super) fn mapping(api: &Api, discriminator: NodeId) -> BTreeMap<String, (String, NodeId)> {
    let entries = api.get(discriminator, "mapping").map_or(&[][..], |mapping| api.document.entries(mapping));
    let entry = |entry: &architect_document::Entry| {
        let target = api.document.string(entry.value).unwrap_or_default();
        (api.document.key(entry.key).to_owned(), (target.to_owned(), entry.value))
    };
    entries.iter().map(entry).collect()
}
