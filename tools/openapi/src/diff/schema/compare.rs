//! The difference between two meanings of a schema.

use architect_core::Severity;

use super::super::change::{Area, Change, Direction, Effect, Name};
use super::super::lifecycle;
use super::super::pairs::Pair;
use super::super::side::{Side, Sides};
use super::super::site::Step;
use super::conjunction::ConjunctionId;
use super::facts::{Facts, Rest};
use super::{limits, structure, union, values};
use crate::api::Api;
use crate::api::schema::Types;
use crate::structure::reference::Target;
use architect_document::NodeId;

/// What two schemas differ in, and the pairs of their parts.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    pub(crate) changes: Vec<Change>,
    pub(crate) parts: Vec<(Pair, Step)>,
}

impl Difference {
    /// Parts that belong together; none of them allows everything.
    pub(super) fn part(&mut self, sides: &mut Sides<'_>, base: &[NodeId], revision: &[NodeId], step: Step) {
        let base = sides.base.conjunctions.of(sides.base.api, base);
        let revision = sides.revision.conjunctions.of(sides.revision.api, revision);
        self.parts.push((Pair::Schema(base, revision), step));
    }
}

/// Compares two schemas. Their parts are named, not compared.
pub(crate) fn compare(sides: &mut Sides<'_>, base: ConjunctionId, revision: ConjunctionId) -> Difference {
    let mut difference = Difference::default();
    let (old, new) = (sides.base.conjunctions.get(base).clone(), sides.revision.conjunctions.get(revision).clone());
    // What is not known is a gap already.
    if old.unknown || new.unknown || old.is_any() && new.is_any() && old.nullable == new.nullable {
        return difference;
    }
    if let ([one], [other]) = (old.leaves.as_slice(), new.leaves.as_slice())
        && old.nullable == new.nullable
        && let (Some(one), Some(other)) = (sides.base.shapes.closed(*one), sides.revision.shapes.closed(*other))
        && one == other
        && sides.base.is_old() == sides.revision.is_old()
    {
        return difference;
    }
    let (base_api, revision_api) = (sides.base.api, sides.revision.api);
    let facts = (Facts::of(base_api, &old), Facts::of(revision_api, &new));
    let (base, revision) = (&facts.0, &facts.1);
    let changes = &mut difference.changes;
    lifecycle::of_schema(base_api, &old.leaves, revision_api, &new.leaves, changes);
    composition(sides, &old.composed, &new.composed, &mut difference);
    if union::wrapped(sides, base, revision, &mut difference) {
        return difference;
    }
    let changes = &mut difference.changes;
    values::null(base, revision, changes);
    values::types(base, revision, changes);
    let types_agree = base.effective_types() & revision.effective_types();
    if types_agree.is_empty() {
        return difference;
    }
    values::format(base, revision, changes);
    values::values(base, revision, changes);
    values::patterns(base, revision, changes);
    limits::compare(base, revision, changes);
    structure::annotations(base_api, base, revision_api, revision, changes);
    union::unions(sides, base, revision, &mut difference);
    if types_agree.meets(Types::OBJECT) {
        properties(sides, base, revision, &mut difference);
        required(sides, base, revision, &mut difference);
        structure::objects(sides, base, revision, &mut difference);
    }
    if types_agree.meets(Types::ARRAY) {
        structure::arrays(sides, base, revision, &mut difference);
    }
    structure::conditions(sides, base, revision, &mut difference);
    difference
}

/// Members of `allOf` that came or went where both have one. What they say is compared with all the rest; here it is
/// told that they are there, for generated clients.
fn composition(sides: &Sides<'_>, old: &[NodeId], new: &[NodeId], difference: &mut Difference) {
    // Where only one has `allOf`, it may be a way to write words beside a reference; not where it is nothing but words.
    let only_words = |side: &Side<'_>, members: &[NodeId]| {
        members.iter().all(|member| side.api.target(*member).is_none() && is_annotation(side.api, *member))
    };
    if old.is_empty() && !only_words(&sides.revision, new) || new.is_empty() && !only_words(&sides.base, old) {
        return;
    }
    let named = |side: &Side<'_>, members: &[NodeId]| -> Vec<(Option<String>, NodeId)> {
        let name = |member: &NodeId| match side.api.target(*member) {
            Some(Target::Node(target)) => {
                Some((side.component_names.get(&side.api.document.target(target)).cloned(), *member))
            }
            Some(_) => None,
            // What says nothing but words to people has no name.
            None => is_annotation(side.api, *member).then_some((None, *member)),
        };
        members.iter().filter_map(name).collect()
    };
    let (old, new) = (named(&sides.base, old), named(&sides.revision, new));
    let missing =
        |from: &[(Option<String>, NodeId)], of: &[(Option<String>, NodeId)]| -> Vec<(Option<String>, NodeId)> {
            let mut rest: Vec<Option<&String>> = of.iter().map(|(name, _)| name.as_ref()).collect();
            let mut missing = Vec::new();
            for (name, node) in from {
                match rest.iter().position(|other| *other == name.as_ref()) {
                    Some(at) => {
                        rest.swap_remove(at);
                    }
                    None => missing.push((name.clone(), *node)),
                }
            }
            missing
        };
    for (name, node) in missing(&new, &old) {
        let (fine, what) = match name {
            Some(name) => ("all-of-added", format!("`{name}`")),
            None => ("all-of-added-annotation-only", "a part that only describes".to_owned()),
        };
        let text = format!("{what} came into `allOf`");
        let change = Change::new(Area::Annotation, Name::At(fine), Effect::Annotation, text);
        difference.changes.push(change.at(None, Some(node)));
    }
    for (name, node) in missing(&old, &new) {
        let (fine, what) = match name {
            Some(name) => ("all-of-removed", format!("`{name}`")),
            None => ("all-of-removed-annotation-only", "a part that only describes".to_owned()),
        };
        let text = format!("{what} left `allOf`");
        let change = Change::new(Area::Annotation, Name::At(fine), Effect::Annotation, text);
        difference.changes.push(change.at(Some(node), None));
    }
}

