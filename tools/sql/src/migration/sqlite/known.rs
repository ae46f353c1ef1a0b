//! Triggers, views and the texts of tables and indexes, which the schema does not keep.

use std::collections::{BTreeMap, BTreeSet};

use super::object::Object;
use super::shape::Shape;
use crate::ddl::{
    AlterAction, ConstraintKind, CreateTable, Drop, ObjectKind, QualifiedName, RenameTable, SchemaChange,
};
use crate::dialect::Dialect;
use crate::schema::{Schema, TableKey};
use crate::statement::Statement;

/// The triggers, views and texts as they are before a statement, and what is gone. Names are in lower case.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    objects: BTreeMap<String, Object>,
    /// The objects that read or write a table or a view.
    naming: BTreeMap<String, BTreeSet<String>>,
    /// The triggers of a table or a view.
    triggers: BTreeMap<TableKey, BTreeSet<String>>,
    /// The statements of indexes.
    indexes: BTreeMap<TableKey, BTreeMap<String, String>>,
    homes: BTreeMap<String, TableKey>,
    /// Tables and views that are gone, and those of them that an object names.
    dropped: BTreeSet<String>,
    missed: BTreeSet<String>,
    /// The texts of tables.
    shapes: BTreeMap<TableKey, Shape>,
    /// The tables whose text refers to a table.
    children: BTreeMap<String, BTreeSet<TableKey>>,
    made: usize,
}

fn key(name: &QualifiedName) -> String {
    name.name.key(Dialect::Sqlite)
}

