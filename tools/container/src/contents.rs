//! What is in a stage: its base image and what its statements, and those of the stages below it, may have added.
//!
//! The answer to "is this program missing?" leans to no: whatever may have brought it counts as having done so.

use crate::base_image::BaseImage;
use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::{Instruction, Stage};
use crate::document::Document;
use crate::moment::Moment;

/// The contents of a stage.
#[derive(Debug)]
pub struct Contents<'d> {
    moment: Moment<'d>,
    /// The image at the root.
    pub base: BaseImage,
}

impl<'d> Contents<'d> {
    /// What is in a finished stage.
    pub fn of(document: &'d Document, stage: &'d Stage) -> Self {
        Self::at(Moment::end(document, stage))
    }

    /// What is there at a place in a stage.
    pub fn at(moment: Moment<'d>) -> Self {
        let base = moment.base();
        Self { moment, base }
    }

    /// Whether there is surely no shell.
    pub fn lacks_shell(&self) -> bool {
        self.base.lacks_shell() && !self.may_be_brought("sh")
    }

    /// Whether a program is surely not there.
    pub fn lacks(&self, tool: &str) -> bool {
        self.base.has(tool) == Some(false) && !self.may_be_brought(tool)
    }

    /// Whether a package of the system whose name has one of these words may be installed.
    pub fn may_have_package(&self, words: &[&str]) -> bool {
        self.moment.commands().into_iter().any(|command| {
            if is_script(command) {
                return true;
            }
            is_system_installer(command)
                && command.arguments().iter().any(|argument| {
                    argument.contains(['$', '`', '<']) || words.iter().any(|word| argument.contains(word))
                })
        }) || self.moment.commands().into_iter().any(|command| command.name() == "xargs")
    }

    /// Whether something may have put a program there.
    fn may_be_brought(&self, tool: &str) -> bool {
        let package = package_of(tool);
        let installs = |command: &SimpleCommand| {
            is_script(command)
                || command.name() == "xargs"
                || (is_installer(command)
                    && command.arguments().iter().any(|word| {
                        word.contains(tool) || word.contains(package) || word.contains(['$', '`', '<'])
                    }))
                // What is downloaded, linked or built by hand is named like the program.
                || (!is_installer(command)
                    && command.words.iter().skip(1).any(|word| names_program(&word.text, tool)))
        };
        self.moment.commands().into_iter().any(installs) || self.may_be_copied(tool)
    }

    fn may_be_copied(&self, tool: &str) -> bool {
        let past = self.moment.past();
        past.iter().any(|past| match &past.statement.instruction {
            Instruction::Copy(copy) | Instruction::Add(copy) => {
                let to = copy.destination.unquoted();
                // An archive may hold anything.
                let archive = |text: &str| [".tar", ".tgz", ".txz"].iter().any(|ending| text.contains(ending));
                let unpacks = matches!(past.statement.instruction, Instruction::Add(_))
                    && copy.sources.iter().any(|source| archive(&source.text));
                if unpacks || is_named(&to, tool) || copy.sources.iter().any(|source| is_named(&source.text, tool)) {
                    return true;
                }
                let system = to.contains("bin")
                    || matches!(to.trim_end_matches('/'), "" | "/usr" | "/usr/local" | "/opt" | "/lib" | "/nix");
                // A whole folder may hold it; a single file with another name does not.
                system
                    && copy.sources.iter().any(|source| {
                        let path = source.unquoted();
                        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                        path.ends_with('/')
                            || last.is_empty()
                            || matches!(
                                last,
                                "." | "bin" | "local" | "usr" | "rootfs" | "root" | "dist" | "out" | "lib"
                            )
                            || last.contains(['*', '$'])
                    })
            }
            _ => false,
        })
    }
}

/// Whether a path that is copied is called like a program; short names are parts of too many others.
fn is_named(path: &str, tool: &str) -> bool {
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    last == tool || (tool.len() > 2 && path.contains(tool)) || path.contains("busybox")
}

