//! `alphabetical`: keys, items, or items by one of their fields, stand in the order of the alphabet.

use std::cmp::Ordering;

use super::{Complaint, Function, Options, Read, Sight, Target, Unjudged};
use architect_document::{NodeId, Value, number};

#[derive(Debug)]
struct Alphabetical {
    keyed_by: Option<String>,
}

pub(super) fn read(options: &mut Options<'_, '_>) -> Read {
    let mut keyed_by = None;
    if options.node.is_some() {
        options.known(&["keyedBy"])?;
        keyed_by = options.text("keyedBy")?.map(ToOwned::to_owned);
    }
    Ok(Box::new(Alphabetical { keyed_by }))
}

/// A name that is put in order.
enum Name<'d> {
    Text(&'d str),
    Number(f64, &'d str),
}

impl<'d> Name<'d> {
    fn of(sight: &Sight<'_, 'd>, node: NodeId) -> Option<Self> {
        match sight.view.document.value(node) {
            Value::String(text) => Some(Self::Text(text)),
            Value::Number(text) => Some(Self::Number(number(text)?.as_f64()?, text)),
            _ => None,
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Text(text) => crate::ruleset::message::quoted(text),
            Self::Number(_, text) => (*text).to_owned(),
        }
    }

    /// Whether the other must not follow.
    fn is_behind(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(one, _), Self::Number(other, _)) => one - other >= 1.0,
            (Self::Number(one, _), Self::Text(other)) => other.parse::<f64>().is_ok_and(|other| one - other >= 1.0),
            (Self::Text(one), Self::Text(other)) => by_dictionary(one, other) == Ordering::Greater,
            (Self::Text(_), Self::Number(..)) => false,
        }
    }
}

impl Function for Alphabetical {
    fn judge(&self, sight: &Sight<'_, '_>, target: Target<'_>) -> Result<Vec<Complaint>, Unjudged> {
        let Target::Node(node) = target else { return Ok(Vec::new()) };
        let document = sight.view.document;
        let is_list = matches!(document.value(node), Value::List(_));
        if !sight.view.is_container(node) || sight.view.len_of(node) < 2 {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        for (at, raw) in sight.view.children(node) {
            let name = match &self.keyed_by {
                None if is_list => Name::of(sight, sight.view.node(raw)),
                None => match at {
                    crate::ruleset::view::At::Key(key) => Some(Name::Text(document.key(key))),
                    _ => None,
                },
                Some(key) => {
                    let item = sight.view.node(raw);
                    if !is_list || !sight.view.is_container(item) {
                        return Ok(vec![Complaint::property("has items that are no objects")]);
                    }
                    sight.view.child(item, key).and_then(|(_, raw)| Name::of(sight, sight.view.node(raw)))
                }
            };
            let Some(name) = name else {
                return Ok(vec![Complaint::property("has names that are neither texts nor numbers")]);
            };
            names.push(name);
        }
        let unsorted = names.windows(2).enumerate().find_map(|(index, pair)| match pair {
            [one, other] if one.is_behind(other) => Some((index, one, other)),
            _ => None,
        });
        let Some((index, one, other)) = unsorted else { return Ok(Vec::new()) };
        let complaint = Complaint::whole(format!("{} belongs behind {}", one.shown(), other.shown()));
        Ok(vec![match (&self.keyed_by, one) {
            (Some(_), _) => complaint,
            (None, Name::Text(key)) if !is_list => complaint.below([(*key).to_owned()]),
            (None, _) => complaint.below([index.to_string()]),
        }])
    }
}

/// The order of a dictionary: signs, digits, letters; capitals only count between equal words.
fn by_dictionary(one: &str, other: &str) -> Ordering {
    let rank = |character: char| {
        let class = if character.is_alphabetic() { 2 } else { u8::from(character.is_numeric()) };
        (class, character.to_lowercase().next().unwrap_or(character))
    };
    one.chars().map(rank).cmp(other.chars().map(rank)).then_with(|| other.cmp(one))
}
