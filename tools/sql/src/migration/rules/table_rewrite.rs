//! `sql/table-rewrite`

use architect_core::{Rule, Severity, Sink, declare_rule};

use super::told;
use crate::dialect::Dialect;
use crate::migration::{Effect, Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A table in use that is written anew as a whole: `CLUSTER`, `VACUUM FULL`, `SET LOGGED`, `SET UNLOGGED`, another
    /// tablespace or access method.
    ///
    /// In SQL Server `ALTER TABLE … REBUILD`, and the end of a clustered index; in SQLite `VACUUM`, and a table of known size
    /// that is made anew.
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
    /// ```sql migration sqlite
    /// VACUUM;
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
            if migration.server.dialect == Dialect::Sqlite {
                let Some((message, help)) = of_sqlite(effect) else { continue };
                sink.push(told::finding::<Self>(step, effect).severity(Severity::Info).message(message).help(help));
                continue;
            }
            let message = format!("this {}{}", told::cost(effect), told::note(effect));
            let help = if told::is_transact(migration) { ONLINE } else { HELP };
            let finding = told::finding::<Self>(step, effect).message(message).help(help);
            sink.push(finding);
        }
    }
}

/// SQLite changes a table by making it anew: that is told where it is known to be large.
fn of_sqlite(effect: &Effect) -> Option<(String, &'static str)> {
    if effect.operation == Operation::VacuumFull {
        let message = "this writes the whole file anew, beside itself: nothing writes meanwhile, and readers wait too unless \
                       the journal is a write-ahead log";
        return Some((
            message.to_owned(),
            "see that the disk has the room twice, and run it when nobody needs the database",
        ));
    }
    effect.table.rows?;
    let message = format!("this {} to the database", told::cost(effect));
    Some((message, "run it while little is written, and let writers wait with busy_timeout"))
}
