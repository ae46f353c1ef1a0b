//! What a relation of a query needs of an index: columns asked for equality, then one range or the order.
//!
//! Every relation is looked at twice: as the one that a query begins with, found by constants alone, and as one that is
//! looked up for each row of another, found by the columns that join it as well.

use std::collections::BTreeSet;

use super::asks::Asks;
use super::candidate::{Key, Method, has_include};
use super::refused::{self, NotConsidered, Refusals};
use super::{Asked, Statistics};
use crate::ddl::Expression;
use crate::dialect::Dialect;
use crate::query::{Block, Condition, Kind, Operand, Query, Role, Target, Test};
use crate::schema::{Column, Kind as ColumnKind, Schema, Table, TableKey};

/// What one relation of one query needs.
#[derive(Debug, Clone)]
pub struct Need {
    /// The query, by its number in the workload.
    pub query: usize,
    /// The block in it.
    pub block: usize,
    /// The relation in that.
    pub relation: usize,
    /// The table.
    pub table: TableKey,
    /// The kind of index.
    pub method: Method,
    /// Keys asked for equality, in no order of importance.
    pub equal: Vec<Key>,
    /// Keys in their order behind those: one range, or the order of the rows.
    pub tail: Vec<Key>,
    /// Conditions with a constant, of which an index of a part of the rows could be made.
    pub constants: Vec<Constant>,
    /// Columns that are read besides, where carrying them along would save a look into the table.
    pub include: Vec<String>,
    /// Which column is used in which role.
    pub uses: Vec<Use>,
}

/// A condition with a constant.
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    /// The column.
    pub column: String,
    /// The condition.
    pub expression: Expression,
    /// It picks out rows by one of a few values, or by null: the column alone is no key.
    pub few: bool,
}

/// A column, or an expression over one, and what a query does with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The column or the expression, as shown.
    pub what: String,
    /// The role: `equality`, `join with customer.id`, `IN`, `range`, `order`, …
    pub role: String,
}

/// Needs, and wishes that are none.
pub(super) struct Wishes {
    pub(super) needs: Vec<Need>,
    pub(super) refused: Vec<NotConsidered>,
}

/// The role of a column in an arm of an `OR`.
pub(super) const ARM: &str = "arm of OR";

/// Tables of fewer rows are read whole as fast.
const FEW_ROWS: f64 = 1_000.0;

/// The needs of all queries, in their order. `alternatives`: both ways to go where it is not clear which is better, for
/// a planner to tell.
pub(super) fn of(asked: &Asked<'_>, statistics: &Statistics, alternatives: bool) -> Wishes {
    let writes = asked.queries.iter().flat_map(|query| &query.writes).filter(|write| write.kind == Kind::Update);
    let updated = writes.flat_map(|write| write.columns.iter().map(|column| (write.table.clone(), column.clone())));
    let mut finder = Finder {
        schema: asked.schema,
        statistics,
        alternatives,
        updated: updated.collect(),
        needs: Vec::new(),
        refusals: Refusals::default(),
    };
    for (number, query) in asked.queries.iter().enumerate() {
        for (at, block) in query.blocks.iter().enumerate() {
            for relation in 0..block.relations.len() {
                if let Some(table) = query.table(asked.schema, at, relation) {
                    finder.relation(View { number, query, block, at, relation, table });
                }
            }
        }
    }
    Wishes { needs: finder.needs, refused: finder.refusals.list() }
}

pub(super) struct Finder<'f> {
    pub(super) schema: &'f Schema,
    pub(super) statistics: &'f Statistics,
    pub(super) alternatives: bool,
    /// Columns that some query of the workload updates.
    pub(super) updated: BTreeSet<(TableKey, String)>,
    pub(super) needs: Vec<Need>,
    pub(super) refusals: Refusals,
}

/// One relation of a query.
#[derive(Clone, Copy)]
pub(super) struct View<'v> {
    pub(super) number: usize,
    pub(super) query: &'v Query,
    pub(super) block: &'v Block,
    pub(super) at: usize,
    pub(super) relation: usize,
    pub(super) table: &'v Table,
}

impl View<'_> {
    pub(super) fn is_own(&self, target: &Target) -> bool {
        (target.column.block, target.column.relation) == (self.at, self.relation)
    }

    pub(super) fn subject(&self, column: &str) -> String {
        self.table.subject([&column.to_owned()])
    }
}

