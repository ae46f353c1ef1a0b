//! Findings about columns that come in numbers: one a table, one a source when many tables have them, or one in all when
//! many sources have them, as a folder of migrations does.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Confidence, Declared, Finding, Sink, Span};

use crate::schema::{Column, Schema, Table};

/// Up to this many tables of a source get a finding each; more are one finding with all places.
const FEW_TABLES: usize = 3;

/// With such tables in more sources than this there is one finding for all.
const FEW_SOURCES: usize = 3;

/// The columns of one finding.
pub(super) struct Found<'s> {
    /// How they are called: `orders(created_at, updated_at)` in quotes, or `52 columns of 14 tables`.
    pub(super) what: String,
    /// Whether they are several.
    pub(super) several: bool,
    /// The first of them.
    pub(super) table: &'s Table,
    /// The first of them.
    pub(super) column: &'s Column,
}

/// How sure the findings are, and what to do about them.
pub(super) type Advice = (Confidence, &'static str);

/// Pushes findings about the columns that `is_found` picks, worded by `describe`.
pub(super) fn report<R: Declared>(
    schema: &Schema,
    sink: &mut Sink,
    is_found: impl Fn(&Table, &Column) -> bool,
    describe: impl Fn(&Found<'_>) -> String,
    advice: Advice,
) {
    let mut found: Vec<(&Table, Vec<&Column>)> = Vec::new();
    // A column that is taken over from another table is told where it is written.
    let mut told: BTreeSet<(&str, usize)> = BTreeSet::new();
    for table in schema.tables().filter(|table| table.partition_of.is_none()) {
        for column in
            table.columns.iter().filter(|column| is_found(table, column) && told.insert(place(&column.span)))
        {
            let together = |(known, columns): &&mut (&Table, Vec<&Column>)| {
                known.key == table.key
                    && columns.first().is_some_and(|other| other.span.source() == column.span.source())
            };
            match found.last_mut().filter(together) {
                Some((_, columns)) => columns.push(column),
                None => found.push((table, vec![column])),
            }
        }
    }
    for tables in
        grouped(found, |(table, columns)| columns.first().map_or(table.source.name(), |column| column.span.source()))
    {
        if let [(table, columns)] = tables.as_slice() {
            let subject = table.subject(columns.iter().map(|column| &column.key));
            let what = format!("`{subject}`");
            push::<R>(sink, &tables, Some(subject), what, &describe, advice);
        } else {
            let count: usize = tables.iter().map(|(_, columns)| columns.len()).sum();
            let several: BTreeSet<_> = tables.iter().map(|(table, _)| &table.key).collect();
            let what = format!("{count} columns of {} tables", several.len());
            push::<R>(sink, &tables, None, what, &describe, advice);
        }
    }
}

/// A place that tells columns apart.
fn place(span: &Span) -> (&str, usize) {
    (span.source(), span.bytes().start)
}

/// Divides what was found in tables into what is one finding each: a table, all of a source that has more than a few
/// of them, or all there are when many sources have some.
pub(crate) fn grouped<T>(found: Vec<T>, source_of: impl Fn(&T) -> &str) -> Vec<Vec<T>> {
    let sources: BTreeSet<&str> = found.iter().map(&source_of).collect();
    if sources.len() > FEW_SOURCES {
        return vec![found];
    }
    let mut by_source: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for one in found {
        by_source.entry(source_of(&one).to_owned()).or_default().push(one);
    }
    let divided = by_source.into_values().flat_map(|found| {
        if found.len() > FEW_TABLES { vec![found] } else { found.into_iter().map(|one| vec![one]).collect() }
    });
    divided.collect()
}

fn push<R: Declared>(
    sink: &mut Sink,
    tables: &[(&Table, Vec<&Column>)],
    subject: Option<String>,
    what: String,
    describe: impl Fn(&Found<'_>) -> String,
    advice: Advice,
) {
    let mut places = tables.iter().flat_map(|(table, columns)| columns.iter().map(move |column| (*table, *column)));
    let Some((table, column)) = places.next() else { return };
    let rest: Vec<(&Table, &Column)> = places.collect();
    let message = describe(&Found { what, several: !rest.is_empty(), table, column });
    let mut finding = Finding::of::<R>(column.span.clone()).message(message).confidence(advice.0).help(advice.1);
    if let Some(subject) = subject {
        finding = finding.subject(subject);
    }
    for (table, column) in rest {
        finding = finding.also_at(column.span.clone(), format!("{}.{}", table.name, column.name));
    }
    sink.push(finding);
}
