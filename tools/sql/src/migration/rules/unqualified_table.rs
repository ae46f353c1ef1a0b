//! `sql/unqualified-table`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::ddl::{ObjectKind, QualifiedName, SchemaChange};
use crate::migration::Migration;

declare_rule! {
    /// ## What it finds
    /// A definition of PostgreSQL that names a table without its schema. Off by default.
    ///
    /// ## Why it matters
    /// Which table is meant depends on the `search_path` of whoever runs the migration.
    ///
    /// ## Bad
    /// ```sql migration
    /// CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    /// ```
    /// ## Good
    /// ```sql migration
    /// CREATE TABLE shop.note (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    /// ```
    /// ## Limits
    /// Temporary tables are left out, and so is what follows a `SET search_path` in the same file.
    pub UnqualifiedTable {
        id: "sql/unqualified-table",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["squawk:require-table-schema"],
        references: [("PostgreSQL manual, 5.10 Schemas", "https://www.postgresql.org/docs/current/ddl-schemas.html")],
    }
}

impl Rule<Migration> for UnqualifiedTable {
    fn check(&self, migration: &Migration, sink: &mut Sink) {
        for file in &migration.files {
            for step in file.steps.iter().filter(|step| step.is_definition || !step.effects.is_empty()) {
                let changes = step.statement.read().changes;
                if changes.iter().any(|change| matches!(change, SchemaChange::SearchPath(_))) {
                    break;
                }
                for name in changes.iter().filter_map(named).filter(|name| name.schema.is_none()) {
                    let span = step.statement.source().span(name.bytes());
                    let shown = &name.name.text;
                    let message = format!("which `{shown}` is meant depends on the search_path");
                    sink.push(Finding::of::<Self>(span).subject(shown.clone()).message(message));
                }
            }
        }
    }
}

fn named(change: &SchemaChange) -> Option<&QualifiedName> {
    match change {
        SchemaChange::CreateTable(table) => (!table.temporary).then_some(&table.name),
        SchemaChange::CreateIndex(index) => Some(&index.table),
        SchemaChange::AlterTable(alter) => Some(&alter.table),
        SchemaChange::Drop(drop) if drop.kind == ObjectKind::Table => drop.names.first(),
        SchemaChange::Rename(rename) if rename.kind == ObjectKind::Table => Some(&rename.from),
        _ => None,
    }
}
