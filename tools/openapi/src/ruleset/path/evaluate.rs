//! What an expression gives for a value: the part of JavaScript's semantics that filters rely on.
//!
//! Where JavaScript would throw (a member of `undefined`), the answer is an error, and the filter takes nothing.

use std::borrow::Cow;

use super::expression::{Expression, Global, Kind, Method, Operator, is_inherited};
use crate::ruleset::pattern::Pattern;
use crate::ruleset::view::{At, View};
use architect_document::{Document, NodeId, Value, number};

/// A value of an expression.
#[derive(Debug, Clone)]
pub(super) enum Js<'d> {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'d, str>),
    /// An object or a list of the document.
    Node(NodeId),
    List(Vec<Self>),
    /// What `constructor` gives: only its name is of use.
    Constructor(&'static str),
    Regex(&'d Pattern),
}

/// What JavaScript would have thrown, or a match that cost too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Thrown;

/// What an expression can look at: a child of the object or list that is filtered.
pub(super) struct Scope<'d> {
    pub(super) view: &'d View<'d>,
    /// The child, as it is seen.
    pub(super) current: NodeId,
    pub(super) at: At,
    pub(super) parent_at: At,
    /// What holds the object or list that is filtered.
    pub(super) grandparent: Option<NodeId>,
    pub(super) root: NodeId,
    /// Where the child is, from the root.
    pub(super) path: &'d dyn Fn() -> String,
}

type Give<'d> = Result<Js<'d>, Thrown>;

/// The value of a node.
pub(super) fn of_node(document: &Document, node: NodeId) -> Js<'_> {
    match document.value(node) {
        Value::Null => Js::Null,
        Value::Bool(value) => Js::Bool(value),
        Value::Number(text) => Js::Number(number(text).and_then(|number| number.as_f64()).unwrap_or(f64::NAN)),
        Value::String(text) => Js::Text(Cow::Borrowed(text)),
        Value::List(_) | Value::Map(_) => Js::Node(node),
        Value::Unread => Js::Undefined,
    }
}

/// Whether a filter takes the child.
pub(super) fn holds<'d>(expression: &'d Expression, scope: &Scope<'d>) -> bool {
    scope.give(expression).is_ok_and(|value| truthy(&value))
}

/// The key that a computed step gives.
pub(super) fn key<'d>(expression: &'d Expression, scope: &Scope<'d>) -> Option<String> {
    match scope.give(expression).ok()? {
        value @ (Js::Text(_) | Js::Number(_)) => Some(scope.text(&value)),
        _ => None,
    }
}

