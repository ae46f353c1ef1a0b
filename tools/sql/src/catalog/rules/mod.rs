//! The rules that only a live database can break, one a file. They run when a tool is given `database:NAME`.

pub mod dead_rows;
pub mod invalid_index;
pub mod often_scanned_whole;
pub mod sequence_near_its_end;
pub mod table_without_statistics;
pub mod unused_index;

use architect_core::{RuleEntry, RuleMeta, Source, Span, rule};

use super::{Observed, ObservedIndex, ObservedTable};
use crate::schema::{Index, Schema, Table, quoted};

/// A schema, and what its server counted.
#[derive(Debug)]
pub struct Live {
    /// The schema as the catalog tells it.
    pub schema: Schema,
    /// What the server counted.
    pub observed: Observed,
    /// The statements that the schema was read from.
    pub source: Source,
}

impl Live {
    /// The table of a name, when it was read.
    fn table(&self, schema: &str, name: &str) -> Option<&Table> {
        let is_meant = |table: &&Table| {
            table.bare_name == name && (table.schema.as_deref().unwrap_or("public") == schema || schema.is_empty())
        };
        self.schema.tables().find(is_meant)
    }

    /// The statement that makes a table.
    fn table_span(&self, table: &ObservedTable) -> Span {
        self.table(&table.schema, &table.name).map_or_else(|| self.source.whole(), |table| table.span.clone())
    }

    /// The statement that makes an index, or else that of its table. One that is not valid is written as a comment.
    fn index_span(&self, index: &ObservedIndex) -> Span {
        let Some(table) = self.table(&index.schema, &index.table) else { return self.source.whole() };
        let is_meant = |known: &&Index| known.name.as_deref() == Some(index.name.as_str());
        if let Some(known) = table.indexes.iter().find(is_meant) {
            return known.span.clone();
        }
        let comment = format!("INDEX {} ON ", quoted(&index.name, self.schema.dialect));
        match self.source.text().find(&comment) {
            Some(at) => {
                let start = at + "INDEX ".len();
                self.source.span(start..start + comment.len() - "INDEX  ON ".len())
            }
            None => table.span.clone(),
        }
    }

    /// A name as statements write it.
    fn written(&self, schema: &str, name: &str) -> String {
        let name = quoted(name, self.schema.dialect);
        if matches!(schema, "" | "public") { name } else { format!("{}.{name}", quoted(schema, self.schema.dialect)) }
    }
}

/// A name as people say it.
fn said(schema: &str, name: &str) -> String {
    if matches!(schema, "" | "public") { name.to_owned() } else { format!("{schema}.{name}") }
}

/// The rules, as they are run.
pub const ALL: &[RuleEntry<Live>] = &[
    RuleEntry::of::<dead_rows::DeadRows>(),
    RuleEntry::of::<invalid_index::InvalidIndex>(),
    RuleEntry::of::<often_scanned_whole::OftenScannedWhole>(),
    RuleEntry::of::<sequence_near_its_end::SequenceNearItsEnd>(),
    RuleEntry::of::<table_without_statistics::TableWithoutStatistics>(),
    RuleEntry::of::<unused_index::UnusedIndex>(),
];

/// All rules about live databases.
pub const RULES: &[&RuleMeta] = &rule::metas::<_, { ALL.len() }>(ALL);
