//! `sql/nullable-composite-foreign-key`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{ForeignKey, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A foreign key of several columns of which two or more may be null, one by one.
    ///
    /// ## Why it matters
    /// With any of its columns null, a row is not checked at all: `(17, NULL)` and `(NULL, 'no such thing')` are both
    /// taken, though neither refers to anything.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE seat (hall bigint, place text, PRIMARY KEY (hall, place));
    /// CREATE TABLE ticket (id bigint PRIMARY KEY, hall bigint, place text, FOREIGN KEY (hall, place) REFERENCES seat);
    /// CREATE INDEX ticket_seat_idx ON ticket (hall, place);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE seat (hall bigint, place text, PRIMARY KEY (hall, place));
    /// CREATE TABLE ticket (
    ///     id bigint PRIMARY KEY,
    ///     hall bigint,
    ///     place text,
    ///     FOREIGN KEY (hall, place) REFERENCES seat MATCH FULL
    /// );
    /// CREATE INDEX ticket_seat_idx ON ticket (hall, place);
    /// ```
    /// ## Limits
    /// One column that may be null beside others that may not is how an optional reference within a tenant is written,
    /// and is no finding. Neither is a key whose columns a CHECK names together.
    pub NullableCompositeForeignKey {
        id: "sql/nullable-composite-foreign-key",
        severity: Info,
        since: "0.1.0",
        aliases: ["pg-index-health:FOREIGN_KEYS_WITH_NULL_VALUES"],
        references: [("PostgreSQL manual, CREATE TABLE: MATCH", "https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES")],
    }
}

impl Rule<Schema> for NullableCompositeForeignKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.is_whole() && table.partition_of.is_none()) {
            for key in table.foreign_keys.iter().filter(|key| key.columns.len() > 1 && !key.match_full) {
                let may_be_null = |key: &&String| table.column(key).is_some_and(|column| !schema.is_not_null(column));
                let nullable: Vec<&String> = key.columns.iter().filter(may_be_null).collect();
                let together =
                    table.checks.iter().any(|check| nullable.iter().all(|key| check.columns.contains(key)));
                if nullable.len() > 1 && !together {
                    sink.push(half_null(schema.dialect, table, key, &nullable));
                }
            }
        }
    }
}

fn half_null(dialect: Dialect, table: &Table, key: &ForeignKey, nullable: &[&String]) -> Finding {
    let subject = table.subject(&key.columns);
    let columns = table.shown(nullable.iter().copied()).join(" and ");
    Finding::of::<NullableCompositeForeignKey>(key.span.clone())
        .message(format!(
            "{columns} of the foreign key `{subject}` may be null one by one, and such a row is not checked"
        ))
        .subject(subject)
        .confidence(Confidence::Medium)
        .help(match dialect {
            Dialect::PostgreSql => "Say MATCH FULL, or make the columns NOT NULL.",
            _ => "Make the columns NOT NULL, or add a CHECK that all of them are null or none.",
        })
}
