//! `describe_schema` as its callers see it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use architect_core::{Context, DocumentInput, RuleIndex, Source, Tool, ToolError};
use architect_sql::describe::{Graph, Order, RelationshipFacts, TableFacts};
use architect_sql::schema::fold;
use architect_sql::statement::split;
use architect_sql::tool::describe_schema::{Format, Input, Output};
use architect_sql::{DescribeSchema, Dialect};
use proptest::prelude::*;

fn call(input: Input) -> Result<Output, ToolError> {
    DescribeSchema.call(input, &Context::new(Arc::new(RuleIndex::new([]))))
}

fn input(text: &str, dialect: Dialect, format: Format) -> Input {
    let document = DocumentInput { content: Some(text.to_owned()), path: None };
    Input { document, dialect: Some(dialect), format, ..Input::default() }
}

fn text(text: &str, dialect: Dialect, format: Format) -> String {
    call(input(text, dialect, format)).unwrap().text.unwrap()
}

fn facts(text: &str, dialect: Dialect) -> Vec<TableFacts> {
    call(Input { tables: vec!["*".to_owned()], ..input(text, dialect, Format::Json) }).unwrap().tables
}

fn table(text: &str, dialect: Dialect, name: &str) -> TableFacts {
    facts(text, dialect).into_iter().find(|table| table.name == name).unwrap()
}

fn names(tables: &[TableFacts]) -> Vec<&str> {
    tables.iter().map(|table| table.name.as_str()).collect()
}

const SHOP: &str = "\
CREATE TYPE order_status AS ENUM ('open', 'paid');
ALTER TYPE order_status ADD VALUE 'lost' BEFORE 'paid';
CREATE TABLE customer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email LIKE '%@%'),
    \"Größe\" numeric(5, 2),
    full_name text GENERATED ALWAYS AS (lower(email)) STORED
);
COMMENT ON TABLE customer IS 'Who buys,
once or often';
COMMENT ON COLUMN customer.email IS 'in lower case';
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer ON DELETE RESTRICT,
    status order_status NOT NULL DEFAULT 'open',
    total numeric(12,2) NOT NULL,
    paid numeric(12,2) NOT NULL DEFAULT 0,
    placed_at timestamptz NOT NULL DEFAULT now(),
    CHECK (paid <= total)
);
CREATE INDEX orders_customer_placed_idx ON orders (customer_id, placed_at DESC) INCLUDE (total);
CREATE INDEX orders_open_idx ON orders (lower(status::text)) WHERE status = 'open';
CREATE TABLE invoice (
    order_id bigint PRIMARY KEY REFERENCES orders ON DELETE CASCADE,
    replaces bigint UNIQUE REFERENCES invoice
);
";

#[test]
fn a_schema_is_told_in_the_form_of_the_profile() {
    insta::assert_snapshot!(text(SHOP, Dialect::PostgreSql, Format::Markdown));
}

#[test]
fn a_schema_is_drawn_with_keys_and_cardinalities() {
    insta::assert_snapshot!(text(SHOP, Dialect::PostgreSql, Format::Mermaid));
}

#[test]
fn a_schema_is_told_to_programs() {
    let output = call(input(SHOP, Dialect::PostgreSql, Format::Json)).unwrap();

    insta::assert_snapshot!(serde_json::to_string_pretty(&output).unwrap());
}

