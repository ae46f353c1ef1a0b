//! Files as tools see them: read-only, below the configured roots, and nothing else.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::error::ToolError;
use crate::gap::Gap;
use crate::nearest;
use crate::revision::{Comparison, RevisionRange};
use crate::source::Source;

/// A file found by [`Files::walk`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileEntry {
    /// Path as it can be given to [`Files::read`].
    pub path: String,
    /// Size in bytes.
    pub size: u64,
}

/// What lies below a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walk {
    /// Files in the order of their paths.
    pub files: Vec<FileEntry>,
    /// What was not looked at: unreadable folders, links out of the root, the rest beyond the limit.
    pub gaps: Vec<Gap>,
}

/// What a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    /// A regular file.
    File,
    /// A folder.
    Directory,
}

/// Confined, read-only access to files. Paths are relative to the first root with `/` between the parts, or absolute
/// inside any root; `.` is the first root itself. Whatever leads out of the roots is refused.
pub trait Files: Send + Sync {
    /// Reads a text file.
    fn read(&self, path: &str) -> Result<Source, ToolError>;

    /// Tells what a path is.
    fn kind(&self, path: &str) -> Result<PathKind, ToolError>;

    /// What a path is, when there is anything: for whoever tries several names, of which most are not there. No near name
    /// is looked for, which costs as much as there are files.
    fn look(&self, path: &str) -> Option<PathKind> {
        self.kind(path).ok()
    }

    /// Lists the files below a folder, without those that version control ignores and without folders of
    /// dependencies and build output. What is no folder is an error: an empty list would be taken for clean.
    fn walk(&self, path: &str) -> Result<Walk, ToolError>;

    /// The number of the root that a path lies in.
    fn root_of(&self, path: &str) -> Option<usize>;

    /// Compares two revisions of the repository that a folder lies in: what the one with the change has done since it left
    /// the other.
    fn compare(&self, range: &RevisionRange) -> Result<Comparison, ToolError> {
        Err(ToolError::denied(format!("`{}` cannot be compared: there is no repository here", range.base))
            .help("start with `--root DIR` at a git repository, or give the text of `git diff -M` as `diff`"))
    }
}

/// No files at all: every path is refused with a way out.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl NoFiles {
    fn refusal(path: &str) -> ToolError {
        ToolError::denied(format!("`{path}` cannot be read: no root directory was configured"))
            .help("start with `--root DIR`, or give the text itself as `content`")
    }
}

impl Files for NoFiles {
    fn read(&self, path: &str) -> Result<Source, ToolError> {
        Err(Self::refusal(path))
    }

    fn kind(&self, path: &str) -> Result<PathKind, ToolError> {
        Err(Self::refusal(path))
    }

    fn walk(&self, path: &str) -> Result<Walk, ToolError> {
        Err(Self::refusal(path))
    }

    fn root_of(&self, _path: &str) -> Option<usize> {
        None
    }
}

/// Files held in memory, for documents that have no disk and for tests.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, String>,
}

impl MemoryFiles {
    /// Files by path.
    pub fn new<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        let file = |(path, text): (P, T)| (normal(&path.into()).to_owned(), text.into());
        Self { files: files.into_iter().map(file).collect() }
    }

    fn missing(&self, path: &str) -> ToolError {
        let error = ToolError::not_found(format!("there is no file `{path}`"));
        match nearest::suggestion(path, self.files.keys().map(String::as_str)) {
            Some(help) => error.help(help),
            None => error,
        }
    }

    fn below<'f>(&'f self, folder: &str) -> impl Iterator<Item = (&'f String, &'f String)> {
        let prefix = match normal(folder) {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let from = (Bound::Included(prefix.clone()), Bound::Unbounded);
        self.files.range::<String, _>(from).take_while(move |(path, _)| path.starts_with(&prefix))
    }
}

impl Files for MemoryFiles {
    fn read(&self, path: &str) -> Result<Source, ToolError> {
        let text = self.files.get(normal(path)).ok_or_else(|| self.missing(path))?;
        Ok(Source::new(normal(path), text.clone()))
    }

    fn kind(&self, path: &str) -> Result<PathKind, ToolError> {
        self.look(path).ok_or_else(|| self.missing(path))
    }

    fn look(&self, path: &str) -> Option<PathKind> {
        if self.files.contains_key(normal(path)) {
            return Some(PathKind::File);
        }
        (normal(path).is_empty() || self.below(path).next().is_some()).then_some(PathKind::Directory)
    }

    fn walk(&self, path: &str) -> Result<Walk, ToolError> {
        if self.kind(path)? == PathKind::File {
            return Err(ToolError::invalid_input(format!("`{path}` is a file, not a folder")));
        }
        let entry = |(path, text): (&String, &String)| FileEntry { path: path.clone(), size: text.len() as u64 };
        Ok(Walk { files: self.below(path).map(entry).collect(), gaps: Vec::new() })
    }

    fn root_of(&self, _path: &str) -> Option<usize> {
        Some(0)
    }
}

/// A path without `.` and `..` and empty parts, as far as that can be told from the text: a `..` that leads out of it stays.
pub fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

fn normal(path: &str) -> &str {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    if path == "." { "" } else { path }
}
