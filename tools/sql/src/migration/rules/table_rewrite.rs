//! `sql/table-rewrite`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A table in use that is written anew as a whole: `CLUSTER`, `VACUUM FULL`, `SET LOGGED`, `SET UNLOGGED`, another
    /// tablespace or access method.
    ///
    /// ## Why it matters
    /// Nothing reads or writes the table until every row and every index is copied, and the disk has to hold both.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// VACUUM FULL orders;
    /// ```
    /// ## Good
    /// ```sql migration
    /// VACUUM (ANALYZE) orders;
    /// ```
    /// ## Limits
    /// pg_repack and pg_squeeze do the same with short locks; they are extensions, so no statement is proposed.
    pub TableRewrite {
        id: "sql/table-rewrite",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:prefer-repack"],
        references: [("PostgreSQL manual, Explicit Locking", "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::RewriteTable, Operation::Cluster, Operation::VacuumFull];

impl Rule<Migration> for TableRewrite {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        const HELP: &str = "copy it online with pg_repack or pg_squeeze, or do this while the table is quiet";
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.is_long()) {
            let message = format!("this {}{}", told::cost(effect), told::note(effect));
            let finding = told::finding::<Self>(step, effect).message(message).help(HELP);
            sink.push(finding);
        }
    }
}
