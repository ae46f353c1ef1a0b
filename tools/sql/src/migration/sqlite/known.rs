//! Triggers and views, which the schema does not keep for SQLite, and what they name.

use std::collections::{BTreeMap, BTreeSet};

use sqlparser::tokenizer::Token as Lexeme;

use super::shape::Shape;
use crate::ddl::{ObjectKind, SchemaChange};
use crate::dialect::Dialect;
use crate::schema::{Schema, TableKey};
use crate::statement::{Statement, Token};

/// A trigger or a view.
#[derive(Debug, Clone)]
pub(super) struct Object {
    /// As shown.
    pub(super) name: String,
    /// It is a trigger.
    pub(super) is_trigger: bool,
    /// The table of a trigger.
    pub(super) table: Option<TableKey>,
    /// The statement that makes it.
    pub(super) statement: Statement,
    /// The tables and views that it reads or writes, in lower case.
    relations: BTreeSet<String>,
    /// The columns behind `NEW.` and `OLD.`, in lower case.
    row_columns: BTreeSet<String>,
    /// Every name in it, in lower case.
    words: BTreeSet<String>,
    /// What it names was renamed since, so that its text is not the one that the database has.
    pub(super) changed: bool,
    /// Which one it is in the order of the statements.
    pub(super) made: usize,
}

impl Object {
    fn new(name: &str, table: Option<TableKey>, is_trigger: bool, statement: &Statement) -> Self {
        let mut object = Self {
            name: name.to_owned(),
            is_trigger,
            table,
            statement: statement.clone(),
            relations: BTreeSet::new(),
            row_columns: BTreeSet::new(),
            words: BTreeSet::new(),
            changed: false,
            made: 0,
        };
        let tokens = statement.tokens().tokens;
        for (at, token) in tokens.iter().enumerate() {
            let Some(word) = name_of(token) else { continue };
            let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at));
            let is = |back: usize, keyword: &str| before(back).is_some_and(|token| token.is(keyword));
            // `UPDATE OF column` is what a trigger waits for.
            let reads = ["from", "join", "into", "update"].iter().any(|keyword| is(1, keyword));
            if reads && !token.is("of") && !token.is("on") && !token.is("or") {
                object.relations.insert(word.clone());
            }
            let of_row =
                before(1).is_some_and(|token| token.lexeme == Lexeme::Period) && (is(2, "new") || is(2, "old"));
            if of_row {
                object.row_columns.insert(word.clone());
            }
            object.words.insert(word);
        }
        object
    }

    /// Whether it reads or writes a table.
    pub(super) fn names(&self, table: &str) -> bool {
        self.relations.contains(table)
    }

    /// `view `paid`` or `trigger `note``.
    pub(super) fn in_words(&self) -> String {
        let what = if self.is_trigger { "trigger" } else { "view" };
        format!("{what} `{}`", self.name)
    }
}

/// The name that a token is, in lower case.
pub(super) fn name_of(token: &Token) -> Option<String> {
    match &token.lexeme {
        Lexeme::Word(word) => Some(word.value.to_lowercase()),
        Lexeme::DoubleQuotedString(text) => Some(text.to_lowercase()),
        _ => None,
    }
}

/// The triggers and views as they are before a statement, and the tables that are gone.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    objects: BTreeMap<String, Object>,
    /// The statements of indexes, with the table of each.
    indexes: BTreeMap<String, (TableKey, String)>,
    /// Tables and views that are gone.
    dropped: BTreeSet<String>,
    /// The texts of tables.
    shapes: BTreeMap<TableKey, Shape>,
    made: usize,
}

