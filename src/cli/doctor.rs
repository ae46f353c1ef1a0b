//! `backend-architect doctor`: what is wrong with the installation in each client, and what to do about it.
//!
//! It starts the server as the client does, which is why it is careful about what it runs: a program that only a project's
//! configuration names is looked at and not run, nor is that file's environment used. Nothing is written, not even a ledger.

mod launch;
mod session;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use architect_core::ToolError;
use clap::Parser as _;
use launch::{Launch, Scope};
use serde_json::Value;

use super::{Cli, Command, Outcome, install, print, printable, serve};
use crate::approvals::Approvals;
use crate::clients::entry::{self, NAME};
use crate::clients::file::Configuration;
use crate::clients::{Client, place};
use crate::workspace::Workspace;

/// The version of this program, which every client should start.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Within this time a server answers that is well.
const PROMPT: Duration = Duration::from_secs(1);

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Clients that must have the server. Without any, those that have it are examined.
    #[arg(value_enum, value_name = "CLIENT")]
    clients: Vec<Client>,
    /// The project whose own configurations are examined too. The current directory by default.
    #[arg(long, value_name = "DIR", default_value = ".")]
    project: PathBuf,
}

/// What was found, in order.
#[derive(Debug, Default)]
struct Findings {
    text: String,
    wrong: usize,
}

impl Findings {
    fn heading(&mut self, text: &str) {
        let _ = writeln!(self.text, "{}{}", if self.text.is_empty() { "" } else { "\n" }, printable(text));
    }

    fn line(&mut self, grade: &str, text: &str) {
        let _ = writeln!(self.text, "  {grade:5}  {}", printable(text.trim_end()));
    }

    fn well(&mut self, text: &str) {
        self.line("ok", text);
    }

    fn note(&mut self, text: &str) {
        self.line("note", text);
    }

    fn wrong(&mut self, text: &str, help: &str) {
        self.wrong += 1;
        self.line("WRONG", text);
        self.line("", help);
    }

    fn error(&mut self, error: &ToolError, otherwise: &str) {
        self.wrong(&error.message, error.help.as_deref().unwrap_or(otherwise));
    }
}

pub(super) fn run(args: &Args) -> Outcome {
    let project = args.project.canonicalize().map_err(|error| {
        ToolError::not_found(format!("there is no directory `{}`: {error}", args.project.display()))
    })?;
    let mut findings = Findings::default();
    let this = install::this_program()?;
    findings.heading(&format!("{NAME} {VERSION}  {}", this.display()));
    start(&mut findings, &this, &["serve".to_owned()], &[], &project);
    let mut having = 0;
    for client in Client::ALL {
        if !args.clients.is_empty() && !args.clients.contains(&client) {
            continue;
        }
        let asked = args.clients.contains(&client);
        let found = configurations(&mut findings, client, &project, asked);
        having += found;
        if found == 0 && asked {
            findings.heading(client.title());
            let help = format!("run `{NAME} install {} --root DIR`", client.id());
            findings.wrong("none of its configurations names this server", &help);
        }
    }
    if having == 0 && args.clients.is_empty() {
        findings.heading("clients");
        findings.note(&format!("no client has this server; `{NAME} install CLIENT --root DIR` gives it to one"));
    }
    let verdict = match findings.wrong {
        0 => "nothing is wrong".to_owned(),
        1 => "1 thing is wrong".to_owned(),
        many => format!("{many} things are wrong"),
    };
    print(&format!("{}\n{verdict}", findings.text))?;
    Ok(ExitCode::from(u8::from(findings.wrong > 0)))
}

/// Examines the configurations of a client, and tells how many entries there are.
fn configurations(findings: &mut Findings, client: Client, project: &Path, asked: bool) -> usize {
    let mut found = 0;
    let mut places = Vec::new();
    match place::of_user(client) {
        Ok(path) => places.push((path, Scope::Person)),
        Err(error) if asked => {
            findings.heading(client.title());
            findings.error(&error, "");
        }
        Err(_) => {}
    }
    // In a person's home the two are one file, which is the person's own.
    if let Ok(path) = place::of_project(client, project)
        && places.iter().all(|(known, _)| known.canonicalize().ok() != path.canonicalize().ok() || !path.exists())
    {
        places.push((path, Scope::Project));
    }
    for (path, scope) in places {
        found += configuration(findings, client, &path, scope, project, asked);
    }
    found
}

