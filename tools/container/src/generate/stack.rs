//! Which stack a folder is, and which services lie below it.

use architect_core::{Files, PathKind, ToolError, nearest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::generate::Wishes;
use crate::project::decision::Evidence;
use crate::project::{Ledger, Project};

/// A stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stack {
    /// Node.js.
    Node,
    /// Python.
    Python,
    /// Go.
    Go,
    /// Java.
    Java,
    /// Rust.
    Rust,
}

impl Stack {
    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Node => "Node.js",
            Self::Python => "Python",
            Self::Go => "Go",
            Self::Java => "Java",
            Self::Rust => "Rust",
        }
    }

    /// Its word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Python => "python",
            Self::Go => "go",
            Self::Java => "java",
            Self::Rust => "rust",
        }
    }
}

/// The files that make a folder a project, the surest first. A package.json often only brings tools to a project of
/// another language, so it stands last.
const MANIFESTS: [(&str, Stack); 13] = [
    ("go.mod", Stack::Go),
    ("go.work", Stack::Go),
    ("Cargo.toml", Stack::Rust),
    ("pom.xml", Stack::Java),
    ("build.gradle", Stack::Java),
    ("build.gradle.kts", Stack::Java),
    ("pyproject.toml", Stack::Python),
    ("uv.lock", Stack::Python),
    ("requirements.txt", Stack::Python),
    ("Pipfile", Stack::Python),
    ("manage.py", Stack::Python),
    ("setup.py", Stack::Python),
    ("package.json", Stack::Node),
];

/// A folder with a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Relative to the project; empty for the folder itself.
    pub(crate) folder: String,
    pub(crate) stack: Stack,
    pub(crate) manifest: String,
}

/// The manifests that stand directly in a folder, the surest first.
fn manifests(project: &Project<'_>, folder: &str) -> Vec<Candidate> {
    let candidate = |(manifest, stack): &(&str, Stack)| {
        let path = if folder.is_empty() { (*manifest).to_owned() } else { format!("{folder}/{manifest}") };
        project.has(&path).then(|| Candidate { folder: folder.to_owned(), stack: *stack, manifest: path })
    };
    MANIFESTS.iter().filter_map(candidate).collect()
}

/// The services below a folder. A folder with a manifest of its own is one; what lies below it belongs to it.
pub(crate) fn services(project: &Project<'_>) -> Vec<Candidate> {
    let own = manifests(project, "");
    if !own.is_empty() {
        let mut stacks = Vec::new();
        let mut kept = Vec::new();
        for candidate in own {
            if !stacks.contains(&candidate.stack) {
                stacks.push(candidate.stack);
                kept.push(candidate);
            }
        }
        return kept;
    }
    let mut folders: Vec<&str> = project
        .paths()
        .filter_map(|path| path.rsplit_once('/'))
        .filter(|(_, file)| MANIFESTS.iter().any(|(manifest, _)| manifest == file))
        .map(|(folder, _)| folder)
        .collect();
    folders.sort_unstable();
    folders.dedup();
    let mut found: Vec<Candidate> = Vec::new();
    for folder in folders {
        let covered = found.iter().any(|other| folder.starts_with(&format!("{}/", other.folder)));
        if !covered {
            found.extend(manifests(project, folder).into_iter().next());
        }
    }
    found
}

/// A project that a folder is only a part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Above {
    /// The project's folder.
    pub(crate) root: String,
    /// The rest of the path.
    pub(crate) rest: String,
    /// The stack of the part.
    pub(crate) stack: Stack,
}

