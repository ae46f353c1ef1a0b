//! A branch before it is merged: two revisions compared by the tool `check_escalation`, and `check --escalation` around it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::needless_pass_by_value)]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use architect_escalation::approval::{Channel, Decision, Record};
use architect_escalation::policy::Verdict;
use architect_escalation::trigger::Trigger;
use backend_architect::approvals::Approvals;
use backend_architect::registry::{Control, Registry};
use backend_architect::workspace::Workspace;
use serde_json::{Value, json};
use support::BINARY;
use support::repository::{Content, Files, Repository, files};

const SCHEMA: &str = "CREATE TABLE users (id bigint PRIMARY KEY, name text, legacy text);\n";
const ROUTES: &str = "const express = require('express');\nconst app = express();\n\napp.get('/orders', list);\n\nmodule.exports = app;\n";

fn before() -> Files {
    files([
        ("db/migrations/1_users.sql", SCHEMA),
        ("src/routes.js", ROUTES),
        ("package.json", "{\n  \"dependencies\": {\n    \"express\": \"^4.19.0\"\n  }\n}\n"),
        ("CODEOWNERS", "* @shop/all\n/db/ @shop/database\n"),
    ])
}

fn with<'t>(mut base: Files, more: impl IntoIterator<Item = (&'t str, &'t str)>) -> Files {
    base.extend(files(more));
    base
}

/// A repository with `before()` on `main` and some files on `topic`, which `HEAD` is at.
fn branch(after: &Files) -> tempfile::TempDir {
    let top = tempfile::TempDir::new().unwrap();
    let repository = Repository::init(top.path());
    let base = repository.commit("main", &[], &before());
    repository.commit("topic", &[base], after);
    std::fs::write(top.path().join(".git/HEAD"), "ref: refs/heads/topic\n").unwrap();
    top
}

fn call(root: &Path, arguments: Value) -> Value {
    let registry = Registry::new(Workspace::open([root]).unwrap());
    let arguments = arguments.as_object().cloned().unwrap();
    registry.call("check_escalation", arguments, Control::default()).unwrap()
}

fn refused(root: &Path, repository: Value) -> String {
    let registry = Registry::new(Workspace::open([root]).unwrap());
    let arguments = json!({ "repository": repository }).as_object().cloned().unwrap();
    registry.call("check_escalation", arguments, Control::default()).unwrap_err().to_string()
}

fn verdicts(answer: &Value) -> Vec<&str> {
    answer["triggers"].as_array().unwrap().iter().map(|report| report["verdict"].as_str().unwrap()).collect()
}

fn gaps(answer: &Value) -> Vec<String> {
    let gap = |gap: &Value| format!("{}: {}", gap["source"].as_str().unwrap(), gap["reason"].as_str().unwrap());
    answer["gaps"].as_array().unwrap().iter().map(gap).collect()
}

fn evidence(answer: &Value) -> Vec<String> {
    let reports = answer["triggers"].as_array().unwrap().iter();
    let all = reports.flat_map(|report| report["evidence"].as_array().unwrap());
    all.map(|evidence| {
        format!(
            "{} {}:{}",
            evidence["rule"].as_str().unwrap(),
            evidence["source"].as_str().unwrap(),
            evidence["line"]
        )
    })
    .collect()
}

#[test]
fn what_a_branch_has_done_since_it_left_is_judged_and_nothing_else() {
    let top = tempfile::TempDir::new().unwrap();
    let repository = Repository::init(top.path());
    let fork = repository.commit("main", &[], &before());
    repository.commit("topic", &[fork], &with(before(), [("src/routes.js", &*ROUTES.replace("list", "show"))]));
    // `main` goes on, with what would be raised.
    repository.commit("main", &[fork], &with(before(), [("db/migrations/2.sql", "DROP TABLE users;\n")]));

    let topic = call(top.path(), json!({ "repository": { "base": "main", "head": "topic" } }));
    let main = call(top.path(), json!({ "repository": { "base": "topic", "head": "main" } }));

    assert_eq!(verdicts(&topic), ["clear"; 4], "{topic}");
    assert_eq!(topic["files"], 1);
    assert!(topic["mode"].as_str().unwrap().starts_with("whole files of "), "{topic}");
    assert_eq!(verdicts(&main), ["required", "clear", "clear", "clear"], "{main}");
    assert_eq!(main["triggers"][0]["approvers"], json!(["@shop/database"]));
}

