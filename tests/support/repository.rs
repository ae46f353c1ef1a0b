//! Git repositories for tests, made without git.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::Path;

use gix::objs::tree::{Entry, EntryKind};
use gix::objs::{Commit, Tree};

/// What lies at a path.
#[derive(Debug, Clone)]
pub enum Content {
    /// A file.
    Text(Vec<u8>),
    /// A symbolic link.
    Link(&'static str),
    /// Another repository.
    Submodule,
}

/// Files of one commit.
pub type Files = BTreeMap<String, Content>;

/// Text files by path.
pub fn files<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Files {
    texts.into_iter().map(|(path, text)| (path.to_owned(), Content::Text(text.as_bytes().to_vec()))).collect()
}

/// A repository under construction.
pub struct Repository {
    repository: gix::Repository,
}

impl Repository {
    /// The repository of a folder, an empty one where there was none, with `HEAD` at `main`.
    pub fn init(top: &Path) -> Self {
        let repository = gix::open(top).or_else(|_| gix::init(top)).unwrap();
        std::fs::write(top.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        Self { repository }
    }

    /// Commits these files on a branch, after some commits.
    pub fn commit(&self, branch: &str, parents: &[gix::ObjectId], files: &Files) -> gix::ObjectId {
        let files: Vec<(&str, &Content)> = files.iter().map(|(path, content)| (path.as_str(), content)).collect();
        let who = gix::actor::Signature {
            name: "A".into(),
            email: "a@example.com".into(),
            time: gix::date::Time { seconds: 1_700_000_000, offset: 0 },
        };
        let commit = Commit {
            tree: self.tree(&files),
            parents: parents.to_vec().into(),
            author: who.clone(),
            committer: who,
            encoding: None,
            message: "change".into(),
            extra_headers: Vec::new(),
        };
        let id = self.repository.write_object(&commit).unwrap().detach();
        let heads = self.repository.git_dir().join("refs/heads");
        std::fs::create_dir_all(&heads).unwrap();
        std::fs::write(heads.join(branch), format!("{id}\n")).unwrap();
        id
    }

    fn tree(&self, files: &[(&str, &Content)]) -> gix::ObjectId {
        let mut entries: Vec<Entry> = Vec::new();
        let mut folders: BTreeMap<&str, Vec<(&str, &Content)>> = BTreeMap::new();
        for (path, content) in files {
            let Some((folder, name)) = path.split_once('/') else {
                let (kind, oid) = match content {
                    Content::Text(text) => (EntryKind::Blob, self.repository.write_blob(text).unwrap().detach()),
                    Content::Link(to) => (EntryKind::Link, self.repository.write_blob(to).unwrap().detach()),
                    Content::Submodule => (EntryKind::Commit, gix::ObjectId::from_hex(&[b'5'; 40]).unwrap()),
                };
                entries.push(Entry { mode: kind.into(), filename: (*path).into(), oid });
                continue;
            };
            folders.entry(folder).or_default().push((name, content));
        }
        for (folder, files) in folders {
            entries.push(Entry { mode: EntryKind::Tree.into(), filename: folder.into(), oid: self.tree(&files) });
        }
        entries.sort();
        self.repository.write_object(&Tree { entries }).unwrap().detach()
    }
}
