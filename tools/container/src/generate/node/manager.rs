//! Which package manager, and what it is told.

use architect_core::{Confidence, ToolError, nearest};

use crate::generate::Wishes;
use crate::generate::draft::{Cache, Draft};
use crate::generate::node::manifest::Manifest;
use crate::project::decision::Evidence;
use crate::project::{Ledger, Project};

/// A package manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Npm,
    Pnpm,
    Yarn,
    Berry,
    Bun,
}

/// A package manager as a project uses it.
#[derive(Debug, Clone)]
pub(crate) struct Manager {
    pub(crate) kind: Kind,
    /// The version to install, where the image does not bring it.
    pub(crate) version: Option<String>,
    /// The lockfile, when there is one.
    pub(crate) lockfile: Option<String>,
    /// Yarn's own program in the project.
    pub(crate) yarn_path: Option<String>,
}

const LOCKFILES: [(&str, Kind); 6] = [
    ("pnpm-lock.yaml", Kind::Pnpm),
    ("bun.lock", Kind::Bun),
    ("bun.lockb", Kind::Bun),
    ("package-lock.json", Kind::Npm),
    ("npm-shrinkwrap.json", Kind::Npm),
    ("yarn.lock", Kind::Yarn),
];

impl Kind {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pnpm => "pnpm",
            Self::Yarn | Self::Berry => "yarn",
            Self::Bun => "bun",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        match word {
            "npm" => Some(Self::Npm),
            "pnpm" => Some(Self::Pnpm),
            "yarn" => Some(Self::Yarn),
            "bun" => Some(Self::Bun),
            _ => None,
        }
    }

    fn same_manager(self, other: Self) -> bool {
        self.word() == other.word()
    }
}

impl Manager {
    /// Finds it; nothing when only a person can tell, and the question is in the ledger.
    pub(crate) fn find(
        project: &Project<'_>,
        manifest: &Manifest,
        wishes: &Wishes,
        ledger: &mut Ledger,
    ) -> Result<Option<Self>, ToolError> {
        let locks: Vec<(&str, Kind)> = LOCKFILES.into_iter().filter(|(name, _)| project.has(name)).collect();
        let field =
            manifest.text(&["packageManager"]).or_else(|| manifest.text(&["devEngines", "packageManager", "name"]));
        let (field_kind, field_version) = match field {
            Some(text) => {
                let (name, version) = text.split_once('@').unwrap_or((text, ""));
                let version = version.split('+').next().unwrap_or_default();
                let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
                let stated = !version.is_empty() && version.chars().all(plain);
                (Kind::from_word(name), Some(version.to_owned()).filter(|_| stated))
            }
            None => (None, None),
        };
        let mut kinds: Vec<Kind> = Vec::new();
        for (_, kind) in &locks {
            if !kinds.iter().any(|known| known.same_manager(*kind)) {
                kinds.push(*kind);
            }
        }
        let others = |chosen: Kind| {
            kinds.iter().filter(move |kind| !kind.same_manager(chosen)).map(|kind| kind.word().to_owned())
        };
        let (kind, evidence) = if let Some(word) = &wishes.package_manager {
            let known = ["npm", "pnpm", "yarn", "bun"];
            let kind = Kind::from_word(word).ok_or_else(|| {
                let error = ToolError::invalid_input(format!("there is no Node.js package manager `{word}`"));
                match nearest::suggestion(word, known) {
                    Some(help) => error.help(help),
                    None => error,
                }
            })?;
            (kind, Evidence::argument("package_manager"))
        } else if let Some(kind) = field_kind {
            let key = if manifest.text(&["packageManager"]).is_some() { "packageManager" } else { "devEngines" };
            (kind, manifest.evidence(key, "the manifest names it").alternatives(others(kind)))
        } else {
            match kinds.as_slice() {
                [] => {
                    ledger.ask(
                        "package_manager",
                        "There is no lockfile, so every build may install other versions. Commit one (npm install makes package-lock.json).",
                        Vec::new(),
                        Some("npm install without a lockfile".to_owned()),
                    );
                    (Kind::Npm, Evidence::default("no lockfile and no packageManager field"))
                }
                [only] => {
                    let lock = locks.first().map_or("", |(name, _)| name);
                    (*only, Evidence::file(project.shown(lock), "its lockfile is there"))
                }
                several => {
                    let names: Vec<&str> = locks.iter().map(|(name, _)| *name).collect();
                    ledger.ask(
                        "package_manager",
                        format!("There are lockfiles of several package managers ({}). Which one is used? Remove the others, or set packageManager.", names.join(", ")),
                        several.iter().map(|kind| kind.word().to_owned()).collect(),
                        None,
                    );
                    return Ok(None);
                }
            }
        };
        let lockfile = locks.iter().find(|(_, lock)| lock.same_manager(kind)).map(|(name, _)| (*name).to_owned());
        let yarn_path = project
            .paths()
            .find(|path| {
                path.starts_with(".yarn/releases/")
                    && path.ends_with(".cjs")
                    && crate::generate::speakable(path).is_ok()
            })
            .map(ToOwned::to_owned);
        let kind = if kind == Kind::Yarn && is_berry(project, field_version.as_deref(), yarn_path.as_deref()) {
            Kind::Berry
        } else {
            kind
        };
        ledger.decide("package_manager", kind.word(), evidence);
        if let Some(lock) = &lockfile {
            ledger.decide(
                "lockfile",
                lock.clone(),
                Evidence::file(project.shown(lock), "the install is bound to it"),
            );
        } else if !kinds.is_empty() {
            ledger.ask(
                "package_manager",
                format!("There is no lockfile of {}, only of another package manager. Every build may install other versions.", kind.word()),
                Vec::new(),
                Some(format!("{} install without a lockfile", kind.word())),
            );
        }
        let mut manager =
            Self { kind, version: None, lockfile, yarn_path: if kind == Kind::Berry { yarn_path } else { None } };
        manager.version = manager.find_version(project, manifest, field_version, ledger);
        Ok(Some(manager))
    }