#[test]
fn whole_files_tell_what_hunks_leave_open() {
    let padding = "  # nothing\n".repeat(30);
    let migration = |body: &str| {
        format!(
            "class Change < ActiveRecord::Migration[7.0]\n  def up\n    add_column :users, :a, :text\n  end\n\n  def down\n{padding}{body}  end\nend\n"
        )
    };
    let path = "db/migrate/20240101000000_change.rb";
    let top = tempfile::TempDir::new().unwrap();
    let repository = Repository::init(top.path());
    let base = repository.commit("main", &[], &with(before(), [(path, &*migration(""))]));
    repository.commit("topic", &[base], &with(before(), [(path, &*migration("    remove_column :users, :a\n"))]));

    let answer = call(top.path(), json!({ "repository": { "base": "main", "head": "topic" } }));

    let discounted = &answer["triggers"][0]["discounted"];
    assert!(discounted.to_string().contains("down migration"), "{answer}");
}

#[test]
fn files_that_move_are_followed() {
    let long = format!("{SCHEMA}{}", "-- a line that stays\n".repeat(20));
    let base_files = with(before(), [("archive/2_drop.sql", &*format!("{long}DROP TABLE users;\n"))]);
    let mut moved = base_files.clone();
    let text = moved.remove("archive/2_drop.sql").unwrap();
    let exact = {
        let mut files = moved.clone();
        files.insert("db/migrations/2_drop.sql".to_owned(), text.clone());
        files
    };
    let edited =
        with(moved, [("docs/old/2_drop.sql", &*format!("{long}-- kept for the record\nDROP TABLE users;\n"))]);
    let top = tempfile::TempDir::new().unwrap();
    let repository = Repository::init(top.path());
    let base = repository.commit("main", &[], &base_files);
    repository.commit("exact", &[base], &exact);
    repository.commit("edited", &[base], &edited);

    let activated = call(top.path(), json!({ "repository": { "base": "main", "head": "exact" } }));
    let filed = call(top.path(), json!({ "repository": { "base": "main", "head": "edited" } }));

    assert_eq!(activated["files"], 1);
    assert!(
        evidence(&activated)[0].starts_with("escalation/migration-activated db/migrations/2_drop.sql"),
        "{activated}"
    );
    assert_eq!(filed["files"], 1);
}

#[test]
fn a_change_does_not_decide_about_itself() {
    let drop = ("db/migrations/2.sql", "DROP TABLE users;\n");
    let policy = "[[escalation.suppress]]\nrule = \"escalation/drop-table\"\nreason = \"trust me\"\nexpires = \"2999-12-31\"\n";
    let top = branch(&with(before(), [drop, ("architect.toml", policy), ("CODEOWNERS", "* @mallory\n")]));
    // What lies in the working tree is the branch's.
    std::fs::write(top.path().join("architect.toml"), policy).unwrap();
    std::fs::write(top.path().join("CODEOWNERS"), "* @mallory\n").unwrap();

    let answer = call(top.path(), json!({ "repository": { "base": "main" } }));

    assert_eq!(verdicts(&answer), ["required", "required", "clear", "clear"], "{answer}");
    assert!(answer["triggers"].as_array().unwrap().iter().all(|report| report["approvers"] != json!(["@mallory"])));
    let raised = evidence(&answer);
    for gate in ["architect.toml", "CODEOWNERS"] {
        assert!(raised.iter().any(|told| told.starts_with(&format!("escalation/gate-changed {gate}"))), "{raised:?}");
    }
}

#[test]
fn what_has_no_text_is_a_gap_and_never_clear() {
    let mut after = before();
    after.insert("lib/tool.bin".to_owned(), Content::Text(b"\x7fELF\0\0".to_vec()));
    after.insert("logo.png".to_owned(), Content::Text(b"\x89PNG\0".to_vec()));
    after.insert("vendor-lib".to_owned(), Content::Submodule);
    after.insert("big.sql".to_owned(), Content::Text("SELECT 1;\n".repeat(1_700_000).into_bytes()));
    after.insert("link".to_owned(), Content::Link("src/routes.js"));
    let top = branch(&after);

    let answer = call(top.path(), json!({ "repository": { "base": "main" } }));

    assert_eq!(verdicts(&answer), ["unknown"; 4], "{answer}");
    let gaps = gaps(&answer);
    assert_eq!(gaps.len(), 3, "{gaps:?}");
    assert!(gaps[0].starts_with("big.sql: 17000000 bytes are more than the 16777216"), "{gaps:?}");
    assert!(gaps[1].starts_with("lib/tool.bin: a binary file changes"), "{gaps:?}");
    assert!(gaps[2].starts_with("vendor-lib: a submodule moves"), "{gaps:?}");
}

