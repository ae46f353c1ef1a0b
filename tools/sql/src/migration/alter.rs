//! The operations of `ALTER TABLE`.

use architect_core::Confidence;

use super::effect::{Detail, Effect, Touched};
use super::expression::{Volatility, volatility};
use super::locks::Operation;
use super::reader::Reader;
use super::type_change;
use crate::ddl::{
    AlterAction, AlterTable, ColumnDefinition, Constraint, ConstraintKind, DataType, Expression, Generation, Name,
    QualifiedName,
};
use crate::dialect::Dialect;
use crate::schema::{Origin, Reference, Table, TableKey};
use crate::statement::Statement;

/// An effect on the table of the statement, at a place in it.
struct On<'s> {
    table: &'s Touched,
    statement: &'s Statement,
}

impl On<'_> {
    fn effect(&self, operation: Operation, bytes: Option<std::ops::Range<usize>>) -> Effect {
        Effect::new(operation, self.table.clone(), bytes.unwrap_or_else(|| self.statement.bytes()))
    }

    fn column(&self, operation: Operation, column: &Name) -> Effect {
        let mut effect = self.effect(operation, Some(column.bytes.clone()));
        effect.columns = vec![column.shown(Dialect::PostgreSql)];
        effect
    }
}

impl Reader<'_> {
    pub(super) fn altered(&mut self, alter: &AlterTable, statement: &Statement) -> Vec<Effect> {
        let table = self.touched(&alter.table);
        let on = On { table: &table, statement };
        let mut effects = Vec::new();
        for action in &alter.actions {
            match action {
                AlterAction::AddColumn { column, if_not_exists } => {
                    let known = self
                        .schema
                        .named(&alter.table)
                        .is_some_and(|known| known.column(&column.name.key(Dialect::PostgreSql)).is_some());
                    if !(known && *if_not_exists) {
                        effects.extend(self.new_column(&on, column));
                    }
                }
                AlterAction::AddConstraint(added) => {
                    effects.push(self.new_constraint(&on, &alter.table, &added.constraint));
                }
                other => effects.extend(self.action(&on, &alter.table, other)),
            }
        }
        if !alter.only {
            let heirs = self.heirs(&table.key);
            for effect in effects.iter_mut().filter(|effect| reaches_heirs(effect.operation)) {
                effect.heirs.clone_from(&heirs);
            }
        }
        effects
    }

    /// The partitions of a table, and those that inherit from it.
    pub(super) fn heirs(&self, table: &TableKey) -> Vec<Touched> {
        let family = self.schema.family(table).into_iter().skip(1);
        let known = family.filter_map(|key| self.schema.table(&Reference { key, name: String::new() }));
        known.map(|table| self.touched_table(table)).collect()
    }

    fn action(&self, on: &On<'_>, table: &QualifiedName, action: &AlterAction) -> Option<Effect> {
        let known = self.schema.named(table);
        let key = |name: &Name| name.key(Dialect::PostgreSql);
        let effect = match action {
            AlterAction::DropColumn { column, .. } => {
                let mut effect = on.column(Operation::DropColumn, column);
                let keys = known.map(|table| table.foreign_keys.as_slice()).unwrap_or_default();
                let with = keys.iter().filter(|foreign_key| foreign_key.columns.contains(&key(column)));
                let parents = with.filter_map(|foreign_key| self.schema.table(&foreign_key.parent));
                effect.others = parents.map(|parent| self.touched_table(parent)).collect();
                effect
            }
            AlterAction::DropConstraint { name, .. } => self.dropped_constraint(on, known, name),
            AlterAction::DropPrimaryKey | AlterAction::DropIndex(_) => on.effect(Operation::DropConstraint, None),
            AlterAction::RenameColumn { from, to } => {
                let mut effect = on.column(Operation::RenameColumn, from);
                effect.detail = Detail::Text(to.shown(Dialect::PostgreSql));
                effect
            }
            AlterAction::RenameConstraint { .. } => on.effect(Operation::RenameConstraint, None),
            AlterAction::AlterType { column, data_type, using, .. } => {
                self.retyped(on, known, column, data_type, using.as_ref())
            }
            AlterAction::SetNotNull(column) => {
                let proven = self.state.is_proven_not_null(&on.table.key, &key(column))
                    || known.and_then(|table| table.column(&key(column))).is_some_and(|column| column.not_null);
                on.column(if proven { Operation::SetProvenNotNull } else { Operation::SetNotNull }, column)
            }
            AlterAction::DropNotNull(column) => on.column(Operation::DropNotNull, column),
            AlterAction::SetDefault { column, .. } | AlterAction::DropDefault(column) => {
                on.column(Operation::ChangeDefault, column)
            }
            AlterAction::AddIdentity(column) => on.column(Operation::AddIdentity, column),
            AlterAction::DropGeneration(column) => on.column(Operation::ChangeDefault, column),
            AlterAction::ValidateConstraint(name) => self.validated(on, known, name),
            AlterAction::AttachPartition(child) => {
                let child = self.touched(child);
                let proven = self.state.has_check(&child.key);
                let operation = if proven { Operation::AttachProvenPartition } else { Operation::AttachPartition };
                let mut effect = on.effect(operation, None);
                effect.name = Some(child.name.clone());
                effect.others = vec![child];
                effect
            }
            AlterAction::DetachPartition(child) => {
                let tokens = on.statement.tokens();
                let concurrently = tokens.tokens.iter().any(|token| token.is("concurrently"));
                let operation =
                    if concurrently { Operation::DetachPartitionConcurrently } else { Operation::DetachPartition };
                let mut effect = on.effect(operation, None);
                effect.others = vec![self.touched(child)];
                effect.name = effect.others.first().map(|child| child.name.clone());
                effect
            }
            AlterAction::Inherit(parent) | AlterAction::NoInherit(parent) => {
                let mut effect = on.effect(Operation::Inherit, None);
                effect.others = vec![self.touched(parent)];
                effect
            }
            AlterAction::SetSchema(schema) => {
                let mut effect = on.effect(Operation::SetSchema, Some(schema.bytes.clone()));
                effect.detail = Detail::Text(schema.shown(Dialect::PostgreSql));
                effect
            }
            AlterAction::Other { bytes, .. } => {
                on.effect(other(on.statement.source().slice(bytes.clone())), Some(bytes.clone()))
            }
            AlterAction::AddColumn { .. }
            | AlterAction::AddConstraint(_)
            | AlterAction::Redefine { .. }
            | AlterAction::SetEngine(_)
            | AlterAction::SetOptions { .. }
            | AlterAction::CheckConstraint { .. } => return None,
        };
        Some(effect)
    }

    /// A new column, and each constraint that comes with it. What a rewrite does anyway is not told twice.
    fn new_column(&self, on: &On<'_>, column: &ColumnDefinition) -> Vec<Effect> {
        let type_name = column.data_type.as_ref().map_or("", |data_type| data_type.name.as_str());
        let serial = matches!(type_name, "serial" | "bigserial" | "smallserial" | "serial2" | "serial4" | "serial8");
        let is_primary =
            column.constraints.iter().any(|added| matches!(added.kind, ConstraintKind::PrimaryKey { .. }));
        let null_default = column.default.as_ref().is_some_and(|default| default.normal == "null");
        let default = column.default.as_ref().filter(|_| !null_default);
        let mut doubt = None;
        let operation = if serial || column.generation == Some(Generation::Counted) {
            Operation::AddCountedColumn
        } else if column.generation == Some(Generation::Stored) {
            Operation::AddStoredColumn
        } else if self.state.is_constrained_domain(type_name) {
            Operation::AddConstrainedColumn
        } else {
            match default.map(volatility) {
                Some(Volatility::Differs) => Operation::AddVolatileColumn,
                Some(Volatility::Unknown) => {
                    doubt = Some("a function is volatile unless it is declared otherwise");
                    Operation::AddVolatileColumn
                }
                None if (column.not_null || is_primary) && column.generation.is_none() => {
                    Operation::AddRequiredColumn
                }
                Some(Volatility::Same) | None => Operation::AddColumn,
            }
        };
        let mut first = on.effect(operation, Some(column.bytes.clone()));
        first.columns = vec![column.name.shown(Dialect::PostgreSql)];
        first.detail = Detail::Column(Box::new(column.clone()));
        if let Some(note) = doubt {
            first = first.doubted(Confidence::Medium, note);
        } else if operation == Operation::AddRequiredColumn && self.state.is_domain(type_name) {
            first = first.doubted(Confidence::Low, "the domain may have a default");
        }
        let rewrites = operation.cost().work == super::Work::Rewrite;
        let mut effects = vec![first];
        for constraint in &column.constraints {
            let operation = match &constraint.kind {
                ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. } if !rewrites => {
                    Operation::AddUniqueColumn
                }
                ConstraintKind::Check(_) if !rewrites => Operation::AddCheckedColumn,
                ConstraintKind::ForeignKey(_) if default.is_some() || rewrites => {
                    Operation::AddFilledReferencingColumn
                }
                ConstraintKind::ForeignKey(_) => Operation::AddReferencingColumn,
                _ => continue,
            };
            let mut effect = on.effect(operation, Some(constraint.bytes.clone()));
            effect.columns = vec![column.name.shown(Dialect::PostgreSql)];
            effect.name = constraint.name.as_ref().map(|name| name.shown(Dialect::PostgreSql));
            effect.detail = Detail::Constraint(Box::new(constraint.clone()));
            if let ConstraintKind::ForeignKey(foreign_key) = &constraint.kind {
                effect.others = vec![self.touched(&foreign_key.parent)];
            }
            effects.push(effect);
        }
        effects
    }

    fn new_constraint(&self, on: &On<'_>, table: &QualifiedName, constraint: &Constraint) -> Effect {
        let shown = |name: &Name| name.shown(Dialect::PostgreSql);
        let mut columns = Vec::new();
        let mut others = Vec::new();
        let operation = match &constraint.kind {
            ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => {
                columns = keys.iter().filter_map(|key| key.column.as_ref()).map(shown).collect();
                if matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }) {
                    Operation::AddPrimaryKey
                } else {
                    Operation::AddUnique
                }
            }
            ConstraintKind::ForeignKey(key) => {
                columns = key.columns.iter().map(shown).collect();
                others.push(self.touched(&key.parent));
                if constraint.not_valid { Operation::AddForeignKeyNotValid } else { Operation::AddForeignKey }
            }
            ConstraintKind::Check(_) if constraint.not_valid => Operation::AddCheckNotValid,
            ConstraintKind::Check(_) | ConstraintKind::Index(_) => Operation::AddCheck,
            ConstraintKind::Exclude => Operation::AddExclusion,
            ConstraintKind::NotNull(column) => {
                columns.push(shown(column));
                if constraint.not_valid { Operation::AddCheckNotValid } else { Operation::SetNotNull }
            }
            ConstraintKind::UsingIndex { primary, index } => {
                columns = self.columns_of_index(table, index);
                let nullable = |column: &String| {
                    let known = self
                        .schema
                        .named(table)
                        .and_then(|table| table.columns.iter().find(|known| known.name == *column));
                    known.is_some_and(|known| {
                        !known.not_null && !self.state.is_proven_not_null(&on.table.key, &known.key)
                    })
                };
                if *primary && columns.iter().any(nullable) {
                    Operation::AddNullableKeyUsingIndex
                } else {
                    Operation::AddKeyUsingIndex
                }
            }
        };
        let mut effect = on.effect(operation, Some(constraint.bytes.clone()));
        let known = self.schema.named(table);
        let filled = |column: &&String| {
            let known = known.and_then(|table| table.columns.iter().find(|known| known.name == **column));
            known.is_some_and(|known| known.not_null || self.state.is_proven_not_null(&on.table.key, &known.key))
        };
        effect.filled = columns.iter().filter(filled).cloned().collect();
        effect.columns = columns;
        effect.others = others;
        effect.name = constraint.name.as_ref().map(shown);
        effect.detail = Detail::Constraint(Box::new(constraint.clone()));
        effect
    }

    fn columns_of_index(&self, table: &QualifiedName, index: &Name) -> Vec<String> {
        let key = index.key(Dialect::PostgreSql);
        let Some(table) = self.schema.named(table) else { return Vec::new() };
        let named = |known: &&crate::schema::Index| known.name.as_ref().is_some_and(|name| *name == key);
        table.indexes.iter().find(named).map(|index| table.shown(&index.column_keys())).unwrap_or_default()
    }

    fn dropped_constraint(&self, on: &On<'_>, known: Option<&Table>, name: &Name) -> Effect {
        let key = name.key(Dialect::PostgreSql).to_lowercase();
        let named = |known: &Option<String>| known.as_ref().is_some_and(|known| known.to_lowercase() == key);
        let foreign_key = known.and_then(|table| table.foreign_keys.iter().find(|known| named(&known.name)));
        let mut effect = match foreign_key {
            Some(foreign_key) => {
                let mut effect = on.effect(Operation::DropForeignKey, Some(name.bytes.clone()));
                effect.others = vec![match self.schema.table(&foreign_key.parent) {
                    Some(parent) => self.touched_table(parent),
                    None => Touched {
                        key: foreign_key.parent.key.clone(),
                        name: foreign_key.parent.name.clone(),
                        new: false,
                        rows: None,
                        partitioned: false,
                        key_column: None,
                    },
                }];
                effect
            }
            None => on.effect(Operation::DropConstraint, Some(name.bytes.clone())),
        };
        effect.name = Some(name.shown(Dialect::PostgreSql));
        effect
    }

    fn validated(&self, on: &On<'_>, known: Option<&Table>, name: &Name) -> Effect {
        let key = name.key(Dialect::PostgreSql).to_lowercase();
        let named = |known: &Option<String>| known.as_ref().is_some_and(|known| known.to_lowercase() == key);
        let foreign_key = known.and_then(|table| table.foreign_keys.iter().find(|known| named(&known.name)));
        let parent = foreign_key.and_then(|foreign_key| self.schema.table(&foreign_key.parent));
        let is_check = self.state.is_check(&on.table.key, &name.key(Dialect::PostgreSql));
        let operation = if foreign_key.is_some() && !is_check {
            Operation::ValidateForeignKey
        } else {
            Operation::ValidateConstraint
        };
        let mut effect = on.effect(operation, Some(name.bytes.clone()));
        effect.name = Some(name.shown(Dialect::PostgreSql));
        effect.others = parent.map(|parent| self.touched_table(parent)).into_iter().collect();
        effect
    }

    fn retyped(
        &self,
        on: &On<'_>,
        known: Option<&Table>,
        column: &Name,
        to: &DataType,
        using: Option<&Expression>,
    ) -> Effect {
        let key = column.key(Dialect::PostgreSql);
        let from = known.and_then(|table| table.column(&key)).and_then(|column| column.data_type.as_ref());
        let (mut operation, mut confidence, mut note) = type_change::judge(from, to, self.is_utc());
        // Another expression than the column itself computes every value anew.
        let plain = |using: &Expression| {
            let words: Vec<&str> = using.normal.split(' ').collect();
            words.first() == Some(&key.as_str()) && (words.len() == 1 || words.get(1) == Some(&"::"))
        };
        if using.is_some_and(|using| !plain(using)) {
            (operation, confidence, note) = (Operation::RewriteType, Confidence::High, None);
        }
        let mut effect = on.column(operation, column);
        effect.confidence = confidence;
        effect.note = note;
        effect.detail = Detail::Text(match from {
            Some(from) => format!("from {} to {}", from.shown(), to.shown()),
            None => format!("to {}", to.shown()),
        });
        // Without an index on the column there is none to build anew.
        let indexed = known.is_none_or(|table| {
            !table.is_whole()
                || table.indexes.iter().any(|index| {
                    index.keys.iter().any(|known| known.column.as_deref() == Some(key.as_str()))
                        || index.origin == Origin::Index && index.keys.iter().any(|known| known.column.is_none())
                })
        });
        if operation == Operation::ReindexType && !indexed {
            effect.operation = Operation::WidenType;
        }
        effect
    }
}

