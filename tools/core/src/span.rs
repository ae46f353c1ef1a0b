//! Places in a source.

use std::ops::Range;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A line and a column, both 1-based; the column counts characters (Unicode scalar values), not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in characters.
    pub column: u32,
}

/// A range of bytes of a named source, with the positions of its ends.
///
/// Made by [`Source::span`](crate::Source::span) only, so the positions always agree with the bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub(crate) source: Arc<str>,
    pub(crate) start_byte: usize,
    pub(crate) end_byte: usize,
    pub(crate) start: Position,
    pub(crate) end: Position,
}

impl Span {
    /// The name of the source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The byte range, half-open.
    pub fn bytes(&self) -> Range<usize> {
        self.start_byte..self.end_byte
    }

    /// Position of the first character.
    pub fn start(&self) -> Position {
        self.start
    }

    /// Position just behind the last character.
    pub fn end(&self) -> Position {
        self.end
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
        Self {
            source: span.source.to_string(),
            line: span.start.line,
            column: span.start.column,
            end_line: span.end.line,
            end_column: span.end.column,
        }
    }
}
