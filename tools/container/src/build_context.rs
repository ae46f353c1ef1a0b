//! The build context: the files of the project that a Dockerfile copies from.
//!
//! A folder is taken for the context when it is the Dockerfile's own or the nearest parent in which everything that
//! the file copies by name exists. When that cannot be told there is no context, and rules that need one say nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use architect_core::{Context, PathKind, Source};

use crate::dockerfile::Instruction;
use crate::document::Document;
use crate::moment::{Moment, bind_mounts, joined, plain_path};
use crate::project::Project;

/// The files that a build sees.
#[derive(Debug)]
pub struct BuildContext {
    /// Paths relative to the context.
    paths: BTreeSet<String>,
    /// The manifests, settings and code that rules may ask for, each read when the first one asks.
    texts: BTreeMap<String, OnceLock<Option<Source>>>,
    /// Whether all code may be asked for: what is not found in it is nowhere.
    code_is_complete: bool,
    /// What stands before a path, so that it can be read.
    prefix: String,
    context: Context,
}

/// Parents that are looked at.
const MOST_PARENTS: usize = 6;

/// Files of code that are read; a project with more is not searched.
const MOST_CODE: usize = 400;

/// Manifests that are read.
const MOST_MANIFESTS: usize = 400;

/// Larger files of code are made by machines.
const MAX_CODE_BYTES: usize = 512 * 1024;

/// Files by which a folder is known as a project.
const MANIFESTS: [&str; 12] = [
    "package.json",
    "pyproject.toml",
    "requirements.txt",
    "go.mod",
    "Cargo.toml",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "composer.json",
    "Gemfile",
    "mix.exs",
    "Pipfile",
];

impl BuildContext {
    /// The context of a Dockerfile at a path; nothing when it cannot be told.
    pub fn find(document: &Document, path: &str, context: &Context) -> Option<Self> {
        let named = named_sources(document);
        let folder = context_folder(path, &named, context)?;
        let project = Project::open(&folder, context).ok()?;
        if !project.gaps().is_empty() {
            return None;
        }
        let paths: BTreeSet<String> = project.paths().map(ToOwned::to_owned).collect();
        let code = paths.iter().filter(|path| is_code(path));
        let code_is_complete = code.clone().count() <= MOST_CODE;
        let manifests = paths.iter().filter(|path| is_manifest(name_of(path))).take(MOST_MANIFESTS);
        let texts = manifests.chain(code.filter(|_| code_is_complete));
        let texts = texts.map(|path| (path.clone(), OnceLock::new())).collect();
        let prefix = project.shown("");
        Some(Self { paths, texts, code_is_complete, prefix, context: context.clone() })
    }

    /// Whether there is a file.
    pub fn has(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// Whether there is a folder with a file in it.
    pub fn has_folder(&self, path: &str) -> bool {
        if path == "." {
            return true;
        }
        let prefix = format!("{path}/");
        self.paths.range(prefix.clone()..).next().is_some_and(|entry| entry.starts_with(&prefix))
    }

    /// The text of a manifest or a file of code.
    pub fn text(&self, path: &str) -> Option<&Source> {
        let read = || {
            let source = self.context.files().read(&format!("{}{path}", self.prefix)).ok()?;
            (!is_code(path) || source.text().len() <= MAX_CODE_BYTES).then_some(source)
        };
        self.texts.get(path)?.get_or_init(read).as_ref()
    }

    /// The text of a file in a folder.
    pub fn text_in(&self, folder: &str, name: &str) -> Option<&Source> {
        self.text(&below(folder, name))
    }

    /// All code with one of these endings; nothing when there is more than was read.
    pub fn code(&self, endings: &[&str]) -> Option<Vec<(&str, &Source)>> {
        if !self.code_is_complete {
            return None;
        }
        let asked = |path: &&String| path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending));
        Some(self.texts.keys().filter(asked).filter_map(|path| Some((path.as_str(), self.text(path)?))).collect())
    }

    /// The manifests and settings, by path.
    pub fn manifests(&self) -> impl Iterator<Item = (&str, &Source)> {
        let manifests = self.texts.keys().filter(|path| is_manifest(name_of(path)));
        manifests.filter_map(|path| Some((path.as_str(), self.text(path)?)))
    }

    /// The file of the context that was copied to a place in a stage.
    pub fn origin(&self, moment: &Moment<'_>, place: &str) -> Option<String> {
        for brought in moment.brought().into_iter().rev().filter(|brought| brought.from.is_none()) {
            for source in &brought.sources {
                let name = source.rsplit('/').next().unwrap_or_default();
                let as_file = place == brought.to || place == joined(&brought.to, name);
                if as_file && self.has(source) {
                    return Some(source.clone());
                }
                let inside =
                    place.strip_prefix(brought.to.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'));
                if let Some(path) = inside.map(|inside| below(source, inside)).filter(|path| self.has(path)) {
                    return Some(path);
                }
            }
        }
        None
    }
}

