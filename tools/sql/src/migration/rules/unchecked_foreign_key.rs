//! `sql/unchecked-foreign-key`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Detail, Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A foreign key that is added to a table in use of MariaDB or MySQL while `foreign_key_checks` is off.
    ///
    /// ## Why it matters
    /// It is quick because no row is looked at, neither then nor later: rows that refer to nothing stay, and the key says that
    /// there are none.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// CREATE TABLE customer (id int PRIMARY KEY) ENGINE=InnoDB;
    /// CREATE TABLE orders (id int PRIMARY KEY, customer_id int, KEY customer_idx (customer_id)) ENGINE=InnoDB;
    /// -- migration
    /// SET lock_wait_timeout = 5, foreign_key_checks = 0;
    /// ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id);
    /// ```
    /// ## Good
    /// ```sql migration mariadb
    /// SET foreign_key_checks = 0;
    /// CREATE TABLE orders (id int PRIMARY KEY, customer_id int, FOREIGN KEY (customer_id) REFERENCES customer (id));
    /// ```
    /// ## Limits
    /// Rows are not looked at here either: run the query.
    pub UncheckedForeignKey {
        id: "sql/unchecked-foreign-key",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("MySQL manual, FOREIGN KEY Constraints", "https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html#foreign-key-checks"), ("MariaDB manual, Foreign Keys", "https://mariadb.com/kb/en/foreign-keys/")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::AddForeignKeyNotValid];

impl Rule<Migration> for UncheckedForeignKey {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| !effect.table.new) {
            let parent = effect.others.first().map_or("", |parent| parent.name.as_str());
            let message = format!(
                "rows of `{}` that have no match in `{parent}` stay, and are never looked for",
                effect.subject()
            );
            let finding = told::finding::<Self>(step, effect)
                .message(message)
                .help("mend what this query finds before and behind it, with the checks on for everything else");
            let query = match &effect.detail {
                Detail::Constraint(constraint) => told::offenders(migration, effect, constraint),
                _ => None,
            };
            sink.push(match query {
                Some(query) => finding.suggest(query),
                None => finding,
            });
        }
    }
}
