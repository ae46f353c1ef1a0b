//! Alternatives: `oneOf` and `anyOf`.
//!
//! Which alternative of the base belongs to which of the revision is found by what they are, not by their order: the
//! same component, the same text, the same shape behind references, the same title, and at last the most properties
//! in common. What then is left came or went.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use architect_core::Severity;

use super::super::change::{Area, Change, Effect, Name};
use super::super::pairs::Pair;
use super::super::side::{Side, Sides};
use super::super::site::Step;
use super::compare::{Difference, compare};
use super::conjunction::ConjunctionId;
use super::facts::{Facts, Union, named_types};
use super::structure;
use crate::api::schema::Types;
use crate::structure::reference::Target;
use architect_document::NodeId;

/// Alternatives beyond which the most similar ones are not looked for.
const MOST_COMPARED: usize = 100;

/// One schema that became alternatives, or alternatives that became one schema. True when that is all there is to
/// say.
pub(super) fn wrapped(
    sides: &mut Sides<'_>,
    base: &Facts<'_>,
    revision: &Facts<'_>,
    difference: &mut Difference,
) -> bool {
    let bare = |facts: &Facts<'_>| facts.unions.is_empty();
    let only = |facts: &Facts<'_>| facts.unions.len() == 1 && !facts.has_properties();
    let says = |facts: &Facts<'_>| facts.has_properties() || facts.types.or(Types::NULL) != Types::ANY;
    let wraps = bare(base) && says(base) && only(revision);
    let unwraps = bare(revision) && says(revision) && only(base);
    if !wraps && !unwraps {
        return false;
    }
    let (one, union) = if wraps { (base, revision) } else { (revision, base) };
    let Some(union) = union.unions.first() else { return false };
    // The one schema is among the alternatives: they only add to it.
    let (one_side, union_side) = if wraps { (&sides.base, &sides.revision) } else { (&sides.revision, &sides.base) };
    let Some(node) = one.node else { return false };
    let shape = one_side.shapes.deep(one_side.api, node);
    let same = union.members.iter().copied().find(|member| {
        union_side.shapes.deep(union_side.api, *member) == shape
            || component(union_side, *member).is_some_and(|name| Some(name) == named(one_side, node))
    });
    let same = same.or_else(|| {
        // Of other types than objects, only one alternative can be meant.
        let own = one.effective_types();
        let mut fitting = union.members.iter().copied().filter(|member| type_of(union_side, *member).meets(own));
        let first = fitting.next().filter(|_| !own.meets(Types::OBJECT))?;
        fitting.next().is_none().then_some(first)
    });
    let keyword = if union.exclusive { "oneOf" } else { "anyOf" };
    let others = union.members.len().saturating_sub(1);
    if same.is_none() && one.has_properties() && union.members.len() <= MOST_COMPARED {
        // Alternatives that each take in the one schema are wider than it, as long as no two of them must not fit.
        let (one_node, members) = (node, union.members.clone());
        let covering = members.iter().filter(|member| takes_in(sides, wraps, one_node, **member)).count();
        if covering > 0 && (covering == 1 || !union.exclusive || !wraps) {
            let places = if wraps { (base.node, Some(union.node)) } else { (Some(union.node), revision.node) };
            let (name, effect, text) = if wraps {
                let text =
                    format!("the one schema became {} alternatives of `{keyword}`, which allow more", others + 1);
                (if union.exclusive { "one-of-added" } else { "any-of-added" }, Effect::Wider, text)
            } else {
                let text =
                    format!("the {} alternatives of `{keyword}` became one schema, which allows less", others + 1);
                (if union.exclusive { "one-of-removed" } else { "any-of-removed" }, Effect::Narrower, text)
            };
            let change = Change::new(Area::Composition, Name::At(name), effect, text);
            difference.changes.push(change.at(places.0, places.1));
            return true;
        }
    }
    match same {
        Some(member) => {
            let (name, effect, text) = if wraps {
                let text = format!("it is one of {} alternatives of `{keyword}` now", others + 1);
                (if union.exclusive { "one-of-added" } else { "any-of-added" }, Effect::Wider, text)
            } else {
                let text = format!("only one of {} alternatives of `{keyword}` is left", others + 1);
                (if union.exclusive { "one-of-removed" } else { "any-of-removed" }, Effect::Narrower, text)
            };
            let places = if wraps { (base.node, Some(union.node)) } else { (Some(union.node), revision.node) };
            difference
                .changes
                .push(Change::new(Area::Composition, Name::At(name), effect, text).at(places.0, places.1));
            if wraps {
                difference.part(sides, &[node], &[member], Step::Same);
            } else {
                difference.part(sides, &[member], &[node], Step::Same);
            }
            true
        }
        None if one.has_properties() || one.types.meets(Types::OBJECT) => {
            let (name, text, places) = if wraps {
                let text =
                    format!("the one schema became {} alternatives of `{keyword}`, none of which is it", others + 1);
                ("wrapped-in-one-of", text, (base.node, Some(union.node)))
            } else {
                let text = format!("the {} alternatives of `{keyword}` became one other schema", others + 1);
                ("unwrapped-from-one-of", text, (Some(union.node), revision.node))
            };
            let change = Change::new(Area::Composition, Name::At(name), Effect::Mixed, text);
            difference.changes.push(change.at(places.0, places.1));
            true
        }
        None => false,
    }
}

