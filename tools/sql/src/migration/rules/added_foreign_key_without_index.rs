//! `sql/added-foreign-key-without-index`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// A foreign key that the migration adds and for whose columns there is no index when it ends.
    ///
    /// ## Why it matters
    /// Deleting a row of the parent, or changing its key, reads the whole child table; joins along the key read it too.
    ///
    /// ## Bad
    /// ```sql migration
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
    /// -- migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer NOT VALID;
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
    /// -- migration
    /// CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer NOT VALID;
    /// ```
    /// ## Limits
    /// Silent where the table is not in the schema before: it may have the index. An index that holds only a part of the rows
    /// does not count, unless it leaves out nothing but nulls.
    pub AddedForeignKeyWithoutIndex {
        id: "sql/added-foreign-key-without-index",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK")],
    }
}

impl Rule<Migration> for AddedForeignKeyWithoutIndex {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for found in migration.uncovered.iter().filter(|found| !found.dropped) {
            sink.push(
                Finding::of::<Self>(found.span.clone())
                    .subject(found.subject.as_str())
                    .message(format!(
                        "no index leads with the new foreign key `{}`, so every delete in `{}` reads the whole of `{}`",
                        found.subject, found.parent, found.table
                    ))
                    .suggest(found.index.as_str()),
            );
        }
    }
}
