//! `sql/timestamp-before-other-keys`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::schema::{Index, Kind, Origin, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// An index of several columns in which a moment stands before other columns.
    ///
    /// ## Why it matters
    /// Moments are mostly asked for by a range. Behind a range the later keys only filter: the index is read from the
    /// beginning of the range to its end. With the equality columns first only the rows wanted are read.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE visit (id bigint PRIMARY KEY, site text NOT NULL, started_at timestamptz NOT NULL);
    /// CREATE INDEX visit_started_at_site_idx ON visit (started_at, site);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE visit (id bigint PRIMARY KEY, site text NOT NULL, started_at timestamptz NOT NULL);
    /// CREATE INDEX visit_site_started_at_idx ON visit (site, started_at);
    /// ```
    /// ## Limits
    /// Queries decide: an index that only sorts by the moment and breaks ties by the next column is right as it is, so
    /// the rule is off until it is selected.
    pub TimestampBeforeOtherKeys {
        id: "sql/timestamp-before-other-keys",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["pg-index-health:INDEXES_WITH_TIMESTAMP_IN_THE_MIDDLE", "sqlcheck:IndexAttributeOrder"],
        references: [("PostgreSQL manual, 11.3 Multicolumn Indexes", "https://www.postgresql.org/docs/current/indexes-multicolumn.html")],
    }
}

impl Rule<Schema> for TimestampBeforeOtherKeys {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            let own = |index: &&Index| index.origin == Origin::Index && !index.unique && index.is_ordered();
            for index in table.indexes.iter().filter(own) {
                let before = index.keys.split_last().map_or(&[][..], |(_, before)| before);
                let columns = before.iter().filter_map(|key| table.column(key.column.as_ref()?));
                let mut moments = columns.filter(|column| {
                    matches!(schema.kind(column), Kind::Timestamp { .. })
                        || matches!(schema.kind(column), Kind::Named(name) if name.starts_with("datetime"))
                });
                if let Some(column) = moments.next() {
                    sink.push(before_others(table, index, &column.name));
                }
            }
        }
    }
}

fn before_others(table: &Table, index: &Index, column: &str) -> Finding {
    Finding::of::<TimestampBeforeOtherKeys>(index.span.clone())
        .message(format!(
            "{} on `{}` ({}) has {column} before other columns: behind a range they only filter",
            index.described(table),
            table.name,
            index.shown_keys(table)
        ))
        .subject(format!("{}({})", table.name, index.shown_keys(table)))
        .confidence(Confidence::Low)
        .help("Put the columns that are compared by equality first.")
}
