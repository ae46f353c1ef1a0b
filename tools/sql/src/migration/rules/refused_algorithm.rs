//! `sql/refused-algorithm`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::told;
use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// An `ALGORITHM` or a `LOCK` that MariaDB or MySQL does not have for what the statement does.
    ///
    /// ## Why it matters
    /// The statement fails, and with it the migration; what stands before it is done.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// CREATE TABLE orders (id int PRIMARY KEY, total int) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders MODIFY total bigint, ALGORITHM=INPLACE, LOCK=NONE;
    /// ```
    /// ```sql migration mysql
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD INDEX total_idx (total), ALGORITHM=NOCOPY;
    /// ```
    /// ## Good
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD INDEX total_idx (total), ALGORITHM=NOCOPY, LOCK=NONE;
    /// ```
    /// ## Limits
    /// Silent where the definition that a column has is not known.
    pub RefusedAlgorithm {
        id: "sql/refused-algorithm",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("MariaDB manual, ALTER TABLE", "https://mariadb.com/kb/en/alter-table/"), ("MySQL manual, Online DDL Operations", "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html")],
    }
}

impl Rule<Migration> for RefusedAlgorithm {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for step in migration.steps() {
            let Some(carried) = &step.carried else { continue };
            let (Some(why), Some(bytes)) = (&carried.refused, &carried.asked.bytes) else { continue };
            if carried.confidence < Confidence::Medium {
                continue;
            }
            let Some(effect) = told::cause(migration, step).or(step.effects.first()) else { continue };
            let help = format!(
                "say ALGORITHM={}{}, or leave it to the server",
                carried.best.algorithm.title(),
                told::lock_clause(migration, carried)
            );
            let finding = told::finding::<Self>(step, effect).confidence(carried.confidence);
            let mut finding = finding.message(format!("the server refuses this: {why}")).help(help);
            finding.primary = step.statement.source().span(bytes.clone());
            sink.push(finding);
        }
    }
}
