//! YAML written from an ordered tree whose every part may carry a comment.
//!
//! A [`Map`] or [`Node`] goes in, a text comes out. What neighbours lean on: the same tree gives the same text, the text
//! reads back as the same tree, and no string in it is taken for a number, a date or a boolean, whether its reader
//! knows YAML 1.1 or 1.2.

mod print;
mod scalar;

pub use print::{document, stream};

/// A value with the comments that belong to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub(crate) value: Value,
    /// Lines of comment above it.
    pub(crate) above: Vec<String>,
    /// A comment at the end of its first line.
    pub(crate) behind: Option<String>,
}

/// What stands in a tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A string, quoted where a reader would take it for something else.
    Text(String),
    /// A mapping, in its own order.
    Map(Map),
    /// A list, an item a line.
    List(Vec<Node>),
    /// A list of strings in one line.
    Words(Vec<String>),
}

/// An ordered mapping that is built entry by entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map {
    pub(crate) entries: Vec<(String, Node)>,
    /// Comment for the entry that comes next.
    pending: Vec<String>,
}

impl Map {
    /// An empty mapping.
    pub fn new() -> Self {
        Self::default()
    }

    /// Explains the entry that is put next; a line break makes several lines.
    #[must_use]
    pub fn note(mut self, comment: impl AsRef<str>) -> Self {
        self.pending.extend(comment.as_ref().lines().map(ToOwned::to_owned));
        self
    }

    /// Puts an entry at the end. The caller does not put a key twice.
    #[must_use]
    pub fn put(mut self, key: impl Into<String>, value: impl Into<Node>) -> Self {
        let mut node = value.into();
        let mut above = std::mem::take(&mut self.pending);
        above.append(&mut node.above);
        node.above = above;
        self.entries.push((key.into(), node));
        self
    }

    /// Puts an entry when there is a value; its comment goes with it.
    #[must_use]
    pub fn put_some(mut self, key: impl Into<String>, value: Option<impl Into<Node>>) -> Self {
        if let Some(value) = value {
            return self.put(key, value);
        }
        self.pending.clear();
        self
    }

    /// Whether nothing was put.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The mapping, when something was put.
    pub fn some(self) -> Option<Self> {
        (!self.is_empty()).then_some(self)
    }
}

impl Node {
    /// A value without comments.
    pub fn new(value: Value) -> Self {
        Self { value, above: Vec::new(), behind: None }
    }

    /// A list of strings in one line.
    pub fn words<S: Into<String>>(words: impl IntoIterator<Item = S>) -> Self {
        Self::new(Value::Words(words.into_iter().map(Into::into).collect()))
    }

    /// Explains it in lines above.
    #[must_use]
    pub fn note(mut self, comment: impl AsRef<str>) -> Self {
        self.above.extend(comment.as_ref().lines().map(ToOwned::to_owned));
        self
    }

    /// Explains it at the end of its line.
    #[must_use]
    pub fn behind(mut self, comment: impl Into<String>) -> Self {
        self.behind = Some(comment.into());
        self
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::new(Value::Text(text.to_owned()))
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::new(Value::Text(text))
    }
}

impl From<&String> for Node {
    fn from(text: &String) -> Self {
        Self::new(Value::Text(text.clone()))
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Self::new(Value::Bool(value))
    }
}

impl From<i64> for Node {
    fn from(number: i64) -> Self {
        Self::new(Value::Integer(number))
    }
}

impl From<u32> for Node {
    fn from(number: u32) -> Self {
        Self::new(Value::Integer(i64::from(number)))
    }
}

impl From<u16> for Node {
    fn from(number: u16) -> Self {
        Self::new(Value::Integer(i64::from(number)))
    }
}

impl From<i32> for Node {
    fn from(number: i32) -> Self {
        Self::new(Value::Integer(i64::from(number)))
    }
}

impl From<Map> for Node {
    fn from(map: Map) -> Self {
        Self::new(Value::Map(map))
    }
}

impl From<Vec<Node>> for Node {
    fn from(items: Vec<Node>) -> Self {
        Self::new(Value::List(items))
    }
}

impl From<Vec<Map>> for Node {
    fn from(items: Vec<Map>) -> Self {
        Self::new(Value::List(items.into_iter().map(Into::into).collect()))
    }
}

#[cfg(test)]
mod tests;
