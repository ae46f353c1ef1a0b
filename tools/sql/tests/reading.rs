//! What the reader promises of statements as tools for migrations, templates and dump programs write them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::ddl::{AlterAction, ConstraintKind, IndexFlavour, SchemaChange};
use architect_sql::dialect::guess;
use architect_sql::schema::{Schema, fold};
use architect_sql::statement::{Script, split};

fn script(text: &str, dialect: Dialect) -> Script {
    split(&Source::new("content", text), dialect)
}

fn changes(text: &str, dialect: Dialect) -> (Vec<SchemaChange>, Vec<String>) {
    let script = script(text, dialect);
    let mut gaps: Vec<String> = script.gaps.iter().map(|gap| gap.reason.clone()).collect();
    let mut changes = Vec::new();
    for statement in &script.statements {
        let reading = statement.read();
        gaps.extend(reading.gaps.into_iter().map(|gap| gap.reason));
        changes.extend(reading.changes);
    }
    (changes, gaps)
}

fn schema(text: &str, dialect: Dialect) -> Schema {
    let source = Source::new("content", text);
    let script = split(&source, dialect);
    fold(&[(source, script)], dialect)
}

fn kinds(text: &str, dialect: Dialect) -> Vec<String> {
    let kind = |statement: &architect_sql::statement::Statement| {
        statement.kind().map_or_else(|| "none".to_owned(), |kind| kind.to_string())
    };
    script(text, dialect).statements.iter().map(kind).collect()
}

#[test]
fn a_statement_that_begins_as_nothing_known_is_a_gap() {
    let (changes, gaps) =
        changes("FROBNICATE TABLE orders; CREATE GIZMO g; GRANT SELECT ON t TO u;", Dialect::PostgreSql);

    assert!(changes.is_empty());
    assert_eq!(gaps, ["this begins as no statement that is known: it was not read"; 2]);
}

#[test]
fn kinds_are_those_of_the_dialect() {
    let pg = "CREATE OR REPLACE VIEW v AS SELECT 1; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO u; (SELECT 1)";
    let mysql = "CREATE DEFINER=`root`@`%` SQL SECURITY DEFINER VIEW v AS SELECT 1; HANDLER t OPEN; PRAGMA x;";
    let mssql = "sp_rename 'a', 'b'\nGO\nCREATE UNIQUE CLUSTERED INDEX i ON t (a)\nGO\nagain:\n";

    assert_eq!(kinds(pg, Dialect::PostgreSql), ["CREATE VIEW", "ALTER DEFAULT PRIVILEGES", "SELECT"]);
    assert_eq!(kinds(mysql, Dialect::MySql), ["CREATE VIEW", "HANDLER", "none"]);
    assert_eq!(kinds(mssql, Dialect::MsSql), ["EXEC", "CREATE INDEX", "LABEL"]);
}

#[test]
fn an_action_an_option_and_a_tail_that_are_not_known_are_gaps() {
    let text = "ALTER TABLE t FROBNICATE 3; ALTER TABLE t ALTER COLUMN c SET GIZMO; CREATE TABLE u (a int) GIZMO;
        CREATE INDEX i ON t (a) GIZMO; ALTER TABLE t RENAME COLUMN a TO b GIZMO;";

    let (_, gaps) = changes(text, Dialect::PostgreSql);

    assert_eq!(
        gaps,
        [
            "this action of an ALTER TABLE was not understood",
            "this action of an ALTER TABLE was not understood",
            "this option of a table was not understood",
            "this part of an index was not understood",
            "this part of an ALTER TABLE was not understood",
        ]
    );
}

