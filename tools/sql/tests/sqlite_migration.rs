//! What `check_migration` knows of SQLite: what is refused and since when it is not, tables that are made anew, and the
//! sequence that makes them so, run on the real library.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Severity, Tool};
use architect_sql::migration::rules::RULES;
use architect_sql::tool::check_migration::{Input, Output};
use architect_sql::{CheckMigration, Dialect};

fn index() -> Arc<RuleIndex> {
    Arc::new(RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied()))
}

fn check(version: Option<&str>, schema: &str, text: &str) -> Output {
    let input = Input {
        document: DocumentInput { content: Some(text.to_owned()), path: None },
        schema: Some(schema.to_owned()).filter(|schema| !schema.is_empty()).into_iter().collect(),
        dialect: Some(Dialect::Sqlite),
        version: version.map(ToOwned::to_owned),
        options: CheckOptions { limit: Some(100), ..CheckOptions::default() },
        ..Input::default()
    };
    CheckMigration.call(input, &Context::new(index())).expect("an answer")
}

/// A file of this name, run by the tool that its marks tell.
fn file(name: &str, text: &str) -> Output {
    let files = MemoryFiles::new([
        (name, text),
        ("migrations/0001_start/migration.sql", SHOP),
        ("drizzle/0000_start.sql", SHOP),
    ]);
    let input = Input {
        document: DocumentInput { content: None, path: Some(name.to_owned()) },
        schema: vec![SHOP.to_owned()],
        dialect: Some(Dialect::Sqlite),
        ..Input::default()
    };
    CheckMigration.call(input, &Context::new(index()).with_files(Arc::new(files))).expect("an answer")
}

fn rules(output: &Output) -> Vec<&str> {
    output.report.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

const SHOP: &str = "CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER REFERENCES customer (id), total TEXT, note TEXT, CHECK (total <> ''));
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id) ON DELETE CASCADE);
CREATE INDEX line_order_idx ON line (order_id);
CREATE VIEW dear AS SELECT id FROM orders WHERE total > 10;
CREATE TRIGGER orders_touch AFTER UPDATE ON orders BEGIN UPDATE customer SET email = email WHERE id = NEW.customer_id; END;
";

/// The rebuild of `orders` that loses nothing.
const REBUILD: &str = "DROP VIEW dear;
CREATE TABLE orders_new (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER REFERENCES customer (id), total INTEGER, note TEXT);
INSERT INTO orders_new (id, customer_id, total, note) SELECT id, customer_id, total, note FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE TRIGGER orders_touch AFTER UPDATE ON orders BEGIN UPDATE customer SET email = email WHERE id = NEW.customer_id; END;
CREATE VIEW dear AS SELECT id FROM orders WHERE total > 10;
";

#[test]
fn the_version_decides_what_is_refused() {
    for (text, version, refused) in [
        ("RENAME COLUMN note TO remark", "3.24", true),
        ("RENAME COLUMN note TO remark", "3.25", false),
        ("DROP COLUMN note", "3.34.1", true),
        ("DROP COLUMN note", "3.35", false),
        ("ADD COLUMN x INTEGER AS (id + 1)", "3.30", true),
        ("ADD COLUMN x INTEGER AS (id + 1)", "3.31", false),
        ("ALTER COLUMN note SET NOT NULL", "3.52", true),
        ("ALTER COLUMN note SET NOT NULL", "3.53", false),
        ("ADD CONSTRAINT some CHECK (note <> '')", "3.51.3", true),
        ("ADD CONSTRAINT some CHECK (note <> '')", "3.54.1", false),
        ("ADD CONSTRAINT one UNIQUE (note)", "3.54.1", true),
        ("ALTER COLUMN note TYPE INTEGER", "3.54.1", true),
    ] {
        let output = check(Some(version), SHOP, &format!("ALTER TABLE orders {text};"));

        assert_eq!(rules(&output).contains(&"sql/refused-statement"), refused, "{version} {text}");
    }
}

#[test]
fn what_came_lately_is_a_warning_where_no_version_was_said() {
    let output = check(None, SHOP, "ALTER TABLE customer ADD CONSTRAINT some CHECK (email <> '');");
    let finding = output.report.findings.iter().find(|finding| finding.rule == "sql/refused-statement").unwrap();

    assert_eq!(finding.severity, Severity::Warning);
    assert!(finding.message.contains("3.53.0"), "{}", finding.message);
    assert_eq!(rules(&check(None, SHOP, "ALTER TABLE orders DROP COLUMN note;")), ["sql/drop-column"]);
}

