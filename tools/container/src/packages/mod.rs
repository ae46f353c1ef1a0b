//! Commands of package managers: which manager, what it is told to do, with which options, and to which packages.
//!
//! A simple command of a `RUN` comes in; a [`PackageCommand`] with the place of every word goes out, or nothing when
//! it calls no package manager. [`pin`] tells whether a package is asked for in one version, [`cache`] what a command
//! leaves in the layer.

pub mod cache;
pub mod confirm;
mod options;
pub mod pin;

use crate::dockerfile::shell::{ShellWord, SimpleCommand, base_name};
use crate::document::{Document, RunStep};

pub use options::operands;

/// A package manager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manager {
    /// `apt-get`, `apt`, `aptitude`.
    Apt,
    /// `apk`.
    Apk,
    /// `yum`.
    Yum,
    /// `dnf`, `dnf5`, `microdnf`, `tdnf`.
    Dnf,
    /// `zypper`.
    Zypper,
    /// `pip`, `pip3`, `python -m pip`.
    Pip,
    /// `pipx`.
    Pipx,
    /// `npm`.
    Npm,
    /// `yarn`.
    Yarn,
    /// `gem`.
    Gem,
    /// `go`.
    Go,
}

impl Manager {
    fn of_program(name: &str) -> Option<Self> {
        Some(match name {
            "apt-get" | "apt" | "aptitude" => Self::Apt,
            "apk" => Self::Apk,
            "yum" => Self::Yum,
            "dnf" | "dnf5" | "microdnf" | "tdnf" => Self::Dnf,
            "zypper" => Self::Zypper,
            "pipx" => Self::Pipx,
            "npm" => Self::Npm,
            "yarn" | "yarnpkg" => Self::Yarn,
            "gem" => Self::Gem,
            "go" => Self::Go,
            name => {
                let version = name.strip_prefix("pip")?;
                let numbered = version.chars().all(|c| c.is_ascii_digit() || c == '.');
                return numbered.then_some(Self::Pip);
            }
        })
    }

    /// The words that have the manager put packages in.
    fn install_verbs(self) -> &'static [&'static str] {
        match self {
            Self::Apt | Self::Pip | Self::Pipx => &["install"],
            Self::Apk => &["add"],
            Self::Yum => &["install", "localinstall", "groupinstall", "module install", "group install"],
            Self::Dnf => &["install", "in", "module install", "group install", "groupinstall", "localinstall"],
            Self::Zypper => &["install", "in"],
            Self::Npm => &["install", "i", "in", "add", "isntall"],
            Self::Yarn => &["install", "add", "global add"],
            Self::Gem => &["install", "i"],
            Self::Go => &["install", "get", "run"],
        }
    }

    /// Words that are the first half of a verb.
    fn first_halves(self) -> &'static [&'static str] {
        match self {
            Self::Yum | Self::Dnf => &["module", "group"],
            Self::Yarn => &["global", "cache"],
            Self::Npm => &["cache"],
            _ => &[],
        }
    }
}

/// An option and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandOption {
    /// As written, without `=value`.
    pub name: String,
    /// What stands behind `=`, or the next word of an option that takes one.
    pub value: Option<String>,
}

/// A word that is neither an option nor its value.
#[derive(Debug, Clone, Copy)]
pub struct Operand<'c> {
    /// The word with its place.
    pub word: &'c ShellWord,
}

impl Operand<'_> {
    /// Without quotes.
    pub fn text(&self) -> String {
        self.word.plain()
    }
}

/// A call of a package manager.
#[derive(Debug, Clone)]
pub struct PackageCommand<'c> {
    /// The manager.
    pub manager: Manager,
    /// The program's name without its folder.
    pub program: String,
    /// The whole command.
    pub command: &'c SimpleCommand,
    /// What it is told to do, one word or two.
    pub verb: String,
    /// The last word of the verb.
    pub verb_word: &'c ShellWord,
    /// Options, before and behind the verb.
    pub options: Vec<CommandOption>,
    /// What it is to do that to.
    pub operands: Vec<Operand<'c>>,
}

impl<'c> PackageCommand<'c> {
    /// Reads a command; nothing when it calls no manager, or tells it nothing.
    pub fn read(command: &'c SimpleCommand) -> Option<Self> {
        let words = command.program();
        let (first, mut rest) = words.split_first()?;
        let mut program = base_name(&first.plain()).to_owned();
        if program.starts_with("python") {
            // `python3 -m pip …`
            let at = rest.iter().position(|word| word.text == "-m")?;
            let module = rest.get(at + 1).filter(|module| module.text == "pip" || module.text == "pipx")?;
            program = module.plain();
            rest = rest.get(at + 2..)?;
        }
        let manager = Manager::of_program(&program)?;
        if program == "dnf5" {
            "dnf".clone_into(&mut program);
        }
        let (options, mut operands) = options::split(rest, options::with_value(manager), manager == Manager::Gem);
        if operands.is_empty() {
            return None;
        }
        let mut verb_word = operands.remove(0).word;
        let mut verb = verb_word.plain();
        if manager.first_halves().contains(&verb.as_str()) && !operands.is_empty() {
            verb_word = operands.remove(0).word;
            verb = format!("{verb} {}", verb_word.plain());
        }
        Some(Self { manager, program, command, verb, verb_word, options, operands })
    }

