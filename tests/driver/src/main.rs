//! Drives a built server as many clients do, over standard input and over HTTP.
//!
//! `driver compare` measures it beside servers of other SDKs that offer the same tools; `driver load` keeps many calls in flight,
//! hostile ones among them, and holds each answer against that of the same call alone. Both are started by scripts:
//! `tests/comparison/run` and `tests/load/run`. It reads and writes bytes and understands as little of them as it can, so that
//! it is never what is measured; `driver stand-in` answers at once what it was given, which tells how fast the driver itself is.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

mod compare;
mod connection;
mod library;
mod load;
mod memory;
mod message;
mod server;
mod session;
mod stand_in;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// As in the product, which `driver library` stands beside.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What went wrong.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Drives a built server as many clients do.
#[derive(Debug, Parser)]
#[command(name = "driver", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure the product beside servers that offer the same tools.
    Compare(compare::Args),
    /// Keep many calls in flight for some time, and hold each answer against that of the same call alone.
    Load(load::Args),
    /// Serve what the product answers out of memory, by the library of the protocol that it is built upon.
    Library(library::Args),
    /// Answer each request at once with what is given: what the driver itself can measure.
    StandIn(stand_in::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Compare(args) => compare::run(&args),
        Command::Library(args) => library::run(&args),
        Command::Load(args) => load::run(&args),
        Command::StandIn(args) => stand_in::run(&args),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("driver: {failure}");
            ExitCode::FAILURE
        }
    }
}
