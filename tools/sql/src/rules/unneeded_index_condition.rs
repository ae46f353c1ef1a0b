//! `sql/unneeded-index-condition`

use architect_core::{Rule, Sink, declare_rule};

use super::places::{self, Place};
use crate::schema::{Index, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A partial index whose condition `column IS NOT NULL` holds for every row, since the column is `NOT NULL`.
    ///
    /// ## Why it matters
    /// The condition leaves no row out, yet the index looks partial: it serves no foreign key, and a reader looks for
    /// rows that are not in it.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date NOT NULL);
    /// CREATE INDEX orders_placed_on_idx ON orders (placed_on) WHERE placed_on IS NOT NULL;
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, placed_on date);
    /// CREATE INDEX orders_placed_on_idx ON orders (placed_on) WHERE placed_on IS NOT NULL;
    /// ```
    /// ## Limits
    /// Only a condition that says this and nothing else.
    pub UnneededIndexCondition {
        id: "sql/unneeded-index-condition",
        severity: Info,
        since: "0.1.0",
        aliases: ["pg-index-health:INDEXES_WITH_UNNECESSARY_WHERE_CLAUSE"],
        references: [("PostgreSQL manual, 11.8 Partial Indexes", "https://www.postgresql.org/docs/current/indexes-partial.html")],
    }
}

impl Rule<Schema> for UnneededIndexCondition {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let mut found: Vec<Place<String>> = Vec::new();
        for table in schema.tables() {
            for index in table.indexes.iter().filter(|index| index.attached_to.is_none()) {
                let Some(predicate) = &index.predicate else { continue };
                let column = predicate.not_null_column().and_then(|column| table.column(column));
                if let Some(column) = column.filter(|column| schema.is_not_null(column)) {
                    let subject = format!("{}({})", table.name, index.shown_keys(table));
                    found.push(Place {
                        span: index.span.clone(),
                        subject,
                        of: holds_always(table, index, &column.name),
                    });
                }
            }
        }
        places::report::<Self, _>(
            sink,
            found,
            |finding, place| finding.message(place.of.clone()).help("Make the index without the condition."),
            |finding, places| {
                let message = "indexes leave out rows with null of which there are none: their columns are NOT NULL";
                finding.message(format!("{} {message}", places.len())).help("Make them without the condition.")
            },
        );
    }
}

fn holds_always(table: &Table, index: &Index, column: &str) -> String {
    format!(
        "{} on `{}` leaves out rows without {column}, of which there are none: the column is NOT NULL",
        index.described(table),
        table.name
    )
}
