//! The answers of `check` and `diff` in the forms that people and machines read.

pub(super) mod escalation;
mod github;
mod human;
mod sarif;

use architect_core::{Report, RuleIndex, Source, ToolError};
use serde::Serialize;

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
    /// A block for a pull request, of `check --escalation`.
    Markdown,
}

/// Renders the report of an answer, or the whole of it as JSON. `source` gives the text of a source again, for excerpts.
pub(super) fn render(
    format: Format,
    report: &Report,
    answer: &impl Serialize,
    rules: &RuleIndex,
    source: &dyn Fn(&str) -> Option<Source>,
) -> Result<String, ToolError> {
    let json = |value: &serde_json::Value| {
        serde_json::to_string_pretty(value).map_err(|error| ToolError::internal(error.to_string()))
    };
    match format {
        Format::Human => Ok(human::render(report, source)),
        Format::Json => json(&serde_json::to_value(answer).map_err(|error| ToolError::internal(error.to_string()))?),
        Format::Sarif => json(&sarif::render(report, rules)),
        Format::Github => Ok(github::render(report)),
        Format::Markdown => {
            Err(ToolError::invalid_input("only the gates of `check --escalation` have a form in Markdown")
                .help("give `--format` human, json, sarif or github"))
        }
    }
}
