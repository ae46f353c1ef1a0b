//! Confined, read-only access to the files below the configured roots.
//!
//! Every read goes through a directory handle of `cap-std`, which resolves a path without ever leaving the root:
//! neither `..`, nor an absolute path, nor a symbolic link leads out. Only regular files are read, and only up to
//! the size limit. `git:REV:path` reads a file as it was in a revision, see `git.rs`.

mod git;

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use architect_core::config::FILE_NAME;
use architect_core::nearest;
use architect_core::{
    Comparison, Config, FileEntry, Files, Gap, Limits, PathKind, RevisionRange, Source, ToolError, Walk,
};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions};
use git::Revisioned;
use ignore::WalkBuilder;

/// Folders of installed dependencies and caches. They are never walked into, in any project.
const DEPENDENCIES: [&str; 6] = ["node_modules", "bower_components", "__pycache__", "venv", "cache", "unplugged"];

/// Folders that usually hold build output or copies of other people's code, and sometimes not. They are not walked
/// into either, but that is said, unless version control ignores them.
const OUTPUT: [&str; 5] = ["vendor", "target", "dist", "build", "out"];

/// Hidden folders that tell of a project; the others are tools' own.
const TELLING: [&str; 5] = [".github", ".mvn", ".yarn", ".cargo", ".config"];

/// Most names that are looked at to find the nearest right one for a missing file.
const MOST_SIBLINGS: usize = 2_000;

/// A directory that may be read.
#[derive(Debug)]
struct Root {
    /// Absolute, without symbolic links.
    path: PathBuf,
    handle: Dir,
}

/// The configured roots. The default has none, and refuses every path.
#[derive(Debug, Default)]
pub struct Workspace {
    roots: Vec<Root>,
    max_source_bytes: Option<u64>,
    max_files: Option<u64>,
    deadline_ms: Option<u64>,
}

impl Workspace {
    /// Opens the roots. A root that is missing or no directory is an error.
    pub fn open<P: AsRef<Path>>(roots: impl IntoIterator<Item = P>) -> Result<Self, ToolError> {
        let mut workspace = Self::default();
        for root in roots {
            workspace.roots.push(Root::open(root.as_ref())?);
        }
        if let Ok(configs) = workspace.configs()
            && let Some(first) = configs.first()
        {
            workspace.max_source_bytes = first.limits.max_source_bytes;
            workspace.max_files = first.limits.max_files;
            workspace.deadline_ms = first.limits.deadline_ms;
        }
        Ok(workspace)
    }

    /// The configuration of each root, in order; the default one where a root has no `architect.toml`.
    pub fn configs(&self) -> Result<Vec<Config>, ToolError> {
        self.roots
            .iter()
            .enumerate()
            .map(|(index, root)| {
                if !root.handle.exists(FILE_NAME) {
                    return Ok(Config::default());
                }
                let name = self.name(index, Path::new(FILE_NAME));
                Config::parse(&self.read_at(index, Path::new(FILE_NAME), &name)?)
            })
            .collect()
    }

    /// `deadline_ms` of the first root's configuration, in milliseconds.
    pub fn deadline_ms(&self) -> Option<u64> {
        self.deadline_ms
    }

    fn limits(&self) -> Limits {
        let own = Limits::default();
        Limits {
            max_source_bytes: self.max_source_bytes.unwrap_or(own.max_source_bytes),
            max_files: self.max_files.unwrap_or(own.max_files),
            ..own
        }
    }

    /// The root that a path lies in, and the path inside it. Refuses whatever cannot be inside.
    fn resolve(&self, path: &str) -> Result<(usize, PathBuf), ToolError> {
        if path.contains('\0') {
            return Err(ToolError::invalid_input("the path holds a NUL byte"));
        }
        if self.roots.is_empty() {
            return Err(ToolError::denied(format!("`{path}` cannot be read: no root directory was configured"))
                .help("start the server with `--root DIR`, or give the text itself as `content`"));
        }
        let given = Path::new(path);
        let (index, inside) = if given.is_absolute() {
            let hit = self.roots.iter().enumerate().find_map(|(index, root)| {
                given.strip_prefix(&root.path).ok().map(|inside| (index, inside.to_owned()))
            });
            hit.ok_or_else(|| self.outside(path))?
        } else {
            (0, given.to_owned())
        };
        let mut clean = PathBuf::new();
        for part in inside.components() {
            match part {
                Component::Normal(part) => clean.push(part),
                Component::CurDir => {}
                Component::ParentDir if clean.pop() => {}
                _ => return Err(self.outside(path)),
            }
        }
        Ok((index, clean))
    }

