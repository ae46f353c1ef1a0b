//! `backend-architect install` and `uninstall`: this server in the configuration of a client.

use std::path::{Component, Path, PathBuf};

use architect_core::ToolError;

use super::{Outcome, print, printable};
use crate::clients::entry::{self, Fault, NAME, Wanted};
use crate::clients::file::Configuration;
use crate::clients::{Client, place};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    at: Place,
    /// Directory whose files the server may read; may be given several times. Without any, the project's folder with
    /// `--project` and in Claude Code, and none elsewhere: tools then take text only.
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,
}

/// Which configuration.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// The client.
    #[arg(value_enum)]
    client: Client,
    /// Use the configuration that lies in this project and is shared with it, instead of your own for all projects.
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    project: Option<PathBuf>,
    /// Use this file: the configuration of a profile, or of a build that keeps its own.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Show what would change, and write nothing.
    #[arg(long)]
    dry_run: bool,
}

impl Place {
    fn configuration(&self) -> Result<Configuration, ToolError> {
        let path = match (&self.file, &self.project) {
            (Some(file), _) => absolute(file)?,
            (None, Some(project)) => place::of_project(self.client, &folder(project)?)?,
            (None, None) => place::of_user(self.client)?,
        };
        Configuration::read(&path)
    }
}

/// `install`
pub(super) fn run(args: &Args) -> Outcome {
    let Place { client, dry_run, .. } = args.at;
    let configuration = args.at.configuration()?;
    let wanted = wanted(args)?;
    let format = client.format();
    let before = configuration.text.as_deref().unwrap_or_default();
    let after = entry::put(before, format, &wanted).map_err(|fault| refusal(&configuration.path, &fault))?;
    let shown = printable(&configuration.path.display().to_string());
    if configuration.text.as_deref() == Some(after.as_str()) {
        return print(&format!("{shown} says so already; nothing was written"));
    }
    if dry_run {
        return print(difference(&shown, before, &after).trim_end());
    }
    let mut lines = Vec::new();
    if client == Client::ClaudeDesktop && configuration.path.parent().is_some_and(|folder| !folder.exists()) {
        lines.push("note: its folder was not there; is Claude Desktop installed?".to_owned());
    }
    if args.at.project.is_some() && wanted.command != NAME {
        lines.push(format!(
            "note: the program is named by its place on this machine, since the path of this shell has no `{NAME}` that is it"
        ));
    }
    // What is kept is the file as it was before this server came into it, however often it is installed again.
    let kept = configuration.text.is_some()
        && (!entry::is_in(before, format).unwrap_or_default() || !configuration.kept().exists());
    if kept {
        configuration.keep()?;
    }
    configuration.replace(&after, args.at.project.is_none())?;
    lines.insert(0, format!("wrote {shown}: {}", starts(&after, args.at.client)));
    if kept {
        lines.push(format!("kept the file as it was in {}", printable(&configuration.kept().display().to_string())));
    }
    lines.push(next_step(client).to_owned());
    print(&lines.join("\n"))
}

/// `uninstall`
pub(super) fn undo(args: &Place) -> Outcome {
    let configuration = args.configuration()?;
    let format = args.client.format();
    let before = configuration.text.as_deref().unwrap_or_default();
    let without = entry::take(before, format).map_err(|fault| refusal(&configuration.path, &fault))?;
    let shown = printable(&configuration.path.display().to_string());
    let Some(without) = without else {
        return print(&format!("`{NAME}` is not in {shown}; nothing was written"));
    };
    let undoing = original(&configuration, args.client).unwrap_or(Undoing::Entry(without));
    let (Undoing::Installation(after) | Undoing::Entry(after)) = &undoing else {
        if args.dry_run {
            return print(&format!("{shown} would be removed: it holds nothing else"));
        }
        configuration.remove()?;
        return print(&format!("removed {shown}, which held nothing else"));
    };
    if args.dry_run {
        return print(difference(&shown, before, after).trim_end());
    }
    if let Undoing::Installation(_) = undoing {
        configuration.replace(after, true)?;
        configuration.forget()?;
        return print(&format!("wrote {shown} as it was before the installation"));
    }
    configuration.keep()?;
    configuration.replace(after, true)?;
    let kept = printable(&configuration.kept().display().to_string());
    print(&format!("wrote {shown} without `{NAME}`\nkept the file as it was in {kept}"))
}

/// What is to be taken back.
enum Undoing {
    /// The file, which the installation made.
    File,
    /// All that the installation did: this is the text from before.
    Installation(String),
    /// The entry alone, since the file has changed otherwise too: this is the text without it.
    Entry(String),
}

/// What the installation did, where the file differs by that alone from what it was.
fn original(configuration: &Configuration, client: Client) -> Option<Undoing> {
    let now = configuration.text.as_deref()?;
    let format = client.format();
    let entry = entry::of(now, format).ok()??;
    let text = |key: &str| entry.get(key)?.as_str().map(str::to_owned);
    let arguments: Vec<String> = serde_json::from_value(entry.get("args")?.clone()).ok()?;
    let roots = arguments.iter().skip(1).filter(|argument| *argument != "--root").cloned().collect();
    let installed = Wanted { command: text("command")?, roots: Some(roots), otherwise: Vec::new() };
    let leads_here = |before: &str| entry::put(before, format, &installed).is_ok_and(|after| after == now);
    match configuration.kept_text() {
        Some(kept) if !entry::is_in(&kept, format).ok()? && leads_here(&kept) => Some(Undoing::Installation(kept)),
        None if leads_here("") => Some(Undoing::File),
        _ => None,
    }
}

