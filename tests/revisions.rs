//! `git:REV:path`: files as they were, confined as every other path.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use architect_core::{Files as _, PathKind};
use backend_architect::registry::{Control, Registry};
use backend_architect::workspace::Workspace;
use gix::objs::tree::{Entry, EntryKind};
use gix::objs::{Commit, Tree};
use serde_json::json;

const BEFORE: &str = "openapi: 3.1.0\ninfo: {title: Orders, version: 1.0.0}\npaths:\n  /orders:\n    get:\n      responses:\n        \"200\":\n          \
                      description: Fine.\n          content: {application/json: {schema: {$ref: ./order.yaml}}}\n";
const AFTER: &str = "openapi: 3.1.0\ninfo: {title: Orders, version: 2.0.0}\npaths:\n  /orders:\n    get:\n      responses:\n        \"200\":\n          \
                     description: Fine.\n          content: {application/json: {schema: {$ref: ./order.yaml}}}\n";
const ORDER_BEFORE: &str = "type: object\nproperties:\n  total: {type: integer}\n";
const ORDER_AFTER: &str = "type: object\nproperties:\n  total: {type: string}\n";

/// Writes a tree out of files and folders, at most one folder deep.
fn tree(repository: &gix::Repository, files: &[(&str, &str)]) -> gix::ObjectId {
    let mut entries: Vec<Entry> = Vec::new();
    let mut folders: std::collections::BTreeMap<&str, Vec<(&str, &str)>> = std::collections::BTreeMap::new();
    for (path, text) in files {
        match path.split_once('/') {
            Some((folder, name)) => folders.entry(folder).or_default().push((name, text)),
            None => entries.push(Entry {
                mode: if *path == "link.yaml" { EntryKind::Link.into() } else { EntryKind::Blob.into() },
                filename: (*path).into(),
                oid: repository.write_blob(text).unwrap().detach(),
            }),
        }
    }
    for (folder, files) in folders {
        let oid = tree(repository, &files);
        entries.push(Entry { mode: EntryKind::Tree.into(), filename: folder.into(), oid });
    }
    entries.sort();
    repository.write_object(&Tree { entries }).unwrap().detach()
}