#[test]
fn cardinalities_come_from_keys_and_nullability() {
    let tables = facts(
        "CREATE TABLE p (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
         CREATE TABLE many (p_id int NOT NULL REFERENCES p);
         CREATE TABLE many_or_none (p_id int REFERENCES p);
         CREATE TABLE one (p_id int NOT NULL UNIQUE REFERENCES p);
         CREATE TABLE only_once (p_id int REFERENCES p);
         CREATE UNIQUE INDEX ON only_once (p_id) WHERE p_id IS NOT NULL;
         CREATE TABLE some_once (p_id int NOT NULL REFERENCES p, live boolean);
         CREATE UNIQUE INDEX ON some_once (p_id) WHERE live;
         CREATE TABLE part (a int NOT NULL, b int NOT NULL UNIQUE, FOREIGN KEY (a, b) REFERENCES p (a, b));
         CREATE TABLE wider (a int NOT NULL, b int NOT NULL, c int, UNIQUE (a, b, c), FOREIGN KEY (a, b) REFERENCES p (a, b));",
        Dialect::PostgreSql,
    );

    let told: Vec<&str> =
        tables.iter().flat_map(|table| &table.relationships).map(|key| key.cardinality.as_str()).collect();

    assert_eq!(
        told,
        [
            "many many to one p",
            "many many_or_none to at most one p",
            "at most one one to one p",
            "at most one only_once to at most one p",
            "many some_once to one p",
            "at most one part to one p",
            "many wider to one p",
        ]
    );
}

#[test]
fn a_cycle_is_opened_where_the_key_takes_null() {
    let output = call(input(
        "CREATE TABLE a (id int PRIMARY KEY, c_id int NOT NULL, self int REFERENCES a);
         CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a);
         CREATE TABLE c (id int PRIMARY KEY, b_id int REFERENCES b);
         CREATE TABLE d (a_id int REFERENCES a);
         ALTER TABLE a ADD FOREIGN KEY (c_id) REFERENCES c;",
        Dialect::PostgreSql,
        Format::Json,
    ))
    .unwrap();

    assert_eq!(names(&output.tables), ["c", "a", "b", "d"]);
    assert_eq!(output.cycles.len(), 1);
    assert_eq!(output.cycles[0].tables, ["c", "a", "b"]);
    assert_eq!(output.cycles[0].add_afterwards, ["c(b_id) -> b(id)"]);
}

#[test]
fn a_table_is_told_with_its_neighbours_and_not_with_theirs() {
    let ask = |tables: &[&str]| {
        let tables = tables.iter().map(|table| (*table).to_owned()).collect();
        call(Input { tables, ..input(SHOP, Dialect::PostgreSql, Format::Json) })
    };

    assert_eq!(names(&ask(&["invoice"]).unwrap().tables), ["invoice", "orders"]);
    assert_eq!(names(&ask(&["ORDERS"]).unwrap().tables), ["orders", "customer", "invoice"]);
    assert_eq!(names(&ask(&["*o*e*", "customer"]).unwrap().tables), ["customer", "orders", "invoice"]);
    assert_eq!(ask(&["order"]).unwrap_err().help.as_deref(), Some("did you mean `orders`?"));
    let viewed = Input {
        tables: vec!["report".to_owned()],
        ..input("CREATE TABLE t (id int); CREATE VIEW report AS SELECT 1;", Dialect::PostgreSql, Format::Json)
    };
    assert!(call(viewed).unwrap_err().help.unwrap().contains("view"));
}

#[test]
fn partitions_are_told_with_their_table_unless_they_are_named() {
    let schema = "
        CREATE TABLE event (at date NOT NULL, note text DEFAULT 'x') PARTITION BY RANGE (at);
        CREATE TABLE event_2025 PARTITION OF event (at NOT NULL, note DEFAULT 'y') FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        CREATE TABLE event_rest PARTITION OF event DEFAULT;";
    let all = call(input(schema, Dialect::PostgreSql, Format::Json)).unwrap();
    let one =
        call(Input { tables: vec!["event_2025".to_owned()], ..input(schema, Dialect::PostgreSql, Format::Json) })
            .unwrap();

    assert_eq!(names(&all.tables), ["event"]);
    let partitions = all.tables[0].partitions.clone().unwrap();
    assert_eq!((partitions.by.as_str(), partitions.count), ("range (at)", 2));
    assert!(all.summary.contains("2 partitions are told with the table they belong to"), "{}", all.summary);
    assert_eq!(names(&one.tables), ["event_2025", "event"]);
    assert_eq!(one.tables[0].inherits, ["event"]);
    assert_eq!(one.tables[0].columns[1].default.as_deref(), Some("'y'"));
}

