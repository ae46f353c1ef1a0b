//! `sql/add-column-rewrite`

use architect_core::{Confidence, Rule, Severity, Sink, declare_rule};

use super::told;
use crate::migration::mssql::EDITION;
use crate::migration::{Effect, Migration, Operation, SMALL};

declare_rule! {
    /// ## What it finds
    /// A new column of a table in use whose value has to be computed for every row: a volatile default, `serial`, an identity,
    /// a stored generated column, or a domain with constraints.
    ///
    /// In SQL Server: a default that is no constant for the statement, an identity, a row version, a persisted computed column;
    /// and, below Enterprise edition, `NOT NULL` with any default.
    ///
    /// ## Why it matters
    /// The table and all its indexes are written anew under an ACCESS EXCLUSIVE lock: nothing reads or writes it meanwhile. A
    /// constant default, and `now()`, only change the catalog.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid();
    /// ```
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN ticket bigserial;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD token uniqueidentifier NOT NULL DEFAULT NEWID();
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD paid bit NOT NULL CONSTRAINT DF_orders_paid DEFAULT 0;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN token uuid;
    /// ALTER TABLE orders ALTER COLUMN token SET DEFAULT gen_random_uuid();
    /// ```
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD COLUMN placed_at timestamptz NOT NULL DEFAULT now();
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD note nvarchar(200) NULL;
    /// ```
    /// ## Limits
    /// A function that is not known here is taken for volatile with medium confidence. A virtual generated column (PostgreSQL
    /// 18) is not reported. Which edition of SQL Server runs is not told by files.
    pub AddColumnRewrite {
        id: "sql/add-column-rewrite",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:adding-field-with-default", "squawk:adding-serial-primary-key-field", "strong_migrations:add_column_default", "strong_migrations:add_column_auto_incrementing", "strong_migrations:add_column_generated_stored", "atlas:PG302"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"), ("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[
    Operation::AddVolatileColumn,
    Operation::AddCountedColumn,
    Operation::AddStoredColumn,
    Operation::AddConstrainedColumn,
];

impl Rule<Migration> for AddColumnRewrite {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        let transact = told::is_transact(migration);
        for (step, effect) in migration.of(&[Operation::AddColumn]).filter(|(_, effect)| hangs_on_edition(effect)) {
            let size = effect.size();
            let message = format!(
                "{EDITION} for `{}`; on other editions every row{size} is written while reads and writes wait",
                effect.subject()
            );
            let finding = told::finding::<Self>(step, effect).severity(Severity::Info).message(message);
            sink.push(finding.confidence(Confidence::Medium).help(
                "below Enterprise edition add it nullable, add the default for new rows, then fill the rows that are there in batches",
            ));
        }
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            let cause = match effect.operation {
                Operation::AddVolatileColumn if transact => {
                    "a new column whose value is not only kept in the catalog"
                }
                Operation::AddVolatileColumn => "a default that may differ from row to row",
                Operation::AddCountedColumn if transact => "a column that counts or is a row version",
                Operation::AddStoredColumn if transact => "a persisted computed column",
                Operation::AddCountedColumn => "a column that counts",
                Operation::AddStoredColumn => "a stored generated column",
                _ => "a column of a domain with constraints",
            };
            let help = match effect.operation {
                Operation::AddStoredColumn if transact => {
                    "leave it computed without PERSISTED, or do this while the table is quiet"
                }
                Operation::AddCountedColumn if transact => {
                    "there is no way to add it online: do it while the table is quiet"
                }
                Operation::AddStoredColumn => {
                    "add a plain column, keep it up to date with a trigger, and fill the rows that are there in batches"
                }
                Operation::AddConstrainedColumn => {
                    "give the column the type below the domain and a CHECK that is NOT VALID"
                }
                _ => {
                    "add the column without a value, set the default for new rows, then fill the rows that are there in \
                     batches"
                }
            };
            let message = format!("{cause} {}{}", told::cost(effect), told::note(effect));
            let finding = told::finding::<Self>(step, effect).message(message).help(help);
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}

/// Whether editions of SQL Server differ in whether rows are written.
fn hangs_on_edition(effect: &Effect) -> bool {
    effect.note == Some(EDITION) && !effect.table.new && effect.table.rows.is_none_or(|rows| rows >= SMALL)
}
