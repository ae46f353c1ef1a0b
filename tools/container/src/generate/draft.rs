//! A Dockerfile in the making: statements of the shared model, each with the comments that explain it.

use crate::dockerfile::instruction::{Command, Copy, Flag, From, Healthcheck, Instruction, Pair, Run, ShellText};
use crate::dockerfile::{Dockerfile, Stage, Statement, Word};

/// Builds a [`Dockerfile`].
#[derive(Debug, Default)]
pub(crate) struct Draft {
    file: Dockerfile,
    comments: Vec<String>,
}

/// A cache that outlives builds, for one `RUN`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cache {
    pub(crate) target: &'static str,
    /// Whether two builds must not use it at once.
    pub(crate) locked: bool,
}

impl Cache {
    pub(crate) const fn shared(target: &'static str) -> Self {
        Self { target, locked: false }
    }

    pub(crate) const fn locked(target: &'static str) -> Self {
        Self { target, locked: true }
    }

    fn flag(self) -> Flag {
        // An absolute target is what Buildah and Podman take as well.
        let sharing = if self.locked { ",sharing=locked" } else { "" };
        made_flag("mount", &format!("type=cache,target={}{sharing}", self.target))
    }
}

impl Draft {
    pub(crate) fn finish(self) -> Dockerfile {
        self.file
    }

    /// Explains the next statement.
    pub(crate) fn comment(&mut self, text: &str) -> &mut Self {
        self.comments.push(one_line(text));
        self
    }

    fn push(&mut self, keyword: &str, instruction: Instruction) -> &mut Self {
        let comments = std::mem::take(&mut self.comments);
        let statement = Statement { keyword: Word::made(keyword), instruction, span: 0..0, comments };
        if let Instruction::From(from) = &statement.instruction {
            let from = from.clone();
            let index = self.file.stages.len();
            self.file.stages.push(Stage {
                index,
                from,
                parent: None,
                from_statement: statement,
                statements: Vec::new(),
            });
        } else if let Some(stage) = self.file.stages.last_mut() {
            stage.statements.push(statement);
        } else {
            self.file.preamble.push(statement);
        }
        self
    }

    pub(crate) fn from(&mut self, image: &str, name: Option<&str>) -> &mut Self {
        let from = From { flags: Vec::new(), image: Word::made(image), name: name.map(Word::made) };
        self.push("FROM", Instruction::From(from))
    }

    pub(crate) fn arg(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        let value = value.map(|value| Word::made(quoted(value)));
        self.push("ARG", Instruction::Arg(vec![Pair { name: Word::made(name), value, legacy: false }]))
    }

    /// An argument with the tag of an image, and what `FROM` says of the image: a build can give another tag or add a
    /// digest, and readers that do not follow arguments still see a tag.
    pub(crate) fn image(&mut self, argument: &str, image: &str) -> String {
        let (repository, tag) = image.rsplit_once(':').unwrap_or((image, "latest"));
        self.arg(argument, Some(tag));
        format!("{repository}:${{{argument}}}")
    }

    pub(crate) fn env(&mut self, pairs: &[(&str, &str)]) -> &mut Self {
        let instruction = Instruction::Env(made_pairs(pairs));
        self.push("ENV", instruction)
    }

    pub(crate) fn label(&mut self, pairs: &[(&str, &str)]) -> &mut Self {
        let pairs = pairs.iter().map(|(name, value)| Pair {
            name: Word::made(*name),
            value: Some(Word::made(format!("\"{}\"", one_line(value).replace('\\', "\\\\").replace('"', "\\\"")))),
            legacy: false,
        });
        let instruction = Instruction::Label(pairs.collect());
        self.push("LABEL", instruction)
    }

    pub(crate) fn workdir(&mut self, path: &str) -> &mut Self {
        self.push("WORKDIR", Instruction::Workdir(Word::made(one_line(path))))
    }

    pub(crate) fn copy<S: AsRef<str>>(&mut self, sources: &[S], destination: &str) -> &mut Self {
        self.copy_with(Vec::new(), sources, destination)
    }

    pub(crate) fn copy_from(&mut self, stage: &str, source: &str, destination: &str) -> &mut Self {
        self.copy_with(vec![made_flag("from", stage)], &[source], destination)
    }

    pub(crate) fn copy_owned(&mut self, stage: &str, owner: &str, source: &str, destination: &str) -> &mut Self {
        self.copy_with(vec![made_flag("from", stage), made_flag("chown", owner)], &[source], destination)
    }