fn wanted(args: &Args) -> Result<Wanted, ToolError> {
    let Place { client, .. } = args.at;
    let project = args.at.project.as_deref().map(folder).transpose()?;
    let roots = args
        .roots
        .iter()
        .map(|root| Ok(in_words(client, project.as_deref(), &folder(root)?)))
        .collect::<Result<Vec<String>, ToolError>>()?;
    let otherwise = if project.is_some() || client == Client::ClaudeCode {
        vec![client.project_folder().to_owned()]
    } else {
        Vec::new()
    };
    let command = match (on_path(), project.is_some()) {
        // What is shared with a project must hold on other machines.
        (Some(_), true) => NAME.to_owned(),
        // A link that is on the path outlives the release that it points to.
        (Some(found), false) => found.display().to_string(),
        (None, _) => this_program()?.display().to_string(),
    };
    Ok(Wanted { command, roots: (!roots.is_empty()).then_some(roots), otherwise })
}

/// A root as the configuration says it: relative to the project's folder where it lies in that.
fn in_words(client: Client, project: Option<&Path>, root: &Path) -> String {
    let Some(inside) = project.and_then(|project| root.strip_prefix(project).ok()) else {
        return root.display().to_string();
    };
    let inside = inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    match (client.project_folder(), inside.as_str()) {
        (folder, "") => folder.to_owned(),
        (".", inside) => inside.to_owned(),
        (folder, inside) => format!("{folder}/{inside}"),
    }
}

/// This program.
pub(super) fn this_program() -> Result<PathBuf, ToolError> {
    std::env::current_exe()
        .map_err(|error| ToolError::internal(format!("the system does not tell where this program is: {error}")))
}

/// Where `backend-architect` is on the path, if that is this program.
fn on_path() -> Option<PathBuf> {
    let this = this_program().ok()?.canonicalize().ok()?;
    let found = find(NAME)?;
    (found.canonicalize().ok()? == this).then_some(found)
}

/// The program that the path has for a name.
pub(super) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let name = format!(
        "{name}{}",
        if name.ends_with(std::env::consts::EXE_SUFFIX) { "" } else { std::env::consts::EXE_SUFFIX }
    );
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .find(|path| super::doctor::is_executable(path))
}

/// A directory that is there, as an absolute path.
fn folder(path: &Path) -> Result<PathBuf, ToolError> {
    let absolute = absolute(path)?;
    match absolute.metadata() {
        Ok(known) if known.is_dir() => Ok(absolute),
        Ok(_) => Err(ToolError::invalid_input(format!("`{}` is no directory", path.display()))),
        Err(error) => Err(ToolError::not_found(format!("there is no directory `{}`: {error}", path.display()))),
    }
}

fn absolute(path: &Path) -> Result<PathBuf, ToolError> {
    let fail = |error| ToolError::not_found(format!("`{}` cannot be found: {error}", path.display()));
    // `..` behind a link leads elsewhere than the text says. Windows takes it out by itself.
    if cfg!(unix) && path.components().any(|part| part == Component::ParentDir) {
        path.canonicalize().map_err(fail)
    } else {
        std::path::absolute(path).map(|path| path.components().collect()).map_err(fail)
    }
}

fn refusal(path: &Path, fault: &Fault) -> ToolError {
    let place = fault.place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
    ToolError::invalid_input(format!("{}{place}: {}", path.display(), fault.reason))
        .help("nothing was written; mend the file, and run it again")
}

/// What the client will start.
fn starts(text: &str, client: Client) -> String {
    let entry = entry::of(text, client.format()).ok().flatten().unwrap_or_default();
    let arguments = entry["args"].as_array().cloned().unwrap_or_default();
    let words: Vec<&str> =
        std::iter::once(&entry["command"]).chain(&arguments).filter_map(serde_json::Value::as_str).collect();
    let roots = if words.iter().any(|word| word.starts_with("--root")) {
        ""
    } else {
        ", which reads no files: give it a `--root`"
    };
    printable(&format!("{} starts `{}`{roots}", client.title(), words.join(" ")))
}

fn next_step(client: Client) -> &'static str {
    match client {
        Client::ClaudeDesktop => {
            "quit Claude Desktop and start it again; `backend-architect doctor` tells what is wrong if it does not start"
        }
        Client::ClaudeCode => {
            "start Claude Code anew; `/mcp` shows the server there, and asks you to approve one that a project brings"
        }
        Client::Cursor => "Cursor starts it when it is switched on below Settings, MCP",
        Client::VsCode => "VS Code starts it when it is asked to by `MCP: List Servers`",
    }
}

/// Longest line that is shown. Where one is longer, the file is one line, and other servers' secrets stand in it.
const LONGEST_LINE: usize = 300;

/// What changes, without the lines around it, which are no business of this program.
fn difference(name: &str, before: &str, after: &str) -> String {
    let mut options = diffy::DiffOptions::new();
    options.set_context_len(0).set_original_filename(name.to_owned()).set_modified_filename(name.to_owned());
    let patch = options.create_patch(before, after).to_string();
    let lines = patch.lines().map(|line| match line.char_indices().nth(LONGEST_LINE) {
        Some(_) => format!("{} (a line of {} bytes)", line.chars().next().unwrap_or(' '), line.len()),
        None => printable(line),
    });
    lines.collect::<Vec<_>>().join("\n")
}
