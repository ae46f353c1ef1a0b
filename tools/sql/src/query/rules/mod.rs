//! The rules about queries, one a file. They run in `lint_sql_schema` when it is given a workload.

mod report;
mod view;

pub mod cartesian_product;
pub mod change_of_every_row;
pub mod comparison_with_null;
pub mod computed_condition;
pub mod distinct_over_join;
pub mod having_on_group;
pub mod implicit_conversion;
pub mod insert_without_columns;
pub mod leading_wildcard;
pub mod limit_without_order;
pub mod needless_union;
pub mod not_in_nullable;
pub mod nullable_concatenation;
pub mod offset_paging;
pub mod or_without_index;
pub mod random_order;
pub mod search_without_index;
pub mod select_star;

use std::collections::BTreeMap;

use architect_core::{RuleEntry, RuleMeta, rule};

use super::{Block, Query, read_asked};
use crate::schema::{Schema, Table, TableKey};
use crate::workload::Workload;

/// Tables of fewer rows are read whole as fast, where their rows are counted.
const FEW_ROWS: u64 = 1_000;

/// A schema, and the queries that run on it.
#[derive(Debug)]
pub struct Queries {
    /// The schema.
    pub schema: Schema,
    /// The workload.
    pub workload: Workload,
    /// For each of its queries what it asks.
    pub queries: Vec<Query>,
    /// Tables that are known to have few rows.
    small: Vec<TableKey>,
}

/// One block of one query.
#[derive(Debug, Clone, Copy)]
struct Asked<'q> {
    number: usize,
    query: &'q Query,
    at: usize,
    block: &'q Block,
}

impl Queries {
    /// Reads the queries of a workload. `rows` are those of a live database's tables, as it counts them.
    pub fn new(schema: Schema, workload: Workload, rows: &BTreeMap<String, u64>) -> Self {
        let asked: Vec<_> = workload.queries.iter().map(|query| (&query.statement, &query.varying)).collect();
        let queries = read_asked(&asked, &schema);
        let is_small = |table: &&Table| rows.get(&table.name).is_some_and(|rows| *rows < FEW_ROWS);
        let small = schema.tables().filter(is_small).map(|table| table.key.clone()).collect();
        Self { schema, workload, queries, small }
    }

    /// The blocks of all queries.
    fn blocks(&self) -> impl Iterator<Item = Asked<'_>> {
        self.queries.iter().enumerate().flat_map(|(number, query)| {
            let blocks = query.blocks.iter().enumerate();
            blocks.map(move |(at, block)| Asked { number, query, at, block })
        })
    }
}

/// The rules, as they are run.
pub const ALL: &[RuleEntry<Queries>] = &[
    RuleEntry::of::<cartesian_product::CartesianProduct>(),
    RuleEntry::of::<change_of_every_row::ChangeOfEveryRow>(),
    RuleEntry::of::<comparison_with_null::ComparisonWithNull>(),
    RuleEntry::of::<computed_condition::ComputedCondition>(),
    RuleEntry::of::<distinct_over_join::DistinctOverJoin>(),
    RuleEntry::of::<having_on_group::HavingOnGroup>(),
    RuleEntry::of::<implicit_conversion::ImplicitConversion>(),
    RuleEntry::of::<insert_without_columns::InsertWithoutColumns>(),
    RuleEntry::of::<leading_wildcard::LeadingWildcard>(),
    RuleEntry::of::<limit_without_order::LimitWithoutOrder>(),
    RuleEntry::of::<needless_union::NeedlessUnion>(),
    RuleEntry::of::<not_in_nullable::NotInNullable>(),
    RuleEntry::of::<nullable_concatenation::NullableConcatenation>(),
    RuleEntry::of::<offset_paging::OffsetPaging>(),
    RuleEntry::of::<or_without_index::OrWithoutIndex>(),
    RuleEntry::of::<random_order::RandomOrder>(),
    RuleEntry::of::<search_without_index::SearchWithoutIndex>(),
    RuleEntry::of::<select_star::SelectStar>(),
];

/// All rules about queries.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
