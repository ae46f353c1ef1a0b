//! Files as they were in a git revision, `git:REV:path`, and revisions compared (`compare`).
//!
//! The path is confined as every other: it lies below a root, as a file of the working tree would. The repository is the
//! one whose working tree holds that path; its top may lie above the root (a root may be a folder of a larger
//! repository), since nothing but the path's own history is read from it. What a folder says of its repository is not
//! trusted: a repository that lies elsewhere must name the working tree in turn, as git's own linked working trees and
//! submodules do, and its objects must be its own. Nothing is executed, fetched or written; only the repository's own
//! configuration is read, without what it includes.

mod compare;
mod renames;
mod trees;

use std::fs;
use std::path::{Component, Path, PathBuf};

use architect_core::{PathKind, Source, ToolError, nearest};
use gix::bstr::ByteSlice as _;

use super::Workspace;

/// How such a path begins.
pub(super) const PREFIX: &str = "git:";

/// Longest text of a revision.
const LONGEST_REVISION: usize = 256;
/// Largest `.git` file, `commondir` and the like.
const LARGEST_POINTER: u64 = 64 * 1024;
/// Most names among which the nearest right one is looked for.
const MOST_NAMES: usize = 2_000;

/// A path in a revision, taken apart.
pub(super) struct Revisioned<'a> {
    pub(super) revision: &'a str,
    pub(super) path: &'a str,
}

impl<'a> Revisioned<'a> {
    /// Takes `git:REV:path` apart; `None` for every other path.
    pub(super) fn read(text: &'a str) -> Option<Result<Self, ToolError>> {
        let rest = text.strip_prefix(PREFIX)?;
        let parts = rest.split_once(':').filter(|(revision, path)| !revision.is_empty() && !path.is_empty());
        Some(match parts {
            Some((revision, path)) => Self::admit(revision).map(|()| Self { revision, path }),
            None => Err(ToolError::invalid_input(format!("`{text}` names no file of a revision"))
                .help("write `git:REV:path`, for example `git:main:openapi.yaml` or `git:HEAD~1:openapi.yaml`")),
        })
    }
}

impl Revisioned<'_> {
    /// Refuses the text of a revision that asks for a search, or is too long to be one.
    fn admit(revision: &str) -> Result<(), ToolError> {
        if !revision.is_empty() && revision.len() <= LONGEST_REVISION && !revision.contains("{/") {
            return Ok(());
        }
        Err(ToolError::invalid_input(format!("`{revision}` is no revision that is read"))
            .help("give a branch, a tag, a commit, or one of them with `~1`"))
    }
}

/// What a path is in a revision.
enum Found {
    Blob(gix::ObjectId),
    Folder,
}

impl Workspace {
    /// Reads a file as it was in a revision.
    pub(super) fn read_revision(&self, wanted: &Revisioned<'_>) -> Result<Source, ToolError> {
        let (name, repository, found) = self.look_up(wanted)?;
        let Found::Blob(id) = found else {
            return Err(ToolError::invalid_input(format!("`{name}` is a folder")).help("give a file below it"));
        };
        let unreadable = |error: &dyn std::fmt::Display| {
            ToolError::invalid_input(format!("`{name}` cannot be read from the repository: {error}"))
        };
        // A look at the size before the object is taken apart.
        let header = repository.find_header(id).map_err(|error| unreadable(&error))?;
        self.limits().admit(&name, usize::try_from(header.size()).unwrap_or(usize::MAX))?;
        let mut object = repository.find_object(id).map_err(|error| unreadable(&error))?;
        Source::from_bytes(&name, std::mem::take(&mut object.data))
    }

    /// Tells what a path was in a revision.
    pub(super) fn kind_in_revision(&self, wanted: &Revisioned<'_>) -> Result<PathKind, ToolError> {
        let (_, _, found) = self.look_up(wanted)?;
        Ok(match found {
            Found::Blob(_) => PathKind::File,
            Found::Folder => PathKind::Directory,
        })
    }

    fn look_up(&self, wanted: &Revisioned<'_>) -> Result<(String, gix::Repository, Found), ToolError> {
        let (index, inside) = self.resolve(wanted.path)?;
        let name = format!("{PREFIX}{}:{}", wanted.revision, self.name(index, &inside));
        let root = self.root(index)?;
        let (top, path) = working_tree(&root.path, &inside)?.ok_or_else(|| {
            ToolError::not_found(format!("`{name}` cannot be read: `{}` is in no git repository", wanted.path))
                .help("give a path in the working tree of a repository, or the text itself")
        })?;
        let repository = self.repository(&top, wanted.path)?;
        let found = find(&repository, wanted, &path)?;
        Ok((name, repository, found))
    }

