//! `sql/varchar-uuid`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{Column, Schema, Table};

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
        let better = match schema.dialect {
            Dialect::PostgreSql => "uuid",
            Dialect::MariaDb => "uuid (from 10.7)",
            Dialect::MySql => "binary(16) with UUID_TO_BIN()",
            Dialect::MsSql => "uniqueidentifier",
            Dialect::Sqlite => return,
        };
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            let mut columns = table.columns.iter().filter(|column| holds_uuid(column));
            let Some(first) = columns.next() else { continue };
            let rest: Vec<&Column> = columns.collect();
            sink.push(as_text(table, first, &rest, better));
        }
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

fn as_text(table: &Table, first: &Column, rest: &[&Column], better: &str) -> Finding {
    let subject = table.subject(std::iter::once(&first.key).chain(rest.iter().map(|column| &column.key)));
    let mut finding = Finding::of::<VarcharUuid>(first.type_span.clone().unwrap_or_else(|| first.span.clone()))
        .message(format!("`{subject}` keeps UUIDs as text"))
        .subject(subject)
        .confidence(Confidence::Medium)
        .help(format!("Use {better}."));
    for column in rest {
        finding = finding.also_at(column.span.clone(), format!("{}.{}", table.name, column.name));
    }
    finding
}
