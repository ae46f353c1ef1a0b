//! `sql/dropped-foreign-key-index`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// An index that is dropped although a foreign key needs it.
    ///
    /// ## Why it matters
    /// From then on every delete of a parent row, and every change of its key, reads the whole child table. MariaDB and MySQL
    /// refuse to drop it: error 1553.
    ///
    /// ## Bad
    /// ```sql migration
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// -- migration
    /// DROP INDEX CONCURRENTLY orders_customer_id_idx;
    /// ```
    /// ```sql migration mariadb
    /// CREATE TABLE customer (id int PRIMARY KEY) ENGINE=InnoDB;
    /// CREATE TABLE orders (id int PRIMARY KEY, customer_id int, KEY customer_idx (customer_id),
    ///   FOREIGN KEY (customer_id) REFERENCES customer (id)) ENGINE=InnoDB;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders DROP INDEX customer_idx, ALGORITHM=NOCOPY, LOCK=NONE;
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer, placed_at date);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// -- migration
    /// CREATE INDEX CONCURRENTLY orders_customer_placed_idx ON orders (customer_id, placed_at);
    /// DROP INDEX CONCURRENTLY orders_customer_id_idx;
    /// ```
    /// ## Limits
    /// Needs the schema before. An index that is dropped and replaced in the same migration is not reported.
    pub DroppedForeignKeyIndex {
        id: "sql/dropped-foreign-key-index",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK")],
    }
}

impl Rule<Migration> for DroppedForeignKeyIndex {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for found in migration.uncovered.iter().filter(|found| found.dropped) {
            if found.refused {
                let message = format!(
                    "the server refuses to drop `{}`: the foreign key `{}` needs it (error 1553)",
                    found.index, found.subject
                );
                sink.push(
                    Finding::of::<Self>(found.span.clone())
                        .subject(found.subject.as_str())
                        .severity(Severity::Error)
                        .message(message)
                        .help("add another index that begins with these columns first, or drop the foreign key in the same statement"),
                );
                continue;
            }
            sink.push(
                Finding::of::<Self>(found.span.clone())
                    .subject(found.subject.as_str())
                    .message(format!(
                        "this takes the foreign key `{}` its only index, so every delete in `{}` reads the whole of `{}`",
                        found.subject, found.parent, found.table
                    ))
                    .help("keep the index, or build another one that leads with these columns first"),
            );
        }
    }
}
