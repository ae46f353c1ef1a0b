//! Findings about columns that come in numbers: one a table, or one a source when many tables have them.

use std::collections::BTreeMap;

use architect_core::{Declared, Finding, Sink};

use crate::schema::{Column, Schema, Table};

/// Up to this many tables of a source get a finding each; more are one finding with all places.
const FEW_TABLES: usize = 3;

/// Pushes findings about the columns that `is_found` picks. `describe` words the message from how the columns are
/// called (`orders(created_at, updated_at)` or `52 columns of 14 tables`) and whether they are several.
pub(super) fn report<R: Declared>(
    schema: &Schema,
    sink: &mut Sink,
    is_found: impl Fn(&Table, &Column) -> bool,
    describe: impl Fn(&str, bool) -> String,
    help: &str,
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
                let text = describe(&format!("`{subject}`"), columns.len() > 1);
                sink.extend_with::<R>(&[(*table, columns.clone())], Some(subject), text, help);
            }
        } else {
            let count: usize = tables.iter().map(|(_, columns)| columns.len()).sum();
            let text = describe(&format!("{count} columns of {} tables", tables.len()), true);
            sink.extend_with::<R>(&tables, None, text, help);
        }
    }
}

trait PushColumns {
    fn extend_with<R: Declared>(
        &mut self,
        tables: &[(&Table, Vec<&Column>)],
        subject: Option<String>,
        message: String,
        help: &str,
    );
}

impl PushColumns for Sink {
    fn extend_with<R: Declared>(
        &mut self,
        tables: &[(&Table, Vec<&Column>)],
        subject: Option<String>,
        message: String,
        help: &str,
    ) {
        let mut places =
            tables.iter().flat_map(|(table, columns)| columns.iter().map(move |column| (*table, *column)));
        let Some((_, first)) = places.next() else { return };
        let mut finding = Finding::of::<R>(first.span.clone()).message(message).help(help);
        if let Some(subject) = subject {
            finding = finding.subject(subject);
        }
        for (table, column) in places {
            finding = finding.also_at(column.span.clone(), format!("{}.{}", table.name, column.name));
        }
        self.push(finding);
    }
}