/// The alternatives of two schemas.
pub(super) fn unions(sides: &mut Sides<'_>, base: &Facts<'_>, revision: &Facts<'_>, difference: &mut Difference) {
    let most = base.unions.len().max(revision.unions.len());
    for index in 0..most {
        match (base.unions.get(index), revision.unions.get(index)) {
            (Some(old), Some(new)) => {
                exclusiveness(old, new, &mut difference.changes);
                let mappings = Mappings::of(sides, base, revision);
                members(sides, (old, new), mappings.as_ref(), difference);
            }
            (None, Some(new)) => {
                let (keyword, name) = words(new, "one-of-demanded", "any-of-demanded");
                let text = format!("one of {} alternatives of `{keyword}` must fit now", new.members.len());
                let change = Change::new(Area::Composition, Name::At(name), Effect::Narrower, text);
                difference.changes.push(change.at(base.node, Some(new.node)));
            }
            (Some(old), None) => {
                let (keyword, name) = words(old, "one-of-lifted", "any-of-lifted");
                let text = format!("none of the alternatives of `{keyword}` must fit any more");
                let change = Change::new(Area::Composition, Name::At(name), Effect::Wider, text);
                difference.changes.push(change.at(Some(old.node), revision.node));
            }
            (None, None) => {}
        }
    }
}

fn words(union: &Union, one_of: &'static str, any_of: &'static str) -> (&'static str, &'static str) {
    if union.exclusive { ("oneOf", one_of) } else { ("anyOf", any_of) }
}

/// `anyOf` that became `oneOf`, or the other way round: what fits two alternatives fits only one of the two.
fn exclusiveness(old: &Union, new: &Union, changes: &mut Vec<Change>) {
    if old.exclusive == new.exclusive || old.members.len() < 2 || new.members.len() < 2 {
        return;
    }
    let (name, effect, text) = if new.exclusive {
        ("any-of-became-one-of", Effect::Narrower, "`anyOf` became `oneOf`: what fits two alternatives fits no more")
    } else {
        ("one-of-became-any-of", Effect::Wider, "`oneOf` became `anyOf`: what fits two alternatives fits now")
    };
    let change = Change::new(Area::Composition, Name::At(name), effect, text);
    let change = if new.exclusive { change.sent(Severity::Warning) } else { change.received(Severity::Warning) };
    changes.push(change.at(Some(old.node), Some(new.node)));
}

/// What two discriminators map: a component that is not mapped to has its own name as the value.
struct Mappings {
    base: BTreeMap<String, (String, NodeId)>,
    revision: BTreeMap<String, (String, NodeId)>,
}

impl Mappings {
    /// Where both schemas have a discriminator.
    fn of(sides: &Sides<'_>, base: &Facts<'_>, revision: &Facts<'_>) -> Option<Self> {
        Some(Self {
            base: structure::mapping(sides.base.api, base.discriminator?),
            revision: structure::mapping(sides.revision.api, revision.discriminator?),
        })
    }

    /// Whether the value followed a component that is called otherwise now.
    fn follow(&self, old: &str, new: &str) -> bool {
        let maps_to = |mapping: &BTreeMap<String, (String, NodeId)>, component: &str| {
            mapping.values().any(|(target, _)| target.rsplit('/').next() == Some(component))
        };
        old != new
            && !maps_to(&self.base, old)
            && !maps_to(&self.revision, new)
            && !self.base.contains_key(old)
            && !self.revision.contains_key(old)
    }
}