    /// The version to install, where the image does not bring the manager.
    fn find_version(
        &self,
        project: &Project<'_>,
        manifest: &Manifest,
        field: Option<String>,
        ledger: &mut Ledger,
    ) -> Option<String> {
        if matches!(self.kind, Kind::Npm | Kind::Yarn) || self.yarn_path.is_some() {
            return None;
        }
        if let Some(version) = field {
            let evidence = manifest.evidence("packageManager", "the manifest names it");
            ledger.decide("package_manager_version", version.clone(), evidence);
            return Some(version);
        }
        let by_lock = (self.kind == Kind::Pnpm).then(|| project.read("pnpm-lock.yaml")).flatten().and_then(|lock| {
            let (line, format) = crate::project::scan::setting(&lock, "lockfileVersion")?;
            // One format is written by several majors; the newest of them reads it too.
            let version = match format.as_str() {
                "9.0" => "10",
                "6.0" | "6.1" => "8",
                "5.4" | "5.3" => "7",
                _ => return None,
            };
            let evidence = Evidence::line(&lock, line, "the format of the lockfile").confidence(Confidence::Medium);
            Some((version.to_owned(), evidence))
        });
        let (version, evidence) = by_lock.unwrap_or_else(|| {
            let version = match self.kind {
                Kind::Pnpm => "10",
                Kind::Berry => "4",
                _ => "1",
            };
            (version.to_owned(), Evidence::default("no file names a version"))
        });
        ledger.decide("package_manager_version", version.clone(), evidence);
        ledger.ask(
            "package_manager_version",
            format!(
                "Which version of {} is used? Set packageManager in package.json, so that builds do not drift.",
                self.kind.word()
            ),
            Vec::new(),
            Some(version.clone()),
        );
        Some(version)
    }

    /// The command that puts the manager into the build image. Corepack is not in the images of Node.js 25 and later.
    pub(crate) fn setup(&self, node_major: u64) -> Option<String> {
        let version = self.version.as_deref().unwrap_or("latest");
        match self.kind {
            Kind::Pnpm => Some(format!("npm install --global pnpm@{version}")),
            Kind::Berry if self.yarn_path.is_none() => {
                Some(format!("npm install --global --force @yarnpkg/cli-dist@{version}"))
            }
            Kind::Yarn if node_major >= 25 => Some("npm install --global yarn@1.22.22".to_owned()),
            _ => None,
        }
    }

    pub(crate) fn cache(&self) -> Cache {
        match self.kind {
            Kind::Npm => Cache::shared("/root/.npm"),
            Kind::Pnpm => Cache::shared("/pnpm/store"),
            Kind::Yarn => Cache::locked("/root/.cache/yarn"),
            Kind::Berry => Cache::locked("/root/.yarn/berry/cache"),
            Kind::Bun => Cache::shared("/root/.bun/install/cache"),
        }
    }

