//! An account of its own for the binary: a home, a path, and nothing of this machine's.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::BINARY;

/// A person's folders, gone with this value.
#[derive(Debug)]
pub struct Account {
    folder: tempfile::TempDir,
}

impl Account {
    pub fn new() -> Self {
        let account = Self { folder: tempfile::TempDir::new().unwrap() };
        std::fs::create_dir_all(account.path("shop")).unwrap();
        account
    }

    /// A path inside, links resolved as the binary resolves them.
    pub fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(inside)
    }

    pub fn write(&self, inside: &str, text: &str) -> PathBuf {
        let path = self.path(inside);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn read(&self, inside: &str) -> String {
        std::fs::read_to_string(self.path(inside)).unwrap_or_else(|error| panic!("{inside}: {error}"))
    }

    /// The binary in this account, in a folder of it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command
            .args(arguments)
            .current_dir(self.path("shop"))
            .env_clear()
            .env("PATH", self.path("bin"))
            .env("HOME", self.path(""))
            .env("USERPROFILE", self.path(""))
            .env("APPDATA", self.path(".config"))
            .env("XDG_CONFIG_HOME", self.path(".config"));
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a run that is well prints.
    pub fn said(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a run that fails says of it.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Puts the binary on the path, by a link.
    #[cfg(unix)]
    pub fn put_on_the_path(&self) -> PathBuf {
        let link = self.path("bin/backend-architect");
        std::fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(Path::new(BINARY).canonicalize().unwrap(), &link).unwrap();
        link
    }

    /// Every file in the account, with its content.
    pub fn files(&self) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path("")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let text = std::fs::read_to_string(&path).unwrap_or_default();
                    files.push((path, text));
                }
            }
        }
        files.sort();
        files
    }
}
