//! The rules about queries: what they find in a workload, where, and what they leave alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::Arc;

use architect_core::{CheckOptions, Context, DocumentInput, MemoryFiles, RuleIndex, Tool};
use architect_sql::tool::lint_sql_schema::{Input, Output};
use architect_sql::{Dialect, LintSqlSchema, RULES, query};

const SHOP: &str = "
    CREATE TABLE customer (id bigint PRIMARY KEY, email varchar(200) NOT NULL UNIQUE, name text NOT NULL, phone text,
        active boolean NOT NULL DEFAULT true, token uuid NOT NULL, born date, created_at timestamptz NOT NULL);
    CREATE INDEX customer_created_at_idx ON customer (created_at);
    CREATE INDEX customer_token_idx ON customer (token);
    CREATE INDEX customer_phone_idx ON customer (phone) WHERE active;
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer, status text NOT NULL,
        total numeric(10,2) NOT NULL, note text, created_at timestamptz NOT NULL, data jsonb, tags text[]);
    CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    CREATE INDEX orders_status_created_at_idx ON orders (status, created_at);
    CREATE TABLE item (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, amount int NOT NULL);
    CREATE INDEX item_order_id_idx ON item (order_id);
    CREATE VIEW open_order AS SELECT id FROM orders WHERE status = 'open';
";

fn context() -> Context {
    let rules = RULES.iter().chain(query::rules::RULES).chain(architect_core::rules::RULES).copied();
    Context::new(Arc::new(RuleIndex::new(rules)))
}

fn ask(schema: &str, queries: &str, dialect: Dialect, select: &[&str]) -> Output {
    let document = DocumentInput { content: Some(schema.to_owned()), ..DocumentInput::default() };
    let select = select.iter().map(|name| (*name).to_owned()).collect();
    let options = CheckOptions { select, limit: Some(1_000), ..CheckOptions::default() };
    let queries = vec![queries.to_owned()];
    let input = Input { document, queries, dialect: Some(dialect), options, ..Input::default() };
    LintSqlSchema.call(input, &context()).unwrap()
}

/// What rules about queries find, as `rule subject`.
fn found_in(schema: &str, queries: &str, dialect: Dialect) -> Vec<String> {
    // A line more makes it the text of queries, however it begins.
    let output = ask(schema, &format!("{queries}\n"), dialect, &[]);
    let of_queries = output.report.findings.into_iter().filter(|finding| finding.location.source == "queries");
    of_queries.map(|finding| format!("{} {}", finding.rule.trim_start_matches("sql/"), finding.subject)).collect()
}

fn found(queries: &str) -> Vec<String> {
    found_in(SHOP, queries, Dialect::PostgreSql)
}

#[test]
fn a_workload_with_its_warts() {
    let output = ask(
        SHOP,
        "-- calls: 900, mean_ms: 12
         SELECT id FROM customer WHERE lower(email) = lower($1);
         -- calls: 100, mean_ms: 40
         SELECT id, name FROM customer WHERE lower(email) LIKE 'a%';
         -- calls: 5, mean_ms: 900
         SELECT name FROM customer WHERE id NOT IN (SELECT customer_id FROM orders);
         SELECT id FROM orders ORDER BY created_at LIMIT 10 OFFSET $1;
         SELECT id FROM orders WHERE note ILIKE '%' || $1 || '%';
         SELECT id FROM orders WHERE data @> $1;
         DELETE FROM item;
         SELECT id FROM elsewhere WHERE x = 1;
         SELECT y FROM elsewhere;",
        Dialect::PostgreSql,
        &[],
    );

    insta::assert_snapshot!(serde_json::to_string_pretty(&output).unwrap());
}

#[test]
fn without_queries_none_of_these_rules_is_looked_for() {
    let text = "-- architect:ignore sql/select-star\nCREATE TABLE t (id bigint PRIMARY KEY);\nSELECT * FROM t;";
    let document = DocumentInput { content: Some(text.to_owned()), ..DocumentInput::default() };
    let dialect = Some(Dialect::PostgreSql);
    let output = LintSqlSchema.call(Input { document, dialect, ..Input::default() }, &context()).unwrap();

    assert!(output.report.findings.is_empty(), "{:?}", output.report.findings);
    assert!(output.report.gaps.is_empty(), "{:?}", output.report.gaps);
}

