//! Which indexes a workload asks for: by columns and their roles, merged, less what exists, judged by a planner.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{Context, DocumentInput, MemoryFiles, RuleIndex, Tool};
use architect_sql::tool::recommend_indexes::{Input, Output, RecommendIndexes};
use architect_sql::{Dialect, RULES};

const SHOP: &str = "
    CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL,
        city text, active boolean NOT NULL DEFAULT true, deleted_at timestamp);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, status text NOT NULL,
        total numeric(10,2) NOT NULL, created_at timestamp NOT NULL, paid_at timestamp, note text, data jsonb, tags text[]);
    CREATE TABLE item (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, product_id bigint NOT NULL,
        amount int NOT NULL, price numeric(10,2) NOT NULL);
    CREATE INDEX item_order_id_idx ON item (order_id);
";

fn ask(schema: &str, queries: &str, dialect: Dialect) -> Output {
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())));
    let document = DocumentInput { content: Some(schema.to_owned()), ..DocumentInput::default() };
    let input = Input { document, queries: vec![queries.to_owned()], dialect: Some(dialect), ..Input::default() };
    RecommendIndexes.call(input, &context).unwrap()
}

/// The statements without what is the same in all, and the gaps.
fn indexes(queries: &str, dialect: Dialect) -> Vec<String> {
    // Types of PostgreSQL's own are no others'.
    let schema =
        if dialect == Dialect::PostgreSql { SHOP.to_owned() } else { SHOP.replace("jsonb, tags text[]", "text") };
    let output = ask(&schema, queries, dialect);
    assert!(output.gaps.is_empty(), "{:?}", output.gaps);
    let statements = output.recommendations.into_iter().map(|row| row.statement);
    let bare = |statement: String| {
        let from = statement.find(" ON ").map_or_else(|| statement.find("TABLE ").unwrap_or_default(), |at| at + 4);
        statement[from..].trim_end_matches(';').to_owned()
    };
    statements.map(bare).collect()
}

fn postgresql(queries: &str) -> Vec<String> {
    indexes(queries, Dialect::PostgreSql)
}

#[test]
fn the_answer_names_queries_columns_and_roles() {
    let output = ask(
        SHOP,
        "-- calls: 900, mean_ms: 12
         SELECT id, total FROM orders WHERE customer_id = $1 AND created_at > $2 ORDER BY created_at DESC LIMIT 20;
         -- calls: 100, mean_ms: 40
         SELECT o.id FROM orders o JOIN customer c ON c.id = o.customer_id WHERE c.city = $1 AND o.status = 'open';
         -- calls: 5, mean_ms: 900
         SELECT status, count(*) FROM orders GROUP BY status;
         -- calls: 10, mean_ms: 3
         SELECT id FROM customer WHERE name LIKE '%x%';
         -- calls: 50, mean_ms: 1
         INSERT INTO orders (id, customer_id, status, total, created_at) VALUES ($1, $2, $3, $4, $5);",
        Dialect::PostgreSql,
    );

    insta::assert_snapshot!(serde_json::to_string_pretty(&output).unwrap());
}

#[test]
fn equality_comes_first_then_one_range_or_the_order() {
    assert_eq!(
        postgresql("SELECT * FROM orders WHERE created_at > $1 AND status = $2"),
        ["orders (status, created_at)"]
    );
    assert_eq!(
        postgresql("SELECT * FROM orders WHERE status = $1 ORDER BY created_at DESC, id DESC LIMIT 10"),
        ["orders (status, created_at, id)"]
    );
    assert_eq!(
        postgresql("SELECT * FROM orders WHERE status = $1 ORDER BY created_at DESC, total LIMIT 10"),
        ["orders (status, created_at DESC, total)"]
    );
    assert_eq!(
        postgresql("SELECT * FROM orders WHERE total > $1 ORDER BY created_at LIMIT 10"),
        ["orders (created_at)"]
    );
    assert_eq!(
        postgresql("SELECT max(created_at) FROM orders WHERE customer_id = $1"),
        ["orders (customer_id, created_at)"]
    );
    assert_eq!(
        postgresql("SELECT * FROM orders WHERE status IN ('a', 'b') AND customer_id = $1"),
        ["orders (customer_id, status)"]
    );
}

