//! Commands that ask before they do something, in a build where nobody answers.

use architect_core::fix::{Edit, Fix};
use architect_core::{Declared, Finding};

use crate::dockerfile::shell::Joint;
use crate::document::{Document, RunStep};
use crate::packages::{Manager, PackageCommand};

impl PackageCommand<'_> {
    /// Whether it asks for a confirmation.
    pub fn asks(&self) -> bool {
        let (verbs, switches): (&[&str], &[&str]) = match self.manager {
            Manager::Yum => (
                &[
                    "install",
                    "localinstall",
                    "groupinstall",
                    "group install",
                    "update",
                    "upgrade",
                    "remove",
                    "reinstall",
                ],
                &["-y", "--assumeyes", "--assumeno", "--downloadonly"],
            ),
            Manager::Dnf => (
                &[
                    "install",
                    "in",
                    "localinstall",
                    "groupinstall",
                    "group install",
                    "upgrade",
                    "up",
                    "update",
                    "remove",
                    "reinstall",
                ],
                &["-y", "--assumeyes", "--assumeno", "--downloadonly"],
            ),
            Manager::Zypper => (
                &[
                    "install",
                    "in",
                    "remove",
                    "rm",
                    "patch",
                    "update",
                    "up",
                    "dist-upgrade",
                    "dup",
                    "source-install",
                    "si",
                ],
                &["-y", "--no-confirm", "-n", "--non-interactive", "--dry-run", "--download-only"],
            ),
            _ => return false,
        };
        // Something is piped in: it may be the answer.
        let answered = self.command.joint == Joint::Pipe;
        self.is(verbs) && !self.has(switches) && !answered && !self.has_variable()
    }
}

/// What to say of a command that asks.
pub fn unconfirmed<R: Declared>(document: &Document, step: &RunStep<'_>, call: &PackageCommand<'_>) -> Finding {
    let end = call.verb_word.span.end;
    let edit = Edit { span: document.span(&(end..end)), replacement: " -y".to_owned() };
    Finding::of::<R>(document.span(&call.command.span()))
        .subject(step.subject(call.command))
        .message(format!("`{}` asks for a confirmation that nobody gives", call.title()))
        .help("Add `-y`.")
        .fix(Fix::safe("Add `-y`", vec![edit]))
}
