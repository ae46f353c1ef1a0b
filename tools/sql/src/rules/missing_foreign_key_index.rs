//! `sql/missing-foreign-key-index`

use architect_core::{Finding, Gap, Rule, Sink, declare_rule};

use crate::schema::{Coverage, ForeignKey, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A foreign key whose columns lead no usable index of their table.
    ///
    /// ## Why it matters
    /// Deleting or re-keying a parent row looks for its children: without an index that reads the whole child table for
    /// each parent row, under locks. Joins along the key read the whole table too.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// ```
    /// ## Limits
    /// An index serves when its first columns are exactly the key's, in any order, and it is a B-tree or a hash index.
    /// A partial index counts only when its predicate is `column IS NOT NULL`; any other is
    /// `sql/partial-foreign-key-index`. An index that leads with some of several columns is
    /// `sql/partly-indexed-foreign-key`. InnoDB makes the index itself, so MySQL and MariaDB are never reported.
    /// Partitions are judged by their parent. A small child table may do without.
    pub MissingForeignKeyIndex {
        id: "sql/missing-foreign-key-index",
        severity: Warning,
        since: "0.1.0",
        aliases: ["splinter:0001", "splinter:unindexed_foreign_keys", "pg-index-health:FOREIGN_KEYS_WITHOUT_INDEX", "schemacrawler:ForeignKeyWithNoIndexes"],
        references: [("PostgreSQL manual, 5.5.5 Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK")],
    }
}

impl Rule<Schema> for MissingForeignKeyIndex {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for (table, key) in judged(schema) {
            if !matches!(table.coverage(key), Coverage::None) {
                continue;
            }
            if may_be_indexed_elsewhere(table, key) {
                let reason = format!(
                    "whether the foreign key `{}` has an index cannot be told: its table is not made in the input",
                    table.subject(&key.columns)
                );
                sink.gap(Gap::at(key.span.clone(), reason));
                continue;
            }
            sink.push(unindexed(schema, table, key));
        }
    }
}

/// The foreign keys that need an index of their own.
pub(crate) fn judged(schema: &Schema) -> impl Iterator<Item = (&Table, &ForeignKey)> {
    let itself = schema.dialect.indexes_foreign_keys_itself();
    let tables = schema.tables().filter(move |table| !itself && table.partition_of.is_none() && !table.foreign);
    tables.flat_map(|table| table.foreign_keys.iter().map(move |key| (table, key)))
}

/// A table that is not made in the input may have an index from before, unless a column of the key is new.
pub(crate) fn may_be_indexed_elsewhere(table: &Table, key: &ForeignKey) -> bool {
    !table.made_here && key.columns.iter().all(|column| table.column(column).is_none())
}

