//! `sql/rename-in-use`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Detail, Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A table, a view or a column in use that gets another name or another schema.
    ///
    /// ## Why it matters
    /// The code that is running still asks for the old name: its queries fail between the migration and the end of the
    /// deployment, and on the way back.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders RENAME COLUMN total TO amount;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// EXEC sp_rename N'dbo.orders.total', N'amount', N'COLUMN';
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// BEGIN;
    /// ALTER TABLE orders RENAME TO purchase;
    /// CREATE VIEW orders AS SELECT * FROM purchase;
    /// COMMIT;
    /// ```
    /// ## Limits
    /// A table whose old name is taken again by a view or another table in the same migration is not reported.
    pub RenameInUse {
        id: "sql/rename-in-use",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:renaming-column", "squawk:renaming-table", "squawk:ban-set-schema", "strong_migrations:rename_column", "strong_migrations:rename_table", "atlas:BC101", "atlas:BC102", "atlas:incompatible"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"), ("SQL Server, sp_rename", "https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-rename-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::RenameColumn, Operation::RenameTable, Operation::SetSchema];

impl Rule<Migration> for RenameInUse {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(OPERATIONS) {
            if effect.operation != Operation::RenameColumn && migration.taken_again.contains(&effect.table.key) {
                continue;
            }
            let to = match &effect.detail {
                Detail::Text(to) => to.as_str(),
                _ => "",
            };
            let message = if effect.operation == Operation::SetSchema {
                format!("`{}` moves to the schema `{to}`, and running code does not find it there", effect.subject())
            } else {
                format!(
                    "`{}` is called `{to}` from here on, and running code still uses the old name",
                    effect.subject()
                )
            };
            let help = match effect.operation {
                Operation::RenameTable if migration.server.dialect.is_mysql_family() => {
                    "make a view of the old name at once behind it, and drop it when no code uses it"
                }
                Operation::RenameColumn => {
                    "add a column of the new name, write both, fill it in batches, move the reads over, then drop the old one"
                }
                _ => "leave a view of the old name in the same transaction, and drop it when no code uses it",
            };
            let inside = if told::is_transact(migration) && effect.operation != Operation::SetSchema {
                ", as do views and procedures that name it"
            } else {
                ""
            };
            let message = format!("{message}{inside}{}", told::note(effect));
            sink.push(told::finding::<Self>(step, effect).message(message).help(help));
        }
    }
}
