//! `sql/char-n`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::{Kind, Schema};

declare_rule! {
    /// ## What it finds
    /// PostgreSQL columns of type `char(n)` with a length above one.
    ///
    /// ## Why it matters
    /// Values are padded with blanks, which are stored, and which come and go between functions. It is no faster than
    /// `text` and does not keep shorter values out.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE country (code char(2) PRIMARY KEY);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE country (code text PRIMARY KEY CHECK (code ~ '^[A-Z]{2}$'));
    /// ```
    /// ## Limits
    /// One finding a table, or one a file when more than three tables have such columns. `char(36)` for a UUID is
    /// `sql/varchar-uuid`.
    pub CharN {
        id: "sql/char-n",
        severity: Hint,
        since: "0.1.0",
        aliases: ["squawk:ban-char-field", "pg-index-health:COLUMNS_WITH_CHAR_TYPE"],
        references: [("PostgreSQL wiki, Don't Do This: char(n)", "https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_char.28n.29")],
    }
}

impl Rule<Schema> for CharN {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::PostgreSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let length = column.data_type.as_ref().and_then(|data_type| data_type.arguments.first());
                let padded = matches!(schema.kind(column), Kind::Text { padded: true, .. });
                padded && length.is_some_and(|length| length != "1" && !super::varchar_uuid::holds_uuid(column))
            },
            |found| format!("{} {} padded with blanks (char)", found.what, if found.several { "are" } else { "is" }),
            (Confidence::High, "Use text, with a CHECK where the length matters."),
        );
    }
}
