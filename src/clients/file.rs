//! A configuration file, read and replaced: whole or not at all, with what it was kept beside it.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use architect_core::ToolError;

/// Largest configuration that is read.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What is added to the name of the file as it was.
const KEPT: &str = ".before-backend-architect";

/// A configuration as it is.
#[derive(Debug, Clone)]
pub(crate) struct Configuration {
    /// As the client names it.
    pub(crate) path: PathBuf,
    /// Where it is, links followed.
    target: PathBuf,
    /// Its text, where it is there.
    pub(crate) text: Option<String>,
}

impl Configuration {
    /// Reads it. That it is not there is no error; what is there and no readable text is.
    pub(crate) fn read(path: &Path) -> Result<Self, ToolError> {
        let target = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self { path: path.to_owned(), target: path.to_owned(), text: None });
            }
            Err(error) => return Err(failed(path, "cannot be read", &error)),
            Ok(_) => path.canonicalize().map_err(|error| {
                failed(path, "cannot be followed", &error).help("it is a link; make what it points to, or remove it")
            })?,
        };
        Ok(Self { text: Some(text(&target)?), path: path.to_owned(), target })
    }

    /// Where the file as it was before this server came into it is kept.
    pub(crate) fn kept(&self) -> PathBuf {
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(KEPT);
        self.path.with_file_name(name)
    }

    /// The text that is kept there.
    pub(crate) fn kept_text(&self) -> Option<String> {
        text(&self.kept()).ok()
    }

    /// Keeps the file as it is, with its owner and permissions.
    pub(crate) fn keep(&self) -> Result<(), ToolError> {
        let Some(now) = &self.text else { return Ok(()) };
        write(&self.kept(), now, fs::metadata(&self.target).ok().as_ref(), false)
    }

    /// Replaces the text: readers see the old one or the new one. A new file may be `private` to its owner.
    pub(crate) fn replace(&self, new: &str, private: bool) -> Result<(), ToolError> {
        if Self::read(&self.path)?.text != self.text {
            return Err(ToolError::invalid_input(format!(
                "`{}` was changed by another program just now; nothing was written",
                self.path.display()
            ))
            .help("run it again"));
        }
        write(&self.target, new, fs::metadata(&self.target).ok().as_ref(), private)
    }

    /// Removes the file.
    pub(crate) fn remove(&self) -> Result<(), ToolError> {
        fs::remove_file(&self.path).map_err(|error| failed(&self.path, "cannot be removed", &error))
    }

    /// Removes what was kept.
    pub(crate) fn forget(&self) -> Result<(), ToolError> {
        match fs::remove_file(self.kept()) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(failed(&self.kept(), "cannot be removed", &error))
            }
            _ => Ok(()),
        }
    }
}

fn text(path: &Path) -> Result<String, ToolError> {
    let known = fs::metadata(path).map_err(|error| failed(path, "cannot be read", &error))?;
    if !known.is_file() {
        return Err(ToolError::invalid_input(format!("`{}` is no file", path.display())));
    }
    if known.len() > LARGEST {
        return Err(ToolError::too_large(format!("`{}` has more than {LARGEST} bytes", path.display())));
    }
    let bytes = fs::read(path).map_err(|error| failed(path, "cannot be read", &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        ToolError::invalid_input(format!("`{}` is no UTF-8 text: see byte {at}", path.display()))
            .help("save it as UTF-8; nothing was written")
    })
}

/// Writes a file beside the wanted one, and takes its name once all of it is on the disk. It gets the owner and permissions of
/// the file that is `known`.
fn write(path: &Path, text: &str, known: Option<&fs::Metadata>, private: bool) -> Result<(), ToolError> {
    let fail = |error: &std::io::Error| failed(path, "cannot be written", error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| fail(&error))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".backend-architect-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What is to replace a file is nobody else's before it has that file's permissions. A new one gets what people's own
        // umask leaves of it, as any file that they make.
        let mode = if private || known.is_some() { 0o600 } else { 0o666 };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = private;
    let mut file = builder.tempfile_in(folder).map_err(|error| fail(&error))?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(|error| fail(&error))?;
    if let Some(known) = known {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt as _, fchown};
            // Whoever runs this as root leaves the file to its owner.
            let made = file.as_file().metadata().map_err(|error| fail(&error))?;
            if made.uid() != known.uid() {
                fchown(file.as_file(), Some(known.uid()), None).map_err(|error| fail(&error))?;
            }
            if made.gid() != known.gid() {
                // Its owner may not be in that group, and is the only one whom it must serve.
                let _ = fchown(file.as_file(), None, Some(known.gid()));
            }
        }
        file.as_file().set_permissions(known.permissions()).map_err(|error| fail(&error))?;
    }
    file.persist(path).map_err(|error| fail(&error.error))?;
    #[cfg(unix)]
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| fail(&error))?;
    Ok(())
}

fn failed(path: &Path, what: &str, error: &std::io::Error) -> ToolError {
    ToolError::not_found(format!("`{}` {what}: {error}", path.display()))
}
