//! A review finds what belongs together, and answers in one order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, MemoryFiles, RuleIndex, Tool as _, ToolError};
use architect_review::tool::{Input, Output, ReviewProject};

const CUSTOMER: &str = "CREATE TABLE customer (id bigint PRIMARY KEY);\n";
const ORDERS: &str =
    "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer (id));\n";
const INDEX: &str = "CREATE INDEX orders_customer_id_idx ON orders (customer_id);\n";

fn review(files: &[(&str, &str)], input: Input) -> Result<Output, ToolError> {
    let rules = [
        architect_core::rules::RULES,
        architect_openapi::RULES,
        architect_sql::RULES,
        architect_container::RULES,
        architect_deployment::RULES,
    ];
    let index = RuleIndex::new(rules.into_iter().flatten().copied());
    let context = Context::new(Arc::new(index)).with_files(Arc::new(MemoryFiles::new(files.iter().copied())));
    ReviewProject.call(input, &context)
}

fn sources(output: &Output) -> Vec<&str> {
    output.artefacts.iter().map(|artefact| artefact.source.as_str()).collect()
}

#[test]
fn numbered_scripts_are_one_schema_in_the_order_of_their_numbers() {
    // In the order of their names the index would come before its table.
    let files = [("db/V1__customer.sql", CUSTOMER), ("db/V2__orders.sql", ORDERS), ("db/V10__index.sql", INDEX)];

    let output = review(&files, Input::default()).unwrap();

    assert_eq!(sources(&output), ["db"]);
    assert_eq!(output.report.findings, [], "{:?}", output.report);
    assert!(output.report.gaps.iter().all(|gap| gap.reason.contains("dialect")), "{:?}", output.report.gaps);
}

#[test]
fn scripts_that_undo_migrations_are_no_part_of_the_schema() {
    let files = [
        ("db/1_customer.up.sql", CUSTOMER),
        ("db/1_customer.down.sql", "DROP TABLE customer;\n"),
        ("db/2_orders.up.sql", ORDERS),
        ("db/2_orders.down.sql", "DROP TABLE orders;\n"),
    ];

    let output = review(&files, Input::default()).unwrap();

    assert_eq!(output.report.total, 1, "{:?}", output.report);
    assert_eq!(output.report.findings[0].rule, "sql/missing-foreign-key-index");
    assert_eq!(output.report.gaps.len(), 1, "{:?}", output.report.gaps);
}

#[test]
fn a_schema_of_a_database_that_is_not_read_is_a_gap() {
    let files = [("clickhouse.sql", "CREATE TABLE hit (id UInt64) ENGINE = MergeTree ORDER BY id;\n")];

    let output = review(&files, Input::default()).unwrap();

    assert_eq!(output.report.findings, []);
    assert!(output.report.gaps[0].reason.contains("ClickHouse"), "{:?}", output.report.gaps);
}

#[test]
fn migrations_in_numbered_folders_are_one_schema() {
    let files = [
        ("prisma/migrations/20240101_init/migration.sql", CUSTOMER),
        ("prisma/migrations/20240102_orders/migration.sql", ORDERS),
        ("prisma/migrations/20240103_index/migration.sql", INDEX),
    ];

    let output = review(&files, Input::default()).unwrap();

    assert_eq!(sources(&output), ["prisma/migrations"]);
    assert_eq!(output.report.findings, []);
}

#[test]
fn other_scripts_are_schemas_by_themselves_and_the_worst_comes_first() {
    let files = [
        ("a.sql", CUSTOMER),
        (
            "b.sql",
            "CREATE TABLE customer (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer (id));\n",
        ),
    ];

    let output = review(&files, Input::default()).unwrap();

    assert_eq!(sources(&output), ["b.sql", "a.sql"]);
    assert_eq!(output.artefacts[0].warnings, 1);
    assert_eq!(output.report.findings[0].rule, "sql/missing-foreign-key-index");
}