#[test]
fn the_order_of_conditions_and_queries_makes_no_difference() {
    let one = "SELECT * FROM orders WHERE status = $1 AND customer_id = $2";
    let other = "SELECT * FROM orders WHERE customer_id = $1 AND status = $2";
    let more = "SELECT note FROM orders WHERE status = $1";

    assert_eq!(postgresql(one), postgresql(other));
    assert_eq!(postgresql(&format!("{one}; {more}")), ["orders (status, customer_id)"]);
    assert_eq!(postgresql(&format!("{more}; {other}")), ["orders (status, customer_id)"]);
}

#[test]
fn needs_merge_by_prefix_and_what_exists_is_taken_away() {
    assert_eq!(
        postgresql(
            "SELECT note FROM orders WHERE customer_id = $1;
             SELECT note FROM orders WHERE customer_id = $1 AND status = $2 ORDER BY created_at DESC LIMIT 5;"
        ),
        ["orders (customer_id, status, created_at)"]
    );
    assert!(postgresql("SELECT * FROM orders WHERE id = $1").is_empty());
    assert!(postgresql("SELECT * FROM customer WHERE email = $1 AND name = $2").is_empty());
    assert!(postgresql("SELECT * FROM item WHERE order_id = $1").is_empty());
}

#[test]
fn an_index_that_becomes_needless_is_named() {
    let output = ask(SHOP, "SELECT * FROM item WHERE order_id = $1 ORDER BY price LIMIT 3", Dialect::PostgreSql);

    let row = &output.recommendations[0];
    assert_eq!(row.statement, "CREATE INDEX CONCURRENTLY item_order_id_price_idx ON item (order_id, price);");
    assert_eq!(row.makes_redundant, ["DROP INDEX CONCURRENTLY item_order_id_idx;"]);
}

#[test]
fn joins_are_looked_up_from_the_side_that_picks_out_rows() {
    assert_eq!(
        postgresql("SELECT o.note FROM customer c JOIN orders o ON o.customer_id = c.id WHERE c.email = $1"),
        ["orders (customer_id)"]
    );
    assert_eq!(
        postgresql(
            "SELECT name FROM customer c WHERE c.city = $1 AND EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.note = $2)"
        ),
        ["customer (city)", "orders (note, customer_id)"]
    );
    // Nothing picks out rows: both tables are read whole.
    assert!(postgresql("SELECT o.note FROM customer c JOIN orders o ON o.customer_id = c.id").is_empty());
}

#[test]
fn a_constant_that_repeats_makes_the_index_partial() {
    assert_eq!(
        postgresql(
            "SELECT name FROM customer WHERE city = $1 AND deleted_at IS NULL;
             SELECT name, email FROM customer WHERE city = $1 AND deleted_at IS NULL ORDER BY name LIMIT 9;"
        ),
        ["customer (city, name) WHERE deleted_at IS NULL"]
    );
    assert_eq!(
        postgresql(
            "SELECT note FROM orders WHERE status = 'open' ORDER BY created_at LIMIT 10;
             SELECT data FROM orders WHERE status = 'open' AND customer_id = $1;"
        ),
        ["orders (created_at) WHERE status = 'open'", "orders (customer_id) WHERE status = 'open'"]
    );
    // Another value is asked for as well: the column is a key.
    assert_eq!(
        postgresql(
            "SELECT note FROM orders WHERE status = 'open' AND customer_id = $1;
             SELECT data FROM orders WHERE status = 'paid' AND customer_id = $1;"
        ),
        ["orders (customer_id, status)"]
    );
}

#[test]
fn expressions_classes_and_search_have_indexes_of_their_own() {
    assert_eq!(postgresql("SELECT id FROM customer WHERE lower(name) = $1"), ["customer (lower(name))"]);
    assert_eq!(postgresql("SELECT note FROM orders WHERE note LIKE 'abc%'"), ["orders (note text_pattern_ops)"]);
    assert_eq!(
        postgresql("SELECT id FROM orders WHERE data @> '{\"a\": 1}'"),
        ["orders USING gin (data jsonb_path_ops)"]
    );
    assert_eq!(postgresql("SELECT id FROM orders WHERE tags && ARRAY['x']"), ["orders USING gin (tags)"]);
    assert_eq!(postgresql("SELECT id FROM orders WHERE data->>'kind' = $1"), ["orders ((data ->> 'kind'))"]);
    assert_eq!(
        postgresql("SELECT id FROM orders WHERE to_tsvector('english', note) @@ plainto_tsquery($1)"),
        ["orders USING gin (to_tsvector('english', note))"]
    );
}