#[test]
fn rules_about_queries_alone_may_be_selected() {
    let queries = "SELECT * FROM customer WHERE id = $1;\nSELECT c.* FROM customer c JOIN orders USING (id);\n";
    let output = ask(SHOP, queries, Dialect::PostgreSql, &["sql/select-star"]);

    let [finding, other] = output.report.findings.as_slice() else { panic!("{:?}", output.report) };
    assert_eq!((finding.location.line, other.location.line), (1, 2));
    assert!(output.report.gaps.is_empty(), "{:?}", output.report.gaps);

    let document = DocumentInput { content: Some(SHOP.to_owned()), ..DocumentInput::default() };
    let options = CheckOptions { select: vec!["sql/select-star".to_owned()], ..CheckOptions::default() };
    let dialect = Some(Dialect::PostgreSql);
    let output = LintSqlSchema.call(Input { document, options, dialect, ..Input::default() }, &context()).unwrap();
    assert!(
        output.report.gaps.iter().any(|gap| gap.reason.contains("none of the rules")),
        "{:?}",
        output.report.gaps
    );
}

#[test]
fn comments_in_files_of_queries_silence_and_those_that_silence_nothing_are_told() {
    let queries = "-- architect:ignore sql/offset-paging -- ten pages at most
SELECT id FROM orders ORDER BY id LIMIT 10 OFFSET $1;
SELECT id FROM customer ORDER BY id LIMIT 10 OFFSET $1; -- architect:ignore sql/offset-paging
-- architect:ignore sql/random-order
SELECT id FROM orders WHERE id = $1;
";
    assert_eq!(found(queries), ["core/unused-ignore ignore sql/random-order"]);

    // A file that has both is read twice, and its comments count once.
    let both = format!("{SHOP}\n{queries}");
    let files = MemoryFiles::new([("all.sql".to_owned(), both)]);
    let document = DocumentInput { path: Some("all.sql".to_owned()), content: None };
    let input = Input {
        document,
        queries: vec!["all.sql".to_owned()],
        dialect: Some(Dialect::PostgreSql),
        options: CheckOptions {
            select: vec!["sql/offset-paging".to_owned(), "core".to_owned()],
            ..CheckOptions::default()
        },
        ..Input::default()
    };
    let output = LintSqlSchema.call(input, &context().with_files(Arc::new(files))).unwrap();
    assert!(output.report.findings.is_empty(), "{:?}", output.report.findings);
}

#[test]
fn a_query_of_statistics_is_named_by_its_row_and_told_with_its_calls() {
    let csv = "query,calls,total_exec_time\n\"SELECT id FROM customer WHERE lower(email) = $1\",41200,496000\n";
    let files = MemoryFiles::new([("stats.csv".to_owned(), csv.to_owned())]);
    let document = DocumentInput { content: Some(SHOP.to_owned()), ..DocumentInput::default() };
    let queries = vec!["stats.csv".to_owned()];
    let input = Input { document, queries, dialect: Some(Dialect::PostgreSql), ..Input::default() };
    let output = LintSqlSchema.call(input, &context().with_files(Arc::new(files))).unwrap();

    let finding = output.report.findings.iter().find(|finding| finding.rule == "sql/computed-condition").unwrap();
    assert_eq!(finding.location.source, "stats.csv#1");
    assert!(finding.message.ends_with("(41200 calls, 496 s)"), "{}", finding.message);
}

#[test]
fn what_is_computed_of_an_indexed_column_is_told() {
    assert_eq!(
        found("SELECT id FROM customer WHERE lower(email) = $1"),
        ["computed-condition customer(lower(email))"]
    );
    assert_eq!(found("SELECT id FROM customer WHERE id::text = $1"), ["computed-condition customer(id::text)"]);
    assert_eq!(
        found("SELECT id FROM customer WHERE created_at + interval '1 day' > now()"),
        ["computed-condition customer(created_at)"]
    );
    assert_eq!(
        found("UPDATE customer SET active = false WHERE date(created_at) < '2020-01-01'"),
        ["computed-condition customer(created_at)"]
    );
    assert_eq!(
        found("SELECT o.id FROM orders o JOIN customer c ON c.id = o.customer_id WHERE lower(c.email) = $1"),
        ["computed-condition customer(lower(email))"]
    );
    assert_eq!(
        found("SELECT id FROM customer WHERE active AND lower(phone) = $1"),
        ["computed-condition customer(lower(phone))"]
    );
    assert_eq!(
        found("SELECT id FROM customer WHERE extract(year FROM created_at) = 2024"),
        ["computed-condition customer(created_at)"]
    );
}

