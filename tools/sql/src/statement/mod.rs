//! Statements: a source in, its statements with exact byte ranges and their tokens out.
//!
//! The invariants that the reader leans on: statements are in order and do not overlap; a statement's range holds
//! neither its terminator nor the comments around it; every token lies inside its statement; what could not be told
//! apart is a gap, and costs that statement only.

mod scan;
mod split;
mod token;

use std::ops::Range;

use architect_core::{Gap, Source};

pub use split::split;
pub(crate) use split::split_range;
pub use token::{LONGEST_STATEMENT, Token, Tokens};

use crate::dialect::Dialect;

/// The statements of a source, the comments between and inside them, and what could not be told apart.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// In the order of the text.
    pub statements: Vec<Statement>,
    /// Byte ranges of the comments, in order. A MySQL conditional comment is code and none of these.
    pub comments: Vec<Range<usize>>,
    /// Where the lines stand that divide batches (`GO`), in order.
    pub separators: Vec<usize>,
    /// What was passed over without being told apart: quotes never closed, other files read in.
    pub gaps: Vec<Gap>,
}

/// One statement of a source. Its tokens are made when they are asked for.
#[derive(Debug, Clone)]
pub struct Statement {
    source: Source,
    bytes: Range<usize>,
    dialect: Dialect,
    rows: bool,
    unreadable: Option<Box<Gap>>,
}

impl Statement {
    fn new(source: &Source, bytes: Range<usize>, dialect: Dialect, rows: bool, unreadable: Option<Gap>) -> Self {
        Self { source: source.clone(), bytes, dialect, rows, unreadable: unreadable.map(Box::new) }
    }

    /// Its byte range, without the terminator.
    pub fn bytes(&self) -> Range<usize> {
        self.bytes.clone()
    }

    /// The source it stands in.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Its text.
    pub fn text(&self) -> &str {
        self.source.slice(self.bytes.clone())
    }

    /// The dialect it was split in.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Whether it brings rows (`INSERT`, `REPLACE`): only its head has tokens.
    pub fn is_rows(&self) -> bool {
        self.rows
    }

    /// A part of it as a statement of its own.
    pub(crate) fn part(&self, bytes: Range<usize>) -> Self {
        Self::new(&self.source, bytes, self.dialect, false, None)
    }

    /// As [`tokens`](Self::tokens), those of its rows included.
    pub fn tokens_with_rows(&self) -> Tokens {
        match &self.unreadable {
            Some(_) => self.tokens(),
            None => token::tokens(&self.source, self.bytes(), self.dialect, false),
        }
    }

    /// Its tokens, without white space and comments. None for a statement that was given up when the text was split.
    pub fn tokens(&self) -> Tokens {
        match &self.unreadable {
            Some(gap) => Tokens { tokens: Vec::new(), gaps: vec![gap.as_ref().clone()] },
            None => token::tokens(&self.source, self.bytes(), self.dialect, self.rows),
        }
    }
}
