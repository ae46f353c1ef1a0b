//! `sql/copy-algorithm`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::online::{Algorithm, Part, Shutting};
use crate::migration::{Effect, Migration};

declare_rule! {
    /// ## What it finds
    /// An `ALTER TABLE` of MariaDB or MySQL that the server can only carry out by copying the table.
    ///
    /// ## Why it matters
    /// Each row is copied into a new table, and every write waits until the last one is. Replicas do the same once more.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// CREATE TABLE orders (id int PRIMARY KEY, total int) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders MODIFY total bigint;
    /// ```
    /// ```sql migration mysql
    /// CREATE TABLE orders (id int PRIMARY KEY, code varchar(50)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders MODIFY code varchar(100);
    /// ```
    /// ## Good
    /// ```sql migration mariadb
    /// CREATE TABLE orders (id int PRIMARY KEY, code varchar(50)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders MODIFY code varchar(63), ALGORITHM=INSTANT;
    /// ```
    /// ## Limits
    /// The best algorithm of each change was measured on MariaDB 10.11; for MySQL it is the one of its manual. A column whose
    /// type before is not known is reported with low confidence. A statement that says `ALGORITHM=COPY` itself, where there is no
    /// other way, is not reported: whoever wrote it knows. A table that is given as small is not reported. MariaDB 11.2
    /// and later copies while writes go on: see `sql/online-rebuild`.
    pub CopyAlgorithm {
        id: "sql/copy-algorithm",
        severity: Warning,
        since: "0.1.0",
        aliases: ["atlas:MY110", "atlas:MY111", "atlas:MY112", "atlas:MY113"],
        references: [("MariaDB manual, InnoDB Online DDL Overview", "https://mariadb.com/kb/en/innodb-online-ddl-overview/"), ("MySQL manual, Online DDL Operations", "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html")],
    }
}

impl Rule<Migration> for CopyAlgorithm {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for step in migration.steps() {
            let Some(carried) = &step.carried else { continue };
            let copies = carried.best.algorithm == Algorithm::Copy && carried.way.lock > Shutting::None;
            let knows = carried.asked.algorithm == Some(Algorithm::Copy);
            if !copies || knows || carried.refused.is_some() {
                continue;
            }
            let Some(effect) = told::cause(migration, step) else { continue };
            if effect.table.new || !effect.is_long() {
                continue;
            }
            let message = format!(
                "{} {}: every row of `{}`{} is copied while writes wait{}",
                told::does(effect),
                effect.subject(),
                effect.table.name,
                effect.size(),
                told::note(effect)
            );
            let finding = told::finding::<Self>(step, effect)
                .confidence(carried.confidence)
                .message(message)
                .help(help(effect));
            sink.push(match told::outside(step) {
                Some(commands) if !unsuited(effect) => finding.suggest(commands),
                _ => finding,
            });
        }
    }
}

/// Tools that copy a table beside the server know nothing of foreign keys.
fn unsuited(effect: &Effect) -> bool {
    effect.parts.iter().any(|part| matches!(part, Part::AddForeignKey | Part::ChangeEngine))
}

fn help(effect: &Effect) -> &'static str {
    if effect.parts.contains(&Part::AddForeignKey) {
        "with foreign_key_checks = 0 it is done at once, but no row is checked: look for orphans with a query before and behind it"
    } else if effect.parts.contains(&Part::ChangeType) {
        "let gh-ost or pt-online-schema-change copy the table beside the running server, or add a column of the new type, fill it \
         in batches and move the code over"
    } else {
        "let gh-ost or pt-online-schema-change copy the table beside the running server, or do it when nobody writes"
    }
}