#[test]
fn together_files_are_read_up_to_the_limit_the_small_ones_first() {
    let big = format!("{}\n", "1,2,3,".repeat(2_000)).repeat(750);
    let top =
        branch(&with(before(), [("a.csv", &*big), ("b.csv", &*big), ("db/migrations/2.sql", "DROP TABLE users;\n")]));

    let answer = call(top.path(), json!({ "repository": { "base": "main" } }));

    assert_eq!(verdicts(&answer)[0], "required", "{answer}");
    assert!(gaps(&answer)[0].starts_with("b.csv: together with the other files"), "{answer}");
    assert_eq!(verdicts(&answer)[1], "unknown");
}

#[test]
fn what_lies_outside_of_the_root_is_not_read_and_is_a_gap() {
    let top = branch(&with(
        before(),
        [("secret.txt", "not below the root\n"), ("src/routes.js", &*ROUTES.replace("list", "show"))],
    ));
    std::fs::create_dir_all(top.path().join("src")).unwrap();

    let inside = call(&top.path().join("src"), json!({ "repository": { "base": "main" } }));
    let scoped = call(top.path(), json!({ "repository": { "base": "main", "path": "src" } }));

    assert_eq!(gaps(&inside), [".: 1 changed files lie outside of the root and are not read"]);
    assert!(!inside.to_string().contains("secret"), "{inside}");
    assert_eq!(inside["files"], 1);
    assert_eq!(verdicts(&scoped), ["clear"; 4], "{scoped}");
    assert_eq!(scoped["files"], 1);
}

#[test]
fn nothing_that_a_repository_names_is_run() {
    let top = branch(&with(
        before(),
        [(".gitattributes", "*.sql diff=evil filter=evil\n"), ("db/migrations/2.sql", "DROP TABLE users;\n")],
    ));
    let mark = top.path().join("was-run");
    let run = format!("touch {}", mark.display());
    std::fs::write(
        top.path().join(".git/config"),
        format!(
            "[core]\n\trepositoryformatversion = 0\n\tfsmonitor = {run}\n\thooksPath = hooks\n\tpager = {run}\n[diff]\n\texternal = {run}\n[diff \"evil\"]\n\ttextconv = {run}\n\tcommand = {run}\n[filter \"evil\"]\n\tclean = {run}\n\tsmudge = {run}\n\tprocess = {run}\n"
        ),
    )
    .unwrap();
    std::fs::write(top.path().join(".gitattributes"), "*.sql diff=evil filter=evil\n").unwrap();

    let answer = call(top.path(), json!({ "repository": { "base": "main" } }));

    assert_eq!(verdicts(&answer)[0], "required", "{answer}");
    assert!(!mark.exists());
}

