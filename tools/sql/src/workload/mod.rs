//! A workload: the queries of an application, each once, with how often it runs and how long it takes.
//!
//! Texts come in: files of SQL, statistics of `pg_stat_statements` as CSV or JSON, logs of clients and servers. A
//! [`Workload`] goes out: queries that differ in their values only are one, weighed by calls and time. Invariants: the
//! order is that of the first appearance; a value that differs between the appearances of a query counts as a
//! parameter, one that is always the same stays what it is; what could not be read is a gap.

mod fold;
mod log;
mod source;
mod sql;
mod statistics;

use std::collections::BTreeSet;

use architect_core::{Gap, Source};

pub use source::{open, read};

use crate::statement::{Script, Statement};

/// The queries of an application.
#[derive(Debug, Clone, Default)]
pub struct Workload {
    /// Each query once, in the order of the first appearance.
    pub queries: Vec<Weighed>,
    /// Statements that are no queries and say nothing about indexes: `BEGIN`, `SET` and the like.
    pub passed: usize,
    /// What the weights are.
    pub unit: Unit,
    /// The files of SQL among its sources, for their ignore comments.
    pub scripts: Vec<(Source, Script)>,
    /// What was not read.
    pub gaps: Vec<Gap>,
}

/// What the weights of a workload are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Time,
    /// Calls, where no time is known.
    Calls,
    /// Appearances, where not even calls are known.
    #[default]
    Appearances,
}

impl Unit {
    /// The word for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Time => "total time",
            Self::Calls => "calls",
            Self::Appearances => "appearances",
        }
    }
}

/// A query and its weight.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// Its first appearance.
    pub statement: Statement,
    /// Offsets of literals that are others in other appearances.
    pub varying: BTreeSet<usize>,
    /// How often it ran, or appears.
    pub calls: f64,
    /// All its time in milliseconds, where known.
    pub time: Option<f64>,
    /// What it counts for among the others.
    pub weight: f64,
}

impl Weighed {
    /// Where its first appearance stands, for people: `queries.sql:12`, `stats.csv#3`.
    pub fn place(&self) -> String {
        let source = self.statement.source();
        let name = source.name();
        // An entry of a table or a log has a source of its own, named by its number.
        if name.contains('#') {
            return name.to_owned();
        }
        format!("{name}:{}", source.position(self.statement.bytes().start).line)
    }
}

/// One appearance of a query, as a source gives it.
#[derive(Debug, Clone)]
struct Entry {
    statement: Statement,
    calls: Option<f64>,
    time: Option<f64>,
}
