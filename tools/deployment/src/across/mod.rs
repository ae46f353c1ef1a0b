//! What code, image and deployment say of each other.
//!
//! A set of manifests and the folders of the services that they run are joined to a [`System`]: a service of a Compose
//! file by the folder that it is built from, a container by the name of its image. A join that is not sure is none, and
//! so is a value that is no literal: rules over a system are silent about both.

pub mod part;
pub mod rules;

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Context, Gap, ToolError};

use crate::kubernetes::Role;
use crate::manifests::{Manifests, join};
use crate::workload::{Setting, Workload};
pub use part::{Part, Said};

/// The rules about systems.
pub use rules::RULES;

/// Most services whose code is read for one set.
const MOST_PARTS: usize = 40;

/// Files that make a folder a service's.
const MANIFESTS: [&str; 10] = [
    "Dockerfile",
    "package.json",
    "pyproject.toml",
    "requirements.txt",
    "go.mod",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "Cargo.toml",
    "manage.py",
];

/// Manifests, and the services that they run.
#[derive(Debug)]
pub struct System {
    /// The manifests.
    pub set: Manifests,
    /// The services, by their folders.
    parts: BTreeMap<String, Part>,
    /// Folders by their last name; `None` when several have it.
    names: BTreeMap<String, Option<String>>,
}

/// What runs, and the service that it was built from.
#[derive(Debug, Clone, Copy)]
pub struct Joined<'s> {
    /// What runs.
    pub workload: Workload<'s>,
    /// What it was built from.
    pub part: &'s Part,
}

impl<'s> Joined<'s> {
    /// A variable of its environment in the manifest.
    pub fn setting(self, name: &str) -> Option<Setting<'s>> {
        self.workload.settings().into_iter().find(|setting| setting.name == name)
    }

    /// Where the service listens: what the manifest gives as `PORT`, else what its image says. Nothing when the
    /// manifest gives a port that is only known later.
    pub fn listens(self) -> Vec<Said<u16>> {
        let given = self.setting("PORT");
        let literal = given.and_then(|setting| {
            let value = setting.literal?.trim().parse().ok()?;
            Some(Said { value, span: setting.place.span(), what: "the service is told this port" })
        });
        if given.is_some() && literal.is_none() || self.workload.reads_environment_elsewhere() {
            return Vec::new();
        }
        // Another command may listen elsewhere, whatever the image exposes.
        if literal.is_none() && self.workload.replaces_command() {
            return Vec::new();
        }
        self.part.listens(literal)
    }
}

/// What a value of the deployment is called, in a message: a list of what was said of it.
pub(crate) fn listed<T: ToString>(said: &[Said<T>]) -> String {
    let words: Vec<String> = said.iter().map(|said| said.value.to_string()).collect();
    words.join(" or ")
}

impl System {
    /// Joins a set with the code in a folder.
    pub fn read(set: Manifests, folder: &str, context: &Context) -> Result<Self, ToolError> {
        let walk = context.files().walk(folder)?;
        let mut folders: BTreeSet<String> = BTreeSet::new();
        for file in &walk.files {
            let (parent, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
            if MANIFESTS.contains(&name) {
                folders.insert(parent.to_owned());
            }
        }
        let mut names: BTreeMap<String, Option<String>> = BTreeMap::new();
        for folder in &folders {
            let last = folder.rsplit('/').next().unwrap_or_default().to_owned();
            names.entry(last).and_modify(|known| *known = None).or_insert_with(|| Some(folder.clone()));
        }
        let mut system = Self { set, parts: BTreeMap::new(), names };
        let wanted: BTreeSet<String> = system
            .set
            .workloads()
            .filter_map(|workload| system.folder_of(workload))
            .filter(|folder| folders.contains(folder))
            .collect();
        let mut parts = BTreeMap::new();
        for folder in wanted.into_iter().take(MOST_PARTS) {
            context.checkpoint()?;
            parts.insert(folder.clone(), Part::read(&folder, context)?);
        }
        system.parts = parts;
        Ok(system)
    }

    /// What runs and is joined with its code, in the order of the manifests.
    pub fn joined(&self) -> impl Iterator<Item = Joined<'_>> {
        self.set.workloads().filter_map(|workload| Some(Joined { workload, part: self.part_of(workload)? }))
    }

    /// What of the code was not read.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.parts.values().flat_map(|part| &part.gaps)
    }

    /// The service that a workload was built from.
    pub fn part_of(&self, workload: Workload<'_>) -> Option<&Part> {
        self.parts.get(&self.folder_of(workload)?)
    }

    /// The folder that a workload's image is built from, when that is sure.
    fn folder_of(&self, workload: Workload<'_>) -> Option<String> {
        match workload {
            Workload::Service(service) => {
                let build = service.node.get("build")?;
                let plain = ["dockerfile", "dockerfile_inline", "target"].iter().all(|key| build.get(key).is_none());
                let context = build.string().or_else(|| build.get_string("context"))?;
                let known = plain && !context.contains(['$', ':']) && !context.starts_with('/');
                let file = service.node.source().name();
                let base = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                known.then(|| join(base, context))
            }
            Workload::Container(container) => {
                if container.role != Role::Main || container.pod.is_windows() {
                    return None;
                }
                let image = container.image_reference()?;
                let name = image.repository.rsplit('/').next()?;
                // An image of a public registry is not built here, whatever its name.
                let official = image.official().is_some();
                if official { None } else { self.names.get(name)?.clone() }
            }
        }
    }
}
