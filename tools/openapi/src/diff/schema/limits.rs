//! Limits of numbers, lengths and counts.

use super::super::change::{Area, Change, Effect, Name};
use super::facts::Facts;
use crate::api::schema::Types;
use architect_document::NodeId;

/// A limit and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limit {
    pub(crate) value: f64,
    pub(crate) exclusive: bool,
    pub(crate) node: NodeId,
}

/// A keyword that limits.
struct Keyword {
    /// Its name in a schema.
    name: &'static str,
    /// Whether a greater number allows more.
    upper: bool,
    /// The types it speaks of.
    about: Types,
    /// The value that says nothing.
    idle: Option<f64>,
    /// The names of its changes: set, unset, increased, decreased; the same for an exclusive limit.
    names: [&'static str; 4],
    exclusive_names: Option<[&'static str; 4]>,
}

macro_rules! names {
    ($stem:literal) => {
        [concat!($stem, "-set"), concat!($stem, "-unset"), concat!($stem, "-increased"), concat!($stem, "-decreased")]
    };
}

const KEYWORDS: [Keyword; 10] = [
    Keyword {
        name: "maximum",
        upper: true,
        about: Types::NUMBER,
        idle: None,
        names: names!("max"),
        exclusive_names: Some(names!("exclusive-max")),
    },
    Keyword {
        name: "minimum",
        upper: false,
        about: Types::NUMBER,
        idle: None,
        names: names!("min"),
        exclusive_names: Some(names!("exclusive-min")),
    },
    count("maxLength", true, Types::STRING, None, names!("max-length")),
    count("minLength", false, Types::STRING, Some(0.0), names!("min-length")),
    count("maxItems", true, Types::ARRAY, None, names!("max-items")),
    count("minItems", false, Types::ARRAY, Some(0.0), names!("min-items")),
    count("maxProperties", true, Types::OBJECT, None, names!("max-properties")),
    count("minProperties", false, Types::OBJECT, Some(0.0), names!("min-properties")),
    count("maxContains", true, Types::ARRAY, None, names!("max-contains")),
    count("minContains", false, Types::ARRAY, Some(1.0), names!("min-contains")),
];

const fn count(
    name: &'static str,
    upper: bool,
    about: Types,
    idle: Option<f64>,
    names: [&'static str; 4],
) -> Keyword {
    Keyword { name, upper, about, idle, names, exclusive_names: None }
}

/// The limits of a conjunction: of each keyword the narrowest.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limits {
    limits: [Option<Limit>; KEYWORDS.len()],
    multiple_of: Option<Limit>,
}

impl Limits {
    /// Takes in a limit under its keyword; of two, the narrower stays.
    pub(crate) fn tighten(&mut self, keyword: &str, limit: Limit, exclusive: impl FnOnce() -> bool) {
        if keyword == "multipleOf" {
            self.multiple_of.get_or_insert(limit);
            return;
        }
        let (name, exclusive) = match keyword {
            "exclusiveMaximum" => ("maximum", true),
            "exclusiveMinimum" => ("minimum", true),
            _ => (keyword, exclusive()),
        };
        let Some(index) = KEYWORDS.iter().position(|known| known.name == name) else { return };
        let limit = Limit { exclusive, ..limit };
        if let (Some(slot), Some(known)) = (self.limits.get_mut(index), KEYWORDS.get(index)) {
            match slot {
                Some(old) if narrower(known.upper, old, &limit) => {}
                _ => *slot = Some(limit),
            }
        }
    }
}

impl Limits {
    /// Whether a list must have more than one item.
    pub(crate) fn demands_several(&self) -> bool {
        let least = KEYWORDS.iter().position(|keyword| keyword.name == "minItems");
        least.and_then(|index| self.limits.get(index)).copied().flatten().is_some_and(|limit| limit.value > 1.0)
    }
}

/// Whether one limit allows less than another.
fn narrower(upper: bool, one: &Limit, other: &Limit) -> bool {
    #[allow(clippy::float_cmp, reason = "equal limits are written equal")]
    if one.value == other.value {
        return one.exclusive && !other.exclusive;
    }
    if upper { one.value < other.value } else { one.value > other.value }
}

/// Changes of limits that count for the types that both allow.
pub(super) fn compare(base: &Facts<'_>, revision: &Facts<'_>, changes: &mut Vec<Change>) {
    let both = base.effective_types() & revision.effective_types();
    for (index, keyword) in KEYWORDS.iter().enumerate() {
        // A limit on a type that does not occur says nothing.
        if !both.meets(keyword.about) || keyword.name.ends_with("Contains") && !both_contain(base, revision) {
            continue;
        }
        let whole = both & Types::NUMBER == Types::INTEGER && keyword.about == Types::NUMBER;
        let of = |facts: &Facts<'_>| {
            let limit = facts.limits.limits.get(index).copied().flatten()?;
            (keyword.idle != Some(limit.value)).then_some(if whole { inclusive(keyword.upper, limit) } else { limit })
        };
        let (old, new) = (of(base), of(revision));
        let effect = match (&old, &new) {
            (None, Some(_)) => Effect::Narrower,
            (Some(_), None) => Effect::Wider,
            (Some(old), Some(new)) if narrower(keyword.upper, new, old) => Effect::Narrower,
            (Some(old), Some(new)) if narrower(keyword.upper, old, new) => Effect::Wider,
            _ => continue,
        };
        let written = |facts: &Facts<'_>| facts.limits.limits.get(index).copied().flatten();
        let (old, new) = (written(base), written(revision));
        let name = match (&old, &new) {
            (None, _) => 0,
            (_, None) => 1,
            _ if (effect == Effect::Narrower) == keyword.upper => 3,
            _ => 2,
        };
        let exclusive = [old, new].iter().flatten().any(|limit| limit.exclusive);
        let names = keyword.exclusive_names.filter(|_| exclusive).unwrap_or(keyword.names);
        let text = match (&old, &new) {
            (Some(old), Some(new)) => {
                format!("`{}` went from {} to {}", keyword.name, say(old), say(new))
            }
            (Some(old), None) => format!("`{}` {} is gone", keyword.name, say(old)),
            (None, Some(new)) => format!("`{}` {} is new", keyword.name, say(new)),
            (None, None) => continue,
        };
        let name = names.get(name).copied().unwrap_or_default();
        let change = Change::new(Area::Limit, Name::At(name), effect, text);
        changes.push(change.at(old.map(|limit| limit.node), new.map(|limit| limit.node)));
    }
    if both.meets(Types::NUMBER) {
        multiple_of(base, revision, changes);
    }
}

fn both_contain(base: &Facts<'_>, revision: &Facts<'_>) -> bool {
    base.inner.contains_key("contains") && revision.inner.contains_key("contains")
}

/// For whole numbers, "above 0" is "1 or more".
fn inclusive(upper: bool, limit: Limit) -> Limit {
    if !limit.exclusive {
        return limit;
    }
    let value = if upper { limit.value.ceil() - 1.0 } else { limit.value.floor() + 1.0 };
    Limit { value, exclusive: false, ..limit }
}

fn say(limit: &Limit) -> String {
    let exclusive = if limit.exclusive { " (exclusive)" } else { "" };
    format!("{}{exclusive}", limit.value)
}

fn multiple_of(base: &Facts<'_>, revision: &Facts<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (base.limits.multiple_of, revision.limits.multiple_of);
    let divides = |one: f64, other: f64| (other / one - (other / one).round()).abs() < 1e-9;
    let (effect, name, text) = match (&old, &new) {
        (None, Some(new)) => (Effect::Narrower, "multiple-of-set", format!("`multipleOf` {} is new", new.value)),
        (Some(old), None) => (Effect::Wider, "multiple-of-unset", format!("`multipleOf` {} is gone", old.value)),
        #[allow(clippy::float_cmp, reason = "equal numbers are written equal")]
        (Some(old), Some(new)) if old.value != new.value => {
            let effect = if divides(old.value, new.value) {
                Effect::Narrower
            } else if divides(new.value, old.value) {
                Effect::Wider
            } else {
                Effect::Mixed
            };
            (effect, "multiple-of-changed", format!("`multipleOf` went from {} to {}", old.value, new.value))
        }
        _ => return,
    };
    let change = Change::new(Area::Limit, Name::At(name), effect, text);
    changes.push(change.at(old.map(|limit| limit.node), new.map(|limit| limit.node)));
}
