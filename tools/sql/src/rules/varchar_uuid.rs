//! `sql/varchar-uuid`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::{Column, Schema};

declare_rule! {
    /// ## What it finds
    /// A UUID kept as 36 characters of text.
    ///
    /// ## Why it matters
    /// It takes more than twice the room of the 16 bytes it stands for, in the table and in every index, and one UUID
    /// has several spellings that do not compare equal.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE session (id varchar(36) PRIMARY KEY);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE session (id uuid PRIMARY KEY);
    /// ```
    /// ## Limits
    /// Told from the length 36 and a name that says id, uuid or guid. SQLite has no type for it and is not reported.
    pub VarcharUuid {
        id: "sql/varchar-uuid",
        severity: Info,
        since: "0.1.0",
        aliases: ["pg-index-health:PRIMARY_KEYS_WITH_VARCHAR"],
        references: [("PostgreSQL manual, 8.12 UUID Type", "https://www.postgresql.org/docs/current/datatype-uuid.html")],
    }
}

impl Rule<Schema> for VarcharUuid {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let help = match schema.dialect {
            Dialect::PostgreSql => "Use uuid.",
            Dialect::MariaDb => "Use uuid (from 10.7).",
            Dialect::MySql => "Use binary(16) with UUID_TO_BIN().",
            Dialect::MsSql => "Use uniqueidentifier.",
            Dialect::Sqlite => return,
        };
        columns::report::<Self>(
            schema,
            sink,
            |_, column| holds_uuid(column),
            |found| format!("{} {} UUIDs as text", found.what, if found.several { "keep" } else { "keeps" }),
            (Confidence::Medium, help),
        );
    }
}

/// 36 characters under a name of an identifier.
pub(super) fn holds_uuid(column: &Column) -> bool {
    let Some(data_type) = &column.data_type else { return false };
    let text =
        ["varchar", "character varying", "char", "character", "nvarchar", "nchar"].contains(&data_type.name.as_str());
    let name = column.name.to_lowercase();
    let identifier = name == "id" || name.ends_with("_id") || name.contains("uuid") || name.contains("guid");
    text && identifier && data_type.arguments.first().is_some_and(|length| length == "36")
}
