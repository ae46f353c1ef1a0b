//! Two revisions of a repository, compared as [`Files::compare`](architect_core::Files::compare) promises: what one has done
//! since it left the other, as a pull request shows it, with whole files and with renames followed.
//!
//! Blobs are read as they are stored: no attribute, filter, text conversion, driver or hook of the repository is asked,
//! and none could be run.

use std::path::Path;

use architect_core::{ComparedFile, Comparison, Gap, RevisionRange, ToolError, Version};
use gix::bstr::{BStr, ByteSlice as _};
use gix::objs::tree::EntryKind;

use super::renames::{self, Candidate};
use super::trees::{self, Delta, Entry};
use super::{Revisioned, commit, working_tree};
use crate::workspace::Workspace;

/// As far as git looks for the NUL byte that tells a binary file.
const BINARY_LOOK: usize = 8_000;

impl Workspace {
    /// Compares two revisions.
    pub(in crate::workspace) fn compare_revisions(&self, range: &RevisionRange) -> Result<Comparison, ToolError> {
        let folder = range.folder.as_deref().unwrap_or(".");
        Revisioned::admit(&range.base)?;
        let head = range.head.as_deref().unwrap_or("HEAD");
        Revisioned::admit(head)?;
        let (index, inside) = self.resolve(folder)?;
        let root = self.root(index)?;
        let none = || {
            ToolError::not_found(format!("`{folder}` is in no git repository"))
                .help("give a folder in the working tree of a repository, or the text of `git diff -M` as `diff`")
        };
        let (top, below) = working_tree(&root.path, &inside)?.ok_or_else(none)?;
        if root.handle.metadata(&inside).is_ok_and(|metadata| !metadata.is_dir()) {
            return Err(ToolError::invalid_input(format!("`{folder}` is a file")).help("give a folder"));
        }
        let repository = self.repository(&top, folder)?;
        let (base, head) = (commit(&repository, &range.base)?, commit(&repository, head)?);
        let fork = fork(&repository, base, head, range)?;
        let unreadable = |error: gix::Error| {
            ToolError::invalid_input(format!("the trees of `{}` cannot be read: {error}", range.base))
                .help("a partial or damaged clone lacks them; fetch the whole history")
        };
        let tree = |id: gix::ObjectId| Ok(repository.find_object(id)?.peel_to_tree()?.id);
        let (before, after) = (tree(fork).map_err(unreadable)?, tree(head).map_err(unreadable)?);
        let (deltas, too_deep) = trees::between(&repository, before, after).map_err(unreadable)?;

        let mut comparison = Comparison {
            base: base.to_string(),
            fork: fork.to_string(),
            head: head.to_string(),
            top: top.strip_prefix(&root.path).ok().map(|inside| self.name(index, inside)),
            ..Comparison::default()
        };
        for folder in too_deep {
            comparison.gaps.push(Gap::of_source(folder.to_str_lossy(), "the folder is too deep to be looked into"));
        }
        // What lies in the root; a root below the top of the repository hides the rest.
        let root_below = root.path.strip_prefix(&top).unwrap_or(Path::new("")).to_path_buf();
        let (inside, outside): (Vec<Delta>, Vec<Delta>) =
            deltas.into_iter().partition(|delta| is_below(delta.path.as_bstr(), &root_below));
        if !outside.is_empty() {
            let reason = format!("{} changed files lie outside of the root and are not read", outside.len());
            comparison.gaps.push(Gap::of_source(self.name(index, Path::new("")), reason));
        }
        let mut wanted: Vec<Delta> =
            inside.into_iter().filter(|delta| is_below(delta.path.as_bstr(), &below)).collect();
        let most = usize::try_from(self.limits().max_files).unwrap_or(usize::MAX);
        if wanted.len() > most {
            let reason =
                format!("only the first {most} of {} changed files were looked at (`max_files`)", wanted.len());
            comparison.gaps.push(Gap::of_source(self.name(index, &below), reason));
            wanted.truncate(most);
        }
        let mut reading = Reading { repository: &repository, most: range.most_bytes, left: range.most_bytes };
        let changed = reading.with_renames(&wanted, &mut comparison.notes);
        comparison.files = reading.files(&changed);
        Ok(comparison)
    }
}

/// The commit where two revisions parted.
fn fork(
    repository: &gix::Repository,
    base: gix::ObjectId,
    head: gix::ObjectId,
    range: &RevisionRange,
) -> Result<gix::ObjectId, ToolError> {
    let found = repository.merge_base(base, head).ok().flatten().map(gix::Id::detach);
    found.ok_or_else(|| {
        let head = range.head.as_deref().unwrap_or("HEAD");
        let error = ToolError::not_found(format!("`{}` and `{head}` have no commit in common", range.base));
        if repository.is_shallow().is_ok_and(std::convert::identity) {
            error.help("the clone is shallow; fetch the whole history, for example with `git fetch --unshallow`")
        } else {
            error.help("give two revisions of one history")
        }
    })
}

fn is_below(path: &BStr, folder: &Path) -> bool {
    let folder = folder.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    folder.is_empty()
        || path.strip_prefix(folder.as_bytes()).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

/// A file that differs, before its text is read.
struct Changed {
    path: String,
    old_path: Option<String>,
    old: Option<Entry>,
    new: Option<Entry>,
}

struct Reading<'r> {
    repository: &'r gix::Repository,
    /// Most bytes of one file.
    most: usize,
    /// Bytes that may still be read.
    left: usize,
}

