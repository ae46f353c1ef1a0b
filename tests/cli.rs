//! The shell face: exit codes, what is printed, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::BINARY;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(BINARY).current_dir(folder).args(arguments).env_remove("ARCHITECT_LOG").output().unwrap()
}

fn project() -> tempfile::TempDir {
    let root = tempfile::TempDir::new().unwrap();
    std::fs::write(
        root.path().join("schema.sql"),
        "CREATE TABLE customer (id bigint PRIMARY KEY);\nCREATE TABLE orders (\n  id bigint PRIMARY KEY,\n  customer_id bigint NOT NULL REFERENCES customer\n);\n",
    )
    .unwrap();
    std::fs::create_dir(root.path().join("api")).unwrap();
    std::fs::write(
        root.path().join("api/openapi.yaml"),
        "openapi: 3.0.3\ninfo: { title: Orders, version: '1' }\npaths:\n  /orders:\n    get: { operationId: listOrders }\n",
    )
    .unwrap();
    root
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn call_prints_the_answer_as_json_and_nothing_else() {
    let root = project();
    let file = root.path().join("arguments.json");
    std::fs::write(&file, r#"{"path": "schema.sql"}"#).unwrap();

    let by_args = run(root.path(), &["call", "lint_sql_schema", "--args", r#"{"path": "schema.sql"}"#]);
    let by_file = run(
        Path::new("/"),
        &["call", "lint_sql_schema", "--args-file", file.to_str().unwrap(), "--root", root.path().to_str().unwrap()],
    );

    assert_eq!(by_args.status.code(), Some(0));
    assert_eq!(by_args.stdout, by_file.stdout, "the same input gives the same bytes");
    assert!(by_args.stderr.is_empty(), "{by_args:?}");
    let answer: Value = serde_json::from_slice(&by_args.stdout).unwrap();
    assert_eq!(answer["findings"][0]["rule"], "sql/missing-foreign-key-index");
    assert_eq!(answer["findings"][0]["subject"], "orders(customer_id)");
}

#[test]
fn call_ends_with_2_where_the_tool_reports_an_error() {
    let root = project();

    let missing = run(root.path(), &["call", "lint_sql_schema", "--args", r#"{"path": "shema.sql"}"#]);
    let unknown = run(root.path(), &["call", "lint_sql", "--args", "{}"]);
    let malformed = run(root.path(), &["call", "lint_sql_schema", "--args", "path=schema.sql"]);

    assert_eq!(missing.status.code(), Some(2));
    let answer: Value = serde_json::from_slice(&missing.stdout).unwrap();
    assert_eq!(answer["error"]["help"], "did you mean `schema.sql`?");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(out(&unknown).contains("lint_sql_schema"), "{}", out(&unknown));
    assert_eq!(malformed.status.code(), Some(2));
    assert!(malformed.stdout.is_empty());
}

#[test]
fn check_finds_what_is_there_and_fails_at_the_chosen_level() {
    let root = project();

    let errors = run(root.path(), &["check"]);
    let never = run(root.path(), &["check", "--fail-on", "never"]);
    let only_sql = run(root.path(), &["check", "schema.sql"]);
    let warnings = run(root.path(), &["check", "schema.sql", "--fail-on", "warning"]);
    let missing = run(root.path(), &["check", "no-such-folder"]);

    assert_eq!(errors.status.code(), Some(1), "an operation without responses is an error: {}", out(&errors));
    assert!(out(&errors).contains("sql/missing-foreign-key-index") && out(&errors).contains("api/openapi.yaml"));
    assert_eq!(never.status.code(), Some(0));
    assert_eq!(only_sql.status.code(), Some(0), "a warning is below the default level");
    assert!(!out(&only_sql).contains("openapi.yaml"));
    assert_eq!(warnings.status.code(), Some(1));
    assert_eq!(missing.status.code(), Some(2));
    assert!(missing.stdout.is_empty() && !missing.stderr.is_empty());
}

#[test]
fn check_shows_people_an_excerpt_of_the_source() {
    let root = project();

    let output = run(root.path(), &["check", "--fail-on", "never"]);

    insta::assert_snapshot!("check_human", out(&output));
}

#[test]
fn check_annotates_for_github_and_sarif_names_rules_and_places() {
    let root = project();

    let github = run(root.path(), &["check", "--format", "github", "--fail-on", "never"]);
    let sarif = run(root.path(), &["check", "--format", "sarif", "--fail-on", "never"]);
    let json = run(root.path(), &["check", "--format", "json", "--fail-on", "never"]);

    insta::assert_snapshot!("check_github", out(&github));
    let sarif: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let result = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|result| result["ruleId"] == "sql/missing-foreign-key-index")
        .expect("a result");
    let rule =
        &sarif["runs"][0]["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
    assert_eq!(rule["id"], "sql/missing-foreign-key-index");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "schema.sql");
    assert_eq!(
        result["partialFingerprints"]["subject/v1"],
        "sql/missing-foreign-key-index|schema.sql|orders(customer_id)"
    );
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["total"].as_u64(), json["findings"].as_array().map(|findings| findings.len() as u64));
}

#[test]
fn rules_of_a_ruleset_are_told_in_every_format() {
    let root = tempfile::TempDir::new().unwrap();
    let document = "openapi: 3.1.0\ninfo:\n  title: t\n  version: v1\npaths: {}\n";
    std::fs::write(root.path().join("openapi.yaml"), document).unwrap();
    std::fs::create_dir(root.path().join("style")).unwrap();
    let ruleset = "extends: [[spectral:oas, off]]\nrules:\n  version: {given: $.info, message: 'wrong {{property}}', severity: error, \
                   then: {field: version, function: pattern, functionOptions: {match: '^[0-9]'}}}\n  info-contact: info\n";
    std::fs::write(root.path().join("style/.spectral.yaml"), ruleset).unwrap();
    let check = |format| run(root.path(), &["check", "--ruleset", "style/.spectral.yaml", "--format", format]);

    let (human, github, sarif) = (check("human"), check("github"), check("sarif"));

    assert_eq!(human.status.code(), Some(1));
    assert!(out(&human).contains("error[ruleset/version]: wrong version"), "{}", out(&human));
    assert!(out(&github).contains("::error file=openapi.yaml,line=4"), "{}", out(&github));
    let sarif: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    let run = &sarif["runs"][0];
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
    let selected =
        self::run(root.path(), &["check", "--ruleset", "style/.spectral.yaml", "--select", "ruleset/version"]);
    assert!(out(&selected).contains("1 error"), "{}", out(&selected));
    std::fs::write(root.path().join("style/.spectral.yaml"), "rules: 1\n").unwrap();
    let broken = check("human");
    assert_eq!(broken.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&broken.stderr).contains("style/.spectral.yaml:1:8"));
}

#[test]
fn sarif_names_a_file_with_a_blank_as_a_uri() {
    let root = tempfile::TempDir::new().unwrap();
    std::fs::write(root.path().join("my schema.sql"), "CREATE TABLE t (a int);\n").unwrap();

    let sarif = run(root.path(), &["check", "--format", "sarif", "--min-severity", "warning"]);

    let sarif: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "my%20schema.sql");
}

#[test]
fn rules_lists_every_rule_with_what_scripts_need() {
    let json = run(Path::new("."), &["rules", "--format", "json"]);
    let human = run(Path::new("."), &["rules"]);

    let rules: Vec<Value> = serde_json::from_slice(&json.stdout).unwrap();
    assert!(rules.len() > 60, "{} rules", rules.len());
    for rule in &rules {
        assert!(rule["id"].is_string() && rule["severity"].is_string() && rule["summary"].is_string(), "{rule}");
        assert!(rule["aliases"].is_array(), "{rule}");
        assert!(out(&human).contains(rule["id"].as_str().unwrap()));
    }
}

#[test]
fn explain_answers_to_a_rule_a_peers_name_and_a_topic() {
    for (topic, expected) in [
        ("sql/missing-foreign-key-index", "foreign key"),
        ("hadolint:DL3002", "container/root-user"),
        ("escalation", "data_loss"),
        ("adr", "Decision"),
    ] {
        let output = run(Path::new("."), &["explain", topic]);
        assert_eq!(output.status.code(), Some(0), "{topic}");
        assert!(out(&output).contains(expected), "{topic}: {}", out(&output));
    }
    let wrong = run(Path::new("."), &["explain", "sql/missing-foreign-key-indx"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("sql/missing-foreign-key-index"));
}

#[test]
fn diff_tells_what_changes_for_clients_and_fails_where_something_breaks() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/api-change"));

    let breaking = run(folder, &["diff", "before.yaml", "after.yaml"]);
    let never = run(folder, &["diff", "before.yaml", "after.yaml", "--fail-on", "never"]);
    let same = run(folder, &["diff", "before.yaml", "before.yaml", "--fail-on", "info"]);
    let json = run(folder, &["diff", "before.yaml", "after.yaml", "--format", "json", "--min-severity", "error"]);
    let missing = run(folder, &["diff", "befor.yaml", "after.yaml"]);

    assert_eq!(breaking.status.code(), Some(1), "{breaking:?}");
    assert_eq!(never.status.code(), Some(0));
    assert_eq!(same.status.code(), Some(0), "{}", out(&same));
    assert_eq!(missing.status.code(), Some(2));
    let answer: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(answer["suggested_version"], "2.0.0");
    assert_eq!(answer["total"], answer["breaking"]);
    insta::assert_snapshot!("diff_human", out(&breaking));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(BINARY)
        .args(["rules", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();

    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();

    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn an_earlier_migration_that_cannot_be_read_is_a_gap() {
    let root = project();
    let migrations = root.path().join("migrations");
    std::fs::create_dir(&migrations).unwrap();
    std::fs::write(migrations.join("001_orders.sql"), b"CREATE TABLE orders (note text DEFAULT '\xFF');").unwrap();
    std::fs::write(migrations.join("002_note.sql"), "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;").unwrap();

    let answer = run(root.path(), &["call", "check_migration", "--args", r#"{"path": "migrations/002_note.sql"}"#]);

    let answer: Value = serde_json::from_str(&out(&answer)).unwrap();
    let gaps = answer["gaps"].as_array().unwrap();
    assert!(gaps.iter().any(|gap| gap["source"] == "migrations/001_orders.sql"), "{gaps:?}");
}

#[cfg(feature = "sqlite")]
#[test]
fn check_takes_a_live_database_for_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.db");
    let database = rusqlite::Connection::open(&file).unwrap();
    database
        .execute_batch("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a_id INT REFERENCES a (id));")
        .unwrap();
    drop(database);
    let named = format!("shop=sqlite:{}", file.display());

    let output = run(folder.path(), &["check", "--format", "json", "--database", &named, "database:shop"]);

    let answer: Value = serde_json::from_str(&out(&output)).unwrap();
    let rules: Vec<&str> = answer["findings"].as_array().unwrap().iter().filter_map(|f| f["rule"].as_str()).collect();
    assert!(rules.contains(&"sql/missing-foreign-key-index"), "{answer}");
}
