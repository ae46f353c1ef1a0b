//! What `check_migration` knows beyond single statements: the state before, the transaction, the server, the size.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Tool};
use architect_sql::CheckMigration;
use architect_sql::migration::{Lock, Operation, Work, rules::RULES};
use architect_sql::tool::check_migration::{Input, Output};

fn call(input: Input, files: &[(&str, &str)]) -> Output {
    let index = RuleIndex::new(RULES.iter().chain(architect_core::rules::RULES).copied());
    let files = MemoryFiles::new(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    let context = Context::new(Arc::new(index)).with_files(Arc::new(files));
    CheckMigration.call(input, &context).expect("an answer")
}

fn check(schema: &str, text: &str) -> Output {
    check_with(schema, text, Input::default())
}

fn check_with(schema: &str, text: &str, mut input: Input) -> Output {
    input.document = DocumentInput { content: Some(text.to_owned()), path: None };
    input.schema = Some(schema.to_owned()).filter(|schema| !schema.is_empty()).into_iter().collect();
    input.options = CheckOptions { ignore: vec!["sql/missing-lock-timeout".to_owned()], ..CheckOptions::default() };
    input.dialect = Some(architect_sql::Dialect::PostgreSql);
    call(input, &[])
}

fn rules(output: &Output) -> Vec<&str> {
    output.report.findings.iter().map(|finding| finding.rule.as_str()).collect()
}

fn work(schema: &str, text: &str) -> String {
    let output = check(schema, text);
    output.statements.first().map(|row| row.work.clone()).unwrap_or_default()
}

const ORDERS: &str = "CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total int, code varchar(10), note text);
";

#[test]
fn nobody_waits_for_a_table_that_the_migration_makes() {
    let output = check(
        ORDERS,
        "CREATE TABLE refund (id bigint PRIMARY KEY, order_id bigint, amount numeric);
         CREATE INDEX refund_order_id_idx ON refund (order_id);
         ALTER TABLE refund ADD COLUMN token uuid DEFAULT gen_random_uuid() NOT NULL;
         ALTER TABLE refund ADD CONSTRAINT positive CHECK (amount > 0);
         ALTER TABLE refund RENAME COLUMN amount TO total;
         UPDATE refund SET total = 0;",
    );

    assert_eq!(rules(&output), [""; 0]);
    assert!(output.statements.is_empty(), "{:?}", output.statements);
}

#[test]
fn a_new_table_locks_the_one_that_it_refers_to() {
    let output = check(
        ORDERS,
        "CREATE TABLE refund (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
         CREATE INDEX ON refund (order_id);",
    );

    assert_eq!(rules(&output), [""; 0]);
    assert_eq!(output.statements.len(), 1);
    assert_eq!(output.statements[0].locks, ["orders: SHARE ROW EXCLUSIVE"]);
}

#[test]
fn a_renamed_table_is_still_the_one_that_was_made_or_was_there() {
    let made =
        check("", "CREATE TABLE a (id int PRIMARY KEY, x int); ALTER TABLE a RENAME TO b; CREATE INDEX ON b (x);");
    let was_there = check(ORDERS, "CREATE TABLE new (id int); DROP TABLE new; CREATE INDEX i ON orders (total);");

    assert_eq!(rules(&made), [""; 0]);
    assert_eq!(rules(&was_there), ["sql/create-index-blocking"]);
}

#[test]
fn a_type_is_judged_by_the_one_before() {
    for (column, before, after, expected) in [
        ("code", "varchar(10)", "varchar(20)", "none"),
        ("code", "varchar(10)", "text", "none"),
        ("code", "varchar(10)", "varchar(5)", "rewrite"),
        ("code", "text", "varchar(5)", "rewrite"),
        ("code", "text", "varchar", "none"),
        ("code", "integer", "int4", "none"),
        ("code", "integer", "bigint", "rewrite"),
        ("code", "numeric(8, 2)", "numeric(10, 2)", "none"),
        ("code", "numeric(8, 2)", "numeric(10, 3)", "rewrite"),
        ("code", "numeric(8, 2)", "numeric", "none"),
        ("code", "timestamp(3)", "timestamp", "none"),
        ("code", "character(3)", "text", "rewrite"),
        ("code", "text[]", "text[]", "none"),
        ("code", "text", "text USING lower(code)", "rewrite"),
        ("code", "varchar(10)", "text USING code::text", "none"),
    ] {
        let schema = format!("CREATE TABLE t (id int PRIMARY KEY, {column} {before});");

        assert_eq!(work(&schema, &format!("ALTER TABLE t ALTER COLUMN {column} TYPE {after};")), expected, "{after}");
    }
}

#[test]
fn a_default_is_judged_by_whether_it_differs_from_row_to_row() {
    for (default, expected) in [
        ("0", "none"),
        ("now()", "none"),
        ("CURRENT_TIMESTAMP", "none"),
        ("'{}'::jsonb", "none"),
        ("ARRAY[]::text[]", "none"),
        ("(now() AT TIME ZONE 'utc')", "none"),
        ("CAST('a' AS varchar(10))", "none"),
        ("NULL", "none"),
        ("random()", "rewrite"),
        ("public.gen_random_uuid()", "rewrite"),
        ("nextval('s')", "rewrite"),
        ("nanoid()", "rewrite"),
    ] {
        let text = format!("ALTER TABLE orders ADD COLUMN x text DEFAULT {default};");

        assert_eq!(work(ORDERS, &text), expected, "{default}");
    }
}

#[test]
fn a_function_that_is_not_known_is_doubted() {
    let output = check(ORDERS, "ALTER TABLE orders ADD COLUMN x text DEFAULT nanoid();");

    assert_eq!(rules(&output), ["sql/add-column-rewrite"]);
    assert_eq!(output.report.findings[0].confidence, architect_core::Confidence::Medium);
}

#[test]
fn set_not_null_is_quiet_behind_a_validated_check_also_across_files() {
    let before =
        format!("{ORDERS} ALTER TABLE orders ADD CONSTRAINT has CHECK (note IS NOT NULL AND total > 0) NOT VALID;");
    let unproven = check(&before, "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;");
    let validated = format!("{before} ALTER TABLE orders VALIDATE CONSTRAINT has;");
    let proven = check(&validated, "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;");
    let other = check(
        "CREATE TABLE orders (id int PRIMARY KEY, note text CHECK (note IS NOT NULL OR id > 0));",
        "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;",
    );

    assert_eq!(rules(&unproven), ["sql/set-not-null-scan"]);
    assert_eq!(rules(&proven), [""; 0]);
    assert_eq!(rules(&other), ["sql/set-not-null-scan"]);
}

#[test]
fn a_small_table_is_worked_through_in_no_time() {
    let sized = |rows| {
        let tables = BTreeMap::from([("orders".to_owned(), rows)]);
        let input = Input { tables, ..Input::default() };
        check_with(ORDERS, "CREATE INDEX orders_total_idx ON orders (total);", input)
    };

    let large = sized(50_000_000);

    assert_eq!(rules(&sized(200)), [""; 0]);
    assert!(large.report.findings[0].message.contains("of 50,000,000 rows"), "{}", large.report.findings[0].message);
}

#[test]
fn the_marks_of_a_tool_tell_whether_a_file_is_one_transaction() {
    let text = "CREATE INDEX CONCURRENTLY i ON orders (total);\n";
    let run = |path: &str, text: &str, transaction: Option<bool>| {
        let input = Input {
            document: DocumentInput { path: Some(path.to_owned()), content: None },
            transaction,
            ..Input::default()
        };
        call(input, &[(path, text)])
    };
    let fails = |output: &Output| rules(output).contains(&"sql/concurrently-in-transaction");

    assert!(!fails(&run("a.sql", text, None)));
    assert!(fails(&run("a.sql", text, Some(true))));
    assert!(fails(&run("m/2024-01-01_x/up.sql", text, None)), "diesel");
    assert!(!fails(&run("1_x.up.sql", text, None)), "golang-migrate sends one statement as it is");
    assert!(fails(&run("1_x.up.sql", &format!("{text}SELECT 1;"), None)), "golang-migrate");
    assert!(!fails(&run("migrations/2024_x/migration.sql", text, None)), "Prisma runs one statement as it is");
    assert!(fails(&run("migrations/2024_x/migration.sql", &format!("{text}SELECT 1;"), None)), "Prisma");
    assert!(!fails(&run("V3__x.sql", text, None)), "Flyway sees that none can be in a transaction");
    assert!(fails(&run("V3__x.sql", &format!("{text}UPDATE orders SET total = 1 WHERE id = 1;"), None)), "Flyway");
    assert!(fails(&run("1.sql", &format!("-- migrate:up\n{text}"), None)), "dbmate");
    assert!(!fails(&run("1.sql", &format!("-- migrate:up transaction:false\n{text}"), None)), "dbmate");
    assert!(!fails(&run("1.sql", &format!("-- no-transaction\n{text}"), None)), "sqlx");

    let diesel = |metadata: &str| {
        let document = DocumentInput { path: Some("m/1_x/up.sql".to_owned()), content: None };
        call(Input { document, ..Input::default() }, &[("m/1_x/up.sql", text), ("m/1_x/metadata.toml", metadata)])
    };
    assert!(!fails(&diesel("run_in_transaction = false\n")), "diesel says so in a file beside it");
    assert!(fails(&diesel("run_in_transaction = true\n")));
}

#[test]
fn the_files_of_a_folder_stand_before_a_later_one() {
    let files = [
        ("m/0001_a.sql", "CREATE TABLE t (id int PRIMARY KEY, x varchar(10));"),
        ("m/0002_b.sql", "ALTER TABLE t ALTER COLUMN x TYPE varchar(20);"),
        ("m/0002_b.down.sql", "ALTER TABLE t ALTER COLUMN x TYPE varchar(10);"),
        ("m/0003_c.sql", "ALTER TABLE t ADD COLUMN y int; CREATE INDEX i ON t (y);"),
    ];
    let path = |path: &str| Input {
        document: DocumentInput { path: Some(path.to_owned()), content: None },
        dialect: Some(architect_sql::Dialect::PostgreSql),
        options: CheckOptions { ignore: vec!["sql/missing-lock-timeout".to_owned()], ..CheckOptions::default() },
        ..Input::default()
    };

    assert_eq!(rules(&call(path("m/0002_b.sql"), &files)), [""; 0]);
    assert_eq!(rules(&call(path("m/0003_c.sql"), &files)), ["sql/create-index-blocking"]);
    // A folder: each file is deployed before the next, so that what the first makes is in use for the third.
    assert_eq!(rules(&call(path("m"), &files)), ["sql/create-index-blocking"]);
    // Named files are deployed together.
    let together = Input {
        paths: vec!["m/0001_a.sql".to_owned(), "m/0003_c.sql".to_owned()],
        document: DocumentInput::default(),
        ..path("m")
    };
    assert_eq!(rules(&call(together, &files)), [""; 0]);
}

#[test]
fn a_server_that_is_not_known_is_refused_with_those_that_are() {
    let input = Input {
        document: DocumentInput { content: Some("SELECT 1;".to_owned()), path: None },
        version: Some("9".to_owned()),
        ..Input::default()
    };
    let error = CheckMigration.call(input, &Context::new(Arc::new(RuleIndex::default()))).unwrap_err();

    assert!(error.to_string().contains("12 to 18"), "{error}");
}

#[test]
fn the_version_decides_what_the_server_can() {
    let schema =
        "CREATE TABLE pt (id int, at date) PARTITION BY RANGE (at); CREATE TABLE p1 PARTITION OF pt DEFAULT;";
    let run = |version: &str| {
        let input = Input { version: Some(version.to_owned()), ..Input::default() };
        check_with(schema, "ALTER TABLE pt DETACH PARTITION p1;", input)
    };
    let not_null = |version: &str| {
        let input = Input { version: Some(version.to_owned()), ..Input::default() };
        check_with(ORDERS, "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;", input).rewrite
    };

    assert_eq!(rules(&run("13")), [""; 0]);
    assert_eq!(rules(&run("14")), ["sql/detach-partition-blocking"]);
    assert!(not_null("17")[0].sql.contains("CHECK (note IS NOT NULL) NOT VALID"), "{:?}", not_null("17"));
    assert!(not_null("18")[0].sql.contains("NOT NULL note NOT VALID"), "{:?}", not_null("18"));
}

#[test]
fn a_lock_is_held_until_the_transaction_ends() {
    let work = "UPDATE orders SET note = 'x' WHERE note IS NULL;";
    let held = check(ORDERS, &format!("BEGIN; ALTER TABLE orders ADD COLUMN x int; {work} COMMIT;"));
    let let_go = check(ORDERS, &format!("BEGIN; ALTER TABLE orders ADD COLUMN x int; COMMIT; {work}"));
    let goose = check(ORDERS, &format!("-- +goose Up\nALTER TABLE orders ADD COLUMN x int; {work}"));
    let new =
        check(ORDERS, &format!("BEGIN; CREATE TABLE n (id int); ALTER TABLE n ADD COLUMN x int; {work} COMMIT;"));

    assert_eq!(rules(&held), ["sql/lock-held-while-working"]);
    assert_eq!(rules(&let_go), [""; 0]);
    assert_eq!(rules(&goose), ["sql/lock-held-while-working"]);
    assert_eq!(rules(&new), [""; 0]);
}

#[test]
fn squawks_comments_and_names_are_understood() {
    let ignored =
        check(ORDERS, "-- squawk-ignore require-concurrent-index-creation\nCREATE INDEX i ON orders (total);");
    let used = check(ORDERS, "-- squawk-ignore ban-drop-column\nCREATE INDEX i ON orders (total);");

    assert_eq!(rules(&ignored), [""; 0]);
    assert!(rules(&used).contains(&"sql/create-index-blocking"), "{:?}", rules(&used));
}

#[test]
fn the_rewrite_keeps_the_order_and_gives_each_build_a_file_of_its_own() {
    let output = check(
        ORDERS,
        "ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid(), ADD COLUMN channel text;
         CREATE INDEX orders_channel_idx ON orders (channel);
         ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id);",
    );

    let files: Vec<String> = output
        .rewrite
        .iter()
        .map(|file| format!("== {} (transaction: {})\n{}", file.name, file.transaction, file.sql))
        .collect();
    insta::assert_snapshot!(format!("{}\n== rollback\n{}", files.join("\n"), output.rollback.unwrap()));
}

