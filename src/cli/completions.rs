//! `backend-architect completions`

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::{Cli, Outcome, print};
use crate::clients::entry::NAME;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &Args) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut script);
    // clap_complete 4.6 calls a command one way where it finds it and another where it completes it, if there is a hyphen in the
    // program's name.
    let script = String::from_utf8_lossy(&script).replace("backend__subcmd__architect", "backend__architect");
    print(script.trim_end())
}
