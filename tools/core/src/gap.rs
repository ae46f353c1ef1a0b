//! What was not examined, and why.

use crate::span::Span;

/// A part of the input that was not examined. Silence never means clean: whatever is skipped, too large, not
/// understood or cut off is a gap.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Name of the source.
    pub source: String,
    /// The part, where it can be named.
    pub span: Option<Span>,
    /// Why, as a sentence without a full stop.
    pub reason: String,
}

impl Gap {
    /// A gap about a whole source.
    pub fn of_source(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { source: source.into(), span: None, reason: reason.into() }
    }

    /// A gap about a part of a source.
    pub fn at(span: Span, reason: impl Into<String>) -> Self {
        Self { source: span.source().to_owned(), span: Some(span), reason: reason.into() }
    }
}