impl Reading<'_> {
    /// Puts files that went and files that came together where one is the other under a new path.
    fn with_renames(&self, deltas: &[Delta], notes: &mut Vec<Gap>) -> Vec<Changed> {
        let regular = |entry: Option<Entry>| {
            entry.filter(|entry| matches!(entry.kind, EntryKind::Blob | EntryKind::BlobExecutable))
        };
        let candidate = |delta: &Delta, entry: Entry| Candidate { path: delta.path.clone(), id: entry.id };
        let gone: Vec<Candidate> = deltas
            .iter()
            .filter(|delta| delta.new.is_none())
            .filter_map(|delta| Some(candidate(delta, regular(delta.old)?)))
            .collect();
        let come: Vec<Candidate> = deltas
            .iter()
            .filter(|delta| delta.old.is_none())
            .filter_map(|delta| Some(candidate(delta, regular(delta.new)?)))
            .collect();
        let mut left = self.most.saturating_mul(4);
        let mut read = |id: gix::ObjectId| {
            let content = self.content(id, left.min(self.most)).ok()?;
            left = left.saturating_sub(content.len());
            Some(content)
        };
        let (pairs, complete) = renames::pair(&gone, &come, &mut read);
        if !complete {
            let reason =
                "too many files come and go to tell which of them only moved; each counts as a new or a deleted file";
            notes.push(Gap::of_source("renames", reason));
        }
        let moved_from: std::collections::BTreeMap<&BStr, &Candidate> =
            pairs.iter().filter_map(|(old, new)| Some((come.get(*new)?.path.as_bstr(), gone.get(*old)?))).collect();
        let moved: std::collections::BTreeSet<&BStr> = moved_from.values().map(|file| file.path.as_bstr()).collect();
        let old_entry: std::collections::BTreeMap<&BStr, Option<Entry>> =
            deltas.iter().map(|delta| (delta.path.as_bstr(), delta.old)).collect();
        let text = |path: &BStr| path.to_str_lossy().into_owned();
        deltas
            .iter()
            .filter(|delta| delta.new.is_some() || !moved.contains(delta.path.as_bstr()))
            .map(|delta| {
                let from = moved_from.get(delta.path.as_bstr());
                let old = from.map_or(delta.old, |from| old_entry.get(from.path.as_bstr()).copied().flatten());
                Changed {
                    path: text(delta.path.as_bstr()),
                    old_path: from.map(|from| text(from.path.as_bstr())),
                    old,
                    new: delta.new,
                }
            })
            .collect()
    }

    /// Reads the texts, the small files first, so that a large one takes nothing from the others.
    fn files(&mut self, changed: &[Changed]) -> Vec<ComparedFile> {
        let mut order: Vec<(u64, usize)> = changed
            .iter()
            .enumerate()
            .map(|(index, file)| (self.size(file.old).saturating_add(self.size(file.new)), index))
            .collect();
        order.sort_unstable();
        let mut files: Vec<(usize, ComparedFile)> = order
            .into_iter()
            .filter_map(|(_, index)| {
                let file = changed.get(index)?;
                let (before, after) = (self.version(file.old), self.version(file.new));
                let (path, old_path) = (file.path.clone(), file.old_path.clone());
                Some((index, ComparedFile { path, old_path, before, after }))
            })
            .collect();
        files.sort_by_key(|(index, _)| *index);
        files.into_iter().map(|(_, file)| file).collect()
    }

    fn size(&self, entry: Option<Entry>) -> u64 {
        let blob = entry.filter(|entry| entry.kind != EntryKind::Commit);
        blob.and_then(|entry| self.repository.find_header(entry.id).ok()).map_or(0, |header| header.size())
    }

    fn version(&mut self, entry: Option<Entry>) -> Version {
        let Some(entry) = entry else { return Version::Absent };
        if entry.kind == EntryKind::Commit {
            return Version::Submodule;
        }
        match self.content(entry.id, self.left) {
            Ok(content) if content.iter().take(BINARY_LOOK).any(|byte| *byte == 0) => Version::Binary,
            Ok(content) => {
                self.left = self.left.saturating_sub(content.len());
                Version::Text(text(content))
            }
            Err(reason) => Version::Withheld(reason),
        }
    }

    /// The content of a blob of so many bytes at most, or why there is none.
    fn content(&self, id: gix::ObjectId, most: usize) -> Result<Vec<u8>, String> {
        let unreadable = |error: gix::Error| format!("its content cannot be read from the repository: {error}");
        // A look at the size before the object is taken apart.
        let bytes = self.repository.find_header(id).map_err(unreadable)?.size();
        if bytes > self.most as u64 {
            return Err(format!("{bytes} bytes are more than the {} that are examined", self.most));
        }
        if bytes > most as u64 {
            return Err(format!(
                "together with the other files it is more than the {} bytes that are examined",
                self.most
            ));
        }
        let mut object = self.repository.find_object(id).map_err(unreadable)?;
        Ok(std::mem::take(&mut object.data))
    }
}

/// A text, whatever its encoding: what is no UTF-8 is read byte by byte, so that different bytes stay different.
fn text(content: Vec<u8>) -> String {
    String::from_utf8(content).unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect())
}
