//! The part of JavaScript that filters are written in.

use std::rc::Rc;

use crate::ruleset::pattern::Pattern;

/// An expression.
#[derive(Debug, Clone)]
pub enum Expression {
    /// `null`
    Null,
    /// `undefined`, `void 0`
    Undefined,
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// `/…/i`
    Regex(Rc<Pattern>),
    /// `[1, 'a']`
    List(Vec<Self>),
    /// `@`
    Current,
    /// `@root`, `$`
    Root,
    /// `@property`
    Property,
    /// `@parentProperty`
    ParentProperty,
    /// `@parent`: what holds the object or list that is filtered.
    Parent,
    /// `@path`
    Path,
    /// `@string()` and its like.
    OfKind(Kind),
    /// `a.b`
    Member(Box<Self>, String),
    /// `a[b]`
    Index(Box<Self>, Box<Self>),
    /// `a.includes(b)`
    Call(Box<Self>, Method, Vec<Self>),
    /// `Array.isArray(a)`
    Global(Global, Box<Self>),
    /// `!a`
    Not(Box<Self>),
    /// `-a`
    Negative(Box<Self>),
    /// `+a`
    ToNumber(Box<Self>),
    /// `typeof a`
    Typeof(Box<Self>),
    /// `a && b`
    And(Vec<Self>),
    /// `a || b`
    Or(Vec<Self>),
    /// `a ?? b`
    Either(Vec<Self>),
    /// `a === b`
    Binary(Operator, Box<Self>, Box<Self>),
    /// `a ? b : c`
    Choice(Box<Self>, Box<Self>, Box<Self>),
}

/// What an operator between two values does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `===`
    Same,
    /// `!==`
    NotSame,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`: whether the list on the right has the value on the left.
    In,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
    /// `%`
    Modulo,
}

/// A kind of value, as `@string()` asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    String,
    /// A number.
    Number,
    /// A number without a fraction.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
    /// A list.
    Array,
    /// An object or a list.
    Object,
    /// No object and no list.
    Scalar,
}

impl Kind {
    /// Reads the word before `()`.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "string" => Self::String,
            "number" => Self::Number,
            "integer" => Self::Integer,
            "boolean" => Self::Boolean,
            "null" => Self::Null,
            "array" => Self::Array,
            "object" => Self::Object,
            "scalar" => Self::Scalar,
            _ => return None,
        })
    }
}

/// A method of strings, lists and regular expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of JavaScript")]
pub enum Method {
    Match,
    Search,
    Test,
    Includes,
    IndexOf,
    StartsWith,
    EndsWith,
    ToLowerCase,
    ToUpperCase,
    Trim,
    ToString,
    HasOwnProperty,
    CharAt,
    Slice,
    Split,
    Join,
}

impl Method {
    /// The methods by name.
    pub const ALL: [(&'static str, Self); 17] = [
        ("match", Self::Match),
        ("search", Self::Search),
        ("test", Self::Test),
        ("includes", Self::Includes),
        ("indexOf", Self::IndexOf),
        ("startsWith", Self::StartsWith),
        ("endsWith", Self::EndsWith),
        ("toLowerCase", Self::ToLowerCase),
        ("toUpperCase", Self::ToUpperCase),
        ("trim", Self::Trim),
        ("toString", Self::ToString),
        ("hasOwnProperty", Self::HasOwnProperty),
        ("charAt", Self::CharAt),
        ("slice", Self::Slice),
        ("substring", Self::Slice),
        ("split", Self::Split),
        ("join", Self::Join),
    ];
}

/// A function that is no method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of JavaScript")]
pub enum Global {
    IsArray,
    Keys,
    IsInteger,
    String,
    Number,
    Boolean,
}

/// Whether a text or a list has a member of this name without having such a key.
pub(super) fn is_inherited(name: &str) -> bool {
    matches!(name, "length" | "constructor") || Method::ALL.iter().any(|(method, _)| *method == name)
}

impl Expression {
    /// How many levels above the filtered object or list it looks at.
    pub(super) fn context(&self) -> usize {
        match self {
            Self::Path => usize::MAX,
            Self::Parent | Self::ParentProperty => 1,
            _ => self.parts().into_iter().map(Self::context).max().unwrap_or(0),
        }
    }

    fn parts(&self) -> Vec<&Self> {
        match self {
            Self::List(parts) | Self::And(parts) | Self::Or(parts) | Self::Either(parts) => parts.iter().collect(),
            Self::Member(part, _)
            | Self::Global(_, part)
            | Self::Not(part)
            | Self::Negative(part)
            | Self::ToNumber(part)
            | Self::Typeof(part) => vec![part],
            Self::Index(one, other) | Self::Binary(_, one, other) => vec![one, other],
            Self::Call(object, _, arguments) => std::iter::once(&**object).chain(arguments).collect(),
            Self::Choice(test, yes, no) => vec![test, yes, no],
            _ => Vec::new(),
        }
    }

    /// A key that a value must have for the expression to be true of it: only those need to be looked at.
    pub(super) fn needed_key(&self) -> Option<&str> {
        match self {
            Self::And(parts) => parts.iter().find_map(Self::needed_key),
            Self::Member(object, key) => match &**object {
                Self::Current => (!is_inherited(key)).then_some(key),
                inner => inner.needed_chain(),
            },
            Self::Index(object, key) => match (&**object, &**key) {
                (Self::Current, Self::Text(key)) => (!is_inherited(key)).then_some(key),
                (inner, _) => inner.needed_chain(),
            },
            Self::Call(object, ..) => object.needed_chain(),
            Self::Binary(Operator::Equal | Operator::Same, one, other) => {
                let constant = |part: &Self| matches!(part, Self::Text(_) | Self::Number(_) | Self::Bool(true));
                if constant(other) {
                    one.needed_chain()
                } else if constant(one) {
                    other.needed_chain()
                } else {
                    None
                }
            }
            Self::Binary(Operator::NotSame | Operator::NotEqual, one, other) => {
                matches!(**other, Self::Undefined).then(|| one.needed_chain()).flatten()
            }
            _ => None,
        }
    }

    /// The key of `@` that a chain of members begins with: without it the chain is undefined.
    fn needed_chain(&self) -> Option<&str> {
        matches!(self, Self::Member(..) | Self::Index(..)).then(|| self.needed_key()).flatten()
    }

    /// The key under which a value must stand for the expression to be true of it.
    pub(super) fn needed_property(&self) -> Option<&str> {
        match self {
            Self::And(parts) => parts.iter().find_map(Self::needed_property),
            Self::Binary(Operator::Equal | Operator::Same, one, other) => match (&**one, &**other) {
                (Self::Property, Self::Text(key)) | (Self::Text(key), Self::Property) => Some(key),
                _ => None,
            },
            _ => None,
        }
    }
}