    fn outside(&self, path: &str) -> ToolError {
        let roots: Vec<String> = self.roots.iter().map(|root| format!("`{}`", root.path.display())).collect();
        ToolError::denied(format!("`{path}` lies outside of what may be read"))
            .help(format!("allowed are files below {}", roots.join(", ")))
    }

    /// The name of a file: relative to the first root, absolute in the others, so that it can be given again.
    fn name(&self, index: usize, inside: &Path) -> String {
        let path = match self.roots.get(index) {
            Some(root) if index > 0 => root.path.join(inside),
            _ => inside.to_owned(),
        };
        let name = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        if name.is_empty() { ".".to_owned() } else { name }
    }

    fn root(&self, index: usize) -> Result<&Root, ToolError> {
        self.roots.get(index).ok_or_else(|| ToolError::internal("a root went missing"))
    }

    fn read_at(&self, index: usize, inside: &Path, name: &str) -> Result<Source, ToolError> {
        let root = self.root(index)?;
        // A look before the open: opening a named pipe would wait for its writer for ever.
        let before = root.handle.metadata(inside).map_err(|error| self.explain(&error, index, inside, name))?;
        if before.is_dir() {
            return Err(ToolError::invalid_input(format!("`{name}` is a folder")).help("give a file below it"));
        }
        if !before.is_file() {
            return Err(ToolError::denied(format!("`{name}` is not a regular file"))
                .help("pipes, sockets and devices are not read"));
        }
        let limits = self.limits();
        limits.admit(name, usize::try_from(before.len()).unwrap_or(usize::MAX))?;
        let mut options = OpenOptions::new();
        options.read(true);
        let file =
            root.handle.open_with(inside, &options).map_err(|error| self.explain(&error, index, inside, name))?;
        let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0));
        // One byte beyond the limit tells a file that has grown since the look.
        file.take(limits.max_source_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| self.explain(&error, index, inside, name))?;
        limits.admit(name, bytes.len())?;
        Source::from_bytes(name, bytes)
    }

    fn explain(&self, error: &std::io::Error, index: usize, inside: &Path, name: &str) -> ToolError {
        match error.kind() {
            std::io::ErrorKind::NotFound => {
                let missing = ToolError::not_found(format!("there is no file `{name}`"));
                match self.nearest_sibling(index, inside) {
                    Some(near) => missing.help(format!("did you mean `{near}`?")),
                    None => missing.help("paths are relative to the first root, or absolute inside any root"),
                }
            }
            // cap-std reports a path that leads out through a link as a permission error.
            std::io::ErrorKind::PermissionDenied => self.outside(name),
            _ => ToolError::invalid_input(format!("`{name}` cannot be read: {error}")),
        }
    }

    fn nearest_sibling(&self, index: usize, inside: &Path) -> Option<String> {
        let wanted = inside.file_name()?.to_str()?;
        let folder = inside.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let entries = self.roots.get(index)?.handle.read_dir(folder).ok()?;
        let mut names: Vec<String> =
            entries.take(MOST_SIBLINGS).filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.sort();
        let near = nearest::nearest(wanted, names.iter().map(String::as_str))?;
        Some(self.name(index, &inside.with_file_name(near)))
    }
}

impl Root {
    fn open(path: &Path) -> Result<Self, ToolError> {
        let fail = |error: std::io::Error| {
            ToolError::not_found(format!("the root `{}` cannot be opened: {error}", path.display()))
                .help("give a directory that exists with `--root DIR`")
        };
        let path = path.canonicalize().map_err(fail)?;
        let handle = Dir::open_ambient_dir(&path, ambient_authority()).map_err(fail)?;
        Ok(Self { path, handle })
    }
}

impl Files for Workspace {
    fn read(&self, path: &str) -> Result<Source, ToolError> {
        if let Some(wanted) = Revisioned::read(path) {
            return self.read_revision(&wanted?);
        }
        let (index, inside) = self.resolve(path)?;
        self.read_at(index, &inside, &self.name(index, &inside))
    }

    fn kind(&self, path: &str) -> Result<PathKind, ToolError> {
        if let Some(wanted) = Revisioned::read(path) {
            return self.kind_in_revision(&wanted?);
        }
        let (index, inside) = self.resolve(path)?;
        if inside.as_os_str().is_empty() {
            return Ok(PathKind::Directory);
        }
        let name = self.name(index, &inside);
        let metadata = self
            .root(index)?
            .handle
            .metadata(&inside)
            .map_err(|error| self.explain(&error, index, &inside, &name))?;
        if metadata.is_dir() {
            Ok(PathKind::Directory)
        } else if metadata.is_file() {
            Ok(PathKind::File)
        } else {
            Err(ToolError::denied(format!("`{name}` is not a regular file")).help("devices are not read"))
        }
    }

