//! One relation of a query and the indexes of its table: which conditions an index finds rows by.

use std::collections::BTreeSet;

use super::{Asked, Queries};
use crate::ddl::IndexFlavour;
use crate::query::{Condition, Join, Operand, Pattern, Target, Test};
use crate::schema::{Index, Key, Schema, Table};

/// A relation whose table is in the schema with all its indexes.
#[derive(Clone, Copy)]
pub(super) struct View<'q> {
    pub(super) asked: Asked<'q>,
    pub(super) relation: usize,
    pub(super) table: &'q Table,
}

impl Queries {
    /// The relations of all queries whose tables and indexes are known, and worth an index.
    pub(super) fn views(&self) -> impl Iterator<Item = View<'_>> {
        self.blocks().flat_map(move |asked| {
            let relations = 0..asked.block.relations.len();
            relations.filter_map(move |relation| self.view(asked, relation))
        })
    }

    /// A relation of a block, where its table and indexes are known and worth an index.
    pub(super) fn view<'q>(&'q self, asked: Asked<'q>, relation: usize) -> Option<View<'q>> {
        let table = asked.query.table(&self.schema, asked.at, relation)?;
        let judged = table.made_here && !table.keys_unknown && !table.foreign && !self.small.contains(&table.key);
        judged.then_some(View { asked, relation, table })
    }
}

impl Asked<'_> {
    /// Whether conditions ask for one value of each column of a key, so that a relation gives one row at most.
    /// `counts` says of what it is compared with whether that is one value.
    pub(super) fn names_one_row(self, schema: &Schema, relation: usize, counts: impl Fn(&Operand) -> bool) -> bool {
        let Some(table) = self.query.table(schema, self.at, relation) else { return false };
        let asked = self.block.conditions.iter().filter(|condition| {
            (condition.target.column.block, condition.target.column.relation) == (self.at, relation)
                && !condition.negated
                && condition.target.expression.is_none()
                && matches!(&condition.test, Test::Equal(operand) if counts(operand))
        });
        let asked: BTreeSet<&String> = asked.map(|condition| &condition.target.column.column).collect();
        table.indexes.iter().filter(|index| index.unique && index.predicate.is_none()).any(|index| {
            let keys = index.column_keys();
            !keys.is_empty() && keys.len() == index.keys.len() && keys.iter().all(|key| asked.contains(key))
        })
    }
}

/// A value that is the same for the whole query.
pub(super) fn is_value(operand: &Operand) -> bool {
    matches!(operand, Operand::Literal(_) | Operand::Parameter)
}

impl<'q> View<'q> {
    pub(super) fn is_own(&self, target: &Target) -> bool {
        (target.column.block, target.column.relation) == (self.asked.at, self.relation)
    }

    /// The conditions that hold for every row.
    pub(super) fn conditions(self) -> impl Iterator<Item = &'q Condition> {
        self.asked.block.conditions.iter().filter(move |condition| self.is_own(&condition.target))
    }

    /// `orders(created_at)`.
    pub(super) fn subject(&self, column: &str) -> String {
        self.table.subject([&column.to_owned()])
    }

    /// The column's name as shown.
    pub(super) fn shown(&self, column: &str) -> String {
        self.table.column(column).map_or_else(|| column.to_owned(), |column| column.name.clone())
    }

    /// Whether some other condition on the relation is one that an index finds rows by.
    pub(super) fn is_found_without(self, condition: &Condition) -> bool {
        self.conditions().any(|other| !std::ptr::eq(other, condition) && self.is_found_by(other))
    }

    /// Whether an index finds rows by this condition alone, or may do so.
    pub(super) fn is_found_by(&self, condition: &Condition) -> bool {
        let finds = match &condition.test {
            Test::Equal(Operand::Null) | Test::Other | Test::IsTrue => false,
            Test::Equal(_) | Test::In(_) | Test::InBlock(_) | Test::Range(_) | Test::IsNull | Test::Search(_) => true,
            Test::Like { pattern, .. } => *pattern != Pattern::Anywhere,
        };
        finds && !condition.negated && self.led_by(&condition.target).is_some()
    }

    /// An index whose first key is what a condition is about.
    pub(super) fn led_by(&self, target: &Target) -> Option<&'q Index> {
        let leads = |key: &Key| match &target.expression {
            None => key.column.as_deref() == Some(&target.column.column),
            Some(computed) => {
                let wanted = computed.index.as_ref().map(|expression| expression.normal.as_str());
                key.column.is_none() && wanted == Some(key.expression.as_str())
            }
        };
        // Those of search indexes stand in no order.
        let has = |index: &Index| match index.flavour {
            IndexFlavour::FullText | IndexFlavour::Spatial | IndexFlavour::Other => false,
            _ if matches!(index.method.as_str(), "gin" | "gist" | "bloom" | "rum") => index.keys.iter().any(leads),
            _ => index.keys.first().is_some_and(leads),
        };
        self.table.indexes.iter().find(|index| index.valid && has(index))
    }

    /// Whether its rows may be missing: it stands on the outer side of a join.
    pub(super) fn may_be_missing(&self) -> bool {
        let relations = &self.asked.block.relations;
        let joined = relations.get(self.relation).map(|relation| relation.join);
        matches!(joined, Some(Join::Left | Join::Full))
            || relations.iter().skip(self.relation + 1).any(|later| matches!(later.join, Join::Right | Join::Full))
    }
}
