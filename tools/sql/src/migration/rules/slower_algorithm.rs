//! `sql/slower-algorithm`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::told;
use crate::migration::online::{Algorithm, Shutting};
use crate::migration::{Migration, Work};

declare_rule! {
    /// ## What it finds
    /// A statement of MariaDB or MySQL that asks for `ALGORITHM=COPY`, or for a `LOCK` that shuts writes out, where the server has
    /// a way without.
    ///
    /// ## Why it matters
    /// Writes wait although nobody would have to.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD COLUMN note varchar(20), ALGORITHM=COPY;
    /// ```
    /// ```sql migration mysql
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD INDEX total_idx (total), LOCK=SHARED;
    /// ```
    /// ## Good
    /// ```sql migration mysql
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD INDEX total_idx (total), ALGORITHM=INPLACE, LOCK=NONE;
    /// ```
    /// ## Limits
    /// A table that is given as small is not reported.
    pub SlowerAlgorithm {
        id: "sql/slower-algorithm",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("MariaDB manual, ALTER TABLE", "https://mariadb.com/kb/en/alter-table/"), ("MySQL manual, Online DDL Operations", "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html")],
    }
}

impl Rule<Migration> for SlowerAlgorithm {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for step in migration.steps() {
            let Some(carried) = &step.carried else { continue };
            let Some(bytes) = &carried.asked.bytes else { continue };
            let copies = carried.asked.algorithm == Some(Algorithm::Copy) && carried.best.algorithm < Algorithm::Copy;
            let shuts = carried.best.lock == Shutting::None
                && carried.asked.lock.is_some_and(|lock| lock > Shutting::None)
                && carried.best.work > Work::None;
            if carried.refused.is_some() || carried.confidence < Confidence::Medium || !(copies || shuts) {
                continue;
            }
            let Some(effect) = step.effects.first() else { continue };
            if effect.table.new || effect.table.rows.is_some_and(|rows| rows < crate::migration::SMALL) {
                continue;
            }
            let clause = step.statement.source().slice(bytes.clone());
            let how = carried.best.algorithm.title();
            let message = if copies {
                format!(
                    "`{clause}` copies every row of `{}`{}, where ALGORITHM={how} would do",
                    effect.table.name,
                    effect.size()
                )
            } else {
                format!("`{clause}` shuts writers of `{}` out, where LOCK=NONE would do", effect.table.name)
            };
            let help = format!("say ALGORITHM={how}{}", told::lock_clause(migration, carried));
            let mut finding =
                told::finding::<Self>(step, effect).confidence(carried.confidence).message(message).help(help);
            finding.primary = step.statement.source().span(bytes.clone());
            sink.push(finding);
        }
    }
}