/// Whether a word of a command that runs names a program as a file: `/usr/bin/curl`, `curl.tar.gz`, `https://…/curl`.
fn names_program(word: &str, tool: &str) -> bool {
    // `apk add … && curl --version` needs the program and does not bring it; a path or an address may.
    tool.len() > 2 && word.contains('/') && word.contains(tool)
}

/// The package that a program is part of.
fn package_of(tool: &str) -> &str {
    match tool {
        "nc" | "ncat" | "netcat" => "netcat",
        "pg_isready" => "postgresql",
        "ps" | "pgrep" | "pidof" => "procps",
        "redis-cli" => "redis",
        "mysqladmin" => "mysql",
        "node" | "npm" | "npx" => "node",
        "python" | "python3" => "python",
        tool => tool,
    }
}

/// Whether a command installs packages of the system.
pub fn is_system_installer(command: &SimpleCommand) -> bool {
    matches!(
        command.name().as_str(),
        "apt-get"
            | "apt"
            | "apk"
            | "yum"
            | "dnf"
            | "microdnf"
            | "zypper"
            | "aptitude"
            | "pacman"
            | "tdnf"
            | "dpkg"
            | "rpm"
    )
}

fn is_installer(command: &SimpleCommand) -> bool {
    is_system_installer(command)
        || matches!(
            command.name().as_str(),
            "brew"
                | "conda"
                | "mamba"
                | "micromamba"
                | "nix-env"
                | "nix"
                | "npm"
                | "pip"
                | "pip3"
                | "uv"
                | "cargo"
                | "go"
                | "gem"
        )
}

/// Whether a command runs a script or something that cannot be seen through.
fn is_script(command: &SimpleCommand) -> bool {
    let name = command.name();
    matches!(
        name.as_str(),
        "sh" | "bash" | "ash" | "zsh" | "source" | "." | "eval" | "install-php-extensions" | "make"
    ) || name.ends_with(".sh")
        || name.ends_with(".bash")
        || name.contains('$')
        || (name == "playwright" || command.has(&["install-deps", "--with-deps"]))
}

#[cfg(test)]
mod tests {
    use architect_core::Source;

    use super::*;

    fn lacks(text: &str, tool: &str) -> bool {
        let document = Document::read(Source::new("Dockerfile", text));
        let stage = document.file.final_stage().expect("a stage");
        Contents::of(&document, stage).lacks(tool)
    }

    #[test]
    fn a_program_that_may_have_come_is_not_missing() {
        for (text, expected) in [
            ("FROM node:24-slim\n", true),
            ("FROM node:24-slim\nRUN apt-get update && apt-get install -y curl\n", false),
            ("FROM node:24-slim\nRUN apt-get update && apt-get install -y $PACKAGES\n", false),
            ("FROM node:24-slim\nRUN apt-get update && apt-get install -y git\n", true),
            ("FROM node:24-slim\nRUN ./setup.sh\n", false),
            ("FROM node:24-slim\nCOPY --from=x /usr/bin/curl /usr/bin/\n", false),
            ("FROM node:24-slim\nCOPY --from=x /usr/local/bin/ /usr/local/bin/\n", false),
            ("FROM node:24-slim\nCOPY server.js /\n", true),
            ("FROM node:24-slim AS base\nRUN apt-get install -y curl\nFROM base\n", false),
            ("FROM node:24\n", false),
            ("FROM unknown/image\n", false),
            ("FROM node:24-slim\nCOPY . .\n", true),
        ] {
            assert_eq!(lacks(text, "curl"), expected, "{text}");
        }
    }

    #[test]
    fn a_shell_that_was_copied_is_there() {
        let bare = "FROM gcr.io/distroless/static-debian13\n";
        let document = |text: &str| Document::read(Source::new("Dockerfile", text));
        let lacks = |text: &str| {
            let document = document(text);
            Contents::of(&document, document.file.final_stage().expect("a stage")).lacks_shell()
        };

        assert!(lacks(bare));
        assert!(!lacks(&format!("{bare}COPY --from=busybox /bin/sh /bin/sh\n")));
        assert!(lacks(&format!("{bare}COPY --from=build /app/shop /\n")));
    }
}
