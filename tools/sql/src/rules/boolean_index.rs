//! `sql/boolean-index`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{Column, Index, Kind, Origin, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// An index of all rows by one boolean column and nothing else.
    ///
    /// ## Why it matters
    /// It holds every row under two values. For the frequent value it is not used; for the rare one a partial index
    /// finds the same rows, is a fraction of the size and is not written for the others.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE job (id bigint PRIMARY KEY, done boolean NOT NULL, run_at timestamptz NOT NULL);
    /// CREATE INDEX job_done_idx ON job (done);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE job (id bigint PRIMARY KEY, done boolean NOT NULL, run_at timestamptz NOT NULL);
    /// CREATE INDEX job_waiting_idx ON job (run_at) WHERE NOT done;
    /// ```
    /// ## Limits
    /// MySQL and MariaDB have neither partial indexes nor a boolean type, and are not judged. In SQLite a column is
    /// boolean when it is declared so.
    pub BooleanIndex {
        id: "sql/boolean-index",
        severity: Hint,
        since: "0.1.0",
        aliases: ["pg-index-health:INDEXES_WITH_BOOLEAN"],
        references: [("PostgreSQL manual, 11.8 Partial Indexes", "https://www.postgresql.org/docs/current/indexes-partial.html")],
    }
}

impl Rule<Schema> for BooleanIndex {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            for index in &table.indexes {
                let whole = index.origin == Origin::Index && !index.unique && index.predicate.is_none();
                let [key] = index.keys.as_slice() else { continue };
                let column = key.column.as_ref().and_then(|column| table.column(column));
                let column = column.filter(|column| is_boolean(schema, column));
                if let Some(column) = column.filter(|_| whole && index.is_ordered() && index.include.is_empty()) {
                    sink.push(two_values(table, index, column));
                }
            }
        }
    }
}

fn is_boolean(schema: &Schema, column: &Column) -> bool {
    let declared = column.data_type.as_ref().map(|data_type| data_type.name.as_str());
    match schema.dialect {
        Dialect::PostgreSql => schema.kind(column) == Kind::Named("boolean".to_owned()),
        Dialect::Sqlite => matches!(declared, Some("boolean" | "bool")),
        Dialect::MsSql => declared == Some("bit"),
        Dialect::MySql | Dialect::MariaDb => false,
    }
}

fn two_values(table: &Table, index: &Index, column: &Column) -> Finding {
    Finding::of::<BooleanIndex>(index.span.clone())
        .message(format!(
            "{} on `{}` holds every row under the two values of {}",
            index.described(table),
            table.name,
            column.name
        ))
        .subject(table.subject([&column.key]))
        .confidence(Confidence::Medium)
        .help(format!("Index what else the queries look for or sort by, WHERE {} has its rare value.", column.name))
}
