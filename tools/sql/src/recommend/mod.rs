//! Which indexes a workload asks for.
//!
//! A schema and the queries of a workload come in, [`Advice`] goes out. The way between: every relation of every query
//! states its needs; needs that one index serves are merged, what an existing index serves is taken away, and
//! what is left is ranked by the weight of its queries against what writes cost. A [`Planner`] may then judge: what it
//! does not take up is dropped and named.
//!
//! Invariants: nothing depends on the order of a set; every recommendation names the queries it is for and the role of
//! each column in them; what was not considered is said.

mod asks;
mod candidate;
mod fit;
mod hypopg;
mod need;
mod plan;
mod refused;
mod select;
mod statement;

#[cfg(feature = "sqlite")]
mod copy;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::borrow::Cow;
use std::collections::BTreeMap;

use architect_core::{Context, Gap, ToolError};

pub use candidate::{Candidate, Key, Method};
pub use hypopg::{HypopgPlanner, statistics};
pub use need::{Need, Use};
pub use plan::{Planner, Verdict};
pub use refused::NotConsidered;
#[cfg(feature = "sqlite")]
pub use sqlite::SqlitePlanner;
pub(crate) use statement::of_expression as index_of_expression;

use crate::query::{self, From, Query};
use crate::schema::{Schema, TableKey};
use crate::workload::Workload;

/// What is recommended, and what is not.
#[derive(Debug, Clone, Default)]
pub struct Advice {
    /// Best first.
    pub recommendations: Vec<Recommendation>,
    /// Indexes that the planner did not take up.
    pub dropped: Vec<Dropped>,
    /// Wishes for which no index is recommended.
    pub not_considered: Vec<NotConsidered>,
    /// Needs that an existing index serves.
    pub served: usize,
    /// What was not understood.
    pub gaps: Vec<Gap>,
    /// The estimated cost of the whole workload before and after, where the planner tells costs.
    pub cost: Option<(f64, f64)>,
}

/// An index to make.
#[derive(Debug, Clone)]
pub struct Recommendation {
    /// The index.
    pub candidate: Candidate,
    /// Its name.
    pub name: String,
    /// The statement.
    pub statement: String,
    /// What else there is to do or to know.
    pub notes: Vec<String>,
    /// Which queries use which column in which role.
    pub needs: Vec<Need>,
    /// The part of the workload's weight that its queries have, from 0 to 1.
    pub share: f64,
    /// Reads by its queries and writes that it must follow, in calls.
    pub reads: f64,
    /// Writes of the workload that change it, in calls.
    pub writes: f64,
    /// Indexes that are needless beside it: the statements that drop them.
    pub makes_redundant: Vec<String>,
    /// What the planner says.
    pub verdict: Verdict,
}

/// An index that the planner did not take up.
#[derive(Debug, Clone)]
pub struct Dropped {
    /// The statement.
    pub statement: String,
    /// Why.
    pub reason: String,
}

/// A workload whose queries are read.
#[derive(Debug)]
pub struct Asked<'w> {
    /// The schema.
    pub schema: &'w Schema,
    /// The workload.
    pub workload: &'w Workload,
    /// For each of its queries what it asks.
    pub queries: Cow<'w, [Query]>,
}

impl<'w> Asked<'w> {
    /// Reads the queries of a workload.
    pub fn new(schema: &'w Schema, workload: &'w Workload) -> Self {
        let asked: Vec<_> = workload.queries.iter().map(|query| (&query.statement, &query.varying)).collect();
        Self { schema, workload, queries: Cow::Owned(query::read_asked(&asked, schema)) }
    }

    /// A workload whose queries were read before.
    pub fn of(schema: &'w Schema, workload: &'w Workload, queries: &'w [Query]) -> Self {
        Self { schema, workload, queries: Cow::Borrowed(queries) }
    }

    fn calls(&self, query: usize) -> f64 {
        self.workload.queries.get(query).map_or(0.0, |query| query.calls)
    }

    fn weight(&self, query: usize) -> f64 {
        self.workload.queries.get(query).map_or(0.0, |query| query.weight)
    }

