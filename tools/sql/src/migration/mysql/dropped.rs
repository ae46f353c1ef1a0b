//! Indexes, constraints and columns that go.

use super::{Needed, On};
use crate::ddl::{AlterAction, AlterTable, ConstraintKind, Drop, Generation, IndexFlavour, Name};
use crate::dialect::Dialect;
use crate::migration::effect::Effect;
use crate::migration::locks::Operation;
use crate::migration::online::Part;
use crate::migration::reader::Reader;
use crate::schema::{Column, Table};

impl Reader<'_> {
    pub(super) fn online_dropped(&self, on: &On<'_>, drop: &Drop) -> Vec<Effect> {
        drop.names.iter().map(|name| self.online_dropped_index(on, &name.name)).collect()
    }

    pub(super) fn online_dropped_index(&self, on: &On<'_>, name: &Name) -> Effect {
        let mut effect = on.effect(Operation::DropIndex, vec![Part::DropIndex], Some(name.bytes.clone()));
        effect.name = Some(name.shown(self.dialect()));
        effect.needed = on.known.and_then(|table| self.needed(on, table, name));
        effect
    }

    /// The foreign key that an index is needed for: of its table, or one that refers to it.
    fn needed(&self, on: &On<'_>, table: &Table, name: &Name) -> Option<Needed> {
        let dialect = self.dialect();
        let key = name.key(dialect);
        let is_it = |known: &Option<String>| known.as_ref().is_some_and(|known| known.to_lowercase() == key);
        let dropped_key = |known: &Option<String>| {
            let dropped = |action: &AlterAction| match action {
                AlterAction::DropConstraint { name, .. } => {
                    known.as_ref().is_some_and(|known| known.to_lowercase() == name.key(dialect))
                }
                _ => false,
            };
            on.alter.is_some_and(|alter| alter.actions.iter().any(dropped))
        };
        let added = |columns: &[String]| {
            let adds = |action: &AlterAction| match action {
                AlterAction::AddConstraint(added) => {
                    let keys = match &added.constraint.kind {
                        ConstraintKind::Index(index) => &index.keys,
                        ConstraintKind::Unique { keys, .. } | ConstraintKind::PrimaryKey { keys, .. } => keys,
                        _ => return false,
                    };
                    let keys: Vec<String> =
                        keys.iter().filter_map(|key| key.column.as_ref()).map(|name| name.key(dialect)).collect();
                    keys.starts_with(columns)
                }
                _ => false,
            };
            on.alter.is_some_and(|alter| alter.actions.iter().any(adds))
        };
        let index = table.indexes.iter().find(|index| is_it(&index.name));
        let serves = |columns: &[String]| index.is_some_and(|index| index.column_keys().starts_with(columns));
        let own = table.foreign_keys.iter().find(|known| {
            let implicit = index.is_none() && is_it(&known.name);
            (implicit || serves(&known.columns))
                && !dropped_key(&known.name)
                && !leads(table, &known.columns, Some(&key))
                && !added(&known.columns)
        });
        if let Some(own) = own {
            return Some(Needed { index: name.shown(dialect), key: table.subject(&own.columns) });
        }
        let referred = self.schema.referring(table).find(|(_, known)| {
            !known.parent_columns.is_empty()
                && serves(&known.parent_columns)
                && !leads(table, &known.parent_columns, Some(&key))
                && !added(&known.parent_columns)
        });
        referred.map(|(other, known)| Needed { index: name.shown(dialect), key: other.subject(&known.columns) })
    }

    pub(super) fn online_dropped_constraint(&self, on: &On<'_>, name: &Name) -> Effect {
        let key = name.key(self.dialect());
        let is_it = |known: &Option<String>| known.as_ref().is_some_and(|known| known.to_lowercase() == key);
        let is_key = on.known.is_some_and(|table| table.foreign_keys.iter().any(|known| is_it(&known.name)));
        let is_index = on.known.is_some_and(|table| table.indexes.iter().any(|known| is_it(&known.name)));
        let tokens = on.tokens;
        let says = |word: &str| {
            let at = tokens.iter().position(|token| token.bytes == name.bytes);
            at.and_then(|at| at.checked_sub(1)).and_then(|at| tokens.get(at)).is_some_and(|token| token.is(word))
        };
        let (operation, part) = if says("key") || is_key {
            (Operation::DropForeignKey, Part::DropForeignKey)
        } else if is_index && !says("check") {
            (Operation::DropIndex, Part::DropIndex)
        } else {
            (Operation::DropConstraint, Part::DropCheck)
        };
        let mut effect = on.effect(operation, vec![part], Some(name.bytes.clone()));
        effect.name = Some(name.shown(self.dialect()));
        effect
    }
}

/// Whether an index leads with exactly these columns in this order, another than the one of a name.
pub(super) fn leads(table: &Table, columns: &[String], but: Option<&str>) -> bool {
    table.indexes.iter().any(|index| {
        let other = but.is_none_or(|but| index.name.as_ref().is_none_or(|name| name.to_lowercase() != *but));
        other && index.is_ordered() && index.column_keys().starts_with(columns)
    })
}

/// Dropping a column takes its indexes with it, and builds those anew that have other columns too.
pub(super) fn dropped_column(on: &On<'_>, column: Option<&Column>) -> Vec<Part> {
    let Some(column) = column else { return vec![Part::DropColumn] };
    let first =
        if column.generation == Some(Generation::Virtual) { Part::DropVirtualColumn } else { Part::DropColumn };
    let mut parts = vec![first];
    let indexes = on.known.map(|table| table.indexes.as_slice()).unwrap_or_default();
    let dropped = |name: &Option<String>| {
        let is_it = |action: &AlterAction| match action {
            AlterAction::DropIndex(known) => {
                name.as_ref().is_some_and(|name| name.to_lowercase() == known.text.to_lowercase())
            }
            _ => false,
        };
        on.alter.is_some_and(|alter| alter.actions.iter().any(is_it))
    };
    for index in indexes {
        let keys = index.column_keys();
        if !keys.contains(&column.key) || dropped(&index.name) {
            continue;
        }
        parts.push(match (index.flavour, keys.len()) {
            // A table without its only full-text index is written anew without what it was for.
            (IndexFlavour::FullText, 1) => return vec![Part::RebuildTable],
            (_, 1) => Part::DropIndex,
            _ => Part::AddIndex,
        });
    }
    parts
}

/// Whether the columns that a statement drops are those of the only full-text index.
pub(super) fn drops_full_text(alter: &AlterTable, table: &Table, dialect: Dialect) -> bool {
    let dropped = |key: &String| {
        alter.actions.iter().any(|action| match action {
            AlterAction::DropColumn { column, .. } => column.key(dialect) == *key,
            _ => false,
        })
    };
    let mut indexes = table.indexes.iter().filter(|index| index.flavour == IndexFlavour::FullText);
    let first = indexes.next();
    indexes.next().is_none() && first.is_some_and(|index| index.column_keys().iter().all(dropped))
}
