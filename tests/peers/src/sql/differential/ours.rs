//! What the product reads, as facts.

use architect_sql::Dialect;
use architect_sql::ddl::{
    AlterAction, AlterTable, ColumnDefinition, Constraint, ConstraintKind, CreateIndex, CreateTable, DataChange,
    Expression, Generation, IndexKey, Name, ObjectKind, QualifiedName, Reading, ReferentialAction, SchemaChange,
    TypeKind,
};
use architect_sql::statement::Statement;

use super::facts::{self, Action, Column, Demand, Fact, ForeignKey, Index, Key, plain, plain_type};

/// What the changes of a statement say of tables, indexes and types.
pub(super) fn facts(statement: &Statement, reading: &Reading) -> Vec<Fact> {
    let mut reader = Reader { statement, facts: Vec::new() };
    for change in &reading.changes {
        reader.change(change);
    }
    reader.facts
}

struct Reader<'s> {
    statement: &'s Statement,
    facts: Vec<Fact>,
}

fn name(name: &Name) -> String {
    name.shown(Dialect::PostgreSql)
}

fn names(names: &[Name]) -> Vec<String> {
    names.iter().map(name).collect()
}

fn qualified(qualified: &QualifiedName) -> String {
    match &qualified.schema {
        Some(schema) => format!("{}.{}", name(schema), name(&qualified.name)),
        None => name(&qualified.name),
    }
}

fn expression(expression: &Expression) -> String {
    plain(&expression.text)
}

fn referential(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::NoAction => "no action",
    }
}

fn key(key: &IndexKey) -> Key {
    Key {
        is_column: key.column.is_some(),
        text: key.column.as_ref().map_or_else(|| expression(&key.expression), name),
        collation: key.collation.as_ref().map(|collation| collation.to_lowercase()),
        operator_class: key.operator_class.as_ref().map(|class| plain(class)),
        descending: key.descending,
        nulls_first: key.nulls_first,
    }
}

fn key_names(keys: &[IndexKey]) -> Vec<String> {
    keys.iter().map(|own| key(own).text).collect()
}

fn kind(kind: ObjectKind) -> Option<&'static str> {
    match kind {
        ObjectKind::Table => Some("table"),
        ObjectKind::Index => Some("index"),
        ObjectKind::Type => Some("type"),
        ObjectKind::Domain => Some("domain"),
        _ => None,
    }
}

fn constraint(constraint: &Constraint) -> Fact {
    let demand = match &constraint.kind {
        ConstraintKind::PrimaryKey { keys, include, .. } => {
            Demand::PrimaryKey { keys: key_names(keys), include: names(include) }
        }
        ConstraintKind::Unique { keys, include, nulls_not_distinct, .. } => {
            Demand::Unique { keys: key_names(keys), include: names(include), nulls_not_distinct: *nulls_not_distinct }
        }
        ConstraintKind::ForeignKey(key) => Demand::ForeignKey(ForeignKey {
            columns: names(&key.columns),
            parent: qualified(&key.parent),
            parent_columns: names(&key.parent_columns),
            on_delete: key.on_delete.map(referential),
            on_update: key.on_update.map(referential),
            match_full: key.match_full,
        }),
        ConstraintKind::Check(condition) => Demand::Check(expression(condition)),
        ConstraintKind::Exclude => Demand::Exclude,
        ConstraintKind::NotNull(column) => Demand::NotNull(name(column)),
        ConstraintKind::UsingIndex { primary, index } => Demand::UsingIndex { primary: *primary, index: name(index) },
        ConstraintKind::Index(_) => Demand::Index,
    };
    Fact::Constraint(facts::Constraint {
        name: constraint.name.as_ref().map(name),
        not_valid: constraint.not_valid,
        demand,
    })
}

