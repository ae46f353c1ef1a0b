//! `sql/refused-by-dependents`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::told;
use crate::migration::rewrite::safe_sequence;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A change that SQL Server refuses since something else depends on the column or the table.
    ///
    /// A column that is dropped while a default, an index, a key or a CHECK is on it; a type that is changed under an index, a
    /// key or a computed column; a table that is dropped or emptied while a foreign key refers to it.
    ///
    /// ## Why it matters
    /// The statement fails (error 5074, 3726 or 4712), and without `SET XACT_ABORT ON` what stands behind it in the batch runs
    /// all the same. A default that was made without a name has another one in every database.
    ///
    /// ## Bad
    /// ```sql migration mssql
    /// CREATE TABLE orders (id int NOT NULL PRIMARY KEY, note nvarchar(20) NOT NULL DEFAULT N'');
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders DROP COLUMN note;
    /// ```
    /// ```sql migration mssql
    /// CREATE TABLE orders (id int NOT NULL PRIMARY KEY, code int NOT NULL);
    /// CREATE INDEX by_code ON orders (code);
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ALTER COLUMN code bigint NOT NULL;
    /// ```
    /// ## Good
    /// ```sql migration mssql
    /// CREATE TABLE orders (id int NOT NULL PRIMARY KEY, code varchar(10) NOT NULL);
    /// CREATE INDEX by_code ON orders (code);
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ALTER COLUMN code varchar(20) NOT NULL;
    /// ```
    /// ## Limits
    /// Needs the schema before. Where a program that is put together as it runs drops constraints, its table is left out. Views
    /// and functions `WITH SCHEMABINDING`, and statistics, are not looked at.
    pub RefusedByDependents {
        id: "sql/refused-by-dependents",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql"), ("SQL Server, DROP TABLE", "https://learn.microsoft.com/sql/t-sql/statements/drop-table-transact-sql")],
    }
}

impl Rule<Migration> for RefusedByDependents {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.effects() {
            let Some(refused) = effect.refused.as_ref().filter(|_| !effect.table.name.starts_with('#')) else {
                continue;
            };
            let does = match effect.operation {
                Operation::DropColumn | Operation::DropTable => "be dropped",
                Operation::Truncate => "be emptied by TRUNCATE",
                _ => "get this type",
            };
            let message = format!(
                "`{}` cannot {does} while {} {} there ({})",
                effect.subject(),
                refused.by.join(" and "),
                if refused.by.len() == 1 { "is" } else { "are" },
                refused.error
            );
            let help = match effect.operation {
                Operation::DropColumn if refused.unnamed_default => {
                    "look the name of its default up in sys.default_constraints and drop that first; the values are gone with \
                     the column"
                }
                Operation::DropColumn => "drop these first; the values are gone with the column",
                Operation::DropTable => "drop these first; all that the table holds is gone with it",
                Operation::Truncate => "drop the foreign keys and make them again behind it, or DELETE in batches",
                _ => "drop these first and make them again behind it",
            };
            let sure = if refused.unnamed_default { Confidence::Medium } else { Confidence::High };
            let finding = told::finding::<Self>(step, effect)
                .confidence(sure.min(effect.confidence))
                .message(message)
                .help(help);
            sink.push(match safe_sequence(migration, step, effect) {
                Some(sequence) => finding.suggest(sequence),
                None => finding,
            });
        }
    }
}
