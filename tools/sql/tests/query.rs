//! What is read of a query: each column in the role it has, and what was not understood.

use architect_sql::Dialect;
use architect_sql::query::{self, ColumnRef, From, Operand, Query, Target, Test};
use architect_sql::schema::{Schema, fold};
use architect_sql::statement::split;
use std::fmt::Write as _;

use architect_core::Source;

const SHOP: &str = "
    CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL, active boolean NOT NULL, referrer bigint);
    CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, status text NOT NULL, total numeric,
        created_at timestamp NOT NULL, data jsonb);
    CREATE TABLE item (order_id bigint, product_id bigint, amount int, tags text[]);
";

fn schema(dialect: Dialect) -> Schema {
    let source = Source::new("schema.sql", SHOP);
    let script = split(&source, dialect);
    fold(&[(source, script)], dialect)
}

fn read(text: &str, dialect: Dialect) -> Vec<Query> {
    let script = split(&Source::new("q.sql", text), dialect);
    query::read(&script.statements.iter().collect::<Vec<_>>(), &schema(dialect))
}

/// The description of a query, one fact a line.
fn described(text: &str, dialect: Dialect) -> String {
    let mut shown = String::new();
    for query in read(text, dialect) {
        let column = |column: &ColumnRef| {
            let relation = &query.blocks[column.block].relations[column.relation];
            format!("{}.{}", relation.alias, column.column)
        };
        let target = |target: &Target| match &target.expression {
            None => column(&target.column),
            Some(computed) => match &computed.index {
                Some(index) => format!("{} <{}>", column(&target.column), index.text),
                None => format!("{} in {}", column(&target.column), computed.by),
            },
        };
        let test = |test: &Test| match test {
            Test::Equal(Operand::Column(other)) => format!("= {}", column(other)),
            Test::InBlock(block) => format!("in block {block}"),
            other => format!("{other:?}"),
        };
        let _ = writeln!(shown, "{:?}", query.kind);
        for (at, block) in query.blocks.iter().enumerate() {
            let _ = writeln!(shown, " block {at} {:?}", block.role);
            for relation in &block.relations {
                let origin = match &relation.origin {
                    From::Table(key) => key.name.clone(),
                    From::Block(block) => format!("block {block}"),
                    From::Unknown => "?".to_owned(),
                };
                let _ = writeln!(shown, "  {:?} {} = {origin}", relation.join, relation.alias);
            }
            let mut list = |name: &str, conditions: &[query::Condition]| {
                for found in conditions {
                    let not = if found.negated { "not " } else { "" };
                    let outer = if found.outer { " (outer)" } else { "" };
                    let _ = writeln!(shown, "  {name} {} {not}{}{outer}", target(&found.target), test(&found.test));
                }
            };
            list("where", &block.conditions);
            for (number, arms) in block.alternatives.iter().enumerate() {
                for (arm, conditions) in arms.iter().enumerate() {
                    list(&format!("or {number}.{arm}"), conditions);
                }
            }
            for key in &block.order {
                let shown_key = key.target.as_ref().map_or("?".to_owned(), &target);
                let down = if key.descending { " desc" } else { "" };
                let nulls = key.nulls_first.map_or(String::new(), |first| format!(" nulls first {first}"));
                let _ = writeln!(shown, "  order {shown_key}{down}{nulls}");
            }
            for key in &block.group {
                let _ = writeln!(shown, "  group {}", target(key));
            }
            for extreme in &block.extremes {
                let _ = writeln!(shown, "  extreme {}", column(extreme));
            }
            if let Some(limit) = block.limit {
                let _ = writeln!(shown, "  limit {limit:?}");
            }
            for (relation, columns) in &block.reads {
                let columns: Vec<_> = columns.iter().map(String::as_str).collect();
                let _ = writeln!(shown, "  reads {} {}", block.relations[*relation].alias, columns.join(" "));
            }
            for relation in &block.read_whole {
                let _ = writeln!(shown, "  reads {} whole", block.relations[*relation].alias);
            }
        }
        for write in &query.writes {
            let _ = writeln!(shown, " {:?} {} {}", write.kind, write.table.name, write.columns.join(" "));
        }
        for gap in &query.gaps {
            let at = gap.span.as_ref().map_or(0, |span| span.bytes().start);
            let _ = writeln!(shown, " gap at {at}: {}", gap.reason);
        }
    }
    shown
}

