//! Deprecation, the day it ends in, and stability.

use architect_core::Severity;

use super::change::{Area, Change, Effect, Name};
use crate::api::Api;
use architect_document::{NodeId, Value};

/// The fine names of changes in a life cycle.
struct Names {
    deprecated: Name,
    deprecated_with_sunset: Name,
    reactivated: Name,
    unreadable: Name,
    deleted: Name,
    earlier: Name,
    less_stable: Name,
    more_stable: Name,
    unknown_stability: Name,
}

const OPERATION: Names = Names {
    deprecated: Name::Fixed("endpoint-deprecated"),
    deprecated_with_sunset: Name::Fixed("endpoint-deprecated-with-sunset"),
    reactivated: Name::Fixed("endpoint-reactivated"),
    unreadable: Name::Fixed("api-deprecated-sunset-parse"),
    deleted: Name::Fixed("sunset-deleted"),
    earlier: Name::Fixed("api-sunset-date-changed-too-small"),
    less_stable: Name::Fixed("api-stability-decreased"),
    more_stable: Name::Fixed("api-stability-increased"),
    unknown_stability: Name::Fixed("api-invalid-stability-level"),
};

const PARAMETER: Names = Names {
    deprecated: Name::Fixed("request-parameter-deprecated"),
    deprecated_with_sunset: Name::Fixed("request-parameter-deprecated"),
    reactivated: Name::Fixed("request-parameter-reactivated"),
    unreadable: Name::Fixed("request-parameter-sunset-parse"),
    deleted: Name::Fixed("request-parameter-sunset-deleted"),
    earlier: Name::Fixed("request-parameter-sunset-date-changed-too-small"),
    less_stable: Name::Fixed("request-parameter-stability-decreased"),
    more_stable: Name::Fixed("request-parameter-stability-increased"),
    unknown_stability: Name::Fixed("request-parameter-invalid-stability-level"),
};

const SCHEMA: Names = Names {
    deprecated: Name::Directed("request-property-deprecated", "response-property-deprecated"),
    deprecated_with_sunset: Name::Directed(
        "request-property-deprecated-with-sunset",
        "response-property-deprecated-with-sunset",
    ),
    reactivated: Name::Directed("request-property-reactivated", "response-property-reactivated"),
    unreadable: Name::Directed(
        "request-property-deprecated-sunset-invalid",
        "response-property-deprecated-sunset-invalid",
    ),
    deleted: Name::Directed("request-property-sunset-deleted", "response-property-sunset-deleted"),
    earlier: Name::Directed("request-property-sunset-date-too-small", "response-property-sunset-date-too-small"),
    less_stable: Name::Directed("request-property-stability-decreased", "response-property-stability-decreased"),
    more_stable: Name::Directed("request-property-stability-increased", "response-property-stability-increased"),
    unknown_stability: Name::Directed(
        "request-property-invalid-stability-level",
        "response-property-invalid-stability-level",
    ),
};

/// The day that `x-sunset` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sunset {
    /// As `YYYY-MM-DD`, so that days compare as texts.
    Day(String),
    /// Something else.
    Unreadable,
}

/// What an object says of its life.
#[derive(Debug, Default)]
pub(crate) struct Life {
    pub(crate) deprecated: Option<NodeId>,
    pub(crate) sunset: Option<(Sunset, NodeId)>,
    stability: Option<(String, NodeId)>,
}

impl Life {
    pub(crate) fn of(api: &Api, nodes: &[NodeId]) -> Self {
        let document = &api.document;
        let mut life = Self::default();
        for node in nodes {
            if let Some(value) =
                document.get(*node, "deprecated").filter(|value| document.boolean(*value) == Some(true))
            {
                life.deprecated.get_or_insert(value);
            }
            if let Some(value) = document.get(*node, "x-sunset") {
                let day = match document.value(value) {
                    Value::String(text) => day(text),
                    _ => None,
                };
                life.sunset.get_or_insert((day.map_or(Sunset::Unreadable, Sunset::Day), value));
            }
            if let Some(value) = document.get(*node, "x-stability-level") {
                let word = document.string(value).unwrap_or_default().to_owned();
                life.stability.get_or_insert((word, value));
            }
        }
        life
    }
}

/// The day of a full date, or of a time with a date.
fn day(text: &str) -> Option<String> {
    let text = text.trim();
    let day = text.get(..10)?;
    let bytes = day.as_bytes();
    let digits =
        |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let shaped =
        digits(0..4) && digits(5..7) && digits(8..10) && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    let number = |range: std::ops::Range<usize>| day.get(range).and_then(|part| part.parse::<u32>().ok());
    let real = number(5..7).is_some_and(|month| (1..=12).contains(&month))
        && number(8..10).is_some_and(|day| (1..=31).contains(&day));
    let rest = text.get(10..).unwrap_or_default();
    (shaped && real && (rest.is_empty() || rest.starts_with(['T', 't', ' ']))).then(|| day.to_owned())
}