fn configuration(
    findings: &mut Findings,
    client: Client,
    path: &Path,
    scope: Scope,
    project: &Path,
    asked: bool,
) -> usize {
    let heading = format!("{}  {}", client.title(), path.display());
    let configuration = match Configuration::read(path) {
        Ok(configuration) => configuration,
        Err(error) => {
            findings.heading(&heading);
            findings.error(&error, "the client cannot read it either: mend it");
            return 0;
        }
    };
    let Some(text) = configuration.text else { return 0 };
    let data = match entry::data(&text, client.format()) {
        Ok(data) => data,
        Err(fault) => {
            // Another server's broken configuration is no fault of this one's installation, unless it hides it.
            if asked || text.contains(NAME) {
                let place =
                    fault.place.map(|(line, column)| format!("line {line}, column {column}: ")).unwrap_or_default();
                findings.heading(&heading);
                findings.wrong(&format!("{place}{}", fault.reason), "the client cannot read it either: mend it");
                return 1;
            }
            return 0;
        }
    };
    let entries = entries(&data, client, scope, project);
    for (name, entry) in &entries {
        let name = if name == NAME { String::new() } else { format!("  as `{name}`") };
        findings.heading(&format!("{heading}{name}"));
        match Launch::read(entry, client, scope, project) {
            Ok(launch) => examine(findings, client, &launch),
            Err(fault) => findings.wrong(&fault, &format!("run `{NAME} install {} --root DIR`", client.id())),
        }
    }
    entries.len()
}

/// The entries that start this server, by their name or by what they start.
fn entries(data: &Value, client: Client, scope: Scope, project: &Path) -> Vec<(String, Value)> {
    let key = client.format().key;
    let mut groups = vec![&data[key]];
    if client == Client::ClaudeCode && scope == Scope::Person {
        // What `claude mcp add` writes where it is told no scope: for one project of one person.
        groups.push(&data["projects"][project.to_string_lossy().as_ref()][key]);
    }
    let mut found = Vec::new();
    for (name, entry) in groups.into_iter().filter_map(Value::as_object).flatten() {
        let starts = entry["command"].as_str().is_some_and(is_this_name);
        if name == NAME || starts {
            found.push((name.clone(), entry.clone()));
        }
    }
    found
}

/// Whether a command is called as this program is.
fn is_this_name(command: &str) -> bool {
    Path::new(command).file_stem().is_some_and(|stem| stem == NAME)
}

fn examine(findings: &mut Findings, client: Client, launch: &Launch) {
    let reinstall = format!("run `{NAME} install {}` again", client.id());
    if launch.disabled {
        findings.note("it is switched off here");
    }
    let Some(command) = &launch.command else {
        findings.note("it is reached at a URL, and not started: there is nothing to examine here");
        return;
    };
    if !is_this_name(command) {
        findings.note(&format!("it is started by `{command}`: what that starts is not examined"));
        return;
    }
    let program = match program(command, launch) {
        Ok(program) => program,
        Err(fault) => return findings.wrong(&fault, &reinstall),
    };
    if launch.scope == Scope::Project && !is_trusted(command, &program) {
        findings.note(&format!(
            "`{}` is named by the project, and is not this program: it is not run",
            program.display()
        ));
        return;
    }
    match session::version(&program) {
        Ok(version) if version == VERSION => findings.well(&format!("{} is version {VERSION}", program.display())),
        Ok(version) => {
            findings.wrong(
                &format!("{} is version {version}, and this is {VERSION}", program.display()),
                &format!("{reinstall} with the version that you want, or remove the other"),
            );
            // Another version has other arguments: this one cannot judge them.
            return;
        }
        Err(fault) => return findings.wrong(&format!("{}: {fault}", program.display()), &reinstall),
    }
    if !launch.unknown.is_empty() {
        findings.note(&format!(
            "{} stands for something that only the client knows: what depends on it is not examined",
            launch.unknown.iter().map(|name| format!("`${{{name}}}`")).collect::<Vec<_>>().join(", ")
        ));
    }
    let Some(serving) = serving(findings, launch, &reinstall) else { return };
    roots(findings, &serving, launch);
    if let Some(ledger) = serving.ledger().filter(|path| !is_unknown(path)) {
        self::ledger(findings, &launch.folder.join(ledger));
    }
    if launch.unknown.is_empty() {
        start(findings, &program, &without_ledger(&launch.arguments), &launch.environment, &launch.folder);
    }
}

/// The program that the client will start.
fn program(command: &str, launch: &Launch) -> Result<PathBuf, String> {
    if Path::new(command).components().count() == 1 {
        return install::find(command).ok_or_else(|| format!("there is no `{command}` on the path"));
    }
    let program = launch.folder.join(command);
    match program.metadata() {
        Err(error) => Err(format!("there is no program `{}`: {error}", program.display())),
        Ok(_) if is_executable(&program) => Ok(program),
        Ok(_) => Err(format!("`{}` cannot be executed", program.display())),
    }
}

