//! Types, formats, listed values and patterns.

use architect_core::Severity;

use super::super::change::{Area, Change, Direction, Effect, Name};
use super::facts::Facts;
use crate::api::schema::Types;

/// How many values a message names.
const MOST_NAMED: usize = 5;

/// Whether `null` fits.
pub(super) fn null(base: &Facts<'_>, revision: &Facts<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (base.allows_null(), revision.allows_null());
    // Where one allows every type, `null` comes and goes with the types.
    if old == new || base.is_untyped() || revision.is_untyped() {
        return;
    }
    let (name, effect, text) = if new {
        (Name::At("became-nullable"), Effect::Wider, "may be null now")
    } else {
        (Name::At("became-not-nullable"), Effect::Narrower, "must not be null any more")
    };
    let place = |facts: &Facts<'_>| facts.type_node.or(facts.node);
    changes.push(Change::new(Area::Type, name, effect, text).at(place(base), place(revision)));
}

/// The types, where they differ in more than `null`.
pub(super) fn types(base: &Facts<'_>, revision: &Facts<'_>, changes: &mut Vec<Change>) {
    let (old, new) = (base.types.without(Types::NULL), revision.types.without(Types::NULL));
    if old == new {
        return;
    }
    let any = Types::ANY.without(Types::NULL);
    // A list of values says the type, too: writing it down beside them changes nothing.
    let (old_fit, new_fit) = (base.effective_types(), revision.effective_types());
    // So do alternatives, and what they say is compared with them.
    if old_fit == new_fit && (!base.unions.is_empty() || !revision.unions.is_empty()) {
        return;
    }
    let (old, new) = match (&base.values, &revision.values) {
        (None, Some(_)) if new == any => (old, old),
        (Some(_), None) if old == any => (new, new),
        (Some(_), Some(_)) => (old_fit, new_fit),
        _ => (old, new),
    };
    if old == new {
        return;
    }
    let (goes, comes) = (old.without(new), new.without(old));
    let lists = |types: Types| {
        [Types::BOOLEAN, Types::STRING, Types::ARRAY, Types::OBJECT, Types::NUMBER]
            .iter()
            .filter(|kind| types.meets(**kind))
            .count()
            > 1
            && types != any
    };
    let list = lists(old) || lists(new);
    let (effect, name) = match (!goes.is_empty(), !comes.is_empty()) {
        (false, _) if list => (Effect::Wider, "list-of-types-widened"),
        (false, _) => (Effect::Wider, "type-generalized"),
        (true, false) if list => (Effect::Narrower, "list-of-types-narrowed"),
        (true, false) if old == any => (Effect::Narrower, "type-changed"),
        (true, false) => (Effect::Narrower, "type-specialized"),
        (true, true) => (Effect::Mixed, "type-changed"),
    };
    let text = format!("its type went from {} to {}", words_for(old), words_for(new));
    let place = |facts: &Facts<'_>| facts.type_node.or(facts.node);
    let mut change = Change::new(Area::Type, Name::At(name), effect, text).at(place(base), place(revision));
    change.types = Some((old, new));
    changes.push(change);
}

/// Types as a message names them.
fn words_for(types: Types) -> String {
    if types.or(Types::NULL) == Types::ANY {
        return "any type".to_owned();
    }
    let number = match (types.meets(Types::INTEGER), types.meets(Types::FRACTION)) {
        (true, false) => (Types::INTEGER, "integer"),
        (false, true) => (Types::FRACTION, "number that is not whole"),
        _ => (Types::NUMBER, "number"),
    };
    let others =
        [(Types::BOOLEAN, "boolean"), (Types::ARRAY, "array"), (Types::OBJECT, "object"), (Types::NULL, "null")];
    let all = [(Types::STRING, "string"), number].into_iter().chain(others);
    let words: Vec<&str> = all.filter(|(kind, _)| types.meets(*kind)).map(|(_, word)| word).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(" or ") }
}

/// Formats whose values are a part of another's.
const WIDER: [(&str, &str); 4] = [("int32", "int64"), ("float", "double"), ("uuid", ""), ("date", "")];