impl Finder<'_> {
    fn relation(&mut self, view: View<'_>) {
        let table = view.table;
        if table.foreign {
            return;
        }
        let is_small = self.statistics.rows.get(&table.key).is_some_and(|rows| *rows < FEW_ROWS);
        let mut asks = Asks::default();
        for condition in view.block.conditions.iter().filter(|condition| view.is_own(&condition.target)) {
            self.condition(view, condition, &mut asks);
        }
        let asks_for_something =
            !(asks.equal.is_empty() && asks.joins.is_empty() && asks.ranges.is_empty() && asks.constants.is_empty());
        if asks_for_something && is_small {
            self.refusals.push(table.name.clone(), refused::SMALL_TABLE, view.number);
            return;
        }
        if asks_for_something && !table.made_here {
            self.refusals.push(table.name.clone(), refused::NOT_WHOLE, view.number);
            return;
        }
        self.alternatives(view);
        let sort = self.sort(view, &asks);
        self.beginning(view, &asks, sort.as_deref());
        self.looked_up(view, &asks);
    }

    /// The keys of the order, where an index of this relation can give it.
    fn sort(&mut self, view: View<'_>, asks: &Asks) -> Option<Vec<(Key, Use)>> {
        let block = view.block;
        let fixed = |key: &Key| {
            asks.equal
                .iter()
                .chain(&asks.few)
                .any(|(known, used)| known.identity() == key.identity() && used.role == "equality")
        };
        let mut keys: Vec<(Key, Use)> = Vec::new();
        if block.order.is_empty() {
            let [column] = block.extremes.as_slice() else { return None };
            if (column.block, column.relation) != (view.at, view.relation) {
                return None;
            }
            let name = view.table.column(&column.column)?.name.clone();
            return Some(vec![(
                Key::of(&column.column),
                Use { what: name, role: "least or greatest value".to_owned() },
            )]);
        }
        if block.aggregates || block.distinct.is_some() || block.random_order.is_some() || !block.group.is_empty() {
            return None;
        }
        for sort in &block.order {
            let target = sort.target.as_ref().filter(|target| view.is_own(target))?;
            let mut key = self.key(view, target, &Test::IsNull)?;
            key.descending = sort.descending;
            // PostgreSQL: nulls come first in descending order unless said otherwise.
            key.nulls_first = sort.nulls_first.filter(|first| *first != sort.descending);
            let what =
                view.table.column(&target.column.column).map_or_else(String::new, |column| column.name.clone());
            let what = key.expression.as_ref().map_or(what, |expression| expression.text.clone());
            if !fixed(&key) && !keys.iter().any(|(known, _)| known.identity() == key.identity()) {
                keys.push((
                    key,
                    Use { what, role: if sort.descending { "order, descending" } else { "order" }.to_owned() },
                ));
            }
        }
        // Behind the columns of a unique key nothing is left to order.
        let columns: Vec<String> = keys.iter().filter_map(|(key, _)| key.column.clone()).collect();
        for end in 1..=columns.len() {
            if keys.len() == columns.len() && columns.get(..end).is_some_and(|first| view.table.is_unique(first)) {
                keys.truncate(end);
                break;
            }
        }
        if keys.iter().all(|(key, _)| key.descending && key.nulls_first.is_none()) {
            for (key, _) in &mut keys {
                key.descending = false;
            }
        }
        if self.schema.dialect == Dialect::MariaDb && keys.iter().any(|(key, _)| key.descending) {
            return None;
        }
        Some(keys).filter(|keys| !keys.is_empty())
    }

    /// As the relation that a query begins with.
    fn beginning(&mut self, view: View<'_>, asks: &Asks, sort: Option<&[(Key, Use)]>) {
        let limited = view.block.limit.is_some() || !view.block.extremes.is_empty();
        let picks = !asks.equal.is_empty();
        let range = asks.ranges.first().cloned();
        let mut ways: Vec<Vec<(Key, Use)>> = Vec::new();
        let sort = sort.filter(|_| limited || picks || !asks.constants.is_empty() || !asks.few.is_empty());
        match (range, sort) {
            (Some(range), Some(sort)) => {
                let same = sort.first().is_some_and(|(key, _)| key.identity() == range.0.identity());
                if same {
                    let mut tail = sort.to_vec();
                    if let Some((_, used)) = tail.first_mut() {
                        used.role = format!("range and {}", used.role);
                    }
                    ways.push(tail);
                } else if limited {
                    ways.push(sort.to_vec());
                    if self.alternatives {
                        ways.push(vec![range]);
                    }
                } else {
                    ways.push(vec![range]);
                    if self.alternatives {
                        ways.push(sort.to_vec());
                    }
                }
            }
            (Some(range), None) => ways.push(vec![range]),
            (None, Some(sort)) => ways.push(sort.to_vec()),
            (None, None) => ways.push(Vec::new()),
        }
        if self.alternatives && asks.ranges.len() > 1 {
            ways.extend(asks.ranges.iter().map(|range| vec![range.clone()]));
        }
        for tail in ways {
            self.need(view, asks, &asks.equal, &tail);
        }
        if !picks && asks.ranges.is_empty() && asks.joins.is_empty() {
            self.say_why_nothing(view, asks, sort.is_some(), limited);
        }
    }

    /// As a relation that is looked up for each row of another.
    fn looked_up(&mut self, view: View<'_>, asks: &Asks) {
        for (other, keys) in &asks.joins {
            if !Self::is_driven(view, *other) {
                // Where the query begins with this one, it is looked up by nothing.
                let begins = !(asks.equal.is_empty()
                    && asks.ranges.is_empty()
                    && asks.few.is_empty()
                    && asks.constants.is_empty());
                let ordered = view.block.limit.is_some();
                if !begins && !ordered {
                    self.refusals.push(view.table.name.clone(), refused::WHOLE_TABLES, view.number);
                }
                continue;
            }
            let mut equal = keys.clone();
            equal.extend(
                asks.equal
                    .iter()
                    .filter(|(key, _)| !keys.iter().any(|(known, _)| known.identity() == key.identity()))
                    .cloned(),
            );
            let range = asks.ranges.first().cloned();
            self.need(view, asks, &equal, range.as_slice());
            // The latest of each: the order within what is looked up.
            if let (Some(sort), true) =
                (self.sort(view, asks), view.block.limit.is_some() && view.block.parent.is_some())
            {
                self.need(view, asks, &equal, &sort);
            }
        }
    }

    /// Whether something picks out rows on the side from which this relation is looked up.
    fn is_driven(view: View<'_>, other: (usize, usize)) -> bool {
        let asks = |condition: &Condition| {
            !condition.negated
                && matches!(
                    &condition.test,
                    Test::Equal(Operand::Literal(_) | Operand::Parameter)
                        | Test::In(_)
                        | Test::Range(Operand::Literal(_) | Operand::Parameter)
                        | Test::Like { .. }
                        | Test::Search(_)
                        | Test::IsNull
                        | Test::IsTrue
                )
        };
        let correlated = other.0 != view.at && other.0 != usize::MAX;
        if correlated && matches!(view.block.role, Role::Exists { .. } | Role::Scalar | Role::From) {
            return true;
        }
        let anywhere = |at: usize, block: &Block| {
            block.conditions.iter().any(|condition| {
                asks(condition) && !(at == view.at && condition.target.column.relation == view.relation)
            })
        };
        let picked = view.query.blocks.iter().enumerate().any(|(at, block)| anywhere(at, block));
        // With a limit the first rows of the other side are few, where the order is not this relation's own.
        let own_order =
            view.block.order.iter().any(|key| key.target.as_ref().is_some_and(|target| view.is_own(target)));
        picked || (view.block.limit.is_some() && !own_order)
    }

    fn need(&mut self, view: View<'_>, asks: &Asks, equal: &[(Key, Use)], tail: &[(Key, Use)]) {
        // Few values are worth a place behind others, never the first one alone.
        let mut equal: Vec<(Key, Use)> = equal.to_vec();
        if !equal.is_empty() || !tail.is_empty() {
            equal.extend(
                asks.few
                    .iter()
                    .filter(|(key, _)| {
                        !asks.constants.iter().any(|(constant, _)| Some(&constant.column) == key.column.as_ref())
                    })
                    .cloned(),
            );
        }
        let mut seen = BTreeSet::new();
        equal.retain(|(key, _)| seen.insert(key.identity()));
        let mut tail: Vec<(Key, Use)> = tail.to_vec();
        tail.retain(|(key, _)| seen.insert(key.identity()));
        if equal.is_empty() && tail.is_empty() {
            return;
        }
        // What has few values and a constant is a key where no index of a part of the rows is made.
        let mut uses: Vec<Use> = equal.iter().chain(&tail).map(|(_, used)| used.clone()).collect();
        for (_, used) in &asks.constants {
            if !uses.iter().any(|known| known.what == used.what) {
                uses.push(used.clone());
            }
        }
        let include = self.include(view, &equal, &tail);
        self.needs.push(Need {
            query: view.number,
            block: view.at,
            relation: view.relation,
            table: view.table.key.clone(),
            method: Method::Ordered,
            equal: equal.into_iter().map(|(key, _)| key).collect(),
            tail: tail.into_iter().map(|(key, _)| key).collect(),
            constants: asks.constants.iter().map(|(constant, _)| constant.clone()).collect(),
            include,
            uses,
        });
    }

    /// Columns that an index may carry along, so that the table need not be looked into: few, and narrow.
    fn include(&self, view: View<'_>, equal: &[(Key, Use)], tail: &[(Key, Use)]) -> Vec<String> {
        const MOST: usize = 2;
        if !has_include(self.schema.dialect)
            || view.query.kind != Kind::Select
            || view.block.read_whole.contains(&view.relation)
        {
            return Vec::new();
        }
        // Where one row is found, one look into the table is no loss.
        let columns: Vec<String> = equal.iter().filter_map(|(key, _)| key.column.clone()).collect();
        if view.table.is_unique(&columns) || equal.iter().chain(tail).any(|(key, _)| key.column.is_none()) {
            return Vec::new();
        }
        let Some(reads) = view.block.reads.get(&view.relation) else { return Vec::new() };
        let keys: BTreeSet<&String> = equal.iter().chain(tail).filter_map(|(key, _)| key.column.as_ref()).collect();
        let rest: Vec<String> = reads.iter().filter(|column| !keys.contains(column)).cloned().collect();
        // What is written again and again is not written twice.
        if rest.iter().any(|column| self.updated.contains(&(view.table.key.clone(), column.clone()))) {
            return Vec::new();
        }
        let narrow = rest.iter().all(|column| view.table.column(column).is_some_and(|column| self.is_narrow(column)));
        if rest.len() <= MOST && narrow { rest } else { Vec::new() }
    }

    fn is_narrow(&self, column: &Column) -> bool {
        match self.schema.kind(column) {
            ColumnKind::Integer { .. }
            | ColumnKind::Decimal
            | ColumnKind::Float
            | ColumnKind::Uuid
            | ColumnKind::Timestamp { .. } => true,
            ColumnKind::Named(name) => matches!(name.as_str(), "boolean" | "date" | "bit"),
            _ => false,
        }
    }

    /// An `OR` over several columns: an index for each arm, or none.
    fn alternatives(&mut self, view: View<'_>) {
        for arms in &view.block.alternatives {
            if !arms.iter().flatten().any(|condition| view.is_own(&condition.target)) {
                continue;
            }
            let mut needs = Vec::new();
            for arm in arms {
                let found = arm.iter().find(|condition| {
                    view.is_own(&condition.target)
                        && !condition.negated
                        && condition.target.expression.is_none()
                        && matches!(
                            condition.test,
                            Test::Equal(Operand::Literal(_) | Operand::Parameter) | Test::In(_)
                        )
                });
                let Some(found) = found else {
                    needs.clear();
                    break;
                };
                let key = Key::of(&found.target.column.column);
                let what = view
                    .table
                    .column(&found.target.column.column)
                    .map_or_else(String::new, |column| column.name.clone());
                needs.push(Need {
                    query: view.number,
                    block: view.at,
                    relation: view.relation,
                    table: view.table.key.clone(),
                    method: Method::Ordered,
                    equal: vec![key],
                    tail: Vec::new(),
                    constants: Vec::new(),
                    include: Vec::new(),
                    uses: vec![Use { what, role: ARM.to_owned() }],
                });
            }
            if needs.is_empty() {
                self.refusals.push(view.table.name.clone(), refused::ALTERNATIVES, view.number);
            }
            self.needs.append(&mut needs);
        }
    }

    fn say_why_nothing(&mut self, view: View<'_>, asks: &Asks, sorted: bool, limited: bool) {
        if sorted {
            return;
        }
        for (key, _) in &asks.few {
            let column = key.column.clone().unwrap_or_default();
            self.refusals.push(view.subject(&column), refused::FEW_VALUES, view.number);
        }
        for (constant, used) in &asks.constants {
            let few = asks.few.iter().any(|(key, _)| key.column.as_ref() == Some(&constant.column));
            if !few {
                let reason = if used.role == "IS NULL" { refused::NULLS_ALONE } else { refused::FEW_VALUES };
                self.refusals.push(view.subject(&constant.column), reason, view.number);
            }
        }
        let own = |target: &Target| view.is_own(target);
        if view.block.group.iter().any(own) {
            self.refusals.push(view.table.name.clone(), refused::GROUPING, view.number);
        } else if !limited && view.block.order.iter().any(|key| key.target.as_ref().is_some_and(own)) {
            self.refusals.push(view.table.name.clone(), refused::WHOLE_SORT, view.number);
        }
    }
}