#[test]
fn what_is_recognised_and_not_checked_is_a_gap() {
    let files = [
        ("chart/Chart.yaml", "apiVersion: v2\nname: orders\nversion: 1.0.0\n"),
        (
            "chart/templates/orders.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n",
        ),
        ("settings.yaml", "colour: red\n"),
    ];

    let output = review(&files, Input::default()).unwrap();

    let gaps: Vec<&str> = output.report.gaps.iter().map(|gap| gap.source.as_str()).collect();
    assert_eq!(gaps, ["chart/templates/orders.yaml"]);
    assert!(output.report.summary.contains("nothing that can be checked"), "{}", output.report.summary);
}

#[test]
fn manifests_of_all_folders_are_one_artefact_and_each_compose_file_is_one() {
    let settings =
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\n  namespace: shop\ndata:\n  level: info\n";
    let service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: orders\n  namespace: shop\nspec:\n  port: 80\n";
    let files = [
        ("deploy/base/settings.yaml", settings),
        ("deploy/edge/service.yaml", service),
        ("compose.yaml", "services:\n  cache:\n    image: redis:8.2-alpine\n"),
    ];

    let output = review(&files, Input::default()).unwrap();

    assert_eq!(sources(&output), ["deploy", "compose.yaml"]);
    assert_eq!(output.report.findings[0].rule, "deployment/unknown-field");
}

#[test]
fn a_file_that_was_named_is_checked_or_it_is_said_why_not() {
    let files =
        [("notes.txt", "hello\n"), ("Dockerfile", "FROM scratch\nCOPY app /app\nUSER 10001\nCMD [\"/app\"]\n")];

    let named = review(&files, Input { path: Some("Dockerfile".to_owned()), ..Input::default() }).unwrap();
    let other = review(&files, Input { path: Some("notes.txt".to_owned()), ..Input::default() }).unwrap();

    assert_eq!(sources(&named), ["Dockerfile"]);
    assert!(other.report.gaps[0].reason.contains("not recognised"), "{:?}", other.report.gaps);
}

#[test]
fn a_field_is_chosen_by_name_and_a_wrong_one_is_refused() {
    let files = [("a.sql", ORDERS), ("Dockerfile", "FROM node:18\n")];

    let sql = review(&files, Input { fields: vec!["sql".to_owned()], ..Input::default() }).unwrap();
    let wrong = review(&files, Input { fields: vec!["docker".to_owned()], ..Input::default() }).unwrap_err();

    assert_eq!(sources(&sql), ["a.sql"]);
    assert!(wrong.to_string().contains("container"), "{wrong}");
}

#[test]
fn whoever_selects_the_rules_of_one_field_does_not_ask_about_the_others() {
    let files = [("a.sql", "CREATE TABLE t (a int);\n"), ("Dockerfile", "FROM node:18\n")];
    let options = CheckOptions { select: vec!["container".to_owned()], ..CheckOptions::default() };

    let output = review(&files, Input { options, ..Input::default() }).unwrap();

    assert_eq!(sources(&output), ["Dockerfile"]);
    assert_eq!(output.report.gaps, []);
}

#[test]
fn a_folder_below_the_root_brings_its_own_configuration() {
    let files = [
        ("shop/architect.toml", "[rules]\nignore = [\"sql/missing-foreign-key-index\"]\n"),
        (
            "shop/schema.sql",
            "CREATE TABLE customer (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer (id));\n",
        ),
    ];

    let output = review(&files, Input { path: Some("shop".to_owned()), ..Input::default() }).unwrap();
    let whole = review(&files, Input::default()).unwrap();

    assert_eq!(output.report.findings, []);
    assert_eq!(whole.report.total, 1, "the folder's configuration is not the project's");
}

