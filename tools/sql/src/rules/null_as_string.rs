//! `sql/null-as-string`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::schema::{Kind, Schema};

declare_rule! {
    /// ## What it finds
    /// A default that is the text `'NULL'` and not null.
    ///
    /// ## Why it matters
    /// Rows without a value then have the word in the column: `IS NULL` does not find them, and people read it.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, fax text DEFAULT 'NULL');
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY, fax text DEFAULT NULL);
    /// ```
    /// ## Limits
    /// In a JSON column `'null'` is a document and no finding.
    pub NullAsString {
        id: "sql/null-as-string",
        severity: Warning,
        since: "0.1.0",
        aliases: ["schemacrawler:NullIntendedColumns"],
        references: [("PostgreSQL manual, 5.2 Default Values", "https://www.postgresql.org/docs/current/ddl-default.html")],
    }
}

impl Rule<Schema> for NullAsString {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                // In JSON it is the document null.
                if matches!(schema.kind(column), Kind::Named(name) if name.starts_with("json")) {
                    return false;
                }
                let default = column.default.as_ref().map(|default| default.normal.as_str());
                let text =
                    default.map(|text| text.split(" ::").next().unwrap_or(text).trim_start_matches(['n', 'N']));
                text.is_some_and(|text| text.eq_ignore_ascii_case("'null'"))
            },
            |found| {
                let verb = if found.several { "have" } else { "has" };
                format!("{} {verb} the word 'NULL' as the default, not null", found.what)
            },
            (Confidence::High, "Say DEFAULT NULL without quotes."),
        );
    }
}
