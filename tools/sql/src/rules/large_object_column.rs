//! `sql/large-object-column`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Columns that hold files: `bytea`, `blob`, `varbinary(max)` and the like.
    ///
    /// ## Why it matters
    /// They swell the table, its backups and its replication, and are read through the database's memory. An object store
    /// keeps files better; the database keeps their names.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE document (id bigint PRIMARY KEY, content bytea NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE document (id bigint PRIMARY KEY, object_key text NOT NULL);
    /// ```
    /// ## Limits
    /// Hashes, keys and small blobs have these types too, so the rule is off until it is selected.
    pub LargeObjectColumn {
        id: "sql/large-object-column",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["sqlcheck:ExternalFiles", "pg-index-health:COLUMNS_WITH_BLOB_TYPE", "schemacrawler:TooManyLobs"],
        references: [("PostgreSQL manual, 8.4 Binary Data Types", "https://www.postgresql.org/docs/current/datatype-binary.html")],
    }
}

impl Rule<Schema> for LargeObjectColumn {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let Some(data_type) = &column.data_type else { return false };
                let unbounded = data_type.arguments.first().is_some_and(|length| length.eq_ignore_ascii_case("max"));
                let name = data_type.name.as_str();
                matches!(name, "bytea" | "blob" | "mediumblob" | "longblob" | "image")
                    || (name == "varbinary" && unbounded)
            },
            |found| {
                format!("{} {} binary data of any size", found.what, if found.several { "hold" } else { "holds" })
            },
            (Confidence::Low, "Keep files elsewhere and their names here."),
        );
    }
}