impl Known {
    /// Takes a change, before the schema does. `follows`: what names a table or a column follows its new name.
    pub(super) fn note(&mut self, change: &SchemaChange, statement: &Statement, schema: &Schema, follows: bool) {
        let key = |name: &crate::ddl::QualifiedName| name.name.key(Dialect::Sqlite);
        match change {
            SchemaChange::CreateTable(table) => {
                self.dropped.remove(&key(&table.name));
                // `IF NOT EXISTS` leaves the one that is there.
                self.shapes.entry(schema.key_of(&table.name)).or_insert_with(|| Shape::new(statement.text()));
            }
            SchemaChange::CreateIndex(index) => {
                let Some(name) = &index.index.name else { return };
                let text = statement.text().trim().to_owned();
                self.indexes.entry(name.key(Dialect::Sqlite)).or_insert((schema.key_of(&index.table), text));
            }
            SchemaChange::CreateObject(object) => {
                let is_trigger = object.kind == ObjectKind::Trigger;
                let (true, Some(name)) = (is_trigger || object.kind == ObjectKind::View, &object.name) else {
                    return;
                };
                let table = object.on_table.as_ref().map(|table| schema.key_of(table));
                self.dropped.remove(&key(name));
                self.made += 1;
                let mut made = Object::new(&name.shown(Dialect::Sqlite), table, is_trigger, statement);
                made.made = self.made;
                // `IF NOT EXISTS` leaves the one that is there.
                self.objects.entry(key(name)).or_insert(made);
            }
            SchemaChange::Drop(drop) => {
                for name in &drop.names {
                    match drop.kind {
                        ObjectKind::Table => {
                            let table = schema.key_of(name);
                            self.objects.retain(|_, object| object.table.as_ref() != Some(&table));
                            self.indexes.retain(|_, (of, _)| *of != table);
                            self.shapes.remove(&table);
                            self.dropped.insert(key(name));
                        }
                        ObjectKind::View => {
                            let view = schema.key_of(name);
                            self.objects.retain(|_, object| object.table.as_ref() != Some(&view));
                            self.objects.remove(&key(name));
                            self.dropped.insert(key(name));
                        }
                        ObjectKind::Trigger => {
                            self.objects.remove(&key(name));
                        }
                        ObjectKind::Index => {
                            self.indexes.remove(&key(name));
                        }
                        _ => {}
                    }
                }
            }
            SchemaChange::Rename(rename) => {
                let (from, to) = (schema.key_of(&rename.from), rename.to.key(Dialect::Sqlite));
                self.dropped.remove(&to);
                if !follows {
                    self.dropped.insert(from.name.clone());
                }
                if let Some(mut shape) = self.shapes.remove(&from) {
                    shape.rename(&from.name, &rename.to.shown(Dialect::Sqlite));
                    for other in self.shapes.values_mut().filter(|_| follows) {
                        other.parent_renamed(&from.name);
                    }
                    self.shapes.insert(TableKey { schema: from.schema.clone(), name: to.clone() }, shape);
                }
                // The texts name the table as it was.
                self.indexes.retain(|_, (of, _)| *of != from);
                for object in self.objects.values_mut() {
                    if object.table.as_ref() == Some(&from) {
                        object.table = Some(TableKey { schema: from.schema.clone(), name: to.clone() });
                        object.changed = true;
                    }
                    if follows && object.relations.remove(&from.name) {
                        object.relations.insert(to.clone());
                        object.changed = true;
                    }
                }
            }
            SchemaChange::AlterTable(alter) => {
                let table = schema.key_of(&alter.table);
                for action in &alter.actions {
                    if let Some(shape) = self.shapes.get_mut(&table) {
                        shape.take(action, statement);
                    }
                    let crate::ddl::AlterAction::RenameColumn { from, .. } = action else { continue };
                    let from = from.key(Dialect::Sqlite);
                    self.indexes.retain(|_, (of, _)| *of != table);
                    for object in self.objects.values_mut() {
                        let touches = object.table.as_ref() == Some(&table) || object.names(&table.name);
                        object.changed |= touches && object.words.contains(&from);
                    }
                }
            }
            _ => {}
        }
    }

    /// The triggers of a table.
    pub(super) fn triggers_on(&self, table: &TableKey) -> Vec<&Object> {
        self.objects.values().filter(|object| object.is_trigger && object.table.as_ref() == Some(table)).collect()
    }

    /// The statements of a table's indexes, as far as they are still what the database has, by their names.
    pub(super) fn indexes_of(&self, table: &TableKey) -> BTreeMap<String, String> {
        let own = self.indexes.iter().filter(|(_, (of, _))| of == table);
        own.map(|(name, (_, text))| (name.clone(), text.clone())).collect()
    }

    /// The views, and the triggers of other tables, that read or write a table.
    pub(super) fn naming(&self, table: &TableKey) -> Vec<&Object> {
        self.objects
            .values()
            .filter(|object| object.names(&table.name) && object.table.as_ref() != Some(table))
            .collect()
    }

    /// A view or a trigger that names a table which was dropped, and that table: no table can be renamed beside it.
    pub(super) fn dangling(&self) -> Option<(&Object, &str)> {
        self.objects.values().find_map(|object| {
            let gone = self.dropped.iter().find(|table| object.relations.contains(*table))?;
            Some((object, gone.as_str()))
        })
    }

    /// The trigger of a table that says `NEW.column` or `OLD.column`, and the view of this table alone that names it.
    pub(super) fn using_column(&self, table: &TableKey, column: &str) -> Option<&Object> {
        self.objects.values().find(|object| {
            let of_row = object.table.as_ref() == Some(table) && object.row_columns.contains(column);
            let alone = object.relations.len() == 1 && object.names(&table.name) && !object.is_trigger;
            (of_row || (alone && object.words.contains(column))) && !object.changed
        })
    }

    /// The text of a table.
    pub(super) fn shape(&self, table: &TableKey) -> Option<&Shape> {
        self.shapes.get(table)
    }

    /// A table has another text from here on, or one that is not known.
    pub(super) fn reshape(&mut self, table: &TableKey, text: Option<String>) {
        match (self.shapes.get_mut(table), text) {
            (Some(shape), Some(text)) => shape.set(text),
            (Some(_), None) => {
                self.shapes.remove(table);
            }
            _ => {}
        }
    }

    /// Whether there is a trigger of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.objects.contains_key(&name.to_lowercase())
    }
}