fn members(
    sides: &mut Sides<'_>,
    (old, new): (&Union, &Union),
    mappings: Option<&Mappings>,
    difference: &mut Difference,
) {
    let matched = matching(sides, &old.members, &new.members);
    let mut taken = BTreeSet::new();
    let mut gone = Vec::new();
    for (member, partner) in old.members.iter().zip(&matched) {
        match partner.and_then(|index| Some((index, *new.members.get(index)?))) {
            Some((index, partner)) => {
                taken.insert(index);
                difference.part(sides, &[*member], &[partner], Step::Same);
                let names = component(&sides.base, *member).zip(component(&sides.revision, partner));
                if let (Some(mappings), Some((one, other))) = (mappings, names)
                    && mappings.follow(&one, &other)
                {
                    let text = format!("the discriminator's value `{one}` became `{other}`, as its component did");
                    let name = Name::At("discriminator-mapping-changed");
                    let change = Change::new(Area::Composition, name, Effect::Mixed, text)
                        .graded(Severity::Warning)
                        .help("A `mapping` of the discriminator keeps the old value.");
                    difference.changes.push(change.at(Some(*member), Some(partner)));
                }
            }
            None => gone.push(*member),
        }
    }
    let come: Vec<NodeId> =
        new.members.iter().enumerate().filter(|(index, _)| !taken.contains(index)).map(|(_, node)| *node).collect();
    if let Some(first) = gone.first() {
        let (keyword, name) = words(old, "one-of-removed", "any-of-removed");
        let text = format!("{} left `{keyword}`", list(&sides.base, &gone));
        let change = Change::new(Area::Composition, Name::At(name), Effect::Narrower, text);
        difference.changes.push(change.at(Some(*first), Some(new.node)));
    }
    if let Some(first) = come.first() {
        let (keyword, name) = words(new, "one-of-added", "any-of-added");
        let text = format!("{} came into `{keyword}`", list(&sides.revision, &come));
        let change = Change::new(Area::Composition, Name::At(name), Effect::Wider, text);
        difference.changes.push(change.at(Some(old.node), Some(*first)));
    }
}

fn list(side: &Side<'_>, members: &[NodeId]) -> String {
    let names: Vec<String> = members
        .iter()
        .take(5)
        .map(|member| {
            component(side, *member)
                .or_else(|| side.api.document.get_string(*member, "title").map(ToOwned::to_owned))
                .map_or_else(|| "a schema".to_owned(), |name| format!("`{name}`"))
        })
        .collect();
    let more = members.len().saturating_sub(names.len());
    let names = names.join(", ");
    if more == 0 { names } else { format!("{names} and {more} more") }
}

/// The name of the component that a reference leads to.
fn component(side: &Side<'_>, node: NodeId) -> Option<String> {
    let document = &side.api.document;
    match side.api.target(node) {
        Some(Target::Node(target)) => named(side, document.target(target)),
        _ => None,
    }
}

/// The name under which a component stands.
fn named(side: &Side<'_>, node: NodeId) -> Option<String> {
    side.component_names.get(&node).cloned()
}

/// For each alternative of the base the number of the one in the revision that it became.
fn matching(sides: &Sides<'_>, old: &[NodeId], new: &[NodeId]) -> Vec<Option<usize>> {
    let mut matched: Vec<Option<usize>> = vec![None; old.len()];
    let mut free: Vec<bool> = vec![true; new.len()];
    let (base, revision) = (&sides.base, &sides.revision);
    by_key(old, new, &mut matched, &mut free, |node| component(base, node), |node| component(revision, node));
    let written = |side: &Side<'_>, node: NodeId| side.shapes.closed(node);
    by_key(old, new, &mut matched, &mut free, |node| written(base, node), |node| written(revision, node));
    if matched.iter().any(Option::is_none) && free.contains(&true) {
        let deep = |side: &Side<'_>, node: NodeId| Some(side.shapes.deep(side.api, node));
        by_key(old, new, &mut matched, &mut free, |node| deep(base, node), |node| deep(revision, node));
        let title = |side: &Side<'_>, node: NodeId| {
            let node = side.api.follow(node)?;
            side.api.document.get_string(node, "title").map(ToOwned::to_owned)
        };
        by_key(old, new, &mut matched, &mut free, |node| title(base, node), |node| title(revision, node));
        by_likeness(sides, old, new, &mut matched, &mut free);
    }
    matched
}

fn by_key<K: std::hash::Hash + Eq>(
    old: &[NodeId],
    new: &[NodeId],
    matched: &mut [Option<usize>],
    free: &mut [bool],
    key_of_old: impl Fn(NodeId) -> Option<K>,
    key_of_new: impl Fn(NodeId) -> Option<K>,
) {
    let mut known: HashMap<K, Vec<usize>> = HashMap::new();
    for (index, node) in new.iter().enumerate().rev() {
        if free.get(index) == Some(&true)
            && let Some(key) = key_of_new(*node)
        {
            known.entry(key).or_default().push(index);
        }
    }
    for (slot, node) in matched.iter_mut().zip(old) {
        if slot.is_some() {
            continue;
        }
        let index = key_of_old(*node).and_then(|key| known.get_mut(&key)).and_then(Vec::pop);
        if let Some(flag) = index.and_then(|index| free.get_mut(index)) {
            *flag = false;
            *slot = index;
        }
    }
}