impl Reader<'_> {
    fn change(&mut self, change: &SchemaChange) {
        match change {
            SchemaChange::CreateTable(table) => self.table(table),
            SchemaChange::CreateIndex(index) => self.index(index),
            SchemaChange::CreateType(made) => self.facts.push(match &made.kind {
                TypeKind::Enumeration(labels) => {
                    Fact::Enumeration { name: qualified(&made.name), labels: labels.clone() }
                }
                TypeKind::Domain { base, not_null } => {
                    Fact::Domain { name: qualified(&made.name), base: plain_type(&base.shown()), not_null: *not_null }
                }
                TypeKind::Other => Fact::OtherType { name: qualified(&made.name) },
            }),
            SchemaChange::AlterTable(table) => self.alter(table),
            SchemaChange::Rename(rename) if rename.kind == ObjectKind::Table => {
                self.facts.push(Fact::Rename { from: qualified(&rename.from), to: name(&rename.to) });
            }
            SchemaChange::Drop(drop) => {
                if let Some(kind) = kind(drop.kind) {
                    self.facts.push(Fact::Drop {
                        kind,
                        names: drop.names.iter().map(qualified).collect(),
                        if_exists: drop.if_exists,
                        cascade: drop.cascade,
                        concurrently: drop.concurrently,
                    });
                }
            }
            SchemaChange::Comment(comment) => self.facts.push(Fact::Comment {
                table: qualified(&comment.table),
                column: comment.column.as_ref().map(name),
                text: comment.text.clone(),
            }),
            SchemaChange::Truncate { tables, cascade, .. } => {
                let tables = tables.iter().map(qualified).collect();
                self.facts.push(Fact::Truncate { tables, cascade: *cascade });
            }
            SchemaChange::Update(rows) => {
                let (table, has_where) = changed(rows);
                self.facts.push(Fact::Update { table, has_where });
            }
            SchemaChange::Delete(rows) => {
                let (table, has_where) = changed(rows);
                self.facts.push(Fact::Delete { table, has_where });
            }
            _ => {}
        }
    }

    fn table(&mut self, table: &CreateTable) {
        self.facts.push(Fact::Table {
            name: qualified(&table.name),
            if_not_exists: table.if_not_exists,
            temporary: table.temporary,
            foreign: table.foreign,
            of: table.partition_of.as_ref().map(|of| qualified(&of.parent)),
        });
        for column in &table.columns {
            self.column(column);
        }
        self.facts.extend(table.constraints.iter().map(constraint));
        self.facts.extend(
            table.like.iter().map(|like| Fact::Like { table: qualified(&like.table), columns_before: like.at }),
        );
        self.facts.extend(table.inherits.iter().map(|parent| Fact::Inherits(qualified(parent))));
        if let Some(by) = &table.options.partition_by {
            let keys = by.keys.iter().map(key).collect();
            self.facts.push(Fact::PartitionedBy { method: by.method.clone(), keys });
        }
    }

    fn column(&mut self, column: &ColumnDefinition) {
        self.facts.push(Fact::Column(Column {
            name: name(&column.name),
            data_type: column.data_type.as_ref().map(|own| plain_type(&own.shown())).unwrap_or_default(),
            not_null: column.not_null,
            default: column.default.as_ref().map(expression),
            generation: column.generation.map(|how| match how {
                Generation::Counted => "counted",
                Generation::Stored => "stored",
                Generation::Virtual => "virtual",
            }),
            generated_as: column.generated_as.as_ref().map(expression),
            collation: column.collation.clone(),
            text: self.statement.source().slice(column.bytes.clone()).to_owned(),
        }));
        self.facts.extend(column.constraints.iter().map(constraint));
    }

    fn index(&mut self, made: &CreateIndex) {
        let index = &made.index;
        self.facts.push(Fact::Index(Index {
            name: index.name.as_ref().map(name),
            table: qualified(&made.table),
            unique: index.unique,
            concurrently: made.concurrently,
            only: made.only,
            if_not_exists: made.if_not_exists,
            method: index.method.clone(),
            keys: index.keys.iter().map(key).collect(),
            include: names(&index.include),
            predicate: index.predicate.as_ref().map(expression),
            nulls_not_distinct: index.nulls_not_distinct,
        }));
    }

    fn alter(&mut self, alter: &AlterTable) {
        self.facts.push(Fact::AlterTable {
            table: qualified(&alter.table),
            if_exists: alter.if_exists,
            only: alter.only,
        });
        for action in &alter.actions {
            let fact = match action {
                AlterAction::AddColumn { column, if_not_exists } => {
                    self.facts.push(Fact::Action(Action::AddColumn { if_not_exists: *if_not_exists }));
                    self.column(column);
                    continue;
                }
                AlterAction::AddConstraint(added) => {
                    self.facts.push(Fact::Action(Action::AddConstraint));
                    self.facts.push(constraint(&added.constraint));
                    continue;
                }
                AlterAction::DropColumn { column, cascade } => {
                    Action::DropColumn { column: name(column), cascade: *cascade }
                }
                AlterAction::DropConstraint { name: own, cascade } => {
                    Action::DropConstraint { name: name(own), cascade: *cascade }
                }
                AlterAction::RenameColumn { from, to } => Action::RenameColumn { from: name(from), to: name(to) },
                AlterAction::RenameConstraint { from, to } => {
                    Action::RenameConstraint { from: name(from), to: name(to) }
                }
                AlterAction::AlterType { column, data_type, collation, using } => Action::Type {
                    column: name(column),
                    data_type: plain_type(&data_type.shown()),
                    collation: collation.as_ref().map(|collation| collation.to_lowercase()),
                    using: using.as_ref().map(expression),
                },
                AlterAction::SetNotNull(column) => Action::SetNotNull(name(column)),
                AlterAction::DropNotNull(column) => Action::DropNotNull(name(column)),
                AlterAction::SetDefault { column, default } => {
                    Action::SetDefault { column: name(column), default: expression(default) }
                }
                AlterAction::DropDefault(column) => Action::DropDefault(name(column)),
                AlterAction::AddIdentity(column) => Action::AddIdentity(name(column)),
                AlterAction::DropGeneration(column) => Action::DropGeneration(name(column)),
                AlterAction::ValidateConstraint(own) => Action::Validate(name(own)),
                AlterAction::AttachPartition(table) => Action::Attach(qualified(table)),
                AlterAction::DetachPartition(table) => Action::Detach(qualified(table)),
                AlterAction::Inherit(table) => Action::Inherit(qualified(table)),
                AlterAction::NoInherit(table) => Action::NoInherit(qualified(table)),
                AlterAction::SetSchema(schema) => Action::SetSchema(name(schema)),
                AlterAction::Other { .. } => Action::Other,
                AlterAction::DropPrimaryKey
                | AlterAction::DropIndex(_)
                | AlterAction::Redefine { .. }
                | AlterAction::SetEngine(_)
                | AlterAction::SetOptions { .. }
                | AlterAction::CheckConstraint { .. } => Action::Foreign,
            };
            self.facts.push(Fact::Action(fact));
        }
    }
}

fn changed(rows: &DataChange) -> (String, bool) {
    (rows.table.as_ref().map(qualified).unwrap_or_default(), rows.has_where)
}