#[test]
fn a_refused_change_is_told_with_all_that_there_is_to_it() {
    let output = check(Some("3.45"), SHOP, "ALTER TABLE orders ALTER COLUMN total TYPE INTEGER;");

    insta::assert_snapshot!(serde_json::to_string_pretty(&output).expect("JSON"));
}

#[test]
fn why_there_is_no_rewrite_is_said() {
    for (schema, text, why) in [
        ("", "ALTER TABLE orders ALTER COLUMN total TYPE INTEGER;", "the table is not in the schema before"),
        (SHOP, "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;", "may have nulls"),
        (SHOP, "ALTER TABLE orders ADD COLUMN x TEXT PRIMARY KEY;", "no value for a primary key"),
        (
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT); ALTER TABLE orders RENAME COLUMN total TO sum;",
            "ALTER TABLE orders ALTER COLUMN sum TYPE INTEGER;",
            "a column of it got another name",
        ),
    ] {
        let output = check(Some("3.45"), schema, text);
        let refused = output.report.findings.iter().find(|finding| finding.rule == "sql/refused-statement").unwrap();

        let help = refused.help.clone().unwrap_or_default();
        assert!(help.contains(why), "{text}: {help}");
        assert!(output.rewrite.is_empty(), "{text}");
    }
}

#[test]
fn a_rebuild_that_loses_nothing_is_no_news() {
    let plain = check(
        Some("3.45"),
        SHOP,
        &format!("PRAGMA foreign_keys = OFF; BEGIN; {REBUILD} PRAGMA foreign_key_check; COMMIT;"),
    );

    assert_eq!(rules(&plain), [""; 0], "{:?}", plain.report.findings);
    assert_eq!(plain.statements.iter().filter(|row| row.work == "rewrite").count(), 1);
    assert!(
        plain
            .statements
            .iter()
            .all(|row| row.locks == ["database: RESERVED"] && row.blocks == "writes" && !row.loses_data)
    );
}

#[test]
fn a_rebuild_inside_of_a_transaction_does_not_switch_foreign_keys_off() {
    let inside = check(
        Some("3.45"),
        SHOP,
        &format!("BEGIN; PRAGMA foreign_keys = OFF; {REBUILD} PRAGMA foreign_key_check; COMMIT;"),
    );
    let enforced = check(Some("3.45"), SHOP, &format!("PRAGMA foreign_keys = ON; BEGIN; {REBUILD} COMMIT;"));

    assert_eq!(rules(&inside), ["sql/foreign-keys-off-in-transaction", "sql/drop-cascades"]);
    assert_eq!(rules(&enforced), ["sql/drop-cascades"]);
    assert_eq!(enforced.report.findings[0].severity, Severity::Error);
    assert!(enforced.report.findings[0].message.contains("`line`"), "{}", enforced.report.findings[0].message);
}

#[test]
fn the_tool_decides_whether_a_transaction_is_open() {
    let text = format!("PRAGMA foreign_keys=OFF;\n{REBUILD}PRAGMA foreign_key_check;\nPRAGMA foreign_keys=ON;\n");
    let prisma = file("migrations/0002_total/migration.sql", &text);
    let drizzle = file("drizzle/0001_total.sql", &text.replace(";\n", ";--> statement-breakpoint\n"));

    assert_eq!((prisma.transaction.as_str(), rules(&prisma)), ("statement", vec![]));
    assert_eq!(drizzle.transaction, "file");
    assert_eq!(rules(&drizzle), ["sql/foreign-keys-off-in-transaction", "sql/drop-cascades"]);
}

