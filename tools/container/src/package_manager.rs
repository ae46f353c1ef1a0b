//! Installs of what a project's own manifest lists.

use crate::dockerfile::shell::SimpleCommand;
use crate::packages::operands;

/// A package manager that installs what a project's manifest lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Manager {
    /// npm.
    Npm,
    /// pnpm.
    Pnpm,
    /// Yarn of either generation.
    Yarn,
    /// Bun.
    Bun,
    /// uv.
    Uv,
    /// Poetry.
    Poetry,
    /// PDM.
    Pdm,
    /// Pipenv.
    Pipenv,
}

impl Manager {
    /// The program.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pnpm => "pnpm",
            Self::Yarn => "yarn",
            Self::Bun => "bun",
            Self::Uv => "uv",
            Self::Poetry => "poetry",
            Self::Pdm => "pdm",
            Self::Pipenv => "pipenv",
        }
    }

    /// The names of its lockfile.
    pub const fn lockfiles(self) -> &'static [&'static str] {
        match self {
            Self::Npm => &["package-lock.json", "npm-shrinkwrap.json"],
            Self::Pnpm => &["pnpm-lock.yaml"],
            Self::Yarn => &["yarn.lock"],
            Self::Bun => &["bun.lock", "bun.lockb"],
            Self::Uv => &["uv.lock"],
            Self::Poetry => &["poetry.lock"],
            Self::Pdm => &["pdm.lock"],
            Self::Pipenv => &["Pipfile.lock"],
        }
    }

    /// Whether it is for Node.js projects.
    pub const fn is_node(self) -> bool {
        matches!(self, Self::Npm | Self::Pnpm | Self::Yarn | Self::Bun)
    }

    /// All for Node.js.
    pub const NODE: [Self; 4] = [Self::Npm, Self::Pnpm, Self::Yarn, Self::Bun];
}

/// An install of all that a project's manifest lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Install {
    /// Who installs.
    pub manager: Manager,
    /// Whether it fails without a lockfile that fits.
    pub frozen: bool,
    /// What its options say about development dependencies: left out, or put in; nothing when they do not say.
    pub development: Option<bool>,
    /// Whether it works in another folder than the current one.
    pub elsewhere: bool,
}

impl Install {
    /// Reads a command; nothing when it is no such install.
    pub fn read(command: &SimpleCommand) -> Option<Self> {
        let name = command.name();
        let words = operands(command);
        let verb = words.first().map(String::as_str);
        let alone = words.len() <= 1 && !command.has(&["-g", "--global", "--location=global"]);
        let (manager, frozen) = match (name.as_str(), verb) {
            ("npm", Some("ci" | "clean-install")) if alone => (Manager::Npm, true),
            ("npm", Some("install" | "i")) if alone => (Manager::Npm, false),
            ("pnpm", Some("install" | "i")) if alone => {
                (Manager::Pnpm, command.has(&["--frozen-lockfile", "--frozen-lockfile=true"]))
            }
            ("yarn", None | Some("install")) if alone && !command.has(&["--version", "-v", "--help", "-h"]) => {
                (Manager::Yarn, command.has(&["--frozen-lockfile", "--immutable", "--immutable-cache"]))
            }
            ("bun", Some("install" | "i")) if alone => (Manager::Bun, command.has(&["--frozen-lockfile"])),
            ("uv", Some("sync")) => (Manager::Uv, command.has(&["--locked", "--frozen"])),
            ("poetry", Some("install")) => (Manager::Poetry, false),
            ("pdm", Some("install" | "sync")) => (Manager::Pdm, verb == Some("sync")),
            ("pipenv", Some("sync")) => (Manager::Pipenv, true),
            ("pipenv", Some("install")) if alone => (Manager::Pipenv, command.has(&["--deploy", "--ignore-pipfile"])),
            _ => return None,
        };
        let elsewhere = command.arguments().iter().any(|word| {
            let option = word.split('=').next().unwrap_or_default();
            matches!(option, "--prefix" | "-C" | "--dir" | "--cwd" | "--directory" | "--project" | "--filter" | "-F")
                || matches!(option, "--workspace" | "-w" | "--workspaces" | "--package")
        });
        Some(Self { manager, frozen, development: development(command, manager), elsewhere })
    }

    /// Whether it leaves development dependencies out, with the value of `NODE_ENV` where it runs.
    pub fn omits_development(&self, node_env: Option<&str>) -> bool {
        let by_environment = matches!(self.manager, Manager::Npm | Manager::Pnpm | Manager::Yarn)
            && node_env.is_some_and(|value| value.trim() == "production");
        !self.development.unwrap_or(!by_environment)
    }
}

/// What the options say about development dependencies.
fn development(command: &SimpleCommand, manager: Manager) -> Option<bool> {
    let arguments = command.arguments();
    let has = |options: &[&str]| arguments.iter().any(|word| options.contains(&word.as_str()));
    let pair = |option: &str, value: &str| {
        arguments.windows(2).any(|pair| matches!(pair, [first, second] if first == option && second == value))
            || has(&[&format!("{option}={value}")])
    };
    let (without, with) = match manager {
        Manager::Npm => (
            has(&["--production", "--production=true", "--prod"])
                || pair("--omit", "dev")
                || pair("--only", "production")
                || pair("--only", "prod"),
            has(&["--production=false", "-D"]) || pair("--include", "dev"),
        ),
        Manager::Pnpm => {
            (has(&["--prod", "-P", "--production"]), has(&["--prod=false", "--dev", "-D", "--production=false"]))
        }
        Manager::Yarn => (has(&["--production", "--prod", "--production=true"]), has(&["--production=false"])),
        Manager::Bun => (has(&["--production", "-p"]) || pair("--omit", "dev"), false),
        Manager::Uv => (
            has(&["--no-dev", "--no-default-groups"]) || pair("--no-group", "dev"),
            has(&["--only-dev", "--all-groups"]),
        ),
        Manager::Poetry => (
            has(&["--no-dev", "--without=dev", "--only=main", "--only-root"])
                || pair("--without", "dev")
                || pair("--only", "main"),
            has(&["--with", "--all-groups"]),
        ),
        Manager::Pdm => (has(&["--prod", "--production", "--no-dev"]), has(&["--dev", "-d"])),
        Manager::Pipenv => (false, has(&["--dev", "-d"])),
    };
    match (without, with) {
        (true, _) => Some(false),
        (_, true) => Some(true),
        _ if manager == Manager::Pipenv => Some(false),
        _ => None,
    }
}

/// Whether a command changes the folder for those that follow it in the same `RUN`.
pub fn moves(command: &SimpleCommand) -> bool {
    matches!(command.name().as_str(), "cd" | "pushd")
}
