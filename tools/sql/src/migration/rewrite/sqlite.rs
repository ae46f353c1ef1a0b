//! Migrations of SQLite: what cannot be done in place, as a table that is made anew.

use super::{RewrittenFile, quoted_in, table_in};
use crate::dialect::Dialect;
use crate::migration::{Detail, Effect, Migration, Operation, Step};

/// Rewrites a migration. Nothing when it stays as it is.
pub(super) fn rewrite(_migration: &Migration) -> Vec<RewrittenFile> {
    Vec::new()
}

/// The statement that undoes an effect, or the comment that nothing does.
pub(super) fn undone(migration: &Migration, step: &Step, effect: &Effect) -> Option<String> {
    let quoted = |name: &str| quoted_in(name, Dialect::Sqlite);
    let name = table_in(&effect.table.name, Dialect::Sqlite);
    let column = effect.columns.first().map(|column| quoted(column));
    let text = match &effect.detail {
        Detail::Text(text) => Some(text.as_str()),
        _ => None,
    };
    let lost = |what: &str| Some(format!("-- {what} cannot be undone: line {}", step.span().start().line));
    // What a table that is made anew changes is undone by making it anew once more.
    let rebuilds = step.effects.iter().any(|effect| effect.operation == Operation::RewriteTable);
    match effect.operation {
        Operation::RewriteTable => lost("the table that is made anew is not written here and"),
        _ if rebuilds => None,
        Operation::CreateIndex | Operation::AddUnique => {
            Some(format!("DROP INDEX {};", quoted(effect.name.as_deref()?)))
        }
        Operation::AddColumn | Operation::AddRequiredColumn => {
            let can = migration.server.is_at_least(3, 35, 0);
            if can { Some(format!("ALTER TABLE {name} DROP COLUMN {};", column?)) } else { lost("the new column") }
        }
        Operation::RenameColumn => {
            Some(format!("ALTER TABLE {name} RENAME COLUMN {} TO {};", quoted(text?), column?))
        }
        Operation::RenameTable => Some(format!("ALTER TABLE {} RENAME TO {name};", quoted(text?))),
        Operation::SetNotNull => Some(format!("ALTER TABLE {name} ALTER COLUMN {} DROP NOT NULL;", column?)),
        Operation::AddCheck => {
            Some(format!("ALTER TABLE {name} DROP CONSTRAINT {};", quoted(effect.name.as_deref()?)))
        }
        Operation::DropColumn => lost("the dropped column"),
        Operation::DropTable => lost("the dropped table"),
        Operation::Truncate => lost("the emptied table"),
        Operation::Update | Operation::Delete => lost("the change of rows"),
        Operation::DropIndex => lost("the dropped index is not written here and"),
        _ => None,
    }
}