#[test]
fn a_view_that_names_the_dropped_table_stops_the_rename() {
    let rebuild = REBUILD
        .replace("DROP VIEW dear;\n", "")
        .replace("CREATE VIEW dear AS SELECT id FROM orders WHERE total > 10;\n", "");
    let text = format!("PRAGMA foreign_keys = OFF; {rebuild} PRAGMA foreign_key_check;");
    let output = check(Some("3.45"), SHOP, &text);
    let legacy = check(Some("3.45"), SHOP, &format!("PRAGMA legacy_alter_table = ON; {text}"));

    assert_eq!(rules(&output), ["sql/refused-statement"]);
    assert!(output.report.findings[0].message.contains("view `dear` names `orders`"), "{:?}", output.report.findings);
    assert_eq!(rules(&legacy), [""; 0]);
    assert_eq!(rules(&check(Some("3.25"), SHOP, &text)), [""; 0]);
}

#[test]
fn the_old_table_is_renamed_first_and_what_names_it_follows() {
    let schema = "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id));";
    let first = "ALTER TABLE a RENAME TO a_old; CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER);
        INSERT INTO a SELECT id, x FROM a_old; DROP TABLE a_old;";
    let both = format!(
        "ALTER TABLE b RENAME TO b_old; {first} CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id));
         INSERT INTO b SELECT id, a_id FROM b_old; DROP TABLE b_old;"
    );

    assert_eq!(rules(&check(Some("3.45"), schema, first)), ["sql/rebuild-renames-first"]);
    assert_eq!(rules(&check(Some("3.24"), schema, first)), [""; 0]);
    assert_eq!(rules(&check(Some("3.45"), schema, &format!("PRAGMA legacy_alter_table=ON; {first}"))), [""; 0]);
    assert_eq!(rules(&check(Some("3.45"), schema, &both)), [""; 0]);
}

#[test]
fn rows_that_are_put_aside_and_copied_back_are_a_rebuild_too() {
    let output = check(
        Some("3.45"),
        "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT); CREATE INDEX a_x ON a (x);",
        "CREATE TEMPORARY TABLE 'kept' (id INTEGER, x TEXT); INSERT INTO 'kept' SELECT id, x FROM a; DROP TABLE a;
         CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER); INSERT INTO a SELECT id, x FROM 'kept'; DROP TABLE 'kept';",
    );

    assert_eq!(rules(&output), ["sql/rebuild-loses-objects"]);
    assert_eq!(output.report.findings[0].suggestion.as_deref(), Some("CREATE INDEX a_x ON a (x);"));
}

#[test]
fn columns_that_go_and_that_get_another_name_are_told_of_a_rebuild() {
    let output = check(
        Some("3.45"),
        "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT, y TEXT, z TEXT);",
        "CREATE TABLE a_new (id INTEGER PRIMARY KEY, first TEXT, y TEXT);
         INSERT INTO a_new (id, first, y) SELECT id, x, y FROM a; DROP TABLE a; ALTER TABLE a_new RENAME TO a;",
    );

    assert_eq!(rules(&output), ["sql/drop-column", "sql/rename-in-use"]);
    assert_eq!(output.report.findings[0].subject, "a(z)");
    assert_eq!(output.report.findings[1].subject, "a(x)");
    assert!(output.statements[0].loses_data);
}

#[test]
fn a_name_that_is_cleared_for_the_rebuild_is_no_table_in_use() {
    let text =
        "DROP TABLE IF EXISTS a_new; CREATE TABLE a_new (x TEXT); INSERT INTO a_new SELECT x FROM a; DROP TABLE a;
        ALTER TABLE a_new RENAME TO a;";

    assert_eq!(rules(&check(Some("3.45"), "", text)), [""; 0]);
}

#[test]
fn what_a_template_stands_for_is_not_called_refused() {
    let output = check(Some("3.45"), SHOP, "ALTER TABLE orders {{action}};");

    assert!(!rules(&output).contains(&"sql/refused-statement"), "{:?}", output.report.findings);
}

#[test]
fn a_size_makes_a_notice_of_work_a_warning() {
    let run = |rows: Option<u64>| {
        let input = Input {
            document: DocumentInput {
                content: Some("CREATE INDEX note_idx ON orders (note); UPDATE orders SET note = 'x';".to_owned()),
                path: None,
            },
            schema: vec![SHOP.to_owned()],
            dialect: Some(Dialect::Sqlite),
            tables: rows.map(|rows| ("orders".to_owned(), rows)).into_iter().collect(),
            ..Input::default()
        };
        let output = CheckMigration.call(input, &Context::new(index())).expect("an answer");
        let graded = output.report.findings.iter().map(|finding| format!("{} {:?}", finding.rule, finding.severity));
        graded.collect::<Vec<_>>()
    };

    assert_eq!(run(None), ["sql/create-index-blocking Info"]);
    assert_eq!(run(Some(500)), [""; 0]);
    assert_eq!(run(Some(5_000_000)), ["sql/create-index-blocking Warning", "sql/backfill-without-batches Warning"]);
}

