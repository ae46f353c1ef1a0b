//! Findings about columns that come in numbers: one a table, or one a source when many tables have them.

use std::collections::BTreeMap;

use architect_core::{Confidence, Declared, Finding, Sink};

use crate::schema::{Column, Schema, Table};

/// Up to this many tables of a source get a finding each; more are one finding with all places.
pub(super) const FEW_TABLES: usize = 3;

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
    let mut by_source: BTreeMap<&str, Vec<(&Table, Vec<&Column>)>> = BTreeMap::new();
    for table in schema.tables().filter(|table| table.partition_of.is_none()) {
        let own = |column: &&Column| column.span.source() == table.source.name() || !table.made_here;
        let found: Vec<&Column> = table.columns.iter().filter(own).filter(|column| is_found(table, column)).collect();
        if !found.is_empty() {
            by_source.entry(table.source.name()).or_default().push((table, found));
        }
    }
    for tables in by_source.into_values() {
        if tables.len() <= FEW_TABLES {
            for (table, columns) in &tables {
                let subject = table.subject(columns.iter().map(|column| &column.key));
                let what = format!("`{subject}`");
                push::<R>(sink, &[(*table, columns.clone())], Some(subject), what, &describe, advice);
            }
        } else {
            let count: usize = tables.iter().map(|(_, columns)| columns.len()).sum();
            let what = format!("{count} columns of {} tables", tables.len());
            push::<R>(sink, &tables, None, what, &describe, advice);
        }
    }
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