#[test]
fn what_cannot_be_compared_is_said_with_a_way_out() {
    let top = branch(&before());
    let alone = Repository::init(top.path());
    alone.commit("alone", &[], &files([("a", "b\n")]));
    std::fs::write(top.path().join(".git/HEAD"), "ref: refs/heads/topic\n").unwrap();
    let none = tempfile::TempDir::new().unwrap();

    let said = [
        refused(top.path(), json!({ "base": "mian" })),
        refused(top.path(), json!({ "base": "main", "head": "alone" })),
        refused(top.path(), json!({ "base": "HEAD^{/x}" })),
        refused(top.path(), json!({ "base": "" })),
        refused(top.path(), json!({ "base": "main", "path": "../elsewhere" }))
            .replace(&*top.path().canonicalize().unwrap().to_string_lossy(), "ROOT"),
        refused(none.path(), json!({ "base": "main" })),
    ];

    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_diff_and_revisions_exclude_each_other_and_old_names_of_arguments_are_known() {
    let top = branch(&before());
    let registry = Registry::new(Workspace::open([top.path()]).unwrap());
    let call = |arguments: Value| {
        registry.call("check_escalation", arguments.as_object().cloned().unwrap(), Control::default())
    };
    let manifest = json!([{ "path": "package.json", "after": "{\"dependencies\": {\"twilio\": \"5.0.0\"}}" }]);

    let both = call(json!({ "diff": "", "repository": { "base": "main" } })).unwrap_err();
    let alias = call(json!({ "manifests": manifest })).unwrap();
    let twice = call(json!({ "manifests": manifest, "files": manifest })).unwrap_err();

    assert!(both.message.contains("both"), "{both}");
    assert_eq!(verdicts(&alias)[3], "required");
    assert!(twice.message.contains("given twice"), "{twice}");
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(BINARY).current_dir(folder).args(arguments).env_remove("ARCHITECT_LOG").output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn check_fails_while_a_gate_is_closed() {
    let drop = branch(&with(before(), [("db/migrations/2.sql", "DROP TABLE users;\n")]));
    let harmless = branch(&with(before(), [("src/routes.js", &*ROUTES.replace("list", "show"))]));

    let closed = run(drop.path(), &["check", "--escalation", "--base", "main"]);
    let open = run(harmless.path(), &["check", "--escalation", "--base", "main"]);
    let same = run(drop.path(), &["check", "--escalation", "--base", "main", "--head", "main"]);
    let unknown = run(drop.path(), &["check", "--escalation", "--base", "mian"]);
    let no_base = run(drop.path(), &["check", "--escalation"]);
    let alone = run(drop.path(), &["check", "--base", "main"]);
    let sarif = run(drop.path(), &["check", "--escalation", "--base", "main", "--format", "sarif"]);

    assert_eq!(closed.status.code(), Some(1), "{closed:?}");
    assert_eq!(open.status.code(), Some(0), "{open:?}");
    assert_eq!(same.status.code(), Some(0), "{same:?}");
    for misuse in [unknown, no_base, alone, sarif] {
        assert_eq!(misuse.status.code(), Some(2), "{misuse:?}");
        assert!(misuse.stdout.is_empty(), "{misuse:?}");
    }
}

#[test]
fn check_tells_the_gates_in_every_form() {
    let top = branch(&with(
        before(),
        [
            ("db/migrations/2.sql", "DROP TABLE users;\n"),
            ("src/routes.js", &*ROUTES.replace("const app", "const token = 'a|b`c'; // @everybody\nconst app")),
            (
                "package.json",
                "{\n  \"dependencies\": {\n    \"express\": \"^4.19.0\",\n    \"twilio\": \"^5.3.0\"\n  }\n}\n",
            ),
            ("lib/tool.bin", "\0\u{1}"),
        ],
    ));
    let told = |format: &str| out(&run(top.path(), &["check", "--escalation", "--base", "main", "--format", format]));

    for format in ["human", "markdown", "github"] {
        let text = told(format);
        insta::assert_snapshot!(format!("check_{format}"), text);
    }
    let json: Value = serde_json::from_str(&told("json")).unwrap();
    assert_eq!(verdicts(&json), ["required", "unknown", "unknown", "required"], "{json}");
}

#[test]
fn a_description_counts_beside_the_change() {
    let top = branch(&with(before(), [("src/routes.js", &*ROUTES.replace("list", "show"))]));
    std::fs::write(top.path().join("body.md"), "Switch the login to Okta.\n").unwrap();

    let told =
        run(top.path(), &["check", "--escalation", "--base", "main", "--description", "body.md", "--format", "json"]);
    let missing = run(top.path(), &["check", "--escalation", "--base", "main", "--description", "bodi.md"]);

    let json: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_ne!(verdicts(&json)[1], "clear", "{json}");
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn an_approval_of_exactly_this_change_opens_the_gate() {
    let top = branch(&with(before(), [("db/migrations/2.sql", "DROP TABLE users;\n")]));
    let ledger = tempfile::TempDir::new().unwrap();
    let file = ledger.path().join("approvals.jsonl");
    let check = || {
        run(
            top.path(),
            &["check", "--escalation", "--base", "main", "--approvals", file.to_str().unwrap(), "--format", "json"],
        )
    };

    let missing = check();
    let digest =
        call(top.path(), json!({ "repository": { "base": "main" } }))["change_digest"].as_str().unwrap().to_owned();
    let approvals = Approvals::keep(&file).unwrap();
    let empty = check();
    approvals.append(&approval("another change", &digest)).unwrap();
    let approved = check();

    assert_eq!(missing.status.code(), Some(2), "{missing:?}");
    assert_eq!(empty.status.code(), Some(1), "{empty:?}");
    assert_eq!(approved.status.code(), Some(0), "{approved:?}");
    let answer: Value = serde_json::from_slice(&approved.stdout).unwrap();
    assert_eq!(verdicts(&answer)[0], "required");
    assert_eq!(answer["triggers"][0]["approval"]["approver"], "Ada Lovelace");
}

fn approval(id: &str, digest: &str) -> Record {
    Record {
        id: id.to_owned(),
        change_digest: digest.to_owned(),
        trigger: Trigger::DataLoss,
        verdict: Verdict::Required,
        rules: vec!["escalation/drop-table".to_owned()],
        targets: Vec::new(),
        decision: Decision::Approve,
        approver: Some("Ada Lovelace".to_owned()),
        role: Some("database owner".to_owned()),
        reason: Some("nobody reads it".to_owned()),
        conditions: None,
        expires: None,
        typed_target: Some("users".to_owned()),
        channel: Channel::Terminal,
        protocol: None,
        client: None,
        principal: None,
        asked_at: "2026-03-01T23:00:00Z".to_owned(),
        answered_at: "2026-03-01T23:00:05Z".to_owned(),
    }
}
