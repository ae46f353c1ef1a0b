//! `backend-architect call`

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use architect_core::ToolError;
use serde_json::{Map, Value};

use super::{Outcome, print, roots};
use crate::approvals::Approvals;
use crate::databases::NamedDatabases;
use crate::registry::{Control, Registry};
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Name of the tool, e.g. `validate_openapi`.
    tool: String,
    /// Arguments as a JSON object, e.g. '{"path": "openapi.yaml"}'.
    #[arg(long = "args", value_name = "JSON", conflicts_with = "file")]
    json: Option<String>,
    /// File that holds the arguments as a JSON object; `-` for standard input.
    #[arg(long = "args-file", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Directory whose files may be read; may be given several times. The current directory by default.
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Live database that the tool may look into, as `database:NAME`; may be given several times. `env:VARIABLE` takes the
    /// URL from the environment.
    #[arg(long = "database", value_name = "NAME=URL")]
    databases: Vec<String>,
    /// Ledger of what people approved, which must be there.
    #[arg(long = "approvals", value_name = "FILE")]
    approvals: Option<PathBuf>,
    /// Print the JSON on several lines.
    #[arg(long)]
    pretty: bool,
}

pub(super) fn run(args: &Args) -> Outcome {
    let registry = Registry::new(Workspace::open(roots(&args.roots))?)
        .with_databases(NamedDatabases::parse(&args.databases)?)
        .with_approvals(Approvals::named(args.approvals.as_deref())?);
    let arguments = arguments(args)?;
    let answer = registry.call(&args.tool, arguments, Control::default());
    let (value, code) = match answer {
        Ok(value) => (value, ExitCode::SUCCESS),
        Err(error) => (serde_json::json!({ "summary": error.to_string(), "error": error }), ExitCode::from(2)),
    };
    let text = if args.pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
    print(&text.map_err(|error| ToolError::internal(error.to_string()))?)?;
    Ok(code)
}

fn arguments(args: &Args) -> Result<Map<String, Value>, ToolError> {
    let text = match (&args.json, &args.file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => return Ok(Map::new()),
    };
    serde_json::from_str(&text).map_err(|error| {
        ToolError::invalid_input(format!("the arguments are not a JSON object: {error}"))
            .help(r#"for example: --args '{"path": "openapi.yaml"}'"#)
    })
}

fn read(file: &Path) -> Result<String, ToolError> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map(|_| ())
    } else {
        std::fs::read_to_string(file).map(|content| text = content)
    };
    read.map_err(|error| ToolError::invalid_input(format!("`{}` cannot be read: {error}", file.display())))?;
    Ok(text)
}
