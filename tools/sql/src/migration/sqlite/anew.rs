//! The statements that make a table anew with a change.

use std::collections::BTreeSet;

use super::dropped::uses;
use super::object::Object;
use super::shape::{Parsed, Uncertain};
use crate::ddl::{AlterAction, Generation, Name, QualifiedName};
use crate::dialect::Dialect;
use crate::migration::reader::Reader;
use crate::schema::{Origin, Table, TableKey, quoted};
use crate::statement::Statement;

/// A table that is made anew.
pub(super) struct Anew {
    /// The statements, in order, each with its semicolon.
    pub(super) statements: Vec<String>,
    /// The text that the table has from then on.
    pub(super) text: String,
}

impl Reader<'_> {
    /// The sequence that does to a table what SQLite does not do in place, or why it cannot be given.
    pub(super) fn sqlite_anew(
        &self,
        name: &QualifiedName,
        action: &AlterAction,
        statement: &Statement,
    ) -> Result<Anew, Uncertain> {
        let given = self.migration.sqlite.refused.iter().filter(|refused| !refused.anew.is_empty()).take(MOST_ANEW);
        if given.count() == MOST_ANEW {
            return Err("the migration asks for too many of them");
        }
        let table = self.schema.named(name).filter(|table| table.is_whole());
        let table = table.ok_or("the table is not in the schema before")?;
        if self.sqlite.known.dangling().is_some() {
            return Err("a view or a trigger names what is gone, and no table gets another name beside it");
        }
        match action {
            AlterAction::DropColumn { column, .. } => {
                let column = column.key(Dialect::Sqlite);
                let named = |index: &crate::schema::Index| index.origin == Origin::Index && uses(index, &column);
                if table.indexes.iter().any(named) || self.sqlite.known.using_column(&table.key, &column).is_some() {
                    return Err("an index, a view or a trigger names the column");
                }
            }
            AlterAction::AddColumn { column, .. }
                if column.generation.is_some() && !self.migration.server.is_at_least(3, 31, 0) =>
            {
                return Err("this version has no computed columns");
            }
            _ => {}
        }
        let shape = self.sqlite.known.shape(&table.key).ok_or("the text of the table is not in the schema before")?;
        let filled = |column: &str| {
            self.state.is_filled(&table.key, column) || table.column(column).is_some_and(|column| column.not_null)
        };
        let before = Parsed::new(shape.text()?)?;
        let text = before.changed(action, statement, filled)?;
        let after = Parsed::new(text.clone())?;
        let new = self.free_table_name(&table.bare_name);
        let (own, beside) = (quoted(&table.bare_name, Dialect::Sqlite), quoted(&new, Dialect::Sqlite));
        let (first, last) = self.beside(table)?;
        let related = !table.foreign_keys.is_empty()
            || self.schema.referring(table).next().is_some()
            || after.created.constraints.len() > before.created.constraints.len();
        let mut statements = vec!["PRAGMA busy_timeout = 5000;".to_owned()];
        if related {
            statements.push("PRAGMA foreign_keys = OFF;".to_owned());
        }
        statements.push("BEGIN IMMEDIATE;".to_owned());
        statements.extend(first);
        statements.push(format!("{};", after.renamed(&new)?));
        statements.push(copied(&before, &after, &own, &beside)?);
        // The number that counts on stays, also where the last rows are gone.
        if table.columns.iter().any(|column| column.generation == Some(Generation::Counted)) {
            let text = |name: &str| format!("'{}'", name.replace('\'', "''"));
            let (from, to) = (text(&table.bare_name), text(&new));
            statements.push(format!("DELETE FROM sqlite_sequence WHERE name = {to};"));
            statements.push(format!(
                "INSERT INTO sqlite_sequence (name, seq) SELECT {to}, seq FROM sqlite_sequence WHERE name = {from};"
            ));
        }
        statements.push(format!("DROP TABLE {own};"));
        statements.push(format!("ALTER TABLE {beside} RENAME TO {own};"));
        statements.extend(last);
        if related {
            statements.push("PRAGMA foreign_key_check;".to_owned());
        }
        statements.push("COMMIT;".to_owned());
        if related {
            statements.push("PRAGMA foreign_keys = ON;".to_owned());
        }
        Ok(Anew { statements, text })
    }

    fn free_table_name(&self, table: &str) -> String {
        let mut name = format!("{table}_new");
        while self.schema.has_table(&TableKey { schema: None, name: name.to_lowercase() }) {
            name.push('_');
        }
        name
    }

    /// What is dropped before the table, and what is made again behind it: its indexes and triggers, and the views and
    /// triggers that name it.
    fn beside(&self, table: &Table) -> Result<(Vec<String>, Vec<String>), Uncertain> {
        let known = &self.sqlite.known;
        let indexes = known.indexes_of(&table.key);
        let mut last = Vec::new();
        for index in table.indexes.iter().filter(|index| index.origin == Origin::Index) {
            let text = index.name.as_ref().and_then(|name| indexes.get(&name.to_lowercase()));
            last.push(format!("{};", text.ok_or("the text of an index is not in the schema before")?));
        }
        // A view that names a view that names the table has to go with it.
        let mut names = BTreeSet::from([table.key.name.clone()]);
        let mut found: Vec<&Object> = known.triggers_on(&table.key);
        let own = found.len();
        for _ in 0..=MOST_VIEWS {
            let more: Vec<&Object> = names
                .iter()
                .flat_map(|name| known.naming(&TableKey { schema: None, name: name.clone() }))
                .filter(|object| object.table.as_ref() != Some(&table.key))
                .filter(|object| !found.iter().any(|known| known.name == object.name))
                .collect();
            if more.is_empty() {
                break;
            }
            for object in more {
                if found.iter().any(|known| known.name == object.name) {
                    continue;
                }
                if !object.is_trigger {
                    names.insert(object.name.to_lowercase());
                    found.extend(known.triggers_on(&TableKey { schema: None, name: object.name.to_lowercase() }));
                }
                found.push(object);
            }
        }
        if names.len() > MOST_VIEWS {
            return Err("too many views stand upon the table");
        }
        if found.iter().any(|object| object.changed) {
            return Err("the text of a view or a trigger was changed by a rename");
        }
        let drop = |object: &&Object| {
            let kind = if object.is_trigger { "TRIGGER" } else { "VIEW" };
            format!("DROP {kind} IF EXISTS {};", quoted(&object.name, Dialect::Sqlite))
        };
        let mut others: Vec<&Object> = found.iter().skip(own).copied().collect();
        others.sort_by_key(|object| std::cmp::Reverse(object.made));
        let first = others.iter().map(drop).collect();
        found.sort_by_key(|object| object.made);
        last.extend(found.iter().map(|object| format!("{};", object.statement.text().trim())));
        Ok((first, last))
    }
}

/// Each sequence has the whole of its table: of more than these no more are given.
const MOST_ANEW: usize = 24;

/// Of more views upon views than these no sequence is given: each is looked for anew.
const MOST_VIEWS: usize = 32;

/// The copy of all columns that both have and that hold values of their own.
fn copied(before: &Parsed, after: &Parsed, own: &str, beside: &str) -> Result<String, Uncertain> {
    let stored = |column: &&crate::ddl::ColumnDefinition| {
        !matches!(column.generation, Some(Generation::Stored | Generation::Virtual))
    };
    let names = |parsed: &Parsed| -> Vec<Name> {
        parsed.created.columns.iter().filter(stored).map(|column| column.name.clone()).collect()
    };
    let old: BTreeSet<String> = names(before).iter().map(|name| name.key(Dialect::Sqlite)).collect();
    let both: Vec<String> = names(after)
        .iter()
        .filter(|name| old.contains(&name.key(Dialect::Sqlite)))
        .map(|name| quoted(&name.text, Dialect::Sqlite))
        .collect();
    if both.is_empty() {
        return Err("nothing would be copied");
    }
    let both = both.join(", ");
    Ok(format!("INSERT INTO {beside} ({both}) SELECT {both} FROM {own};"))
}
