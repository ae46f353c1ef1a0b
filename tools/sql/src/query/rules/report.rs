//! Findings about queries: one for all queries that have one smell of one thing, with how often they run.

use std::collections::BTreeMap;

use architect_core::{Confidence, Declared, Finding, Sink, Span};

use super::Queries;
use crate::rules::columns::grouped;
use crate::workload::Unit;

/// A smell of a query.
pub(super) struct Smell<T> {
    /// The query, by its number in the workload.
    pub(super) query: usize,
    /// Where it is.
    pub(super) span: Span,
    /// What it is about, in a stable form: `orders(customer_id)`.
    pub(super) subject: String,
    /// What the words of the finding are made of.
    pub(super) of: T,
}

/// Pushes a finding for each subject: the queries that have the same smell of the same thing are its places. `words` is
/// given the first of them, and all.
pub(super) fn by_subject<R: Declared, T>(
    queries: &Queries,
    sink: &mut Sink,
    smells: Vec<Smell<T>>,
    words: impl Fn(Finding, &Smell<T>, &[Smell<T>]) -> (Finding, String),
) {
    let mut known: BTreeMap<String, Vec<Smell<T>>> = BTreeMap::new();
    for smell in smells {
        known.entry(smell.subject.clone()).or_default().push(smell);
    }
    for mut smells in known.into_values() {
        smells.sort_by_key(|smell| smell.query);
        smells.dedup_by_key(|smell| smell.query);
        let Some(first) = smells.first() else { continue };
        let finding = Finding::of::<R>(first.span.clone()).subject(first.subject.clone());
        let (finding, message) = words(finding, first, &smells);
        push(queries, sink, finding, &message, &smells);
    }
}

/// Pushes a finding for each query, or one for those of a file where they are many: `one` words a single one, `many`
/// those of so many queries.
pub(super) fn by_file<R: Declared, T>(
    queries: &Queries,
    sink: &mut Sink,
    mut smells: Vec<Smell<T>>,
    one: impl Fn(&Smell<T>) -> String,
    many: impl Fn(usize) -> String,
    help: (Confidence, &str),
) {
    smells.dedup_by_key(|smell| smell.query);
    for smells in grouped(smells, |smell| file(smell.span.source())) {
        let Some(first) = smells.first() else { continue };
        let finding = Finding::of::<R>(first.span.clone()).confidence(help.0).help(help.1);
        if smells.len() == 1 {
            push(queries, sink, finding.subject(first.subject.clone()), &one(first), &smells);
        } else {
            let subject = format!("queries of {}", file(first.span.source()));
            push(queries, sink, finding.subject(subject), &many(smells.len()), &smells);
        }
    }
}

fn push<T>(queries: &Queries, sink: &mut Sink, finding: Finding, message: &str, smells: &[Smell<T>]) {
    let numbers: Vec<usize> = smells.iter().map(|smell| smell.query).collect();
    let finding = finding.message(format!("{message}{}", ran(queries, &numbers)));
    let also = |finding: Finding, smell: &Smell<T>| {
        finding.also_at(smell.span.clone(), format!("{}{}", smell.subject, ran(queries, &[smell.query])))
    };
    sink.push(smells.iter().skip(1).fold(finding, also));
}

/// The file that an entry of a table or a log stands in: `stats.csv` of `stats.csv#3`.
fn file(source: &str) -> &str {
    source.split('#').next().unwrap_or(source)
}

/// How often queries ran, and for how long, where it is known.
fn ran(queries: &Queries, numbers: &[usize]) -> String {
    let known = || numbers.iter().filter_map(|number| queries.workload.queries.get(*number));
    let calls: f64 = known().map(|query| query.calls).sum();
    let times: Option<f64> = known().map(|query| query.time).sum();
    match (queries.workload.unit, times) {
        (Unit::Time, Some(milliseconds)) => {
            format!(" ({calls:.0} {}, {})", if calls > 1.0 { "calls" } else { "call" }, time(milliseconds))
        }
        (Unit::Time | Unit::Calls, _) if calls > 1.0 => format!(" ({calls:.0} calls)"),
        _ => String::new(),
    }
}

fn time(milliseconds: f64) -> String {
    const SECOND: f64 = 1_000.0;
    if milliseconds < SECOND { format!("{milliseconds:.0} ms") } else { format!("{:.0} s", milliseconds / SECOND) }
}