    /// Whether it puts packages in.
    pub fn installs(&self) -> bool {
        self.manager.install_verbs().contains(&self.verb.as_str())
    }

    /// Whether it is told one of these.
    pub fn is(&self, verbs: &[&str]) -> bool {
        verbs.contains(&self.verb.as_str())
    }

    /// Whether it has one of these options. A one-letter option is found in a bundle too.
    pub fn has(&self, names: &[&str]) -> bool {
        self.options.iter().any(|option| {
            names.iter().any(|name| {
                let letter = name.strip_prefix('-').filter(|letter| letter.len() == 1 && *letter != "-");
                let bundle = option.name.strip_prefix('-').filter(|bundle| !bundle.starts_with('-'));
                option.name == *name
                    || letter.zip(bundle).is_some_and(|(letter, bundle)| {
                        bundle.chars().all(char::is_alphanumeric) && bundle.contains(letter)
                    })
            })
        })
    }

    /// The value of one of these options.
    pub fn value(&self, names: &[&str]) -> Option<&str> {
        self.options.iter().find(|option| names.contains(&option.name.as_str()))?.value.as_deref()
    }

    /// How it is named in a message: program and verb.
    pub fn title(&self) -> String {
        format!("{} {}", self.program, self.verb)
    }

    /// Whether a word may hold options that are not seen here.
    pub fn has_variable(&self) -> bool {
        self.operands.iter().any(|operand| operand.word.text.trim_start_matches('"').starts_with('$'))
    }
}

/// The calls of a manager in a `RUN`, in order.
pub fn in_step<'d>(step: &RunStep<'d>, manager: Manager) -> Vec<PackageCommand<'d>> {
    let commands = step.commands.iter().filter_map(PackageCommand::read);
    commands.filter(|command| command.manager == manager).collect()
}

/// The calls of a manager in all stages, in order.
pub fn in_document(document: &Document, manager: Manager) -> impl Iterator<Item = (RunStep<'_>, PackageCommand<'_>)> {
    document.all_runs().flat_map(move |step| in_step(&step, manager).into_iter().map(move |command| (step, command)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile::ShellText;
    use crate::dockerfile::shell::commands;

    fn read(text: &str) -> Option<String> {
        let shell = ShellText { text: text.to_owned(), map: vec![(0, 0)], lines: Vec::new() };
        let commands = commands(&shell);
        let call = PackageCommand::read(commands.first()?)?;
        let operands: Vec<String> = call.operands.iter().map(Operand::text).collect();
        let unpinned: Vec<String> = call.unpinned().iter().map(Operand::text).collect();
        Some(format!("{} [{}] open: {}", call.title(), operands.join(" "), unpinned.join(" ")))
    }

    #[test]
    fn verbs_packages_and_options_are_told_apart() {
        let cases = [
            ("apt-get -o Dpkg::Use-Pty=0 install -y a b=1 c/stable", "apt-get install [a b=1 c/stable] open: a"),
            ("apt-get install -t trixie-backports a", "apt-get install [a] open: "),
            ("apk add --virtual .deps a 'b>1' c~2", "apk add [a b>1 c~2] open: a"),
            ("yum -y install rpm-sign httpd-2.4 x.rpm", "yum install [rpm-sign httpd-2.4 x.rpm] open: rpm-sign"),
            ("dnf module install -y nodejs:22 ruby", "dnf module install [nodejs:22 ruby] open: ruby"),
            ("dnf group install 'Development Tools'", "dnf group install [Development Tools] open: "),
            ("zypper -n in a=1 b", "zypper in [a=1 b] open: b"),
            (
                "python3 -m pip install --upgrade pip a b==1 ./c d[e]",
                "pip install [pip a b==1 ./c d[e]] open: a d[e]",
            ),
            ("pip3.13 install -r list.txt a", "pip3.13 install [a] open: "),
            (
                "pip install git+https://h/a.git git+https://h/b.git@1",
                "pip install [git+https://h/a.git git+https://h/b.git@1] open: git+https://h/a.git",
            ),
            (
                "npm i -g a @s/b @s/c@1 ./d e.tgz f@next npm",
                "npm i [a @s/b @s/c@1 ./d e.tgz f@next npm] open: a @s/b",
            ),
            ("gem install a b:1 -- --with-x", "gem install [a b:1] open: a"),
            ("gem install a -v 1", "gem install [a] open: "),
            (
                "go install -ldflags '-s -w' h/a@v1 h/b@latest ./cmd/...",
                "go install [h/a@v1 h/b@latest ./cmd/...] open: h/b@latest",
            ),
            ("go run h/a@v1 serve", "go run [h/a@v1 serve] open: "),
            ("pip install $PACKAGES a${VERSION}", "pip install [$PACKAGES a${VERSION}] open: "),
        ];

        for (text, expected) in cases {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["pipeline install a", "apt-cache show a", "python3 setup.py install", "npm", "pip"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
