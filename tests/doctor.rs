//! `doctor`: each fault of an installation is found, told with what to do, and nothing is run that a stranger named.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::process::Output;

use serde_json::{Value, json};
use support::BINARY;
use support::account::Account;

/// An account whose Cursor starts this command.
fn with(command: &str, arguments: &Value) -> Account {
    let account = Account::new();
    account.write(
        ".cursor/mcp.json",
        &json!({"mcpServers": {"backend-architect": {"command": command, "args": arguments}}}).to_string(),
    );
    account
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What is said of a fault: exactly one, and exit code 1.
fn fault(account: &Account) -> String {
    let output = account.run(&["doctor"]);
    let said = out(&output);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(said.matches("  WRONG  ").count(), 1, "{said}");
    assert!(said.ends_with("\n1 thing is wrong\n"), "{said}");
    said
}

#[test]
fn an_installation_that_is_well_is_told_so() {
    for client in ["claude-desktop", "claude-code", "cursor", "vscode"] {
        let account = Account::new();
        account.write("shop/architect.toml", "[sql]\ndialect = \"sqlite\"\n");
        account.said(&["install", client, "--root", "."]);

        let said = account.said(&["doctor", client]);

        assert!(said.ends_with("\nnothing is wrong\n"), "{said}");
        assert_eq!(said.matches("it answers `initialize` and `tools/list` (14 tools)").count(), 2, "{said}");
        assert!(said.contains(&format!("the root {} can be read", account.path("shop").display())), "{said}");
    }
}

#[test]
fn where_no_client_has_the_server_only_a_client_that_was_asked_for_is_at_fault() {
    let account = Account::new();

    let any = account.said(&["doctor"]);
    let asked = account.run(&["doctor", "vscode"]);

    assert!(any.contains("no client has this server"), "{any}");
    assert_eq!(asked.status.code(), Some(1));
    assert!(out(&asked).contains("run `backend-architect install vscode --root DIR`"), "{asked:?}");
}

#[test]
fn a_program_that_is_gone_is_found() {
    let account = with("/opt/gone/backend-architect", &json!(["serve"]));
    assert!(fault(&account).contains("there is no program `/opt/gone/backend-architect`"));

    let account = with("backend-architect", &json!(["serve"]));
    assert!(fault(&account).contains("there is no `backend-architect` on the path"));
}

#[cfg(unix)]
#[test]
fn a_program_that_cannot_run_or_is_another_version_is_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let program = |text: &str, mode: u32| {
        let account = Account::new();
        let path = account.write("old/backend-architect", text);
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        account.write(
            ".cursor/mcp.json",
            &json!({"mcpServers": {"mine": {"command": path, "args": ["serve"]}}}).to_string(),
        );
        fault(&account)
    };

    let old = program("#!/bin/sh\necho backend-architect 0.0.1\n", 0o755);
    let other = program("#!/bin/sh\necho 'something \u{1b}[31melse'\n", 0o755);
    let data = program("#!/bin/sh\necho backend-architect 0.0.1\n", 0o644);

    assert!(
        old.contains("  as `mine`")
            && old.contains(&format!("is version 0.0.1, and this is {}", env!("CARGO_PKG_VERSION"))),
        "{old}"
    );
    assert!(other.contains("it is not backend-architect: `--version` says `something \\u{1b}[31melse`"), "{other}");
    assert!(data.contains("cannot be executed"), "{data}");
}

#[test]
fn wrong_arguments_are_found() {
    assert!(
        fault(&with(BINARY, &json!(["serve", "--rot", "."])))
            .contains("its arguments are refused: unexpected argument '--rot'")
    );
    assert!(fault(&with(BINARY, &json!(["check"]))).contains("do not begin with `serve`"));
    assert!(fault(&with(BINARY, &json!(["serve", "--http", "127.0.0.1:0"]))).contains("it serves over HTTP"));
    assert!(fault(&with(BINARY, &json!("serve"))).contains("are no list of texts"));
    assert!(fault(&with(BINARY, &json!(["serve", "--tools", "nothing"]))).contains("there is no tool `nothing`"));
}

