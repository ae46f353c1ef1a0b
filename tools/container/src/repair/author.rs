//! What in a Dockerfile was its author's choice, apart from the structure: variables, labels, packages, ports,
//! volumes, files from elsewhere, commands that no package manager runs.

use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::{Command, Instruction, Pair, Statement, Word};
use crate::packages::operands;
use crate::repair::Old;

/// A thing that is kept, and its line in the old file.
#[derive(Debug, Clone)]
pub(crate) struct Kept<T> {
    pub(crate) value: T,
    pub(crate) line: u32,
}

/// Everything that is kept.
#[derive(Debug, Default)]
pub(crate) struct Author {
    pub(crate) environment: Vec<Kept<Pair>>,
    /// Arguments of the build, with whether a kept statement takes them at run time.
    pub(crate) arguments: Vec<Kept<Pair>>,
    pub(crate) labels: Vec<Kept<Pair>>,
    /// Debian packages that the build needs.
    pub(crate) build_packages: Vec<Kept<String>>,
    /// Debian packages that the service needs.
    pub(crate) packages: Vec<Kept<String>>,
    /// Alpine packages whose Debian name is not known.
    pub(crate) unknown_packages: Vec<Kept<String>>,
    /// Packages that only the health check used.
    pub(crate) dropped_packages: Vec<Kept<String>>,
    pub(crate) ports: Vec<Kept<u16>>,
    /// `VOLUME`, `STOPSIGNAL`: kept as they stand.
    pub(crate) settings: Vec<Kept<Statement>>,
    /// `COPY` and `ADD` of what is not the project's source, and `RUN`s that are no install, for the final stage.
    pub(crate) steps: Vec<Kept<Statement>>,
    /// `RUN`s for the build stage, before the build.
    pub(crate) build_steps: Vec<Kept<Statement>>,
    /// `RUN`s for the build stage, behind the build.
    pub(crate) late_steps: Vec<Kept<Statement>>,
    /// Packages that pip installs by name, beside the project's own list.
    pub(crate) python_packages: Vec<Kept<String>>,
    /// Packages that a package manager of Node.js installs by name, which the manifest does not have.
    pub(crate) node_packages: Vec<Kept<String>>,
    /// Lines of `RUN`s that only Alpine can run.
    pub(crate) lost_steps: Vec<u32>,
    /// An init in front of the start command.
    pub(crate) init: Option<Kept<Statement>>,
    /// A script of the project that prepares and then starts.
    pub(crate) script: Option<Kept<Statement>>,
    /// A working directory other than the usual one.
    pub(crate) folder: Option<Kept<String>>,
    /// Comments at the top of the file.
    pub(crate) header: Vec<String>,
    /// The directive `syntax`.
    pub(crate) syntax: Option<String>,
}

/// Names of Alpine's packages and of Debian's; an empty one is not needed there.
const DEBIAN: [(&str, &str); 30] = [
    ("bash", "bash"),
    ("build-base", "build-essential"),
    ("ca-certificates", "ca-certificates"),
    ("chromium", "chromium"),
    ("curl", "curl"),
    ("dumb-init", "dumb-init"),
    ("ffmpeg", "ffmpeg"),
    ("g++", "g++"),
    ("gcc", "gcc"),
    ("git", "git"),
    ("imagemagick", "imagemagick"),
    ("jpeg-dev", "libjpeg-dev"),
    ("jq", "jq"),
    ("libc6-compat", ""),
    ("libffi-dev", "libffi-dev"),
    ("libpq", "libpq5"),
    ("linux-headers", "linux-libc-dev"),
    ("make", "make"),
    ("mariadb-dev", "libmariadb-dev"),
    ("musl-dev", "libc6-dev"),
    ("openssl", "openssl"),
    ("openssl-dev", "libssl-dev"),
    ("postgresql-client", "postgresql-client"),
    ("postgresql-dev", "libpq-dev"),
    ("python3", "python3"),
    ("tini", "tini"),
    ("tzdata", "tzdata"),
    ("vips-dev", "libvips-dev"),
    ("wget", "wget"),
    ("zlib-dev", "zlib1g-dev"),
];

