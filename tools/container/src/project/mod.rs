//! A project's folder as the generator sees it: which files there are, and what stands in them.
//!
//! Reading never fails: a file that cannot be read is a gap, and the value that it might have given is not found.

pub mod decision;
pub mod scan;

use std::cell::RefCell;
use std::collections::BTreeMap;

use architect_core::{Context, FileEntry, Files, Gap, Source, ToolError};

pub use decision::{Decision, Evidence, Ledger, Question};

/// A folder and the files below it.
pub struct Project<'c> {
    files: &'c dyn Files,
    /// The folder as a prefix of paths: empty, or ending with `/`.
    prefix: String,
    /// Paths relative to the folder, with their size.
    entries: BTreeMap<String, u64>,
    /// Texts that were read already.
    texts: RefCell<BTreeMap<String, Option<Source>>>,
    gaps: RefCell<Vec<Gap>>,
}

impl std::fmt::Debug for Project<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Project").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// Larger files are no source code, manifest or lockfile that a person reads.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

impl<'c> Project<'c> {
    /// Opens a folder.
    pub fn open(path: &str, context: &'c Context) -> Result<Self, ToolError> {
        let files = context.files();
        if files.kind(path)? == architect_core::PathKind::File {
            return Err(ToolError::invalid_input(format!("`{path}` is a file"))
                .help("give the folder of the service, or of the project with `service`"));
        }
        let walk = files.walk(path)?;
        let prefix = prefix_of(path, &walk.files);
        let relative = |path: &str| path.strip_prefix(&prefix).unwrap_or(path).to_owned();
        let entries = walk.files.iter().map(|entry| (relative(&entry.path), entry.size)).collect();
        Ok(Self { files, prefix, entries, texts: RefCell::default(), gaps: RefCell::new(walk.gaps) })
    }

    /// A folder below this one as a project of its own.
    #[must_use]
    pub fn below(&self, folder: &str) -> Self {
        let inner = format!("{}/", folder.trim_end_matches('/'));
        let entries = self
            .entries
            .iter()
            .filter_map(|(path, size)| Some((path.strip_prefix(&inner)?.to_owned(), *size)))
            .collect();
        Self {
            files: self.files,
            prefix: format!("{}{inner}", self.prefix),
            entries,
            texts: RefCell::default(),
            gaps: RefCell::default(),
        }
    }

    /// Puts a text in the place of a file, or beside those that are there.
    pub fn overlay(&mut self, path: &str, source: Source) {
        self.entries.insert(path.to_owned(), source.text().len() as u64);
        self.texts.borrow_mut().insert(path.to_owned(), Some(source));
    }

    /// Whether there is a file.
    pub fn has(&self, path: &str) -> bool {
        self.entries.contains_key(path)
    }

    /// Whether there is a folder with a file in it.
    pub fn has_folder(&self, path: &str) -> bool {
        let prefix = format!("{path}/");
        self.entries.range(prefix.clone()..).next().is_some_and(|(entry, _)| entry.starts_with(&prefix))
    }

    /// The paths of all files, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Whether there is no file at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A file's path as it is shown: relative to the root, as it can be given to a tool.
    pub fn shown(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// The name of the folder itself.
    pub fn name(&self) -> Option<&str> {
        self.prefix.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty())
    }

    /// The text of a file; nothing when it is not there or cannot be read, which is a gap then.
    pub fn read(&self, path: &str) -> Option<Source> {
        let size = *self.entries.get(path)?;
        if let Some(known) = self.texts.borrow().get(path) {
            return known.clone();
        }
        let shown = self.shown(path);
        let text = if size > MAX_BYTES {
            self.gap(Gap::of_source(
                shown,
                format!("it has {size} bytes, more than are read of a file of a project"),
            ));
            None
        } else {
            match self.files.read(&shown) {
                Ok(source) => Some(source),
                Err(error) => {
                    self.gap(Gap::of_source(shown, error.to_string()));
                    None
                }
            }
        };
        self.texts.borrow_mut().insert(path.to_owned(), text.clone());
        text
    }

    /// The files of a language's code: with one of these endings, without tests and examples.
    pub fn code(&self, endings: &[&str]) -> Vec<(String, Source)> {
        let wanted = |path: &&str| {
            let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
            endings.contains(&ending) && !is_test(path)
        };
        let paths: Vec<String> = self.paths().filter(wanted).map(ToOwned::to_owned).collect();
        paths.into_iter().filter_map(|path| self.read(&path).map(|source| (path, source))).collect()
    }

    /// Notes a gap.
    pub fn gap(&self, gap: Gap) {
        self.gaps.borrow_mut().push(gap);
    }

    /// The gaps so far.
    pub fn gaps(&self) -> Vec<Gap> {
        self.gaps.borrow().clone()
    }
}

/// The part of the files' paths that leads to the folder. A folder given by an absolute path is listed relative to the
/// root that it lies in, so the longest end of the path that all files begin with is looked for.
fn prefix_of(path: &str, files: &[FileEntry]) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let all_begin_with = |prefix: &str| files.iter().all(|file| file.path.starts_with(prefix));
    let absolute = format!("/{}/", parts.join("/"));
    if path.starts_with('/') && !files.is_empty() && all_begin_with(&absolute) {
        return absolute;
    }
    let ends = (0..parts.len()).map(|start| format!("{}/", parts.get(start..).unwrap_or_default().join("/")));
    ends.into_iter().find(|prefix| all_begin_with(prefix)).unwrap_or_default()
}

fn is_test(path: &str) -> bool {
    let folder = |name: &str| {
        matches!(
            name,
            "test"
                | "tests"
                | "__tests__"
                | "e2e"
                | "examples"
                | "fixtures"
                | "docs"
                | "testdata"
                | "benches"
                | "node_modules"
                | "vendor"
                | "target"
                | "dist"
                | ".yarn"
                | "cypress"
        )
    };
    let mut parts: Vec<&str> = path.split('/').collect();
    let file = parts.pop().unwrap_or_default();
    let java_test = path.contains("src/test/");
    java_test
        || parts.iter().any(|part| folder(part))
        || file.contains(".test.")
        || file.contains(".spec.")
        || file.contains("_test.")
        || file.starts_with("test_")
        || file.ends_with(".d.ts")
        || file == "conftest.py"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_found_however_the_folder_is_named() {
        let files = |paths: &[&str]| {
            paths.iter().map(|path| FileEntry { path: (*path).to_owned(), size: 1 }).collect::<Vec<_>>()
        };
        let below = files(&["services/api/a.go", "services/api/cmd/b.go"]);

        for path in ["services/api", "services/api/", "./services//api", "services/x/../api", "/root/services/api"] {
            assert_eq!(prefix_of(path, &below), "services/api/", "{path}");
        }
        assert_eq!(prefix_of(".", &below), "");
        assert_eq!(prefix_of("/root", &files(&["a.go", "b/c.go"])), "");
        assert_eq!(prefix_of("/other/api", &files(&["/other/api/a.go"])), "/other/api/");
    }
}
