//! Findings about whole tables that come in numbers: one a table, or one a source when there are many.

use std::collections::BTreeMap;

use architect_core::{Declared, Finding, Sink};

use super::columns::{Advice, FEW_TABLES};
use crate::schema::{Schema, Table};

/// The tables that rules about their shape judge: made here with all their columns known, and no partitions, which
/// have the shape of their parent.
pub(super) fn whole(schema: &Schema) -> impl Iterator<Item = &Table> {
    schema.tables().filter(|table| table.is_whole() && !table.foreign && table.partition_of.is_none())
}

/// Pushes findings about the whole tables that `is_found` picks, worded by `describe`, which is told what they are
/// called (`` `orders` `` or `14 tables`) and whether they are several.
pub(super) fn report<R: Declared>(
    schema: &Schema,
    sink: &mut Sink,
    is_found: impl Fn(&Table) -> bool,
    describe: impl Fn(&str, bool) -> String,
    advice: Advice,
) {
    let mut by_source: BTreeMap<&str, Vec<&Table>> = BTreeMap::new();
    for table in whole(schema).filter(|table| is_found(table)) {
        by_source.entry(table.source.name()).or_default().push(table);
    }
    for tables in by_source.into_values() {
        if tables.len() <= FEW_TABLES {
            for table in tables {
                let message = describe(&format!("`{}`", table.name), false);
                sink.push(found::<R>(table, message, advice).subject(table.name.clone()));
            }
        } else if let Some((first, rest)) = tables.split_first() {
            let mut finding = found::<R>(first, describe(&format!("{} tables", tables.len()), true), advice);
            for table in rest {
                finding = finding.also_at(table.span.clone(), table.name.clone());
            }
            sink.push(finding);
        }
    }
}

fn found<R: Declared>(table: &Table, message: String, advice: Advice) -> Finding {
    Finding::of::<R>(table.span.clone()).message(message).confidence(advice.0).help(advice.1)
}