/// Variables that the new structure sets by itself.
const OWN_VARIABLES: [&str; 12] = [
    "NODE_ENV",
    "PATH",
    "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE",
    "VIRTUAL_ENV",
    "PORT",
    "GIN_MODE",
    "JAVA_TOOL_OPTIONS",
    "PIP_NO_CACHE_DIR",
    "PIP_DISABLE_PIP_VERSION_CHECK",
    "POETRY_VIRTUALENVS_CREATE",
    "DEBIAN_FRONTEND",
];

impl Author {
    /// Looks through the one stage of the old file.
    pub(crate) fn of(old: &Old) -> Self {
        let mut author = Self { header: header(old), ..Self::default() };
        author.syntax = old.file().directive("syntax").map(|directive| directive.value.clone());
        let Some(stage) = old.file().final_stage() else { return author };
        let health = stage.healthcheck().map(|(statement, _)| old.source().slice(statement.span.clone()).to_owned());
        let mut built = false;
        for step in old.document.runs(stage) {
            author.run(old, step.statement, step.commands, health.as_deref().unwrap_or_default(), built);
            built |= step.commands.iter().any(|command| command.arguments().iter().any(|word| word == "build"));
        }
        for statement in &stage.statements {
            author.statement(old, statement);
        }
        author
    }

    fn statement(&mut self, old: &Old, statement: &Statement) {
        let line = old.line(statement);
        match &statement.instruction {
            Instruction::Env(pairs) => {
                let own = pairs.iter().filter(|pair| !OWN_VARIABLES.contains(&pair.name.text.as_str()));
                self.environment.extend(own.map(|pair| Kept { value: modern(pair), line }));
            }
            Instruction::Arg(pairs) => {
                self.arguments.extend(pairs.iter().map(|pair| Kept { value: pair.clone(), line }));
            }
            Instruction::Label(pairs) => {
                self.labels.extend(pairs.iter().map(|pair| Kept { value: modern(pair), line }));
            }
            Instruction::Maintainer(word) => {
                let value = Some(Word::made(format!("\"{}\"", word.unquoted().replace('"', "\\\""))));
                let name = Word::made("org.opencontainers.image.authors");
                self.labels.push(Kept { value: Pair { name, value, legacy: false }, line });
            }
            Instruction::Expose(words) => {
                let ports = words.iter().filter_map(|word| word.unquoted().split('/').next()?.parse().ok());
                self.ports.extend(ports.map(|value| Kept { value, line }));
            }
            Instruction::Volume(_) | Instruction::Stopsignal(_) => {
                self.settings.push(Kept { value: with_comments(old, statement), line });
            }
            Instruction::Workdir(word) => {
                let path = word.unquoted();
                let plain = path.starts_with('/') && path.len() > 1 && !path.contains(['$', ' ']);
                self.folder = plain.then(|| Kept { value: path.trim_end_matches('/').to_owned(), line });
            }
            Instruction::Copy(copy) | Instruction::Add(copy) if !is_source(old, copy) => {
                self.steps.push(Kept { value: with_comments(old, statement), line });
            }
            Instruction::Entrypoint(Command::Exec(words)) => {
                let first = words.first().map(|word| word.text.as_str()).unwrap_or_default();
                let program = first.rsplit('/').next().unwrap_or_default();
                let kept = Kept { value: with_comments(old, statement), line };
                if matches!(program, "tini" | "dumb-init") {
                    self.init = Some(kept);
                } else if first.ends_with(".sh") {
                    self.script = Some(kept);
                }
            }
            _ => {}
        }
    }