/// Formats that say nothing of what fits.
const IDLE: [&str; 7] = ["password", "binary", "byte", "textarea", "markdown", "html", "unix-time"];

/// Formats that readers hold values against.
const CHECKED: [&str; 20] = [
    "int32",
    "int64",
    "float",
    "double",
    "date",
    "date-time",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "uuid",
    "regex",
    "json-pointer",
];

/// The format, where the types are the same.
pub(super) fn format(base: &Facts<'_>, revision: &Facts<'_>, changes: &mut Vec<Change>) {
    if base.effective_types() != revision.effective_types() {
        return;
    }
    let (old, new) = (base.format.as_ref(), revision.format.as_ref());
    let (old_word, new_word) = (old.map(|format| format.value), new.map(|format| format.value));
    if old_word == new_word {
        return;
    }
    let says = |word: Option<&str>| word.is_some_and(|word| !IDLE.contains(&word));
    if !says(old_word) && !says(new_word) {
        return;
    }
    let wider = |one: Option<&str>, other: Option<&str>| {
        other.is_none_or(|word| IDLE.contains(&word))
            || WIDER.iter().any(|(less, more)| one == Some(less) && other == Some(more))
    };
    let (effect, name) = if wider(old_word, new_word) {
        (Effect::Wider, "type-generalized")
    } else if wider(new_word, old_word) {
        (Effect::Narrower, "type-specialized")
    } else {
        (Effect::Mixed, "type-changed")
    };
    let text = match (old_word, new_word) {
        (Some(old), Some(new)) => format!("its format went from `{old}` to `{new}`"),
        (None, Some(new)) => format!("its format `{new}` is new"),
        (Some(old), None) => format!("its format `{old}` is gone"),
        (None, None) => return,
    };
    let mut change = Change::new(Area::Type, Name::At(name), effect, text);
    // A format that is a word of one's own may say nothing of the values.
    let known = [old_word, new_word].iter().flatten().all(|word| CHECKED.contains(word) || IDLE.contains(word));
    for direction in [Direction::Sent, Direction::Received] {
        if !known && change.grade(direction) == Severity::Error {
            change.grades[usize::from(direction == Direction::Received)] = Some(Severity::Warning);
        }
    }
    changes.push(
        change.at(old.map(|format| format.node).or(base.node), new.map(|format| format.node).or(revision.node)),
    );
}

/// Listed values: `enum` and `const`, and those that may grow.
pub(super) fn values(base: &Facts<'_>, revision: &Facts<'_>, changes: &mut Vec<Change>) {
    let is_const = base.is_const || revision.is_const;
    let place = |facts: &Facts<'_>| facts.values_node.or(facts.node);
    match (&base.values, &revision.values) {
        (None, Some(new)) => {
            let name = if is_const { Name::At("const-added") } else { Name::At("became-enum") };
            let text = format!("only {} {} now", say(new.keys()), if new.len() == 1 { "fits" } else { "fit" });
            changes.push(Change::new(Area::Values, name, Effect::Narrower, text).at(place(base), place(revision)));
        }
        (Some(old), None) => {
            let name = if is_const { Name::At("const-removed") } else { Name::At("enum-lifted") };
            let text = format!("it is not limited to {} any more", say(old.keys()));
            changes.push(Change::new(Area::Values, name, Effect::Wider, text).at(place(base), place(revision)));
        }
        (Some(old), Some(new)) => {
            let goes: Vec<&String> = old.keys().filter(|value| !new.contains_key(*value)).collect();
            let comes: Vec<&String> = new.keys().filter(|value| !old.contains_key(*value)).collect();
            if is_const && base.is_const == revision.is_const && !goes.is_empty() && !comes.is_empty() {
                let text = format!("it must be {} now, not {}", say(new.keys()), say(old.keys()));
                let change = Change::new(Area::Values, Name::At("const-changed"), Effect::Mixed, text);
                changes.push(change.at(place(base), place(revision)));
                return;
            }
            if !goes.is_empty() {
                let text =
                    format!("{} {} not fit any more", say(goes.iter().copied()), plural(goes.len(), "does", "do"));
                let at = goes.first().and_then(|value| old.get(*value)).copied();
                let change = Change::new(Area::Values, Name::At("enum-value-removed"), Effect::Narrower, text);
                changes.push(change.at(at, place(revision)));
            }
            if !comes.is_empty() {
                let text = format!("{} {} new", say(comes.iter().copied()), plural(comes.len(), "is", "are"));
                let at = comes.first().and_then(|value| new.get(*value)).copied();
                let change = Change::new(Area::Values, Name::At("enum-value-added"), Effect::Wider, text)
                    .received(Severity::Warning)
                    .help("A client that knows the list may fail on a value that is not in it.");
                changes.push(change.at(place(base), at));
            }
        }
        (None, None) => {}
    }
    if let (Some(old), Some(new)) = (&base.extensible, &revision.extensible) {
        let goes: Vec<&String> = old.keys().filter(|value| !new.contains_key(*value)).collect();
        if let Some(first) = goes.first() {
            let text = format!("{} left `x-extensible-enum`", say(goes.iter().copied()));
            let change =
                Change::new(Area::Values, Name::At("x-extensible-enum-value-removed"), Effect::Narrower, text);
            changes.push(change.at(old.get(*first).copied(), revision.node));
        }
    }
}

