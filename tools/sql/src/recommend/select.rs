//! The order of recommendations: what an index is worth against what it costs.

use std::collections::BTreeSet;

use super::candidate::{Candidate, Method};
use super::need::Need;
use super::plan::Verdict;
use super::{Advice, Asked, NotConsidered, Recommendation, fit, statement};
use crate::query::Kind;
use crate::rules::duplicate_index::drop_statement;
use crate::schema::Table;

/// A write of an index costs about a tenth of what a search saves that would read a table instead; see the tool's text.
const WRITE: f64 = 0.1;

/// An index that is written so many times for each time it is read is not recommended.
const MOST_WRITES: f64 = 50.0;

/// Indexes of a table beyond which one more is worth a word.
const MANY_INDEXES: usize = 8;

/// Candidates as recommendations, best first. What writes outweigh goes to what was not considered.
pub(super) fn ranked(
    asked: &Asked<'_>,
    candidates: Vec<Candidate>,
    needs: &[Need],
    advice: &mut Advice,
) -> Vec<Recommendation> {
    let mut taken = BTreeSet::new();
    let mut found: Vec<Recommendation> = Vec::new();
    for candidate in candidates {
        let Some(table) = asked.schema.by_key(&candidate.table) else { continue };
        let own: Vec<Need> = candidate.needs.iter().filter_map(|number| needs.get(*number)).cloned().collect();
        let queries: BTreeSet<usize> = own.iter().map(|need| need.query).collect();
        let reads: f64 = queries.iter().map(|query| asked.calls(*query)).sum();
        let writes = writes(asked, table, &candidate);
        let keys = statement::shown_keys(table, &candidate);
        if writes > reads * MOST_WRITES {
            advice.not_considered.push(NotConsidered {
                subject: format!("{}({keys})", table.name),
                reason: format!(
                    "written {writes:.0} times and read {reads:.0} times: it would cost more than it saves"
                ),
                queries: queries.into_iter().collect(),
            });
            continue;
        }
        let Some((name, made)) = statement::of(asked.schema, &candidate, &taken) else { continue };
        taken.insert(name.clone());
        let weight: f64 = queries.iter().map(|query| asked.weight(*query)).sum();
        let redundant = match candidate.method {
            Method::Ordered => fit::made_redundant(table, &candidate.keys, candidate.predicate.is_some()),
            Method::Gin | Method::Gist | Method::FullText => Vec::new(),
        };
        let redundant = redundant.into_iter().filter_map(|index| drop_statement(asked.schema.dialect, table, index));
        found.push(Recommendation {
            notes: notes(table, &candidate, made.help),
            name,
            statement: made.text,
            needs: own,
            share: weight / asked.whole_weight(),
            reads,
            writes,
            makes_redundant: redundant.collect(),
            verdict: Verdict::NotAsked,
            candidate,
        });
    }
    let score =
        |made: &Recommendation| made.share * made.reads / (made.reads + made.writes * WRITE).max(f64::MIN_POSITIVE);
    found.sort_by(|one, two| score(two).total_cmp(&score(one)).then_with(|| one.statement.cmp(&two.statement)));
    found
}

/// Without a planner: a query may begin with a table or look it up, and of two indexes for the two ways it takes one.
pub(super) fn say_which_are_alternatives(found: &mut [Recommendation]) {
    let relations = |made: &Recommendation| -> BTreeSet<(usize, usize, usize)> {
        let ordered = made.needs.iter().filter(|need| need.method == Method::Ordered);
        ordered.map(|need| (need.query, need.block, need.relation)).collect()
    };
    for at in 1..found.len() {
        let (before, rest) = found.split_at_mut(at);
        let Some(made) = rest.first_mut() else { continue };
        let own = relations(made);
        // The arms of an OR need each their own.
        let is_arm = made.needs.iter().any(|need| need.uses.iter().any(|used| used.role == super::need::ARM));
        let same = |other: &&Recommendation| {
            !is_arm
                && !own.is_empty()
                && other.candidate.table == made.candidate.table
                && own.is_subset(&relations(other))
        };
        if let Some(other) = before.iter().find(same) {
            let note = format!("its queries take either this or `{}`: make the better one", other.name);
            made.notes.push(note);
        }
    }
}

/// Names without the numbers that tell them from names of indexes that were not taken.
pub(super) fn renamed(asked: &Asked<'_>, found: &mut [Recommendation]) {
    let mut taken = BTreeSet::new();
    for made in found {
        if let Some((name, statement)) = statement::of(asked.schema, &made.candidate, &taken) {
            made.name.clone_from(&name);
            made.statement = statement.text;
            taken.insert(name);
        }
    }
}

/// How often the workload changes an index: every insert and delete, and updates of its columns.
fn writes(asked: &Asked<'_>, table: &Table, candidate: &Candidate) -> f64 {
    let touches = |columns: &[String]| {
        columns.iter().any(|column| {
            candidate.include.contains(column)
                || candidate.predicate.as_ref().is_some_and(|predicate| predicate.column == *column)
                || candidate.keys.iter().any(|key| match (&key.column, &key.expression) {
                    (Some(known), _) => known == column,
                    (None, Some(expression)) => expression.normal.split(' ').any(|word| word == column),
                    (None, None) => false,
                })
        })
    };
    let mut calls = 0.0;
    for (number, query) in asked.queries.iter().enumerate() {
        let changes = query.writes.iter().any(|write| {
            write.table == table.key
                && match write.kind {
                    Kind::Insert | Kind::Delete | Kind::Merge => true,
                    Kind::Update => touches(&write.columns),
                    Kind::Select => false,
                }
        });
        if changes {
            calls += asked.calls(number);
        }
    }
    calls
}

fn notes(table: &Table, candidate: &Candidate, help: Option<String>) -> Vec<String> {
    let mut notes: Vec<String> = help.into_iter().collect();
    if table.indexes.len() >= MANY_INDEXES {
        notes.push(format!(
            "`{}` has {} indexes already: each is written with every insert",
            table.name,
            table.indexes.len()
        ));
    }
    if candidate.keys.iter().any(|key| key.expression.is_some()) {
        notes.push("the planner knows nothing of the expression's values until ANALYZE has run".to_owned());
    }
    if !candidate.include.is_empty() {
        notes.push("the table is spared only where VACUUM has run since the rows were written".to_owned());
    }
    notes
}
