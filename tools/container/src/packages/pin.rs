//! Whether a package is asked for in one version.

use architect_core::{Declared, Finding};

use crate::document::{Document, RunStep};
use crate::packages::{Manager, PackageCommand};

/// A package for which any version will do, as it is written.
pub type Unpinned<'c> = crate::packages::Operand<'c>;

impl<'c> PackageCommand<'c> {
    /// The packages that the command puts in in whatever version there is on the day. One whose name is a variable, or
    /// ends in one, is not known to be such.
    pub fn unpinned(&self) -> Vec<Unpinned<'c>> {
        // A group of packages has no version.
        if !self.installs() || self.pins_all() || self.verb.starts_with("group") {
            return Vec::new();
        }
        let packages = self.operands.iter().take(if self.verb == "run" { 1 } else { usize::MAX });
        packages.filter(|operand| !self.pins(&operand.text())).copied().collect()
    }

    /// Whether an option says the version of all.
    fn pins_all(&self) -> bool {
        match self.manager {
            Manager::Apt => self.has(&["-t", "--target-release", "--default-release", "--download-only"]),
            Manager::Pip => self.has(&[
                "-r",
                "--requirement",
                "-c",
                "--constraint",
                "-e",
                "--editable",
                "--group",
                "--require-hashes",
            ]),
            Manager::Gem => self.has(&["-v", "--version", "-g", "--file"]),
            Manager::Pipx => self.has(&["--spec"]),
            _ => false,
        }
    }

    fn pins(&self, package: &str) -> bool {
        // A variable may hold the version.
        if package.is_empty() || package.contains(['$', '`']) {
            return true;
        }
        // A text that is no name of anything: a part of a construct that is not followed here.
        if package.contains(['(', ')', '{', '*', '`']) {
            return true;
        }
        // The installers themselves come with the image, and are only brought up to date.
        if matches!((self.manager, package), (Manager::Pip, "pip" | "setuptools" | "wheel") | (Manager::Npm, "npm")) {
            return true;
        }
        match self.manager {
            Manager::Apt => {
                package.contains(['=', '/']) || package.ends_with(".deb") || package.ends_with(['-', '+'])
            }
            Manager::Apk => {
                package.contains(['=', '<', '>', '~', '/']) || package.ends_with(".apk") || package.starts_with('!')
            }
            Manager::Yum | Manager::Dnf => rpm(package, self.verb.starts_with("module")),
            Manager::Zypper => {
                package.contains(['=', '<', '>', '/', ':'])
                    || package.ends_with(".rpm")
                    || package.starts_with(['-', '!'])
            }
            Manager::Pip | Manager::Pipx => python(package),
            Manager::Npm | Manager::Yarn => node(package),
            Manager::Gem => package.contains(':') || package.ends_with(".gem") || package.contains('/'),
            Manager::Go => go(package),
        }
    }
}

/// `httpd-2.4.24`, `git-core-${version}`, `nodejs:22` of a module, a file, an address or a group.
fn rpm(package: &str, module: bool) -> bool {
    if package.ends_with(".rpm") || package.contains('/') || package.starts_with(['@', '-']) {
        return true;
    }
    if module {
        return package.contains(':');
    }
    let mut parts = package.split('-').skip(1);
    parts.any(|part| part.starts_with(|c: char| c.is_ascii_digit() || c == '$')) || package.contains(['=', '<', '>'])
}

fn python(package: &str) -> bool {
    let address = package.split_once("://").map(|(_, rest)| rest);
    if let Some(rest) = address {
        // An archive is one version; a repository is one at a tag or commit.
        let path = rest.split('#').next().unwrap_or_default();
        let behind_host = path.split_once('/').map_or("", |(_, path)| path);
        let repository = package.starts_with("git+") || package.starts_with("hg+") || package.starts_with("svn+");
        return !repository || behind_host.contains('@');
    }
    let file = package.starts_with(['.', '/', '~']) || package.contains('/');
    let archive = [".whl", ".tar.gz", ".zip", ".tar.bz2"].iter().any(|end| package.ends_with(end));
    file || archive || package.contains(['=', '<', '>', '@']) || package.contains("~=")
}

fn node(package: &str) -> bool {
    let repository = package.starts_with("git") && (package.contains("://") || package.starts_with("git@"));
    if repository {
        return package.contains('#');
    }
    if package.contains("://") || package.starts_with(['.', '/', '~']) {
        return true;
    }
    let archive = [".tgz", ".tar.gz", ".tar"].iter().any(|end| package.ends_with(end));
    // A scope begins with the same sign that parts name and version.
    let name = package.strip_prefix('@').unwrap_or(package);
    let folder = name.len() == package.len() && name.contains('/');
    archive || folder || name.contains('@')
}

/// `example.com/tool@v1.2.3`; what lies in the module itself has its version in `go.mod`.
fn go(package: &str) -> bool {
    if package.starts_with(['.', '/'])
        || package.ends_with(".go")
        || matches!(package, "std" | "cmd" | "all" | "tool")
    {
        return true;
    }
    match package.split_once('@') {
        Some((_, version)) => version != "latest",
        None => false,
    }
}

/// What to say of the packages of a command that come in any version: one finding, at the first of them.
pub fn unpinned<R: Declared>(
    document: &Document,
    step: &RunStep<'_>,
    call: &PackageCommand<'_>,
    help: &'static str,
) -> Option<Finding> {
    const SHOWN: usize = 3;
    let packages = call.unpinned();
    let (first, others) = packages.split_first()?;
    let names: Vec<String> = packages.iter().take(SHOWN).map(|package| format!("`{}`", package.text())).collect();
    let more = packages.len().saturating_sub(SHOWN);
    let and_more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let finding = Finding::of::<R>(document.span(&first.word.span))
        .subject(step.subject(call.command))
        .message(format!(
            "`{}` takes whatever version of {}{and_more} there is on the day",
            call.title(),
            names.join(", ")
        ))
        .help(help);
    Some(others.iter().fold(finding, |finding, package| {
        finding.also_at(document.span(&package.word.span), "another without a version")
    }))
}
