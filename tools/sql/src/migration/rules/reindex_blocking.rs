//! `sql/reindex-blocking`

use architect_core::{Rule, Severity, Sink, declare_rule};

use super::told;
use crate::dialect::Dialect;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// `REINDEX` of a table in use without `CONCURRENTLY`, and `ALTER INDEX … REBUILD` of SQL Server without `ONLINE = ON`.
    ///
    /// ## Why it matters
    /// Writes wait until every index is built anew, and queries that would use the index wait too.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// REINDEX TABLE orders;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER INDEX by_customer ON orders REBUILD;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// REINDEX TABLE CONCURRENTLY orders;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER INDEX by_customer ON orders REBUILD WITH (ONLINE = ON);
    /// ```
    /// ## Limits
    /// `REINDEX SCHEMA` and `REINDEX DATABASE` are not reported.
    pub ReindexBlocking {
        id: "sql/reindex-blocking",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:require-concurrent-reindex"],
        references: [("PostgreSQL manual, REINDEX", "https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY"), ("SQL Server, ALTER INDEX", "https://learn.microsoft.com/sql/t-sql/statements/alter-index-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::Reindex];

impl Rule<Migration> for ReindexBlocking {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        const ONLINE: &str = "on Enterprise and Developer edition and in Azure SQL say WITH (ONLINE = ON); elsewhere ALTER INDEX … REORGANIZE does most of it without a long lock";
        const HELP: &str = "build it anew with REINDEX … CONCURRENTLY, outside of a transaction";
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            if migration.server.dialect == Dialect::Sqlite {
                let message = format!(
                    "this builds the indexes of {} anew while writes to the database wait",
                    effect.table_in_words()
                );
                let help = "it is needed only when a collation or a function of an index changed; run it by itself";
                sink.push(told::finding::<Self>(step, effect).severity(Severity::Info).message(message).help(help));
                continue;
            }
            let message = format!("this {}{}", told::cost(effect), told::note(effect));
            let help = if told::is_transact(migration) { ONLINE } else { HELP };
            let finding = told::finding::<Self>(step, effect).message(message).help(help);
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}
