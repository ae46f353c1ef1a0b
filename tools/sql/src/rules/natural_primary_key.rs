//! `sql/natural-primary-key`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::tables;
use super::words::words;
use crate::schema::{Affinity, Column, Index, Kind, Schema};

declare_rule! {
    /// ## What it finds
    /// A primary key that is made of the row's own data: of text, a date or a decimal number.
    ///
    /// ## Why it matters
    /// Such data changes: names are corrected, codes are replaced. Then every row that refers to it has to change as well.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (email text PRIMARY KEY, name text NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL);
    /// ```
    /// ## Limits
    /// Codes that a standard fixes are good keys. Text under the name of an identifier (`id`, `…_id`, `uuid`, `…_key`) is not
    /// judged. Off until it is selected.
    pub NaturalPrimaryKey {
        id: "sql/natural-primary-key",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["pg-index-health:PRIMARY_KEYS_THAT_MOST_LIKELY_NATURAL_KEYS", "schemacrawler:TableWithNoSurrogatePrimaryKey"],
        references: [("PostgreSQL manual, 5.5.4 Primary Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS")],
    }
}

impl Rule<Schema> for NaturalPrimaryKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        tables::report::<Self>(
            schema,
            sink,
            |table| {
                let key = table.primary_key().map(Index::column_keys).unwrap_or_default();
                let [key] = key.as_slice() else { return false };
                let refers = table.foreign_keys.iter().any(|foreign_key| foreign_key.columns.contains(key));
                !refers && table.column(key).is_some_and(|column| is_data(schema, column))
            },
            |what, several| {
                format!(
                    "the primary {} of {what} {} made of data that may change",
                    if several { "keys" } else { "key" },
                    if several { "are" } else { "is" }
                )
            },
            (Confidence::Low, "Number the rows, and keep the data UNIQUE."),
        );
    }
}

fn is_data(schema: &Schema, column: &Column) -> bool {
    const IDENTIFIERS: &[&str] = &["id", "uuid", "guid", "key", "oid", "uid", "ulid", "hash", "token"];
    let named = words(&column.name).iter().any(|word| IDENTIFIERS.contains(&word.as_str()));
    let kind = schema.kind(column);
    let data =
        matches!(kind, Kind::Text { .. } | Kind::Decimal | Kind::Timestamp { .. } | Kind::Affine(Affinity::Text))
            || matches!(kind, Kind::Named(name) if name == "date");
    data && !named
}