/// Whether an action is done to the partitions and the heirs of a table too.
fn reaches_heirs(operation: Operation) -> bool {
    !matches!(
        operation,
        Operation::AttachPartition
            | Operation::AttachProvenPartition
            | Operation::DetachPartition
            | Operation::DetachPartitionConcurrently
            | Operation::Inherit
            | Operation::SetSchema
            | Operation::AlterTable
            | Operation::RewriteTable
            | Operation::SetParameters
            | Operation::ClusterOn
            | Operation::SwitchTrigger
            | Operation::AddIdentity
    )
}

/// Any other action, by its words.
fn other(text: &str) -> Operation {
    let text = text.to_ascii_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == '(').filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        // Another expression computes the values of a stored column anew.
        ["set", "logged" | "unlogged" | "tablespace", ..]
        | ["set", "access", "method", ..]
        | ["alter", _, "set", "expression", ..]
        | ["alter", "column", _, "set", "expression", ..] => Operation::RewriteTable,
        ["alter", .., "set", "statistics", _] => Operation::SetStatistics,
        ["alter", _, "set", "storage" | "compression", _] | ["alter", _, _, "set", "storage" | "compression", _] => {
            Operation::SetStorage
        }
        ["alter", _, "set" | "reset", ..] | ["alter", "column", _, "set" | "reset", ..]
            if text.contains("n_distinct") =>
        {
            Operation::SetParameters
        }
        ["cluster", "on", ..] | ["set", "without", "cluster"] => Operation::ClusterOn,
        ["set" | "reset", parameter, ..]
            if text.trim_start_matches("set").trim_start_matches("reset").trim_start().starts_with('(') =>
        {
            let _ = parameter;
            Operation::SetParameters
        }
        ["enable" | "disable", "trigger", ..] | ["enable", "always" | "replica", "trigger", ..] => {
            Operation::SwitchTrigger
        }
        _ => Operation::AlterTable,
    }
}
