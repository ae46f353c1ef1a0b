//! `sql/drop-schema`

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A database that is dropped, or a schema with `CASCADE`, of whose tables nothing is known. Tables that are known are told
    /// one by one, by `sql/drop-table`.
    ///
    /// ## Why it matters
    /// All tables in it are gone with their rows, and so is whatever depends on them elsewhere.
    ///
    /// ## Bad
    /// ```sql migration
    /// DROP SCHEMA archive CASCADE;
    /// ```
    /// ```sql migration mariadb
    /// CREATE DATABASE IF NOT EXISTS archive;
    /// -- migration
    /// SET SESSION lock_wait_timeout = 5;
    /// DROP DATABASE archive;
    /// ```
    /// ## Good
    /// ```sql migration
    /// DROP SCHEMA archive;
    /// ```
    /// ## Limits
    /// Without `CASCADE` PostgreSQL refuses to drop a schema that holds anything.
    pub DropSchema {
        id: "sql/drop-schema",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:ban-drop-schema", "squawk:ban-drop-database", "atlas:DS101"],
        references: [("PostgreSQL manual, DROP SCHEMA", "https://www.postgresql.org/docs/current/sql-dropschema.html"), ("MariaDB manual, DROP DATABASE", "https://mariadb.com/kb/en/drop-database/")],
    }
}

impl Rule<Migration> for DropSchema {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for (step, effect) in migration.of(&[Operation::DropSchema]) {
            let message = format!("`{}` and every table in it are gone", effect.table.name);
            let help = "keep a dump, and look for what is still used: code, views and foreign keys elsewhere";
            sink.push(told::finding::<Self>(step, effect).message(message).help(help));
        }
    }
}
