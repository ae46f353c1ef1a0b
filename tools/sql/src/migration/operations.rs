//! The operations of statements other than `ALTER TABLE`.

use std::ops::Range;

use super::effect::{Detail, Effect, Touched, UNKNOWN_TABLE};
use super::locks::Operation;
use super::reader::Reader;
use crate::ddl::{
    ChangeLabel, ConstraintKind, CreateTable, DataChange, Drop, LabelChange, ObjectKind, QualifiedName, SchemaChange,
};
use crate::dialect::Dialect;
use crate::schema::{Reference, Table};
use crate::statement::Statement;

impl Reader<'_> {
    /// What a change does to tables, told from the schema before it.
    pub(super) fn effects(&mut self, change: &SchemaChange, statement: &Statement) -> Vec<Effect> {
        let own = match self.dialect() {
            Dialect::MySql | Dialect::MariaDb => self.online_effects(change, statement),
            Dialect::MsSql => Some(self.transact_effects(change, statement)),
            Dialect::Sqlite => Some(self.sqlite_effects(change, statement)),
            Dialect::PostgreSql => None,
        };
        own.unwrap_or_else(|| self.shared_effects(change, statement))
    }

    /// What a change does on PostgreSQL, and what all servers have in common with it.
    pub(super) fn shared_effects(&mut self, change: &SchemaChange, statement: &Statement) -> Vec<Effect> {
        let bytes = statement.bytes();
        match change {
            SchemaChange::CreateIndex(index) => {
                let table = self.touched(&index.table);
                let operation = if index.concurrently {
                    Operation::CreateIndexConcurrently
                } else if index.only {
                    Operation::CreateIndexOnly
                } else {
                    Operation::CreateIndex
                };
                let mut effect = Effect::new(operation, table, bytes);
                if !index.only && effect.table.partitioned {
                    effect.others = self.partitions_of(&index.table);
                }
                let columns = index.index.keys.iter().filter_map(|key| key.column.as_ref());
                effect.columns = columns.map(|column| column.shown(self.dialect())).collect();
                effect.name = index.index.name.as_ref().map(|name| name.shown(self.dialect()));
                effect.detail = Detail::Index(Box::new(index.clone()));
                vec![effect]
            }
            SchemaChange::CreateTable(table) => self.created(table, statement),
            SchemaChange::AlterTable(alter) => self.altered(alter, statement),
            SchemaChange::Drop(drop) => self.dropped(drop, statement),
            SchemaChange::Rename(rename) => {
                let operation = match rename.kind {
                    ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView => Operation::RenameTable,
                    ObjectKind::Index => Operation::RenameIndex,
                    _ => return Vec::new(),
                };
                let home = self.schema.home_of_index(&rename.from).filter(|_| rename.kind == ObjectKind::Index);
                let touched = home.map(|table| self.touched_table(table));
                let mut effect = Effect::new(operation, touched.unwrap_or_else(|| self.touched(&rename.from)), bytes);
                effect.detail = Detail::Text(rename.to.shown(self.dialect()));
                // The table itself is not locked when an index of it gets another name.
                if operation == Operation::RenameIndex {
                    effect.mode = Some(super::Lock::None);
                }
                vec![effect]
            }
            SchemaChange::Truncate { tables, cascade, .. } => {
                let effect = |name| {
                    let mut effect = Effect::new(Operation::Truncate, self.touched(name), bytes.clone());
                    effect.heirs = self.heirs(&effect.table.key);
                    if *cascade && let Some(table) = self.schema.named(name) {
                        effect.others =
                            self.schema.referring(table).map(|(other, _)| self.touched_table(other)).collect();
                    }
                    effect
                };
                tables.iter().map(effect).collect()
            }
            SchemaChange::Update(change) => self.rows_changed(Operation::Update, change),
            SchemaChange::Delete(change) => self.rows_changed(Operation::Delete, change),
            SchemaChange::CreateObject(object) => {
                let operation = match object.kind {
                    ObjectKind::Trigger => Operation::CreateTrigger,
                    ObjectKind::Policy => Operation::ChangePolicy,
                    _ => return Vec::new(),
                };
                let Some(table) = &object.on_table else { return Vec::new() };
                let mut effect = Effect::new(operation, self.touched(table), bytes);
                // A trigger for each row is made on every partition.
                if operation == Operation::CreateTrigger && effect.table.partitioned {
                    effect.heirs = self.heirs(&effect.table.key);
                }
                vec![effect]
            }
            SchemaChange::AlterObject(object) => match (object.kind, &object.on_table) {
                (ObjectKind::Policy, Some(table)) => {
                    vec![Effect::new(Operation::ChangePolicy, self.touched(table), bytes)]
                }
                (ObjectKind::Trigger, Some(table)) => {
                    vec![Effect::new(Operation::DropTrigger, self.touched(table), bytes)]
                }
                _ => Vec::new(),
            },
            SchemaChange::Comment(comment) => {
                vec![Effect::new(Operation::Comment, self.touched(&comment.table), bytes)]
            }
            SchemaChange::ChangeLabel(changed) => vec![self.label_changed(changed, bytes)],
            SchemaChange::CreateType(_)
            | SchemaChange::AttachIndex { .. }
            | SchemaChange::Security(_)
            | SchemaChange::SessionOptions { .. }
            | SchemaChange::SearchPath(_) => Vec::new(),
        }
    }

    fn label_changed(&mut self, changed: &ChangeLabel, bytes: Range<usize>) -> Effect {
        let operation = match changed.change {
            LabelChange::Rename(_) => Operation::RenameEnumValue,
            LabelChange::Add | LabelChange::AddBefore(_) | LabelChange::AddAfter(_) => {
                // A type that the migration makes is free to use at once.
                if !self.state.made(&self.schema.key_of(&changed.name)) {
                    self.use_later(changed.label.trim_matches('\'').to_owned());
                }
                Operation::AddEnumValue
            }
        };
        Effect::new(operation, self.touched(&changed.name), bytes)
    }

    fn rows_changed(&self, operation: Operation, change: &DataChange) -> Vec<Effect> {
        let Some(table) = &change.table else { return Vec::new() };
        let mut effect = Effect::new(operation, self.touched(table), change.bytes.clone());
        effect.every_row = !change.has_where;
        vec![effect]
    }

    fn partitions_of(&self, name: &QualifiedName) -> Vec<Touched> {
        let Some(table) = self.schema.named(name) else { return Vec::new() };
        self.schema.partitions(table).map(|partition| self.touched_table(partition)).collect()
    }

    /// A new table locks those that it refers to, and the one that it is a partition of.
    fn created(&self, created: &CreateTable, statement: &Statement) -> Vec<Effect> {
        let exists = self.schema.named(&created.name).is_some_and(|table| table.made_here && !table.temporary);
        if exists && created.if_not_exists {
            return Vec::new();
        }
        let mut table = self.touched(&created.name);
        table.new = true;
        let bytes = statement.bytes();
        let mut effects = Vec::new();
        let inline = created.columns.iter().flat_map(|column| &column.constraints);
        let mut parents: Vec<Touched> = Vec::new();
        for constraint in inline.chain(&created.constraints) {
            if let ConstraintKind::ForeignKey(key) = &constraint.kind {
                let parent = self.touched(&key.parent);
                if parent.key != table.key && !parents.iter().any(|known| known.key == parent.key) {
                    parents.push(parent);
                }
            }
        }
        if !parents.is_empty() {
            let mut effect = Effect::new(Operation::CreateReferencingTable, table.clone(), bytes.clone());
            effect.others = parents;
            effects.push(effect);
        }
        if let Some(partition) = &created.partition_of {
            let mut effect = Effect::new(Operation::CreatePartition, self.touched(&partition.parent), bytes);
            effect.name = Some(table.name.clone());
            effects.push(effect);
        }
        effects
    }

    fn dropped(&self, drop: &Drop, statement: &Statement) -> Vec<Effect> {
        let bytes = statement.bytes();
        let mut effects = Vec::new();
        match drop.kind {
            ObjectKind::Index => {
                for name in &drop.names {
                    let operation =
                        if drop.concurrently { Operation::DropIndexConcurrently } else { Operation::DropIndex };
                    let Some(home) = self.schema.home_of_index(name) else {
                        // An index of a table that the input does not show is one of a table in use.
                        if drop.if_exists && self.knows_before {
                            continue;
                        }
                        let mut touched = self.touched(name);
                        touched.name = format!("{UNKNOWN_TABLE}{})", touched.name);
                        touched.key.name.clone_from(&touched.name);
                        let mut effect = Effect::new(operation, touched, bytes.clone());
                        effect.name = Some(name.shown(self.dialect()));
                        effect.detail = Detail::Drop(Box::new(drop.clone()));
                        effects.push(effect);
                        continue;
                    };
                    let mut effect = Effect::new(operation, self.touched_table(home), bytes.clone());
                    effect.name = Some(name.shown(self.dialect()));
                    effect.detail = Detail::Drop(Box::new(drop.clone()));
                    effects.push(effect);
                }
            }
            ObjectKind::Table | ObjectKind::MaterializedView => {
                for name in &drop.names {
                    let known = self.schema.named(name);
                    // As far as is known, there is nothing to drop.
                    if drop.if_exists && known.is_none() && self.knows_before && drop.kind == ObjectKind::Table {
                        continue;
                    }
                    let mut effect = Effect::new(Operation::DropTable, self.touched(name), bytes.clone());
                    if let Some(table) = known {
                        effect.heirs = self.heirs(&table.key);
                        let parents = table.foreign_keys.iter().filter_map(|key| self.schema.table(&key.parent));
                        let mut others: Vec<Touched> = parents.map(|parent| self.touched_table(parent)).collect();
                        if drop.cascade {
                            others.extend(self.schema.referring(table).map(|(other, _)| self.touched_table(other)));
                        }
                        if let Some(parent) = &table.partition_of {
                            let parent = Reference { key: parent.clone(), name: String::new() };
                            others.extend(self.schema.table(&parent).map(|parent| self.touched_table(parent)));
                        }
                        others.retain(|other| other.key != table.key);
                        effect.others = others;
                    }
                    effect.detail = Detail::Drop(Box::new(drop.clone()));
                    effects.push(effect);
                }
            }
            ObjectKind::Schema if drop.cascade || self.dialect().is_mysql_family() => {
                for name in &drop.names {
                    let key = name.name.key(self.dialect());
                    let inside: Vec<&Table> =
                        self.schema.tables().filter(|table| table.key.schema.as_ref() == Some(&key)).collect();
                    if inside.is_empty() && !(drop.if_exists && self.knows_before) {
                        effects.push(Effect::new(Operation::DropSchema, self.touched(name), bytes.clone()));
                    }
                    for table in inside {
                        let mut effect = Effect::new(Operation::DropTable, self.touched_table(table), bytes.clone());
                        effect.detail = Detail::Drop(Box::new(drop.clone()));
                        effects.push(effect);
                    }
                }
            }
            ObjectKind::Database => {
                let effect = |name| Effect::new(Operation::DropSchema, self.touched(name), bytes.clone());
                effects.extend(drop.names.iter().map(effect));
            }
            ObjectKind::Trigger | ObjectKind::Policy => {
                if let Some(table) = &drop.on_table {
                    let operation = if drop.kind == ObjectKind::Trigger {
                        Operation::DropTrigger
                    } else {
                        Operation::ChangePolicy
                    };
                    effects.push(Effect::new(operation, self.touched(table), bytes));
                }
            }
            _ => {}
        }
        effects
    }
}
