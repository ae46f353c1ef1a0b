//! Texts for the shell, read as what they are: lists, pipelines, compound commands, words and their parts.
//!
//! [`Script::read`] takes a text of a Dockerfile and gives a tree whose places map back to the source. It reads the
//! grammar of bash, of which the other shells' are parts; what a shell does not know of it is a rule's business.
//! Reading is linear in the text, follows nesting to a bound, and never fails: a text that no shell takes is a
//! [`Problem`] and an empty tree. Nothing is run.

pub mod ast;
pub mod bashism;
pub mod dialect;
pub mod names;
mod parse;
pub mod step;
pub mod walk;

use std::ops::Range;

use crate::dockerfile::ShellText;

pub use ast::{
    Arithmetic, Assignment, Chain, Command, CommandKind, Heredoc, Join, List, Parameter, Part, Pipeline, Place,
    Redirection, RedirectionOperator, Simple, Substitution, Word,
};
pub use bashism::{Bashism, bashisms};
pub use dialect::Dialect;
pub use names::{Names, Shape};
pub use step::{ShellStep, StepKind};
pub use walk::{Node, Role, walk};

/// Longest text that is read; a longer one is a gap.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Why a text is no shell command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Bytes of the text.
    pub place: Place,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// Whether the text may be right, and was only not followed to its end.
    pub gap: bool,
}

/// A text for the shell, read.
#[derive(Debug, Clone)]
pub struct Script {
    /// The text and its way back to the source.
    pub text: ShellText,
    /// Who reads it.
    pub dialect: Dialect,
    /// What it says; empty when there is a problem.
    pub list: List,
    /// Its here-documents.
    pub heredocs: Vec<Heredoc>,
    /// Why it could not be read.
    pub problem: Option<Problem>,
    /// Whether the source has the text just as it is, so that an edit of it is an edit of the source.
    pub verbatim: bool,
}

impl Script {
    /// Reads a text.
    pub fn read(text: ShellText, dialect: Dialect, verbatim: bool) -> Self {
        let nothing = |problem| (List::default(), Vec::new(), problem);
        let (list, heredocs, problem) = if !dialect.is_read() {
            nothing(None)
        } else if text.text.len() > MAX_BYTES {
            let end = text.text.char_indices().nth(1).map_or(0, |(at, _)| at);
            let message = "the text is longer than a megabyte".to_owned();
            nothing(Some(Problem { place: 0..end, message, gap: true }))
        } else {
            match parse::parse(&text.text) {
                Ok((list, heredocs)) => (list, heredocs, None),
                Err(problem) => nothing(Some(problem)),
            }
        };
        Self { text, dialect, list, heredocs, problem, verbatim }
    }

    /// Bytes of the source for bytes of the text.
    pub fn source(&self, place: &Place) -> Range<usize> {
        self.text.source_range(place.clone())
    }

    /// What stands at a place.
    pub fn slice(&self, place: &Place) -> &str {
        self.text.text.get(place.clone()).unwrap_or_default()
    }
}
