//! `sql/redefinition-loses-attribute`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Detail, Migration};

declare_rule! {
    /// ## What it finds
    /// A `MODIFY` or `CHANGE` that leaves out what the column was said to be: its default, `AUTO_INCREMENT`, `ON UPDATE`,
    /// `NOT NULL`, its comment. In SQL Server an `ALTER COLUMN` that leaves out `NOT NULL` or `COLLATE`.
    ///
    /// ## Why it matters
    /// The new definition replaces the old one as a whole. What it does not say again is gone, and the first insert without a
    /// value tells of it. SQL Server makes the column nullable unless `NOT NULL` is said, and gives it the collation of the database
    /// unless `COLLATE` is.
    ///
    /// ## Bad
    /// ```sql migration mariadb
    /// CREATE TABLE orders (id int PRIMARY KEY, code varchar(50) DEFAULT 'none') ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders MODIFY code varchar(60), ALGORITHM=INSTANT;
    /// ```
    /// ```sql migration mssql
    /// CREATE TABLE orders (id int NOT NULL PRIMARY KEY, code varchar(50) NOT NULL);
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ALTER COLUMN code varchar(60);
    /// ```
    /// ## Good
    /// ```sql migration mariadb
    /// CREATE TABLE orders (id int PRIMARY KEY, code varchar(50) DEFAULT 'none') ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
    /// -- migration
    /// SET lock_wait_timeout = 5;
    /// ALTER TABLE orders MODIFY code varchar(60) DEFAULT 'none', ALGORITHM=INSTANT;
    /// ```
    /// ```sql migration mssql
    /// CREATE TABLE orders (id int NOT NULL PRIMARY KEY, code varchar(50) NOT NULL);
    /// -- migration
    /// SET LOCK_TIMEOUT 5000;
    /// ALTER TABLE orders ALTER COLUMN code varchar(60) NOT NULL;
    /// ```
    /// ## Limits
    /// Needs the schema before. `NOT NULL` counts only where the type changes too and `NULL` is not said: to leave it out is the
    /// way to allow nulls.
    pub RedefinitionLosesAttribute {
        id: "sql/redefinition-loses-attribute",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("MySQL manual, ALTER TABLE", "https://dev.mysql.com/doc/refman/8.4/en/alter-table.html#alter-table-redefine-column"), ("MariaDB manual, ALTER TABLE", "https://mariadb.com/kb/en/alter-table/"), ("SQL Server, ALTER TABLE", "https://learn.microsoft.com/sql/t-sql/statements/alter-table-transact-sql")],
    }
}

impl Rule<Migration> for RedefinitionLosesAttribute {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.effects() {
            let Detail::Redefined(redefined) = &effect.detail else { continue };
            if redefined.loses.is_empty() || effect.table.new {
                continue;
            }
            let only_comment = redefined.loses.iter().all(|lost| lost == "COMMENT");
            let message = format!(
                "`{}` was {} before and is not any more: the new definition does not say it again",
                effect.subject(),
                redefined.loses.join(", ")
            );
            let help = "repeat all that the column has, or say in the statement what is to go";
            let sure = if only_comment { Confidence::Low } else { Confidence::Medium };
            sink.push(told::finding::<Self>(step, effect).confidence(sure).message(message).help(help));
        }
    }
}
