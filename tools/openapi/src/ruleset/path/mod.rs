//! The paths by which rulesets say what they look at: `$.paths[*][get,put].responses[?(@property >= 400)]^.summary`.
//!
//! This is no RFC 9535: it is what Nimma and JSONPath-Plus read, with unquoted unions, the parent `^`, the key `~`,
//! and filters that are a part of JavaScript. A text goes in, [`Path`] comes out; [`select`] finds what it means in a
//! document.

mod evaluate;
pub mod expression;
mod parse;
pub mod select;

use expression::Expression;

/// A path, ready to be looked up.
#[derive(Debug, Clone)]
pub struct Path {
    /// The text it was read from.
    pub text: String,
    /// The steps from the root.
    pub steps: Vec<Step>,
    /// Whether it means the keys (`~`) and not the values.
    pub keyed: bool,
}

/// One step of a path.
#[derive(Debug, Clone)]
pub struct Step {
    /// Whether it looks at all that lies below (`..`), not only at the children.
    pub deep: bool,
    /// What it takes.
    pub take: Take,
    /// Where the step begins in the text: paths that agree up to there share their work.
    pub start: usize,
}

/// What a step takes.
#[derive(Debug, Clone)]
pub enum Take {
    /// `*`
    Any,
    /// One or several keys; a list's items are called by their numbers.
    Keys(Vec<String>),
    /// `[start:end:step]`
    Slice(Option<i64>, Option<i64>, i64),
    /// `[?(…)]`: the children for which it is true; `@string()` and its like too.
    Filter(Expression),
    /// `[(…)]`: the child whose key it gives.
    Computed(Expression),
    /// `^`
    Parent,
    /// `..` with nothing behind it: every object and list.
    Containers,
}

/// Why a text is no path that can be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// Offset in the text.
    pub at: usize,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
}

impl Path {
    /// Reads a path.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        parse::path(text)
    }

    /// How many levels above a child's parent the path looks at. Two ways to one node differ only in those.
    fn context(&self) -> usize {
        let parents = self.steps.iter().filter(|step| matches!(step.take, Take::Parent)).count();
        let looks = self.steps.iter().filter_map(|step| match &step.take {
            Take::Filter(expression) | Take::Computed(expression) => Some(expression.context()),
            _ => None,
        });
        looks.max().unwrap_or(0).max(parents.saturating_sub(1))
    }
}