/// A repository with two commits on `main`, the first one tagged `v1`.
fn repository(top: &Path) -> gix::Repository {
    let repository = gix::init(top).unwrap();
    let who = gix::actor::Signature {
        name: "A".into(),
        email: "a@example.com".into(),
        time: gix::date::Time { seconds: 1_700_000_000, offset: 0 },
    };
    let mut parents = Vec::new();
    for (index, text) in [BEFORE, AFTER].into_iter().enumerate() {
        let files = [
            ("api/openapi.yaml", text),
            ("api/order.yaml", if index == 0 { ORDER_BEFORE } else { ORDER_AFTER }),
            ("link.yaml", "api/openapi.yaml"),
            ("secret.txt", "not below every root"),
        ];
        let commit = Commit {
            tree: tree(&repository, &files),
            parents: parents.clone().into(),
            author: who.clone(),
            committer: who.clone(),
            encoding: None,
            message: "change".into(),
            extra_headers: Vec::new(),
        };
        let id = repository.write_object(&commit).unwrap().detach();
        parents = vec![id];
        let head = top.join(".git/refs/heads");
        std::fs::create_dir_all(&head).unwrap();
        std::fs::write(head.join("main"), format!("{id}\n")).unwrap();
        if index == 0 {
            std::fs::create_dir_all(top.join(".git/refs/tags")).unwrap();
            std::fs::write(top.join(".git/refs/tags/v1"), format!("{id}\n")).unwrap();
        }
    }
    std::fs::write(top.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    std::fs::create_dir_all(top.join("api")).unwrap();
    repository
}

#[test]
fn a_file_is_read_as_it_was_in_a_revision() {
    let root = tempfile::TempDir::new().unwrap();
    repository(root.path());
    let workspace = Workspace::open([root.path()]).unwrap();

    let read = |path: &str| workspace.read(path).unwrap();

    assert_eq!(read("git:main:api/openapi.yaml").text(), AFTER);
    assert_eq!(read("git:HEAD:api/openapi.yaml").text(), AFTER);
    assert_eq!(read("git:HEAD~1:api/openapi.yaml").text(), BEFORE);
    assert_eq!(read("git:v1:api/../api/./openapi.yaml").text(), BEFORE);
    assert_eq!(read("git:v1:api/openapi.yaml").name(), "git:v1:api/openapi.yaml");
    assert_eq!(workspace.kind("git:v1:api").unwrap(), PathKind::Directory);
    assert_eq!(workspace.look("git:v1:api"), Some(PathKind::Directory));
    assert_eq!(workspace.root_of("git:v1:api/openapi.yaml"), Some(0));
}

#[test]
fn references_in_a_revision_are_followed_in_that_revision() {
    let root = tempfile::TempDir::new().unwrap();
    repository(root.path());
    std::fs::write(root.path().join("api/openapi.yaml"), AFTER).unwrap();
    std::fs::write(root.path().join("api/order.yaml"), ORDER_AFTER).unwrap();
    let registry = Registry::new(Workspace::open([root.path()]).unwrap());
    let told = |revision: &str| {
        let arguments = json!({ "base": "git:v1:api/openapi.yaml", "revision": revision });
        let answer =
            registry.call("diff_openapi", arguments.as_object().cloned().unwrap(), Control::default()).unwrap();
        assert_eq!(answer["gaps"], json!([]), "{answer}");
        let finding = &answer["findings"][0];
        let sources = [&finding["location"]["source"], &finding["related"][0]["source"]];
        sources.map(|source| source.as_str().unwrap().to_owned())
    };

    assert_eq!(told("git:HEAD:api/openapi.yaml"), ["git:HEAD:api/order.yaml", "git:v1:api/order.yaml"]);
    assert_eq!(told("api/openapi.yaml"), ["api/order.yaml", "git:v1:api/order.yaml"]);
}

#[test]
fn a_root_may_be_a_folder_of_a_larger_repository_and_stays_a_root() {
    let top = tempfile::TempDir::new().unwrap();
    repository(top.path());
    let workspace = Workspace::open([top.path().join("api")]).unwrap();

    assert_eq!(workspace.read("git:v1:openapi.yaml").unwrap().text(), BEFORE);
    let outside = workspace.read("git:v1:../secret.txt").unwrap_err();
    assert!(outside.message.contains("outside"), "{outside}");
}

#[test]
fn what_is_wrong_is_named_with_the_nearest_right_one() {
    let root = tempfile::TempDir::new().unwrap();
    repository(root.path());
    let workspace = Workspace::open([root.path()]).unwrap();

    let said = |path: &str| workspace.read(path).unwrap_err().to_string();

    insta::assert_snapshot!(
        [
            said("git:mian:api/openapi.yaml"),
            said("git:main:api/openapy.yaml"),
            said("git:main:ap/openapi.yaml"),
            said("git:main:api"),
            said("git:main:link.yaml"),
            said("git:main"),
            said("git:HEAD^{/x}:api/openapi.yaml"),
        ]
        .join("\n")
    );
    assert!(workspace.walk("git:main:api").is_err());
}

#[test]
fn a_folder_that_claims_the_repository_of_somebody_else_reads_nothing_of_it() {
    let private = tempfile::TempDir::new().unwrap();
    repository(private.path());
    let root = tempfile::TempDir::new().unwrap();
    std::fs::create_dir(root.path().join("api")).unwrap();
    std::fs::write(root.path().join(".git"), format!("gitdir: {}\n", private.path().join(".git").display())).unwrap();
    let workspace = Workspace::open([root.path()]).unwrap();

    let refused = workspace.read("git:main:api/openapi.yaml").unwrap_err();

    assert!(refused.message.contains("is not read"), "{refused}");
    assert!(!refused.to_string().contains("openapi: 3"), "{refused}");
}

#[test]
fn borrowed_objects_of_another_repository_are_refused() {
    let private = tempfile::TempDir::new().unwrap();
    repository(private.path());
    let root = tempfile::TempDir::new().unwrap();
    repository(root.path());
    let alternates = root.path().join(".git/objects/info/alternates");
    std::fs::create_dir_all(alternates.parent().unwrap()).unwrap();
    std::fs::write(alternates, format!("{}\n", private.path().join(".git/objects").display())).unwrap();
    let workspace = Workspace::open([root.path()]).unwrap();

    let refused = workspace.read("git:main:api/openapi.yaml").unwrap_err();

    assert!(refused.message.contains("borrows"), "{refused}");
}

#[test]
fn a_linked_working_tree_that_its_repository_knows_is_read() {
    let main = tempfile::TempDir::new().unwrap();
    repository(main.path());
    let linked = tempfile::TempDir::new().unwrap();
    let top = linked.path().canonicalize().unwrap();
    let own = main.path().join(".git/worktrees/linked");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::create_dir(top.join("api")).unwrap();
    std::fs::write(own.join("gitdir"), format!("{}\n", top.join(".git").display())).unwrap();
    std::fs::write(own.join("commondir"), "../..\n").unwrap();
    std::fs::write(own.join("HEAD"), "ref: refs/heads/main\n").unwrap();
    std::fs::write(top.join(".git"), format!("gitdir: {}\n", own.display())).unwrap();
    let workspace = Workspace::open([&top]).unwrap();

    assert_eq!(workspace.read("git:v1:api/openapi.yaml").unwrap().text(), BEFORE);
}

#[test]
fn a_folder_without_a_repository_says_so() {
    let root = tempfile::TempDir::new().unwrap();
    std::fs::write(root.path().join("openapi.yaml"), AFTER).unwrap();
    let workspace = Workspace::open([root.path()]).unwrap();

    // The machine's own folders above may hold a repository; then the path is not in it.
    let refused = workspace.read("git:main:openapi.yaml").unwrap_err();

    assert!(refused.message.contains("repository") || refused.message.contains("revision"), "{refused}");
}