    /// Runs a program in a package of the workspace.
    pub(crate) fn execute(&self, package: &str, command: &str) -> String {
        match self.kind {
            Kind::Npm => format!("npm exec --workspace {package} -- {command}"),
            Kind::Pnpm => format!("pnpm --filter '{package}' exec {command}"),
            Kind::Yarn => format!("yarn workspace {package} run {command}"),
            Kind::Berry => format!("{} workspace {package} exec {command}", self.yarn()),
            Kind::Bun => format!("bun run --filter '{package}' {command}"),
        }
    }

    pub(crate) fn yarn(&self) -> String {
        self.yarn_path.as_ref().map_or_else(|| "yarn".to_owned(), |path| format!("node {path}"))
    }

    /// The install of everything, development dependencies too.
    pub(crate) fn install(&self) -> String {
        let locked = self.lockfile.is_some();
        match (self.kind, locked) {
            (Kind::Npm, true) => "npm ci".to_owned(),
            (Kind::Npm, false) => "npm install".to_owned(),
            (Kind::Pnpm, true) => "pnpm install --frozen-lockfile --store-dir=/pnpm/store".to_owned(),
            (Kind::Pnpm, false) => "pnpm install --store-dir=/pnpm/store".to_owned(),
            (Kind::Yarn, true) => "yarn install --frozen-lockfile --cache-folder=/root/.cache/yarn".to_owned(),
            (Kind::Yarn, false) => "yarn install --cache-folder=/root/.cache/yarn".to_owned(),
            (Kind::Berry, true) => format!("{} install --immutable", self.yarn()),
            (Kind::Berry, false) => format!("{} install", self.yarn()),
            (Kind::Bun, true) => "bun install --frozen-lockfile".to_owned(),
            (Kind::Bun, false) => "bun install".to_owned(),
        }
    }

    /// Says before an install that nothing holds it to versions.
    pub(crate) fn explain(&self, draft: &mut Draft) {
        if self.lockfile.is_none() {
            draft.comment("architect:ignore container/unlocked-install -- there is no lockfile yet: commit one");
        }
    }

    /// The install of what runs in production, into an empty folder.
    pub(crate) fn install_production(&self) -> String {
        match self.kind {
            Kind::Npm => format!("{} --omit=dev", self.install()),
            Kind::Pnpm => format!("{} --prod", self.install()),
            Kind::Yarn | Kind::Bun => format!("{} --production", self.install()),
            Kind::Berry => format!("{} workspaces focus --production", self.yarn()),
        }
    }

    /// What takes the development dependencies out of a full install.
    pub(crate) fn prune(&self) -> String {
        match self.kind {
            Kind::Npm => "npm prune --omit=dev --ignore-scripts".to_owned(),
            Kind::Pnpm => "CI=true pnpm prune --prod --ignore-scripts".to_owned(),
            Kind::Yarn => format!("{} --production --ignore-scripts", self.install()),
            Kind::Berry => self.install_production(),
            Kind::Bun => {
                "rm -rf node_modules && bun install --frozen-lockfile --production --ignore-scripts".to_owned()
            }
        }
    }

    /// Runs a script of the manifest.
    pub(crate) fn run(&self, script: &str) -> String {
        match self.kind {
            Kind::Berry => format!("{} run {script}", self.yarn()),
            kind => format!("{} run {script}", kind.word()),
        }
    }

    /// Whether the install needs another environment than the image's.
    pub(crate) fn environment(&self, project: &Project<'_>) -> Option<(&'static str, &'static str)> {
        let linker =
            project.read(".yarnrc.yml").and_then(|source| crate::project::scan::setting(&source, "nodeLinker"));
        let modules = linker.is_some_and(|(_, value)| value == "node-modules");
        (self.kind == Kind::Berry && !modules).then_some(("YARN_NODE_LINKER", "node-modules"))
    }
}

fn is_berry(project: &Project<'_>, version: Option<&str>, yarn_path: Option<&str>) -> bool {
    if let Some(major) = version.and_then(|version| version.split('.').next()?.parse::<u64>().ok()) {
        return major >= 2;
    }
    let lock = project.read("yarn.lock");
    lock.is_some_and(|source| source.text().contains("__metadata:"))
        || yarn_path.is_some_and(|path| !path.contains("yarn-1."))
        || project.has(".yarnrc.yml")
}