fn large(tables: usize) -> String {
    let mut schema = String::new();
    for table in 0..tables {
        let _ = writeln!(
            schema,
            "CREATE TABLE t{table} (id bigint PRIMARY KEY, name text, hub bigint REFERENCES t0, other bigint NOT NULL REFERENCES t{});",
            table / 2
        );
    }
    schema
}

#[test]
fn of_many_tables_a_page_is_told_and_the_pages_are_all_of_them() {
    let schema = large(2_000);
    for format in [Format::Markdown, Format::Mermaid, Format::Json] {
        let output = call(input(&schema, Dialect::PostgreSql, format)).unwrap();
        let bytes = serde_json::to_string(&output).unwrap().len();

        assert!(bytes < 26_000, "{format:?} has {bytes} bytes");
        assert_eq!(output.total, 2_000);
        let next = output.next_offset.unwrap();
        let left = format!("{} tables left out: see them with `offset` {next}", 2_000 - next);
        assert!(output.summary.contains(&left), "{}", output.summary);
    }

    let schema = large(400);
    let mut told = BTreeSet::new();
    let mut offset = Some(0);
    while let Some(at) = offset {
        let page =
            Input { offset: Some(u32::try_from(at).unwrap()), ..input(&schema, Dialect::PostgreSql, Format::Json) };
        let output = call(page).unwrap();
        told.extend(output.tables.iter().map(|table| table.name.clone()));
        offset = output.next_offset;
    }
    assert_eq!(told.len(), 400);

    let whole = Input { limit: Some(5_000), ..input(&schema, Dialect::PostgreSql, Format::Json) };
    let output = call(whole).unwrap();
    assert_eq!((output.tables.len(), output.next_offset), (400, None));
    assert_eq!(output.tables[0].referenced_by.len(), 402);
}

#[test]
fn of_a_table_with_very_many_parts_the_first_are_told() {
    let columns: Vec<String> = (0..1_500).map(|at| format!("c{at} int DEFAULT '{}'", "x".repeat(600))).collect();
    let schema = format!("CREATE TABLE wide ({});", columns.join(", "));
    for format in [Format::Markdown, Format::Mermaid, Format::Json] {
        let output = call(input(&schema, Dialect::PostgreSql, format)).unwrap();

        assert!(serde_json::to_string(&output).unwrap().len() < 80_000);
    }
    assert_eq!(table(&schema, Dialect::PostgreSql, "wide").more, Some(1_380));
    assert!(text(&schema, Dialect::PostgreSql, Format::Markdown).contains("and 1380 more parts"));
}

