//! What must be known of the tables besides their schema, statement by statement.

use std::collections::{BTreeMap, BTreeSet};

use super::expression::proven_not_null;
use crate::ddl::{AlterAction, AlterTable, Constraint, ConstraintKind, QualifiedName, SchemaChange};
use crate::dialect::Dialect;
use crate::schema::{Schema, TableKey};

/// A CHECK or a `NOT NULL` constraint of a table.
#[derive(Debug, Clone)]
struct Check {
    name: Option<String>,
    not_null: Vec<String>,
    valid: bool,
}

/// Facts that grow with the statements.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    checks: BTreeMap<TableKey, Vec<Check>>,
    /// Tables and views that the migration made.
    made: BTreeSet<TableKey>,
    /// Tables that the migration emptied.
    emptied: BTreeSet<TableKey>,
    /// Columns that the migrations wrote to in every row, or where they were null.
    filled: BTreeSet<(TableKey, String)>,
    /// Tables that lost a constraint of which only SQL Server knows what it was.
    loosened: BTreeSet<String>,
    /// A program may have dropped a constraint or an index of any table.
    loose: bool,
    /// Domains with constraints.
    constrained_domains: BTreeSet<String>,
    /// Domains that are known at all.
    domains: BTreeSet<String>,
}

impl State {
    /// Takes what a change says. `key` finds its table as the schema knows it before the change.
    pub(super) fn note(&mut self, change: &SchemaChange, schema: &Schema, in_migration: bool) {
        let dialect = schema.dialect;
        match change {
            SchemaChange::CreateTable(table) => {
                let exists = schema.named(&table.name).is_some_and(|known| known.made_here);
                if exists && table.if_not_exists {
                    return;
                }
                let mut key = schema.key_of(&table.name);
                if table.temporary {
                    key.schema = Some("pg_temp".to_owned());
                    self.made.insert(schema.key_of(&table.name));
                }
                self.checks.remove(&key);
                let inline = table.columns.iter().flat_map(|column| &column.constraints);
                for constraint in inline.chain(&table.constraints) {
                    self.constraint(&key, constraint, dialect);
                }
                if in_migration {
                    self.made.insert(key);
                }
            }
            SchemaChange::CreateObject(object) => {
                if let (true, Some(name)) = (in_migration, &object.name) {
                    self.made.insert(schema.key_of(name));
                }
            }
            SchemaChange::CreateType(created) => {
                if matches!(created.kind, crate::ddl::TypeKind::Domain { .. }) {
                    self.domains.insert(created.name.name.text.to_lowercase());
                }
            }
            SchemaChange::AlterTable(alter) => {
                let key = key_of(&alter.table, schema);
                if dialect == Dialect::MsSql && drops_unknown(alter, schema) {
                    self.loosened.insert(key.name.clone());
                }
                for action in &alter.actions {
                    self.action(&key, action, dialect);
                }
            }
            SchemaChange::Rename(rename) => {
                let from = key_of(&rename.from, schema);
                let to = TableKey { schema: from.schema.clone(), name: rename.to.key(dialect) };
                if let Some(checks) = self.checks.remove(&from) {
                    self.checks.insert(to.clone(), checks);
                }
                if self.made.remove(&from) {
                    self.made.insert(to);
                } else {
                    self.made.remove(&to);
                }
            }
            SchemaChange::Drop(drop) => {
                for name in &drop.names {
                    let key = key_of(name, schema);
                    self.checks.remove(&key);
                    self.made.remove(&key);
                }
            }
            SchemaChange::Truncate { tables, partial: false, .. } => {
                for name in tables {
                    self.emptied.insert(key_of(name, schema));
                }
            }
            SchemaChange::Delete(change) => {
                if let (Some(name), false) = (&change.table, change.has_where) {
                    self.emptied.insert(key_of(name, schema));
                }
            }
            _ => {}
        }
    }

    fn action(&mut self, table: &TableKey, action: &AlterAction, dialect: Dialect) {
        match action {
            AlterAction::AddConstraint(added) => self.constraint(table, &added.constraint, dialect),
            AlterAction::AddColumn { column, .. } => {
                for constraint in &column.constraints {
                    self.constraint(table, constraint, dialect);
                }
            }
            AlterAction::ValidateConstraint(name) => {
                let name = name.key(dialect);
                for check in self.checks.get_mut(table).into_iter().flatten() {
                    check.valid |= check.name.as_deref() == Some(name.as_str());
                }
            }
            AlterAction::DropConstraint { name, .. } => {
                let name = name.key(dialect);
                if let Some(checks) = self.checks.get_mut(table) {
                    checks.retain(|check| check.name.as_deref() != Some(name.as_str()));
                }
            }
            _ => {}
        }
    }