#[test]
fn a_root_that_is_gone_and_a_broken_configuration_are_found() {
    let account = with(BINARY, &json!(["serve", "--root", "${workspaceFolder}/gone"]));
    let output = account.run(&["doctor"]);
    let gone = out(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(gone.contains(&format!("the root `{}` cannot be opened", account.path("shop/gone").display())), "{gone}");

    let account = with(BINARY, &json!(["serve", "--root", "."]));
    account.write("shop/architect.toml", "[sql]\n  dialekt = \"sqlite\"\n");
    let broken = fault(&account);
    assert!(
        broken.contains("architect.toml:2:3: [sql] has no key `dialekt`")
            && broken.contains("did you mean `dialect`?"),
        "{broken}"
    );
}

#[test]
fn a_ledger_is_verified_and_not_made() {
    let account = with(BINARY, &json!(["serve", "--approvals", "ledger.jsonl"]));
    let absent = account.said(&["doctor"]);
    assert!(absent.contains("is not there yet"), "{absent}");
    assert!(!account.path("shop/ledger.jsonl").exists(), "an examination makes nothing");

    account.write("shop/ledger.jsonl", "{\"no\": \"record\"}\n");
    assert!(fault(&account).contains("is not whole: line 1"));

    let account = with(BINARY, &json!(["serve", "--approvals=gone/ledger.jsonl"]));
    assert!(fault(&account).contains("lies in a folder that is not there"));
}

#[test]
fn a_broken_configuration_is_found_where_it_is_this_servers_business() {
    let account = Account::new();
    account.write(".cursor/mcp.json", "{\"mcpServers\": {\"other\": }}");
    account.said(&["doctor"]);
    account.write(".cursor/mcp.json", "{\n\"mcpServers\": {\"backend-architect\": }}");

    assert!(fault(&account).contains("line 2, column "));
}

#[test]
fn a_server_of_one_project_in_claude_code_is_examined() {
    let account = Account::new();
    let project = account.path("shop").display().to_string();
    let servers = json!({"backend-architect": {"type": "stdio", "command": BINARY, "args": ["serve", "--root", "gone"], "env": {}}});
    account.write(".claude.json", &json!({"projects": {project: {"mcpServers": servers}}}).to_string());

    let output = account.run(&["doctor"]);

    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(out(&output).contains("cannot be opened"), "{output:?}");
}

#[test]
fn in_a_home_the_project_and_the_person_share_one_configuration() {
    let account = with(BINARY, &json!(["serve"]));

    let said = account.said(&["doctor", "--project", account.path("").to_str().unwrap()]);

    assert_eq!(said.matches("it answers `initialize`").count(), 2, "this program and Cursor's: {said}");
}

#[test]
fn what_only_the_client_knows_is_not_judged() {
    let account = Account::new();
    let servers = json!({
        "backend-architect": {"command": BINARY, "args": ["serve", "--root", "${input:folder}"]},
        "far": {"url": "https://a.example/backend-architect"},
    });
    account.write(".cursor/mcp.json", &json!({ "mcpServers": servers }).to_string());

    let said = account.said(&["doctor"]);

    assert!(said.contains("`${input:folder}` stands for something that only the client knows"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_program_that_a_project_names_is_not_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let account = Account::new();
    let trap = account.write("shop/tools/backend-architect", "#!/bin/sh\ntouch \"$HOME/run\"\n");
    fs::set_permissions(&trap, fs::Permissions::from_mode(0o755)).unwrap();
    let entry = |command: &str, key: &str| {
        json!({key: {"backend-architect": {"command": command, "args": ["serve"]}}}).to_string()
    };
    account.write("shop/.mcp.json", &entry("./tools/backend-architect", "mcpServers"));
    account.write("shop/.cursor/mcp.json", &entry("${workspaceFolder}/tools/backend-architect", "mcpServers"));
    account.write("shop/.vscode/mcp.json", &entry(BINARY, "servers"));

    let said = account.said(&["doctor"]);

    assert_eq!(said.matches("is named by the project, and is not this program: it is not run").count(), 2, "{said}");
    assert!(!account.path("run").exists(), "{said}");
    assert_eq!(said.matches("it answers `initialize`").count(), 2, "this program itself is run: {said}");
}

#[cfg(unix)]
#[test]
fn a_server_that_says_nothing_or_nonsense_is_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = |behaviour: &str| {
        let account = Account::new();
        let version = env!("CARGO_PKG_VERSION");
        let text =
            format!("#!/bin/sh\n[ \"$1\" = --version ] && echo backend-architect {version} && exit\n{behaviour}\n");
        let path = account.write("odd/backend-architect", &text);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        account.write(
            ".cursor/mcp.json",
            &json!({"mcpServers": {"odd": {"command": path, "args": ["serve"]}}}).to_string(),
        );
        fault(&account)
    };

    assert!(server("echo no database >&2; exit 3").contains("it ends when it is asked to `initialize`: no database"));
    assert!(server("echo hello; read line").contains("writes what is no message, `hello`,"));
    let tells = r#"read line; echo '{"jsonrpc":"2.0","id":1,"result":{"serverInfo":{"name":"other"}}}'; read line"#;
    assert!(server(tells).contains("it says that it is \"other\""));
    let empty = r#"read line; echo '{"jsonrpc":"2.0","id":1,"result":{"serverInfo":{"name":"backend-architect"}}}'; read line; echo '{"jsonrpc":"2.0","id":2,"result":{"tools":[]}}'; read line"#;
    assert!(server(empty).contains("it lists no tools"));
}
