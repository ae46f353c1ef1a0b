//! Many calls in flight for some time: no answer is lost, none is another than that of the same call alone, and memory stays
//! what it was after the start.
//!
//! Each call is made alone first, on a server of its own; then all are mixed, on another one, a tenth of them hostile. The
//! order is the same in each run. Over standard input a client cancels some calls, over HTTP it also hangs up in the middle.

mod calls;
mod choice;
mod http;
mod stdio;
mod tally;
mod texts;

use std::time::Duration;

use calls::Call;

use crate::Failure;

/// Calls in flight.
const IN_FLIGHT: usize = 64;
/// One call out of so many is hostile.
const HOSTILE: usize = 10;
/// How long an answer is waited for when no further call is made: longer than the deadline that the load gives.
const PATIENCE: Duration = Duration::from_secs(150);
/// How often memory is looked at.
const PACE: Duration = Duration::from_millis(200);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The product's binary.
    #[arg(long, value_name = "FILE")]
    binary: String,
    /// A project that it may read.
    #[arg(long, value_name = "DIR")]
    root: String,
    /// How long, for each way in.
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Only this way in.
    #[arg(long, value_parser = ["stdio", "http"])]
    only: Option<String>,
}

/// A load: what is called, for how long, and of which server.
struct Load {
    command: Vec<String>,
    time: Duration,
    honest: Vec<Call>,
    hostile: Vec<Call>,
}

impl Load {
    /// When memory must have come to rest: after a minute, or a third of a short run.
    fn warm(&self) -> Duration {
        (self.time / 3).min(Duration::from_secs(60))
    }

    /// A call by its number: hostile ones come behind the others.
    fn call(&self, at: usize) -> Option<(&Call, bool)> {
        let hostile = at >= self.honest.len();
        let call = if hostile { self.hostile.get(at - self.honest.len()) } else { self.honest.get(at) };
        call.map(|call| (call, hostile))
    }

    fn calls(&self) -> impl Iterator<Item = &Call> {
        self.honest.iter().chain(&self.hostile)
    }
}

pub(crate) fn run(args: &Args) -> Result<bool, Failure> {
    let command = ["serve", "--root", &args.root].map(str::to_owned);
    let load = Load {
        command: [std::slice::from_ref(&args.binary), &command[..]].concat(),
        time: Duration::from_secs(args.seconds),
        honest: calls::honest(),
        hostile: calls::hostile(),
    };
    let mut held = true;
    if args.only.as_deref() != Some("http") {
        held &= stdio::run(&load)?;
    }
    if args.only.as_deref() != Some("stdio") {
        held &= http::run(&load)?;
    }
    Ok(held)
}
