//! What `check_migration` knows of SQL Server: locks, editions, batches, blocks, what depends on a column, and the way back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};
use architect_sql::migration::rules::RULES;
use architect_sql::tool::check_migration::{Input, Output};
use architect_sql::{CheckMigration, Dialect};

const ORDERS: &str = "CREATE TABLE customer (id int NOT NULL PRIMARY KEY, email nvarchar(60) NULL);
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, customer_id int NULL, total int NOT NULL DEFAULT 0, code varchar(50) NOT NULL,
  note nvarchar(200) COLLATE Latin1_General_CI_AS NULL, doubled AS total * 2,
  INDEX by_customer (customer_id), CONSTRAINT FK_orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id),
  CONSTRAINT CK_total CHECK (total >= 0));
";

fn input(schema: &str, text: &str) -> Input {
    Input {
        document: DocumentInput { content: Some(text.to_owned()), path: None },
        schema: Some(schema.to_owned()).filter(|schema| !schema.is_empty()).into_iter().collect(),
        options: CheckOptions { ignore: vec!["sql/missing-lock-timeout".to_owned()], ..CheckOptions::default() },
        dialect: Some(Dialect::MsSql),
        version: Some("2019".to_owned()),
        ..Input::default()
    }
}

fn call(input: Input) -> Output {
    let index = RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied());
    CheckMigration.call(input, &Context::new(Arc::new(index))).expect("an answer")
}

fn check(schema: &str, text: &str) -> Output {
    call(input(schema, text))
}

fn rules(output: &Output) -> Vec<&str> {
    output.report.findings.iter().map(|finding| finding.rule.as_str().trim_start_matches("sql/")).collect()
}

/// `Sch-M reads and writes rewrite` of the first statement.
fn row(text: &str) -> String {
    let output = check(ORDERS, text);
    let row = output.statements.first().unwrap_or_else(|| panic!("no row for {text}"));
    format!("{} | {} | {}", row.locks.join(", "), row.blocks, row.work)
}

