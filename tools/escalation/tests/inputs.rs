//! What callers give beside a diff, and what they get.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use architect_core::{Config, Context, ErasedTool, MemoryFiles, RuleIndex, Source, Tool};
use architect_escalation::tool::check_escalation::{
    FileInput, Input, MigrationInput, OpenApiInput, Output, ServiceInput,
};
use architect_escalation::{CheckEscalation, RULES};

fn context() -> Context {
    Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())))
}

fn verdicts(output: &Output) -> Vec<&'static str> {
    output.triggers.iter().map(|report| report.verdict.as_str()).collect()
}

fn rules(output: &Output) -> Vec<&str> {
    output.triggers.iter().flat_map(|report| &report.evidence).map(|evidence| evidence.rule.as_str()).collect()
}

const DROP: &str = "\
diff --git a/db/migrations/7.sql b/db/migrations/7.sql
new file mode 100644
--- /dev/null
+++ b/db/migrations/7.sql
@@ -0,0 +1 @@
+DROP TABLE legacy;
";

#[test]
fn nothing_given_is_an_error_that_says_what_to_give() {
    let error = CheckEscalation.call(Input::default(), &context()).unwrap_err();

    assert!(error.to_string().contains("`diff`"), "{error}");
}

#[test]
fn a_diff_may_be_a_file() {
    let files = MemoryFiles::new([("change.diff", DROP)]);
    let input = Input { diff_path: Some("change.diff".to_owned()), ..Input::default() };

    let output = CheckEscalation.call(input, &context().with_files(Arc::new(files))).unwrap();

    assert_eq!(verdicts(&output), ["required", "clear", "clear", "clear"]);
}

#[test]
fn whole_migrations_are_judged_and_what_they_cannot_show_is_unknown() {
    let files = MemoryFiles::new([("migrations/2.sql", "ALTER TABLE a DROP COLUMN b;")]);
    let migration = |path: &str, content: Option<&str>| MigrationInput {
        path: path.to_owned(),
        content: content.map(ToOwned::to_owned),
    };
    let input = Input {
        migrations: vec![
            migration("migrations/1.sql", Some("CREATE TABLE a (b int);")),
            migration("migrations/2.sql", None),
        ],
        ..Input::default()
    };

    let output = CheckEscalation.call(input, &context().with_files(Arc::new(files))).unwrap();

    assert_eq!(verdicts(&output), ["clear", "unknown", "unknown", "unknown"]);
    assert_eq!(output.triggers[0].discounted[0].guard, "created in this change");
    assert_eq!(output.mode, "whole files");
    assert!(!output.questions.is_empty());
}