    /// A `RUN`: packages of the system are taken out of it; one that does something of its own is kept.
    fn run(&mut self, old: &Old, statement: &Statement, commands: &[SimpleCommand], health: &str, built: bool) {
        let line = old.line(statement);
        let alpine = commands.iter().any(|command| command.name() == "apk");
        if alpine && !commands.iter().all(is_replaced) {
            // The new image has another package manager: its packages are taken over, and the rest is asked for.
            self.lost_steps.push(line);
        } else if !commands.iter().all(is_replaced) {
            let kept = Kept { value: with_comments(old, statement), line };
            let of_project = commands.iter().any(|command| {
                matches!(command.name().as_str(), "npm" | "npx" | "pnpm" | "yarn" | "bun" | "node" | "python")
            });
            if of_project && built {
                self.late_steps.push(kept);
            } else if of_project {
                self.build_steps.push(kept);
            } else {
                self.steps.push(kept);
            }
            return;
        }
        for command in commands {
            self.named(command, line);
            let name = command.name();
            let alpine = name == "apk";
            let verb = if alpine { "add" } else { "install" };
            let operands = operands(command);
            if !matches!(name.as_str(), "apk" | "apt-get" | "apt")
                || operands.first().is_none_or(|first| first != verb)
            {
                continue;
            }
            for package in operands.iter().skip(1).filter(|package| !package.starts_with('.')) {
                self.package(package, alpine, health, line);
            }
        }
    }

    /// Packages of the language that are installed by name.
    fn named(&mut self, command: &SimpleCommand, line: u32) {
        const TOOLS: [&str; 10] =
            ["pip", "setuptools", "wheel", "uv", "poetry", "pdm", "pipenv", "virtualenv", "poetry-core", "install"];
        let name = command.name();
        let mut arguments = command.arguments();
        if matches!(name.as_str(), "python" | "python3") {
            arguments.drain(..arguments.len().min(2));
        }
        let python = matches!(name.as_str(), "pip" | "pip3" | "python" | "python3");
        let node = matches!(name.as_str(), "npm" | "pnpm" | "yarn" | "bun") && !command.has(&["-g", "--global"]);
        let verb = arguments.iter().position(|word| matches!(word.as_str(), "install" | "add" | "i"));
        let Some(verb) = verb.filter(|_| python || node) else { return };
        let mut value = false;
        for word in arguments.iter().skip(verb + 1) {
            if std::mem::take(&mut value) {
                continue;
            }
            if word.starts_with('-') {
                let with_value = [
                    "-r",
                    "--requirement",
                    "-c",
                    "--constraint",
                    "-i",
                    "--index-url",
                    "--extra-index-url",
                    "-t",
                    "--target",
                    "--prefix",
                    "--registry",
                    "--cache",
                ];
                value = with_value.contains(&word.as_str());
                continue;
            }
            let bare = word.split(['=', '<', '>', '~', '[', '@']).next().unwrap_or_default();
            let path = word.starts_with('.') || word.starts_with('/') || word.contains('$');
            if path || TOOLS.contains(&bare) {
                continue;
            }
            let kept = Kept { value: word.clone(), line };
            if python {
                self.python_packages.push(kept);
            } else {
                self.node_packages.push(kept);
            }
        }
    }

    fn package(&mut self, package: &str, alpine: bool, health: &str, line: u32) {
        let bare = package.split('=').next().unwrap_or(package);
        let name = match DEBIAN.iter().find(|(name, _)| *name == bare) {
            Some((_, "")) if alpine => return,
            Some((_, debian)) if alpine => (*debian).to_owned(),
            None if alpine => {
                self.unknown_packages.push(Kept { value: package.to_owned(), line });
                return;
            }
            // A pinned version belongs to the release that it was pinned for.
            _ => bare.to_owned(),
        };
        let tools = ["gcc", "g++", "make", "build-essential", "pkg-config", "python3", "git", "cmake"];
        let kept = Kept { value: name.clone(), line };
        if matches!(name.as_str(), "curl" | "wget") && health.contains(name.as_str()) {
            self.dropped_packages.push(kept);
        } else if name.ends_with("-dev") || tools.contains(&name.as_str()) {
            self.build_packages.push(kept);
        } else {
            self.packages.push(kept);
        }
    }
}

/// `name=value` for the old form with a space.
fn modern(pair: &Pair) -> Pair {
    let mut pair = pair.clone();
    if pair.legacy {
        pair.legacy = false;
        if let Some(value) = &mut pair.value
            && value.text.contains(' ')
            && !value.text.starts_with(['"', '\''])
        {
            value.text = format!("\"{}\"", value.text.replace('"', "\\\""));
        }
    }
    pair
}

