//! Wishes of queries for which no index is recommended, and why: each text stands here once.

use std::collections::BTreeMap;

/// A wish for which no index is recommended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotConsidered {
    /// What it is about: `orders(active)`, `orders`.
    pub subject: String,
    /// Why not.
    pub reason: String,
    /// The queries, by their number.
    pub queries: Vec<usize>,
}

impl NotConsidered {
    pub(super) fn beyond_limit(more: usize) -> Self {
        Self {
            subject: "limit".to_owned(),
            reason: format!("{more} further indexes lie beyond `limit`"),
            queries: Vec::new(),
        }
    }
}

/// Collects wishes: the same one of several queries is one.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    known: BTreeMap<(String, String), Vec<usize>>,
}

impl Refusals {
    pub(super) fn push(&mut self, subject: String, reason: impl Into<String>, query: usize) {
        let queries = self.known.entry((subject, reason.into())).or_default();
        if queries.last() != Some(&query) {
            queries.push(query);
        }
    }

    pub(super) fn list(self) -> Vec<NotConsidered> {
        let one = |((subject, reason), queries)| NotConsidered { subject, reason, queries };
        self.known.into_iter().map(one).collect()
    }
}

pub(super) const LEADING_WILDCARD: &str = "a pattern that begins with a wildcard is found by no ordered index; a trigram or full-text index would be needed";
pub(super) const PATTERN_UNKNOWN: &str =
    "the pattern comes with the call: whether it begins with fixed characters is not known";
pub(super) const OTHER_EXPRESSION: &str =
    "the value is computed in a way that no index can hold, or that depends on the session";
pub(super) const FEW_VALUES: &str =
    "a column with a few values alone picks out too many rows: reading the table is as cheap";
pub(super) const NULLS_ALONE: &str = "IS NULL alone, in one query, is not worth an index: it may pick out most rows";
pub(super) const WHOLE_TABLES: &str =
    "whole tables are joined, with nothing that picks out rows: a hash join reads each once";
pub(super) const WHOLE_SORT: &str = "every row is read and sorted: without a limit an index saves nothing";
pub(super) const GROUPING: &str =
    "grouping reads every row that is left: an index helps only where it holds all columns that are read";
pub(super) const ALTERNATIVES: &str =
    "an OR over several columns needs an index for each arm, and one arm has none: it was left alone";
pub(super) const SMALL_TABLE: &str = "the table is so small that reading it whole is as cheap";
pub(super) const SEARCH_KIND: &str = "no index of this kind is known for the column's type";
pub(super) const NOT_WHOLE: &str = "the table is not made in the schema: which indexes it has is not known";
