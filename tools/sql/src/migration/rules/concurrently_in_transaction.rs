//! `sql/concurrently-in-transaction`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::migration::{Effect, Migration};

declare_rule! {
    /// ## What it finds
    /// A statement that PostgreSQL refuses inside of a transaction, in a file or a block that runs as one.
    ///
    /// ## Why it matters
    /// `CREATE INDEX CONCURRENTLY`, `VACUUM` and their like commit in between. The server answers with an error and the
    /// migration fails.
    ///
    /// ## Bad
    /// ```sql migration
    /// BEGIN;
    /// CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);
    /// COMMIT;
    /// ```
    /// ```sql migration
    /// -- +goose Up
    /// CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);
    /// ```
    /// ```sql migration
    /// -- +goose NO TRANSACTION
    /// -- +goose Up
    /// CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);
    /// ```
    /// ## Limits
    /// Whether a tool wraps a file is told by its marks (goose, dbmate, sql-migrate, sqlx, drizzle) or by the name of the file
    /// (Flyway, diesel, Prisma). Where neither tells it, each statement is taken to run for itself; say `transaction: true`
    /// otherwise.
    pub ConcurrentlyInTransaction {
        id: "sql/concurrently-in-transaction",
        severity: Error,
        since: "0.1.0",
        aliases: ["squawk:ban-concurrent-index-creation-in-transaction", "atlas:PG103", "atlas:concurrent_index"],
        references: [("PostgreSQL manual, Building Indexes Concurrently", "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")],
    }
}

impl Rule<Migration> for ConcurrentlyInTransaction {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for file in &migration.files {
            for step in file.steps.iter().filter(|step| step.transaction.is_some()) {
                let Some(what) = step.refuses_transaction else { continue };
                let finding = Finding::of::<Self>(step.span())
                    .subject(step.effects.first().map(Effect::subject).unwrap_or_default())
                    .message(format!("{what} fails here, since the statement runs in a transaction"));
                sink.push(match file.tool {
                    Some(tool) => finding.confidence(Confidence::Medium).help(format!(
                        "{tool} runs this file as one transaction: give the statement a file of its own, and tell {tool} \
                         to run that without one"
                    )),
                    None => finding.help("run the statement outside of the transaction, in a file of its own"),
                });
            }
        }
    }
}
