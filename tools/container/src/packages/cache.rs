//! What a package manager leaves behind in a layer.

use architect_core::fix::{Edit, Fix};
use architect_core::{Declared, Finding};

use crate::dockerfile::Command;
use crate::dockerfile::shell::{SimpleCommand, base_name};
use crate::document::{Document, RunStep};
use crate::packages::{self, Manager, PackageCommand};

/// A manager's cache.
#[derive(Debug, Clone, Copy)]
pub struct Cache {
    /// The manager.
    pub manager: Manager,
    /// The verbs that fill it.
    pub filled_by: &'static [&'static str],
    /// The verbs that empty it.
    pub emptied_by: &'static [&'static str],
    /// The folders it lies in; a mount over one of them keeps it out of the layer.
    pub folders: &'static [&'static str],
}

impl Cache {
    /// The command that fills the cache of a step whose layer keeps it.
    pub fn left<'d>(&self, step: &RunStep<'d>) -> Option<PackageCommand<'d>> {
        if self.folders.iter().any(|folder| step.keeps_out(folder)) {
            return None;
        }
        let mut left = None;
        for command in step.commands {
            let of_manager = PackageCommand::read(command).filter(|call| call.manager == self.manager);
            match of_manager {
                Some(call) if call.is(self.filled_by) => left = left.or(Some(call)),
                Some(call) if call.is(self.emptied_by) => {
                    // Programs that go by one name here may have folders of their own: microdnf has.
                    left = left.filter(|filled: &PackageCommand<'_>| filled.program != call.program);
                }
                _ if self.folders.iter().any(|folder| removes(command, folder)) => left = None,
                _ => {}
            }
        }
        left
    }
}

/// Whether a command removes a folder or what is in it, or is a script that by its name may well do so.
pub fn removes(command: &SimpleCommand, folder: &str) -> bool {
    let name = command.name();
    let arguments = command.arguments();
    let cleans = |word: &str| {
        let name = base_name(word).trim_end_matches(".sh");
        name.ends_with("clean") || name.ends_with("cleanup")
    };
    if word_of_script(&name) && cleans(&name) || arguments.iter().any(|word| word.ends_with(".sh") && cleans(word)) {
        return true;
    }
    matches!(name.as_str(), "rm" | "find" | "truncate")
        && arguments.iter().any(|word| {
            let path = word.trim_end_matches('*').trim_end_matches('/');
            !path.is_empty() && (folder.starts_with(path) || path.starts_with(folder)) && path.len() > 1
        })
}

/// A program that is no command of the system with a verb of its own.
fn word_of_script(name: &str) -> bool {
    !matches!(name, "apt-get" | "yum" | "dnf" | "npm")
}

/// What to say of a step that leaves a cache in its layer, with the command that empties it.
pub fn left<R: Declared>(document: &Document, step: &RunStep<'_>, cache: &Cache, empty: &str) -> Option<Finding> {
    let call = cache.left(step)?;
    let finding = Finding::of::<R>(document.span(&call.command.span()))
        .subject(step.subject(call.command))
        .message(format!("the cache that `{}` fills stays in the image", call.title()))
        .help(format!("End the same RUN with `{}`, or mount a cache on {}.", empty, cache.folders.first()?));
    let fills = packages::in_step(step, cache.manager).iter().filter(|call| call.is(cache.filled_by)).count();
    let shell = matches!(step.run.command, Command::Shell(_));
    if fills != 1 || !shell {
        return Some(finding);
    }
    let end = call.command.span().end;
    let emptied = empty.replacen(base_program(empty), &call.program, 1);
    let edit = Edit { span: document.span(&(end..end)), replacement: format!(" && {emptied}") };
    Some(finding.fix(Fix::safe(format!("Add `{emptied}`"), vec![edit])))
}

fn base_program(command: &str) -> &str {
    command.split(' ').next().unwrap_or(command)
}
