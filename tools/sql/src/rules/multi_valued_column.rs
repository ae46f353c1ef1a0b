//! `sql/multi-valued-column`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use super::words::words;
use crate::schema::{Affinity, Column, Kind, Schema};

declare_rule! {
    /// ## What it finds
    /// A text column whose name says that it holds a list of identifiers: `user_ids`, `tag_csv`, `id_list`.
    ///
    /// ## Why it matters
    /// The elements cannot refer to anything, finding one reads the whole table, and changing one rewrites the list.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE team (id bigint PRIMARY KEY, member_ids text NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE team (id bigint PRIMARY KEY);
    /// CREATE TABLE member (team_id bigint REFERENCES team, person bigint, PRIMARY KEY (team_id, person));
    /// ```
    /// ## Limits
    /// Told by the name alone, so the rule is off until it is selected. Arrays and JSON are not text.
    pub MultiValuedColumn {
        id: "sql/multi-valued-column",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["sqlcheck:MultiValuedAttribute"],
        references: [("PostgreSQL manual, 8.15 Arrays", "https://www.postgresql.org/docs/current/arrays.html")],
    }
}

impl Rule<Schema> for MultiValuedColumn {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let words = words(&column.name);
                let list = ["ids", "csv", "list", "uuids"];
                let listed = words.last().is_some_and(|last| list.contains(&last.as_str()));
                listed && words.len() > 1 && is_text(schema, column)
            },
            |found| format!("{} {} a list in one text", found.what, if found.several { "hold" } else { "holds" }),
            (Confidence::Low, "Give the elements rows of their own."),
        );
    }
}

/// Whether a column holds text.
pub(super) fn is_text(schema: &Schema, column: &Column) -> bool {
    matches!(schema.kind(column), Kind::Text { .. } | Kind::Affine(Affinity::Text))
}
