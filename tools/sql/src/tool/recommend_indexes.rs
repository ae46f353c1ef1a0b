//! `recommend_indexes`: the indexes that a workload asks for.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::report::ReportedGap;
use architect_core::{Context, DocumentInput, Gap, Source, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::lint_sql_schema::{described, split_all};
use crate::catalog::{self, Catalog};
use crate::dialect::Dialect;
use crate::input::{Chosen, DialectFrom, Sources};
use crate::recommend::{self, Advice, Asked, HypopgPlanner, Need, Options, Recommendation, Statistics, Verdict};
use crate::schema;
use crate::workload::{self, Workload};

/// Recommends indexes.
#[derive(Debug, Clone, Copy, Default)]
pub struct RecommendIndexes;

/// What is to be looked at.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Input {
    /// The schema.
    #[serde(flatten)]
    pub document: DocumentInput,
    /// As for `lint_sql_schema`.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Files (SQL, `pg_stat_statements` as CSV or JSON, a log), or the text of queries.
    #[serde(default)]
    pub queries: Vec<String>,
    /// As for `lint_sql_schema`.
    #[serde(default)]
    pub dialect: Option<Dialect>,
    /// Rows by table, e.g. `{"orders": 50000000}`.
    #[serde(default)]
    pub tables: BTreeMap<String, u64>,
    /// Most recommendations; default: 20.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// What is recommended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// What was looked at and what came out, in one sentence.
    pub summary: String,
    /// Indexes to make, best first.
    pub recommendations: Vec<RecommendedRow>,
    /// Indexes that were thought of and that the planner does not take.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<DroppedRow>,
    /// Wishes of queries for which no index is recommended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_considered: Vec<NotConsideredRow>,
    /// Who judged: a planner and its version; `none`: no planner was asked.
    pub planner: String,
    /// The estimated cost of the workload, where the planner tells costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// What was not read, and why.
    pub gaps: Vec<ReportedGap>,
    /// The dialect the text was read in.
    pub dialect: Dialect,
    /// Where the dialect comes from.
    pub dialect_from: DialectFrom,
}

/// Costs as a planner estimates them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    /// Without the indexes.
    pub before: f64,
    /// With them.
    pub after: f64,
}

/// An index to make.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecommendedRow {
    /// The table.
    pub table: String,
    /// The statement that makes it.
    pub statement: String,
    /// The part of the workload's weight that its queries have, in per cent.
    pub share: f64,
    /// `verified`: the planner takes it. `not_verified`: no planner was asked.
    pub verdict: String,
    /// The estimated cost of its queries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// Which query uses which column in which role.
    pub used_by: Vec<UsedBy>,
    /// Number of queries that are not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<usize>,
    /// Writes of the workload that change it, in calls.
    pub writes: f64,
    /// Indexes that are needless beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub makes_redundant: Vec<String>,
    /// What else there is to know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A query and what it does with the columns.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UsedBy {
    /// `queries.sql:12`, `stats.csv#3`.
    pub query: String,
    /// `customer_id: equality`, in the order of the keys.
    pub columns: Vec<String>,
}

/// An index that the planner does not take.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DroppedRow {
    /// The statement.
    pub statement: String,
    /// Why.
    pub reason: String,
}

/// A wish for which no index is recommended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NotConsideredRow {
    /// What it is about.
    pub subject: String,
    /// Why not.
    pub reason: String,
    /// The queries.
    pub queries: Vec<String>,
}

impl Tool for RecommendIndexes {
    const NAME: &'static str = "recommend_indexes";
    const TITLE: &'static str = "Recommend indexes";
    const DESCRIPTION: &'static str = "From a schema and the queries that run on it, the indexes to make: the statement, \
        which query uses which column in which role, what becomes redundant, and for which queries none helps. SQLite's \
        own planner, or a live PostgreSQL's with hypopg (path `database:NAME`), verifies them. Use with real queries or statistics; state the `dialect`.";
    type Input = Input;
    type Output = Output;

