//! The shell face of the same engine.
//!
//! Exit codes: 0 all well; 1 `check` or `diff` found something at the level of `--fail-on`, `check --escalation` a gate that is
//! closed, `approvals verify` a ledger that is not whole, or `doctor` something wrong; 2 wrong arguments, or the tool reported
//! an error. Only this module writes to standard output, and `serve` does not even here.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod approvals;
mod call;
mod check;
mod completions;
mod diff;
mod doctor;
mod escalation;
mod explain;
mod install;
mod man;
mod output;
mod rules;
mod serve;

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use architect_core::ToolError;
use clap::{Parser, Subcommand};

/// Acts as a backend architect: an MCP server for any model, and the same checks in the shell.
#[derive(Debug, Parser)]
#[command(name = "backend-architect", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the Model Context Protocol on standard input and output, or over HTTP.
    Serve(serve::Args),
    /// Call one tool and print its answer as JSON.
    Call(call::Args),
    /// Check what can be checked below the given paths: OpenAPI documents, SQL schemas, Dockerfiles. With `--escalation`: tell
    /// which gates a change must pass.
    Check(check::Args),
    /// Tell what changes for clients between two versions of an OpenAPI document.
    Diff(diff::Args),
    /// List, verify, or add to the ledger of what people approved.
    Approvals(approvals::Args),
    /// Explain a rule, a section of the profile, an output format or a workflow.
    Explain(explain::Args),
    /// List the rules.
    Rules(rules::Args),
    /// Give the server to a client: write its configuration, keeping what is there.
    Install(install::Args),
    /// Take the server out of a client's configuration again.
    Uninstall(install::Place),
    /// Tell what is wrong with the installation in each client, and what to do about it; exit with 1 where something is.
    Doctor(doctor::Args),
    /// Print what makes a shell complete this program's commands and options.
    Completions(completions::Args),
    /// Print the manual as a man page.
    Man(man::Args),
}

/// What a command reports: how it ended, or why it could not.
type Outcome = Result<ExitCode, ToolError>;

/// Reads the command line and runs the command.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    log_to_standard_error();
    let outcome = match cli.command {
        Command::Serve(args) => serve::run(&args),
        Command::Call(args) => call::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Approvals(args) => approvals::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Install(args) => install::run(&args),
        Command::Uninstall(args) => install::undo(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {}", error.message);
        if let Some(help) = &error.help {
            eprintln!("help: {help}");
        }
        ExitCode::from(2)
    })
}

/// `ARCHITECT_LOG` chooses what is logged, in the form of `tracing`'s filters; by default warnings, and where an HTTP server
/// listens.
fn log_to_standard_error() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("ARCHITECT_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,rmcp=error,backend_architect::transport::http=info"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // A second subscriber is none of our making, and no reason to fail.
    let _ = subscriber.try_init();
}

/// Writes a line to standard output. A reader that went away (`| head`) is no error.
fn print(text: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(ToolError::internal(format!("the answer could not be written: {error}")))
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// The roots given, or the current directory.
fn roots(given: &[PathBuf]) -> Vec<PathBuf> {
    if given.is_empty() { vec![PathBuf::from(".")] } else { given.to_vec() }
}

/// A text from a file as a terminal may show it: what would steer the terminal is written out.
fn printable(text: &str) -> String {
    text.chars()
        .flat_map(|char| {
            let steers = char.is_control() && char != '\t';
            let escaped = steers.then(|| char.escape_default());
            escaped.into_iter().flatten().chain((!steers).then_some(char))
        })
        .collect()
}