fn postgresql(text: &str) -> String {
    described(text, Dialect::PostgreSql)
}

#[test]
fn each_column_is_told_in_its_role() {
    insta::assert_snapshot!(postgresql(
        "SELECT o.id, o.total FROM orders o JOIN customer c ON c.id = o.customer_id
           WHERE c.email = $1 AND o.status IN ('open', 'paid') AND o.created_at >= $2 AND o.total IS NOT NULL
           ORDER BY o.created_at DESC NULLS LAST, 1 LIMIT 20 OFFSET $3;
         SELECT * FROM orders WHERE lower(status) = 'open' AND created_at::date = $1 AND data->>'kind' = 'gift'
           AND data @> '{\"a\": 1}' AND status LIKE 'op%';
         SELECT customer_id, count(*) FROM orders GROUP BY 1 HAVING count(*) > 1;
         SELECT max(created_at) FROM orders WHERE customer_id = 7;
         SELECT id FROM customer WHERE active AND NOT (email = 'x') AND (id = 1 OR id = 2) AND (id = 3 OR email = $1)"
    ));
}

#[test]
fn queries_inside_queries_are_blocks_of_their_own() {
    insta::assert_snapshot!(postgresql(
        "SELECT * FROM customer c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND status = 'open');
         SELECT id FROM customer WHERE id IN (SELECT customer_id FROM orders WHERE total > 10);
         WITH recent AS (SELECT * FROM orders WHERE created_at > now() - interval '1 day')
           SELECT r.id FROM recent r LEFT JOIN item i ON i.order_id = r.id AND r.status = 'x' AND i.amount > 1
           WHERE r.customer_id = $1;
         SELECT id FROM orders UNION SELECT order_id FROM item ORDER BY 1;
         SELECT x.customer_id FROM (SELECT customer_id, count(*) n FROM orders GROUP BY customer_id) x WHERE x.customer_id = 1"
    ));
}

#[test]
fn changes_tell_what_they_look_for_and_what_they_write() {
    insta::assert_snapshot!(postgresql(
        "UPDATE orders SET status = 'paid', total = total + 1 WHERE id = $1;
         DELETE FROM item USING orders o WHERE o.id = item.order_id AND o.status = 'gone';
         INSERT INTO item (order_id, amount) VALUES (1, 2), (3, 4);
         INSERT INTO item (order_id) SELECT id FROM orders WHERE status = 'open';
         MERGE INTO item i USING orders o ON i.order_id = o.id WHEN MATCHED THEN UPDATE SET amount = 1
           WHEN NOT MATCHED THEN INSERT (order_id) VALUES (o.id);"
    ));
}

#[test]
fn placeholders_of_every_client_are_values() {
    let asked = |text: &str, dialect| {
        let queries = read(text, dialect);
        let query = queries.first().unwrap();
        assert!(query.gaps.is_empty(), "{text}: {:?}", query.gaps);
        let [condition] = query.blocks[0].conditions.as_slice() else { panic!("{text}: {:?}", query.blocks) };
        assert_eq!(condition.test, Test::Equal(Operand::Parameter), "{text}");
    };
    for mark in ["$1", "?", ":id", "%s", "%(id)s", "@id", "$1::bigint", ":id::bigint"] {
        asked(&format!("SELECT * FROM orders WHERE id = {mark} LIMIT 5"), Dialect::PostgreSql);
    }
    for mark in ["?", ":id", "@id", "%s", "?1", "$id"] {
        asked(&format!("SELECT * FROM orders WHERE id = {mark}"), Dialect::Sqlite);
    }
    for mark in ["?", ":id", "@id", "%s"] {
        asked(&format!("SELECT * FROM orders WHERE id = {mark}"), Dialect::MySql);
    }
    asked("SELECT TOP 5 * FROM orders WHERE id = @p1", Dialect::MsSql);
    // As pg_stat_statements leaves them.
    asked("SELECT * FROM orders WHERE created_at = timestamp $1 LIMIT $2", Dialect::PostgreSql);
    asked("SELECT * FROM orders WHERE created_at = now() - interval $1", Dialect::PostgreSql);
}