#[test]
fn paging_through_gives_every_finding_once() {
    let tables: Vec<String> = (0..40).map(|n| format!("CREATE TABLE t{n} (a int);")).collect();
    let tables = tables.join("\n");
    let files = [("a.sql", tables.as_str())];
    let all = CheckOptions { limit: Some(1_000), ..CheckOptions::default() };
    let whole = review(&files, Input { options: all, ..Input::default() }).unwrap();

    let mut paged = Vec::new();
    let mut offset = Some(0);
    while let Some(at) = offset {
        let options =
            CheckOptions { limit: Some(7), offset: Some(u32::try_from(at).unwrap()), ..CheckOptions::default() };
        let page = review(&files, Input { options, ..Input::default() }).unwrap();
        offset = page.report.next_offset;
        paged.extend(page.report.findings);
    }

    assert_eq!(whole.report.total, 40);
    assert_eq!(paged, whole.report.findings);
}

#[test]
fn a_project_of_many_artefacts_fits_one_answer_and_is_listed_whole_when_asked() {
    let files: Vec<(String, String)> = (0..300)
        .map(|n| {
            (format!("services/service-number-{n}/deployment/Dockerfile"), "FROM node:18\nCMD npm start\n".to_owned())
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let all = CheckOptions { limit: Some(0), ..CheckOptions::default() };

    let short = review(&files, Input::default()).unwrap();
    let whole = review(&files, Input { options: all, ..Input::default() }).unwrap();

    let bytes = serde_json::to_string(&short).unwrap().len();
    assert!(bytes < 32_000, "{bytes} bytes");
    assert_eq!(short.artefacts.len() + short.more_artefacts.unwrap(), 300);
    assert_eq!((whole.artefacts.len(), whole.more_artefacts), (300, None));
}

#[test]
fn a_script_of_a_series_that_was_named_is_checked_as_a_migration() {
    let files = [
        ("migrations/1_init.sql", "CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL);"),
        ("migrations/2_state.sql", "ALTER TABLE orders ALTER COLUMN state TYPE varchar(20);"),
        ("migrations/3_drop.sql", "DROP TABLE orders;"),
        ("reports/all.sql", "ALTER TABLE orders ALTER COLUMN state TYPE varchar(20);"),
    ];
    let named = |path: &str| {
        let input = Input { path: Some(path.to_owned()), fields: vec!["sql".to_owned()], ..Input::default() };
        let output = review(&files, input).unwrap();
        let tools: Vec<String> = output.artefacts.iter().map(|artefact| artefact.tool.clone()).collect();
        let rules: Vec<String> = output.report.findings.iter().map(|finding| finding.rule.clone()).collect();
        (tools, rules)
    };

    let (tools, rules) = named("migrations/2_state.sql");
    assert_eq!(tools, ["check_migration", "lint_sql_schema"]);
    assert!(rules.contains(&"sql/alter-type-rewrite".to_owned()), "{rules:?}");
    assert!(!rules.contains(&"sql/no-primary-key".to_owned()), "{rules:?}");
    let (tools, rules) = named("migrations/3_drop.sql");
    assert_eq!(tools, ["check_migration"]);
    assert!(rules.contains(&"sql/drop-table".to_owned()), "{rules:?}");
    assert_eq!(named("reports/all.sql").0, ["lint_sql_schema"]);
    assert!(!named("migrations").1.contains(&"sql/drop-table".to_owned()));
}

#[test]
fn a_script_of_a_series_that_was_named_is_read_on_what_stands_before() {
    let files = [
        ("migrations/1_init.sql", "CREATE TABLE customers (id bigint PRIMARY KEY); CREATE TABLE bad (id int);"),
        (
            "migrations/2_orders.sql",
            "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers (id));",
        ),
    ];
    let input = Input { path: Some("migrations/2_orders.sql".to_owned()), ..Input::default() };

    let output = review(&files, input).unwrap();

    let rules: Vec<&str> = output.report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["sql/missing-lock-timeout", "sql/added-foreign-key-without-index"]);
    assert!(output.report.gaps.is_empty(), "{:?}", output.report.gaps);
}
