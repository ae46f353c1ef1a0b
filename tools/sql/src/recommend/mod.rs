//! Which indexes a workload asks for.
//!
//! A schema and the queries of a workload come in, [`Advice`] goes out. The way between: every relation of every query
//! states its [needs](need); needs that one index serves are merged, what an existing index serves is taken away, and
//! what is left is ranked by the weight of its queries against what writes cost. A [`Planner`] may then judge: what it
//! does not take up is dropped and named.
//!
//! Invariants: nothing depends on the order of a set; every recommendation names the queries it is for and the role of
//! each column in them; what was not considered is said.

mod candidate;
mod fit;
mod need;
mod plan;
mod refused;
mod select;
mod statement;

#[cfg(feature = "sqlite")]
mod sqlite;

use architect_core::{Context, Gap, ToolError};

pub use candidate::{Candidate, Key, Method};
pub use need::{Need, Use};
pub use plan::{Planner, Verdict};
pub use refused::NotConsidered;
#[cfg(feature = "sqlite")]
pub use sqlite::SqlitePlanner;

use crate::query::{self, Query};
use crate::schema::Schema;
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
    pub queries: Vec<Query>,
}

impl<'w> Asked<'w> {
    /// Reads the queries of a workload.
    pub fn new(schema: &'w Schema, workload: &'w Workload) -> Self {
        let asked: Vec<_> = workload.queries.iter().map(|query| (&query.statement, &query.varying)).collect();
        Self { schema, workload, queries: query::read_asked(&asked, schema) }
    }

    fn calls(&self, query: usize) -> f64 {
        self.workload.queries.get(query).map_or(0.0, |query| query.calls)
    }

    fn weight(&self, query: usize) -> f64 {
        self.workload.queries.get(query).map_or(0.0, |query| query.weight)
    }

    /// The weight of all queries; never nothing.
    fn whole_weight(&self) -> f64 {
        self.workload.queries.iter().map(|query| query.weight).sum::<f64>().max(f64::MIN_POSITIVE)
    }
}

/// Bounds of a call.
#[derive(Debug, Clone, Copy)]
pub struct Options<'o> {
    /// Most recommendations.
    pub limit: usize,
    /// Rows of tables by name, where known.
    pub rows: &'o std::collections::BTreeMap<String, u64>,
}

/// Recommends indexes.
pub fn recommend(
    asked: &Asked<'_>,
    options: Options<'_>,
    planner: Option<&mut dyn Planner>,
    context: &Context,
) -> Result<Advice, ToolError> {
    let mut advice = Advice::default();
    for query in &asked.queries {
        advice.gaps.extend(query.gaps.iter().cloned());
    }
    let wishes = need::of(asked, options.rows, planner.as_ref().is_some_and(|planner| planner.tells_costs()));
    advice.not_considered = wishes.refused;
    let mut needs = wishes.needs;
    fit::take_away_served(asked.schema, &mut needs, &mut advice);
    context.checkpoint()?;
    let candidates = candidate::merged(asked, &needs);
    let mut ranked = select::ranked(asked, candidates, &needs, &mut advice);
    if let Some(planner) = planner {
        plan::judge(asked, &mut ranked, planner, &mut advice, context)?;
    }
    let more = ranked.len().saturating_sub(options.limit);
    ranked.truncate(options.limit);
    if more > 0 {
        advice.not_considered.push(NotConsidered::beyond_limit(more));
    }
    advice.recommendations = ranked;
    Ok(advice)
}