#[test]
fn each_statement_is_told_by_its_lock_and_its_work() {
    const SCHEMA: &str = "orders: Sch-M | reads and writes";
    for (text, expected) in [
        ("ALTER TABLE orders ADD x int NULL", format!("{SCHEMA} | none")),
        ("ALTER TABLE orders ADD x int NOT NULL DEFAULT 0", format!("{SCHEMA} | none")),
        ("ALTER TABLE orders ADD x int NOT NULL, CONSTRAINT DF_x DEFAULT 0 FOR x", format!("{SCHEMA} | none")),
        ("ALTER TABLE orders ADD x nvarchar(max) NOT NULL DEFAULT N''", format!("{SCHEMA} | rewrite")),
        ("ALTER TABLE orders ADD x uniqueidentifier NOT NULL DEFAULT NEWID()", format!("{SCHEMA} | rewrite")),
        ("ALTER TABLE orders ADD x uniqueidentifier NULL DEFAULT NEWID()", format!("{SCHEMA} | none")),
        ("ALTER TABLE orders ADD x int IDENTITY(1,1)", format!("{SCHEMA} | rewrite")),
        ("ALTER TABLE orders ADD x rowversion", format!("{SCHEMA} | rewrite")),
        ("ALTER TABLE orders ADD x AS total + 1", format!("{SCHEMA} | none")),
        ("ALTER TABLE orders ADD x AS total + 1 PERSISTED", format!("{SCHEMA} | rewrite")),
        ("ALTER TABLE orders ALTER COLUMN code varchar(60) NOT NULL", format!("{SCHEMA} | none")),
        ("ALTER TABLE orders ALTER COLUMN code varchar(40) NOT NULL", format!("{SCHEMA} | scan")),
        ("ALTER TABLE orders ALTER COLUMN code varchar(50) NULL", format!("{SCHEMA} | none")),
        ("ALTER TABLE orders ALTER COLUMN code nvarchar(50) NOT NULL", format!("{SCHEMA} | rewrite")),
        ("ALTER TABLE orders ALTER COLUMN note nvarchar(200) NOT NULL", format!("{SCHEMA} | scan")),
        ("ALTER TABLE orders ALTER COLUMN note nvarchar(max) NULL", format!("{SCHEMA} | rewrite")),
        ("ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0)", format!("{SCHEMA} | scan")),
        ("ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT c CHECK (id > 0)", format!("{SCHEMA} | none")),
        ("ALTER TABLE orders WITH CHECK CHECK CONSTRAINT CK_total", format!("{SCHEMA} | scan")),
        ("ALTER TABLE orders CHECK CONSTRAINT CK_total", format!("{SCHEMA} | none")),
        ("ALTER TABLE orders ADD CONSTRAINT d DEFAULT 1 FOR id", format!("{SCHEMA} | none")),
        ("ALTER TABLE orders ADD CONSTRAINT u UNIQUE (code)", format!("{SCHEMA} | index build")),
        ("ALTER TABLE orders REBUILD", format!("{SCHEMA} | rewrite")),
        (
            "ALTER TABLE orders SWITCH TO archive",
            "orders: Sch-M, archive: Sch-M | reads and writes | none".to_owned(),
        ),
        ("CREATE INDEX i ON orders (total)", "orders: S | writes | index build".to_owned()),
        ("CREATE CLUSTERED INDEX i ON orders (total)", format!("{SCHEMA} | rewrite")),
        ("CREATE INDEX i ON orders (total) WITH (ONLINE = ON)", "orders: IS | nobody | none".to_owned()),
        ("ALTER INDEX i ON orders REBUILD", format!("{SCHEMA} | index build")),
        ("ALTER INDEX ALL ON dbo.orders REORGANIZE", "orders: IX | nobody | none".to_owned()),
        ("DROP INDEX by_customer ON orders", format!("{SCHEMA} | none")),
        ("TRUNCATE TABLE orders", format!("{SCHEMA} | none")),
        ("DROP TABLE orders", "orders: Sch-M, customer: Sch-M | reads and writes | none".to_owned()),
        ("EXEC sp_rename 'dbo.orders.total', 'amount', 'COLUMN'", format!("{SCHEMA} | none")),
        ("EXEC sp_rename 'dbo.orders', 'purchase'", format!("{SCHEMA} | none")),
        ("UPDATE o SET total = 1 FROM orders AS o WHERE o.id = 1", "orders: IX | nobody | none".to_owned()),
        (
            "ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (customer_id) REFERENCES customer (id)",
            "orders: Sch-M, customer: Sch-M | reads and writes | scan".to_owned(),
        ),
        (
            "CREATE TABLE line (id int PRIMARY KEY, order_id int REFERENCES orders (id))",
            "orders: Sch-M | reads and writes | none".to_owned(),
        ),
    ] {
        assert_eq!(row(text), expected, "{text}");
    }
}

#[test]
fn what_hangs_on_the_edition_is_said_and_not_decided() {
    let output = check(ORDERS, "ALTER TABLE orders ADD paid bit NOT NULL CONSTRAINT DF_paid DEFAULT (0);");

    assert_eq!(rules(&output), ["add-column-rewrite"]);
    let finding = &output.report.findings[0];
    assert!(
        finding.message.contains("Enterprise") && finding.message.contains("other editions"),
        "{}",
        finding.message
    );
    assert_eq!(finding.severity, architect_core::Severity::Info);
}

