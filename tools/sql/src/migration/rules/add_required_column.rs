//! `sql/add-required-column`

use architect_core::{Confidence, Rule, Severity, Sink, declare_rule};

use super::told;
use crate::migration::{Effect, Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A new column of a table in use that is `NOT NULL` and has no default.
    ///
    /// ## Why it matters
    /// The statement fails as soon as the table has a row, and code that is running inserts rows without the column. MariaDB and
    /// MySQL write 0, an empty text or the like into the rows that are there; the inserts fail in strict mode all the same.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN channel text NOT NULL;
    /// ```
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD COLUMN origin varchar(20) NOT NULL, ALGORITHM=INSTANT;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD channel nvarchar(20) NOT NULL;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN channel text NOT NULL DEFAULT 'web';
    /// ```
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN channel text;
    /// ```
    /// ## Limits
    /// A table that the migration makes itself, and one whose number of rows is given as 0, are not reported.
    pub AddRequiredColumn {
        id: "sql/add-required-column",
        severity: Error,
        since: "0.1.0",
        aliases: ["squawk:adding-required-field", "atlas:MF103", "atlas:data_depend"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"), ("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::AddRequiredColumn];

impl Rule<Migration> for AddRequiredColumn {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        let rows = |effect: &Effect| effect.table.rows.is_none_or(|rows| rows > 0);
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| rows(effect)) {
            if migration.server.dialect.is_mysql_family() {
                let message = format!(
                    "`{}` must have a value: the rows that are there get 0 or an empty one, and inserts of running code without \
                     it fail in strict mode",
                    effect.subject()
                );
                let help = "give it a default, or add it nullable and forbid nulls when all code writes it";
                sink.push(
                    told::finding::<Self>(step, effect).severity(Severity::Warning).message(message).help(help),
                );
                continue;
            }
            let message = format!(
                "`{}` must have a value and none is given for the rows that are there: the statement fails unless the \
                 table is empty{}",
                effect.subject(),
                told::note(effect)
            );
            let help = "give it a default, or add it nullable, fill it in batches, and forbid nulls then";
            let finding = told::finding::<Self>(step, effect).message(message).help(help);
            let sure = if effect.table.rows.is_some() { Confidence::High } else { Confidence::Medium };
            sink.push(finding.confidence(effect.confidence.min(sure)));
        }
    }
}
