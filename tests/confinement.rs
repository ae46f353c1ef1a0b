//! Files outside of the configured roots cannot be reached.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;

use architect_core::error::ErrorKind;
use architect_core::{Files as _, PathKind};
use backend_architect::workspace::Workspace;
use tempfile::TempDir;

/// A root with a file and a folder, beside a secret that is outside.
fn scene() -> (TempDir, Workspace) {
    let scene = TempDir::new().unwrap();
    let root = scene.path().join("root");
    fs::create_dir_all(root.join("folder/node_modules/dependency")).unwrap();
    fs::write(root.join("file.sql"), "SELECT 1;\n").unwrap();
    fs::write(root.join("folder/Dockerfile"), "FROM scratch\n").unwrap();
    fs::write(root.join("folder/node_modules/dependency/Dockerfile"), "FROM scratch\n").unwrap();
    fs::write(scene.path().join("secret.txt"), "secret\n").unwrap();
    let workspace = Workspace::open([&root]).unwrap();
    (scene, workspace)
}

#[test]
fn a_path_that_leads_out_of_the_root_is_refused_and_the_error_says_what_is_allowed() {
    let (scene, workspace) = scene();
    let outside = scene.path().join("secret.txt");

    for path in ["../secret.txt", "folder/../../secret.txt", "/etc/passwd", outside.to_str().unwrap(), ".."] {
        let error = workspace.read(path).unwrap_err();

        assert_eq!(error.kind, ErrorKind::Denied, "{path}: {error}");
        assert!(error.help.unwrap_or_default().contains("root"), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_out_of_the_root_is_refused_and_one_inside_it_is_followed() {
    let (scene, workspace) = scene();
    let root = scene.path().join("root");
    std::os::unix::fs::symlink(scene.path().join("secret.txt"), root.join("out.txt")).unwrap();
    std::os::unix::fs::symlink("../secret.txt", root.join("out-relative.txt")).unwrap();
    std::os::unix::fs::symlink(scene.path(), root.join("parent")).unwrap();
    std::os::unix::fs::symlink("file.sql", root.join("in.sql")).unwrap();

    for path in ["out.txt", "out-relative.txt", "parent/secret.txt"] {
        let error = workspace.read(path).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Denied, "{path}: {error}");
    }
    assert!(workspace.walk("parent").is_err());
    assert_eq!(workspace.read("in.sql").unwrap().text(), "SELECT 1;\n");
    let walked = workspace.walk(".").unwrap();
    assert!(walked.files.iter().all(|file| !file.path.starts_with("parent") && !file.path.contains("secret")));
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_folder_is_not_read() {
    let (scene, workspace) = scene();
    let pipe = scene.path().join("root/pipe");
    if !std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
        return;
    }

    let piped = workspace.read("pipe").unwrap_err();
    let folder = workspace.read("folder").unwrap_err();

    assert_eq!(piped.kind, ErrorKind::Denied);
    assert!(folder.message.contains("folder"), "{folder}");
}

#[test]
fn a_file_beyond_the_size_limit_is_refused_with_the_limit() {
    let (scene, _) = scene();
    let root = scene.path().join("root");
    fs::write(root.join("architect.toml"), "[limits]\nmax_source_bytes = 100\n").unwrap();
    fs::write(root.join("large.sql"), "x".repeat(101)).unwrap();

    let error = Workspace::open([&root]).unwrap().read("large.sql").unwrap_err();

    assert_eq!(error.kind, ErrorKind::TooLarge);
    assert!(error.message.contains("100 bytes"), "{error}");
}

#[test]
fn a_path_inside_any_root_is_read_and_its_name_can_be_given_again() {
    let (first, second) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fs::write(first.path().join("a.sql"), "one").unwrap();
    fs::write(second.path().join("b.sql"), "two").unwrap();
    let workspace = Workspace::open([first.path(), second.path()]).unwrap();
    let absolute = second.path().canonicalize().unwrap().join("b.sql");

    let one = workspace.read("./a.sql").unwrap();
    let two = workspace.read(absolute.to_str().unwrap()).unwrap();

    assert_eq!(one.name(), "a.sql");
    assert_eq!(workspace.read(two.name()).unwrap().text(), "two");
    assert_eq!(workspace.root_of(two.name()), Some(1));
}

#[test]
fn a_walk_skips_dependencies_and_what_version_control_ignores() {
    let (scene, workspace) = scene();
    fs::write(scene.path().join("root/.gitignore"), "*.log\n").unwrap();
    fs::write(scene.path().join("root/debug.log"), "").unwrap();

    fs::create_dir_all(scene.path().join("root/ignored/dist")).unwrap();
    fs::write(scene.path().join("root/ignored/.gitignore"), "dist/\n").unwrap();
    fs::create_dir_all(scene.path().join("root/.git")).unwrap();
    fs::write(scene.path().join("root/.git/config"), "").unwrap();
    fs::create_dir_all(scene.path().join("root/build")).unwrap();
    fs::write(scene.path().join("root/build/Dockerfile"), "FROM scratch\n").unwrap();
    fs::write(scene.path().join("root/.nvmrc"), "24\n").unwrap();

    let walk = workspace.walk(".").unwrap();

    let paths: Vec<&str> = walk.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, [".gitignore", ".nvmrc", "file.sql", "folder/Dockerfile", "ignored/.gitignore"]);
    let gaps: Vec<&str> = walk.gaps.iter().map(|gap| gap.source.as_str()).collect();
    assert_eq!(gaps, ["build"], "what may be the project's own is said, what is ignored is not");
    assert_eq!(workspace.walk("build").unwrap().files.len(), 1, "and can be asked for");
    assert_eq!(workspace.kind("folder").unwrap(), PathKind::Directory);
}

#[test]
fn a_look_goes_no_further_than_a_read() {
    let (_scene, workspace) = scene();

    assert_eq!(workspace.look("file.sql"), Some(PathKind::File));
    assert_eq!(workspace.look("folder"), Some(PathKind::Directory));
    for path in ["folder/Dokerfile", "..", "../root/file.sql", "/etc/passwd", "a\0b", "git:main:file.sql"] {
        assert_eq!(workspace.look(path), None, "{path:?}");
    }
}

#[test]
fn a_missing_file_is_answered_with_the_nearest_one() {
    let (_scene, workspace) = scene();

    let error = workspace.read("folder/Dokerfile").unwrap_err();

    assert_eq!(error.help.as_deref(), Some("did you mean `folder/Dockerfile`?"));
}