#[test]
fn placeholders_of_many_templates_are_names() {
    let texts = [
        ("ALTER TABLE {$NAMESPACE}_user.user ADD a int;", Dialect::MySql, "user"),
        ("ALTER TABLE @schema.person ADD a int;", Dialect::PostgreSql, "person"),
        ("ALTER TABLE @schema.person ADD a int;", Dialect::Sqlite, "person"),
        ("ALTER TABLE %s.\"queues\" ADD a int;", Dialect::PostgreSql, "queues"),
        ("ALTER TABLE %(schema)s.queues ADD a int;", Dialect::PostgreSql, "queues"),
        ("ALTER TABLE :schema.queues ADD a int;", Dialect::PostgreSql, "queues"),
        ("ALTER TABLE $(Prefix)Users ADD a int;", Dialect::MsSql, "$(Prefix)Users"),
        ("ALTER TABLE \"{{ index .Options \"Namespace\" }}\".users ADD a int;", Dialect::PostgreSql, "users"),
    ];

    for (text, dialect, expected) in texts {
        let (changes, gaps) = changes(text, dialect);

        assert!(gaps.is_empty(), "{text}: {gaps:?}");
        let [SchemaChange::AlterTable(alter)] = changes.as_slice() else { panic!("{text}: {changes:?}") };
        assert_eq!(alter.table.name.text, expected, "{text}");
        assert!(matches!(alter.actions.as_slice(), [AlterAction::AddColumn { .. }]), "{text}");
    }
}

#[test]
fn casts_slices_and_remainders_are_no_placeholders() {
    let text = "CREATE TABLE t (a text DEFAULT 'x'::text, b int CHECK (b % 2 = 0), c int[] CHECK (c[1:2] @> '{1}'));";

    let (changes, gaps) = changes(text, Dialect::PostgreSql);

    assert!(gaps.is_empty(), "{gaps:?}");
    let [SchemaChange::CreateTable(table)] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(table.columns.len(), 3);
    assert_eq!(table.columns[0].default.as_ref().unwrap().normal, "'x' :: text");
}

#[test]
fn what_directs_a_template_hides_no_statement() {
    let text = "{{if .postgres}}\nCREATE TABLE a (id int);\n{{- else }}\n{{ addColumn \"a\" \"b\" }}\nCREATE TABLE b (id int);\n{{end}}\n";

    let (changes, gaps) = changes(text, Dialect::PostgreSql);

    assert_eq!(changes.len(), 2);
    assert_eq!(gaps, ["a template stands here for text that is not known: it was not read"]);
}

#[test]
fn lines_that_tools_take_out_are_comments_in_mysql_too() {
    let text = "--split\nCREATE TABLE a (id int);--> statement-breakpoint\nSELECT 5--1;\n--DROP TABLE a;\n\u{feff}DROP TABLE b;\n\
        /*!999999\\- enable the sandbox mode */ \nDROP TABLE c;";

    assert_eq!(kinds(text, Dialect::MySql), ["CREATE TABLE", "SELECT", "DROP TABLE", "DROP TABLE"]);
}

#[test]
fn a_block_that_only_makes_what_is_not_there_is_read() {
    let text = "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int, CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a);
        DO $$ BEGIN ALTER TABLE b ADD CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a; EXCEPTION WHEN duplicate_object THEN null; END $$;
        DO $do$ DECLARE n int; BEGIN
          IF NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'b_a_id') THEN
            CREATE INDEX b_a_id ON b (a_id);
          END IF;
          ALTER TABLE b ADD COLUMN c text;
        END $do$;";

    let schema = schema(text, Dialect::PostgreSql);

    assert!(schema.gaps.is_empty(), "{:?}", schema.gaps);
    let table = schema.tables().nth(1).unwrap();
    assert_eq!((table.foreign_keys.len(), table.indexes.len(), table.columns.len()), (1, 1, 2));
}

#[test]
fn a_block_that_loops_asks_for_rows_or_runs_text_is_a_gap() {
    let blocks = [
        "DO $$ BEGIN FOR r IN SELECT 1 LOOP ALTER TABLE t ADD c int; END LOOP; END $$",
        "DO $$ BEGIN EXECUTE 'DROP TABLE t'; END $$",
        "DO $$ BEGIN IF (SELECT count(*) FROM t) > 0 THEN DROP TABLE t; END IF; END $$",
        "DO $$ BEGIN IF EXISTS (SELECT 1) THEN DROP TABLE t; ELSE CREATE TABLE t (a int); END IF; END $$",
        "DO 'BEGIN DROP TABLE t; END'",
    ];

    for block in blocks {
        let (changes, gaps) = changes(block, Dialect::PostgreSql);

        assert_eq!(gaps.len(), 1, "{block}: {changes:?}");
        assert!(changes.is_empty(), "{block}: {changes:?}");
    }
}

