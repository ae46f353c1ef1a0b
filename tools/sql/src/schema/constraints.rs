//! Constraints, folded: keys, foreign keys, checks.

use std::ops::Range;

use super::fold::Folder;
use super::naming::{joined_columns, made_name, numbered_name};
use super::table::{Check, ForeignKey, Origin};
use super::{IgnoredForeignKey, TableKey};
use crate::ddl::{AddConstraint, Constraint, ConstraintKind, Expression, ForeignKeyClause, IndexFlavour};
use crate::dialect::Dialect;

impl Folder<'_> {
    /// Adds a constraint to a table, unless it is there and that does not matter.
    pub(super) fn add_constraint(&mut self, table: &TableKey, added: AddConstraint, only: bool) {
        let named = added.constraint.name.as_ref().map(|name| name.shown(self.dialect()));
        let there = added.if_not_exists && named.is_some_and(|name| self.has_constraint(table, &name));
        if !there {
            self.constraint(table, added.constraint, only);
        }
    }

    /// Adds a constraint to a table. `only` is `ALTER TABLE ONLY`.
    pub(super) fn constraint(&mut self, table: &TableKey, constraint: Constraint, only: bool) {
        let dialect = self.dialect();
        let name = constraint.name.as_ref().map(|name| name.shown(dialect));
        // A second one of the same name is refused, or was only made where there was none.
        if let Some(name) = name.as_ref().filter(|name| self.has_constraint(table, name)) {
            if matches!(constraint.kind, ConstraintKind::ForeignKey(_)) {
                let span = self.span(constraint.bytes);
                self.schema.made_twice(name, span);
            }
            return;
        }
        let bytes = constraint.bytes;
        match constraint.kind {
            ConstraintKind::PrimaryKey { keys, include, clustered } => {
                let flavour = if clustered && dialect == Dialect::MsSql {
                    IndexFlavour::Clustered
                } else {
                    IndexFlavour::Plain
                };
                let keys = self.keys(&keys);
                self.add_key(table, Origin::PrimaryKey, name, keys, &include, flavour, false, only, bytes);
            }
            ConstraintKind::Unique { keys, include, nulls_not_distinct, clustered } => {
                let flavour = if clustered { IndexFlavour::Clustered } else { IndexFlavour::Plain };
                let keys = self.keys(&keys);
                self.add_key(table, Origin::Unique, name, keys, &include, flavour, nulls_not_distinct, only, bytes);
            }
            ConstraintKind::ForeignKey(clause) => {
                self.foreign_key(table, name, &clause, constraint.inline, constraint.not_valid, bytes);
            }
            ConstraintKind::NotNull(column) => {
                let key = column.key(dialect);
                if let Some(column) = self.schema.find_mut(table).and_then(|table| table.column_mut(&key)) {
                    column.not_null = true;
                }
            }
            ConstraintKind::Index(clause) => self.index(table, &clause, only),
            ConstraintKind::UsingIndex { primary, index } => {
                let key = index.key(dialect);
                let Some(found) = self.schema.find_mut(table) else { return };
                let Some(index) = found
                    .indexes
                    .iter_mut()
                    .find(|index| index.name.as_ref().is_some_and(|name| name.to_lowercase() == key.to_lowercase()))
                else {
                    return;
                };
                index.origin = if primary { Origin::PrimaryKey } else { Origin::Unique };
                index.unique = true;
                let columns = index.column_keys();
                if let Some(name) = name {
                    index.name = Some(name.clone());
                    self.schema.take_name(table, &name);
                }
                if primary {
                    self.set_not_null(table, &columns);
                }
            }
            ConstraintKind::Check(expression) => self.check(table, name, expression, constraint.not_valid, bytes),
            ConstraintKind::Exclude => {}
        }
    }

    /// Whether a table has a constraint of this name.
    fn has_constraint(&self, table: &TableKey, name: &str) -> bool {
        let Some(found) = self.schema.find(table).and_then(|at| self.schema.tables.get(at)) else { return false };
        // Most names are new: only one that is known somewhere is looked for.
        if !self.schema.has_name(found.key.schema.as_deref(), name) {
            return false;
        }
        let folded = self.schema.folded(name);
        let is = |known: &Option<String>| known.as_ref().is_some_and(|known| self.schema.folded(known) == folded);
        found.indexes.iter().any(|index| index.origin != Origin::Index && is(&index.name))
            || found.foreign_keys.iter().any(|key| is(&key.name))
            || found.checks.iter().any(|check| is(&check.name))
    }

    /// PostgreSQL names a check after the column that it is about, when it is about one.
    fn check(
        &mut self,
        table: &TableKey,
        name: Option<String>,
        expression: Expression,
        not_valid: bool,
        bytes: Range<usize>,
    ) {
        let span = self.span(bytes);
        let Some(found) = self.schema.find(table).and_then(|at| self.schema.tables.get(at)) else { return };
        let columns = expression.columns_of(found);
        let name = name.or_else(|| {
            let column = if columns.len() == 1 { found.shown(&columns).join("") } else { String::new() };
            let schema = found.key.schema.clone();
            (self.schema.dialect == Dialect::PostgreSql).then(|| {
                made_name(&found.bare_name, &column, "check", |name| self.schema.has_name(schema.as_deref(), name))
            })
        });
        if let Some(name) = &name {
            self.schema.take_name(table, name);
        }
        if let Some(found) = self.schema.find_mut(table) {
            found.checks.push(Check { name, expression, columns, not_valid, span });
        }
    }

    pub(super) fn set_not_null(&mut self, table: &TableKey, columns: &[String]) {
        let Some(table) = self.schema.find_mut(table) else { return };
        for column in columns {
            if let Some(column) = table.column_mut(column) {
                column.not_null = true;
            }
        }
    }

    fn foreign_key(
        &mut self,
        table: &TableKey,
        name: Option<String>,
        clause: &ForeignKeyClause,
        inline: bool,
        not_valid: bool,
        bytes: Range<usize>,
    ) {
        let dialect = self.dialect();
        let span = self.span(bytes);
        let parent = self.reference(&clause.parent);
        let Some(at) = self.schema.find(table) else { return };
        let Some(found) = self.schema.tables.get(at) else { return };
        let columns: Vec<String> = clause.columns.iter().map(|column| column.key(dialect)).collect();
        let ignored = if inline && dialect == Dialect::MySql {
            Some("MySQL reads REFERENCES behind a column and forgets it")
        } else if dialect.is_mysql_family() && !found.is_innodb() {
            Some("only InnoDB keeps foreign keys; the engine of this table reads and forgets them")
        } else {
            None
        };
        if let Some(reason) = ignored {
            let columns = found.shown(&columns);
            let table = found.name.clone();
            self.schema.ignored_foreign_keys.push(IgnoredForeignKey {
                table,
                columns,
                parent: parent.name,
                span,
                reason,
            });
            return;
        }
        let name = name.or_else(|| {
            let shown = found.shown(&columns);
            let joined = joined_columns(shown.iter().map(String::as_str));
            let schema = found.key.schema.clone();
            if dialect.is_mysql_family() {
                return Some(numbered_name(found));
            }
            (dialect == Dialect::PostgreSql).then(|| {
                made_name(&found.bare_name, &joined, "fkey", |name| self.schema.has_name(schema.as_deref(), name))
            })
        });
        if let Some(name) = &name {
            let name = name.clone();
            self.schema.take_name(table, &name);
        }
        let parent_columns = clause.parent_columns.iter().map(|column| column.key(dialect)).collect();
        self.schema.depends(&parent.key, at);
        if let Some(found) = self.schema.tables.get_mut(at) {
            found.foreign_keys.push(ForeignKey {
                name,
                columns,
                parent,
                parent_columns,
                on_delete: clause.on_delete,
                on_update: clause.on_update,
                match_full: clause.match_full,
                not_valid,
                span,
            });
        }
    }
}