/// The larger project which alone can be built, when a folder is a part of one: a package of a workspace, a crate of
/// one, a module of a reactor, a main package of a module.
pub(crate) fn project_above(path: &str, files: &dyn Files) -> Option<Above> {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    let there = |folder: &str, name: &str| {
        let file = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        (files.look(&file) == Some(PathKind::File)).then_some(file)
    };
    let has = |folder: &str, names: &[&str]| names.iter().any(|name| there(folder, name).is_some());
    let text = |folder: &str, name: &str| there(folder, name).and_then(|file| files.read(&file).ok());
    let says = |folder: &str, name: &str, words: &str| {
        text(folder, name).is_some_and(|source| source.text().contains(words))
    };
    let locks = ["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb"];
    let settings = ["settings.gradle", "settings.gradle.kts"];
    let node = has(path, &["package.json"]) && !has(path, &locks);
    let rust = has(path, &["Cargo.toml"]) && !has(path, &["Cargo.lock"]);
    let python = has(path, &["pyproject.toml"]) && !has(path, &["uv.lock", "poetry.lock", "pdm.lock"]);
    let gradle = has(path, &["build.gradle", "build.gradle.kts"]) && !has(path, &settings);
    let parent = text(path, "pom.xml").and_then(|source| parent_of(source.text()));
    let go = has(path, &["go.mod"]);
    // A module that takes others from beside it is built from the folder that holds them all.
    let levels = text(path, "go.mod").map_or(0, |source| {
        source
            .text()
            .lines()
            .filter_map(|line| line.split("=> ").nth(1))
            .map(|target| target.matches("../").count())
            .max()
            .unwrap_or(0)
    });
    let none = !MANIFESTS.iter().any(|(name, _)| has(path, &[name]));
    if path == "." || !(node || rust || python || gradle || parent.is_some() || go || none) {
        return None;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut above = path;
    while let Some((folder, _)) = above.rsplit_once('/').or_else(|| (!above.is_empty()).then_some(("", above))) {
        above = folder;
        let workspace =
            node && (has(above, &["pnpm-workspace.yaml"]) || says(above, "package.json", "\"workspaces\""));
        let rest = path.strip_prefix(above)?.trim_start_matches('/');
        let reactor = parent.as_ref().is_some_and(|parent| {
            says(above, "pom.xml", &format!("<module>{rest}</module>"))
                && says(above, "pom.xml", &format!("<artifactId>{parent}</artifactId>"))
        });
        let found = if levels > 0
            && levels == path.split('/').count() - above.split('/').filter(|part| !part.is_empty()).count()
        {
            Some(Stack::Go)
        } else if workspace {
            Some(Stack::Node)
        } else if rust && says(above, "Cargo.toml", "[workspace]") {
            Some(Stack::Rust)
        } else if python && has(above, &["uv.lock"]) && says(above, "pyproject.toml", "[tool.uv.workspace]") {
            Some(Stack::Python)
        } else if reactor || gradle && settings.iter().any(|settings| says(above, settings, name)) {
            Some(Stack::Java)
        } else if none && has(above, &["go.mod"]) || go && has(above, &["go.work"]) && says(above, "go.work", rest) {
            Some(Stack::Go)
        } else {
            None
        };
        if let Some(stack) = found {
            let root = if above.is_empty() { ".".to_owned() } else { above.to_owned() };
            return Some(Above { root, rest: rest.to_owned(), stack });
        }
    }
    None
}

/// The artifact that a pom names as its parent.
fn parent_of(pom: &str) -> Option<String> {
    let (_, block) = pom.split_once("<parent>")?;
    let (block, _) = block.split_once("</parent>")?;
    let (_, artifact) = block.split_once("<artifactId>")?;
    Some(artifact.split_once('<')?.0.trim().to_owned())
}

/// The stack, the folder, and what of `service` is left for the stack's own choice.
type Chosen = (Stack, String, Option<String>);

/// Picks a candidate, or asks which one is meant.
pub(crate) fn choose(
    project: &Project<'_>,
    candidates: &[Candidate],
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<Chosen>, ToolError> {
    if candidates.is_empty() {
        return Err(ToolError::invalid_input("no Node.js, Python, Go, Java or Rust project was found in this folder").help(
            "give the folder that holds package.json, pyproject.toml, requirements.txt, go.mod, pom.xml, build.gradle or Cargo.toml; or give `stack`",
        ));
    }
    let at_root = candidates.iter().all(|candidate| candidate.folder.is_empty());
    if at_root {
        return Ok(Some(choose_at_root(project, candidates, wishes, ledger)));
    }
    let names: Vec<String> = candidates.iter().map(|candidate| candidate.folder.clone()).collect();
    let Some(wanted) = &wishes.service else {
        if let [only] = candidates {
            let evidence = Evidence::file(project.shown(&only.manifest), "the only manifest below the folder");
            ledger.decide("service", only.folder.clone(), evidence);
            return Ok(Some((only.stack, only.folder.clone(), None)));
        }
        ledger.ask(
            "service",
            "There are several services below this folder, and each gets a Dockerfile of its own. Which one is meant?",
            names,
            None,
        );
        return Ok(None);
    };
    let wanted_path = wanted.trim_matches('/');
    let exact = |candidate: &&Candidate| {
        candidate.folder == wanted_path || candidate.folder.rsplit('/').next() == Some(wanted_path)
    };
    if let Some(candidate) = candidates.iter().find(exact) {
        ledger.decide("service", candidate.folder.clone(), Evidence::argument("service"));
        return Ok(Some((candidate.stack, candidate.folder.clone(), None)));
    }
    // `services/api/worker`: a choice within one of them.
    let within = candidates.iter().find_map(|candidate| {
        let rest = wanted_path.strip_prefix(&candidate.folder)?.strip_prefix('/')?;
        Some((candidate.stack, candidate.folder.clone(), Some(rest.to_owned())))
    });
    if within.is_some() {
        return Ok(within);
    }
    let error = ToolError::not_found(format!("there is no service `{wanted}` below this folder"));
    Err(match nearest::suggestion(wanted, names.iter().map(String::as_str)) {
        Some(help) => error.help(help),
        None => error,
    })
}

fn choose_at_root(project: &Project<'_>, candidates: &[Candidate], wishes: &Wishes, ledger: &mut Ledger) -> Chosen {
    let wanted = wishes.service.as_deref();
    let by_name = candidates.iter().find(|candidate| wanted == Some(candidate.stack.word()));
    let by_part = candidates.iter().find(|candidate| wishes.stack == Some(candidate.stack));
    if let Some(part) = by_part.filter(|_| by_name.is_none()) {
        let evidence =
            Evidence::file(project.shown(&part.manifest), "the manifest of the project that the folder is a part of");
        ledger.decide("stack", part.stack.word(), evidence);
        return (part.stack, String::new(), wishes.service.clone());
    }
    let Some(first) = by_name.or_else(|| candidates.first()) else { return (Stack::Node, String::new(), None) };
    let others: Vec<String> = candidates
        .iter()
        .filter(|other| other.stack != first.stack)
        .map(|other| other.stack.word().to_owned())
        .collect();
    if by_name.is_none() && !others.is_empty() {
        ledger.ask(
            "service",
            format!(
                "The folder has manifests of several stacks; `{}` was taken for the service's own. Is it?",
                first.manifest
            ),
            candidates.iter().map(|candidate| candidate.stack.word().to_owned()).collect(),
            Some(first.stack.word().to_owned()),
        );
    }
    let evidence = Evidence::file(project.shown(&first.manifest), "its manifest is there").alternatives(others);
    ledger.decide("stack", first.stack.word(), evidence);
    let rest = if by_name.is_some() { None } else { wishes.service.clone() };
    (first.stack, String::new(), rest)
}
