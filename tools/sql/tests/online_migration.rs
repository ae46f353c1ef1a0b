//! What `check_migration` knows of MariaDB and MySQL: the algorithm, the version, the state before, and the way back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_sql::migration::rules::RULES;
use architect_sql::tool::check_migration::{Input, Output};
use architect_sql::{CheckMigration, Dialect};

fn check(dialect: Dialect, version: &str, schema: &str, text: &str) -> Output {
    let index = RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied());
    let input = Input {
        document: DocumentInput { content: Some(text.to_owned()), path: None },
        schema: Some(schema.to_owned()).filter(|schema| !schema.is_empty()).into_iter().collect(),
        options: CheckOptions { ignore: vec!["sql/missing-lock-timeout".to_owned()], ..CheckOptions::default() },
        dialect: Some(dialect),
        version: Some(version.to_owned()),
        ..Input::default()
    };
    CheckMigration.call(input, &Context::new(Arc::new(index))).expect("an answer")
}

fn mariadb(schema: &str, text: &str) -> Output {
    check(Dialect::MariaDb, "10.11", schema, text)
}

fn rules(output: &Output) -> Vec<&str> {
    output.report.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

fn algorithm(output: &Output) -> String {
    let row = output.statements.first().expect("a statement");
    format!("{} {}", row.algorithm.clone().unwrap_or_default(), row.work)
}

const ORDERS: &str = "CREATE TABLE customer (id int PRIMARY KEY, email varchar(60)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, total int NOT NULL DEFAULT 0 COMMENT 'cents', code varchar(50),
  KEY customer_idx (customer_id), CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id))
  ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
";

#[test]
fn the_version_of_mysql_decides_what_is_instant() {
    for (text, version, expected) in [
        ("ADD COLUMN x int", "8.0.12", "INSTANT none"),
        ("ADD COLUMN x int FIRST", "8.0.28", "INPLACE rewrite"),
        ("ADD COLUMN x int FIRST", "8.0.29", "INSTANT none"),
        ("DROP COLUMN code", "8.0.28", "INPLACE rewrite"),
        ("DROP COLUMN code", "8.4", "INSTANT none"),
        ("RENAME COLUMN code TO label", "8.0.27", "INPLACE none"),
        ("RENAME COLUMN code TO label", "8.0.28", "INSTANT none"),
        ("MODIFY code varchar(63)", "8.4", "INPLACE none"),
        ("MODIFY code varchar(64)", "8.4", "COPY rewrite"),
        ("ADD INDEX x (code)", "8.0", "INPLACE index build"),
        ("ADD COLUMN x int, ADD INDEX y (code)", "8.4", "INPLACE rewrite"),
    ] {
        let output = check(Dialect::MySql, version, ORDERS, &format!("ALTER TABLE orders {text};"));

        assert_eq!(algorithm(&output), expected, "{version} {text}");
    }
}

#[test]
fn mariadb_copies_while_writes_go_on_since_11_2() {
    let text = "ALTER TABLE orders MODIFY code varchar(100);";
    let before = check(Dialect::MariaDb, "11.1", ORDERS, text);
    let since = check(Dialect::MariaDb, "11.4", ORDERS, text);

    assert_eq!(rules(&before), ["sql/copy-algorithm"]);
    assert_eq!(rules(&since), ["sql/online-rebuild"]);
    assert_eq!(since.statements[0].blocks, "nobody");
}

#[test]
fn nobody_waits_for_a_table_that_the_migration_makes() {
    let output = mariadb(
        ORDERS,
        "CREATE TABLE refund (id int PRIMARY KEY, amount int) ENGINE=InnoDB;
         ALTER TABLE refund MODIFY amount bigint;
         CREATE INDEX refund_amount ON refund (amount);",
    );

    assert_eq!(rules(&output), [""; 0]);
    assert!(output.statements.is_empty(), "{:?}", output.statements);
}

