//! `backend-architect serve`

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use architect_core::ToolError;

use super::Outcome;
use crate::approvals::Approvals;
use crate::databases::NamedDatabases;
use crate::registry::Registry;
use crate::server::{Architect, Policy};
use crate::transport::stdio;
use crate::workspace::Workspace;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Directory whose files may be read; may be given several times. Without any, tools take text only.
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Live database that tools may look into, read-only, as `database:NAME`; may be given several times.
    /// `postgres://`, `mysql://`, `sqlite:FILE`, or `env:VARIABLE` to take the URL from the environment.
    #[arg(long = "database", value_name = "NAME=URL")]
    databases: Vec<String>,
    /// Ledger in which the answers of people are kept, e.g. `approvals.jsonl`; made when it is not there. Without one,
    /// answers are returned and not kept.
    #[arg(long = "approvals", value_name = "FILE")]
    approvals: Option<PathBuf>,
    /// How long a person who is asked may take.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=604_800))]
    approval_timeout: Option<u64>,
    /// Offer only these tools, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    tools: Vec<String>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let mut registry =
        Registry::new(Workspace::open(&args.roots)?).with_databases(NamedDatabases::parse(&args.databases)?);
    if let Some(path) = &args.approvals {
        registry = registry.with_approvals(Approvals::keep(path)?);
    }
    if !args.tools.is_empty() {
        registry = registry.only(&args.tools)?;
    }
    if let Err(error) = registry.workspace().configs() {
        // Not a reason to refuse service: whoever calls a tool is told, and may mend the file meanwhile.
        tracing::warn!(%error, "the configuration is broken");
    }
    let mut policy = Policy::default();
    if let Some(seconds) = args.approval_timeout {
        policy.patience = Duration::from_secs(seconds);
    }
    let architect = Architect::new(registry, policy)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ToolError::internal(format!("the runtime could not be started: {error}")))?;
    let served = runtime.block_on(stdio::serve(architect));
    // A tool that ignores its stop signal must not keep the process alive.
    runtime.shutdown_timeout(Duration::from_millis(100));
    served.map_err(|error| ToolError::internal(format!("serving ended: {error}")))?;
    Ok(ExitCode::SUCCESS)
}