fn is_annotation(api: &Api, schema: NodeId) -> bool {
    let entries = api.document.entries(schema);
    let idle =
        |key: &str| matches!(key, "title" | "description" | "example" | "examples" | "$comment" | "externalDocs");
    !entries.is_empty() && entries.iter().all(|entry| idle(api.document.key(entry.key)))
}

/// In which directions a property is not there: not sent when it is `readOnly`, not received when it is `writeOnly`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Access {
    read_only: bool,
    write_only: bool,
    defaults: bool,
}

impl Access {
    fn hidden(self) -> Option<Direction> {
        match (self.read_only, self.write_only) {
            (true, false) => Some(Direction::Sent),
            (false, true) => Some(Direction::Received),
            _ => None,
        }
    }
}

fn access(side: &mut Side<'_>, property: &[NodeId]) -> Access {
    let id = side.conjunctions.of(side.api, property);
    let flag = |name: &str| {
        let leaves = &side.conjunctions.get(id).leaves;
        leaves
            .iter()
            .any(|leaf| side.api.get(*leaf, name).and_then(|value| side.api.document.boolean(value)) == Some(true))
    };
    let defaults = side.conjunctions.get(id).leaves.iter().any(|leaf| side.api.get(*leaf, "default").is_some());
    Access { read_only: flag("readOnly"), write_only: flag("writeOnly"), defaults }
}

fn properties(sides: &mut Sides<'_>, base: &Facts<'_>, revision: &Facts<'_>, difference: &mut Difference) {
    let closed = matches!(revision.rest, Rest::Closed(_));
    for (name, old) in &base.properties {
        let before = access(&mut sides.base, old);
        let place = old.first().copied();
        if let Some(new) = revision.properties.get(name) {
            let after = access(&mut sides.revision, new);
            let step = match (before.hidden(), after.hidden()) {
                (Some(Direction::Sent), Some(Direction::Sent)) => Step::ReadOnly,
                (Some(Direction::Received), Some(Direction::Received)) => Step::WriteOnly,
                _ => Step::Part,
            };
            difference.part(sides, old, new, step);
            if before != after {
                let required = base.required.contains_key(name) && revision.required.contains_key(name);
                accessible(name, required, (before, after), (place, new.first().copied()), &mut difference.changes);
            }
            continue;
        }
        let required = base.required.contains_key(name);
        let received = match (required, before.write_only) {
            (true, false) => "response-required-property-removed",
            (true, true) => "response-required-write-only-property-removed",
            (false, false) => "response-optional-property-removed",
            (false, true) => "response-optional-write-only-property-removed",
        };
        let text = format!("the property `{name}` is gone");
        let change = Change::new(
            Area::PropertyRemoved,
            Name::Directed("request-property-removed", received),
            Effect::Mixed,
            text,
        )
        .sent(if closed { Severity::Error } else { Severity::Warning })
        .received(if required { Severity::Error } else { Severity::Warning })
        .hidden(before.hidden())
        .at(place, revision.node);
        difference.changes.push(if closed {
            change.help("Other properties are not allowed, so a client that still sends it is refused.")
        } else {
            change
        });
    }
    for (name, new) in &revision.properties {
        if base.properties.contains_key(name) {
            continue;
        }
        let after = access(&mut sides.revision, new);
        let required = revision.required.contains_key(name);
        let sent = match (required, after.defaults) {
            (true, false) => "new-required-request-property",
            (true, true) => "new-required-request-property-with-default",
            (false, _) => "new-optional-request-property",
        };
        let received = match (required, after.write_only) {
            (true, false) => "response-required-property-added",
            (true, true) => "response-required-write-only-property-added",
            (false, false) => "response-optional-property-added",
            (false, true) => "response-optional-write-only-property-added",
        };
        let kind = if required { "required" } else { "optional" };
        let was_required = base.required.contains_key(name);
        let change = Change::new(
            Area::PropertyAdded,
            Name::Directed(sent, received),
            if required { Effect::Narrower } else { Effect::Annotation },
            format!("the {kind} property `{name}` is new"),
        );
        let change = if was_required { change.sent(Severity::Info) } else { change };
        difference
            .changes
            .push(change.received(Severity::Info).hidden(after.hidden()).at(base.node, new.first().copied()));
        // What a property may be counts where the base already allowed others: only a schema for them says so.
        if let Rest::Schemas(schemas) = &base.rest {
            difference.part(sides, schemas, new, Step::Part);
        }
    }
}