#[test]
fn a_table_that_is_said_to_be_small_is_copied_in_no_time() {
    let index = RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied());
    let run = |rows: u64| {
        let input = Input {
            document: DocumentInput { content: Some("ALTER TABLE orders MODIFY code text;".to_owned()), path: None },
            schema: vec![ORDERS.to_owned()],
            dialect: Some(Dialect::MariaDb),
            tables: [("orders".to_owned(), rows)].into_iter().collect(),
            options: CheckOptions { select: vec!["sql/copy-algorithm".to_owned()], ..CheckOptions::default() },
            ..Input::default()
        };
        CheckMigration.call(input, &Context::new(Arc::new(index.clone()))).expect("an answer").report.findings.len()
    };

    assert_eq!((run(500), run(50_000_000)), (0, 1));
}

#[test]
fn a_chain_of_expanding_filling_and_contracting_is_known() {
    let schema = format!(
        "{ORDERS} ALTER TABLE orders ADD COLUMN channel varchar(20);
         UPDATE orders SET channel = 'web' WHERE channel IS NULL;"
    );
    let text = "ALTER TABLE orders MODIFY channel varchar(20) NOT NULL;";
    let filled = mariadb(&schema, text);
    let bare = mariadb(&format!("{ORDERS} ALTER TABLE orders ADD COLUMN channel varchar(20);"), text);

    assert_eq!(rules(&filled), ["sql/online-rebuild"]);
    assert_eq!(rules(&bare), ["sql/fails-on-existing-rows", "sql/online-rebuild"]);
}

#[test]
fn an_index_that_a_foreign_key_needs_cannot_go() {
    let refused = mariadb(ORDERS, "DROP INDEX customer_idx ON orders;");
    let replaced = mariadb(ORDERS, "ALTER TABLE orders DROP INDEX customer_idx, ADD INDEX x (customer_id, id);");
    let with_key = mariadb(ORDERS, "ALTER TABLE orders DROP FOREIGN KEY orders_customer, DROP INDEX customer_idx;");

    assert_eq!(rules(&refused), ["sql/dropped-foreign-key-index"]);
    assert!(refused.report.findings[0].message.contains("1553"), "{:?}", refused.report.findings);
    assert_eq!(rules(&replaced), [""; 0]);
    assert_eq!(rules(&with_key), [""; 0]);
}

#[test]
fn a_new_definition_is_held_against_the_one_before() {
    let output = mariadb(ORDERS, "ALTER TABLE orders MODIFY total bigint;");

    assert_eq!(rules(&output), ["sql/copy-algorithm", "sql/redefinition-loses-attribute"]);
    let lost = &output.report.findings[1].message;
    assert!(lost.contains("DEFAULT 0, COMMENT, NOT NULL"), "{lost}");
    let back = "ALTER TABLE orders MODIFY COLUMN total int NOT NULL DEFAULT 0 COMMENT 'cents';";
    assert_eq!(output.rollback.as_deref(), Some(back));
}

#[test]
fn a_statement_with_a_cheap_and_a_dear_part_is_divided() {
    let output = mariadb(
        ORDERS,
        "ALTER TABLE orders ADD COLUMN note varchar(20), ADD INDEX code_idx (code), MODIFY code varchar(60);",
    );
    let files: Vec<&str> = output.rewrite.iter().map(|file| file.sql.lines().last().unwrap()).collect();

    assert_eq!(rules(&output), ["sql/online-rebuild"]);
    assert_eq!(
        files,
        [
            "ALTER TABLE orders ADD COLUMN note varchar(20), ALGORITHM=INSTANT;",
            "ALTER TABLE orders ADD INDEX code_idx (code), ALGORITHM=NOCOPY, LOCK=NONE;",
            "ALTER TABLE orders MODIFY code varchar(60), ALGORITHM=INSTANT;",
        ]
    );
}

#[test]
fn a_type_that_is_not_known_is_a_doubt() {
    let output = mariadb("", "ALTER TABLE orders MODIFY code varchar(60);");

    assert_eq!(rules(&output), ["sql/copy-algorithm"]);
    assert_eq!(output.report.findings[0].confidence, architect_core::Confidence::Low);
    assert!(output.rewrite.is_empty(), "{:?}", output.rewrite);
}
