//! Two revisions of a repository, compared: the files that differ, each with its text before and after.
//!
//! Whoever has a repository gives a [`Comparison`] through [`Files::compare`](crate::Files::compare); the tools judge it
//! without knowing where it came from. A file whose text cannot be given is there all the same, with the reason.

use crate::gap::Gap;

/// What to compare.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RevisionRange {
    /// The revision that the change is to go into: a branch, a tag, a commit.
    pub base: String,
    /// The revision with the change; `HEAD` where none is given.
    pub head: Option<String>,
    /// A folder below a root, in the working tree of the repository; only what lies below it is compared. The first root
    /// where none is given.
    pub folder: Option<String>,
    /// Most bytes of text that one file, and all of them together, may have.
    pub most_bytes: usize,
}

/// One version of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Version {
    /// It is not there.
    Absent,
    /// Its text.
    Text(String),
    /// It is no text.
    Binary,
    /// It is another repository at one of its commits.
    Submodule,
    /// It is there, but its text is not given: the reason, as a sentence without a full stop.
    Withheld(String),
}

/// A file that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedFile {
    /// Path from the top of the repository; the one before the change where the file goes.
    pub path: String,
    /// Path before the change, where it was another.
    pub old_path: Option<String>,
    /// The version before.
    pub before: Version,
    /// The version after.
    pub after: Version,
}

/// What lies between two revisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Full name of the commit that the change is to go into.
    pub base: String,
    /// Full name of the commit where the change left it: what is compared is what came after that.
    pub fork: String,
    /// Full name of the commit with the change.
    pub head: String,
    /// The top of the repository as a path that can be read, where it lies below a root.
    pub top: Option<String>,
    /// The files, in the order of their paths.
    pub files: Vec<ComparedFile>,
    /// What was not compared and may hide something: files outside of the roots, the rest beyond a limit.
    pub gaps: Vec<Gap>,
    /// What is worth knowing, and hides nothing.
    pub notes: Vec<Gap>,
}
