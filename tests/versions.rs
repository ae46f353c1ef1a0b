//! What is shipped beside the binary is of its version, and promises what it has.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::BINARY;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn text(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn one_version_stands_everywhere() {
    let told = Command::new(BINARY).arg("--version").output().unwrap();
    let manual = Command::new(BINARY).arg("man").output().unwrap();

    assert_eq!(String::from_utf8_lossy(&told.stdout), format!("backend-architect {VERSION}\n"));
    assert!(String::from_utf8_lossy(&manual.stdout).contains(&format!("\"backend-architect {VERSION}\"")));
    assert_eq!(json("examples/bundle/manifest.json")["version"], VERSION);
    assert_eq!(json("examples/registry/server.json")["version"], VERSION);
    for manifest in ["examples/deploy/compose.yaml", "examples/deploy/kubernetes/architect.yaml"] {
        assert!(text(manifest).contains(&format!("backend-architect:{VERSION}\n")), "{manifest}");
    }
}

#[test]
fn the_bundle_promises_the_tools_that_there_are() {
    let manifest = json("examples/bundle/manifest.json");
    let promised: Vec<&str> =
        manifest["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    let registry = support::without_files();
    let known: Vec<&str> = registry.tools().iter().map(|registered| registered.tool().name()).collect();

    assert_eq!(promised, known);
}

#[test]
fn the_bundle_starts_what_the_command_line_takes() {
    let manifest = json("examples/bundle/manifest.json");
    let config = &manifest["server"]["mcp_config"];
    let roots = ["examples/shop", "examples/api-change"];
    let arguments: Vec<&str> = config["args"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|argument| match argument.as_str().unwrap() {
            // A client puts each folder that was chosen as an argument of its own there.
            "${user_config.roots}" => roots.to_vec(),
            argument => vec![argument],
        })
        .collect();
    let output = Command::new(BINARY)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();

    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(manifest["user_config"]["roots"]["multiple"], true);
    assert_eq!(
        manifest["user_config"]["roots"]["required"], true,
        "an empty choice would leave `--root` without a value"
    );
}

#[test]
fn the_registry_gets_what_it_asks_for() {
    let server = json("examples/registry/server.json");
    let name = server["name"].as_str().unwrap();
    let description = server["description"].as_str().unwrap();

    assert_eq!(name.split_once('/').map(|(_, server)| server), Some("backend-architect"));
    assert!((1..=100).contains(&description.chars().count()), "{description}");
    assert!(server["$schema"].as_str().unwrap().ends_with("/server.schema.json"));
}