#[test]
fn what_an_index_finds_all_the_same_is_left_alone() {
    let quiet = [
        // PostgreSQL looks through these casts.
        "SELECT id FROM customer WHERE email::text = $1",
        "SELECT id FROM customer WHERE token::uuid = $1 AND id::bigint = $2",
        // Another condition finds the rows.
        "SELECT id FROM customer WHERE id = $1 AND lower(email) = $2",
        "SELECT o.id FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.id = $1 AND lower(c.email) = $2",
        "SELECT o.id FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.note = $1 AND lower(c.email) = $2",
        "SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM customer c WHERE c.id = o.customer_id AND lower(email) = $1)",
        "SELECT id FROM customer WHERE (id = $1 OR email = $2) AND lower(email) = $3",
        // No index leads with the column.
        "SELECT id FROM customer WHERE lower(name) = $1",
        "SELECT id FROM orders WHERE created_at::date = $1 AND status = 'open'",
        // The value is computed, not the column.
        "SELECT id FROM customer WHERE email = lower($1) AND created_at > now() - interval '1 day'",
        // Nothing that other words could say.
        "SELECT id FROM customer WHERE id % 10 = 3",
        "SELECT id FROM customer WHERE CASE WHEN id > 5 THEN 1 ELSE 2 END = $1",
        "SELECT lower(email) FROM customer ORDER BY lower(email)",
        "SELECT id FROM customer WHERE lower(email) <> $1",
        "SELECT name FROM customer GROUP BY name HAVING count(*) > 1",
        // An index of a part of the rows.
        "SELECT id FROM customer WHERE lower(phone) = $1",
        // Views, functions and tables of another schema.
        "SELECT id FROM generate_series(1, 10) AS id WHERE id + 1 = 3",
    ];
    for query in quiet {
        assert_eq!(found(query), [""; 0], "{query}");
    }
}

#[test]
fn optional_filters_are_no_or_over_columns() {
    let quiet = [
        "SELECT id FROM orders WHERE $1::text IS NULL OR note = $1",
        "SELECT id FROM orders WHERE customer_id = $1 AND (note = $2 OR status = $3)",
        "SELECT id FROM customer WHERE active OR id = $1",
        "SELECT id FROM customer WHERE phone = $1 OR name = $2",
        "SELECT id FROM customer WHERE id = $1 OR active = true",
        "SELECT id FROM customer WHERE id = $1 OR email = $2",
        "SELECT id FROM orders WHERE note = $1 OR total = $2",
        "SELECT id FROM orders WHERE status = 'a' OR status = 'b'",
        "SELECT o.id FROM orders o JOIN customer c ON c.id = o.customer_id WHERE c.name = $1 OR o.id = $2",
        "SELECT id FROM orders WHERE id = $1 OR EXISTS (SELECT 1 FROM item WHERE order_id = orders.id)",
    ];
    for query in quiet {
        assert_eq!(found(query), [""; 0], "{query}");
    }
    assert_eq!(found("SELECT id FROM customer WHERE id = $1 OR name = $2"), ["or-without-index customer(name)"]);
    assert_eq!(
        found("SELECT id FROM orders WHERE (status = 'open' AND total > 5) OR note = 'x'"),
        ["or-without-index orders(note)"]
    );
}

#[test]
fn not_in_is_told_only_where_a_null_can_come() {
    let quiet = [
        "SELECT id FROM customer WHERE id NOT IN (SELECT id FROM orders)",
        "SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id > 5)",
        "SELECT id FROM customer WHERE id IN (SELECT customer_id FROM orders)",
        "SELECT id FROM customer WHERE id NOT IN (1, 2)",
        "SELECT id FROM customer WHERE id NOT IN (SELECT coalesce(customer_id, 0) FROM orders)",
        "SELECT id FROM customer WHERE id NOT IN (SELECT o.customer_id FROM orders o JOIN customer c ON c.id = o.customer_id)",
        "SELECT id FROM customer WHERE id NOT IN (SELECT max(customer_id) FROM orders)",
    ];
    for query in quiet {
        assert_eq!(found(query), [""; 0], "{query}");
    }
    assert_eq!(
        found("SELECT id FROM customer WHERE NOT (id IN (SELECT customer_id FROM orders WHERE total > 5))"),
        ["not-in-nullable orders(customer_id)"]
    );
    assert_eq!(
        found(
            "SELECT id FROM customer WHERE id NOT IN (SELECT o.id FROM item i LEFT JOIN orders o ON o.id = i.order_id)"
        ),
        ["not-in-nullable orders(id)"]
    );
}

