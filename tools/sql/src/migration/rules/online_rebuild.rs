//! `sql/online-rebuild`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::Migration;
use crate::migration::Work;
use crate::migration::online::{Algorithm, Shutting};

declare_rule! {
    /// ## What it finds
    /// An `ALTER TABLE` of MariaDB or MySQL that writes every row anew, while reads and writes go on.
    ///
    /// ## Why it matters
    /// Nobody waits at first, but it takes as long as the table is large, needs its size again on the disk, and fills the buffer
    /// pool. A replica does the same after it, and what was written meanwhile waits there.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// CREATE TABLE orders (id int PRIMARY KEY, total int NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders MODIFY total int NULL;
    /// ```
    /// ```sql migration mysql
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD COLUMN note varchar(20), ADD INDEX total_idx (total);
    /// ```
    /// ## Good
    /// ```sql migration mysql
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders ADD COLUMN note varchar(20), ALGORITHM=INSTANT;
    /// ```
    /// ## Limits
    /// A table that is given as small is not reported, nor is a statement that says `ALGORITHM=INPLACE` itself and has no cheaper
    /// part. What MySQL does at once from some version on is reported where an older
    /// one is judged: say `version`.
    pub OnlineRebuild {
        id: "sql/online-rebuild",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("MariaDB manual, InnoDB Online DDL Overview", "https://mariadb.com/kb/en/innodb-online-ddl-overview/"), ("MySQL manual, Online DDL Operations", "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html")],
    }
}

impl Rule<Migration> for OnlineRebuild {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for step in migration.steps() {
            let Some(carried) = &step.carried else { continue };
            let open = carried.best.work == Work::Rewrite && carried.best.lock == Shutting::None;
            let knows = carried.asked.algorithm >= Some(Algorithm::Inplace) && !told::splits(migration, step);
            if !open || knows || carried.refused.is_some() {
                continue;
            }
            let Some(effect) = told::cause(migration, step) else { continue };
            if effect.table.new || !effect.is_long() {
                continue;
            }
            let since = effect.parts.iter().find_map(|part| part.cheaper_since(&migration.server));
            let since =
                since.map(|version| format!("; from MySQL {version} on it is done at once")).unwrap_or_default();
            let message = format!(
                "{} {}: every row of `{}`{} is written anew, here and on each replica after it{since}{}",
                told::does(effect),
                effect.subject(),
                effect.table.name,
                effect.size(),
                told::note(effect)
            );
            let help = if told::splits(migration, step) {
                "do each in a statement of its own: some of them are done at once"
            } else {
                "do it when there is little to do, and say ALGORITHM and LOCK so that the server refuses what would block"
            };
            sink.push(told::finding::<Self>(step, effect).confidence(carried.confidence).message(message).help(help));
        }
    }
}
