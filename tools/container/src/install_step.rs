//! Installs of a project's dependencies, with the folder of the project that they are about.

use crate::build_context::{BuildContext, below};
use crate::dockerfile::Stage;
use crate::dockerfile::shell::SimpleCommand;
use crate::document::{Document, RunStep};
use crate::moment::{Brought, Moment, bind_mounts, fits, joined};
use crate::node_package::NodePackage;
use crate::package_manager::{Install, moves};

/// An install at its place.
#[derive(Debug, Clone, Copy)]
pub struct InstallStep<'d> {
    /// The `RUN`.
    pub step: RunStep<'d>,
    /// The command.
    pub command: &'d SimpleCommand,
    /// What it does.
    pub install: Install,
    /// Whether it works in the folder of the last `WORKDIR`.
    pub in_place: bool,
}

/// The installs of a stage, in order, without those that a condition chooses; none of a file that is too long to be followed.
pub fn installs<'d>(document: &'d Document, stage: &'d Stage) -> Vec<InstallStep<'d>> {
    let mut found = Vec::new();
    if !document.is_followed() {
        return found;
    }
    for step in document.runs(stage) {
        // `if [ -f yarn.lock ]; then …`: which of them runs is not said here.
        if step.commands.iter().any(|command| matches!(command.name().as_str(), "[" | "[[" | "test" | "case" | "if"))
        {
            continue;
        }
        let mut moved = false;
        for command in step.commands {
            moved |= moves(command);
            if let Some(install) = Install::read(command) {
                found.push(InstallStep { step, command, install, in_place: !moved && !install.elsewhere });
            }
        }
    }
    found
}

impl<'d> InstallStep<'d> {
    /// The place before the `RUN`.
    pub fn moment(&self, document: &'d Document) -> Moment<'d> {
        Moment::at(document, self.step.stage, self.step.index)
    }

    /// The value of `NODE_ENV` that it sees.
    pub fn node_env(&self, document: &'d Document) -> Option<String> {
        let own = self.command.assignments.iter().find_map(|word| word.text.strip_prefix("NODE_ENV="));
        own.map(|value| value.trim_matches(['"', '\'']).to_owned())
            .or_else(|| self.moment(document).variable("NODE_ENV"))
    }

    /// Whether it leaves development dependencies out.
    pub fn omits_development(&self, document: &'d Document) -> bool {
        self.install.omits_development(self.node_env(document).as_deref())
    }

    /// The folder of the build context whose manifest it reads; nothing when that cannot be told.
    pub fn project_folder(&self, document: &'d Document, context: &BuildContext, manifest: &str) -> Option<String> {
        if !self.in_place {
            return None;
        }
        let moment = self.moment(document);
        let here = moment.folder()?;
        let mut found: Option<String> = None;
        for brought in moment.brought() {
            if brought.from.is_some() {
                continue;
            }
            if let Some(folder) = brings_to(brought, here, manifest, context) {
                found = Some(folder);
            }
        }
        if found.is_none() {
            let mounts = bind_mounts(self.step.run);
            let sources = mounts.iter().filter(|(_, from)| from.is_none()).map(|(source, _)| source.as_str());
            for source in sources {
                if source == manifest || source.ends_with(&format!("/{manifest}")) {
                    found = Some(source.rsplit_once('/').map_or(".", |(folder, _)| folder).to_owned());
                }
            }
        }
        found.filter(|folder| context.has(&below(folder, manifest)))
    }

    /// The manifest of the Node.js project that it installs, and the folder of it in the build context.
    pub fn package(&self, document: &'d Document, context: &BuildContext) -> Option<(String, NodePackage)> {
        let folder = self.project_folder(document, context, "package.json")?;
        let package = NodePackage::read(context.text_in(&folder, "package.json")?)?;
        Some((folder, package))
    }
}

/// The folder of the context that a copy takes a manifest from, when it puts it into the folder `here`.
fn brings_to(brought: &Brought, here: &str, manifest: &str, context: &BuildContext) -> Option<String> {
    for source in &brought.sources {
        let (parent, name) = source.rsplit_once('/').unwrap_or((".", source));
        let is_file = fits(name, manifest) && source != "." && !context.has_folder(source);
        let to_here = brought.to == here || brought.to == joined(here, manifest);
        if is_file && to_here && context.has(&below(parent, manifest)) {
            return Some(parent.to_owned());
        }
        // A folder's content goes into the destination.
        let inner = if brought.to == here {
            Some(String::new())
        } else {
            let prefix = if brought.to == "/" { "/".to_owned() } else { format!("{}/", brought.to) };
            here.strip_prefix(&prefix).map(ToOwned::to_owned)
        };
        if let Some(inner) = inner.filter(|_| context.has_folder(source)) {
            let folder = match (source.as_str(), inner.as_str()) {
                (source, "") => source.to_owned(),
                (".", inner) => inner.to_owned(),
                (source, inner) => format!("{source}/{inner}"),
            };
            if context.has(&below(&folder, manifest)) {
                return Some(folder);
            }
        }
    }
    None
}
