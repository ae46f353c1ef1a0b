//! The deployment that the examples show: clean under the project's own rules, of this version, with options that exist.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Command;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/deploy")
}

fn manifests() -> String {
    ["compose.yaml", "kubernetes/architect.yaml"]
        .iter()
        .map(|name| std::fs::read_to_string(folder().join(name)).unwrap())
        .collect()
}

#[test]
fn the_example_deployment_has_no_findings() {
    let output = Command::new(support::BINARY)
        .args(["check", "--format", "json", "--fail-on", "hint"])
        .arg(folder())
        .output()
        .unwrap();

    let report = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(report.contains("1 Dockerfile, 2 deployments"), "{report}");
}

#[test]
fn its_images_are_of_this_version() {
    let manifests = manifests();
    let tags: Vec<&str> = manifests
        .lines()
        .filter_map(|line| line.trim().strip_prefix("image: ")?.rsplit_once("backend-architect:"))
        .map(|(_, tag)| tag)
        .collect();

    assert_eq!(tags, [env!("CARGO_PKG_VERSION"); 2]);
}

#[test]
fn its_options_are_those_of_the_command() {
    let output = Command::new(support::BINARY).args(["serve", "--help"]).output().unwrap();
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    let manifests = manifests();
    let options: Vec<&str> = manifests
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- --"))
        .map(|option| option.split('=').next().unwrap())
        .collect();

    assert!(options.len() >= 8, "{options:?}");
    for option in options {
        assert!(help.contains(&format!("--{option} <")), "--{option} is none of\n{help}");
    }
}

#[test]
fn its_dockerfile_is_what_the_tool_writes_for_this_project() {
    let output = Command::new(support::BINARY)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["call", "generate_dockerfile", "--args", r#"{"path": ".", "port": 8765}"#])
        .output()
        .unwrap();
    let written: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();

    for (file, key) in [("Dockerfile", "dockerfile"), ("Dockerfile.dockerignore", "dockerignore")] {
        assert_eq!(
            written[key].as_str(),
            Some(std::fs::read_to_string(folder().join(file)).unwrap().as_str()),
            "{file}"
        );
    }
}
