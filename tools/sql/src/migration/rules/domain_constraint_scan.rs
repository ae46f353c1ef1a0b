//! `sql/domain-constraint-scan`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A constraint of a domain that is added without `NOT VALID` while tables in use have columns of it.
    ///
    /// ## Why it matters
    /// Every row of every such table is read while its writes wait.
    ///
    /// ## Bad
    /// ```sql migration
    /// CREATE DOMAIN email AS text;
    /// CREATE TABLE customer (id bigint PRIMARY KEY, address email);
    /// -- migration
    /// SET lock_timeout = '2s';
    /// ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (value LIKE '%@%');
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE DOMAIN email AS text;
    /// CREATE TABLE customer (id bigint PRIMARY KEY, address email);
    /// -- migration
    /// SET lock_timeout = '2s';
    /// ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (value LIKE '%@%') NOT VALID;
    /// ```
    /// ## Limits
    /// Only tables that the input shows are known. `VALIDATE CONSTRAINT` takes the same lock, which cannot be avoided.
    pub DomainConstraintScan {
        id: "sql/domain-constraint-scan",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:ban-create-domain-with-constraint", "squawk:ban-alter-domain-with-add-constraint"],
        references: [("PostgreSQL manual, ALTER DOMAIN", "https://www.postgresql.org/docs/current/sql-alterdomain.html")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::ConstrainDomain];

impl Rule<Migration> for DomainConstraintScan {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(OPERATIONS) {
            let tables: Vec<&str> =
                effect.others.iter().filter(|other| !other.new).map(|other| other.name.as_str()).collect();
            if tables.is_empty() {
                continue;
            }
            let message = format!("this reads every row of `{}` while writes wait", tables.join("`, `"));
            let help = "add it NOT VALID, which holds for new values; validating it locks the same, so do that while the tables are quiet";
            sink.push(told::finding::<Self>(step, effect).message(message).help(help));
        }
    }
}