pub(crate) fn of_operation(base: (&Api, NodeId), revision: (&Api, NodeId), changes: &mut Vec<Change>) {
    let lives = (Life::of(base.0, &[base.1]), Life::of(revision.0, &[revision.1]));
    compare(&lives.0, &lives.1, &OPERATION, (Some(base.1), Some(revision.1)), changes);
}

pub(crate) fn of_parameter(base: (&Api, NodeId), revision: (&Api, NodeId), changes: &mut Vec<Change>) {
    let lives = (Life::of(base.0, &[base.1]), Life::of(revision.0, &[revision.1]));
    compare(&lives.0, &lives.1, &PARAMETER, (Some(base.1), Some(revision.1)), changes);
}

pub(crate) fn of_schema(
    base_api: &Api,
    base: &[NodeId],
    revision_api: &Api,
    revision: &[NodeId],
    changes: &mut Vec<Change>,
) {
    let lives = (Life::of(base_api, base), Life::of(revision_api, revision));
    compare(&lives.0, &lives.1, &SCHEMA, (base.first().copied(), revision.first().copied()), changes);
}

/// The levels of `x-stability-level`, the least stable first.
const LEVELS: [&str; 4] = ["draft", "alpha", "beta", "stable"];

fn compare(
    old: &Life,
    new: &Life,
    names: &Names,
    (base, revision): (Option<NodeId>, Option<NodeId>),
    changes: &mut Vec<Change>,
) {
    let day = |life: &Life| match &life.sunset {
        Some((Sunset::Day(day), node)) => Some((day.clone(), *node)),
        _ => None,
    };
    match (old.deprecated, new.deprecated) {
        (None, Some(place)) => {
            let (name, text) = match day(new) {
                Some((day, _)) => (names.deprecated_with_sunset, format!("it is deprecated, and ends on {day}")),
                None => (names.deprecated, "it is deprecated".to_owned()),
            };
            changes.push(Change::new(Area::Deprecation, name, Effect::Annotation, text).at(base, Some(place)));
        }
        (Some(place), None) => {
            let text = "it is not deprecated any more";
            let change = Change::new(Area::Deprecation, names.reactivated, Effect::Annotation, text);
            changes.push(change.at(Some(place), revision));
        }
        _ => {}
    }
    let unreadable = |life: &Life| matches!(life.sunset, Some((Sunset::Unreadable, _)));
    if let Some((Sunset::Unreadable, place)) = new.sunset
        && new.deprecated.is_some()
        && !(unreadable(old) && old.deprecated.is_some())
    {
        let text = "its `x-sunset` is no date such as 2027-01-31, so nobody can plan for it";
        let change = Change::new(Area::Sunset, names.unreadable, Effect::Annotation, text).graded(Severity::Error);
        changes.push(change.at(base, Some(place)));
    }
    if old.deprecated.is_some() && new.deprecated.is_some() {
        match (day(old), day(new)) {
            (Some((day, place)), None) if new.sunset.is_none() => {
                let text = format!("its day of end, {day}, is gone, and it is still deprecated");
                let change =
                    Change::new(Area::Sunset, names.deleted, Effect::Annotation, text).graded(Severity::Error);
                changes.push(change.at(Some(place), revision));
            }
            (Some((old_day, old_place)), Some((new_day, new_place))) if new_day < old_day => {
                let text = format!("it ends on {new_day}, earlier than {old_day} as was promised");
                let change =
                    Change::new(Area::Sunset, names.earlier, Effect::Annotation, text).graded(Severity::Error);
                changes.push(change.at(Some(old_place), Some(new_place)));
            }
            _ => {}
        }
    }
    stability(old, new, names, (base, revision), changes);
}

fn stability(
    old: &Life,
    new: &Life,
    names: &Names,
    (base, revision): (Option<NodeId>, Option<NodeId>),
    changes: &mut Vec<Change>,
) {
    let level = |life: &Life| match &life.stability {
        // What says nothing is stable.
        None => Some(LEVELS.len() - 1),
        Some((word, _)) => LEVELS.iter().position(|level| level == word),
    };
    let word = |life: &Life| life.stability.as_ref().map_or("stable".to_owned(), |(word, _)| word.clone());
    let place = |life: &Life, or: Option<NodeId>| life.stability.as_ref().map(|(_, node)| *node).or(or);
    if word(old) == word(new) {
        return;
    }
    let places = (place(old, base), place(new, revision));
    let (name, grade, text) = match (level(old), level(new)) {
        (_, None) => {
            let text = format!("its `x-stability-level` is `{}`; known are {}", word(new), LEVELS.join(", "));
            (names.unknown_stability, Severity::Error, text)
        }
        (Some(before), Some(after)) if after < before => {
            let text = format!("its stability went down from {} to {}", word(old), word(new));
            (names.less_stable, Severity::Error, text)
        }
        _ => {
            let text = format!("its stability went up from {} to {}", word(old), word(new));
            (names.more_stable, Severity::Info, text)
        }
    };
    changes.push(Change::new(Area::Stability, name, Effect::Annotation, text).graded(grade).at(places.0, places.1));
}