    /// Opens the repository of a working tree; `path` is what it is asked for.
    fn repository(&self, top: &Path, path: &str) -> Result<gix::Repository, ToolError> {
        let directory = self.repository_of(top)?;
        gix::open_opts(&directory, gix::open::Options::isolated()).map_err(|error| {
            ToolError::invalid_input(format!("the git repository of `{path}` cannot be opened: {error}"))
        })
    }

    /// The directory of the repository of a working tree: its `.git`, or what that leads to, when that is its own.
    fn repository_of(&self, top: &Path) -> Result<PathBuf, ToolError> {
        let foreign = |what: &str| {
            ToolError::denied(format!("the git repository of `{}` is not read: {what}", top.display()))
                .help("give the texts of both documents, or a root that holds the repository itself")
        };
        let link = top.join(".git");
        let metadata = fs::symlink_metadata(&link).map_err(|_| foreign("it went away"))?;
        let directory = if metadata.is_dir() {
            link.clone()
        } else if metadata.is_file() {
            let text = pointer(&link).ok_or_else(|| foreign("its `.git` cannot be read"))?;
            let target = text.trim().strip_prefix("gitdir:").ok_or_else(|| foreign("its `.git` is none of git's"))?;
            let directory = top.join(target.trim()).canonicalize().map_err(|_| foreign("it leads nowhere"))?;
            if !self.holds(&directory) && !names(&directory, top) {
                return Err(foreign("it lies elsewhere, and does not name this folder as its working tree"));
            }
            directory
        } else {
            return Err(foreign("its `.git` is a link"));
        };
        let common = match pointer(&directory.join("commondir")) {
            Some(text) => directory.join(text.trim()).canonicalize().map_err(|_| foreign("it leads nowhere"))?,
            None => directory.clone(),
        };
        let real = directory.canonicalize().map_err(|_| foreign("it leads nowhere"))?;
        if common != directory && !real.starts_with(common.join("worktrees")) {
            return Err(foreign("it uses another repository that does not know of it"));
        }
        let objects = common.join("objects");
        for folder in [objects.clone(), objects.join("pack"), objects.join("info")] {
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            let linked = |entry: std::io::Result<fs::DirEntry>| {
                entry.is_ok_and(|entry| entry.file_type().is_ok_and(|kind| kind.is_symlink()))
            };
            let itself = fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.file_type().is_symlink());
            if itself || entries.into_iter().any(linked) {
                return Err(foreign("its objects are links"));
            }
        }
        if let Some(text) = pointer(&objects.join("info").join("alternates")) {
            let borrowed = |line: &str| objects.join(line).canonicalize().is_ok_and(|path| !self.holds(&path));
            if text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).any(borrowed) {
                return Err(foreign("it borrows objects of another repository"));
            }
        }
        Ok(directory)
    }

    /// Whether a real path lies below a root.
    fn holds(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| path.starts_with(&root.path))
    }
}

/// The top of the working tree that holds a path below a root, and the path from there. Folders on the way may be gone
/// by now; those that are there must not lead out of the root.
fn working_tree(root: &Path, inside: &Path) -> Result<Option<(PathBuf, PathBuf)>, ToolError> {
    let mut folder = root.to_path_buf();
    let mut rest: Vec<&std::ffi::OsStr> = Vec::new();
    let mut parts = inside.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part),
        _ => None,
    });
    for part in parts.by_ref() {
        let next = folder.join(part);
        if !next.is_dir() {
            rest.push(part);
            break;
        }
        folder = next;
    }
    rest.extend(parts);
    let real = folder.canonicalize().unwrap_or_else(|_| folder.clone());
    if !real.starts_with(root) {
        return Err(ToolError::denied(format!("`{}` leads out of the root by a link", inside.display())));
    }
    for top in real.ancestors() {
        if fs::symlink_metadata(top.join(".git")).is_ok() {
            let below = real.strip_prefix(top).unwrap_or(Path::new("")).to_path_buf();
            let path = rest.iter().fold(below, |path, part| path.join(part));
            return Ok(Some((top.to_path_buf(), path)));
        }
    }
    Ok(None)
}

/// The text of a small file of git's own.
fn pointer(path: &Path) -> Option<String> {
    let metadata = fs::symlink_metadata(path).ok()?;
    (metadata.is_file() && metadata.len() <= LARGEST_POINTER).then(|| fs::read_to_string(path).ok())?
}