#[test]
fn each_dialect_tells_what_its_statements_say() {
    let mysql = table(
        "CREATE TABLE `user` (
            `id` int unsigned NOT NULL AUTO_INCREMENT COMMENT 'a number',
            `seen` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
            `kind` enum('a','b') DEFAULT 'a',
            `sum` int AS (`id` + 1) VIRTUAL,
            PRIMARY KEY (`id`), FULLTEXT KEY `by_kind` (`kind`(4))
         ) ENGINE=InnoDB COMMENT='Who has an account';
         CREATE TABLE post (id int PRIMARY KEY, user_id int unsigned REFERENCES user (id));",
        Dialect::MySql,
        "user",
    );
    assert_eq!(mysql.comment.as_deref(), Some("Who has an account"));
    assert_eq!(mysql.columns[0].comment.as_deref(), Some("a number"));
    assert_eq!(mysql.columns[0].generated.as_deref(), Some("identity"));
    assert_eq!(mysql.columns[1].on_update.as_deref(), Some("CURRENT_TIMESTAMP"));
    assert_eq!(mysql.columns[2].data_type, "enum('a','b')");
    assert_eq!(mysql.columns[3].expression.as_deref(), Some("`id` + 1"));
    assert_eq!(mysql.indexes[1].method.as_deref(), Some("fulltext"));
    assert_eq!(mysql.indexes[1].keys, ["kind(4)"]);

    let ignored = table(
        "CREATE TABLE user (id int PRIMARY KEY) ENGINE=InnoDB;
         CREATE TABLE post (id int PRIMARY KEY, user_id int REFERENCES user (id));",
        Dialect::MySql,
        "post",
    );
    let RelationshipFacts { cardinality, note, .. } = &ignored.relationships[0];
    assert_eq!(cardinality, "");
    assert!(note.as_ref().unwrap().starts_with("not kept: "), "{note:?}");

    let mssql = table(
        "CREATE TABLE dbo.[Order Line] ([Id] int IDENTITY(1,1) NOT NULL, [Paid] bit NOT NULL);
         ALTER TABLE dbo.[Order Line] ADD CONSTRAINT pk PRIMARY KEY CLUSTERED ([Id]);
         ALTER TABLE dbo.[Order Line] ADD CONSTRAINT df DEFAULT ((0)) FOR [Paid];",
        Dialect::MsSql,
        "Order Line",
    );
    assert_eq!(mssql.schema, None);
    assert_eq!(mssql.columns[1].default.as_deref(), Some("0"));
    assert_eq!(mssql.indexes[0].method.as_deref(), Some("clustered"));

    let sqlite = table(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a, b TEXT DEFAULT (lower('X')) CHECK (length(b) > 0));",
        Dialect::Sqlite,
        "t",
    );
    assert!(!sqlite.columns[0].nullable);
    assert_eq!(sqlite.columns[1].data_type, "");
    assert_eq!(sqlite.columns[2].default.as_deref(), Some("lower('X')"));
    assert_eq!(sqlite.checks[0].expression, "length(b) > 0");
}

#[test]
fn an_expression_is_told_on_one_line_with_its_strings_as_they_are_and_its_columns_under_their_names() {
    let table = table(
        "CREATE TABLE t (name text DEFAULT 'two  blanks', CHECK (name <> 'name' -- not that one
            AND name <> ''));
         CREATE INDEX i ON t ((name || 'x'), lower(name)) WHERE name <> 'name';
         ALTER TABLE t RENAME name TO \"Full name\";",
        Dialect::PostgreSql,
        "t",
    );

    assert_eq!(table.columns[0].default.as_deref(), Some("'two  blanks'"));
    assert_eq!(table.checks[0].expression, "\"Full name\" <> 'name' AND \"Full name\" <> ''");
    assert_eq!(table.indexes[0].keys, ["(\"Full name\" || 'x')", "lower(\"Full name\")"]);
    assert_eq!(table.indexes[0].predicate.as_deref(), Some("\"Full name\" <> 'name'"));
}

