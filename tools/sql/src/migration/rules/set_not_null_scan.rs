//! `sql/set-not-null-scan`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// `SET NOT NULL` on a column of a table in use of which no validated constraint says that it has no nulls; in
    /// SQL Server `ALTER COLUMN … NOT NULL` of a column that allows nulls.
    ///
    /// ## Why it matters
    /// Every row is read under an ACCESS EXCLUSIVE lock: nothing reads or writes the table meanwhile.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ALTER COLUMN placed_at SET NOT NULL;
    /// ```
    /// ```sql migration mssql
    /// CREATE TABLE orders (id int NOT NULL PRIMARY KEY, placed_at datetime2 NULL);
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ALTER COLUMN placed_at datetime2 NOT NULL;
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz, CONSTRAINT placed CHECK (placed_at IS NOT NULL));
    /// -- migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ALTER COLUMN placed_at SET NOT NULL;
    /// ```
    /// ## Limits
    /// A CHECK counts when it is validated and says `column IS NOT NULL`, alone or as one of several conditions joined by AND.
    pub SetNotNullScan {
        id: "sql/set-not-null-scan",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:adding-not-nullable-field", "strong_migrations:change_column_null", "atlas:PG303", "atlas:MF104", "atlas:data_depend"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"), ("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::SetNotNull];

impl Rule<Migration> for SetNotNullScan {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        const TRANSACT: &str = "fill the nulls in batches first and look for some that are left, then do this while the table is quiet; on Enterprise and Developer edition and in Azure SQL WITH (ONLINE = ON) lets others pass";
        const HELP: &str = "add CHECK (column IS NOT NULL) NOT VALID, validate it in a later transaction, then SET NOT NULL finds its proof and reads nothing";
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            if told::is_transact(migration) {
                let fails = if effect.filled.is_empty() { ", and fails at the first null" } else { "" };
                let message = format!("this {}{fails}{}", told::cost(effect), told::note(effect));
                let finding = told::finding::<Self>(step, effect).message(message).help(TRANSACT);
                sink.push(finding.suggest(told::nulls(migration, effect)));
                continue;
            }
            let message = format!("this {}{}", told::cost(effect), told::note(effect));
            let finding = told::finding::<Self>(step, effect).message(message).help(HELP);
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}
