//! `install` and `uninstall`: what they write into clients' configurations, and what they leave alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::BINARY;
use support::account::Account;

const KEPT: &str = ".before-backend-architect";

/// Each client, the file of a person on this system, and the key of its servers.
fn clients() -> [(&'static str, &'static str, &'static str); 4] {
    let mac = cfg!(target_os = "macos");
    [
        (
            "claude-desktop",
            if mac {
                "Library/Application Support/Claude/claude_desktop_config.json"
            } else {
                ".config/Claude/claude_desktop_config.json"
            },
            "mcpServers",
        ),
        ("claude-code", ".claude.json", "mcpServers"),
        ("cursor", ".cursor/mcp.json", "mcpServers"),
        (
            "vscode",
            if mac { "Library/Application Support/Code/User/mcp.json" } else { ".config/Code/User/mcp.json" },
            "servers",
        ),
    ]
}

fn entry(text: &str, key: &str) -> Value {
    let configuration: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    configuration[key]["backend-architect"].clone()
}

#[test]
fn each_client_gets_the_server_in_the_file_it_reads() {
    for (client, file, key) in clients() {
        let account = Account::new();

        let said = account.said(&["install", client, "--root", "."]);
        let entry = entry(&account.read(file), key);
        let again = account.said(&["install", client, "--root", "."]);
        let files = account.files();
        let undone = account.said(&["uninstall", client]);

        assert!(said.starts_with(&format!("wrote {}: ", account.path(file).display())), "{said}");
        assert_eq!(entry["command"], BINARY);
        assert_eq!(entry["args"], json!(["serve", "--root", account.path("shop")]));
        assert_eq!(entry.get("type").is_some(), ["claude-code", "vscode"].contains(&client), "{client}: {entry}");
        assert!(again.contains("nothing was written"), "{again}");
        assert_eq!(files.len(), 1, "nothing else is left in the account: {files:?}");
        assert!(undone.starts_with("removed "), "{undone}");
        assert!(account.files().is_empty());
    }
}

#[test]
fn a_project_shares_a_configuration_that_holds_on_other_machines() {
    let expected = [
        ("claude-code", ".mcp.json", "mcpServers", json!(["serve", "--root", "."]), "services"),
        (
            "cursor",
            ".cursor/mcp.json",
            "mcpServers",
            json!(["serve", "--root", "${workspaceFolder}"]),
            "${workspaceFolder}/services",
        ),
        (
            "vscode",
            ".vscode/mcp.json",
            "servers",
            json!(["serve", "--root", "${workspaceFolder}"]),
            "${workspaceFolder}/services",
        ),
    ];
    for (client, file, key, arguments, inside) in expected {
        let account = Account::new();
        fs::create_dir(account.path("shop/services")).unwrap();
        #[cfg(unix)]
        account.put_on_the_path();

        account.said(&["install", client, "--project", "."]);
        let whole = entry(&account.read(&format!("shop/{file}")), key);
        account.said(&["install", client, "--project", ".", "--root", "services"]);
        let part = entry(&account.read(&format!("shop/{file}")), key);

        #[cfg(unix)]
        assert_eq!(whole["command"], "backend-architect");
        assert_eq!(whole["args"], arguments);
        assert_eq!(part["args"][2], inside);
    }

    let said = Account::new().said(&["install", "cursor", "--project", "."]);
    assert!(said.contains("named by its place on this machine"), "{said}");
    let refused = Account::new().refused(&["install", "claude-desktop", "--project", "."]);
    assert!(refused.contains("Claude Desktop has no configuration of a project"), "{refused}");
}

#[cfg(unix)]
#[test]
fn a_link_on_the_path_is_named_rather_than_the_release_it_points_to() {
    let account = Account::new();
    let link = account.put_on_the_path();

    account.said(&["install", "cursor", "--root", "."]);

    assert_eq!(entry(&account.read(".cursor/mcp.json"), "mcpServers")["command"], link.to_str().unwrap());
}

#[test]
fn what_is_there_stays_byte_for_byte_and_comes_back() {
    let before = "{\n    // my servers\n    \"mcpServers\": {\n        \"zeta\": {\"command\": \"z\", \"env\": {\"TOKEN\": \"s3cret\"}}, // first\n        \"alpha\": {\"url\": \"https://a.example/mcp\"}\n    },\n    /* of a later version */\n    \"unknown\": [1, 2.50, {\"b\": 1, \"a\": 2}],\n}\n";
    let account = Account::new();
    account.write(".cursor/mcp.json", before);

    let shown = account.said(&["install", "cursor", "--root", ".", "--dry-run"]);
    let untouched = account.files();
    let said = account.said(&["install", "cursor", "--root", "."]);
    let after = account.read(".cursor/mcp.json");
    let kept = account.read(&format!(".cursor/mcp.json{KEPT}"));
    let undoing = account.said(&["uninstall", "cursor", "--dry-run"]);
    let undone = account.said(&["uninstall", "cursor"]);

    assert_eq!(untouched.len(), 1, "a dry run writes nothing");
    assert_eq!(untouched[0].1, before);
    assert!(!shown.contains("s3cret") && shown.contains("\n+        \"backend-architect\": {\n"), "{shown}");
    for line in before.lines().filter(|line| !line.contains("\"alpha\"")) {
        assert!(after.contains(line), "{line:?} is gone from\n{after}");
    }
    assert!(
        said.contains(&format!("kept the file as it was in {}{KEPT}", account.path(".cursor/mcp.json").display())),
        "{said}"
    );
    assert_eq!(kept, before);
    assert!(undoing.contains("\n-        \"backend-architect\": {\n"), "{undoing}");
    assert!(undone.contains("as it was before the installation"), "{undone}");
    assert_eq!(account.files(), untouched);
}

#[test]
fn what_was_added_meanwhile_survives_the_removal() {
    let account = Account::new();
    account.write(".cursor/mcp.json", "{\n  \"mcpServers\": {}\n}\n");
    account.said(&["install", "cursor", "--root", "."]);
    let grown = account.read(".cursor/mcp.json").replacen("{\n", "{\n  \"more\": true, // mine\n", 1);
    account.write(".cursor/mcp.json", &grown);

    let said = account.said(&["uninstall", "cursor"]);
    let again = account.said(&["uninstall", "cursor"]);

    assert!(said.contains("without `backend-architect`"), "{said}");
    assert_eq!(account.read(&format!(".cursor/mcp.json{KEPT}")), grown);
    assert_eq!(account.read(".cursor/mcp.json"), "{\n  \"more\": true, // mine\n  \"mcpServers\": {}\n}\n");
    assert!(again.contains("nothing was written"), "{again}");
}

#[test]
fn an_installation_again_moves_the_roots_and_keeps_the_first_original() {
    let account = Account::new();
    fs::create_dir(account.path("other")).unwrap();
    account.write(".claude.json", "{\"numStartups\": 3}");
    account.said(&["install", "claude-code", "--root", "."]);
    let extended = account.read(".claude.json").replacen("\"serve\",", "\"serve\", \"--tools\", \"explain\",", 1);
    account.write(".claude.json", &extended);

    account.said(&["install", "claude-code", "--root", "../other"]);

    let arguments = entry(&account.read(".claude.json"), "mcpServers")["args"].clone();
    assert_eq!(arguments, json!(["serve", "--root", account.path("other"), "--tools", "explain"]));
    assert_eq!(account.read(&format!(".claude.json{KEPT}")), "{\"numStartups\": 3}");
}

#[test]
fn a_broken_file_is_refused_with_its_place_and_not_touched() {
    let cases = [
        ("claude-code", "{\n  \"a\": 1,\n}\n", ":3:1: "),
        ("claude-code", "{\n  // no comments in plain JSON\n}\n", ":2:"),
        ("cursor", "{\n  \"mcpServers\": {\n    \"a\": {]\n", ":3:"),
        ("vscode", "{\"servers\": {}, \"servers\": {}}", "`servers` more than once"),
        ("cursor", "[]", "it is no object"),
        (
            "cursor",
            "{\"mcpServers\": {\"backend-architect\": {\"url\": \"https://a.example\"}}}",
            "is reached at a URL",
        ),
    ];
    for (client, text, reason) in cases {
        let account = Account::new();
        let file = clients().into_iter().find(|(known, ..)| *known == client).unwrap().1;
        account.write(file, text);
        let before = account.files();

        let refused = account.refused(&["install", client, "--root", "."]);

        assert!(refused.contains(file) && refused.contains(reason), "{client} {text}: {refused}");
        assert_eq!(account.files(), before);
    }

    let account = Account::new();
    fs::create_dir_all(account.path(".cursor")).unwrap();
    fs::write(account.path(".cursor/mcp.json"), b"{\xff}").unwrap();
    assert!(account.refused(&["install", "cursor"]).contains("is no UTF-8 text: see byte 1"));
}

#[test]
fn another_file_of_a_client_can_be_named_and_a_root_must_be_there() {
    let account = Account::new();

    account.said(&["install", "vscode", "--root", ".", "--file", "profile.json"]);
    let missing = account.refused(&["install", "vscode", "--root", "gone"]);

    assert_eq!(entry(&account.read("shop/profile.json"), "servers")["type"], "stdio");
    assert!(missing.contains("there is no directory `gone`"), "{missing}");
    assert_eq!(account.files().len(), 1);
}

#[test]
fn a_minified_file_with_secrets_is_not_shown() {
    let account = Account::new();
    let text = format!("{{\"oauth\":\"s3cret{}\",\"mcpServers\":{{}}}}", "x".repeat(400));
    account.write(".claude.json", &text);

    let shown = account.said(&["install", "claude-code", "--root", ".", "--dry-run"]);

    assert!(!shown.contains("s3cret") && shown.contains("backend-architect"), "{shown}");
}

#[cfg(unix)]
#[test]
fn links_and_permissions_are_kept_and_a_link_to_nothing_is_refused() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let account = Account::new();
    let target = account.write("dotfiles/claude.json", "{}\n");
    // Where root runs the test, the file is another's.
    let _ = std::os::unix::fs::chown(&target, Some(1234), None);
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    let owner = |path: &Path| fs::metadata(path).unwrap().uid();
    let before = owner(&target);
    symlink("dotfiles/claude.json", account.path(".claude.json")).unwrap();
    fs::create_dir(account.path(".cursor")).unwrap();
    symlink("nowhere.json", account.path(".cursor/mcp.json")).unwrap();

    account.said(&["install", "claude-code", "--root", "."]);
    let dangling = account.refused(&["install", "cursor"]);
    account.said(&["install", "vscode"]);

    assert!(account.path(".claude.json").is_symlink());
    assert!(fs::read_to_string(&target).unwrap().contains("backend-architect"));
    assert_eq!((mode(&target), mode(&account.path(&format!(".claude.json{KEPT}")))), (0o640, 0o640));
    assert_eq!((owner(&target), owner(&account.path(&format!(".claude.json{KEPT}")))), (before, before));
    assert!(dangling.contains("it is a link"), "{dangling}");
    assert_eq!(mode(&account.path(clients()[3].1)), 0o600, "what is made anew for one person is theirs alone");
}
