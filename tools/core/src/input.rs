//! Arguments that several tools take, read in one place.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::context::Context;
use crate::error::ToolError;
use crate::severity::Severity;
use crate::source::Source;

/// A document given as `path` or as `content`: some clients have no files, others no patience for long arguments.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct DocumentInput {
    /// File, relative to the first root or absolute inside any root.
    #[serde(default)]
    pub path: Option<String>,
    /// The text, instead of `path`.
    #[serde(default)]
    pub content: Option<String>,
}

/// The name of a source whose text came in the call.
pub const CONTENT: &str = "content";

impl DocumentInput {
    /// Reads the document. Exactly one of `path` and `content` must be given.
    pub fn open(&self, context: &Context) -> Result<Source, ToolError> {
        match (&self.path, &self.content) {
            (Some(path), None) => context.files().read(path),
            (None, Some(content)) => {
                context.limits().admit(CONTENT, content.len())?;
                Ok(Source::new(CONTENT, content.clone()))
            }
            (None, None) => Err(ToolError::invalid_input("neither `path` nor `content` was given")
                .help("give `path` for a file below a root, or the text itself as `content`")),
            (Some(_), Some(_)) => Err(ToolError::invalid_input("both `path` and `content` were given")
                .help("give one of them: `path` for a file below a root, or the text itself as `content`")),
        }
    }
}

/// What every checking tool takes: which rules, and which part of the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct CheckOptions {
    /// Only these rules: ids, fields or peers' names.
    #[serde(default)]
    pub select: Vec<String>,
    /// Without these rules.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Only this severity and worse.
    #[serde(default)]
    pub min_severity: Option<Severity>,
    /// Most findings; default: what fits 8,000 tokens.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Findings to skip: the next page.
    #[serde(default)]
    pub offset: Option<u32>,
}