/// Whether a command is one that the new structure runs in its own way.
fn is_replaced(command: &SimpleCommand) -> bool {
    let name = command.name();
    let arguments = command.arguments();
    let verb = arguments.iter().find(|word| !word.starts_with('-')).map(String::as_str).unwrap_or_default();
    match name.as_str() {
        "npm" | "yarn" | "pnpm" | "bun" => {
            let script = arguments.iter().skip_while(|word| *word != "run").nth(1).map(String::as_str);
            let global = command.has(&["-g", "--global"]);
            let known = ["pm2", "nodemon", "npm", "yarn", "pnpm", "corepack", "typescript", "@nestjs/cli", "serve"];
            let tools = |word: &String| {
                known.contains(&word.split('@').next().unwrap_or_default()) || word.starts_with("@nestjs/cli")
            };
            match (script, global) {
                (Some(script), _) => script == "build",
                (None, true) => arguments.iter().filter(|word| !word.starts_with('-')).skip(1).all(tools),
                (None, false) => {
                    matches!(
                        verb,
                        "" | "install"
                            | "ci"
                            | "i"
                            | "build"
                            | "cache"
                            | "config"
                            | "set"
                            | "prune"
                            | "workspaces"
                            | "fetch"
                    )
                }
            }
        }
        "npx" => verb == "prisma" && arguments.iter().any(|word| word == "generate"),
        "python" | "python3" => {
            arguments.first().is_some_and(|word| word == "-m")
                && matches!(arguments.get(1).map(String::as_str), Some("pip" | "venv"))
        }
        "corepack" | "pip" | "pip3" | "poetry" | "pipenv" | "pdm" | "uv" | "apt-get" | "apt" | "apk" | "adduser"
        | "addgroup" | "useradd" | "groupadd" | "chown" | "mkdir" | "set" | "cd" | "mvn" | "mvnw" | "gradle"
        | "gradlew" | "true" | "chmod" => true,
        "go" => matches!(verb, "build" | "mod" | "install" | "env"),
        "cargo" => matches!(verb, "build" | "fetch" | "install" | "chef"),
        "rm" => arguments.iter().any(|word| {
            word.contains("/var/lib/apt")
                || word.contains("/var/cache")
                || word.contains("/tmp")
                || word.contains(".npm")
                || word.contains(".cache")
        }),
        _ => false,
    }
}

/// Whether a copy brings the project's own source or manifests into the working directory, as the new structure does.
fn is_source(old: &Old, copy: &crate::dockerfile::Copy) -> bool {
    if copy.flag("from").is_some() || !copy.heredocs.is_empty() {
        return false;
    }
    let destination = copy.destination.unquoted();
    let elsewhere = destination.starts_with('/') && {
        let folders = old.file().stages.iter().flat_map(|stage| &stage.statements).filter_map(|statement| {
            match &statement.instruction {
                Instruction::Workdir(word) => Some(word.unquoted()),
                _ => None,
            }
        });
        !folders.into_iter().any(|folder| destination.starts_with(&folder))
    };
    let remote = copy.sources.iter().any(|word| word.text.contains("://"));
    !elsewhere && !remote
}

/// The comments directly above a statement, without their `#`.
fn with_comments(old: &Old, statement: &Statement) -> Statement {
    let before = old
        .file()
        .statements()
        .map(|other| other.span.end)
        .filter(|end| *end <= statement.span.start)
        .max()
        .unwrap_or(0);
    let inside = |range: &&std::ops::Range<usize>| range.start >= before && range.end <= statement.span.start;
    let comments = old.file().comments.iter().filter(inside).map(|range| comment(old, range));
    Statement { comments: comments.filter(|text| !text.is_empty()).collect(), ..statement.clone() }
}

fn comment(old: &Old, range: &std::ops::Range<usize>) -> String {
    old.source().slice(range.clone()).trim_start_matches('#').trim().to_owned()
}

/// The comments before the first statement that are no directives.
fn header(old: &Old) -> Vec<String> {
    let first = old.file().statements().map(|statement| statement.span.start).min().unwrap_or(0);
    let directives = &old.file().directives;
    let own = old.file().comments.iter().filter(|range| {
        range.end <= first && !directives.iter().any(|directive| directive.span.start == range.start)
    });
    own.map(|range| comment(old, range)).filter(|text| !text.is_empty()).collect()
}
