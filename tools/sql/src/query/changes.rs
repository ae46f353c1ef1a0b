//! `INSERT`, `UPDATE`, `DELETE` and `MERGE`: the rows they look for, and the tables they write.

use sqlparser::ast::{
    Assignment, AssignmentTarget, Delete, Expr, FromTable, Insert, Merge, MergeAction, MergeUpdateKind, ObjectName,
    OnConflictAction, OnInsert, OrderByExpr, TableFactor, TableObject, TableWithJoins, Update, UpdateTableFromKind,
};

use super::reader::{Reader, Waiting, bound};
use super::{Block, From, Join, Kind, Role, Write};
use crate::dialect::Dialect;

impl<'t> Reader<'t> {
    pub(super) fn insert(&mut self, block: usize, ctes: Option<usize>, insert: &'t Insert) {
        if let TableObject::TableName(name) = &insert.table {
            let columns = insert.columns.iter().filter_map(|name| name.0.last().and_then(|part| part.as_ident()));
            let columns: Vec<String> = columns.map(|ident| self.name(ident).key(self.dialect())).collect();
            let by_place = columns.is_empty() && insert.source.is_some() && insert.assignments.is_empty();
            if let Some(write) = self.write(name, Kind::Insert, columns) {
                write.by_place = by_place;
            }
        }
        if let Some(source) = &insert.source {
            let inner = self.block(Some(block), Role::Arm, self.query.span.clone());
            self.waiting.push_back((inner, ctes, Waiting::Query(source)));
        }
        match &insert.on {
            Some(OnInsert::OnConflict(on)) => {
                if let OnConflictAction::DoUpdate(update) = &on.action {
                    self.assignments(block, &update.assignments);
                }
            }
            Some(OnInsert::DuplicateKeyUpdate(assignments)) => self.assignments(block, assignments),
            _ => {}
        }
    }

    pub(super) fn update(&mut self, block: usize, ctes: Option<usize>, update: &'t Update) {
        let from = match &update.from {
            Some(UpdateTableFromKind::BeforeSet(from) | UpdateTableFromKind::AfterSet(from)) => from.as_slice(),
            None => &[],
        };
        // SQL Server names the table that changes again in FROM, or only its alias before it.
        if !(self.dialect() == Dialect::MsSql && self.lists(from, &update.table)) {
            self.from(block, ctes, std::slice::from_ref(&update.table));
        }
        self.from(block, ctes, from);
        if let TableFactor::Table { name, .. } = &update.table.relation {
            let mut columns = Vec::new();
            for assignment in &update.assignments {
                let targets = match &assignment.target {
                    AssignmentTarget::ColumnName(name) => std::slice::from_ref(name),
                    AssignmentTarget::Tuple(names) => names,
                };
                let idents = targets.iter().filter_map(|name| name.0.last().and_then(|part| part.as_ident()));
                columns.extend(idents.map(|ident| self.name(ident).key(self.dialect())));
            }
            let every_row = update.selection.is_none()
                && update.limit.is_none()
                && from.is_empty()
                && update.table.joins.is_empty();
            if let Some(write) = self.write(name, Kind::Update, columns) {
                write.every_row = every_row;
            }
        }
        self.assignments(block, &update.assignments);
        self.filter(block, update.selection.as_ref(), &update.order_by, update.limit.as_ref());
    }

    /// Whether a list of tables has one of this name or alias.
    fn lists(&self, from: &[TableWithJoins], table: &TableWithJoins) -> bool {
        let TableFactor::Table { name, alias: None, .. } = &table.relation else { return false };
        let Some(name) = self.qualified(name).map(|name| name.name.key(self.dialect())) else { return false };
        let factors = from.iter().flat_map(|listed| {
            std::iter::once(&listed.relation).chain(listed.joins.iter().map(|join| &join.relation))
        });
        factors.into_iter().any(|factor| {
            let TableFactor::Table { name: other, alias, .. } = factor else { return false };
            let alias = alias.as_ref().map(|alias| self.name(&alias.name));
            let other = alias.or_else(|| self.qualified(other).map(|other| other.name));
            other.is_some_and(|other| other.key(self.dialect()) == name)
        })
    }

