//! `sql/create-index-blocking`

use architect_core::{Rule, Severity, Sink, declare_rule};

use super::told;
use crate::dialect::Dialect;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// An index that is built on a table in use without `CONCURRENTLY`; in SQL Server without `ONLINE = ON`.
    ///
    /// ## Why it matters
    /// The build takes a SHARE lock: every insert, update and delete of the table waits until it is done, which takes minutes
    /// to hours on a large table. For a partitioned table the partitions are locked too. In SQL
    /// Server a clustered index keeps queries out as well.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// CREATE INDEX by_customer ON orders (customer_id) INCLUDE (total);
    /// ```
    /// ```sql migration sqlite
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);
    /// ```
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// CREATE TABLE note (id bigint PRIMARY KEY, body text);
    /// CREATE INDEX note_body_idx ON note (body);
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// CREATE INDEX by_customer ON orders (customer_id) INCLUDE (total) WITH (ONLINE = ON);
    /// ```
    /// ## Limits
    /// An index on a table that the migration makes itself is built over nothing. A table whose number of rows is given as
    /// small is not reported. SQLite builds every index while nobody else writes: that is a notice, and a warning where the
    /// table is said to be large. After a `CONCURRENTLY` that failed an invalid index stays: drop it before trying again.
    /// Editions of SQL Server below Enterprise refuse `ONLINE = ON`, and files do not tell the edition.
    pub CreateIndexBlocking {
        id: "sql/create-index-blocking",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:require-concurrent-index-creation", "strong_migrations:add_index", "atlas:PG101", "atlas:concurrent_index"],
        references: [("PostgreSQL manual, Building Indexes Concurrently", "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY"), ("SQL Server, CREATE INDEX", "https://learn.microsoft.com/sql/t-sql/statements/create-index-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::CreateIndex];

impl Rule<Migration> for CreateIndexBlocking {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            if migration.server.dialect == Dialect::Sqlite {
                let severity = if effect.table.rows.is_some() { Severity::Warning } else { Severity::Info };
                let message = format!("this {} to the database", told::cost(effect));
                let help = "run it while little is written, in a transaction of its own, and let writers wait with busy_timeout";
                sink.push(told::finding::<Self>(step, effect).severity(severity).message(message).help(help));
                continue;
            }
            let message = format!("this {}", told::cost(effect));
            let help = if told::is_transact(migration) {
                "on Enterprise and Developer edition and in Azure SQL say WITH (ONLINE = ON); on other editions build it \
                 while the table is quiet"
            } else if effect.table.partitioned {
                "a partitioned table takes no CONCURRENTLY: make the index ON ONLY it, build one CONCURRENTLY on each \
                 partition, and attach these with ALTER INDEX … ATTACH PARTITION"
            } else {
                "build it with CREATE INDEX CONCURRENTLY, outside of a transaction"
            };
            let finding = told::finding::<Self>(step, effect).message(message).help(help);
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}