/// Whether a project's configuration names what this person would run anyway.
fn is_trusted(command: &str, program: &Path) -> bool {
    let same = |this: PathBuf| Some(this.canonicalize().ok()? == program.canonicalize().ok()?);
    Path::new(command).components().count() == 1 || install::this_program().ok().and_then(same).unwrap_or_default()
}

/// Whether a file is there that can be run.
pub(super) fn is_executable(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        path.metadata().is_ok_and(|known| known.is_file() && known.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    {
        path.is_file()
    }
}

/// The arguments, understood as this program understands them.
fn serving(findings: &mut Findings, launch: &Launch, reinstall: &str) -> Option<serve::Args> {
    let words = std::iter::once(NAME.to_owned()).chain(launch.arguments.iter().cloned());
    match Cli::try_parse_from(words).map(|cli| cli.command) {
        Ok(Command::Serve(args)) if args.is_http() => {
            findings.wrong(
                "it serves over HTTP, and the client speaks over standard input and output",
                "take `--http` out of its arguments, or give the client the address instead",
            );
            None
        }
        Ok(Command::Serve(args)) => Some(args),
        Ok(_) => {
            findings.wrong("its arguments do not begin with `serve`, so it serves nothing", reinstall);
            None
        }
        Err(error) => {
            let error = error.to_string();
            let first = error.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            findings.wrong(&format!("its arguments are refused: {first}"), &format!("mend them, or {reinstall}"));
            None
        }
    }
}

fn roots(findings: &mut Findings, serving: &serve::Args, launch: &Launch) {
    if serving.roots().is_empty() {
        findings.note("it has no root: its tools take text only, and read no files");
    }
    for root in serving.roots().iter().filter(|root| !is_unknown(root)) {
        let root = launch.folder.join(root);
        let workspace = match Workspace::open([&root]) {
            Ok(workspace) => workspace,
            Err(error) => {
                findings.error(&error, "");
                continue;
            }
        };
        if let Err(error) = root.read_dir() {
            findings.wrong(
                &format!("the root `{}` cannot be read: {error}", root.display()),
                "let this account read it, or give another root",
            );
            continue;
        }
        match workspace.configs() {
            Ok(_) => findings.well(&format!("the root {} can be read", root.display())),
            Err(error) => findings.error(&error, &format!("mend `architect.toml` in {}", root.display())),
        }
    }
}

fn is_unknown(path: &Path) -> bool {
    path.to_string_lossy().contains("${")
}

fn ledger(findings: &mut Findings, path: &Path) {
    if !path.exists() {
        return if path.parent().is_some_and(Path::is_dir) {
            findings.note(&format!("the ledger {} is not there yet; the server makes it", path.display()));
        } else {
            findings.wrong(
                &format!("the ledger `{}` lies in a folder that is not there", path.display()),
                "make the folder, or name another ledger with `--approvals`",
            );
        };
    }
    match Approvals::existing(path).and_then(|ledger| ledger.chain()) {
        Err(error) => findings.error(&error, ""),
        Ok(chain) => {
            let Some(fault) = chain.broken.as_ref().or(chain.torn.as_ref()) else {
                let answers = chain.records.len();
                return findings.well(&format!("the ledger {} is whole: {answers} answers", path.display()));
            };
            findings.wrong(
                &format!("the ledger `{}` is not whole: line {}: {}", path.display(), fault.line, fault.reason),
                &format!("`{NAME} approvals verify --approvals {}` tells what still counts", path.display()),
            );
        }
    }
}

/// A ledger that is named is made at the start, and an examination makes nothing.
fn without_ledger(arguments: &[String]) -> Vec<String> {
    let mut others = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word == "--approvals" {
            words.next();
        } else if !word.starts_with("--approvals=") {
            others.push(word.clone());
        }
    }
    others
}

/// Starts the server and asks it for its tools.
fn start(
    findings: &mut Findings,
    program: &Path,
    arguments: &[String],
    environment: &[(String, String)],
    folder: &Path,
) {
    let answered = match session::talk(program, arguments, environment, folder) {
        Ok(answered) => answered,
        Err(fault) => {
            return findings
                .wrong(&fault, "start it by hand to see more: `ARCHITECT_LOG=debug` makes it say what it does");
        }
    };
    let text = format!(
        "it answers `initialize` and `tools/list` ({} tools) within {} ms",
        answered.tools,
        answered.took.as_millis()
    );
    if answered.took <= PROMPT {
        findings.well(&text);
    } else {
        findings.note(&format!("{text}, which is slow"));
    }
}
