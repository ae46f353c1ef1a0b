//! Workspaces of uv: several packages that share one lockfile.

use architect_core::{ToolError, nearest};

use crate::generate::draft::{Cache, Draft};
use crate::generate::node::workspace::matches;
use crate::generate::python::manager::Manager;
use crate::generate::{Wishes, speakable};
use crate::project::decision::Evidence;
use crate::project::{Ledger, Project, scan};

/// A package of the workspace.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) folder: String,
    pub(crate) name: String,
}

/// What of a workspace is meant.
#[derive(Debug)]
pub(crate) enum Choice {
    /// There is no workspace, or its root is meant.
    None,
    /// Only a person can tell; the question is in the ledger.
    Open,
    Member(Member),
}

/// The member that is meant.
pub(crate) fn member(
    project: &Project<'_>,
    manager: &Manager,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Choice, ToolError> {
    let members = if *manager == Manager::Uv { members(project) } else { Vec::new() };
    if members.is_empty() {
        return Ok(Choice::None);
    }
    if let Some(wanted) = &wishes.service {
        let wanted = wanted.trim_matches('/');
        let meant = |member: &&Member| {
            member.folder == wanted || member.name == wanted || member.folder.rsplit('/').next() == Some(wanted)
        };
        if let Some(member) = members.iter().find(meant) {
            speakable(&member.folder)?;
            speakable(&member.name)?;
            ledger.decide("service", member.folder.clone(), Evidence::argument("service"));
            return Ok(Choice::Member(member.clone()));
        }
        if wanted == "." {
            return Ok(Choice::None);
        }
        let error = ToolError::not_found(format!("the workspace has no package `{wanted}`"));
        return Err(match nearest::suggestion(wanted, members.iter().map(|member| member.folder.as_str())) {
            Some(help) => error.help(help),
            None => error,
        });
    }
    let served = |folder: &str| {
        let source = project.read(&format!("{folder}pyproject.toml"));
        let text = source.map(|source| source.text().to_lowercase()).unwrap_or_default();
        SERVERS.iter().any(|package| super::app::has(&text, package))
    };
    let services: Vec<&Member> = members.iter().filter(|member| served(&format!("{}/", member.folder))).collect();
    match services.as_slice() {
        [] => Ok(Choice::None),
        [only] if !served("") => {
            speakable(&only.folder)?;
            speakable(&only.name)?;
            let path = project.shown(&format!("{}/pyproject.toml", only.folder));
            let evidence = Evidence::file(path, "the only package of the workspace with a web framework");
            ledger.decide("service", only.folder.clone(), evidence);
            Ok(Choice::Member((*only).clone()))
        }
        several => {
            let mut choices: Vec<String> = several.iter().map(|member| member.folder.clone()).collect();
            if served("") {
                choices.insert(0, ".".to_owned());
            }
            ledger.ask(
                "service",
                "The workspace has several packages that can be started, and each gets a Dockerfile of its own. Which one is meant?",
                choices,
                None,
            );
            Ok(Choice::Open)
        }
    }
}

const SERVERS: [&str; 9] =
    ["fastapi", "flask", "django", "litestar", "starlette", "uvicorn", "gunicorn", "aiohttp", "sanic"];

/// The members by the patterns of the root's manifest.
fn members(project: &Project<'_>) -> Vec<Member> {
    let Some(source) = project.read("pyproject.toml") else { return Vec::new() };
    let Some((_, table)) = source.text().split_once("[tool.uv.workspace]") else { return Vec::new() };
    let table = table.split("\n[").next().unwrap_or_default();
    let list = |key: &str| -> Vec<String> {
        let Some((_, rest)) = table.split_once(key) else { return Vec::new() };
        let Some((_, rest)) = rest.split_once('[') else { return Vec::new() };
        let inner = rest.split(']').next().unwrap_or_default();
        scan::strings(inner).into_iter().map(ToOwned::to_owned).collect()
    };
    let (patterns, excluded) = (list("members"), list("exclude"));
    let folders = project.paths().filter_map(|path| path.strip_suffix("/pyproject.toml"));
    let wanted = folders.filter(|folder| {
        patterns.iter().any(|pattern| matches(pattern, folder)) && !excluded.iter().any(|not| matches(not, folder))
    });
    wanted
        .map(|folder| {
            let stated =
                project.read(&format!("{folder}/pyproject.toml")).and_then(|source| scan::setting(&source, "name"));
            let last = folder.rsplit('/').next().unwrap_or(folder);
            Member { folder: folder.to_owned(), name: stated.map_or_else(|| last.to_owned(), |(_, name)| name) }
        })
        .collect()
}

/// Installs a member and what it needs of the workspace.
pub(crate) fn install(member: &Member, project: &Project<'_>, draft: &mut Draft) {
    super::uv(draft);
    draft.comment("The manifest of every package: the lockfile speaks of all of them.");
    draft.copy(&["pyproject.toml", "uv.lock"], "./");
    for other in members(project) {
        draft.copy(&[format!("{}/pyproject.toml", other.folder)], &format!("./{}/", other.folder));
    }
    let cache = Cache::shared("/root/.cache/uv");
    draft.run(&[cache], &[format!("uv sync --locked --no-dev --no-install-workspace --package {}", member.name)]);
    draft.copy(&["."], ".");
    draft.run(&[cache], &[format!("uv sync --locked --no-dev --no-editable --package {}", member.name)]);
}
