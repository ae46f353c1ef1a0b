//! `backend-architect rules`

use std::fmt::Write as _;

use architect_core::{RuleMeta, Severity, ToolError};
use serde::Serialize;

use super::{Outcome, print};
use crate::registry::Registry;
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Form of the list.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

/// A rule in the JSON list.
#[derive(Debug, Serialize)]
struct Listed {
    id: &'static str,
    severity: Severity,
    summary: String,
    default: bool,
    since: &'static str,
    aliases: &'static [&'static str],
    references: Vec<Reference>,
}

#[derive(Debug, Serialize)]
struct Reference {
    title: &'static str,
    url: &'static str,
}

impl From<&'static RuleMeta> for Listed {
    fn from(meta: &'static RuleMeta) -> Self {
        let references = meta.references.iter().map(|(title, url)| Reference { title, url });
        Self {
            id: meta.id.as_str(),
            severity: meta.severity,
            summary: meta.summary(),
            default: meta.default,
            since: meta.since,
            aliases: meta.aliases,
            references: references.collect(),
        }
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let registry = Registry::new(Workspace::default());
    let rules: Vec<Listed> = registry.rules().iter().map(Listed::from).collect();
    let text = match args.format {
        Format::Json => {
            serde_json::to_string_pretty(&rules).map_err(|error| ToolError::internal(error.to_string()))?
        }
        Format::Human => human(&rules),
    };
    print(text.trim_end())
}

fn human(rules: &[Listed]) -> String {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules {
        let grade = if rule.default { rule.severity.as_str() } else { "off" };
        let _ = writeln!(text, "{:width$}  {grade:7}  {}", rule.id, rule.summary);
    }
    text
}