#[test]
fn text_that_is_run_as_a_statement_is_a_gap_when_it_may_change_the_schema() {
    let mssql = "EXEC('ALTER TABLE t ADD a int')\nGO\nEXEC sp_executesql @sql\nGO\nEXEC('SELECT 1')\nGO\nEXEC dbo.p 'create'\n";
    let mysql = "PREPARE s FROM @sql; EXECUTE s; PREPARE s FROM 'SELECT 1';";

    assert_eq!(changes(mssql, Dialect::MsSql).1.len(), 2);
    assert_eq!(changes(mysql, Dialect::MySql).1.len(), 1);
}

#[test]
fn indexes_of_tables_in_memory_and_of_columns_are_read() {
    let text = "CREATE TABLE t (a int NOT NULL PRIMARY KEY NONCLUSTERED HASH WITH (BUCKET_COUNT = 64), b int NOT NULL
        INDEX by_b HASH WITH (BUCKET_COUNT = 64), INDEX by_ab NONCLUSTERED (a, b), INDEX cci CLUSTERED COLUMNSTORE)
        WITH (MEMORY_OPTIMIZED = ON)";

    let (changes, gaps) = changes(text, Dialect::MsSql);

    assert!(gaps.is_empty(), "{gaps:?}");
    let [SchemaChange::CreateTable(table)] = changes.as_slice() else { panic!("{changes:?}") };
    let behind = &table.columns[1].constraints[0].kind;
    let ConstraintKind::Index(index) = behind else { panic!("{behind:?}") };
    assert_eq!(index.name.as_ref().unwrap().text, "by_b");
    assert_eq!(index.keys[0].column.as_ref().unwrap().text, "b");
    let ConstraintKind::Index(columnstore) = &table.constraints[1].kind else { panic!("{:?}", table.constraints) };
    assert_eq!((columnstore.flavour, columnstore.keys.len()), (IndexFlavour::ClusteredColumnstore, 0));
}

#[test]
fn a_statement_of_sql_server_ends_where_the_next_line_begins_one() {
    let text = "CREATE TABLE t (a int) WITH (ONLINE = ON)\nDELETE FROM t\nALTER TABLE t ADD CONSTRAINT u UNIQUE (a) WITH (ONLINE = ON)\nEND\n\
        ALTER TABLE t SET\n(LOCK_ESCALATION = AUTO)\nset nocount on\nselect 1\nset nocount on\nALTER TABLE t ADD b int REFERENCES t (a) ON\nDELETE CASCADE\nselect 1\n\
        GRANT SELECT,\nINSERT ON t TO u\n";

    let expected = [
        "CREATE TABLE",
        "DELETE",
        "ALTER TABLE",
        "END",
        "ALTER TABLE",
        "SET",
        "SELECT",
        "SET",
        "ALTER TABLE",
        "SELECT",
        "GRANT",
    ];
    assert_eq!(kinds(text, Dialect::MsSql), expected);
}

#[test]
fn commas_in_brackets_divide_nothing() {
    let text = "ALTER TABLE t ADD COLUMN a text[] NOT NULL DEFAULT ARRAY['x', 'y'], ADD COLUMN b int;";

    let (changes, gaps) = changes(text, Dialect::PostgreSql);

    assert!(gaps.is_empty(), "{gaps:?}");
    let [SchemaChange::AlterTable(alter)] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!(alter.actions.len(), 2);
}

#[test]
fn what_a_comment_says_of_tables_does_not_tell_the_dialect() {
    let text = "/* You are about to drop the column `name` on the table `User`. */\nALTER TABLE \"User\" DROP COLUMN \"name\",\n\
        ADD COLUMN \"tags\" JSONB;";
    let dump = "-- MySQL dump 10.13\nDROP TABLE IF EXISTS a;";

    assert_eq!(guess(&[Source::new("content", text)]).map(|guess| guess.dialect), Some(Dialect::PostgreSql));
    assert_eq!(guess(&[Source::new("content", dump)]).map(|guess| guess.dialect), Some(Dialect::MySql));
}

