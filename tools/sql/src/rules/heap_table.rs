//! `sql/heap-table`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::ddl::IndexFlavour;
use crate::schema::{Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A table of SQL Server with a `NONCLUSTERED` primary key and no clustered index.
    ///
    /// ## Why it matters
    /// The rows of such a heap lie in no order. Every lookup by the key takes a second step to the row, updates that make a
    /// row longer leave forwarding pointers behind, and deletes leave pages empty that nothing frees.
    ///
    /// ## Bad
    /// ```sql mssql
    /// CREATE TABLE orders (id bigint NOT NULL, placed_at datetime2 NOT NULL, CONSTRAINT orders_pk PRIMARY KEY NONCLUSTERED (id));
    /// ```
    /// ## Good
    /// ```sql mssql
    /// CREATE TABLE orders (id bigint NOT NULL, placed_at datetime2 NOT NULL, CONSTRAINT orders_pk PRIMARY KEY NONCLUSTERED (id));
    /// CREATE CLUSTERED INDEX orders_placed_at ON orders (placed_at);
    /// ```
    /// ## Limits
    /// A table without any primary key is `sql/no-primary-key`. Memory-optimized tables have no clustered index. Staging
    /// tables are well off as heaps. One finding a table, or one a file when there are more than three.
    pub HeapTable {
        id: "sql/heap-table",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, Heaps (tables without clustered indexes)", "https://learn.microsoft.com/en-us/sql/relational-databases/indexes/heaps-tables-without-clustered-indexes")],
    }
}

impl Rule<Schema> for HeapTable {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::MsSql {
            return;
        }
        let found = schema.tables().filter(|table| is_heap(table)).map(|table| Place {
            span: table.span.clone(),
            subject: table.name.clone(),
            of: table,
        });
        places::report::<Self, &Table>(
            sink,
            found.collect(),
            |finding, place| one(finding, place.of),
            |finding, places| {
                let message = format!(
                    "{} tables are heaps: their primary keys are NONCLUSTERED, and no index is clustered",
                    places.len()
                );
                finding.message(message).confidence(Confidence::Medium).help(HELP)
            },
        );
    }
}

fn is_heap(table: &Table) -> bool {
    let clustered = |flavour| matches!(flavour, IndexFlavour::Clustered | IndexFlavour::ClusteredColumnstore);
    table.is_whole()
        && !table.foreign
        && !table.options.memory_optimized
        && table.primary_key().is_some()
        && !table.indexes.iter().any(|index| clustered(index.flavour))
}

const HELP: &str = "Cluster by what ranges of rows are read by, or by a key that grows; WITH (ONLINE = ON) where the edition \
    has it.";

fn one(finding: Finding, table: &Table) -> Finding {
    let finding = finding
        .message(format!("`{}` is a heap: its primary key is NONCLUSTERED, and no index is clustered", table.name))
        .confidence(Confidence::Medium)
        .help(HELP);
    match table.primary_key() {
        Some(primary) => finding.related(primary.span.clone(), "the primary key"),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(text: &str) -> bool {
        !subjects(text, Dialect::MsSql, "sql/heap-table").is_empty()
    }

    #[test]
    fn every_kind_of_clustered_index_makes_it_no_heap() {
        let heap = "CREATE TABLE t (id int PRIMARY KEY NONCLUSTERED, a int)";

        assert!(found(&format!("{heap};")));
        for more in [
            "; CREATE CLUSTERED INDEX i ON t (a);",
            "; CREATE CLUSTERED COLUMNSTORE INDEX i ON t;",
            "; ALTER TABLE t ADD CONSTRAINT u UNIQUE CLUSTERED (a);",
            " WITH (MEMORY_OPTIMIZED = ON);",
        ] {
            assert!(!found(&format!("{heap}{more}")), "{more}");
        }
        assert!(!found("CREATE TABLE t (id int PRIMARY KEY NONCLUSTERED, a int, INDEX i CLUSTERED COLUMNSTORE);"));
        assert!(!found("CREATE TABLE t (id int PRIMARY KEY, a int);"));
    }
}