#[test]
fn narrow_reads_carry_their_columns_along() {
    assert_eq!(
        postgresql("SELECT amount, price FROM item WHERE product_id = $1"),
        ["item (product_id) INCLUDE (amount, price)"]
    );
    assert_eq!(
        indexes("SELECT amount FROM item WHERE product_id = @p1", Dialect::MsSql),
        ["item (product_id) INCLUDE (amount)"]
    );
    assert_eq!(
        indexes("SELECT amount FROM item WHERE product_id = ?", Dialect::MySql),
        ["TABLE item ADD INDEX item_product_id_idx (product_id), ALGORITHM=INPLACE, LOCK=NONE"]
    );
}

#[test]
fn what_no_index_helps_is_said() {
    let output = ask(
        SHOP,
        "SELECT name FROM customer WHERE active;
         SELECT name FROM customer WHERE name LIKE '%x%';
         SELECT name FROM customer WHERE deleted_at IS NULL;
         SELECT note FROM orders WHERE date_part('year', created_at) = 2024;
         SELECT note FROM orders ORDER BY note;
         SELECT note FROM orders WHERE note = $1 OR total > 5;",
        Dialect::PostgreSql,
    );

    assert!(output.recommendations.is_empty(), "{:?}", output.recommendations);
    let reasons: Vec<String> = output
        .not_considered
        .iter()
        .map(|row| format!("{}: {} {:?}", row.subject, row.reason, row.queries))
        .collect();
    insta::assert_snapshot!(reasons.join("\n"));
}

#[test]
fn an_index_that_is_written_far_more_than_read_is_not_recommended() {
    let output = ask(
        SHOP,
        "-- calls: 1
         SELECT note FROM orders WHERE note = $1;
         -- calls: 100000
         INSERT INTO orders (id) VALUES ($1);",
        Dialect::PostgreSql,
    );

    assert!(output.recommendations.is_empty());
    assert!(output.not_considered[0].reason.contains("written 100000 times"), "{:?}", output.not_considered);
}