    /// The queries that read or change a table, by their number.
    fn queries_of(&self, table: &TableKey) -> impl Iterator<Item = usize> {
        let reads = |query: &&(usize, &Query)| {
            let mut relations = query.1.blocks.iter().flat_map(|block| &block.relations);
            relations.any(|relation| relation.origin == From::Table(table.clone()))
        };
        self.queries.iter().enumerate().filter(move |query| reads(&query)).map(|(number, _)| number)
    }

    /// The weight of all queries; never nothing.
    fn whole_weight(&self) -> f64 {
        self.workload.queries.iter().map(|query| query.weight).sum::<f64>().max(f64::MIN_POSITIVE)
    }
}

/// What is known of the rows of tables.
#[derive(Debug, Clone, Default)]
pub struct Statistics {
    /// Rows by table.
    pub rows: BTreeMap<TableKey, f64>,
    /// Distinct values by table and column.
    pub distinct: BTreeMap<(TableKey, String), f64>,
}

impl Statistics {
    /// What is known here, and for the rest what others know.
    #[must_use]
    pub fn over(mut self, others: Self) -> Self {
        for (table, rows) in others.rows {
            self.rows.entry(table).or_insert(rows);
        }
        for (column, distinct) in others.distinct {
            self.distinct.entry(column).or_insert(distinct);
        }
        self
    }

    /// With the rows that a call says, by the tables' names.
    #[must_use]
    pub fn with_rows(mut self, schema: &Schema, said: &BTreeMap<String, u64>) -> Self {
        for table in schema.tables() {
            let names = [table.name.as_str(), table.bare_name.as_str()];
            if let Some(rows) = names.iter().find_map(|name| said.get(*name)) {
                #[expect(clippy::cast_precision_loss, reason = "an estimate")]
                self.rows.insert(table.key.clone(), *rows as f64);
            }
        }
        self
    }
}

/// Bounds of a call, and what is known.
#[derive(Debug, Clone, Copy)]
pub struct Options<'o> {
    /// Most recommendations.
    pub limit: usize,
    /// What is known of the rows.
    pub statistics: &'o Statistics,
}

/// The indexes for what only a search index finds, without asking a planner.
pub fn searches(asked: &Asked<'_>) -> Vec<Recommendation> {
    let statistics = Statistics::default();
    let mut advice = Advice::default();
    let mut needs = need::of(asked, &statistics, false).needs;
    needs.retain(|need| need.method != Method::Ordered);
    fit::take_away_served(asked.schema, &mut needs, &mut advice);
    let candidates = candidate::merged(asked, &needs, &statistics, false);
    select::ranked(asked, candidates, &needs, &mut advice)
}

/// Recommends indexes.
pub fn recommend(
    asked: &Asked<'_>,
    options: Options<'_>,
    planner: Option<&mut dyn Planner>,
    context: &Context,
) -> Result<Advice, ToolError> {
    let mut advice = Advice::default();
    for query in asked.queries.iter() {
        advice.gaps.extend(query.gaps.iter().cloned());
    }
    let costs = planner.as_ref().is_some_and(|planner| planner.tells_costs());
    let wishes = need::of(asked, options.statistics, costs);
    advice.not_considered = wishes.refused;
    let mut needs = wishes.needs;
    fit::take_away_served(asked.schema, &mut needs, &mut advice);
    context.checkpoint()?;
    let candidates = candidate::merged(asked, &needs, options.statistics, costs);
    let mut ranked = select::ranked(asked, candidates, &needs, &mut advice);
    if let Some(planner) = planner {
        plan::judge(asked, &mut ranked, planner, &mut advice, context)?;
        select::renamed(asked, &mut ranked);
    } else {
        select::say_which_are_alternatives(&mut ranked);
    }
    let more = ranked.len().saturating_sub(options.limit);
    ranked.truncate(options.limit);
    if more > 0 {
        advice.not_considered.push(NotConsidered::beyond_limit(more));
    }
    advice.recommendations = ranked;
    Ok(advice)
}
