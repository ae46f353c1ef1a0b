//! The functions that rules apply to what they look at, one a file.
//!
//! A function gets its options from the ruleset once, and then judges values: each [`Complaint`] says what is wrong
//! with one. As in Spectral, a value of a type that a function is not about is passed over.

mod alphabetical;
mod casing;
mod defined;
mod enumeration;
mod falsy;
mod length;
mod options;
mod or;
mod pattern;
mod schema;
mod truthy;
mod typed_enum;
mod undefined;
mod unreferenced_reusable_object;
mod xor;

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::api::Api;
use crate::ruleset::view::View;
use architect_document::{NodeId, Value, number};

pub(super) use options::Options;

/// What a rule looks at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'d> {
    /// A field that is not there.
    Missing,
    /// A value.
    Node(NodeId),
    /// A key (`@key`, `~`).
    Key(&'d str),
    /// The length of a list or text.
    Count(usize),
}

/// What a function may look at beside the value.
pub(super) struct Sight<'v, 'd> {
    pub(super) view: &'v View<'d>,
    pub(super) api: &'d Api,
    pub(super) referenced: &'v OnceCell<HashSet<NodeId>>,
}

/// What a function finds wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Complaint {
    pub(super) text: Text,
    /// The place, from the value on downwards.
    pub(super) below: Vec<String>,
}

/// The text of a complaint, before the names in it are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Text {
    /// Goes on after the name of the property.
    Property(String),
    /// Goes on after the value.
    Value(String),
    /// Stands alone.
    Whole(String),
}

impl Complaint {
    fn of(text: Text) -> Self {
        Self { text, below: Vec::new() }
    }

    fn property(text: impl Into<String>) -> Self {
        Self::of(Text::Property(text.into()))
    }

    fn value(text: impl Into<String>) -> Self {
        Self::of(Text::Value(text.into()))
    }

    fn whole(text: impl Into<String>) -> Self {
        Self::of(Text::Whole(text.into()))
    }

    fn below(mut self, names: impl IntoIterator<Item = String>) -> Self {
        self.below = names.into_iter().collect();
        self
    }
}

/// Why a value could not be judged; the end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unjudged(pub(super) &'static str);

/// A function with its options.
pub(super) trait Function: std::fmt::Debug {
    /// What is wrong with a value.
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged>;
}

/// The options of a function have a fault, which was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Faulty;

type Read = Result<Box<dyn Function>, Faulty>;
type Make = fn(&mut Options<'_, '_>) -> Read;

/// The functions by name.
const FUNCTIONS: &[(&str, Make)] = &[
    ("alphabetical", alphabetical::read),
    ("casing", casing::read),
    ("defined", defined::read),
    ("enumeration", enumeration::read),
    ("falsy", falsy::read),
    ("length", length::read),
    ("or", or::read),
    ("pattern", pattern::read),
    ("schema", schema::read),
    ("truthy", truthy::read),
    ("typedEnum", typed_enum::read),
    ("undefined", undefined::read),
    ("unreferencedReusableObject", unreferenced_reusable_object::read),
    ("xor", xor::read),
];

/// The function with a name.
pub(super) fn named(name: &str) -> Option<Make> {
    FUNCTIONS.iter().find(|(known, _)| *known == name).map(|(_, make)| *make)
}

/// The names of all functions.
pub(super) fn names() -> impl Iterator<Item = &'static str> + Clone {
    FUNCTIONS.iter().map(|(name, _)| *name)
}

impl Sight<'_, '_> {
    /// The text of a target, when it is one.
    fn text<'t>(&'t self, target: Target<'t>) -> Option<&'t str> {
        match target {
            Target::Key(key) => Some(key),
            Target::Node(node) => self.view.document.string(node),
            Target::Missing | Target::Count(_) => None,
        }
    }

    /// Whether JavaScript takes a target for true.
    fn is_truthy(&self, target: Target<'_>) -> bool {
        match target {
            Target::Missing => false,
            Target::Key(key) => !key.is_empty(),
            Target::Count(count) => count > 0,
            Target::Node(node) => match self.view.document.value(node) {
                Value::Null | Value::Unread => false,
                Value::Bool(value) => value,
                Value::Number(text) => {
                    number(text).and_then(|number| number.as_f64()).is_some_and(|number| number != 0.0)
                }
                Value::String(text) => !text.is_empty(),
                Value::List(_) | Value::Map(_) => true,
            },
        }
    }

    /// The object that a target is.
    fn object(&self, target: Target<'_>) -> Option<NodeId> {
        match target {
            Target::Node(node) if matches!(self.view.document.value(node), Value::Map(_)) => Some(node),
            _ => None,
        }
    }

    /// How many of these keys an object has.
    fn count_of(&self, object: NodeId, keys: &[String]) -> usize {
        keys.iter().filter(|key| self.view.document.entry(object, key).is_some()).count()
    }
}

/// `a`, `a or b`, `a, b or c`.
fn listed(names: impl Iterator<Item = String>, word: &str) -> String {
    let mut names: Vec<String> = names.collect();
    match (names.pop(), names.is_empty()) {
        (None, _) => String::new(),
        (Some(last), true) => last,
        (Some(last), false) => format!("{} {word} {last}", names.join(", ")),
    }
}
