//! `sql/incrementing-columns`

use std::collections::BTreeMap;

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::{Column, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// Columns that are told apart by a number: `phone1`, `phone2`, `phone3`.
    ///
    /// ## Why it matters
    /// A fourth needs a change of the schema; finding a value means looking into each; nothing keeps them different.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, phone1 text, phone2 text, phone3 text);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE phone (customer_id bigint REFERENCES customer, number text, PRIMARY KEY (customer_id, number));
    /// ```
    /// ## Limits
    /// Two lines of an address are no list, so three columns of one type are asked for. Off until it is selected.
    pub IncrementingColumns {
        id: "sql/incrementing-columns",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["schemacrawler:TableWithIncrementingColumns", "pg-index-health:TABLES_WITH_INCREMENTING_COLUMNS", "sqlcheck:MetadataTribbles"],
        references: [("PostgreSQL manual, 5.1 Table Basics", "https://www.postgresql.org/docs/current/ddl-basics.html")],
    }
}

/// As many make a list.
const LIST: usize = 3;

impl Rule<Schema> for IncrementingColumns {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in tables::whole(schema) {
            let mut series: BTreeMap<&str, Vec<&Column>> = BTreeMap::new();
            for column in &table.columns {
                let stem = column.key.trim_end_matches(|c: char| c.is_ascii_digit());
                if stem.len() < column.key.len() && !stem.is_empty() {
                    series.entry(stem).or_default().push(column);
                }
            }
            let type_of = |column: &&Column| column.data_type.as_ref().map(|data_type| data_type.name.clone());
            for columns in series.into_values().filter(|columns| columns.len() >= LIST) {
                let first = columns.first().and_then(type_of);
                if columns.iter().all(|column| type_of(column) == first)
                    && let Some(finding) = numbered(table, &columns)
                {
                    sink.push(finding);
                }
            }
        }
    }
}

fn numbered(table: &Table, columns: &[&Column]) -> Option<Finding> {
    let (first, rest) = columns.split_first()?;
    let subject = table.subject(columns.iter().map(|column| &column.key));
    let mut finding = Finding::of::<IncrementingColumns>(first.span.clone())
        .message(format!("`{subject}` is a list in columns that are told apart by a number"))
        .subject(subject)
        .confidence(Confidence::Low)
        .help("Give the elements rows of their own.");
    for column in rest {
        finding = finding.related(column.span.clone(), "the next of them");
    }
    Some(finding)
}
