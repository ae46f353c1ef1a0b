//! `sql/alter-with-shared-lock`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::online::{Algorithm, Shutting};
use crate::migration::{Migration, Work};

declare_rule! {
    /// ## What it finds
    /// An `ALTER TABLE` of MariaDB or MySQL that is done in place, but with writes shut out: a full-text or spatial index, a
    /// column that counts, and whatever writes a table with a full-text index anew.
    ///
    /// ## Why it matters
    /// Every write waits for as long as it takes to go through the table.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE article ADD FULLTEXT INDEX body_idx (body);
    /// ```
    /// ## Good
    /// ```sql migration mariadb
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE article ADD INDEX title_idx (title), ALGORITHM=NOCOPY, LOCK=NONE;
    /// ```
    /// ## Limits
    /// A table that is given as small is not reported, nor is a statement that says `LOCK=SHARED` itself.
    pub AlterWithSharedLock {
        id: "sql/alter-with-shared-lock",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("MariaDB manual, InnoDB Online DDL Overview", "https://mariadb.com/kb/en/innodb-online-ddl-overview/"), ("MySQL manual, Online DDL Operations", "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html")],
    }
}

impl Rule<Migration> for AlterWithSharedLock {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for step in migration.steps() {
            let Some(carried) = &step.carried else { continue };
            let shut = carried.best.lock == Shutting::Shared && carried.best.algorithm != Algorithm::Copy;
            let knows = carried.asked.lock.is_some_and(|lock| lock >= Shutting::Shared);
            if !shut || knows || carried.best.work == Work::None || carried.refused.is_some() {
                continue;
            }
            let Some(effect) = told::cause(migration, step) else { continue };
            if effect.table.new || !effect.is_long() {
                continue;
            }
            let how =
                if carried.best.work == Work::Rewrite { "every row is written anew" } else { "an index is built" };
            let message = format!(
                "{} {}: {how} over `{}`{} while writes wait",
                told::does(effect),
                effect.subject(),
                effect.table.name,
                effect.size()
            );
            let help =
                "do it when nobody writes, or with gh-ost or pt-online-schema-change beside the running server";
            let finding =
                told::finding::<Self>(step, effect).confidence(carried.confidence).message(message).help(help);
            sink.push(match told::outside(step) {
                Some(commands) => finding.suggest(commands),
                None => finding,
            });
        }
    }
}