#[test]
fn a_column_in_use_by_something_cannot_go_or_change() {
    for (text, expected) in [
        (
            "ALTER TABLE orders DROP COLUMN total",
            vec!["its default constraint", "CK_total", "computed column `doubled`"],
        ),
        ("ALTER TABLE orders DROP COLUMN customer_id", vec!["the index `by_customer`", "the foreign key"]),
        ("ALTER TABLE orders DROP COLUMN code", vec![]),
        ("ALTER TABLE orders ALTER COLUMN customer_id bigint NULL", vec!["the index `by_customer`"]),
        ("ALTER TABLE orders ALTER COLUMN customer_id int NOT NULL", vec!["the index `by_customer`"]),
        ("ALTER TABLE orders ALTER COLUMN code varchar(60) NOT NULL", vec![]),
        ("DROP TABLE customer", vec!["the foreign key `orders(customer_id)`"]),
        ("TRUNCATE TABLE customer", vec!["the foreign key `orders(customer_id)`"]),
        ("DROP TABLE orders, customer", vec![]),
        ("ALTER TABLE orders DROP CONSTRAINT CK_total, COLUMN code", vec![]),
        (
            "DROP INDEX by_customer ON orders; ALTER TABLE orders DROP FK_orders_customer; ALTER TABLE orders DROP COLUMN customer_id",
            vec![],
        ),
    ] {
        let output = check(ORDERS, text);
        let refused = output.report.findings.iter().find(|finding| finding.rule == "sql/refused-by-dependents");
        let message = refused.map(|finding| finding.message.clone()).unwrap_or_default();

        assert_eq!(refused.is_none(), expected.is_empty(), "{text}: {message}");
        for part in expected {
            assert!(message.contains(part), "{text}: {message}");
        }
    }
}

#[test]
fn a_default_that_is_looked_up_and_dropped_stands_against_nothing() {
    let text = "DECLARE @name sysname;
SELECT @name = d.name FROM sys.default_constraints AS d WHERE d.parent_object_id = OBJECT_ID(N'orders');
IF @name IS NOT NULL EXEC(N'ALTER TABLE [orders] DROP CONSTRAINT [' + @name + '];');
ALTER TABLE [orders] DROP COLUMN [paid];";
    let schema = "CREATE TABLE orders (id int NOT NULL PRIMARY KEY, paid bit NOT NULL DEFAULT 0);";
    let with = check(schema, text);
    let without = check(schema, "ALTER TABLE [orders] DROP COLUMN [paid];");

    assert_eq!(rules(&with), ["drop-column"]);
    assert_eq!(rules(&without), ["refused-by-dependents"]);
    let suggestion = without.report.findings[0].suggestion.clone().unwrap_or_default();
    assert!(
        suggestion.contains("sys.default_constraints") && suggestion.contains("DROP COLUMN paid"),
        "{suggestion}"
    );
}

#[test]
fn a_new_column_is_unknown_to_the_rest_of_its_batch() {
    let rule = "uses-new-column-in-batch";
    for (text, found) in [
        ("ALTER TABLE orders ADD x int NULL;\nUPDATE orders SET x = 1 WHERE id = 1;", true),
        (
            "ALTER TABLE orders ADD x int NULL\nUPDATE o SET o.x = 1 FROM orders o JOIN customer c ON c.id = o.id",
            true,
        ),
        ("ALTER TABLE orders ADD x int NULL;\nDELETE FROM orders WHERE [x] IS NULL;", true),
        ("ALTER TABLE orders ADD x int NULL;\nINSERT INTO dbo.orders (id, x) VALUES (1, 2);", true),
        (
            "IF COL_LENGTH('orders', 'x') IS NULL\nBEGIN\n  ALTER TABLE orders ADD x int NULL;\nEND\nUPDATE orders SET x = 1 WHERE id = 1;",
            true,
        ),
        ("ALTER TABLE orders ADD x int NULL;\nGO\nUPDATE orders SET x = 1 WHERE id = 1;", false),
        ("ALTER TABLE orders ADD x int NULL;\nEXEC('UPDATE orders SET x = 1 WHERE id = 1');", false),
        ("ALTER TABLE orders ADD x int NULL;\nCREATE INDEX i ON orders (x);", false),
        ("ALTER TABLE orders ADD x int NULL;\nUPDATE orders SET total = 1 WHERE id = 1;", false),
        ("ALTER TABLE orders ADD x int NULL;\nUPDATE customer SET x = 1 WHERE id = 1;", false),
        ("ALTER TABLE orders ADD x int NULL;\nUPDATE orders SET total = @x WHERE id = 1;", false),
        // What names a table that is not there yet is compiled when it runs.
        (
            "ALTER TABLE orders ADD x int NULL;\nSELECT id INTO #ids FROM orders;\nUPDATE o SET o.x = 1 FROM orders o JOIN #ids i ON i.id = o.id;",
            false,
        ),
        (
            "ALTER TABLE orders ADD x int NULL;\nCREATE TABLE made (id int);\nUPDATE o SET o.x = 1 FROM orders o JOIN made m ON m.id = o.id;",
            false,
        ),
        ("CREATE TABLE made (id int);\nALTER TABLE made ADD x int NULL;\nUPDATE made SET x = 1;", false),
        // goose sends each statement for itself.
        ("-- +goose Up\nALTER TABLE orders ADD x int NULL;\nUPDATE orders SET x = 1 WHERE id = 1;", false),
    ] {
        let output = check(ORDERS, text);
        assert_eq!(rules(&output).contains(&rule), found, "{text}: {:?}", rules(&output));
    }
}