    fn constraint(&mut self, table: &TableKey, constraint: &Constraint, dialect: Dialect) {
        let not_null = match &constraint.kind {
            ConstraintKind::Check(expression) => proven_not_null(expression),
            ConstraintKind::NotNull(column) => vec![column.key(dialect)],
            _ => return,
        };
        let name = constraint.name.as_ref().map(|name| name.key(dialect));
        self.checks.entry(table.clone()).or_default().push(Check { name, not_null, valid: !constraint.not_valid });
    }

    /// Whether the migration made a table or a view.
    pub(super) fn made(&self, key: &TableKey) -> bool {
        self.made.contains(key)
    }

    /// Notes a table that the migration makes out of a query.
    pub(super) fn make(&mut self, key: TableKey) {
        self.made.insert(key);
    }

    /// Notes that a column was filled.
    pub(super) fn fill(&mut self, table: &TableKey, column: String) {
        self.filled.insert((table.clone(), column));
    }

    /// Whether a column was filled.
    pub(super) fn is_filled(&self, table: &TableKey, column: &str) -> bool {
        self.filled.iter().any(|(known, filled)| known == table && filled == column)
    }

    /// Whether the migration emptied a table.
    pub(super) fn emptied(&self, key: &TableKey) -> bool {
        self.emptied.contains(key)
    }

    /// Whether a validated constraint says that a column is not null.
    pub(super) fn is_proven_not_null(&self, table: &TableKey, column: &str) -> bool {
        let checks = self.checks.get(table);
        checks.into_iter().flatten().any(|check| check.valid && check.not_null.iter().any(|known| known == column))
    }

    /// Whether a table has a validated CHECK.
    pub(super) fn has_check(&self, table: &TableKey) -> bool {
        self.checks.get(table).into_iter().flatten().any(|check| check.valid)
    }

    /// Whether a constraint of this name is a CHECK.
    pub(super) fn is_check(&self, table: &TableKey, name: &str) -> bool {
        self.checks.get(table).into_iter().flatten().any(|check| check.name.as_deref() == Some(name))
    }

    /// Notes that a domain has a constraint.
    pub(super) fn constrain_domain(&mut self, domain: &str) {
        self.constrained_domains.insert(domain.to_owned());
    }

    /// Whether a type is a domain with a constraint.
    pub(super) fn is_constrained_domain(&self, name: &str) -> bool {
        self.constrained_domains.contains(name)
    }

    /// Whether a type is a domain.
    pub(super) fn is_domain(&self, name: &str) -> bool {
        self.domains.contains(name)
    }

    /// Notes what a program that SQL Server puts together may drop: `EXEC('ALTER TABLE t DROP CONSTRAINT ' + @name)`.
    pub(super) fn loosen(&mut self, text: &str) {
        let lower = text.to_ascii_lowercase();
        if !(lower.contains("drop constraint") || lower.contains("drop index")) {
            return;
        }
        let mut tables = lower.split("alter table").skip(1).peekable();
        self.loose |= tables.peek().is_none();
        for behind in tables {
            let name = behind.trim_start().split(|c: char| c.is_whitespace() || c == '\'').next().unwrap_or_default();
            let name = name.rsplit('.').next().unwrap_or_default().trim_matches(['[', ']', '"']);
            if name.is_empty() || name.starts_with(['@', '+', '{', '$']) {
                self.loose = true;
            } else {
                self.loosened.insert(name.to_owned());
            }
        }
    }

    /// Whether a program may have dropped constraints and indexes of any table.
    pub(super) fn is_loose(&self) -> bool {
        self.loose
    }

    /// Whether a constraint of a table may be gone without being named.
    pub(super) fn is_loosened(&self, table: &TableKey) -> bool {
        self.loose || self.loosened.contains(&table.name)
    }

    /// The next migration begins: what the last one made is in use now.
    pub(super) fn deploy(&mut self) {
        self.made.clear();
        self.emptied.clear();
    }
}

/// The key of a table, as the schema knows it.
fn key_of(name: &QualifiedName, schema: &Schema) -> TableKey {
    schema.named(name).map_or_else(|| schema.key_of(name), |table| table.key.clone())
}

/// Whether a constraint is dropped that is none of those that the schema knows: a default of SQL Server, most of all.
fn drops_unknown(alter: &AlterTable, schema: &Schema) -> bool {
    let known = schema.named(&alter.table);
    alter.actions.iter().any(|action| match action {
        AlterAction::DropConstraint { name, .. } => {
            let key = name.key(schema.dialect);
            let is_it = |known: &Option<String>| known.as_ref().is_some_and(|known| known.to_lowercase() == key);
            known.is_none_or(|table| {
                !(table.foreign_keys.iter().any(|known| is_it(&known.name))
                    || table.indexes.iter().any(|known| is_it(&known.name))
                    || table.checks.iter().any(|known| is_it(&known.name)))
            })
        }
        _ => false,
    })
}
