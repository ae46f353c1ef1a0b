//! What was built: its configuration, its files, its size.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{ATTEMPTS, NOT_BEGUN, output};
use crate::Failure;

/// An image, mounted.
pub(super) struct Image {
    container: String,
    /// Where its files are.
    pub(super) root: PathBuf,
    /// Its description, in a file.
    pub(super) description: PathBuf,
    config: Value,
}

impl Image {
    pub(super) fn mount(name: &str, description: PathBuf) -> Result<Self, Failure> {
        let text = output(Command::new("buildah").args(["inspect", "--type", "image", name]))?;
        fs::write(&description, &text)?;
        let image: Value = serde_json::from_str(&text)?;
        let container = output(Command::new("buildah").args(["from", "--pull-never", name]))?.trim().to_owned();
        let root = PathBuf::from(output(Command::new("buildah").args(["mount", &container]))?.trim());
        Ok(Self { container, root, description, config: image["Docker"]["config"].clone() })
    }

    /// The configuration as an engine reads it.
    pub(super) fn config(&self) -> &Value {
        &self.config
    }

    /// The number of the user; nothing when it is a name.
    pub(super) fn user(&self) -> Option<u32> {
        self.config["User"].as_str()?.split(':').next()?.parse().ok()
    }

    pub(super) fn has_health_check(&self) -> bool {
        let test = &self.config["Healthcheck"]["Test"];
        test.as_array().is_some_and(|words| words.first().is_some_and(|word| word != "NONE"))
    }

    /// Whether a path is in the image. Links are not followed: they would lead out of it.
    pub(super) fn has(&self, path: &str) -> bool {
        self.root.join(path.trim_start_matches('/')).symlink_metadata().is_ok()
    }

    /// Files of the image that hold a text, and whether its configuration does.
    pub(super) fn holds(&self, text: &str) -> Vec<String> {
        let search = Command::new("grep").args(["-rlFs", "--", text]).arg(&self.root).output();
        let found = search.map(|search| String::from_utf8_lossy(&search.stdout).into_owned()).unwrap_or_default();
        let mut found: Vec<String> = found.lines().map(ToOwned::to_owned).collect();
        if self.config.to_string().contains(text) {
            found.push("the image's configuration".to_owned());
        }
        found
    }

    /// Bytes of all files.
    pub(super) fn size(&self) -> u64 {
        let counted = output(Command::new("du").args(["-sbx"]).arg(&self.root)).unwrap_or_default();
        counted.split_whitespace().next().and_then(|bytes| bytes.parse().ok()).unwrap_or(0)
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        let removed = Command::new("buildah").args(["rm", &self.container]).output();
        drop(removed);
    }
}

/// Takes away what no name holds: layers that earlier builds left. A build that begins with nothing makes them anew, and
/// the build after it would find the old ones first.
pub(super) fn forget_layers() {
    // What a container of somebody else's still uses stays, and is named as an error.
    let pruned = output(Command::new("buildah").args(["rmi", "--prune"]));
    drop(pruned);
}

/// Builds an image; the log is kept beside the Dockerfile.
pub(super) struct Build<'b> {
    pub(super) context: &'b Path,
    pub(super) dockerfile: &'b Path,
    pub(super) ignore: &'b Path,
    pub(super) name: &'b str,
    /// Where caches are mounted from.
    pub(super) caches: &'b Path,
    /// Nothing of an earlier build is used.
    pub(super) cold: bool,
    pub(super) log: &'b Path,
}

impl Build<'_> {
    pub(super) fn run(&self) -> Result<(), Failure> {
        fs::create_dir_all(self.caches)?;
        let mut text = String::new();
        for _ in 0..ATTEMPTS {
            let log = fs::File::create(self.log)?;
            let status = self.command().stdout(log.try_clone()?).stderr(log).status()?;
            if status.success() {
                return Ok(());
            }
            text = String::from_utf8_lossy(&fs::read(self.log)?).into_owned();
            if !text.contains(NOT_BEGUN) {
                break;
            }
        }
        let lines: Vec<&str> = text.lines().collect();
        let end = lines.get(lines.len().saturating_sub(15)..).unwrap_or_default().join("\n");
        Err(format!("it does not build:\n{end}").into())
    }

    fn command(&self) -> Command {
        let mut build = Command::new("buildah");
        // Mounted caches lie below the folder of temporary files.
        build.env("TMPDIR", self.caches).args(["build", "--isolation", "chroot", "--format", "docker", "--layers"]);
        build.args(["--pull-never", "--tag", self.name]);
        if self.cold {
            build.arg("--no-cache");
        }
        build.arg("--ignorefile").arg(self.ignore).arg("--file").arg(self.dockerfile).arg(self.context);
        build
    }
}
