//! Fixes and their application.

use crate::severity::Applicability;
use crate::source::Source;
use crate::span::Span;

/// One replacement of a span's text. An empty span inserts, an empty replacement deletes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// A change that removes a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What the fix does, as an imperative sentence without a full stop.
    pub title: String,
    /// Whether it may be applied without a look.
    pub applicability: Applicability,
    /// The edits, all in one source.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that may be applied without a look.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), applicability: Applicability::Safe, edits }
    }

    /// A fix that a person decides on.
    pub fn needs_review(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), applicability: Applicability::NeedsReview, edits }
    }
}

/// Why a set of fixes was not applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FixConflict {
    /// Two edits replace the same bytes, or insert at the same place. Nothing is merged: apply one fix, check again, apply the next.
    #[error("two edits of `{source_name}` overlap at line {line}: apply one fix, check again, then apply the other")]
    Overlap {
        /// The source both edits are in.
        source_name: String,
        /// 1-based line of the second edit.
        line: u32,
    },
    /// An edit belongs to another source than the one given.
    #[error("an edit of `{edit_source}` cannot be applied to `{source_name}`")]
    OtherSource {
        /// The source of the edit.
        edit_source: String,
        /// The source that was given.
        source_name: String,
    },
    /// An edit's place is beyond the text, or has another line or column in it: the source has changed since the fix
    /// was made.
    #[error("an edit at line {line} does not fit `{source_name}`, which has changed since it was checked")]
    OutOfRange {
        /// The source that was given.
        source_name: String,
        /// 1-based line of the edit.
        line: u32,
    },
}

/// Applies fixes to a source and gives the new text: all edits or none.
///
/// Overlapping edits are refused, not merged; two insertions at the same place overlap, since their order would be a
/// guess. Edits that only touch are no conflict: an insertion at the start of a replaced range comes before the
/// replacement, one at its end behind it. All ranges are ranges of the given text, in whatever order the edits come.
///
/// An edit whose place is not the same in this source (offset, line and column) was made for another version of the
/// text, and is refused.
pub fn apply(source: &Source, fixes: &[Fix]) -> Result<String, FixConflict> {
    let mut edits: Vec<&Edit> = fixes.iter().flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| (edit.span.bytes().start, edit.span.bytes().end));
    let mut text = String::with_capacity(source.text().len());
    let mut done = 0;
    let mut inserted_at = None;
    for edit in edits {
        if edit.span.source() != source.name() {
            return Err(FixConflict::OtherSource {
                edit_source: edit.span.source().to_owned(),
                source_name: source.name().to_owned(),
            });
        }
        let bytes = edit.span.bytes();
        let found = source.span(bytes.clone());
        if found != edit.span || (found.start(), found.end()) != (edit.span.start(), edit.span.end()) {
            return Err(FixConflict::OutOfRange {
                source_name: source.name().to_owned(),
                line: edit.span.start().line,
            });
        }
        if bytes.start < done || (bytes.is_empty() && inserted_at == Some(bytes.start)) {
            return Err(FixConflict::Overlap { source_name: source.name().to_owned(), line: edit.span.start().line });
        }
        text.push_str(source.slice(done..bytes.start));
        text.push_str(&edit.replacement);
        done = bytes.end;
        inserted_at = bytes.is_empty().then_some(bytes.start);
    }
    text.push_str(source.text().get(done..).unwrap_or_default());
    Ok(text)
}