#[test]
fn a_guard_makes_a_change_one_that_may_do_nothing() {
    let known =
        check(ORDERS, "IF COL_LENGTH('orders', 'note') IS NULL ALTER TABLE orders ADD note nvarchar(200) NOT NULL;");
    let new = check(
        ORDERS,
        "IF COL_LENGTH('orders', 'hint') IS NULL\nBEGIN\n  ALTER TABLE orders ADD hint nvarchar(200) NOT NULL;\nEND",
    );
    let gone = check(ORDERS, "IF OBJECT_ID('dbo.nothing', 'U') IS NOT NULL DROP TABLE dbo.nothing;");
    let after = check(
        ORDERS,
        "IF EXISTS (SELECT 1 FROM orders) PRINT 'some';\nALTER TABLE orders ADD note nvarchar(200) NOT NULL;",
    );

    let moot = check(
        ORDERS,
        "IF COL_LENGTH('orders', 'old') IS NOT NULL ALTER TABLE orders DROP COLUMN old;
IF COL_LENGTH('orders', 'old') IS NOT NULL EXEC sp_rename 'orders.old', 'new', 'COLUMN';
IF OBJECT_ID('CK_total') IS NULL ALTER TABLE orders ADD CONSTRAINT CK_total CHECK (total >= 0);",
    );

    assert_eq!(rules(&moot), [""; 0]);
    assert_eq!(rules(&known), [""; 0]);
    assert!(known.statements.is_empty());
    assert_eq!(rules(&new), ["add-required-column"]);
    assert_eq!(rules(&gone), [""; 0]);
    assert_eq!(rules(&after), ["add-required-column"]);
}

#[test]
fn what_prisma_and_entity_framework_write_is_read_inside_of_its_blocks() {
    let prisma = "BEGIN TRY

BEGIN TRAN;

-- CreateIndex
CREATE NONCLUSTERED INDEX [orders_total_idx] ON [dbo].[orders]([total]);

COMMIT TRAN;

END TRY
BEGIN CATCH

IF @@TRANCOUNT > 0
BEGIN
    ROLLBACK TRAN;
END;
THROW

END CATCH
";
    let framework = "BEGIN TRANSACTION;
GO

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20260101_Total'
)
BEGIN
    CREATE INDEX [IX_orders_total] ON [orders] ([total]);
END;
GO

IF NOT EXISTS (
    SELECT * FROM [__EFMigrationsHistory]
    WHERE [MigrationId] = N'20260101_Total'
)
BEGIN
    INSERT INTO [__EFMigrationsHistory] ([MigrationId], [ProductVersion])
    VALUES (N'20260101_Total', N'8.0.1');
END;
GO

COMMIT;
GO
";
    for (text, expected) in
        [(prisma, vec!["create-index-blocking"]), (framework, vec!["missing-xact-abort", "create-index-blocking"])]
    {
        let output = check(ORDERS, text);

        let mut found = rules(&output);
        found.sort_unstable();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(found, expected, "{text}");
        assert!(output.report.gaps.is_empty(), "{:?}", output.report.gaps);
        assert!(output.rewrite.is_empty(), "a script with blocks stays as it is");
    }
}