#[test]
fn the_way_back_is_written_for_sqlite() {
    let output = check(
        Some("3.45"),
        SHOP,
        "ALTER TABLE orders RENAME COLUMN note TO remark; CREATE INDEX total_idx ON orders (total); ALTER TABLE line ADD COLUMN x TEXT;",
    );

    let back =
        "ALTER TABLE line DROP COLUMN x;\nDROP INDEX total_idx;\nALTER TABLE orders RENAME COLUMN remark TO note;";
    assert_eq!(output.rollback.as_deref(), Some(back));
}

#[cfg(feature = "sqlite")]
mod library {
    use super::{SHOP, check, rules};

    const ROWS: &str = "INSERT INTO customer VALUES (1, 'a'), (2, 'b');
        INSERT INTO orders (id, customer_id, total, note) VALUES (1, 1, '5', 'x'), (2, 2, '20', 'y'), (9, 1, '7', 'z');
        DELETE FROM orders WHERE id = 9;
        INSERT INTO line VALUES (1, 1), (2, 1), (3, 2);";

    fn count(link: &rusqlite::Connection, query: &str) -> i64 {
        link.query_row(query, [], |row| row.get(0)).expect(query)
    }

    #[test]
    fn what_is_rewritten_runs_and_keeps_rows_children_indexes_triggers_and_views() {
        for text in [
            "ALTER TABLE orders ALTER COLUMN total TYPE INTEGER;",
            "ALTER TABLE orders ADD CONSTRAINT note_some FOREIGN KEY (note) REFERENCES customer (id);",
            "ALTER TABLE orders ADD COLUMN placed_at TEXT DEFAULT CURRENT_TIMESTAMP;",
            "ALTER TABLE orders ALTER COLUMN note SET DEFAULT 'none';",
            "UPDATE orders SET note = '' WHERE note IS NULL; ALTER TABLE orders ALTER COLUMN note SET NOT NULL;",
            "ALTER TABLE orders ADD COLUMN code TEXT UNIQUE;",
            "ALTER TABLE orders ADD COLUMN a TEXT, ADD COLUMN b TEXT;",
            "ALTER TABLE orders ALTER COLUMN total TYPE INTEGER; ALTER TABLE orders ALTER COLUMN total SET DEFAULT 3;",
        ] {
            let output = check(Some("3.45"), SHOP, text);
            assert!(!output.rewrite.is_empty(), "{text}: {:?}", output.report.findings);
            let link = rusqlite::Connection::open_in_memory().expect("a database");
            link.execute_batch(&format!("PRAGMA foreign_keys = ON; {SHOP} {ROWS}")).expect("rows");
            // A reference that names nothing is what the check at the end finds: not here.
            link.execute_batch("UPDATE orders SET note = 1;").expect("references");
            let objects =
                "SELECT count(*) FROM sqlite_master WHERE type IN ('index', 'trigger', 'view') AND sql IS NOT NULL";
            let before = count(&link, objects);
            let mut schema = SHOP.to_owned();
            for file in &output.rewrite {
                link.execute_batch(&file.sql).unwrap_or_else(|error| unreachable!("{text}: {error}\n{}", file.sql));
                assert_eq!(rules(&check(Some("3.45"), &schema, &file.sql)), [""; 0], "{}", file.sql);
                schema.push_str(&file.sql);
            }

            assert_eq!(count(&link, "SELECT count(*) FROM orders"), 2, "{text}");
            assert_eq!(count(&link, "SELECT count(*) FROM line"), 3, "{text}");
            assert!(count(&link, objects) >= before, "{text}");
            assert_eq!(count(&link, "SELECT count(*) FROM pragma_foreign_key_check"), 0, "{text}");
            assert_eq!(count(&link, "SELECT seq FROM sqlite_sequence WHERE name = 'orders'"), 9, "{text}");
            assert_eq!(count(&link, "PRAGMA foreign_keys"), 1, "{text}");
        }
    }
}
