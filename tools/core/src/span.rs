//! Places in a source.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::Source;

/// A line and a column, both 1-based; the column counts characters (Unicode scalar values), not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in characters.
    pub column: u32,
}

/// A range of bytes of a named source. The positions of its ends are looked up when they are asked for: of many
/// findings, most are only counted.
///
/// Made by [`Source::span`](crate::Source::span) only, so the bytes are always those of characters of the source.
#[derive(Debug, Clone)]
pub struct Span {
    pub(crate) source: Source,
    pub(crate) start_byte: usize,
    pub(crate) end_byte: usize,
}

impl Span {
    /// The name of the source.
    pub fn source(&self) -> &str {
        self.source.name()
    }

    /// The byte range, half-open.
    pub fn bytes(&self) -> Range<usize> {
        self.start_byte..self.end_byte
    }

    /// Position of the first character.
    pub fn start(&self) -> Position {
        self.source.position(self.start_byte)
    }

    /// Position just behind the last character.
    pub fn end(&self) -> Position {
        self.source.position(self.end_byte)
    }
}

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Span {}

impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Span {
    fn cmp(&self, other: &Self) -> Ordering {
        let bytes = |span: &Self| (span.start_byte, span.end_byte);
        self.source.order(&other.source).then_with(|| bytes(self).cmp(&bytes(other)))
    }
}

impl Hash for Span {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.source(), self.start_byte, self.end_byte).hash(state);
    }
}

/// A span as clients see it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Location {
    /// Source name: a path, or `content` for text given in the call.
    pub source: String,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
    /// 1-based line of the end.
    pub end_line: u32,
    /// 1-based column just behind the end.
    pub end_column: u32,
}

impl From<&Span> for Location {
    fn from(span: &Span) -> Self {
        let (start, end) = (span.start(), span.end());
        Self {
            source: span.source().to_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}