/// Inline alternatives that changed: those with most in common belong together.
fn by_likeness(sides: &Sides<'_>, old: &[NodeId], new: &[NodeId], matched: &mut [Option<usize>], free: &mut [bool]) {
    if old.len() > MOST_COMPARED || new.len() > MOST_COMPARED {
        return;
    }
    // What has a name of its own in both documents was matched by it, or came and went.
    let inline = |side: &Side<'_>, node: NodeId| component(side, node).is_none();
    let new_outlines: Vec<Option<Outline>> =
        new.iter().map(|node| inline(&sides.revision, *node).then(|| outline(&sides.revision, *node))).collect();
    for (slot, node) in matched.iter_mut().zip(old) {
        if slot.is_some() || !inline(&sides.base, *node) {
            continue;
        }
        let own = outline(&sides.base, *node);
        let mut best: Option<(usize, usize)> = None;
        for (index, other) in new_outlines.iter().enumerate() {
            let Some(other) = other.as_ref().filter(|_| free.get(index) == Some(&true)) else { continue };
            let likeness = own.likeness(other);
            if likeness > 0 && best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, index));
            }
        }
        if let Some((_, index)) = best
            && let Some(flag) = free.get_mut(index)
        {
            *flag = false;
            *slot = Some(index);
        }
    }
}

/// Whether all that fits one schema also fits an alternative, as far as that can be told without a look at parts that
/// differ. `wraps`: the one schema is in the base, the alternative in the revision.
fn takes_in(sides: &mut Sides<'_>, wraps: bool, one: NodeId, member: NodeId) -> bool {
    let (old, new) = if wraps { (one, member) } else { (member, one) };
    let old = sides.base.conjunctions.of(sides.base.api, &[old]);
    let new = sides.revision.conjunctions.of(sides.revision.api, &[new]);
    let alternatives = |facts: &Facts<'_>| !facts.unions.is_empty();
    let has_alternatives = alternatives(&Facts::of(sides.base.api, sides.base.conjunctions.get(old)))
        || alternatives(&Facts::of(sides.revision.api, sides.revision.conjunctions.get(new)));
    // Without alternatives inside, the comparison asks no further question of this kind.
    if has_alternatives {
        return false;
    }
    let difference = compare(sides, old, new);
    let wanted = if wraps { Effect::Wider } else { Effect::Narrower };
    let fits = |change: &Change| change.effect == wanted || change.effect == Effect::Annotation;
    difference.changes.iter().all(fits)
        && difference.parts.iter().all(|(pair, _)| match pair {
            Pair::Schema(old, new) => alike(sides, *old, *new),
            _ => false,
        })
}

/// Whether two schemas are written alike, and nothing in them is behind a reference.
fn alike(sides: &Sides<'_>, old: ConjunctionId, new: ConjunctionId) -> bool {
    let (old, new) = (sides.base.conjunctions.get(old), sides.revision.conjunctions.get(new));
    match (old.leaves.as_slice(), new.leaves.as_slice()) {
        ([], []) => true,
        ([old], [new]) => {
            let shape = sides.base.shapes.closed(*old);
            shape.is_some() && shape == sides.revision.shapes.closed(*new)
        }
        _ => false,
    }
}

/// The types that an alternative names; all when it names none.
fn type_of(side: &Side<'_>, node: NodeId) -> Types {
    let node = side.api.follow(node).unwrap_or(node);
    side.api.get(node, "type").map_or(Types::ANY, |value| named_types(side.api, value))
}

struct Outline {
    type_word: Option<String>,
    properties: BTreeSet<String>,
}

impl Outline {
    /// How much two have in common; 0 when they are different things.
    fn likeness(&self, other: &Self) -> usize {
        if self.type_word != other.type_word {
            return 0;
        }
        let common = self.properties.intersection(&other.properties).count();
        let all = self.properties.union(&other.properties).count();
        if all == 0 {
            return usize::from(self.type_word.is_some());
        }
        if common * 2 >= all { 1 + common * 100 / all } else { 0 }
    }
}

fn outline(side: &Side<'_>, node: NodeId) -> Outline {
    let document = &side.api.document;
    let node = side.api.follow(node).unwrap_or(node);
    let properties = document.get(node, "properties").map_or(&[][..], |map| document.entries(map));
    Outline {
        type_word: document.get_string(node, "type").map(ToOwned::to_owned),
        properties: properties.iter().map(|entry| document.key(entry.key).to_owned()).collect(),
    }
}
