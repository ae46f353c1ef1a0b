//! `sql/polymorphic-association`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::schema::{Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A pair of columns `x_type` and `x_id` that refers to rows of several tables.
    ///
    /// ## Why it matters
    /// No foreign key can hold it: rows may refer to what is gone, and the database cannot join or cascade along it.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE comment (id bigint PRIMARY KEY, subject_type text NOT NULL, subject_id bigint NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE article (id bigint PRIMARY KEY);
    /// CREATE TABLE photo (id bigint PRIMARY KEY);
    /// CREATE TABLE comment (
    ///     id bigint PRIMARY KEY,
    ///     article_id bigint REFERENCES article,
    ///     photo_id bigint REFERENCES photo,
    ///     CHECK (num_nonnulls(article_id, photo_id) = 1)
    /// );
    /// CREATE INDEX comment_article_id_idx ON comment (article_id);
    /// CREATE INDEX comment_photo_id_idx ON comment (photo_id);
    /// ```
    /// ## Limits
    /// Frameworks make such pairs by design, so the rule is off until it is selected.
    pub PolymorphicAssociation {
        id: "sql/polymorphic-association",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("PostgreSQL manual, 5.5.5 Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK")],
    }
}

impl Rule<Schema> for PolymorphicAssociation {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        columns::report::<Self>(
            schema,
            sink,
            |table, column| {
                let Some(stem) = column.key.strip_suffix("_id").filter(|stem| !stem.is_empty()) else { return false };
                table.column(&format!("{stem}_type")).is_some() && !refers(table, &column.key)
            },
            |found| {
                let verb = if found.several { "refer" } else { "refers" };
                format!("{} {verb} to a table that another column names", found.what)
            },
            (Confidence::Low, "Use one column with a foreign key for each table that may be meant."),
        );
    }
}

fn refers(table: &Table, column: &String) -> bool {
    table.foreign_keys.iter().any(|key| key.columns.contains(column))
}
