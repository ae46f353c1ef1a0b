//! `backend-architect man`: a page for the program, and one for each of its commands.

use std::path::PathBuf;
use std::process::ExitCode;

use architect_core::{ToolError, nearest};
use clap::CommandFactory as _;
use clap_mangen::Man;

use super::{Cli, Outcome, print};
use crate::clients::entry::NAME;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The command whose page to print, e.g. `serve` or `approvals list`. Without one, the page of the program.
    #[arg(value_name = "COMMAND", conflicts_with = "folder")]
    command: Vec<String>,
    /// Write all pages into this directory, which must be there.
    #[arg(long = "dir", value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let mut command = Cli::command();
    // Names what `serve` of this program is called on its own page: `backend-architect-serve`.
    command.build();
    if let Some(folder) = &args.folder {
        let mut waiting = vec![command];
        while let Some(command) = waiting.pop() {
            waiting.extend(subcommands(&command).cloned());
            let page = page(command);
            let path = folder.join(page.get_filename());
            std::fs::write(&path, text(&page)?).map_err(|error| {
                ToolError::not_found(format!("the page `{}` cannot be written: {error}", path.display()))
            })?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    for name in &args.command {
        let Some(found) = subcommands(&command).find(|known| known.get_name() == name) else {
            let error = ToolError::not_found(format!("there is no command `{name}`"));
            let names: Vec<&str> = subcommands(&command).map(clap::Command::get_name).collect();
            return Err(match nearest::suggestion(name, names) {
                Some(help) => error.help(help),
                None => error,
            });
        };
        command = found.clone();
    }
    print(text(&page(command))?.trim_end())
}

/// The commands with pages. `help` is none: it shows those of the others.
fn subcommands(command: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    command.get_subcommands().filter(|known| known.get_name() != "help")
}

fn page(command: clap::Command) -> Man {
    Man::new(command).source(format!("{NAME} {}", env!("CARGO_PKG_VERSION"))).manual("User Commands")
}

fn text(page: &Man) -> Result<String, ToolError> {
    let mut bytes = Vec::new();
    page.render(&mut bytes).map_err(|error| ToolError::internal(format!("the page cannot be made: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