    fn call(&self, input: Input, context: &Context) -> Result<Output, ToolError> {
        const MOST: u32 = 20;
        let sources = Sources::open(&input.document, &input.paths, context)?;
        let chosen = Chosen::new(input.dialect, &sources, context)?;
        let scripts = split_all(&sources.sources, chosen.dialect, context)?;
        let schema = schema::fold(&scripts, chosen.dialect);
        let workload = workload::read(&workload::open(&input.queries, context)?, chosen.dialect, context)?;
        context.checkpoint()?;
        let asked = Asked::new(&schema, &workload);
        let limit = usize::try_from(input.limit.unwrap_or(MOST)).unwrap_or(usize::MAX);
        let counted = sources.live.as_ref().map(|live| live.observed.rows()).unwrap_or_default();
        // What the call says counts for more than what the server estimates.
        let statistics = Statistics::default().with_rows(&schema, &counted).with_rows(&schema, &input.tables);
        let options = Options { limit, statistics: &statistics };
        let (advice, planner) = advise(&asked, options, sources.live.as_ref(), context)?;
        let mut gaps = sources.gaps.clone();
        gaps.extend(schema.gaps.iter().chain(&workload.gaps).chain(&advice.gaps).cloned());
        gaps.extend(not_read(&chosen, &workload, &sources));
        gaps.sort();
        gaps.dedup();
        let row = |recommendation| recommended(recommendation, &asked);
        let names = |queries: &[usize]| queries.iter().take(FEW).map(|query| place(&workload, *query)).collect();
        let mut output = Output {
            summary: String::new(),
            recommendations: advice.recommendations.iter().map(row).collect(),
            dropped: advice
                .dropped
                .iter()
                .map(|dropped| DroppedRow { statement: dropped.statement.clone(), reason: dropped.reason.clone() })
                .collect(),
            not_considered: advice
                .not_considered
                .iter()
                .map(|wish| NotConsideredRow {
                    subject: wish.subject.clone(),
                    reason: wish.reason.clone(),
                    queries: names(&wish.queries),
                })
                .collect(),
            planner,
            cost: advice.cost.map(|(before, after)| Cost { before: rounded(before), after: rounded(after) }),
            gaps: ReportedGap::fold(&gaps),
            dialect: chosen.dialect,
            dialect_from: chosen.from,
        };
        output.summary =
            format!("{}: {}", described(&sources, &chosen, &schema), summary(&output, &advice, &workload));
        Ok(output)
    }
}

/// Queries that a recommendation, or a wish, lists.
const FEW: usize = 6;

/// Asks the planner that there is: a live PostgreSQL's, or `SQLite`'s own.
fn advise(
    asked: &Asked<'_>,
    options: Options<'_>,
    live: Option<&Catalog>,
    context: &Context,
) -> Result<(Advice, String), ToolError> {
    let named = live.filter(|catalog| catalog.dialect == Dialect::PostgreSql);
    let Some(name) = named.and_then(|catalog| catalog::named(catalog.source.name())) else {
        return advise_without_server(asked, options, context);
    };
    let mut database = context.databases().open(name)?;
    let statistics = recommend::statistics(database.as_mut(), asked.schema)?;
    let statistics = options.statistics.clone().over(statistics);
    let options = Options { statistics: &statistics, ..options };
    match HypopgPlanner::new(asked, database) {
        Ok(mut planner) => {
            let version = planner.version().to_owned();
            let advice = recommend::recommend(asked, options, Some(&mut planner), context)?;
            Ok((advice, format!("PostgreSQL {version} with hypopg")))
        }
        Err(why) => Ok((recommend::recommend(asked, options, None, context)?, format!("none: {why}"))),
    }
}

/// Asks the planner that needs no server.
#[cfg(feature = "sqlite")]
fn advise_without_server(
    asked: &Asked<'_>,
    options: Options<'_>,
    context: &Context,
) -> Result<(Advice, String), ToolError> {
    use crate::recommend::SqlitePlanner;
    if asked.schema.dialect == Dialect::Sqlite {
        let mut planner = SqlitePlanner::new(asked).map_err(ToolError::internal)?;
        let advice = recommend::recommend(asked, options, Some(&mut planner), context)?;
        return Ok((advice, format!("SQLite {}, on tables without rows", SqlitePlanner::version())));
    }
    Ok((recommend::recommend(asked, options, None, context)?, "none".to_owned()))
}