    fn assignments(&mut self, block: usize, assignments: &'t [Assignment]) {
        if let Some(parts) = self.parts.get_mut(block) {
            parts.read.extend(assignments.iter().map(|assignment| &assignment.value));
        }
    }

    pub(super) fn delete(&mut self, block: usize, ctes: Option<usize>, delete: &'t Delete) {
        let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
        self.from(block, ctes, from);
        if let Some(using) = &delete.using {
            self.from(block, ctes, using);
        }
        if delete.tables.is_empty() {
            if let Some(TableFactor::Table { name, .. }) = from.first().map(|from| &from.relation) {
                let alone = matches!(from.as_slice(), [only] if only.joins.is_empty()) && delete.using.is_none();
                let every_row = alone && delete.selection.is_none() && delete.limit.is_none();
                if let Some(write) = self.write(name, Kind::Delete, Vec::new()) {
                    write.every_row = every_row;
                }
            }
        } else {
            for name in &delete.tables {
                self.write(name, Kind::Delete, Vec::new());
            }
        }
        self.filter(block, delete.selection.as_ref(), &delete.order_by, delete.limit.as_ref());
    }

    pub(super) fn merge(&mut self, block: usize, ctes: Option<usize>, merge: &'t Merge) {
        self.factors(block, ctes, vec![(&merge.table, Join::Listed, None)]);
        self.factors(block, ctes, vec![(&merge.source, Join::Inner, None)]);
        self.filter(block, Some(&merge.on), &[], None);
        let TableFactor::Table { name, .. } = &merge.table else { return };
        for clause in &merge.clauses {
            let kind = match &clause.action {
                MergeAction::Insert(_) => Kind::Insert,
                MergeAction::Update(_) => Kind::Update,
                MergeAction::Delete { .. } => Kind::Delete,
                MergeAction::DoNothing { .. } => continue,
            };
            self.write(name, kind, Vec::new());
            if let MergeAction::Update(update) = &clause.action
                && let MergeUpdateKind::Set(assignments) = &update.kind
            {
                self.assignments(block, assignments);
            }
            if let (Some(parts), Some(predicate)) = (self.parts.get_mut(block), &clause.predicate) {
                parts.read.push(predicate);
            }
        }
    }

    fn filter(
        &mut self,
        block: usize,
        selection: Option<&'t Expr>,
        order: &'t [OrderByExpr],
        limit: Option<&'t Expr>,
    ) {
        if let Some(parts) = self.parts.get_mut(block) {
            parts.filters.extend(selection.map(|expr| (expr, None)));
            parts.order.extend(order);
        }
        if let Some(block) = self.query.blocks.get_mut(block) {
            block.limit = limit.map(bound);
        }
    }

    fn write(&mut self, name: &ObjectName, kind: Kind, columns: Vec<String>) -> Option<&mut Write> {
        let name = self.qualified(name)?;
        let span = self.statement.source().span(name.bytes());
        let aliased = |block: &Block| {
            let key = name.name.key(self.dialect());
            block.relations.iter().find(|relation| relation.alias == key).map(|relation| relation.origin.clone())
        };
        let by_alias = self.query.blocks.first().filter(|_| name.schema.is_none()).and_then(aliased);
        let table = match by_alias {
            Some(From::Table(key)) => Some(key),
            _ => self.schema.named(&name).map(|table| table.key.clone()),
        };
        let Some(table) = table else {
            if kind == Kind::Insert {
                self.unknown(&name);
            }
            return None;
        };
        self.query.writes.push(Write { table, kind, columns, by_place: false, every_row: false, span });
        self.query.writes.last_mut()
    }
}