/// Patterns.
pub(super) fn patterns(base: &Facts<'_>, revision: &Facts<'_>, changes: &mut Vec<Change>) {
    if !(base.effective_types() & revision.effective_types()).meets(Types::STRING) {
        return;
    }
    let says = |pattern: &&str| !matches!(*pattern, "" | ".*" | "^.*$" | ".*$" | "^.*");
    let new: Vec<&str> =
        revision.patterns.keys().copied().filter(|pattern| !base.patterns.contains_key(pattern)).collect();
    let old: Vec<&str> =
        base.patterns.keys().copied().filter(|pattern| !revision.patterns.contains_key(pattern)).collect();
    let (old_says, new_says) = (old.iter().any(says), new.iter().any(says));
    let node = |facts: &Facts<'_>, names: &[&str]| {
        names.first().and_then(|name| facts.patterns.get(name)).copied().or(facts.node)
    };
    let list = |patterns: &[&str]| patterns.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(" and ");
    let (name, effect, text) = match (old_says, new_says) {
        (false, false) => return,
        (false, true) => ("pattern-added", Effect::Narrower, format!("the pattern {} is new", list(&new))),
        (true, false) if new.is_empty() => {
            ("pattern-removed", Effect::Wider, format!("the pattern {} is gone", list(&old)))
        }
        (true, false) => {
            ("pattern-generalized", Effect::Wider, format!("the pattern went from {} to {}", list(&old), list(&new)))
        }
        (true, true) => {
            ("pattern-changed", Effect::Mixed, format!("the pattern went from {} to {}", list(&old), list(&new)))
        }
    };
    let mut change =
        Change::new(Area::Limit, Name::At(name), effect, text).at(node(base, &old), node(revision, &new));
    // Whether one pattern takes in another cannot be told, and few clients hold what they receive against one.
    change = match effect {
        Effect::Mixed => change.graded(Severity::Warning),
        Effect::Wider => change.received(Severity::Warning),
        _ => change,
    };
    changes.push(change);
}

/// The first values as a message names them.
pub(super) fn say<'v>(values: impl Iterator<Item = &'v String>) -> String {
    let mut named: Vec<String> = Vec::new();
    let mut more = 0;
    for value in values {
        if named.len() < MOST_NAMED {
            let short: String = value.chars().take(40).collect();
            let dots = if short.len() < value.len() { "…" } else { "" };
            named.push(format!("`{}{dots}`", short.trim_matches('"')));
        } else {
            more += 1;
        }
    }
    if more > 0 {
        named.push(format!("{more} more"));
    }
    match named.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

pub(super) fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}
