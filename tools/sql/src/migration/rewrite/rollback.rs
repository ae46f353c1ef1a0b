//! The way back.

use super::{made, online, quoted, sqlite, table, table_in, transact};
use crate::ddl::{ObjectKind, SchemaChange};
use crate::dialect::Dialect;
use crate::migration::{Detail, Effect, Migration, Operation, Step};

/// The statements that undo a migration, last first; what cannot be undone is named in a comment. Nothing when there is
/// nothing to undo.
pub fn rollback(migration: &Migration) -> Option<String> {
    let steps: Vec<&Step> = migration.steps().filter(|step| !step.is_control).collect();
    let lines: Vec<String> = steps.iter().rev().flat_map(|step| undone(migration, step)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn undone(migration: &Migration, step: &Step) -> Vec<String> {
    let dialect = migration.server.dialect;
    let table = |name: &str| table_in(name, dialect);
    let mut lines = Vec::new();
    for change in step.statement.read().changes {
        match change {
            SchemaChange::CreateTable(created) => {
                lines.push(format!("DROP TABLE {};", table(&created.name.shown(dialect))));
                return lines;
            }
            SchemaChange::CreateObject(object) => {
                let (Some(name), kind) = (object.name, object.kind) else { continue };
                let name = table(&name.shown(dialect));
                let on = object
                    .on_table
                    .filter(|_| dialect == Dialect::PostgreSql)
                    .map(|on| format!(" ON {}", table(&on.shown(dialect))));
                let word = match kind {
                    ObjectKind::View => "VIEW",
                    ObjectKind::MaterializedView => "MATERIALIZED VIEW",
                    ObjectKind::Trigger => "TRIGGER",
                    ObjectKind::Policy => "POLICY",
                    ObjectKind::Sequence => "SEQUENCE",
                    ObjectKind::Schema => "SCHEMA",
                    _ => continue,
                };
                lines.push(format!("DROP {word} {name}{};", on.unwrap_or_default()));
            }
            SchemaChange::CreateType(created) => {
                lines.push(format!("DROP TYPE {};", table(&created.name.shown(dialect))));
            }
            _ => {}
        }
    }
    let undo = |effect: &Effect| match dialect {
        Dialect::MySql | Dialect::MariaDb => online::undone(migration, effect),
        Dialect::MsSql => transact::undone(step, effect),
        Dialect::Sqlite => sqlite::undone(migration, step, effect),
        Dialect::PostgreSql => undo(step, effect),
    };
    lines.extend(step.effects.iter().rev().filter_map(undo));
    lines
}

fn undo(step: &Step, effect: &Effect) -> Option<String> {
    let name = table(&effect.table.name);
    let column = effect.columns.first().map(|column| quoted(column));
    let text = match &effect.detail {
        Detail::Text(text) => Some(text.as_str()),
        _ => None,
    };
    let lost = |what: &str| Some(format!("-- {what} cannot be undone: line {}", step.span().start().line));
    match effect.operation {
        Operation::CreateIndex | Operation::CreateIndexOnly | Operation::CreateIndexConcurrently => {
            let index = effect.name.as_deref()?;
            let concurrently = if effect.table.partitioned || effect.table.new { "" } else { "CONCURRENTLY " };
            Some(format!("DROP INDEX {concurrently}{};", quoted(index)))
        }
        Operation::AddColumn
        | Operation::AddVolatileColumn
        | Operation::AddCountedColumn
        | Operation::AddStoredColumn
        | Operation::AddConstrainedColumn
        | Operation::AddRequiredColumn => Some(format!("ALTER TABLE {name} DROP COLUMN {};", column?)),
        Operation::SetNotNull | Operation::SetProvenNotNull => {
            Some(format!("ALTER TABLE {name} ALTER COLUMN {} DROP NOT NULL;", column?))
        }
        Operation::RenameColumn => {
            Some(format!("ALTER TABLE {name} RENAME COLUMN {} TO {};", quoted(text?), column?))
        }
        Operation::RenameTable => {
            let (schema, bare) = match effect.table.name.rsplit_once('.') {
                Some((schema, bare)) => (format!("{}.", quoted(schema)), bare),
                None => (String::new(), effect.table.name.as_str()),
            };
            Some(format!("ALTER TABLE {schema}{} RENAME TO {};", quoted(text?), quoted(bare)))
        }
        Operation::AddCheck
        | Operation::AddCheckNotValid
        | Operation::AddForeignKey
        | Operation::AddForeignKeyNotValid
        | Operation::AddUnique
        | Operation::AddPrimaryKey
        | Operation::AddKeyUsingIndex
        | Operation::AddNullableKeyUsingIndex
        | Operation::AddExclusion => {
            let label = match effect.operation {
                Operation::AddForeignKey | Operation::AddForeignKeyNotValid => "fkey",
                Operation::AddUnique => "key",
                Operation::AddPrimaryKey => "pkey",
                _ => "check",
            };
            let known = effect.name.clone().or_else(|| {
                let columns = if label == "pkey" { &[][..] } else { effect.columns.as_slice() };
                (label != "check").then(|| made(effect, columns, label))
            })?;
            Some(format!("ALTER TABLE {name} DROP CONSTRAINT {};", quoted(&known)))
        }
        Operation::AttachPartition | Operation::AttachProvenPartition => {
            Some(format!("ALTER TABLE {name} DETACH PARTITION {};", table(effect.name.as_deref()?)))
        }
        Operation::DropColumn => lost("the dropped column"),
        Operation::DropTable => lost("the dropped table"),
        Operation::Truncate => lost("the emptied table"),
        Operation::Update | Operation::Delete => lost("the change of rows"),
        Operation::DropIndex | Operation::DropIndexConcurrently => lost("the dropped index is not written here and"),
        Operation::RewriteType | Operation::ReindexType | Operation::WidenType => lost("the change of a type"),
        Operation::AddEnumValue => lost("the new value of an enumeration"),
        _ => None,
    }
}