#[test]
fn a_transaction_is_followed_through_conditions() {
    for (text, left) in [
        ("BEGIN TRAN;\nALTER TABLE orders ADD x int NULL;\nIF @@ERROR <> 0 ROLLBACK TRAN ELSE COMMIT TRAN;", false),
        ("IF @@TRANCOUNT = 0 BEGIN TRANSACTION\nALTER TABLE orders ADD x int NULL\nIF @@TRANCOUNT > 0 COMMIT", false),
        ("BEGIN TRAN;\nBEGIN TRAN;\nALTER TABLE orders ADD x int NULL;\nCOMMIT;", true),
        ("BEGIN TRAN;\nALTER TABLE orders ADD x int NULL;", true),
        ("BEGIN TRAN;\nALTER TABLE orders ADD x int NULL;\nROLLBACK;", false),
        ("CREATE PROCEDURE p AS BEGIN TRAN; SELECT 1;", false),
    ] {
        let output = check(ORDERS, text);
        assert_eq!(rules(&output).contains(&"uncommitted-transaction"), left, "{text}: {:?}", rules(&output));
    }
}

#[test]
fn a_constraint_is_rewritten_into_one_that_waits_for_its_check() {
    let output = check(
        ORDERS,
        "ALTER TABLE dbo.orders ADD CONSTRAINT CK_code CHECK (code <> ''), CONSTRAINT CK_id CHECK (id > 0);
GO
CREATE VIEW short AS SELECT id FROM orders;
GO
ALTER TABLE orders ADD channel nvarchar(20) NULL;
GO
UPDATE orders SET channel = N'web';
",
    );

    let files: Vec<String> = output.rewrite.iter().map(|file| format!("-- {}\n{}", file.name, file.sql)).collect();
    insta::assert_snapshot!(files.join("\n"));
}

#[test]
fn the_way_back_is_written_for_what_has_one() {
    let output = check(
        ORDERS,
        "EXEC sp_rename 'dbo.orders.total', 'amount', 'COLUMN';
EXEC sp_rename 'dbo.customer', 'client';
ALTER TABLE orders ADD paid bit NOT NULL DEFAULT 0, hint nvarchar(20) NULL;
ALTER TABLE orders ALTER COLUMN note nvarchar(200) NOT NULL;
CREATE INDEX by_code ON orders (code);
DROP TABLE customer;",
    );

    insta::assert_snapshot!(output.rollback.unwrap_or_default());
}

#[test]
fn nobody_waits_for_a_table_of_the_migration_or_of_the_session() {
    let output = check(
        ORDERS,
        "CREATE TABLE refund (id int NOT NULL PRIMARY KEY, amount int NOT NULL);
ALTER TABLE refund ALTER COLUMN amount bigint NOT NULL;
CREATE INDEX refund_amount ON refund (amount);
SELECT id INTO dbo.copy FROM orders;
ALTER TABLE dbo.copy ADD x int NOT NULL;
CREATE TABLE #ids (id int);
UPDATE #ids SET id = 1;
TRUNCATE TABLE #ids;",
    );

    assert_eq!(rules(&output), [""; 0]);
    assert!(output.statements.is_empty(), "{:?}", output.statements);
}

#[test]
fn a_row_is_one_of_every_row_only_without_a_condition() {
    for (text, found) in [
        ("UPDATE orders SET total = 0", true),
        ("UPDATE orders SET total = CASE\n WHEN id = 1 THEN 2\n ELSE 3\nEND", true),
        ("UPDATE orders SET total = CASE\n WHEN id = 1 THEN 2\n ELSE 3\nEND\nWHERE id = 2", false),
        ("UPDATE TOP (500) orders SET total = 0", false),
        ("UPDATE o SET total = 0 FROM orders o JOIN customer c ON c.id = o.customer_id", false),
        (";WITH few AS (SELECT TOP (10) * FROM orders)\nUPDATE few\nSET total = 0", false),
        ("DELETE FROM orders", true),
        ("DELETE o FROM orders o JOIN customer c ON c.id = o.customer_id", false),
        ("UPDATE STATISTICS orders", false),
    ] {
        let output = check(ORDERS, text);
        assert_eq!(rules(&output).contains(&"backfill-without-batches"), found, "{text}: {:?}", rules(&output));
    }
}