/// Without a planner.
#[cfg(not(feature = "sqlite"))]
fn advise_without_server(
    asked: &Asked<'_>,
    options: Options<'_>,
    context: &Context,
) -> Result<(Advice, String), ToolError> {
    Ok((recommend::recommend(asked, options, None, context)?, "none".to_owned()))
}

fn place(workload: &Workload, query: usize) -> String {
    workload.queries.get(query).map(workload::Weighed::place).unwrap_or_default()
}

fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn recommended(recommendation: &Recommendation, asked: &Asked<'_>) -> RecommendedRow {
    let table = asked.schema.by_key(&recommendation.candidate.table);
    let mut by_query: BTreeMap<usize, Vec<&Need>> = BTreeMap::new();
    for need in &recommendation.needs {
        by_query.entry(need.query).or_default().push(need);
    }
    let takers: Option<BTreeSet<usize>> = match &recommendation.verdict {
        Verdict::Taken(queries) => Some(queries.iter().copied().collect()),
        _ => None,
    };
    by_query.retain(|query, _| takers.as_ref().is_none_or(|takers| takers.contains(query)));
    let more = by_query.len().saturating_sub(FEW);
    let used_by = by_query.iter().take(FEW).map(|(query, needs)| {
        let mut columns: Vec<String> = Vec::new();
        for used in needs.iter().flat_map(|need| &need.uses) {
            let text = format!("{}: {}", used.what, used.role);
            if !columns.contains(&text) {
                columns.push(text);
            }
        }
        UsedBy { query: place(asked.workload, *query), columns }
    });
    let mut notes = recommendation.notes.clone();
    let (verdict, cost) = match &recommendation.verdict {
        Verdict::NotAsked => ("not_verified", None),
        Verdict::Taken(_) => ("verified", None),
        Verdict::Cheaper { before, after } => {
            ("verified", Some(Cost { before: rounded(*before), after: rounded(*after) }))
        }
        Verdict::Unknown(why) => {
            notes.push(format!("the planner could not be asked: {why}"));
            ("not_verified", None)
        }
    };
    RecommendedRow {
        table: table.map_or_else(String::new, |table| table.name.clone()),
        statement: recommendation.statement.clone(),
        share: rounded(recommendation.share * 100.0),
        verdict: verdict.to_owned(),
        cost,
        used_by: used_by.collect(),
        more: Some(more).filter(|more| *more > 0),
        writes: recommendation.writes,
        makes_redundant: recommendation.makes_redundant.clone(),
        notes,
    }
}

/// What is owed to the caller beyond what reading gave.
fn not_read(chosen: &Chosen, workload: &Workload, sources: &Sources) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let name = sources.sources.first().map(Source::name).unwrap_or_default();
    if workload.queries.is_empty() {
        gaps.push(Gap::of_source("queries", "there is no query in what was given: nothing was looked at"));
    }
    if chosen.from == DialectFrom::Default {
        gaps.push(Gap::of_source(name, "nothing tells the dialect: the text was read as PostgreSQL; say `dialect`"));
    }
    gaps
}

fn summary(output: &Output, advice: &Advice, workload: &Workload) -> String {
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let mut parts =
        vec![format!("{} weighed by {}", count(workload.queries.len(), "query", "queries"), workload.unit.as_str())];
    parts.push(match output.recommendations.len() {
        0 => "no index is recommended".to_owned(),
        number => format!("{} recommended", count(number, "index", "indexes")),
    });
    if advice.served > 0 {
        parts.push(format!("{} served by indexes that are there", count(advice.served, "need is", "needs are")));
    }
    if !output.dropped.is_empty() {
        parts.push(format!("{} dropped: the planner does not take them", output.dropped.len()));
    }
    if !output.gaps.is_empty() {
        parts.push("not all was read, see gaps".to_owned());
    }
    parts.join("; ")
}