fn unindexed(schema: &Schema, table: &Table, key: &ForeignKey) -> Finding {
    let subject = table.subject(&key.columns);
    let statement = schema.index_statement(table, &key.columns);
    let finding = Finding::of::<MissingForeignKeyIndex>(key.span.clone())
        .message(format!(
            "no index leads with the foreign key `{subject}`, so every delete in `{}` reads the whole of `{}`",
            key.parent.name, table.name
        ))
        .subject(subject)
        .suggest(statement.text);
    match statement.help {
        Some(help) => finding.help(help),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::{subjects, suggestions};

    const RULE: &str = "sql/missing-foreign-key-index";

    fn unindexed(text: &str, dialect: Dialect) -> Vec<String> {
        subjects(text, dialect, RULE)
    }

    #[test]
    fn the_columns_of_a_composite_key_may_stand_in_any_order() {
        let tables = "CREATE TABLE p (a int, b int, PRIMARY KEY (a, b));
            CREATE TABLE c (id bigint PRIMARY KEY, a int, b int, x int, FOREIGN KEY (a, b) REFERENCES p);";

        let swapped = unindexed(&format!("{tables} CREATE INDEX i ON c (b, a, x);"), Dialect::PostgreSql);
        let split = unindexed(&format!("{tables} CREATE INDEX i ON c (x, a, b);"), Dialect::PostgreSql);

        assert!(swapped.is_empty(), "{swapped:?}");
        assert_eq!(split, ["c(a, b)"]);
    }

    #[test]
    fn a_key_and_a_unique_constraint_are_indexes_too() {
        let text = "CREATE TABLE p (id bigint PRIMARY KEY);
            CREATE TABLE c (p bigint REFERENCES p, n int, PRIMARY KEY (p, n));
            CREATE TABLE d (id bigint PRIMARY KEY, p bigint NOT NULL UNIQUE REFERENCES p);";

        assert!(unindexed(text, Dialect::PostgreSql).is_empty());
    }

    #[test]
    fn indexes_that_find_no_keys_do_not_count() {
        for index in ["USING gin (p)", "USING brin (p)", "(lower(p))", "(x, p)", "(p) WHERE x > 1"] {
            let text = format!(
                "CREATE TABLE p (id text PRIMARY KEY);
                CREATE TABLE c (id bigint PRIMARY KEY, p text REFERENCES p, x int);
                CREATE INDEX i ON c {index};"
            );

            let found = unindexed(&text, Dialect::PostgreSql);

            let partial = index.contains("WHERE");
            assert_eq!(found.is_empty(), partial, "{index}: {found:?}");
        }
    }

    #[test]
    fn innodb_makes_the_index_itself() {
        let text = "CREATE TABLE p (id bigint PRIMARY KEY);
            CREATE TABLE c (id bigint PRIMARY KEY, p bigint, FOREIGN KEY (p) REFERENCES p (id));";

        assert!(unindexed(text, Dialect::MySql).is_empty());
        assert!(unindexed(text, Dialect::MariaDb).is_empty());
        assert_eq!(unindexed(text, Dialect::Sqlite), ["c(p)"]);
        assert_eq!(unindexed(text, Dialect::MsSql), ["c(p)"]);
    }

    #[test]
    fn the_row_id_of_sqlite_covers_a_foreign_key() {
        let text = "CREATE TABLE p (id INTEGER PRIMARY KEY);
            CREATE TABLE c (id INTEGER PRIMARY KEY REFERENCES p);";

        assert!(unindexed(text, Dialect::Sqlite).is_empty());
    }

    #[test]
    fn the_statement_is_ready_to_run() {
        let text = "CREATE TABLE p (id bigint PRIMARY KEY);
            CREATE TABLE \"Orders\" (id bigint PRIMARY KEY, \"order\" bigint REFERENCES p);
            CREATE TABLE sales.c (id bigint PRIMARY KEY, p_id bigint REFERENCES p);
            CREATE TABLE e (id bigint PRIMARY KEY, p_id bigint REFERENCES p, x int);
            CREATE INDEX e_p_id_idx ON e (x);";

        assert_eq!(
            suggestions(text, Dialect::PostgreSql, RULE),
            [
                "CREATE INDEX CONCURRENTLY \"Orders_order_idx\" ON \"Orders\" (\"order\");",
                "CREATE INDEX CONCURRENTLY c_p_id_idx ON sales.c (p_id);",
                "CREATE INDEX CONCURRENTLY e_p_id_idx1 ON e (p_id);",
            ]
        );
    }

    #[test]
    fn of_a_table_that_is_not_made_here_only_new_columns_are_judged() {
        let old = "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);";
        let new = "ALTER TABLE c ADD COLUMN p bigint REFERENCES p (id);";

        assert!(unindexed(old, Dialect::PostgreSql).is_empty());
        assert_eq!(unindexed(new, Dialect::PostgreSql), ["c(p)"]);
    }

    #[test]
    fn an_index_that_is_dropped_later_does_not_count() {
        let text = "CREATE TABLE p (id bigint PRIMARY KEY);
            CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p);
            CREATE INDEX i ON c (p);
            ALTER TABLE c RENAME COLUMN p TO parent_id;
            ALTER TABLE c RENAME TO d;
            DROP INDEX i;";

        assert_eq!(unindexed(text, Dialect::PostgreSql), ["d(parent_id)"]);
    }

    #[test]
    fn the_index_of_a_partitioned_table_counts_once_all_partitions_have_it() {
        let tables = "CREATE TABLE p (id bigint PRIMARY KEY);
            CREATE TABLE c (id bigint, p bigint REFERENCES p, PRIMARY KEY (id)) PARTITION BY HASH (id);
            CREATE TABLE c0 PARTITION OF c FOR VALUES WITH (modulus 1, remainder 0);
            CREATE INDEX c_p ON ONLY c (p);
            CREATE INDEX c0_p ON c0 (p);";

        let before = unindexed(tables, Dialect::PostgreSql);
        let after = unindexed(&format!("{tables} ALTER INDEX c_p ATTACH PARTITION c0_p;"), Dialect::PostgreSql);

        assert_eq!(before, ["c(p)"]);
        assert!(after.is_empty(), "{after:?}");
    }
}