    fn look(&self, path: &str) -> Option<PathKind> {
        if path.starts_with(git::PREFIX) {
            return self.kind(path).ok();
        }
        let (index, inside) = self.resolve(path).ok()?;
        if inside.as_os_str().is_empty() {
            return Some(PathKind::Directory);
        }
        let metadata = self.roots.get(index)?.handle.metadata(&inside).ok()?;
        let file = metadata.is_file().then_some(PathKind::File);
        file.or_else(|| metadata.is_dir().then_some(PathKind::Directory))
    }

    fn walk(&self, path: &str) -> Result<Walk, ToolError> {
        if path.starts_with(git::PREFIX) {
            return Err(ToolError::invalid_input(format!("`{path}`: the folders of a revision are not searched"))
                .help("give one file as `git:REV:path`"));
        }
        if self.kind(path)? == PathKind::File {
            return Err(ToolError::invalid_input(format!("`{path}` is a file, not a folder")));
        }
        let (index, inside) = self.resolve(path)?;
        let root = self.root(index)?;
        // A link in the middle of the path may lead elsewhere below the root, but not out of it: `kind` has refused
        // that. The walk itself follows no links.
        let start = root.path.join(&inside);
        let limit = usize::try_from(self.limits().max_files).unwrap_or(usize::MAX);
        let mut walk = Walk::default();
        let passed_over = Arc::new(Mutex::new(Vec::new()));
        let mut builder = WalkBuilder::new(&start);
        // Only what lies below the root decides: no ignore files from above it, none of the user's own.
        builder
            .hidden(false)
            .parents(false)
            .git_global(false)
            .git_exclude(false)
            .require_git(false)
            .follow_links(false)
            .sort_by_file_name(Ord::cmp)
            .filter_entry({
                let passed_over = Arc::clone(&passed_over);
                move |entry| is_walked(entry, &passed_over)
            });
        for entry in builder.build() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let reason =
                        format!("a folder could not be read: {error}").replace(&*root.path.to_string_lossy(), "");
                    walk.gaps.push(Gap::of_source(self.name(index, &inside), reason));
                    continue;
                }
            };
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            if walk.files.len() >= limit {
                let reason = format!("only the first {limit} files were looked at (`max_files`)");
                walk.gaps.push(Gap::of_source(self.name(index, &inside), reason));
                break;
            }
            let Ok(below) = entry.path().strip_prefix(&root.path) else { continue };
            let size = entry.metadata().map_or(0, |metadata| metadata.len());
            walk.files.push(FileEntry { path: self.name(index, below), size });
        }
        walk.files.sort();
        let passed_over = passed_over.lock().map(|passed_over| passed_over.clone()).unwrap_or_default();
        for folder in passed_over {
            let Ok(below) = folder.strip_prefix(&root.path) else { continue };
            let reason = "not looked into: a folder of this name usually holds build output or copied code; give it as \
                          `path` to check it";
            walk.gaps.push(Gap::of_source(self.name(index, below), reason));
        }
        walk.gaps.sort();
        Ok(walk)
    }

    fn root_of(&self, path: &str) -> Option<usize> {
        let path = match Revisioned::read(path) {
            Some(wanted) => wanted.ok()?.path,
            None => path,
        };
        self.resolve(path).ok().map(|(index, _)| index)
    }

    fn compare(&self, range: &RevisionRange) -> Result<Comparison, ToolError> {
        self.compare_revisions(range)
    }
}

/// Whether a walk goes into an entry. What is left out though it may be the project's own is remembered.
fn is_walked(entry: &ignore::DirEntry, passed_over: &Mutex<Vec<PathBuf>>) -> bool {
    if entry.depth() == 0 || !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return true;
    }
    let Some(name) = entry.file_name().to_str() else { return true };
    if OUTPUT.contains(&name) {
        if let Ok(mut passed_over) = passed_over.lock() {
            passed_over.push(entry.path().to_path_buf());
        }
        return false;
    }
    let tools_own = name.starts_with('.') && !TELLING.contains(&name);
    // A cache is one of dependencies only inside of a package manager's folder; `src/cache` is code.
    let dependencies = DEPENDENCIES.contains(&name)
        && (!matches!(name, "cache" | "unplugged")
            || entry.path().parent().and_then(Path::file_name).is_some_and(|parent| parent == ".yarn"));
    !tools_own && !dependencies
}