#[test]
fn tables_side_by_side_are_told_where_nothing_joins_them() {
    let quiet = [
        "SELECT 1 FROM customer c, orders o WHERE o.customer_id = c.id",
        "SELECT 1 FROM customer c, orders o, item i WHERE i.order_id = o.id AND c.id = o.customer_id",
        "SELECT 1 FROM customer c, orders o WHERE lower(c.name) = o.note OR c.phone = o.note",
        "SELECT 1 FROM customer c CROSS JOIN orders o",
        "SELECT 1 FROM customer c, LATERAL (SELECT id FROM orders o WHERE o.customer_id = c.id LIMIT 1) o",
        "SELECT 1 FROM customer, unnest(ARRAY[1, 2]) AS n",
        "SELECT 1 FROM customer, generate_series(1, 5)",
        "SELECT 1 FROM customer c, orders o WHERE c.id = $1 AND o.total > 5",
        "SELECT 1 FROM customer c, orders o WHERE c.name = $1 AND o.status = $1",
        "WITH t AS (SELECT $1::int AS n) SELECT 1 FROM customer, t WHERE id > t.n",
        "SELECT 1 FROM customer c, orders o WHERE EXISTS (SELECT 1 FROM item i WHERE i.order_id = o.id AND i.id = c.id)",
        "SELECT 1 FROM customer, open_order",
        "UPDATE orders SET note = c.name FROM customer c WHERE c.id = orders.customer_id",
        "DELETE FROM item USING orders WHERE orders.id = item.order_id",
        "SELECT 1 FROM (SELECT id AS n FROM customer) c, orders o WHERE o.customer_id = c.n",
        "SELECT 1 FROM (SELECT id AS n FROM customer UNION ALL SELECT 1) u, orders o, item i
            WHERE n = customer_id AND order_id = o.id",
        "SELECT 1 FROM customer c, orders o NATURAL JOIN item WHERE c.id = customer_id",
    ];
    for query in quiet {
        let about: Vec<String> = found(query).into_iter().filter(|found| found.starts_with("cartesian")).collect();
        assert_eq!(about, [""; 0], "{query}");
    }
    assert_eq!(
        found("UPDATE orders SET note = c.name FROM customer c WHERE c.active AND orders.total > 5"),
        ["cartesian-product orders, customer"]
    );
    assert_eq!(
        found("SELECT 1 FROM customer c, orders o JOIN item i ON i.order_id = o.id WHERE o.total > 5"),
        ["cartesian-product customer, orders"]
    );
}

#[test]
fn changes_of_all_rows_and_by_place_are_told() {
    assert_eq!(found("UPDATE customer SET active = true"), ["change-of-every-row customer"]);
    assert_eq!(
        found("WITH gone AS (DELETE FROM item RETURNING id) SELECT id FROM gone"),
        ["change-of-every-row item"]
    );
    assert_eq!(
        found("INSERT INTO item SELECT id, customer_id, 1 FROM orders WHERE id = $1"),
        ["insert-without-columns item"]
    );
    let quiet = [
        "UPDATE customer SET active = true WHERE true",
        "UPDATE orders SET note = c.name FROM customer c WHERE c.id = customer_id",
        "INSERT INTO item (id, order_id, amount) SELECT id, customer_id, 1 FROM orders WHERE id = $1",
        "INSERT INTO item DEFAULT VALUES",
        "INSERT INTO item (id, order_id, amount) VALUES (1, 2, 3) ON CONFLICT (id) DO UPDATE SET amount = 3",
    ];
    for query in quiet {
        assert_eq!(found(query), [""; 0], "{query}");
    }
    let mysql = "CREATE TABLE item (id bigint PRIMARY KEY, amount int NOT NULL) ENGINE=InnoDB;";
    for query in [
        "INSERT INTO item SET id = 1, amount = 2",
        "INSERT INTO item () VALUES ()",
        "INSERT IGNORE item (id, amount) VALUES (1, 2)",
        "DELETE FROM item LIMIT 5",
    ] {
        assert_eq!(found_in(mysql, query, Dialect::MySql), [""; 0], "{query}");
    }
}