/// Whether a node is of a kind.
fn is_of_kind(document: &Document, node: NodeId, kind: Kind) -> bool {
    match (kind, document.value(node)) {
        (Kind::String, Value::String(_))
        | (Kind::Number, Value::Number(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Null, Value::Null)
        | (Kind::Array, Value::List(_))
        | (Kind::Object, Value::List(_) | Value::Map(_))
        | (Kind::Scalar, Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => true,
        (Kind::Integer, Value::Number(text)) => {
            number(text).and_then(|number| number.as_f64()).is_some_and(|number| number.fract() == 0.0)
        }
        _ => false,
    }
}

fn truthy(value: &Js<'_>) -> bool {
    match value {
        Js::Undefined | Js::Null => false,
        Js::Bool(value) => *value,
        Js::Number(number) => *number != 0.0 && !number.is_nan(),
        Js::Text(text) => !text.is_empty(),
        _ => true,
    }
}

impl<'d> Scope<'d> {
    /// Recursion is bounded by the reader of expressions.
    fn give(&self, expression: &'d Expression) -> Give<'d> {
        Ok(match expression {
            Expression::Null => Js::Null,
            Expression::Undefined => Js::Undefined,
            Expression::Bool(value) => Js::Bool(*value),
            Expression::Number(value) => Js::Number(*value),
            Expression::Text(text) => Js::Text(Cow::Borrowed(text)),
            Expression::Regex(pattern) => Js::Regex(pattern),
            Expression::List(items) => Js::List(items.iter().map(|item| self.give(item)).collect::<Result<_, _>>()?),
            Expression::Current => self.node(self.current),
            Expression::Root => self.node(self.root),
            Expression::Property => self.place(self.at),
            Expression::ParentProperty => self.place(self.parent_at),
            Expression::Parent => self.grandparent.map_or(Js::Undefined, |node| self.node(node)),
            Expression::Path => Js::Text(Cow::Owned((self.path)())),
            Expression::OfKind(kind) => Js::Bool(is_of_kind(self.view.document, self.current, *kind)),
            Expression::Member(object, name) => self.member(&self.give(object)?, name)?,
            Expression::Index(object, index) => {
                let index = self.give(index)?;
                self.member(&self.give(object)?, &self.text(&index))?
            }
            Expression::Call(object, method, arguments) => {
                // `@property` is a number in a list, but its methods are those of a string.
                let object = match (&**object, self.give(object)?) {
                    (Expression::Property | Expression::ParentProperty, value) => {
                        Js::Text(Cow::Owned(self.text(&value)))
                    }
                    (_, value) => value,
                };
                let arguments: Vec<Js<'d>> =
                    arguments.iter().map(|argument| self.give(argument)).collect::<Result<_, _>>()?;
                self.call(&object, *method, &arguments)?
            }
            Expression::Global(function, argument) => self.global(*function, &self.give(argument)?)?,
            Expression::Not(value) => Js::Bool(!truthy(&self.give(value)?)),
            Expression::Negative(value) => Js::Number(-self.number(&self.give(value)?)),
            Expression::ToNumber(value) => Js::Number(self.number(&self.give(value)?)),
            Expression::Typeof(value) => Js::Text(Cow::Borrowed(match self.give(value)? {
                Js::Undefined => "undefined",
                Js::Bool(_) => "boolean",
                Js::Number(_) => "number",
                Js::Text(_) => "string",
                Js::Constructor(_) => "function",
                Js::Null | Js::Node(_) | Js::List(_) | Js::Regex(_) => "object",
            })),
            Expression::And(parts) => self.first(parts, |value| !truthy(value))?,
            Expression::Or(parts) => self.first(parts, truthy)?,
            Expression::Either(parts) => self.first(parts, |value| !matches!(value, Js::Undefined | Js::Null))?,
            Expression::Binary(operator, one, other) => {
                self.binary(*operator, &self.give(one)?, &self.give(other)?)?
            }
            Expression::Choice(test, yes, no) => self.give(if truthy(&self.give(test)?) { yes } else { no })?,
        })
    }

    /// The first part that ends the evaluation, or the last one.
    fn first(&self, parts: &'d [Expression], ends: fn(&Js<'d>) -> bool) -> Give<'d> {
        let mut last = Js::Undefined;
        for part in parts {
            last = self.give(part)?;
            if ends(&last) {
                break;
            }
        }
        Ok(last)
    }

    fn node(&self, node: NodeId) -> Js<'d> {
        of_node(self.view.document, node)
    }

    fn place(&self, at: At) -> Js<'d> {
        match at {
            At::Root => Js::Null,
            At::Key(key) => Js::Text(Cow::Borrowed(self.view.document.key(key))),
            At::Index(index) => Js::Number(f64::from(index)),
        }
    }

    fn member(&self, object: &Js<'d>, name: &str) -> Give<'d> {
        Ok(match object {
            Js::Undefined | Js::Null => return Err(Thrown),
            Js::Node(node) => {
                let is_list = matches!(self.view.document.value(*node), Value::List(_));
                match self.view.child(*node, name) {
                    Some((_, raw)) => self.node(self.view.node(raw)),
                    None if name == "length" && is_list => {
                        Js::Number(f64::from(u32::try_from(self.view.len_of(*node)).unwrap_or(u32::MAX)))
                    }
                    None if name == "constructor" => Js::Constructor(if is_list { "Array" } else { "Object" }),
                    None if is_list && matches!(name, "includes" | "indexOf" | "join" | "slice") => {
                        Js::Constructor("Function")
                    }
                    None => Js::Undefined,
                }
            }
            Js::Text(text) => match name {
                "length" => Js::Number(f64::from(u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX))),
                "constructor" => Js::Constructor("String"),
                // A method that is not called: filters ask so whether a value is a text.
                _ if is_inherited(name) => Js::Constructor("Function"),
                _ => match name.parse::<usize>().ok().and_then(|at| text.chars().nth(at)) {
                    Some(character) => Js::Text(Cow::Owned(character.to_string())),
                    None => Js::Undefined,
                },
            },
            Js::List(items) => match name {
                "length" => Js::Number(f64::from(u32::try_from(items.len()).unwrap_or(u32::MAX))),
                "constructor" => Js::Constructor("Array"),
                _ => name.parse::<usize>().ok().and_then(|at| items.get(at).cloned()).unwrap_or(Js::Undefined),
            },
            Js::Constructor(constructor) if name == "name" => Js::Text(Cow::Borrowed(constructor)),
            Js::Bool(_) if name == "constructor" => Js::Constructor("Boolean"),
            Js::Number(_) if name == "constructor" => Js::Constructor("Number"),
            _ => Js::Undefined,
        })
    }

    fn call(&self, object: &Js<'d>, method: Method, arguments: &[Js<'d>]) -> Give<'d> {
        let first = arguments.first().unwrap_or(&Js::Undefined);
        match (object, method) {
            (Js::Undefined | Js::Null, _) => return Err(Thrown),
            (_, Method::ToString) => return Ok(Js::Text(Cow::Owned(self.text(object)))),
            (Js::Regex(pattern), Method::Test) => {
                return pattern.test(&self.text(first)).map(Js::Bool).map_err(|_| Thrown);
            }
            (Js::Node(node), Method::HasOwnProperty) => {
                return Ok(Js::Bool(self.view.child(*node, &self.text(first)).is_some()));
            }
            _ => {}
        }
        match object {
            Js::Text(text) => self.call_of_text(text, method, arguments),
            Js::Node(node) => match self.view.document.value(*node) {
                Value::List(items) => {
                    let items: Vec<Js<'d>> = items.iter().map(|item| self.node(self.view.node(*item))).collect();
                    self.call_of_list(&items, method, first)
                }
                _ => Err(Thrown),
            },
            Js::List(items) => self.call_of_list(items, method, first),
            _ => Err(Thrown),
        }
    }

    fn call_of_list(&self, items: &[Js<'d>], method: Method, argument: &Js<'d>) -> Give<'d> {
        let found = || items.iter().position(|item| same(item, argument));
        Ok(match method {
            Method::Includes => Js::Bool(found().is_some()),
            Method::IndexOf => Js::Number(position(found())),
            Method::Join => {
                let by = if matches!(argument, Js::Undefined) { ",".to_owned() } else { self.text(argument) };
                Js::Text(Cow::Owned(items.iter().map(|item| self.text(item)).collect::<Vec<_>>().join(&by)))
            }
            _ => return Err(Thrown),
        })
    }

    fn call_of_text(&self, text: &str, method: Method, arguments: &[Js<'d>]) -> Give<'d> {
        let first = arguments.first().unwrap_or(&Js::Undefined);
        let word = || self.text(first);
        let own = |text: String| Js::Text(Cow::Owned(text));
        Ok(match method {
            Method::Match | Method::Search => {
                let compiled;
                let pattern = if let Js::Regex(pattern) = first {
                    *pattern
                } else {
                    compiled = Pattern::new(&word(), "").map_err(|_| Thrown)?;
                    &compiled
                };
                let found = pattern.find(text).map_err(|_| Thrown)?;
                match (method, found) {
                    (Method::Search, found) => Js::Number(position(found.map(|range| range.start))),
                    (_, None) => Js::Null,
                    (_, Some(range)) => Js::List(vec![own(text.get(range).unwrap_or_default().to_owned())]),
                }
            }
            Method::Includes => Js::Bool(text.contains(&word())),
            Method::IndexOf => Js::Number(position(text.find(&word()))),
            Method::StartsWith => Js::Bool(text.starts_with(&word())),
            Method::EndsWith => Js::Bool(text.ends_with(&word())),
            Method::ToLowerCase => own(text.to_lowercase()),
            Method::ToUpperCase => own(text.to_uppercase()),
            Method::Trim => own(text.trim().to_owned()),
            Method::CharAt => {
                own(text.chars().nth(whole(self.number(first), 0)).map(String::from).unwrap_or_default())
            }
            Method::Slice => {
                let len = text.chars().count();
                let end = arguments.get(1).map_or(len, |end| from_end(self.number(end), len));
                let start = from_end(self.number(first), len);
                own(text.chars().skip(start).take(end.saturating_sub(start)).collect())
            }
            Method::Split => Js::List(text.split(&word()).map(|part| own(part.to_owned())).collect()),
            _ => return Err(Thrown),
        })
    }

    fn global(&self, function: Global, value: &Js<'d>) -> Give<'d> {
        Ok(match function {
            Global::IsArray => Js::Bool(match value {
                Js::Node(node) => matches!(self.view.document.value(*node), Value::List(_)),
                Js::List(_) => true,
                _ => false,
            }),
            Global::Keys => match value {
                Js::Undefined | Js::Null => return Err(Thrown),
                Js::Node(node) => Js::List(
                    self.view.children(*node).map(|(at, _)| Js::Text(Cow::Owned(self.view.name(at)))).collect(),
                ),
                _ => Js::List(Vec::new()),
            },
            Global::IsInteger => {
                Js::Bool(matches!(value, Js::Number(number) if number.is_finite() && number.fract() == 0.0))
            }
            Global::String => Js::Text(Cow::Owned(self.text(value))),
            Global::Number => Js::Number(self.number(value)),
            Global::Boolean => Js::Bool(truthy(value)),
        })
    }

    fn binary(&self, operator: Operator, one: &Js<'d>, other: &Js<'d>) -> Give<'d> {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let ordered = |orders: &[std::cmp::Ordering]| {
            let order = match (one, other) {
                (Js::Text(one), Js::Text(other)) => Some(one.encode_utf16().cmp(other.encode_utf16())),
                _ => self.number(one).partial_cmp(&self.number(other)),
            };
            Js::Bool(order.is_some_and(|order| orders.contains(&order)))
        };
        let calculated = |calculate: fn(f64, f64) -> f64| Js::Number(calculate(self.number(one), self.number(other)));
        Ok(match operator {
            Operator::Same => Js::Bool(same(one, other)),
            Operator::NotSame => Js::Bool(!same(one, other)),
            Operator::Equal => Js::Bool(self.equal(one, other)),
            Operator::NotEqual => Js::Bool(!self.equal(one, other)),
            Operator::Less => ordered(&[Less]),
            Operator::LessOrEqual => ordered(&[Less, Equal]),
            Operator::Greater => ordered(&[Greater]),
            Operator::GreaterOrEqual => ordered(&[Greater, Equal]),
            Operator::In => return self.call(other, Method::Includes, std::slice::from_ref(one)),
            Operator::Plus => {
                let plain = |value: &Js<'_>| matches!(value, Js::Undefined | Js::Null | Js::Bool(_) | Js::Number(_));
                if plain(one) && plain(other) {
                    calculated(|one, other| one + other)
                } else {
                    Js::Text(Cow::Owned(self.text(one) + &self.text(other)))
                }
            }
            Operator::Minus => calculated(|one, other| one - other),
            Operator::Times => calculated(|one, other| one * other),
            Operator::Over => calculated(|one, other| one / other),
            Operator::Modulo => calculated(|one, other| one % other),
        })
    }

    /// `==`
    #[allow(clippy::float_cmp, reason = "JavaScript compares numbers so")]
    fn equal(&self, one: &Js<'d>, other: &Js<'d>) -> bool {
        match (one, other) {
            (Js::Undefined | Js::Null, Js::Undefined | Js::Null) => true,
            (Js::Undefined | Js::Null, _) | (_, Js::Undefined | Js::Null) => false,
            (Js::Number(_) | Js::Bool(_), Js::Text(_) | Js::Bool(_) | Js::Number(_))
            | (Js::Text(_), Js::Number(_) | Js::Bool(_)) => self.number(one) == self.number(other),
            (Js::Node(_) | Js::List(_), Js::Text(text)) => self.text(one) == *text,
            (Js::Text(text), Js::Node(_) | Js::List(_)) => self.text(other) == *text,
            _ => same(one, other),
        }
    }

    fn number(&self, value: &Js<'d>) -> f64 {
        match value {
            Js::Null => 0.0,
            Js::Bool(value) => f64::from(u8::from(*value)),
            Js::Number(number) => *number,
            Js::Text(text) if text.trim().is_empty() => 0.0,
            Js::Text(text) => {
                let text = text.trim();
                let worded =
                    text.contains(|character: char| character.is_alphabetic() && !matches!(character, 'e' | 'E'));
                if worded { f64::NAN } else { text.parse().unwrap_or(f64::NAN) }
            }
            Js::Node(_) | Js::List(_) => self.number(&Js::Text(Cow::Owned(self.text(value)))),
            Js::Undefined | Js::Constructor(_) | Js::Regex(_) => f64::NAN,
        }
    }

    fn text(&self, value: &Js<'d>) -> String {
        match value {
            Js::Undefined => "undefined".to_owned(),
            Js::Null => "null".to_owned(),
            Js::Bool(value) => value.to_string(),
            Js::Number(number) => number.to_string(),
            Js::Text(text) => text.clone().into_owned(),
            Js::Node(node) => match self.view.document.value(*node) {
                Value::List(items) => {
                    let scalars = items.iter().map(|item| match self.node(self.view.node(*item)) {
                        Js::Node(_) => "[object Object]".to_owned(),
                        Js::Null | Js::Undefined => String::new(),
                        value => self.text(&value),
                    });
                    scalars.collect::<Vec<_>>().join(",")
                }
                _ => "[object Object]".to_owned(),
            },
            Js::List(items) => items.iter().map(|item| self.text(item)).collect::<Vec<_>>().join(","),
            Js::Constructor(name) => format!("function {name}() {{ [native code] }}"),
            Js::Regex(pattern) => format!("{pattern:?}"),
        }
    }
}

/// `===`
#[allow(clippy::float_cmp, reason = "JavaScript compares numbers so")]
fn same(one: &Js<'_>, other: &Js<'_>) -> bool {
    match (one, other) {
        (Js::Undefined, Js::Undefined) | (Js::Null, Js::Null) => true,
        (Js::Bool(one), Js::Bool(other)) => one == other,
        (Js::Number(one), Js::Number(other)) => one == other,
        (Js::Text(one), Js::Text(other)) => one == other,
        (Js::Node(one), Js::Node(other)) => one == other,
        (Js::Constructor(one), Js::Constructor(other)) => one == other,
        _ => false,
    }
}

fn position(found: Option<usize>) -> f64 {
    found.map_or(-1.0, |at| f64::from(u32::try_from(at).unwrap_or(u32::MAX)))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates, which is what is wanted")]
fn whole(number: f64, otherwise: usize) -> usize {
    if number.is_finite() { number.max(0.0) as usize } else { otherwise }
}

#[allow(clippy::cast_precision_loss, reason = "no text is that long")]
fn from_end(number: f64, len: usize) -> usize {
    let number = if number < 0.0 { number + len as f64 } else { number };
    whole(number, 0).min(len)
}