#[test]
fn commas_between_partitions_part_no_actions() {
    let text = "ALTER TABLE t DROP PARTITION p1, p2;
        ALTER TABLE t REORGANIZE PARTITION p1, p2 INTO (PARTITION p3 VALUES LESS THAN (4));
        ALTER TABLE t ORDER BY a, b DESC;";

    let (changes, gaps) = changes(text, Dialect::MySql);

    let actions = |change: &SchemaChange| match change {
        SchemaChange::AlterTable(alter) => alter.actions.len(),
        _ => 0,
    };
    assert_eq!(changes.iter().map(actions).collect::<Vec<_>>(), [1, 1, 1]);
    assert!(gaps.is_empty(), "{gaps:?}");
}

/// The actions of the one `ALTER TABLE` of a text that is read without a gap.
fn actions(text: &str, dialect: Dialect) -> Vec<AlterAction> {
    let (changes, gaps) = changes(text, dialect);
    assert!(gaps.is_empty(), "{text}: {gaps:?}");
    let [SchemaChange::AlterTable(alter)] = changes.as_slice() else { panic!("{text}: {changes:?}") };
    alter.actions.clone()
}

#[test]
fn words_of_other_dialects_are_names_of_columns() {
    let text = "ALTER TABLE t ADD partition int, DROP partition, DROP key, ALTER index SET NOT NULL";
    let rename = "ALTER TABLE t RENAME key TO code";
    let exclude = "CREATE TABLE t (exclude int, EXCLUDE USING gist (a WITH &&), EXCLUDE (a WITH =))";

    let shapes: Vec<&str> = actions(text, Dialect::PostgreSql)
        .iter()
        .map(|action| match action {
            AlterAction::AddColumn { column, .. } if column.name.text == "partition" => "add",
            AlterAction::DropColumn { column, .. } if column.text == "partition" => "drop partition",
            AlterAction::DropColumn { column, .. } if column.text == "key" => "drop key",
            AlterAction::SetNotNull(column) if column.text == "index" => "set not null",
            other => panic!("{other:?}"),
        })
        .collect();

    assert_eq!(shapes, ["add", "drop partition", "drop key", "set not null"]);
    let (made, _) = changes(exclude, Dialect::PostgreSql);
    let [SchemaChange::CreateTable(table)] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!((table.columns.len(), table.constraints.len()), (1, 2));
    assert!(matches!(actions(rename, Dialect::PostgreSql).as_slice(), [AlterAction::RenameColumn { .. }]));
    assert!(matches!(
        actions("ALTER TABLE t RENAME KEY a TO b", Dialect::MySql).as_slice(),
        [AlterAction::RenameConstraint { .. }]
    ));
}

#[test]
fn a_column_called_key_may_be_of_any_type() {
    let text = "CREATE TABLE t (key interval(3), index geometry(Point, 4326)); CREATE TABLE u (a int, KEY a_idx (a))";

    let (changes, _) = changes(text, Dialect::PostgreSql);

    let [SchemaChange::CreateTable(columns), SchemaChange::CreateTable(index)] = changes.as_slice() else {
        panic!("{changes:?}")
    };
    assert_eq!((columns.columns.len(), columns.constraints.len()), (2, 0));
    assert_eq!((index.columns.len(), index.constraints.len()), (1, 1));
}

#[test]
fn a_second_default_ends_the_first() {
    let (changes, gaps) =
        changes("CREATE TABLE t (at timestamp ON UPDATE CURRENT_TIMESTAMP DEFAULT 0 NOT NULL)", Dialect::MySql);

    assert!(gaps.is_empty(), "{gaps:?}");
    let [SchemaChange::CreateTable(table)] = changes.as_slice() else { panic!("{changes:?}") };
    let column = &table.columns[0];
    assert_eq!(column.on_update.as_ref().unwrap().normal, "current_timestamp");
    assert_eq!((column.default.as_ref().unwrap().normal.as_str(), column.not_null), ("0", true));
}

#[test]
fn columns_of_typed_tables_and_of_partitions_have_options() {
    let text = "CREATE TABLE a PARTITION OF p (b WITH OPTIONS NOT NULL DEFAULT 0, c WITH OPTIONS UNIQUE) DEFAULT;
        CREATE TEMP TABLE d OF pair (b WITH OPTIONS PRIMARY KEY) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE e (b int) ON COMMIT PRESERVE ROWS;";

    let (changes, gaps) = changes(text, Dialect::PostgreSql);

    assert!(gaps.is_empty(), "{gaps:?}");
    let [SchemaChange::CreateTable(partition), SchemaChange::CreateTable(typed), _] = changes.as_slice() else {
        panic!("{changes:?}")
    };
    assert!(partition.columns[0].not_null && partition.columns[0].default.is_some());
    assert_eq!(partition.constraints.len(), 1);
    assert!(matches!(typed.columns[0].constraints[0].kind, ConstraintKind::PrimaryKey { .. }));
}