    fn copy_with<S: AsRef<str>>(&mut self, flags: Vec<Flag>, sources: &[S], destination: &str) -> &mut Self {
        let words = || sources.iter().map(AsRef::as_ref).chain([destination]);
        let copy = Copy {
            flags,
            sources: sources.iter().map(|source| Word::made(one_line(source.as_ref()))).collect(),
            destination: Word::made(one_line(destination)),
            heredocs: Vec::new(),
            json: words().any(|word| !is_plain(word)),
        };
        self.push("COPY", Instruction::Copy(copy))
    }

    /// Lines that the shell runs one after the other, each only when those before succeeded.
    pub(crate) fn run<S: AsRef<str>>(&mut self, caches: &[Cache], lines: &[S]) -> &mut Self {
        let last = lines.len().saturating_sub(1);
        let joined = lines.iter().enumerate().map(|(index, line)| {
            let line = one_line(line.as_ref());
            if index == last { line } else { format!("{line} &&") }
        });
        let run = Run {
            flags: caches.iter().map(|cache| cache.flag()).collect(),
            command: Command::Shell(ShellText::made(joined.collect())),
            heredocs: Vec::new(),
        };
        self.push("RUN", Instruction::Run(run))
    }

    /// Packages of Debian, and nothing left of the search for them.
    pub(crate) fn packages(&mut self, packages: &str) -> &mut Self {
        self.comment(
            "Without versions: Debian keeps one of each package, so that a stated one stops the next build.",
        );
        self.comment("hadolint ignore=DL3008");
        let install = format!("apt-get install -y --no-install-recommends {packages}");
        self.run(&[], &["apt-get update", &install, "rm -rf /var/lib/apt/lists/*"])
    }

    /// One line with a secret that is there for it alone.
    pub(crate) fn run_with_secret(&mut self, cache: Cache, id: &str, target: &str, line: &str) -> &mut Self {
        let run = Run {
            flags: vec![made_flag("mount", &format!("type=secret,id={id},target={target}")), cache.flag()],
            command: Command::Shell(ShellText::made(vec![one_line(line)])),
            heredocs: Vec::new(),
        };
        self.push("RUN", Instruction::Run(run))
    }

    pub(crate) fn expose(&mut self, port: u16) -> &mut Self {
        self.push("EXPOSE", Instruction::Expose(vec![Word::made(port.to_string())]))
    }

    pub(crate) fn user(&mut self, user: &str) -> &mut Self {
        self.push("USER", Instruction::User(Word::made(user)))
    }

    pub(crate) fn healthcheck<S: AsRef<str>>(&mut self, start_period: &str, command: &[S]) -> &mut Self {
        let flags = vec![
            made_flag("interval", "15s"),
            made_flag("timeout", "3s"),
            made_flag("start-period", start_period),
            made_flag("retries", "3"),
        ];
        let check = Healthcheck { flags, command: Some(exec(command)) };
        self.push("HEALTHCHECK", Instruction::Healthcheck(check))
    }

    pub(crate) fn no_healthcheck(&mut self) -> &mut Self {
        self.push("HEALTHCHECK", Instruction::Healthcheck(Healthcheck { flags: Vec::new(), command: None }))
    }

    pub(crate) fn cmd<S: AsRef<str>>(&mut self, command: &[S]) -> &mut Self {
        self.push("CMD", Instruction::Cmd(exec(command)))
    }

    pub(crate) fn entrypoint<S: AsRef<str>>(&mut self, command: &[S]) -> &mut Self {
        self.push("ENTRYPOINT", Instruction::Entrypoint(exec(command)))
    }
}

fn exec<S: AsRef<str>>(command: &[S]) -> Command {
    Command::Exec(command.iter().map(|word| Word::made(word.as_ref())).collect())
}

/// A text without line breaks and other control characters: what comes from a project's files must not end a line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Whether a path can stand in a list of words as it is.
fn is_plain(word: &str) -> bool {
    word.chars().all(|c| c.is_alphanumeric() || "_-./:@%+,=~*${}".contains(c))
}

fn made_flag(name: &str, value: &str) -> Flag {
    Flag { name: name.to_owned(), value: Some(Word::made(value)), word: Word::made(format!("--{name}={value}")) }
}

fn made_pairs(pairs: &[(&str, &str)]) -> Vec<Pair> {
    let pair = |(name, value): &(&str, &str)| Pair {
        name: Word::made(*name),
        value: Some(Word::made(quoted(value))),
        legacy: false,
    };
    pairs.iter().map(pair).collect()
}

/// A value that the builder reads back as it is; variables in it stay variables.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,=".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    let value = one_line(value);
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
