//! Findings about whole tables that come in numbers, grouped as those about [columns](super::columns) are.

use architect_core::{Declared, Finding, Sink};

use super::columns::{Advice, grouped};
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
    let found = whole(schema).filter(|table| is_found(table)).collect();
    for tables in grouped(found, |table| table.source.name()) {
        let Some((first, rest)) = tables.split_first() else { continue };
        if rest.is_empty() {
            let message = describe(&format!("`{}`", first.name), false);
            sink.push(self::found::<R>(first, message, advice).subject(first.name.clone()));
            continue;
        }
        let mut finding = self::found::<R>(first, describe(&format!("{} tables", tables.len()), true), advice);
        for table in rest {
            finding = finding.also_at(table.span.clone(), table.name.clone());
        }
        sink.push(finding);
    }
}

fn found<R: Declared>(table: &Table, message: String, advice: Advice) -> Finding {
    Finding::of::<R>(table.span.clone()).message(message).confidence(advice.0).help(advice.1)
}
