//! `sql/add-column-rewrite`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A new column of a table in use whose value has to be computed for every row: a volatile default, `serial`, an identity,
    /// a stored generated column, or a domain with constraints.
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
    /// ## Limits
    /// A function that is not known here is taken for volatile with medium confidence. A virtual generated column (PostgreSQL
    /// 18) is not reported.
    pub AddColumnRewrite {
        id: "sql/add-column-rewrite",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:adding-field-with-default", "squawk:adding-serial-primary-key-field", "strong_migrations:add_column_default", "strong_migrations:add_column_auto_incrementing", "strong_migrations:add_column_generated_stored", "atlas:PG302"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES")],
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
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            let cause = match effect.operation {
                Operation::AddVolatileColumn => "a default that may differ from row to row",
                Operation::AddCountedColumn => "a column that counts",
                Operation::AddStoredColumn => "a stored generated column",
                _ => "a column of a domain with constraints",
            };
            let help = match effect.operation {
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
