//! The answer of `check` in the forms that people and machines read.

mod github;
mod human;
mod sarif;

use architect_core::{RuleIndex, Source, ToolError};
use architect_review::tool::Output;

/// Form of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    /// For people: a source excerpt for each finding.
    Human,
    /// The tool's own answer.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, shown beside the changed lines.
    Github,
}

/// Renders an answer. `source` gives the text of a source again, for excerpts.
pub(super) fn render(
    format: Format,
    review: &Output,
    rules: &RuleIndex,
    source: &dyn Fn(&str) -> Option<Source>,
) -> Result<String, ToolError> {
    let json = |value: &serde_json::Value| {
        serde_json::to_string_pretty(value).map_err(|error| ToolError::internal(error.to_string()))
    };
    match format {
        Format::Human => Ok(human::render(review, source)),
        Format::Json => json(&serde_json::to_value(review).map_err(|error| ToolError::internal(error.to_string()))?),
        Format::Sarif => json(&sarif::render(review, rules)),
        Format::Github => Ok(github::render(review)),
    }
}
