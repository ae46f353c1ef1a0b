//! `sql/alter-type-rewrite`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Detail, Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A new type for a column of a table in use that cannot be had by changing the catalog alone.
    ///
    /// ## Why it matters
    /// The table and its indexes are written anew, or at least the indexes of the column, under an ACCESS EXCLUSIVE lock.
    /// Code that is running may not expect the new type.
    ///
    /// ## Bad
    /// ```sql migration
    /// CREATE TABLE orders (id bigint PRIMARY KEY, total integer);
    /// -- migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ALTER COLUMN total TYPE bigint;
    /// ```
    /// ```sql migration mssql
    /// CREATE TABLE orders (id bigint NOT NULL PRIMARY KEY, total int NOT NULL);
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ALTER COLUMN total bigint NOT NULL;
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(10));
    /// -- migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ALTER COLUMN code TYPE varchar(20);
    /// ```
    /// ```sql migration mssql
    /// CREATE TABLE orders (id bigint NOT NULL PRIMARY KEY, code varchar(10) NOT NULL);
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ALTER COLUMN code varchar(20) NOT NULL;
    /// ```
    /// ## Limits
    /// Widening `varchar` or `numeric` of the same scale, and `varchar` to `text`, are free. Where the type before is not known
    /// the confidence is low. `timestamp` to `timestamptz` is free of a rewrite when the session runs in UTC. A column that a
    /// view uses cannot get another type at all, which is not told here. Rows of SQL Server that are compressed take a longer number without being written, which files may
    /// not tell.
    pub AlterTypeRewrite {
        id: "sql/alter-type-rewrite",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:changing-column-type", "strong_migrations:change_column", "atlas:PG301"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"), ("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::RewriteType, Operation::ReindexType];

impl Rule<Migration> for AlterTypeRewrite {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        const HELP: &str = "add a column of the new type, keep both in step with a trigger, fill it in batches, move the code over, then drop the old one";
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            let change = match &effect.detail {
                Detail::Text(change) => change.clone(),
                Detail::Redefined(redefined) => match &redefined.from {
                    Some(from) => format!("from {from} to {}", redefined.to),
                    None => format!("to {}", redefined.to),
                },
                _ => String::new(),
            };
            let cost = told::cost(effect);
            let message =
                format!("changing the type of `{}` {change} {cost}{}", effect.subject(), told::note(effect));
            sink.push(told::finding::<Self>(step, effect).message(message).help(HELP));
        }
    }
}
