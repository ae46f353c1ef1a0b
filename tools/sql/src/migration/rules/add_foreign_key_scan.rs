//! `sql/add-foreign-key-scan`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A foreign key on a table in use that is added without `NOT VALID`; in SQL Server without `WITH NOCHECK`.
    ///
    /// ## Why it matters
    /// Every row is looked up while writes of both tables wait; in SQL Server while queries of both wait too.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id);
    /// ```
    /// ```sql migration mssql
    /// CREATE TABLE customer (id int NOT NULL PRIMARY KEY);
    /// CREATE TABLE orders (id int NOT NULL PRIMARY KEY, customer_id int NULL, INDEX by_customer (customer_id));
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ADD CONSTRAINT FK_orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id);
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id) NOT VALID;
    /// ```
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fkey;
    /// ```
    /// ```sql migration mssql
    /// CREATE TABLE customer (id int NOT NULL PRIMARY KEY);
    /// CREATE TABLE orders (id int NOT NULL PRIMARY KEY, customer_id int NULL, INDEX by_customer (customer_id));
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT FK_orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id);
    /// ```
    /// ## Limits
    /// A new column that refers to another table and has no default is free of the reading, and not reported. Before PostgreSQL
    /// 18 a foreign key of a partitioned table cannot be `NOT VALID`.
    pub AddForeignKeyScan {
        id: "sql/add-foreign-key-scan",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:adding-foreign-key-constraint", "strong_migrations:add_foreign_key", "strong_migrations:add_reference", "atlas:PG306"],
        references: [("PostgreSQL manual, ALTER TABLE", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES"), ("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::AddForeignKey, Operation::AddFilledReferencingColumn];

impl Rule<Migration> for AddForeignKeyScan {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        const HELP: &str = "add it NOT VALID, which holds for new rows at once, then VALIDATE CONSTRAINT in a later transaction, which nobody waits for";
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            let parents: Vec<&str> = effect.others.iter().map(|other| other.name.as_str()).collect();
            let message = format!("this {}, in `{}` too", told::cost(effect), parents.join("`, `"));
            let help = if told::is_transact(migration) { told::NOCHECK } else { HELP };
            let finding = told::finding::<Self>(step, effect).message(message).help(help);
            sink.push(told::with_rewrite(finding, migration, step, effect));
        }
    }
}