#[test]
fn made_names_are_those_of_the_server() {
    let tables = facts(
        "CREATE TABLE t (a int, b int, CHECK (a > 0), CHECK (a > b), CHECK (a > 1));
         CREATE INDEX ON t (a) INCLUDE (b, a);
         CREATE TABLE \"T\" (id int PRIMARY KEY);
         CREATE TABLE u (\"A\" int UNIQUE, a int UNIQUE);",
        Dialect::PostgreSql,
    );

    let checks: Vec<&str> = tables[0].checks.iter().filter_map(|check| check.name.as_deref()).collect();
    assert_eq!(checks, ["t_a_check", "t_check", "t_a_check1"]);
    let indexes: Vec<&str> =
        tables.iter().flat_map(|table| &table.indexes).filter_map(|index| index.name.as_deref()).collect();
    assert_eq!(indexes, ["t_a_b_a1_idx", "T_pkey", "u_A_key", "u_a_key"]);
}

#[test]
fn what_like_takes_over_stands_where_it_is_said() {
    let tables = facts(
        "CREATE TABLE t (a int DEFAULT 1 CHECK (a > 0), b int GENERATED ALWAYS AS IDENTITY);
         CREATE TABLE bare (x int, LIKE t, y int);
         CREATE TABLE whole (LIKE t INCLUDING ALL EXCLUDING IDENTITY);",
        Dialect::PostgreSql,
    );

    let columns: Vec<&str> = tables[1].columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(columns, ["x", "a", "b", "y"]);
    assert_eq!(tables[1].columns[1].default, None);
    assert!(tables[1].checks.is_empty());
    assert_eq!(tables[2].columns[0].default.as_deref(), Some("1"));
    assert_eq!(tables[2].columns[1].generated, None);
    assert_eq!(tables[2].checks.len(), 1);
}

#[test]
fn a_table_of_the_search_path_is_told_with_its_schema() {
    let tables = facts(
        "SET search_path = sales, public; CREATE TABLE orders (id int PRIMARY KEY);
         SET search_path TO DEFAULT; CREATE TABLE line (order_id int REFERENCES sales.orders);",
        Dialect::PostgreSql,
    );

    assert_eq!(tables[0].schema.as_deref(), Some("sales"));
    assert_eq!(tables[1].relationships[0].parent, "sales.orders");
}

#[test]
fn what_is_not_there_is_a_gap_and_what_is_not_known_is_said() {
    let nothing = call(input("SELECT 1;", Dialect::PostgreSql, Format::Markdown)).unwrap();
    assert_eq!(nothing.total, 0);
    assert!(nothing.gaps[0].reason.contains("nothing to describe"), "{:?}", nothing.gaps);

    let altered = "ALTER TABLE orders ADD COLUMN note text; CREATE TABLE t (id int REFERENCES gone);";
    let output = call(input(altered, Dialect::PostgreSql, Format::Json)).unwrap();
    assert!(output.tables[0].incomplete);
    assert_eq!(output.tables[1].relationships[0].note.as_deref(), Some("the parent is not in the schema"));
    assert!(output.summary.contains("not all was read"), "{}", output.summary);
}

#[test]
fn a_fence_is_longer_than_any_in_a_name() {
    let markdown = text("CREATE TABLE \"a```b\" (id int);", Dialect::PostgreSql, Format::Markdown);

    assert!(markdown.starts_with("````text\n"), "{markdown}");
}

proptest! {
    #[test]
    fn parents_stand_before_children_but_for_keys_that_are_added_afterwards(
        edges in prop::collection::vec((0_usize..12, 0_usize..12, any::<bool>()), 0..40)
    ) {
        let mut schema = String::new();
        for table in 0..12 {
            let _ = writeln!(schema, "CREATE TABLE t{table} (id int PRIMARY KEY);");
        }
        for (at, (child, parent, optional)) in edges.iter().enumerate() {
            let null = if *optional { "" } else { " NOT NULL" };
            let _ = writeln!(schema, "ALTER TABLE t{child} ADD c{at} int{null} REFERENCES t{parent};");
        }
        let source = Source::new("t.sql", schema);
        let script = split(&source, Dialect::PostgreSql);
        let schema = fold(&[(source, script)], Dialect::PostgreSql);
        let graph = Graph::new(&schema);
        let order = Order::new(&graph);

        let mut sorted = order.sequence.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (0..12).collect::<Vec<_>>());
        let place = |table: usize| order.sequence.iter().position(|other| *other == table);
        let postponed: BTreeSet<usize> = order.cycles.iter().flat_map(|cycle| cycle.afterwards.iter().copied()).collect();
        for (at, edge) in graph.edges.iter().enumerate() {
            let before = place(edge.parent) < place(edge.child);
            prop_assert!(before || edge.parent == edge.child || postponed.contains(&at), "{edge:?}");
        }
        // Nothing is postponed that is part of no cycle.
        for cycle in &order.cycles {
            let tables: BTreeSet<usize> = cycle.tables.iter().copied().collect();
            for edge in cycle.afterwards.iter().filter_map(|at| graph.edges.get(*at)) {
                prop_assert!(tables.contains(&edge.parent) && tables.contains(&edge.child));
            }
        }
    }
}
