//! `backend-architect diff`: the shell face of the tool `diff_openapi`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use architect_core::{Files as _, ToolError};
use architect_openapi::tool::diff_openapi::Output;
use serde_json::json;

use super::check::{FailOn, name, readable};
use super::output::{self, Format};
use super::{Outcome, print};
use crate::registry::{Control, Registry};
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The document before: a file, or `git:REV:FILE`, e.g. `git:main:openapi.yaml`.
    base: String,
    /// The document after, likewise.
    revision: String,
    /// Form of the answer: for people, as JSON, as SARIF 2.1.0, or as annotations of GitHub Actions.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Exit with 1 when there is a change of this severity or worse: error is breaking, warning risky, info safe.
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    fail_on: FailOn,
    /// Run only these rules: ids or peers' names; may be given several times or separated by commas.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Leave these rules out.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Report only this severity and worse.
    #[arg(long, value_name = "SEVERITY", value_parser = ["error", "warning", "info", "hint"])]
    min_severity: Option<String>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let files: Vec<PathBuf> = [&args.base, &args.revision]
        .into_iter()
        .filter(|path| !path.starts_with("git:"))
        .map(PathBuf::from)
        .collect();
    let registry = Registry::new(Workspace::open(readable(&files)?)?);
    let mut arguments = json!({
        "base": argument(&args.base),
        "revision": argument(&args.revision),
        "select": args.select,
        "ignore": args.ignore,
        "limit": u32::MAX,
    });
    if let Some(severity) = &args.min_severity {
        arguments["min_severity"] = json!(severity);
    }
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    let answer = registry.call("diff_openapi", arguments, Control::default())?;
    let answer: Output = serde_json::from_value(answer)
        .map_err(|error| ToolError::internal(format!("the comparison cannot be read: {error}")))?;
    let sources = |name: &str| registry.workspace().read(name).ok();
    print(output::render(args.format, &answer.report, &answer, registry.rules(), &sources)?.trim_end())?;
    let failed =
        args.fail_on.severity().is_some_and(|least| answer.report.findings.iter().any(|f| f.severity >= least));
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// A file as the workspace takes it; a revision as it is.
fn argument(text: &str) -> String {
    if text.starts_with("git:") { text.to_owned() } else { name(Path::new(text)) }
}
