//! `sql/no-primary-key`

use std::collections::BTreeSet;

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{Index, Origin, Schema, Table, TableKey, quoted};

declare_rule! {
    /// ## What it finds
    /// A table without a primary key.
    ///
    /// ## Why it matters
    /// Rows cannot be told apart: logical replication cannot follow updates and deletes, tools that repair, page or
    /// change tables online need a key, and duplicates come in unseen. InnoDB then clusters the rows by a hidden counter.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE audit_entry (happened_at timestamptz NOT NULL, text text NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE audit_entry (
    ///   id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, happened_at timestamptz NOT NULL, text text NOT NULL
    /// );
    /// ```
    /// ## Limits
    /// Partitions are judged by their parent. In SQLite every table that is not `WITHOUT ROWID` has a row id, so there
    /// it is information only. SQL Server's tables of past rows (`HISTORY_TABLE`) and of graphs are left alone.
    pub NoPrimaryKey {
        id: "sql/no-primary-key",
        severity: Warning,
        since: "0.1.0",
        aliases: ["splinter:0004", "splinter:no_primary_key", "pg-index-health:TABLES_WITHOUT_PRIMARY_KEY", "skeema:pk", "schemalint:require-primary-key", "sqlcheck:NoPrimaryKey", "schemacrawler:TableWithNoPrimaryKey", "schemacrawler:TableWithNoIndexes", "sqlcheck:PrimaryKeyExists"],
        references: [("PostgreSQL manual, 5.5.4 Primary Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS")],
    }
}

impl Rule<Schema> for NoPrimaryKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let past: BTreeSet<TableKey> = schema
            .tables()
            .filter_map(|table| Some(schema.key_of(table.options.history_table.as_deref()?)))
            .collect();
        for table in schema.tables().filter(|table| table.made_here && !table.foreign && table.partition_of.is_none())
        {
            // What is taken over from a table that is not known may bring a key along.
            if table.primary_key().is_some() || table.keys_unknown {
                continue;
            }
            // The server refuses one for a table of past rows, and makes one for the nodes and edges of a graph.
            if table.options.graph || past.contains(&table.key) {
                continue;
            }
            let by_partition = schema.partitions(table).next().is_some()
                && schema.partitions(table).all(|partition| partition.primary_key().is_some());
            if by_partition {
                continue;
            }
            sink.push(without_key(schema, table));
        }
    }
}

/// The statement that makes PostgreSQL's index the primary key, which neither reads nor builds anything. The index of a
/// constraint cannot become that of another one, and a partitioned table's cannot be taken.
fn promotion(dialect: Dialect, table: &Table, unique: &Index) -> Option<String> {
    let plain = unique.origin == Origin::Index
        && unique.is_ordered()
        && !unique.nulls_not_distinct
        && unique.keys.iter().all(|key| !key.descending && key.nulls_first.is_none() && key.operator_class.is_none());
    if dialect != Dialect::PostgreSql || !plain || table.options.partition_by.is_some() {
        return None;
    }
    let name = quoted(unique.name.as_ref()?, dialect);
    Some(format!("ALTER TABLE {} ADD PRIMARY KEY USING INDEX {name};", table.quoted(dialect)))
}

fn without_key(schema: &Schema, table: &Table) -> Finding {
    let finding = Finding::of::<NoPrimaryKey>(table.span.clone())
        .message(format!("table `{}` has no primary key", table.name))
        .subject(table.name.clone());
    let not_null = |key: &String| table.column(key).is_some_and(|column| schema.is_not_null(column));
    let is_key = |index: &&Index| {
        let columns = index.column_keys();
        index.unique && index.predicate.is_none() && columns.len() == index.keys.len() && columns.iter().all(not_null)
    };
    let finding = match table.indexes.iter().find(is_key) {
        Some(unique) => {
            let finding = finding
                .help(format!("({}) is unique and not null: make it the primary key.", unique.shown_keys(table)))
                .related(unique.span.clone(), "could be the primary key");
            match promotion(schema.dialect, table, unique) {
                Some(statement) => finding.suggest(statement),
                None => finding,
            }
        }
        None if schema.dialect.is_mysql_family() => finding.help(
            "Add one: a column of its own, or the columns that name a row. Galera and Group Replication refuse or mishandle \
             tables without.",
        ),
        None => finding.help("Add one: a column of its own, or the columns that name a row."),
    };
    if schema.dialect == Dialect::Sqlite { finding.severity(Severity::Info) } else { finding }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::{subjects, suggestions};

    #[test]
    fn a_unique_index_becomes_the_key_and_that_of_a_constraint_does_not() {
        let promoted = |keys: &str, dialect| {
            let text = format!("CREATE TABLE sales.t (a int NOT NULL, b int NOT NULL, c int); {keys}");
            suggestions(&text, dialect, "sql/no-primary-key")
        };

        assert_eq!(
            promoted("CREATE UNIQUE INDEX \"U\" ON sales.t (a, b);", Dialect::PostgreSql),
            ["ALTER TABLE sales.t ADD PRIMARY KEY USING INDEX \"U\";"]
        );
        for keys in [
            "ALTER TABLE sales.t ADD UNIQUE (a);",
            "CREATE UNIQUE INDEX u ON sales.t (a DESC);",
            "CREATE UNIQUE INDEX u ON sales.t (c);",
            "CREATE UNIQUE INDEX u ON sales.t (a) WHERE b > 0;",
            "CREATE UNIQUE INDEX u ON sales.t (lower(a));",
        ] {
            assert!(promoted(keys, Dialect::PostgreSql).is_empty(), "{keys}");
        }
        assert!(promoted("CREATE UNIQUE INDEX u ON sales.t (a);", Dialect::MsSql).is_empty());
    }

    fn found(text: &str) -> Vec<String> {
        subjects(text, Dialect::MsSql, "sql/no-primary-key")
    }

    #[test]
    fn tables_of_past_rows_and_of_graphs_are_left_alone() {
        let past = "CREATE TABLE past.orders (id int NOT NULL); CREATE TABLE orders (id int PRIMARY KEY)";

        assert_eq!(found(&format!("{past};")), ["past.orders"]);
        assert!(
            found(&format!("{past} WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = [past].[orders]));")).is_empty()
        );
        let later = "ALTER TABLE orders SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = past.orders, DATA_CONSISTENCY_CHECK = ON));";
        assert!(found(&format!("{past}; {later}")).is_empty());
        assert!(found("CREATE TABLE person (id int) AS NODE; CREATE TABLE knows AS EDGE;").is_empty());
    }
}