#[test]
fn a_period_is_a_column_of_a_foreign_key() {
    let text =
        "CREATE TABLE t (film int, at daterange, FOREIGN KEY (film, PERIOD at) REFERENCES price (film, PERIOD at))";

    let (changes, gaps) = changes(text, Dialect::PostgreSql);

    assert!(gaps.is_empty(), "{gaps:?}");
    let [SchemaChange::CreateTable(table)] = changes.as_slice() else { panic!("{changes:?}") };
    let ConstraintKind::ForeignKey(key) = &table.constraints[0].kind else { panic!("{table:?}") };
    let names = |names: &[architect_sql::ddl::Name]| names.iter().map(|name| name.text.clone()).collect::<Vec<_>>();
    assert_eq!(
        (names(&key.columns), names(&key.parent_columns)),
        (names_of(["film", "at"]), names_of(["film", "at"]))
    );
}

fn names_of(names: [&str; 2]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

#[test]
fn what_merge_does_with_a_row_changes_no_other_table() {
    let text = "WITH s AS (SELECT 1 AS id) MERGE INTO t USING s ON t.id = s.id
        WHEN MATCHED AND t.old THEN DELETE WHEN MATCHED THEN UPDATE SET a = 1 WHEN NOT MATCHED THEN INSERT VALUES (1);
        WITH gone AS (MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE) SELECT 1;";

    for dialect in [Dialect::PostgreSql, Dialect::MsSql] {
        let (changes, _) = changes(text, dialect);

        assert!(changes.is_empty(), "{changes:?}");
    }
}

#[test]
fn a_query_that_makes_a_table_is_told() {
    let text = "SELECT a, extract(year FROM b) INTO UNLOGGED shop.t FROM u; SELECT 1 AS a INTO TEMP TABLE v;
        WITH w AS (SELECT 1) SELECT * INTO x FROM w; INSERT INTO y SELECT 1; WITH w AS (SELECT 1) INSERT INTO z SELECT 1;";

    let (changes, gaps) = changes(text, Dialect::PostgreSql);

    let tables: Vec<(String, bool)> = changes
        .iter()
        .map(|change| match change {
            SchemaChange::CreateTable(table) => (table.name.shown(Dialect::PostgreSql), table.temporary),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(tables, [("shop.t".to_owned(), false), ("v".to_owned(), true), ("x".to_owned(), false)]);
    assert_eq!(gaps, ["the columns of this table come from a query or a type and are not known"; 2]);
}

#[test]
fn what_is_made_or_moved_out_of_sight_is_a_gap() {
    let text = "CREATE SCHEMA shop AUTHORIZATION joe CREATE TABLE t (a int); CREATE SCHEMA AUTHORIZATION joe;
        ALTER TABLE ALL IN TABLESPACE slow SET TABLESPACE fast;";

    let (changes, gaps) = changes(text, Dialect::PostgreSql);

    let names: Vec<Option<String>> = changes
        .iter()
        .map(|change| match change {
            SchemaChange::CreateObject(made) => made.name.as_ref().map(|name| name.name.text.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, [Some("shop".to_owned()), Some("joe".to_owned())]);
    assert_eq!(
        gaps,
        [
            "what this CREATE SCHEMA makes inside of the schema was not read: write it as statements of its own",
            "only the server knows which tables this moves: they were not looked at",
        ]
    );
}

#[test]
fn identity_and_expression_are_dropped_where_they_are() {
    let text = "ALTER TABLE t ALTER a DROP IDENTITY IF EXISTS, ALTER COLUMN b DROP EXPRESSION IF EXISTS";

    let actions = actions(text, Dialect::PostgreSql);

    assert!(matches!(actions.as_slice(), [AlterAction::DropGeneration(_), AlterAction::DropGeneration(_)]));
}