impl Known {
    /// Takes a change, before the schema does. `follows`: what names a table or a column follows its new name.
    pub(super) fn note(&mut self, change: &SchemaChange, statement: &Statement, schema: &Schema, follows: bool) {
        match change {
            SchemaChange::CreateTable(table) => self.create_table(table, statement, schema),
            SchemaChange::CreateIndex(index) => {
                let Some(name) = &index.index.name else { return };
                let (name, table) = (name.key(Dialect::Sqlite), schema.key_of(&index.table));
                // `IF NOT EXISTS` leaves the one that is there.
                if !self.homes.contains_key(&name) {
                    let text = statement.text().trim().to_owned();
                    self.indexes.entry(table.clone()).or_default().insert(name.clone(), text);
                    self.homes.insert(name, table);
                }
            }
            SchemaChange::CreateObject(object) => {
                let is_trigger = object.kind == ObjectKind::Trigger;
                let (true, Some(name)) = (is_trigger || object.kind == ObjectKind::View, &object.name) else {
                    return;
                };
                let table = object.on_table.as_ref().map(|table| schema.key_of(table));
                self.back(&key(name));
                self.made += 1;
                if !self.objects.contains_key(&key(name)) {
                    let shown = name.shown(Dialect::Sqlite);
                    self.add(key(name), Object::new(&shown, table, is_trigger, statement, self.made));
                }
            }
            SchemaChange::Drop(drop) => self.drop(drop, schema),
            SchemaChange::Rename(rename) => self.rename(rename, schema, follows),
            SchemaChange::AlterTable(alter) => {
                let table = schema.key_of(&alter.table);
                for action in &alter.actions {
                    if let Some(shape) = self.shapes.get_mut(&table) {
                        shape.take(action, statement);
                    }
                    match action {
                        AlterAction::AddColumn { column, .. } => {
                            for constraint in &column.constraints {
                                self.refer(&table, &constraint.kind);
                            }
                        }
                        AlterAction::RenameColumn { from, .. } => {
                            self.forget_indexes(&table);
                            self.change(&table, &from.key(Dialect::Sqlite));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn create_table(&mut self, created: &CreateTable, statement: &Statement, schema: &Schema) {
        self.back(&key(&created.name));
        let table = schema.key_of(&created.name);
        // `IF NOT EXISTS` leaves the one that is there.
        if self.shapes.contains_key(&table) {
            return;
        }
        self.shapes.insert(table.clone(), Shape::new(statement.text()));
        let inline = created.columns.iter().flat_map(|column| &column.constraints);
        for constraint in inline.chain(&created.constraints) {
            self.refer(&table, &constraint.kind);
        }
    }

    /// Notes that the text of a table names another one.
    fn refer(&mut self, table: &TableKey, constraint: &ConstraintKind) {
        if let ConstraintKind::ForeignKey(foreign) = constraint {
            self.children.entry(key(&foreign.parent)).or_default().insert(table.clone());
        }
    }

    /// A name is there again.
    fn back(&mut self, name: &str) {
        self.dropped.remove(name);
        self.missed.remove(name);
    }

    /// A name is gone.
    fn gone(&mut self, name: String) {
        if self.naming.get(&name).is_some_and(|naming| !naming.is_empty()) {
            self.missed.insert(name.clone());
        }
        self.dropped.insert(name);
    }

    fn add(&mut self, name: String, object: Object) {
        for relation in &object.relations {
            self.naming.entry(relation.clone()).or_default().insert(name.clone());
            if self.dropped.contains(relation) {
                self.missed.insert(relation.clone());
            }
        }
        if let Some(table) = &object.table {
            self.triggers.entry(table.clone()).or_default().insert(name.clone());
        }
        self.objects.insert(name, object);
    }

    fn remove(&mut self, name: &str) {
        let Some(object) = self.objects.remove(name) else { return };
        for relation in &object.relations {
            let Some(naming) = self.naming.get_mut(relation) else { continue };
            naming.remove(name);
            if naming.is_empty() {
                self.missed.remove(relation);
            }
        }
        if let Some(triggers) = object.table.as_ref().and_then(|table| self.triggers.get_mut(table)) {
            triggers.remove(name);
        }
    }

    fn forget_indexes(&mut self, table: &TableKey) {
        for name in self.indexes.remove(table).unwrap_or_default().keys() {
            self.homes.remove(name);
        }
    }

    fn drop(&mut self, drop: &Drop, schema: &Schema) {
        for name in &drop.names {
            match drop.kind {
                ObjectKind::Table | ObjectKind::View => {
                    let table = schema.key_of(name);
                    for trigger in self.triggers.remove(&table).unwrap_or_default() {
                        self.remove(&trigger);
                    }
                    if drop.kind == ObjectKind::View {
                        self.remove(&key(name));
                    } else {
                        self.forget_indexes(&table);
                        self.shapes.remove(&table);
                    }
                    self.gone(key(name));
                }
                ObjectKind::Trigger => self.remove(&key(name)),
                ObjectKind::Index => {
                    if let Some(home) = self.homes.remove(&key(name))
                        && let Some(indexes) = self.indexes.get_mut(&home)
                    {
                        indexes.remove(&key(name));
                    }
                }
                _ => {}
            }
        }
    }

    fn rename(&mut self, rename: &RenameTable, schema: &Schema, follows: bool) {
        let from = schema.key_of(&rename.from);
        let to = TableKey { schema: from.schema.clone(), name: rename.to.key(Dialect::Sqlite) };
        self.back(&to.name);
        if let Some(mut shape) = self.shapes.remove(&from) {
            shape.rename(&from.name, &rename.to.shown(Dialect::Sqlite));
            self.shapes.insert(to.clone(), shape);
        }
        if follows && let Some(children) = self.children.remove(&from.name) {
            for child in &children {
                if let Some(shape) = self.shapes.get_mut(child) {
                    shape.parent_renamed();
                }
            }
            self.children.entry(to.name.clone()).or_default().extend(children);
        }
        // The texts name the table as it was.
        self.forget_indexes(&from);
        let triggers = self.triggers.remove(&from).unwrap_or_default();
        for trigger in &triggers {
            if let Some(object) = self.objects.get_mut(trigger) {
                object.table = Some(to.clone());
                object.changed = true;
            }
        }
        self.triggers.entry(to.clone()).or_default().extend(triggers);
        if !follows {
            self.gone(from.name);
            return;
        }
        let naming = self.naming.remove(&from.name).unwrap_or_default();
        for name in &naming {
            if let Some(object) = self.objects.get_mut(name) {
                object.relations.remove(&from.name);
                object.relations.insert(to.name.clone());
                object.changed = true;
            }
        }
        self.naming.entry(to.name).or_default().extend(naming);
    }

    /// A column has another name: the texts that have its name are others now.
    fn change(&mut self, table: &TableKey, column: &str) {
        let triggers = self.triggers.get(table).into_iter().flatten();
        for name in triggers.chain(self.naming.get(&table.name).into_iter().flatten()) {
            if let Some(object) = self.objects.get_mut(name) {
                object.changed |= object.words.contains(column);
            }
        }
    }

    /// The triggers of a table.
    pub(super) fn triggers_on(&self, table: &TableKey) -> Vec<&Object> {
        self.triggers.get(table).into_iter().flatten().filter_map(|name| self.objects.get(name)).collect()
    }

    /// The statements of a table's indexes, as far as they are still what the database has, by their names.
    pub(super) fn indexes_of(&self, table: &TableKey) -> BTreeMap<String, String> {
        self.indexes.get(table).cloned().unwrap_or_default()
    }

    /// The views, and the triggers of other tables, that read or write a table.
    pub(super) fn naming(&self, table: &TableKey) -> Vec<&Object> {
        let named = self.naming.get(&table.name).into_iter().flatten().filter_map(|name| self.objects.get(name));
        named.filter(|object| object.table.as_ref() != Some(table)).collect()
    }

    /// A view or a trigger that names a table which was dropped, and that table: no table can be renamed beside it.
    pub(super) fn dangling(&self) -> Option<(&Object, &str)> {
        let gone = self.missed.first()?;
        let object = self.naming.get(gone)?.first().and_then(|name| self.objects.get(name))?;
        Some((object, gone.as_str()))
    }

    /// The trigger of a table that says `NEW.column` or `OLD.column`, and the view of this table alone that names it.
    pub(super) fn using_column(&self, table: &TableKey, column: &str) -> Option<&Object> {
        let of_row = |object: &&Object| object.row_columns.contains(column) && !object.changed;
        let alone = |object: &&Object| {
            !object.is_trigger && object.relations.len() == 1 && object.words.contains(column) && !object.changed
        };
        let trigger = self.triggers_on(table).into_iter().find(of_row);
        trigger.or_else(|| self.naming(table).into_iter().find(alone))
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