#[test]
fn comparisons_with_null_are_told_wherever_they_stand() {
    assert_eq!(found("SELECT id FROM orders WHERE note <> NULL"), ["comparison-with-null note <> NULL"]);
    assert_eq!(
        found("SELECT CASE WHEN o.note = NULL THEN 1 END FROM orders o WHERE id = $1"),
        ["comparison-with-null note = NULL"]
    );
    let quiet = [
        "SELECT id FROM orders WHERE note IS NOT DISTINCT FROM NULL AND id = 1",
        "UPDATE orders SET note = NULL WHERE id = $1",
        "SELECT id FROM orders WHERE id = $1 AND coalesce(note, NULL) = 'a'",
    ];
    for query in quiet {
        assert_eq!(found(query), [""; 0], "{query}");
    }
    let mysql = "CREATE TABLE orders (id bigint PRIMARY KEY, note text) ENGINE=InnoDB;";
    assert_eq!(found_in(mysql, "SELECT id FROM orders WHERE note <=> NULL", Dialect::MySql), [""; 0]);
    let mssql = "CREATE TABLE orders (id bigint CONSTRAINT orders_pk PRIMARY KEY, note varchar(20));";
    assert_eq!(found_in(mssql, "SELECT note = NULL FROM orders WHERE id = 1", Dialect::MsSql), [""; 0]);
}

#[test]
fn distinct_is_told_where_exists_says_the_same() {
    let quiet = [
        "SELECT DISTINCT c.name FROM customer c JOIN orders o ON o.customer_id = c.id",
        "SELECT DISTINCT o.id FROM orders o JOIN customer c ON c.id = o.customer_id",
        "SELECT DISTINCT c.id, o.status FROM customer c JOIN orders o ON o.customer_id = c.id",
        "SELECT DISTINCT ON (c.id) c.id, c.name FROM customer c JOIN orders o ON o.customer_id = c.id ORDER BY c.id, o.id",
        "SELECT DISTINCT c.id, c.name FROM customer c JOIN orders o ON o.customer_id = c.id ORDER BY o.created_at",
        "SELECT DISTINCT c.id, lower(o.note) FROM customer c JOIN orders o ON o.customer_id = c.id",
        "SELECT DISTINCT id FROM customer",
        "SELECT DISTINCT c.id FROM customer c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.note IS NULL",
    ];
    for query in quiet {
        assert_eq!(found(query), [""; 0], "{query}");
    }
    assert_eq!(
        found("SELECT DISTINCT c.* FROM customer c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.total > 5"),
        ["distinct-over-join customer, orders"]
    );
}

#[test]
fn unions_are_told_only_where_no_row_can_be_twice() {
    let quiet = [
        "SELECT id FROM customer UNION SELECT id FROM orders",
        "SELECT 'a', name FROM customer UNION SELECT 'b', note FROM orders",
        "SELECT 'a', id FROM customer UNION SELECT 'a', id FROM orders",
        "SELECT 'a', id FROM customer UNION ALL SELECT 'b', id FROM orders",
        "SELECT 'a', c.id FROM customer c JOIN orders o ON o.customer_id = c.id UNION SELECT 'b', id FROM item",
    ];
    for query in quiet {
        assert_eq!(found(query), [""; 0], "{query}");
    }
    assert_eq!(
        found("SELECT 1 AS kind, id FROM customer UNION SELECT 2, id FROM orders UNION SELECT 3, id FROM item"),
        ["needless-union customer, orders, item"]
    );
}