#[test]
fn what_a_definition_leaves_out_is_lost() {
    for (text, lost) in [
        ("ALTER TABLE orders ALTER COLUMN code varchar(60)", "NOT NULL"),
        ("ALTER TABLE orders ALTER COLUMN note nvarchar(300) NULL", "COLLATE latin1_general_ci_as"),
        ("ALTER TABLE orders ALTER COLUMN note nvarchar(300) COLLATE Latin1_General_CI_AS NULL", ""),
        ("ALTER TABLE orders ALTER COLUMN code varchar(60) NULL", ""),
        ("ALTER TABLE orders ALTER COLUMN code varchar(50)", ""),
    ] {
        let output = check(ORDERS, text);
        let found = output.report.findings.iter().find(|found| found.rule == "sql/redefinition-loses-attribute");
        let message = found.map(|found| found.message.clone()).unwrap_or_default();

        assert_eq!(message.is_empty(), lost.is_empty(), "{text}: {message}");
        assert!(message.contains(lost), "{text}: {message}");
    }
}

#[test]
fn a_file_is_run_as_its_tool_runs_it() {
    let text = "ALTER TABLE orders ADD x int NULL;\nGO\nUPDATE orders SET x = 1 WHERE id < 9;";
    let of = |path: &str| {
        let index = RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied());
        let files: std::collections::BTreeMap<String, String> =
            [(path.to_owned(), text.to_owned())].into_iter().collect();
        let context = Context::new(Arc::new(index)).with_files(Arc::new(architect_core::MemoryFiles::new(files)));
        let input =
            Input { document: DocumentInput { content: None, path: Some(path.to_owned()) }, ..input(ORDERS, "") };
        CheckMigration.call(input, &context).expect("an answer")
    };
    let flyway = of("V2__channel.sql");
    let golang = of("2_channel.up.sql");

    assert_eq!((flyway.transaction.as_str(), rules(&flyway)), ("file", vec!["lock-held-while-working"]));
    assert_eq!((golang.transaction.as_str(), rules(&golang)), ("statement", vec![]));
}

#[test]
fn a_table_of_which_partitions_are_emptied_has_rows_still() {
    let whole = check(ORDERS, "TRUNCATE TABLE orders; CREATE INDEX i ON orders (total);");
    let some =
        check(ORDERS, "TRUNCATE TABLE orders WITH (PARTITIONS (2, 4 TO 6)); CREATE INDEX i ON orders (total);");

    assert_eq!(rules(&whole), ["truncate-table"]);
    assert_eq!(rules(&some), ["truncate-table", "create-index-blocking"]);
    assert!(some.report.findings[0].message.contains("these partitions"), "{}", some.report.findings[0].message);
}

#[test]
fn what_few_write_is_read_too() {
    let output = check(
        ORDERS,
        "ALTER TABLE orders ADD a int NOT NULL CONSTRAINT DF_a DEFAULT NEXT VALUE FOR dbo.numbers;
ALTER PARTITION FUNCTION years() SPLIT RANGE (20260101);
DROP PROCEDURE IF EXISTS dbo.told;
ALTER TABLE orders ENABLE TRIGGER ALL;
EXEC sys.sp_rename @objname = N'dbo.orders.code', @newname = N'number', @objtype = N'COLUMN';
ALTER INDEX by_customer ON orders REBUILD;",
    );

    assert_eq!(rules(&output), ["add-column-rewrite", "rename-in-use", "reindex-blocking"]);
    assert!(output.report.gaps.is_empty(), "{:?}", output.report.gaps);
}

#[test]
fn a_table_that_another_takes_the_place_of_is_not_lost() {
    let text = "CREATE TABLE dbo.Tmp_line (id int NOT NULL PRIMARY KEY);
GO
INSERT INTO dbo.Tmp_line (id) SELECT id FROM dbo.line;
GO
DROP TABLE dbo.line;
GO
EXECUTE sp_rename N'dbo.Tmp_line', N'line', 'OBJECT';
";
    let schema = "CREATE TABLE line (id int NULL);";

    assert_eq!(rules(&check(schema, text)), [""; 0]);
    assert_eq!(rules(&check(schema, "DROP TABLE dbo.line;")), ["drop-table"]);
}
