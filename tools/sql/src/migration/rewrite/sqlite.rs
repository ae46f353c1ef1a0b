//! Migrations of SQLite: what cannot be done in place, as a table that is made anew.

use super::{RewrittenFile, quoted_in, table_in};
use crate::dialect::Dialect;
use crate::migration::sqlite::Refused;
use crate::migration::{Detail, Effect, Migration, Operation, Step};

/// Rewrites a migration: a file for each table that is made anew, and one for what stands between. Nothing when it stays as
/// it is, or when one of its statements fails and no other way is certain.
pub(super) fn rewrite(migration: &Migration) -> Vec<RewrittenFile> {
    let mut files: Vec<(bool, Vec<String>)> = Vec::new();
    let mut any = false;
    for step in migration.steps() {
        if step.is_control {
            // Pragmas, and what is done to them, are the file's own business.
            if step.statement.maintenance().is_none() {
                return Vec::new();
            }
            continue;
        }
        let here = |refused: &&Refused| {
            let (place, bytes) = (refused.span.bytes(), step.bytes());
            refused.span.source() == step.statement.source().name()
                && bytes.start <= place.start
                && place.end <= bytes.end
        };
        let mut refused = migration.sqlite.refused.iter().filter(here);
        let (anew, texts) = match (refused.next(), refused.next()) {
            (None, _) => (false, vec![format!("{};", step.statement.text().trim())]),
            (Some(refused), None) if !refused.anew.is_empty() => (true, refused.anew.clone()),
            (Some(Refused { instead: Some(instead), .. }), None) => (false, vec![instead.clone()]),
            _ => return Vec::new(),
        };
        any |= anew || !migration.sqlite.refused.iter().filter(here).collect::<Vec<_>>().is_empty();
        match files.last_mut() {
            Some((false, known)) if !anew => known.extend(texts),
            _ => files.push((anew, texts)),
        }
    }
    if !any {
        return Vec::new();
    }
    let file = |(number, (anew, texts)): (usize, (bool, Vec<String>))| RewrittenFile {
        name: format!("{:02}_{}.sql", number + 1, if anew { "rebuild" } else { "expand" }),
        // A table that is made anew brings its own transaction: the pragma before it does nothing inside of one.
        transaction: !anew,
        sql: format!("{}\n", texts.join("\n")),
    };
    files.into_iter().enumerate().map(file).collect()
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
