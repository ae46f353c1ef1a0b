//! `backend-architect check --escalation`: the shell face of the tool `check_escalation`, for a branch before it is merged.

use std::path::PathBuf;
use std::process::ExitCode;

use architect_core::ToolError;
use architect_escalation::tool::check_escalation::Output;
use serde_json::json;

use super::check::{Args, name, readable};
use super::output::{self, Format};
use super::{Outcome, print};
use crate::approvals::Approvals;
use crate::registry::{Control, Registry};
use crate::workspace::Workspace;

/// What `check` takes for `--escalation`.
#[derive(Debug, clap::Args)]
pub(super) struct Escalation {
    /// Tell which gates the changes since `--base` must pass. Exits with 1 while one of them is closed: its verdict is
    /// `required` or `unknown`, and nobody has approved exactly this change.
    #[arg(long = "escalation", id = "escalation", requires = "base")]
    asked: bool,
    /// The revision that the change is to go into, e.g. `origin/main`; compared from where the branch left it.
    #[arg(long, value_name = "REV", requires = "escalation")]
    base: Option<String>,
    /// The revision with the change; `HEAD` by default.
    #[arg(long, value_name = "REV", requires = "escalation")]
    head: Option<String>,
    /// Ledger of what people approved, which must be there. One that the change itself could write is worth nothing.
    #[arg(long, value_name = "FILE", requires = "escalation")]
    approvals: Option<PathBuf>,
    /// File that says what the change is for, such as the text of a pull request.
    #[arg(long, value_name = "FILE", requires = "escalation")]
    description: Option<PathBuf>,
}

impl Escalation {
    /// Whether the gates are asked for.
    pub(super) fn is_wanted(&self) -> bool {
        self.asked
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let wanted = &args.escalation;
    if let [_, second, ..] = args.paths.as_slice() {
        return Err(ToolError::invalid_input(format!("`{}` is one folder too many", second.display()))
            .help("`--escalation` takes one folder of one repository"));
    }
    let registry = Registry::new(Workspace::open(readable(&args.paths)?)?)
        .with_approvals(Approvals::named(wanted.approvals.as_deref())?);
    let mut arguments = json!({
        "repository": { "base": wanted.base, "head": wanted.head, "path": args.paths.first().map(|path| name(path)) },
        "select": args.select,
        "ignore": args.ignore,
        "limit": u32::MAX,
    });
    if let Some(file) = &wanted.description {
        let text = std::fs::read_to_string(file)
            .map_err(|error| ToolError::invalid_input(format!("`{}` cannot be read: {error}", file.display())))?;
        arguments["description"] = json!(text);
    }
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    let answer = registry.call("check_escalation", arguments, Control::default())?;
    let output: Output = serde_json::from_value(answer.clone())
        .map_err(|error| ToolError::internal(format!("the verdicts cannot be read: {error}")))?;
    let text = match args.format {
        Format::Json => {
            serde_json::to_string_pretty(&answer).map_err(|error| ToolError::internal(error.to_string()))?
        }
        Format::Human => output::escalation::human::render(&output),
        Format::Markdown => output::escalation::markdown::render(&output),
        Format::Github => output::escalation::github::render(&output),
        Format::Sarif => {
            return Err(ToolError::invalid_input("the gates have no form in SARIF")
                .help("give `--format` human, json, markdown or github"));
        }
    };
    print(text.trim_end())?;
    let closed = output.triggers.iter().any(output::escalation::is_closed);
    Ok(if closed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
