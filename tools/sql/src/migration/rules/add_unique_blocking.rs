//! `sql/add-unique-blocking`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A unique, primary key or exclusion constraint on a table in use that builds its index itself, also with a new column.
    ///
    /// ## Why it matters
    /// The index is built under an ACCESS EXCLUSIVE lock: nothing reads or writes the table meanwhile.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE (number);
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD CONSTRAINT UQ_orders_number UNIQUE (number);
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE UNIQUE INDEX CONCURRENTLY orders_number_key ON orders (number);
    /// ```
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number_key;
    /// ```
    /// ```sql migration mssql
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD CONSTRAINT UQ_orders_number UNIQUE (number) WITH (ONLINE = ON);
    /// ```
    /// ## Limits
    /// There is no such way for an exclusion constraint, nor for a partitioned table. Editions of SQL Server below
    /// Enterprise refuse `ONLINE = ON`.
    pub AddUniqueBlocking {
        id: "sql/add-unique-blocking",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:disallowed-unique-constraint", "strong_migrations:add_unique_constraint", "strong_migrations:add_exclusion_constraint", "atlas:PG104", "atlas:PG105"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"), ("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[
    Operation::AddUnique,
    Operation::AddPrimaryKey,
    Operation::AddExclusion,
    Operation::AddUniqueColumn,
    Operation::AddNullableKeyUsingIndex,
];

const ONLINE: &str = "on Enterprise and Developer edition and in Azure SQL say WITH (ONLINE = ON); on other editions add it while the table is quiet";

impl Rule<Migration> for AddUniqueBlocking {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            let help = match effect.operation {
                _ if told::is_transact(migration) => ONLINE,
                Operation::AddExclusion => {
                    "there is no way to add it online: do it while the table is quiet, or in a copy"
                }
                Operation::AddNullableKeyUsingIndex => {
                    "forbid nulls in the columns before, by a CHECK that is added NOT VALID and then validated"
                }
                _ => {
                    "build a unique index CONCURRENTLY, then add the constraint USING INDEX, which only changes the \
                     catalog"
                }
            };
            let finding =
                told::finding::<Self>(step, effect).message(format!("this {}", told::cost(effect))).help(help);
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}
