//! One relation of a query and the indexes of its table: which conditions an index finds rows by.

use std::collections::BTreeSet;

use super::{Asked, Queries};
use crate::ddl::IndexFlavour;
use crate::query::{Condition, From, Join, Operand, Pattern, Target, Test};
use crate::schema::{Index, Key, Schema, Table};

/// A relation whose table is in the schema with all its indexes.
#[derive(Clone, Copy)]
pub(super) struct View<'q> {
    pub(super) asked: Asked<'q>,
    pub(super) relation: usize,
    pub(super) table: &'q Table,
}

/// What an index finds rows of a relation by.
pub(super) struct Found<'q> {
    /// Two conditions at most.
    conditions: Vec<&'q Condition>,
    /// An `OR` of which every arm has one, or what the other side of an outer join may find.
    alternatives: bool,
}

impl Found<'_> {
    /// Whether there is one besides this.
    pub(super) fn without(&self, condition: &Condition) -> bool {
        self.alternatives || self.conditions.iter().any(|found| !std::ptr::eq(*found, condition))
    }

    /// Whether there is any.
    pub(super) fn any(&self) -> bool {
        self.alternatives || !self.conditions.is_empty()
    }
}

/// Whether a condition leaves some of the rows, whatever finds them.
fn picks_rows(condition: &Condition) -> bool {
    match &condition.test {
        Test::Equal(operand) | Test::Range(operand) => matches!(operand, Operand::Literal(_) | Operand::Parameter),
        Test::In(_) | Test::InBlock(_) | Test::Like { .. } | Test::Search(_) | Test::IsNull | Test::IsTrue => true,
        Test::Other => false,
    }
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

    /// Conditions by which an index finds rows, as far as it matters whether there are others: two at most.
    pub(super) fn found(self) -> Found<'q> {
        let block = self.asked.block;
        let is_other = |condition: &&Condition| !self.is_own(&condition.target);
        let elsewhere = block.conditions.iter().filter(is_other).any(picks_rows)
            || block.alternatives.iter().flatten().flatten().filter(is_other).any(picks_rows);
        // A condition on one side may make an outer join an inner one, and reach over to the other side.
        let outer = || block.relations.iter().any(|of| matches!(of.join, Join::Left | Join::Right | Join::Full));
        // What joins finds rows for the rows of another relation: nothing is won where those are all there are.
        let is_driven = |condition: &Condition| match &condition.test {
            Test::Equal(Operand::Column(other)) => {
                let origin = block.relations.get(other.relation).map(|relation| &relation.origin);
                other.block != self.asked.at || elsewhere || !matches!(origin, Some(From::Table(_)))
            }
            _ => true,
        };
        let found = self.conditions().filter(|condition| self.is_found_by(condition) && is_driven(condition));
        let is_arm = |condition: &Condition| self.is_own(&condition.target) && self.is_found_by(condition);
        let alternatives = block.alternatives.iter().any(|arms| arms.iter().all(|arm| arm.iter().any(is_arm)))
            || (elsewhere && outer());
        Found { conditions: found.take(2).collect(), alternatives }
    }

    /// Whether rows of it are looked up for the rows of other tables.
    pub(super) fn is_joined(&self) -> bool {
        self.asked.block.relations.len() > 1
    }

    /// Whether an index finds rows by this condition alone, or may do so.
    pub(super) fn is_found_by(&self, condition: &Condition) -> bool {
        let finds = match &condition.test {
            Test::Equal(Operand::Null) | Test::Other | Test::IsTrue => false,
            // `NOT x > 5` and `IS NOT NULL` are found as well.
            Test::Range(_) | Test::IsNull => true,
            Test::Like { pattern: Pattern::Anywhere, .. } => {
                return !condition.negated && self.has_trigrams(condition);
            }
            Test::Equal(_) | Test::In(_) | Test::InBlock(_) | Test::Search(_) | Test::Like { .. } => {
                !condition.negated
            }
        };
        finds && self.led_by(&condition.target).is_some()
    }

    /// Whether an index holds the parts of the text that a condition is about.
    pub(super) fn has_trigrams(&self, condition: &Condition) -> bool {
        self.table.indexes.iter().flat_map(|index| &index.keys).any(|key| {
            let classed = key.operator_class.as_deref().is_some_and(|class| {
                let class = class.rsplit('.').next().unwrap_or(class);
                matches!(class, "gin_trgm_ops" | "gist_trgm_ops" | "gin_bigm_ops")
            });
            let is_it = match &condition.target.expression {
                None => key.column.as_deref() == Some(&condition.target.column.column),
                Some(computed) => {
                    computed.index.as_ref().is_none_or(|expression| expression.normal == key.expression)
                }
            };
            classed && is_it
        })
    }

    /// An index whose first key is what a condition is about.
    pub(super) fn led_by(&self, target: &Target) -> Option<&'q Index> {
        self.leading(target).next()
    }

    /// The like, of all rows of the table.
    pub(super) fn led_by_whole(&self, target: &Target) -> Option<&'q Index> {
        self.leading(target).find(|index| index.predicate.is_none())
    }

    /// The like, of a part of the rows by columns of which the query asks something as well: most likely that part.
    pub(super) fn led_by_part(self, target: &Target) -> Option<&'q Index> {
        let asked: BTreeSet<&str> =
            self.conditions().map(|condition| condition.target.column.column.as_str()).collect();
        let fits = |index: &&Index| {
            index.predicate.as_ref().is_some_and(|predicate| {
                let mut named =
                    predicate.normal.split(' ').filter(|word| self.table.column(word).is_some()).peekable();
                named.peek().is_some() && named.all(|word| asked.contains(word))
            })
        };
        self.leading(target).find(fits)
    }

    fn leading<'t>(&self, target: &'t Target) -> impl Iterator<Item = &'q Index> + use<'q, 't> {
        let leads = |key: &Key| match &target.expression {
            None => key.column.as_deref() == Some(&target.column.column),
            Some(computed) => {
                let wanted = computed.index.as_ref().map(|expression| expression.normal.as_str());
                key.column.is_none() && wanted == Some(key.expression.as_str())
            }
        };
        // The keys of search indexes stand in no order.
        let has = move |index: &Index| match index.flavour {
            IndexFlavour::FullText | IndexFlavour::Spatial | IndexFlavour::Other => false,
            _ if matches!(index.method.as_str(), "gin" | "gist" | "bloom" | "rum") => index.keys.iter().any(leads),
            _ => index.keys.first().is_some_and(leads),
        };
        self.table.indexes.iter().filter(move |index| index.valid && has(index))
    }

    /// Whether its rows may be missing: it stands on the outer side of a join.
    pub(super) fn may_be_missing(&self) -> bool {
        let relations = &self.asked.block.relations;
        let joined = relations.get(self.relation).map(|relation| relation.join);
        matches!(joined, Some(Join::Left | Join::Full))
            || relations.iter().skip(self.relation + 1).any(|later| matches!(later.join, Join::Right | Join::Full))
    }
}
