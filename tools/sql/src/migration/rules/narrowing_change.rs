//! `sql/narrowing-change`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Detail, Migration};

declare_rule! {
    /// ## What it finds
    /// A column in use of MariaDB, MySQL or SQL Server that gets a type in which some of its values have no place.
    ///
    /// ## Why it matters
    /// In strict mode the statement fails at the first such value; without it values are cut off, set to the nearest that fits,
    /// or emptied, with no more than a warning. SQL Server refuses what is too long or too large, rounds digits behind the
    /// point, and puts `?` for characters outside of the code page.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// CREATE TABLE orders (id int PRIMARY KEY, code varchar(50)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders MODIFY code varchar(20), ALGORITHM=COPY, LOCK=SHARED;
    /// ```
    /// ```sql migration mssql
    /// CREATE TABLE orders (id int NOT NULL PRIMARY KEY, code varchar(50) NOT NULL);
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ALTER COLUMN code varchar(20) NOT NULL;
    /// ```
    /// ## Good
    /// ```sql migration mariadb
    /// CREATE TABLE orders (id int PRIMARY KEY, code varchar(50)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders MODIFY code varchar(60), ALGORITHM=INSTANT;
    /// ```
    /// ## Limits
    /// Needs the schema before. The values themselves are not looked at.
    pub NarrowingChange {
        id: "sql/narrowing-change",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("MySQL manual, ALTER TABLE", "https://dev.mysql.com/doc/refman/8.4/en/alter-table.html"), ("MariaDB manual, SQL Mode", "https://mariadb.com/kb/en/sql-mode/"), ("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql")],
    }
}

impl Rule<Migration> for NarrowingChange {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.effects() {
            let Detail::Redefined(redefined) = &effect.detail else { continue };
            let Some(from) = redefined.from.as_ref().filter(|_| redefined.narrows && !effect.table.new) else {
                continue;
            };
            if effect.table.rows == Some(0) {
                continue;
            }
            let otherwise = if told::is_transact(migration) {
                "make this fail, are rounded, or lose characters"
            } else {
                "make this fail in strict mode, and are changed without it"
            };
            let message = format!(
                "`{}` goes from {from} to {}: values that do not fit {otherwise}",
                effect.subject(),
                redefined.to
            );
            let help = "look for values that do not fit first, and keep a copy of the column until nobody misses it";
            sink.push(
                told::finding::<Self>(step, effect)
                    .confidence(architect_core::Confidence::High)
                    .message(message)
                    .help(help),
            );
        }
    }
}