#[test]
fn what_is_no_placeholder_stays_what_it_is() {
    let shown = postgresql("SELECT * FROM orders WHERE data ? 'gift' AND id % 2 = 1 AND total::int = 3");

    assert!(shown.contains("where orders.data Search(\"?\")"), "{shown}");
    assert!(!shown.contains("gap"), "{shown}");
}

#[test]
fn what_is_not_understood_costs_its_query_and_has_its_place() {
    let shown = postgresql(
        "SELECT id FROM orders WHERE id = 1;
         SELECT id FROM nowhere WHERE id = 1;
         SELECT id FROM orders WHERE WHERE id = 1;
         SELECT id FROM orders WHERE id = 2",
    );

    assert_eq!(shown.matches("where orders.id").count(), 2, "{shown}");
    assert!(shown.contains("`nowhere` is not a table of the schema"), "{shown}");
    assert!(shown.contains("not understood"), "{shown}");
}

#[test]
fn the_dialects_read_their_own_forms() {
    insta::assert_snapshot!([
        described("SELECT `id` FROM `orders` USE INDEX (x) WHERE `status` = \"open\" LIMIT 10, 5", Dialect::MySql),
        described("SELECT [id] FROM [dbo].[orders] WITH (NOLOCK) WHERE [status] = N'open' ORDER BY [id] OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY", Dialect::MsSql),
        described("SELECT id FROM orders WHERE status LIKE ? || '%' AND created_at > datetime('now')", Dialect::Sqlite),
        described("UPDATE o SET status = 'x' FROM orders o WHERE o.id = 1", Dialect::MsSql),
    ]
    .concat());
}

#[test]
fn hostile_queries_cost_themselves_and_nothing_else() {
    let after = "; SELECT id FROM orders WHERE id = 1";
    let hostile = [
        format!("SELECT {}1{} FROM orders", "(".repeat(50_000), ")".repeat(50_000)),
        format!("SELECT {}1{} FROM orders", "(".repeat(5_000), ")".repeat(5_000)),
        format!("SELECT id FROM orders WHERE {}id = 1", "id = 1 AND ".repeat(200_000)),
        format!("SELECT id FROM orders WHERE {}id = 1", "id = 1 AND ".repeat(4_500)),
        format!("SELECT id FROM orders WHERE {}id = 1", "NOT ".repeat(15_000)),
        format!("SELECT id FROM orders WHERE {}id = 1", "id = 1 OR ".repeat(4_500)),
        format!("SELECT id FROM orders WHERE status = {}'x'", "'a' || ".repeat(9_000)),
        format!("SELECT id FROM orders WHERE id = 1{}", "::int".repeat(9_000)),
        format!("SELECT id FROM orders {}", "UNION ALL SELECT id FROM orders ".repeat(3_000)),
        format!("SELECT id FROM orders WHERE id = 1{}", "[1]".repeat(6_000)),
        format!("SELECT CAST(id AS int{}) FROM orders", "[]".repeat(9_000)),
        format!(
            "SELECT id FROM orders WHERE {}1{}",
            "id IN (SELECT id FROM orders WHERE ".repeat(150),
            ")".repeat(150)
        ),
        format!("SELECT id FROM orders WHERE {}", "CASE WHEN id = 1 THEN ".repeat(5_000)),
        format!("SELECT id FROM {} orders", "orders, ".repeat(9_000)),
        format!("WITH {} z AS (SELECT 1) SELECT id FROM orders", "x AS (SELECT * FROM orders), ".repeat(2_000)),
        format!("SELECT id FROM {}orders{}", "(".repeat(5_000), ")".repeat(5_000)),
    ];
    for text in hostile {
        for dialect in [Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite, Dialect::MsSql] {
            let queries = read(&format!("{text}{after}"), dialect);

            let last = queries.last().unwrap();
            assert_eq!(last.blocks[0].conditions.len(), 1, "{}", &text[..60]);
            let first = queries.first().unwrap();
            assert!(!first.gaps.is_empty() || !first.blocks.is_empty(), "{}", &text[..60]);
        }
    }
}