/// Whether a repository names a folder as a working tree of its own: a linked one, or a submodule's.
fn names(directory: &Path, top: &Path) -> bool {
    let is_top = |path: PathBuf| path.canonicalize().is_ok_and(|path| path == top);
    if let Some(text) = pointer(&directory.join("gitdir")) {
        let link = directory.join(text.trim());
        return link.parent().is_some_and(|folder| is_top(folder.to_path_buf()));
    }
    let config = pointer(&directory.join("config")).unwrap_or_default();
    let worktree = config.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        key.trim().eq_ignore_ascii_case("worktree").then(|| value.trim().to_owned())
    });
    worktree.is_some_and(|path| is_top(directory.join(path)))
}

/// The object that a revision names.
fn object<'r>(repository: &'r gix::Repository, revision: &str) -> Result<gix::Id<'r>, ToolError> {
    repository.rev_parse_single(revision).map_err(|_| {
        let missing = ToolError::not_found(format!("there is no revision `{revision}`"));
        match nearest_reference(repository, revision) {
            Some(near) => missing.help(format!("did you mean `{near}`?")),
            None if repository.is_shallow().is_ok_and(std::convert::identity) => missing
                .help("the clone is shallow; fetch the whole history, for example with `git fetch --unshallow`"),
            None => missing.help("give a branch, a tag or a commit of the repository"),
        }
    })
}

/// The commit that a revision names.
fn commit(repository: &gix::Repository, revision: &str) -> Result<gix::ObjectId, ToolError> {
    let peeled = object(repository, revision)?.object().and_then(gix::Object::peel_to_commit);
    peeled.map(|commit| commit.id).map_err(|error| {
        ToolError::invalid_input(format!("`{revision}` is no commit that can be read: {error}"))
            .help("give a branch, a tag or a commit of the repository")
    })
}

/// Finds a path in the tree of a revision.
fn find(repository: &gix::Repository, wanted: &Revisioned<'_>, path: &Path) -> Result<Found, ToolError> {
    let revision = wanted.revision;
    let id = object(repository, revision)?;
    let unreadable =
        |error: &dyn std::fmt::Display| ToolError::invalid_input(format!("`{revision}` cannot be read: {error}"));
    let object = id.object().map_err(|error| unreadable(&error))?;
    let mut tree = object.peel_to_tree().map_err(|error| unreadable(&error))?;
    let parts: Vec<String> = path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    for (index, part) in parts.iter().enumerate() {
        let at = || parts.get(..=index).unwrap_or_default().join("/");
        let entry = tree.find_entry(part.as_str()).map(|entry| (entry.mode(), entry.object_id()));
        let Some((mode, id)) = entry else {
            let missing = ToolError::not_found(format!("there is no `{}` in the revision `{revision}`", at()));
            return Err(match nearest_entry(&tree, part) {
                Some(near) => missing.help(format!("did you mean `{near}`?")),
                None => missing,
            });
        };
        if mode.is_tree() {
            let folder = repository.find_object(id).map_err(|error| unreadable(&error))?;
            tree = folder.try_into_tree().map_err(|error| unreadable(&error))?;
        } else if index + 1 < parts.len() {
            return Err(ToolError::not_found(format!("`{}` is no folder in the revision `{revision}`", at())));
        } else if mode.is_blob() {
            return Ok(Found::Blob(id));
        } else {
            return Err(ToolError::denied(format!("`{}` is no regular file in the revision `{revision}`", at()))
                .help("links and submodules are not followed"));
        }
    }
    Ok(Found::Folder)
}

fn nearest_reference(repository: &gix::Repository, revision: &str) -> Option<String> {
    let references = repository.references().ok()?;
    let names = references
        .all()
        .ok()?
        .take(MOST_NAMES)
        .filter_map(|reference| Some(reference.ok()?.name().shorten().to_str_lossy().into_owned()));
    let mut names: Vec<String> = names.collect();
    names.push("HEAD".to_owned());
    names.sort();
    let near = nearest::nearest(revision, names.iter().map(String::as_str))?;
    Some(near.to_owned())
}

fn nearest_entry(tree: &gix::Tree<'_>, name: &str) -> Option<String> {
    let entries = tree.iter().take(MOST_NAMES).filter_map(Result::ok);
    let mut names: Vec<String> = entries.map(|entry| entry.filename().to_str_lossy().into_owned()).collect();
    names.sort();
    nearest::nearest(name, names.iter().map(String::as_str)).map(ToOwned::to_owned)
}