#[test]
fn manifests_are_compared_before_and_after() {
    let manifest = FileInput {
        path: "package.json".to_owned(),
        before: Some(r#"{"dependencies":{"express":"^4.0.0"}}"#.to_owned()),
        after: Some(r#"{"dependencies":{"express":"^4.0.0","twilio":"^5.0.0"}}"#.to_owned()),
    };
    let input = Input { files: vec![manifest], ..Input::default() };

    let output = CheckEscalation.call(input, &context()).unwrap();

    assert_eq!(verdicts(&output), ["unknown", "unknown", "unknown", "required"]);
    assert_eq!(rules(&output), ["escalation/vendor-dependency"]);
}

#[test]
fn an_api_that_asks_for_less_is_raised() {
    let before = "openapi: 3.1.0\nsecurity:\n  - bearer: []\npaths:\n  /orders:\n    get:\n      responses: {}\n";
    let after = "openapi: 3.1.0\nsecurity:\n  - bearer: []\npaths:\n  /orders:\n    get:\n      security: []\n      responses: {}\n";
    let input = Input {
        openapi: Some(OpenApiInput { before: before.to_owned(), after: after.to_owned() }),
        ..Input::default()
    };

    let output = CheckEscalation.call(input, &context()).unwrap();

    assert_eq!(output.triggers[1].verdict.as_str(), "required");
    assert_eq!(
        output.triggers[1].evidence[0].message,
        "`GET /orders`: it demands nothing instead of `bearer` [api-security-removed]"
    );
}

#[test]
fn words_alone_clear_nothing() {
    for text in ["Fix a typo in the footer.", "Drop the users table.", "Switch login to Okta."] {
        let input = Input { description: Some(text.to_owned()), ..Input::default() };

        let output = CheckEscalation.call(input, &context()).unwrap();

        assert!(!verdicts(&output).contains(&"clear"), "{text}: {output:#?}");
        assert_eq!(output.mode, "description only");
    }
}

#[test]
fn owners_of_the_evidence_approve() {
    let files = MemoryFiles::new([(".github/CODEOWNERS", "* @shop/all\n/db/ @shop/database @anna\n")]);
    let input = Input { diff: Some(DROP.to_owned()), ..Input::default() };

    let output = CheckEscalation.call(input, &context().with_files(Arc::new(files))).unwrap();

    assert_eq!(output.triggers[0].approvers, ["@shop/database", "@anna"]);
    assert_eq!(output.triggers[1].approvers, ["security team"]);
}

#[test]
fn a_rule_that_is_ignored_leaves_a_trace() {
    let input =
        Input { diff: Some(DROP.to_owned()), ignore: vec!["escalation/drop-table".to_owned()], ..Input::default() };

    let output = CheckEscalation.call(input, &context()).unwrap();

    assert_eq!(verdicts(&output)[0], "clear");
    assert_eq!(output.triggers[0].discounted[0].guard, "rule not selected");
}

#[test]
fn a_trigger_without_any_selected_rule_is_unknown() {
    let input = Input {
        diff: Some(DROP.to_owned()),
        select: vec!["escalation/guard-removed".to_owned()],
        ..Input::default()
    };

    let output = CheckEscalation.call(input, &context()).unwrap();

    assert_eq!(verdicts(&output), ["unknown", "clear", "unknown", "unknown"]);
}

#[test]
fn the_user_grades_rules() {
    let config = "[rules.severity]\n\"escalation/drop-table\" = \"info\"\n";
    let config = Config::parse(&Source::new("architect.toml", config)).unwrap();
    let input = Input { diff: Some(DROP.to_owned()), ..Input::default() };

    let output = CheckEscalation.call(input, &context().with_config(config)).unwrap();

    assert_eq!(verdicts(&output)[0], "advisory");
}

#[test]
fn services_come_from_the_call_or_the_configuration() {
    let change = |service: &str| {
        format!(
            "diff --git a/{service}/main.go b/{service}/main.go\n--- a/{service}/main.go\n+++ b/{service}/main.go\n@@ -1 +1 @@\n-var a = 1\n+var a = 2\n"
        )
    };
    let diff: String = ["alpha", "beta", "gamma"].map(change).concat();
    let services: Vec<ServiceInput> =
        ["alpha", "beta", "gamma"].map(|name| ServiceInput { prefix: name.to_owned(), name: name.to_owned() }).into();
    let config =
        Config::parse(&Source::new("architect.toml", "[services]\nalpha = \"a\"\nbeta = \"b\"\ngamma = \"c\"\n"))
            .unwrap();

    let unknown = CheckEscalation.call(Input { diff: Some(diff.clone()), ..Input::default() }, &context()).unwrap();
    let named =
        CheckEscalation.call(Input { diff: Some(diff.clone()), services, ..Input::default() }, &context()).unwrap();
    let configured =
        CheckEscalation.call(Input { diff: Some(diff), ..Input::default() }, &context().with_config(config)).unwrap();

    assert_eq!(rules(&unknown), [""; 0]);
    assert_eq!(rules(&named), ["escalation/services-fan-out"]);
    assert_eq!(configured.triggers[2].evidence[0].message, "a, b, c change together");
}

#[test]
fn the_digest_is_of_the_change_and_not_of_its_form() {
    let first = "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n x\n-a\n+b\n y\n";
    let less_context = "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -2 +2 @@\n-a\n+b\n";
    let other = "diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -2 +2 @@\n-a\n+c\n";
    let second = "diff --git a/b.txt b/b.txt\n--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-1\n+2\n";
    let digest = |diff: &str| {
        CheckEscalation
            .call(Input { diff: Some(diff.to_owned()), ..Input::default() }, &context())
            .unwrap()
            .change_digest
    };

    assert_eq!(digest(first), digest(less_context));
    assert_eq!(digest(first), digest(&first.replace('\n', "\r\n")));
    assert_eq!(digest(&[first, second].concat()), digest(&[second, first].concat()));
    assert_ne!(digest(first), digest(other));
    assert_eq!(digest(first).len(), 64);
}

#[test]
fn schemas_have_no_references() {
    for schema in [CheckEscalation.input_schema(), CheckEscalation.output_schema()] {
        let text = schema.to_string();

        for word in ["$ref", "anyOf", "allOf"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    assert!(CheckEscalation::DESCRIPTION.len() <= 400, "{}", CheckEscalation::DESCRIPTION.len());
}

#[test]
fn what_is_given_as_a_migration_is_one_wherever_it_lies_and_however_it_is_written() {
    let forms = [
        r#"{"migrations": [{"path": "x.sql", "content": "DROP TABLE users;"}]}"#,
        r#"{"migrations": [{"path": "tests/7.sql", "content": "DROP TABLE users;"}]}"#,
        r#"{"migrations": [{"path": "x.sql", "sql": "DROP TABLE users;"}]}"#,
        r#"{"migrations": [{"content": "CREATE TABLE a (id int);"}, {"content": "DROP TABLE users;"}]}"#,
        r#"{"migrations": ["DROP TABLE users;"]}"#,
    ];

    for form in forms {
        let input: Input = serde_json::from_str(form).unwrap();
        let output = CheckEscalation.call(input, &context()).unwrap();

        assert_eq!(serde_json::to_value(output.triggers[0].verdict).unwrap(), "required", "{form}");
    }
    let empty: Input = serde_json::from_str(r#"{"migrations": [{}]}"#).unwrap();
    assert!(
        CheckEscalation.call(empty, &context()).unwrap_err().to_string().contains("neither `path` nor `content`")
    );
}

/// A change that adds one migration to a folder.
fn one_migration(path: &str, sql: &str) -> String {
    let lines = sql.lines().count();
    let body = format!("+{}\n", sql.trim_end().replace('\n', "\n+"));
    format!(
        "diff --git a/{path} b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{lines} @@\n{body}"
    )
}

#[test]
fn what_a_column_was_is_told_by_the_migrations_that_stand_before() {
    let files = MemoryFiles::new([
        (
            "db/migrations/0001_init.sql",
            "CREATE TABLE customers (id bigserial PRIMARY KEY, name varchar(255), age int);",
        ),
        ("db/migrations/0002_more.sql", "ALTER TABLE customers ALTER COLUMN age TYPE bigint;"),
    ]);
    let context = context().with_files(Arc::new(files));
    let judged = |sql: &str| {
        let diff = one_migration("db/migrations/0003_change.sql", sql);
        CheckEscalation.call(Input { diff: Some(diff), ..Input::default() }, &context).unwrap()
    };

    let narrowed = judged("ALTER TABLE customers ALTER COLUMN name TYPE varchar(80);");
    let widened = judged("ALTER TABLE customers ALTER COLUMN name TYPE varchar(300);");
    let shrunk = judged("ALTER TABLE customers ALTER COLUMN age TYPE int;");

    assert_eq!(verdicts(&narrowed)[0], "required", "{narrowed:#?}");
    assert!(narrowed.triggers[0].evidence[0].message.contains("varchar(255)"), "{narrowed:#?}");
    assert_eq!(verdicts(&widened)[0], "clear", "{widened:#?}");
    assert_eq!(verdicts(&shrunk)[0], "required", "{shrunk:#?}");
}

#[test]
fn rows_that_go_along_are_told_by_the_migrations_that_stand_before() {
    let files = MemoryFiles::new([(
        "migrations/1_init.sql",
        "CREATE TABLE orders (id int PRIMARY KEY);
         CREATE TABLE order_lines (id int PRIMARY KEY, order_id int REFERENCES orders ON DELETE CASCADE);",
    )]);
    let diff = one_migration("migrations/2_purge.sql", "DELETE FROM orders WHERE id < 1000;");
    let input = Input { diff: Some(diff), ..Input::default() };

    let output = CheckEscalation.call(input, &context().with_files(Arc::new(files))).unwrap();

    assert!(output.triggers[0].evidence[0].message.contains("`order_lines` go along"), "{output:#?}");
}

#[test]
fn what_the_check_of_migrations_knows_to_be_lost_is_evidence() {
    let files = MemoryFiles::new([(
        "migrations/1_init.sql",
        "CREATE TABLE `reading` (`at` int NOT NULL) ENGINE=InnoDB PARTITION BY RANGE (`at`) (PARTITION p1 VALUES LESS THAN (10));",
    )]);
    let diff = one_migration("migrations/2_drop.sql", "ALTER TABLE reading DROP PARTITION p1;");
    let input = Input { diff: Some(diff), ..Input::default() };

    let output = CheckEscalation.call(input, &context().with_files(Arc::new(files))).unwrap();

    assert_eq!(rules(&output), ["escalation/data-taken"]);
    assert_eq!(verdicts(&output)[0], "required");
}

#[test]
fn a_table_of_sqlite_that_is_made_anew_loses_what_is_not_copied() {
    let files = MemoryFiles::new([(
        "migrations/0001_init.sql",
        "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, note TEXT, born TEXT) STRICT;",
    )]);
    let context = context().with_files(Arc::new(files));
    let judged = |copied: &str, made: &str| {
        let sql = format!(
            "CREATE TABLE users_new (id INTEGER PRIMARY KEY AUTOINCREMENT, {made}) STRICT;\n\
             INSERT INTO users_new (id, {copied}) SELECT id, {copied} FROM users;\n\
             DROP TABLE users;\n\
             ALTER TABLE users_new RENAME TO users;"
        );
        let diff = one_migration("migrations/0002_anew.sql", &sql);
        CheckEscalation.call(Input { diff: Some(diff), ..Input::default() }, &context).unwrap()
    };
    let all = "name TEXT NOT NULL, note TEXT, born TEXT";

    let whole = judged("name, note, born", all);
    let without_copy = judged("name, note", all);
    let without_column = judged("name, note", "name TEXT NOT NULL, note TEXT");

    assert_ne!(verdicts(&whole)[0], "required", "{whole:#?}");
    assert!(rules(&without_copy).contains(&"escalation/data-taken"), "{without_copy:#?}");
    assert!(rules(&without_column).contains(&"escalation/drop-column"), "{without_column:#?}");
}

#[test]
fn a_file_that_stays_as_it_is_raises_nothing_and_leaves_the_hunks_of_the_diff() {
    let same = |path: &str| FileInput {
        path: path.to_owned(),
        before: Some("[rules]\n".to_owned()),
        after: Some("[rules]\n".to_owned()),
    };
    let alone = Input { files: vec![same("architect.toml")], ..Input::default() };
    let beside = Input { diff: Some(DROP.to_owned()), files: vec![same("db/migrations/7.sql")], ..Input::default() };

    let alone = CheckEscalation.call(alone, &context()).unwrap();
    let beside = CheckEscalation.call(beside, &context()).unwrap();

    assert_eq!(rules(&alone), Vec::<&str>::new());
    assert_eq!(rules(&beside), ["escalation/drop-table"]);
}

#[test]
fn a_text_that_is_no_diff_has_one_digest_whatever_its_line_breaks() {
    let digest = |text: &str| {
        let input = Input { diff: Some(text.to_owned()), ..Input::default() };
        CheckEscalation.call(input, &context()).unwrap().change_digest
    };

    assert_eq!(digest("please review\nmy change\n"), digest("please review\r\nmy change\r\n"));
    assert_ne!(digest("please review\n"), digest("please review this\n"));
}