/// `readOnly` and `writeOnly` that come or go.
fn accessible(
    name: &str,
    required: bool,
    (before, after): (Access, Access),
    (old, new): (Option<NodeId>, Option<NodeId>),
    changes: &mut Vec<Change>,
) {
    if before.read_only != after.read_only {
        let (sent, received) = match (required, after.read_only) {
            (true, true) => {
                ("request-required-property-became-read-only", "response-required-property-became-read-only")
            }
            (false, true) => {
                ("request-optional-property-became-read-only", "response-optional-property-became-read-only")
            }
            (true, false) => {
                ("request-required-property-became-not-read-only", "response-required-property-became-not-read-only")
            }
            (false, false) => {
                ("request-optional-property-became-not-read-only", "response-optional-property-became-not-read-only")
            }
        };
        let text =
            format!("the property `{name}` {} `readOnly`", if after.read_only { "became" } else { "is no longer" });
        let change =
            Change::new(Area::Annotation, Name::Directed(sent, received), Effect::Annotation, text).at(old, new);
        // What nobody had to send before must be sent now.
        changes.push(if required && !after.read_only {
            Change { area: Area::Requiredness, ..change }.sent(Severity::Error).received(Severity::Info)
        } else {
            change
        });
    }
    if before.write_only != after.write_only {
        let (sent, received) = match (required, after.write_only) {
            (true, true) => {
                ("request-required-property-became-write-only", "response-required-property-became-write-only")
            }
            (false, true) => {
                ("request-optional-property-became-write-only", "response-optional-property-became-write-only")
            }
            (true, false) => (
                "request-required-property-became-not-write-only",
                "response-required-property-became-not-write-only",
            ),
            (false, false) => (
                "request-optional-property-became-not-write-only",
                "response-optional-property-became-not-write-only",
            ),
        };
        let text =
            format!("the property `{name}` {} `writeOnly`", if after.write_only { "became" } else { "is no longer" });
        let change =
            Change::new(Area::Annotation, Name::Directed(sent, received), Effect::Annotation, text).at(old, new);
        // Whoever reads it does not get it any more.
        changes.push(if after.write_only {
            let severity = if required { Severity::Error } else { Severity::Warning };
            Change { area: Area::PropertyRemoved, ..change }.sent(Severity::Info).received(severity)
        } else {
            change
        });
    }
}

fn required(sides: &mut Sides<'_>, base: &Facts<'_>, revision: &Facts<'_>, difference: &mut Difference) {
    let known = |name: &str| base.properties.contains_key(name) == revision.properties.contains_key(name);
    for (name, new) in &revision.required {
        if base.required.contains_key(name) || !known(name) {
            continue;
        }
        let schema = revision.properties.get(name).cloned().unwrap_or_default();
        let access = access(&mut sides.revision, &schema);
        let sent = if access.defaults {
            "request-property-became-required-with-default"
        } else {
            "request-property-became-required"
        };
        let received = if access.write_only {
            "response-write-only-property-became-required"
        } else {
            "response-property-became-required"
        };
        let text = format!("the property `{name}` became required");
        let change = Change::new(Area::Requiredness, Name::Directed(sent, received), Effect::Narrower, text);
        let old = base.properties.get(name).and_then(|nodes| nodes.first()).copied().or(base.node);
        difference.changes.push(change.hidden(access.hidden()).at(old, Some(*new)));
    }
    for (name, old) in &base.required {
        if revision.required.contains_key(name) || !known(name) {
            continue;
        }
        let schema = revision.properties.get(name).cloned().unwrap_or_default();
        let access = access(&mut sides.revision, &schema);
        let received = if access.write_only {
            "response-write-only-property-became-optional"
        } else {
            "response-property-became-optional"
        };
        let name_of = Name::Directed("request-property-became-optional", received);
        let text = format!("the property `{name}` became optional");
        let change = Change::new(Area::Requiredness, name_of, Effect::Wider, text);
        let new = schema.first().copied().or(revision.node);
        difference.changes.push(change.hidden(access.hidden()).at(Some(*old), new));
    }
}
