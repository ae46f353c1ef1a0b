//! Which options of which manager take the next word as their value.

use crate::dockerfile::shell::{ShellWord, SimpleCommand};
use crate::packages::{CommandOption, Manager, Operand};

/// Options of npm, pnpm and yarn whose value is the next word.
const NODE: &[&str] = &[
    "--prefix",
    "-C",
    "--dir",
    "-w",
    "--workspace",
    "--filter",
    "-F",
    "--registry",
    "--cache",
    "--loglevel",
    "--network-timeout",
    "--cwd",
    "--network-concurrency",
    "--cache-folder",
    "--store-dir",
    "--omit",
    "--only",
    "--include",
    "--tag",
    "--userconfig",
    "--globalconfig",
    "--modules-folder",
    "--fetch-retries",
    "--fetch-timeout",
];

const APT: &[&str] = &["-t", "--target-release", "--default-release", "-o", "--option", "-c", "--config-file", "-a"];

const APK: &[&str] = &[
    "-t",
    "--virtual",
    "-X",
    "--repository",
    "-p",
    "--root",
    "--keys-dir",
    "--repositories-file",
    "--wait",
    "--cache-dir",
    "--cache-max-age",
    "--arch",
    "--progress-fd",
];

const RPM: &[&str] = &[
    "-c",
    "--config",
    "-x",
    "--exclude",
    "--excludepkgs",
    "--enablerepo",
    "--disablerepo",
    "--repo",
    "--repoid",
    "--setopt",
    "--releasever",
    "--installroot",
    "-d",
    "--debuglevel",
    "-e",
    "--errorlevel",
    "--forcearch",
    "--color",
    "--advisory",
    "--downloaddir",
];

const ZYPPER: &[&str] = &[
    "-R",
    "--root",
    "-C",
    "--cache-dir",
    "-D",
    "--reposd-dir",
    "-c",
    "--config",
    "-t",
    "--type",
    "-r",
    "--repo",
    "--from",
    "--plus-repo",
    "-p",
    "--solver-focus",
    "--download-in-advance",
    "--releasever",
];

const PIP: &[&str] = &[
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-e",
    "--editable",
    "-t",
    "--target",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--prefix",
    "--root",
    "--trusted-host",
    "--proxy",
    "--timeout",
    "--retries",
    "--cert",
    "--client-cert",
    "--cache-dir",
    "--src",
    "--log",
    "--platform",
    "--python-version",
    "--implementation",
    "--abi",
    "--no-binary",
    "--only-binary",
    "--progress-bar",
    "--report",
    "--exists-action",
    "--install-option",
    "--global-option",
    "--config-settings",
    "-C",
    "--build",
    "-b",
    "-d",
    "--upgrade-strategy",
    "--use-feature",
    "--use-deprecated",
    "--root-user-action",
    "--python",
    "--keyring-provider",
    "--group",
    "--hash",
];

const PIPX: &[&str] =
    &["--python", "-i", "--index-url", "--pip-args", "--suffix", "--preinstall", "--backend", "--spec"];

const GEM: &[&str] = &[
    "-i",
    "--install-dir",
    "-n",
    "--bindir",
    "-v",
    "--version",
    "-P",
    "--trust-policy",
    "-s",
    "--source",
    "--platform",
    "-g",
    "--file",
    "-p",
    "--http-proxy",
    "-B",
    "--build-root",
    "--document",
    "--target-rbconfig",
];

const GO: &[&str] = &[
    "-ldflags",
    "-tags",
    "-o",
    "-mod",
    "-modfile",
    "-overlay",
    "-p",
    "-C",
    "-gcflags",
    "-asmflags",
    "-gccgoflags",
    "-exec",
    "-buildmode",
    "-compiler",
    "-installsuffix",
    "-pkgdir",
    "-toolexec",
    "-pgo",
    "-coverpkg",
];

pub(super) fn with_value(manager: Manager) -> &'static [&'static str] {
    match manager {
        Manager::Apt => APT,
        Manager::Apk => APK,
        Manager::Yum | Manager::Dnf => RPM,
        Manager::Zypper => ZYPPER,
        Manager::Pip => PIP,
        Manager::Pipx => PIPX,
        Manager::Npm | Manager::Yarn => NODE,
        Manager::Gem => GEM,
        Manager::Go => GO,
    }
}

/// Parts options from operands. Behind `--` all are operands; `ends` says that they belong to something else instead.
pub(super) fn split<'c>(
    words: &'c [ShellWord],
    with_value: &[&str],
    ends: bool,
) -> (Vec<CommandOption>, Vec<Operand<'c>>) {
    let mut options = Vec::new();
    let mut operands = Vec::new();
    let mut words = words.iter();
    let mut open = true;
    while let Some(word) = words.next() {
        let plain = word.plain();
        if open && plain == "--" {
            if ends {
                break;
            }
            open = false;
        } else if open && plain.len() > 1 && plain.starts_with('-') {
            let (name, value) = match plain.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None if with_value.contains(&plain.as_str()) => (plain, words.next().map(ShellWord::plain)),
                None => (plain, None),
            };
            options.push(CommandOption { name, value });
        } else if open && matches!(plain.as_str(), "true" | "false") && !options.is_empty() {
            // The value of the option before it; nothing is called so.
        } else {
            operands.push(Operand { word });
        }
    }
    (options, operands)
}

/// What of a call of npm, pnpm, yarn or bun is neither an option nor its value: the verb and what it is about.
pub fn operands(command: &SimpleCommand) -> Vec<String> {
    let words = command.program().get(1..).unwrap_or_default();
    split(words, NODE, false).1.iter().map(Operand::text).collect()
}