#[test]
fn sqlite_judges_by_its_own_planner() {
    let schema = "
        CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT, city TEXT);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INT NOT NULL, status TEXT, created_at TEXT, total REAL);
        CREATE TABLE item (order_id INT, product_id INT, PRIMARY KEY (order_id, product_id)) WITHOUT ROWID;";
    let output = ask(
        schema,
        "SELECT * FROM orders WHERE customer_id = ? AND status = :status ORDER BY created_at;
         SELECT o.* FROM customer c JOIN orders o ON o.customer_id = c.id WHERE c.city = $city;
         SELECT * FROM customer WHERE name LIKE 'abc%';
         SELECT * FROM orders WHERE lower(status) = ?;
         SELECT * FROM item WHERE product_id = ?;
         SELECT * FROM orders WHERE total > ? ORDER BY id LIMIT 5;
         SELECT * FROM customer WHERE id = ? AND name = ?;",
        Dialect::Sqlite,
    );

    let told: Vec<String> = output
        .recommendations
        .iter()
        .map(|row| {
            format!(
                "{} {} {}",
                row.verdict,
                row.statement,
                row.used_by.iter().map(|used| used.query.as_str()).collect::<Vec<_>>().join(" ")
            )
        })
        .chain(output.dropped.iter().map(|row| format!("dropped {} {}", row.statement, row.reason)))
        .chain(output.gaps.iter().map(|gap| format!("gap {}", gap.reason)))
        .collect();
    assert!(output.planner.starts_with("SQLite 3"));
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn queries_come_from_statistics_and_logs() {
    let files = MemoryFiles::new([
        ("schema.sql", SHOP),
        (
            "stats.csv",
            "userid,query,calls,total_exec_time,rows\n10,\"SELECT note FROM orders WHERE note = $1\",10,1000.5,1\n\
             10,\"SELECT \"\"name\"\"\nFROM customer WHERE city = $1\",5,20,1\n10,COMMIT,9,1,0\n",
        ),
        (
            "stats.json",
            r#"[{"query": "SELECT note FROM orders WHERE total = $1", "calls": "7", "mean_exec_time": 2.5}]"#,
        ),
        (
            "development.log",
            "Started GET \"/\"\n  \u{1b}[1m\u{1b}[36mCustomer Load (0.5ms)\u{1b}[0m  \u{1b}[1m\u{1b}[34mSELECT \"customer\".* FROM \"customer\" WHERE \"customer\".\"city\" = $1 LIMIT $2\u{1b}[0m  [[\"city\", \"x\"], [\"LIMIT\", 1]]\n  CACHE Customer Load (0.0ms)  SELECT 1\n",
        ),
        (
            "postgresql.log",
            "2024-01-01 10:00:00 UTC [1] LOG:  duration: 12.5 ms  execute <unnamed>: SELECT *\n\tFROM orders\n\tWHERE paid_at = $1\n2024-01-01 10:00:00 UTC [1] DETAIL:  parameters: $1 = '2024'\n2024-01-01 10:00:01 UTC [1] LOG:  statement: BEGIN\n2024-01-01 10:00:01 UTC [1] LOG:  statement: SELECT id FROM item WHERE product_id = 5\n",
        ),
        (
            "django.log",
            "(0.002) SELECT \"item\".\"id\" FROM \"item\" WHERE \"item\".\"price\" = 5; args=(5,); alias=default\n",
        ),
        (
            "hibernate.log",
            "Hibernate: select c.id from customer c where c.name=?\nHibernate: \n    select\n        o.id\n    from\n        orders o\n    where\n        o.customer_id=?\n",
        ),
        ("prisma.log", "prisma:query SELECT \"id\" FROM \"item\" WHERE \"amount\" = $1\n"),
        (
            "alchemy.log",
            "2024-01-01 10:00:00,000 INFO sqlalchemy.engine.Engine BEGIN (implicit)\n2024-01-01 10:00:00,000 INFO sqlalchemy.engine.Engine SELECT item.id\nFROM item\nWHERE item.amount = %(amount)s\n2024-01-01 10:00:00,000 INFO sqlalchemy.engine.Engine [generated in 0.0001s] {'amount': 3}\n",
        ),
        ("mysql.log", "2024-01-01T10:00:00.000Z\t   12 Query\tSELECT id FROM item WHERE amount = 3\n"),
    ]);
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().copied()))).with_files(Arc::new(files));
    let mut told = Vec::new();
    for file in [
        "stats.csv",
        "stats.json",
        "development.log",
        "postgresql.log",
        "django.log",
        "hibernate.log",
        "prisma.log",
        "alchemy.log",
        "mysql.log",
    ] {
        let document = DocumentInput { path: Some("schema.sql".to_owned()), ..DocumentInput::default() };
        let input = Input {
            document,
            queries: vec![file.to_owned()],
            dialect: Some(Dialect::PostgreSql),
            ..Input::default()
        };
        let output = RecommendIndexes.call(input, &context).unwrap();
        let gaps: Vec<&str> = output.gaps.iter().map(|gap| gap.reason.as_str()).collect();
        told.push(format!("{file}: {} {}", output.summary.split_once(": ").unwrap().1, gaps.join(" ")));
        for row in &output.recommendations {
            let used: Vec<&str> = row.used_by.iter().map(|used| used.query.as_str()).collect();
            told.push(format!("  {} {} {}", row.share, row.statement, used.join(" ")));
        }
    }

    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn queries_that_differ_in_values_are_one() {
    let output = ask(
        SHOP,
        "SELECT note FROM orders WHERE note = 'a' AND status = 'open';
         select note from orders where note = 'b' and status = 'open';
         SELECT note FROM orders WHERE note IN ('a', 'b', 'c');
         SELECT note FROM orders WHERE note IN ('a', 'b');",
        Dialect::PostgreSql,
    );

    assert!(output.summary.contains("2 queries weighed by appearances"), "{}", output.summary);
}

#[test]
fn without_queries_the_call_says_what_to_give() {
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())));
    let document = DocumentInput { content: Some(SHOP.to_owned()), ..DocumentInput::default() };

    let error = RecommendIndexes.call(Input { document, ..Input::default() }, &context).unwrap_err();

    assert!(error.help.unwrap().contains("pg_stat_statements"));
}
