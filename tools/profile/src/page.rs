//! A page: a section of the profile, or a format of an answer.

use architect_core::ToolError;
use serde::Deserialize;

use crate::front_matter;

/// A titled text with a stable name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Stable name, kebab-case.
    pub id: String,
    /// A few words for people.
    pub title: String,
    /// What it is for, in one sentence.
    pub purpose: String,
    /// The older role documents whose points it carries.
    pub sources: Vec<String>,
    /// The text, Markdown without a heading of its own.
    pub body: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: String,
    title: String,
    purpose: String,
    sources: Vec<String>,
}

impl Page {
    /// Reads a file whose name, without a leading number and without its extension, is the page's id.
    pub(crate) fn read(name: &str, stem: &str, text: &'static str) -> Result<Self, ToolError> {
        let (head, body) = front_matter::read::<Head>(name, text)?;
        let expected = stem.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
        if head.id != expected {
            return Err(front_matter::malformed(name, &format!("its id is `{}`, not `{expected}`", head.id)));
        }
        Ok(Self { id: head.id, title: head.title, purpose: head.purpose, sources: head.sources, body })
    }

    /// The page with its title as a heading.
    pub fn markdown(&self) -> String {
        format!("# {}\n\n{}\n", self.title, self.body)
    }
}