#[test]
fn every_operation_has_a_cost_and_words() {
    for operation in Operation::ALL {
        let cost = operation.cost();
        assert!(operation.title().len() > 5, "{operation:?}");
        // Nothing works through rows without a lock on them.
        assert!(cost.work == Work::None || cost.own.max(cost.other) > Lock::RowExclusive, "{operation:?}");
    }
}

#[test]
fn a_long_migration_takes_time_in_proportion() {
    let statements = |n: usize| {
        let add = format!("ALTER TABLE t{} ADD COLUMN c{n} int DEFAULT random();", n % 50);
        [add, format!("BEGIN;\nUPDATE t{n} SET a = 1;\nCOMMIT;")]
    };
    let text = (0..4_000).flat_map(statements).collect::<Vec<_>>().join("\n");
    let started = std::time::Instant::now();

    let output = check("", &text);

    let rewrites = output.report.findings.iter().find(|finding| finding.rule == "sql/add-column-rewrite").unwrap();
    assert_eq!(rewrites.count, Some(4_000));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn a_partitioned_table_is_locked_with_its_partitions() {
    let schema = "CREATE TABLE pt (id int, at date) PARTITION BY RANGE (at);
        CREATE TABLE p1 PARTITION OF pt FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');";
    let locks =
        |text: &str| check(schema, text).statements.iter().flat_map(|row| row.locks.clone()).collect::<Vec<_>>();

    assert_eq!(locks("ALTER TABLE pt ADD COLUMN n int;"), ["pt: ACCESS EXCLUSIVE", "p1: ACCESS EXCLUSIVE"]);
    assert_eq!(locks("ALTER TABLE pt ENABLE ROW LEVEL SECURITY;"), ["pt: ACCESS EXCLUSIVE"]);
    let rewritten = check(schema, "CREATE INDEX pt_id_idx ON pt (id);").rewrite;
    let texts: Vec<&str> = rewritten.iter().map(|file| file.sql.as_str()).collect();
    assert!(texts[0].contains("CREATE INDEX pt_id_idx ON ONLY pt (id);"), "{texts:?}");
    assert!(texts[1].contains("CREATE INDEX CONCURRENTLY p1_id_idx ON p1 (id);"), "{texts:?}");
    assert!(texts[2].contains("ALTER INDEX pt_id_idx ATTACH PARTITION p1_id_idx;"), "{texts:?}");
}

#[test]
fn one_cause_is_one_finding() {
    let statement = check(ORDERS, "ALTER TABLE orders DROP COLUMN note, DROP COLUMN code, DROP COLUMN total;");
    let renames: String = ["note", "code", "total", "customer_id"]
        .iter()
        .map(|column| format!("ALTER TABLE orders RENAME COLUMN {column} TO {column}_2;\n"))
        .collect::<Vec<_>>()
        .concat();
    let file = check(ORDERS, &renames);

    assert_eq!(rules(&statement), ["sql/drop-column"]);
    assert_eq!(statement.report.findings[0].count, Some(3));
    assert_eq!(rules(&file), ["sql/rename-in-use"]);
    assert_eq!(file.report.findings[0].count, Some(4));
    assert!(file.report.findings[0].message.contains("3 more statements of this file"));
}

#[test]
fn a_name_that_is_taken_again_breaks_nothing() {
    let view = check(
        ORDERS,
        "BEGIN; ALTER TABLE orders RENAME TO purchase; CREATE VIEW orders AS SELECT * FROM purchase; COMMIT;",
    );
    let swap = check(
        ORDERS,
        "CREATE TABLE orders_new (id bigint PRIMARY KEY); ALTER TABLE orders RENAME TO orders_old;
         ALTER TABLE orders_new RENAME TO orders;",
    );
    let gone = check(ORDERS, "ALTER TABLE orders RENAME TO purchase;");

    assert_eq!(rules(&view), [""; 0]);
    assert_eq!(rules(&swap), [""; 0]);
    assert_eq!(rules(&gone), ["sql/rename-in-use"]);
}

#[test]
fn a_long_rewrite_is_left_out_unless_it_is_asked_for() {
    let text: String = (0..100)
        .map(|n| format!("ALTER TABLE t{n} ADD COLUMN c int DEFAULT random();\n"))
        .collect::<Vec<_>>()
        .concat();
    let input = |limit| Input {
        document: DocumentInput { content: Some(text.clone()), path: None },
        dialect: Some(architect_sql::Dialect::PostgreSql),
        options: CheckOptions { limit, ..CheckOptions::default() },
        ..Input::default()
    };

    let short = call(input(None), &[]);
    let long = call(input(Some(0)), &[]);

    assert!(short.rewrite.is_empty());
    assert!(short.report.gaps.iter().any(|gap| gap.reason.contains("rewrite")), "{:?}", short.report.gaps);
    assert_eq!(long.rewrite.len(), 200);
}

#[test]
fn an_index_that_a_foreign_key_needs_may_be_replaced_but_not_dropped() {
    let before =
        "CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p);
        CREATE INDEX c_p ON c (p);";
    let dropped = check(before, "DROP INDEX CONCURRENTLY c_p;");
    let replaced = check(before, "CREATE INDEX CONCURRENTLY c_p_id ON c (p, id); DROP INDEX CONCURRENTLY c_p;");
    let with_key = check(before, "ALTER TABLE c DROP COLUMN p;");

    assert_eq!(rules(&dropped), ["sql/dropped-foreign-key-index"]);
    assert_eq!(rules(&replaced), [""; 0]);
    assert_eq!(rules(&with_key), ["sql/drop-column"]);
}

#[test]
fn a_table_that_was_emptied_has_no_rows_to_fail_on() {
    let emptied = check(ORDERS, "DELETE FROM orders; ALTER TABLE orders ADD COLUMN channel text NOT NULL;");
    let thinned =
        check(ORDERS, "DELETE FROM orders WHERE id = 1; ALTER TABLE orders ADD COLUMN channel text NOT NULL;");

    assert_eq!(rules(&emptied), ["sql/backfill-without-batches"]);
    assert_eq!(rules(&thinned), ["sql/add-required-column"]);
}

#[test]
fn placeholders_of_templates_stay_as_they_are() {
    let text = "ALTER TABLE {{ index .Options \"Namespace\" }}.users ADD CONSTRAINT c CHECK (id > 0);";

    let output = check("", text);

    assert_eq!(rules(&output), ["sql/add-check-scan"]);
    let expected = "ALTER TABLE {{ index .Options \"Namespace\" }}.users ADD CONSTRAINT c CHECK (id > 0) NOT VALID;";
    assert!(output.rewrite[0].sql.contains(expected), "{}", output.rewrite[0].sql);
}

#[test]
fn a_rewrite_is_written_for_the_tool_that_runs_it() {
    let goose =
        check(ORDERS, "-- +goose Up\nALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();").rewrite;
    let dbmate = check(ORDERS, "-- migrate:up\nCREATE INDEX i ON orders (total);").rewrite;

    assert!(goose[0].sql.starts_with("-- +goose Up\nSET lock_timeout"), "{}", goose[0].sql);
    assert!(goose[1].sql.starts_with("-- +goose NO TRANSACTION\n-- +goose Up\n"), "{}", goose[1].sql);
    assert!(goose[1].sql.contains("-- +goose StatementBegin\nDO $$"), "{}", goose[1].sql);
    assert!(dbmate[0].sql.starts_with("-- migrate:up transaction:false\n"), "{}", dbmate[0].sql);
}