/// The path of a file in a folder of the context.
pub fn below(folder: &str, name: &str) -> String {
    if folder == "." { name.to_owned() } else { format!("{folder}/{name}") }
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn is_code(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| {
        matches!(ending, "js" | "mjs" | "cjs" | "ts" | "mts" | "cts" | "tsx" | "jsx" | "py" | "go")
    })
}

fn is_manifest(name: &str) -> bool {
    MANIFESTS.contains(&name)
        || matches!(name, ".npmrc" | ".yarnrc.yml" | "pnpm-workspace.yaml" | ".dockerignore")
        || name.ends_with(".dockerignore")
        || (name.starts_with("requirements") && name.ends_with(".txt"))
        || (name.contains("compose") && (name.ends_with(".yml") || name.ends_with(".yaml")))
}

/// What the file takes from its context by name, without variables; patterns with their name without stars.
fn named_sources(document: &Document) -> Named {
    let mut named = Named::default();
    for stage in &document.file.stages {
        for statement in &stage.statements {
            match &statement.instruction {
                Instruction::Copy(copy) | Instruction::Add(copy) if copy.flag("from").is_none() => {
                    for source in &copy.sources {
                        named.note(&source.unquoted());
                    }
                }
                Instruction::Run(run) => {
                    for (source, _) in bind_mounts(run).into_iter().filter(|(_, from)| from.is_none()) {
                        named.note(&source);
                    }
                }
                _ => {}
            }
        }
    }
    named
}

#[derive(Debug, Default)]
struct Named {
    exact: BTreeSet<String>,
    whole: bool,
    pattern: BTreeSet<String>,
}

impl Named {
    fn note(&mut self, source: &str) {
        let path = plain_path(source);
        if path.contains('$') || path.contains("://") || path.starts_with("git@") {
            return;
        }
        if path == "." {
            self.whole = true;
        } else if path.contains(['*', '?', '[']) {
            self.pattern.insert(path);
        } else {
            self.exact.insert(path);
        }
    }
}

fn context_folder(path: &str, named: &Named, context: &Context) -> Option<String> {
    let files = context.files();
    let own = path.trim_start_matches("./").rsplit_once('/').map_or("", |(folder, _)| folder);
    let exists = |folder: &str, name: &str| {
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        files.look(&path).is_some()
    };
    let is_project = |folder: &str| MANIFESTS.iter().any(|name| exists(folder, name));
    let mut folder = Some(own.to_owned());
    for _ in 0..MOST_PARENTS {
        let Some(here) = folder else { break };
        let all = named.exact.iter().all(|name| exists(&here, name));
        let patterns = named.pattern.iter().filter(|pattern| pattern.ends_with(".json") || pattern.ends_with(".txt"));
        let patterns = patterns.map(|pattern| pattern.replace(['*', '?'], "")).collect::<Vec<_>>();
        // A pattern that fits nothing stops the build, so it fits something.
        let fitting = patterns.iter().all(|name| exists(&here, name));
        let sure = if named.exact.is_empty() {
            fitting && (!patterns.is_empty() || named.whole) && is_project(&here)
        } else {
            all && fitting
        };
        if sure {
            let is_folder = |folder: &str| files.look(folder) == Some(PathKind::Directory);
            let found = if here.is_empty() { ".".to_owned() } else { here };
            return is_folder(&found).then_some(found);
        }
        folder = match here.rsplit_once('/') {
            Some((parent, _)) if !parent.is_empty() => Some(parent.to_owned()),
            None if !here.is_empty() && !here.starts_with('/') => Some(String::new()),
            _ => None,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use architect_core::{MemoryFiles, RuleIndex};

    use super::*;

    fn found(dockerfile: &str, path: &str, files: &[(&str, &str)]) -> Option<Vec<String>> {
        let context = Context::new(Arc::new(RuleIndex::default()))
            .with_files(Arc::new(MemoryFiles::new(files.iter().map(|(path, text)| (*path, *text)))));
        let document = Document::read(Source::new(path, dockerfile));
        BuildContext::find(&document, path, &context).map(|found| found.paths.into_iter().collect())
    }

    #[test]
    fn the_context_is_the_nearest_folder_that_has_what_is_copied() {
        let files = [("api/Dockerfile", ""), ("api/package.json", "{}"), ("shared/a.ts", "")];
        let own = "FROM node:24\nCOPY package.json ./\nCOPY . .\n";
        let root = "FROM node:24\nCOPY api/package.json shared ./\n";
        let none = "FROM node:24\nCOPY api/gone.json ./\n";

        assert_eq!(found(own, "api/Dockerfile", &files).map(|paths| paths.len()), Some(2));
        assert_eq!(found(root, "api/Dockerfile", &files).map(|paths| paths.len()), Some(3));
        assert_eq!(found(none, "api/Dockerfile", &files), None);
    }

    #[test]
    fn a_file_that_copies_everything_is_in_its_context_when_that_is_a_project() {
        let whole = "FROM node:24\nCOPY . .\n";

        assert!(found(whole, "api/Dockerfile", &[("api/Dockerfile", ""), ("api/package.json", "{}")]).is_some());
        assert_eq!(found(whole, "docker/Dockerfile", &[("docker/Dockerfile", ""), ("x/a.js", "")]), None);
    }
}
