//! `sql/table-rewrite`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A table in use that is written anew as a whole: `CLUSTER`, `VACUUM FULL`, `SET LOGGED`, `SET UNLOGGED`, another
    /// tablespace or access method; in SQL Server `ALTER TABLE … REBUILD`, and the end of a clustered index.
    ///
    /// ## Why it matters
    /// Nothing reads or writes the table until every row and every index is copied, and the disk has to hold both.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// VACUUM FULL orders;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders REBUILD;
    /// ```
    /// ## Good
    /// ```sql migration
    /// VACUUM (ANALYZE) orders;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders REBUILD WITH (ONLINE = ON);
    /// ```
    /// ## Limits
    /// pg_repack and pg_squeeze do the same with short locks; they are extensions, so no statement is proposed.
    pub TableRewrite {
        id: "sql/table-rewrite",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:prefer-repack"],
        references: [("PostgreSQL manual, Explicit Locking", "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES"), ("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::RewriteTable, Operation::Cluster, Operation::VacuumFull];

impl Rule<Migration> for TableRewrite {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        const ONLINE: &str = "on Enterprise and Developer edition and in Azure SQL say WITH (ONLINE = ON); on other editions do this while the table is quiet";
        const HELP: &str = "copy it online with pg_repack or pg_squeeze, or do this while the table is quiet";
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            let message = format!("this {}{}", told::cost(effect), told::note(effect));
            let help = if told::is_transact(migration) { ONLINE } else { HELP };
            let finding = told::finding::<Self>(step, effect).message(message).help(help);
            sink.push(finding);
        }
    }
}