#[test]
fn values_that_the_server_converts_the_column_to_are_told() {
    let mysql = "CREATE TABLE customer (id bigint PRIMARY KEY, phone varchar(20) NOT NULL, code varchar(9) NOT NULL,
        KEY customer_phone (phone)) ENGINE=InnoDB;
        CREATE TABLE call_log (id bigint PRIMARY KEY, customer_id bigint NOT NULL, number bigint NOT NULL,
        KEY call_customer (customer_id), KEY call_number (number)) ENGINE=InnoDB;";
    let found = |query| found_in(mysql, query, Dialect::MySql);

    assert_eq!(found("SELECT id FROM customer WHERE phone = 123"), ["implicit-conversion customer(phone)"]);
    assert_eq!(
        found("SELECT c.id FROM call_log l JOIN customer c ON c.phone = l.number WHERE l.id = ?"),
        ["implicit-conversion customer(phone)"]
    );
    for query in [
        "SELECT id FROM customer WHERE phone = '123'",
        "SELECT id FROM customer WHERE id = '123'",
        "SELECT id FROM customer WHERE phone = ?",
        "SELECT c.id FROM call_log l JOIN customer c ON c.id = l.customer_id WHERE l.id = ?",
    ] {
        assert_eq!(found(query), [""; 0], "{query}");
    }
    assert_eq!(self::found("SELECT id FROM orders WHERE id = 1.5"), ["implicit-conversion orders(id)"]);
    assert_eq!(self::found("SELECT id FROM orders WHERE id = '15'"), [""; 0]);
    assert_eq!(self::found("SELECT id FROM item WHERE amount = 1.5"), [""; 0]);
    assert_eq!(self::found("SELECT id FROM orders WHERE id = 1.5 AND customer_id = 7"), [""; 0]);
}

#[test]
fn a_computed_column_stands_for_its_expression_where_the_server_knows_it() {
    let table = |end: &str| {
        format!(
            "CREATE TABLE customer (id bigint PRIMARY KEY, email varchar(99) NOT NULL, email_lower varchar(99)
            GENERATED ALWAYS AS (lower(email)) STORED, UNIQUE (email), UNIQUE (email_lower)){end};"
        )
    };
    let query = "SELECT id FROM customer WHERE lower(email) = 'a'";

    assert_eq!(found_in(&table(" ENGINE=InnoDB"), query, Dialect::MySql), [""; 0]);
    assert_eq!(found_in(&table(""), query, Dialect::PostgreSql), ["computed-condition customer(lower(email))"]);
}

#[test]
fn searches_are_told_as_recommended_indexes_are() {
    assert_eq!(found("SELECT id FROM orders WHERE data @> $1"), ["search-without-index orders(data)"]);
    assert_eq!(found("SELECT id FROM orders WHERE tags && $1"), ["search-without-index orders(tags)"]);
    for query in [
        "SELECT id FROM orders WHERE customer_id = $1 AND data @> $2",
        "SELECT id FROM orders WHERE data ->> 'a' = $1",
        "SELECT id FROM orders WHERE NOT data @> $1",
    ] {
        assert_eq!(found(query), [""; 0], "{query}");
    }
}

#[test]
fn the_largest_queries_and_workloads_are_judged_in_time() {
    let repeated = |count: usize, between: &str, one: &dyn Fn(usize) -> String| {
        (0..count).map(one).collect::<Vec<_>>().join(between)
    };
    let relations = repeated(250, ", ", &|n| format!("orders o{n}"));
    let links = repeated(2_200, " AND ", &|n| format!("o{}.id = o{}.customer_id", n % 250, (n * 7) % 250));
    let many = repeated(3_000, ";\n", &|n| format!("SELECT a{n}.id FROM customer a{n} WHERE lower(a{n}.email) = $1"));
    let texts = [
        format!("SELECT id FROM customer WHERE {}", repeated(2_400, " AND ", &|n| format!("lower(email) = 'a{n}'"))),
        format!("SELECT id FROM customer WHERE {}", repeated(2_400, " OR ", &|n| format!("id = {n} OR name = 'a'"))),
        repeated(1_500, " UNION ", &|n| format!("SELECT {n}, id FROM orders")),
        format!("SELECT 1 FROM {relations} WHERE {links}"),
        format!("SELECT {} FROM orders", repeated(4_000, " || ", &|_| "note".to_owned())),
        format!(
            "SELECT id FROM orders GROUP BY {0} HAVING {1}",
            repeated(2_000, ", ", &|_| "note".to_owned()),
            repeated(2_000, " AND ", &|n| format!("note = '{n}'"))
        ),
        format!("SELECT id FROM orders WHERE {}", repeated(3_000, " AND ", &|_| "note = NULL".to_owned())),
        many,
    ];
    for text in texts {
        let start = std::time::Instant::now();

        let output = ask(SHOP, &format!("{text}\n"), Dialect::PostgreSql, &["sql/*"]);

        assert!(start.elapsed().as_secs() < 30, "{} took {:?}", &text[..60], start.elapsed());
        assert!(output.report.gaps.is_empty(), "{:?}", output.report.gaps);
    }
}
