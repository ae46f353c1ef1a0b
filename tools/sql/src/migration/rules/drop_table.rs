//! `sql/drop-table`

use std::collections::BTreeSet;

use architect_core::{Rule, Sink, declare_rule};

use super::told;
use crate::migration::{Detail, Migration, Operation};

declare_rule! {
    /// ## What it finds
    /// A table in use that is dropped.
    ///
    /// ## Why it matters
    /// Its rows are gone, and code that is running fails. The tables that it refers to are locked meanwhile.
    ///
    /// ## Bad
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// DROP TABLE legacy_order;
    /// ```
    /// ## Good
    /// ```sql migration
    /// SET lock_timeout = '2s';
    /// ALTER TABLE orders DROP CONSTRAINT orders_legacy_fkey;
    /// ```
    /// ## Limits
    /// A table that the migration makes itself is not reported, nor one that is dropped `IF EXISTS` and is not in the schema
    /// before. In SQL Server one whose name a new table of the same migration takes is not reported either.
    pub DropTable {
        id: "sql/drop-table",
        severity: Warning,
        since: "0.1.0",
        aliases: ["squawk:ban-drop-table", "atlas:DS102", "atlas:destructive"],
        references: [("PostgreSQL manual, DROP TABLE", "https://www.postgresql.org/docs/current/sql-droptable.html")],
    }
}

const OPERATIONS: &[Operation] = &[Operation::DropTable];

impl Rule<Migration> for DropTable {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        let replaced = replaced(migration);
        for (step, effect) in migration.of(OPERATIONS).filter(|(_, effect)| effect.loses_data()) {
            if replaced.contains(&effect.table.key.name) {
                continue;
            }
            let name = &effect.table.name;
            let message =
                format!("`{name}`{} and all it holds are gone, and running code that names it fails", effect.size());
            let help =
                "deploy code that does not use it first; rename it and wait, or keep a dump, before it is dropped";
            sink.push(told::finding::<Self>(step, effect).message(message).help(help));
        }
    }
}

/// The names that tables of a migration of SQL Server get which it made itself: its designer fills a new table with the rows
/// of the old one, drops that, and gives the new one its name.
fn replaced(migration: &Migration) -> BTreeSet<String> {
    let renamed = migration.effects().filter(|(_, effect)| {
        told::is_transact(migration) && effect.operation == Operation::RenameTable && effect.table.new
    });
    renamed
        .filter_map(|(_, effect)| match &effect.detail {
            Detail::Text(to) => Some(to.to_lowercase()),
            _ => None,
        })
        .collect()
}
