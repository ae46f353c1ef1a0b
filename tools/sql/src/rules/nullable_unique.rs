//! `sql/nullable-unique`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{Index, Origin, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A unique constraint or index over a column that may be null.
    ///
    /// ## Why it matters
    /// Nulls do not equal each other: as many rows as you like may agree in all other columns and have null there. SQL
    /// Server does the opposite and admits a single null.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE membership (
    ///   id bigint PRIMARY KEY, team text NOT NULL, member text NOT NULL, left_at timestamptz, UNIQUE (team, member, left_at)
    /// );
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE membership (
    ///   id bigint PRIMARY KEY, team text NOT NULL, member text NOT NULL, left_at timestamptz,
    ///   UNIQUE NULLS NOT DISTINCT (team, member, left_at)
    /// );
    /// ```
    /// ## Limits
    /// One nullable column alone is often meant so ("at most one row for each value there is") and is a hint, save in
    /// SQL Server. Several columns are a warning. Partial unique indexes are left alone.
    pub NullableUnique {
        id: "sql/nullable-unique",
        severity: Warning,
        since: "0.1.0",
        aliases: ["schemacrawler:NullColumnsInIndex", "pg-index-health:INDEXES_WITH_NULL_VALUES"],
        references: [("PostgreSQL manual, 5.5.3 Unique Constraints", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS")],
    }
}

impl Rule<Schema> for NullableUnique {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.is_whole() && table.partition_of.is_none()) {
            for index in &table.indexes {
                let applies = index.unique
                    && index.origin != Origin::PrimaryKey
                    && index.predicate.is_none()
                    && !index.nulls_not_distinct;
                if !applies {
                    continue;
                }
                let nullable = |key: &String| table.column(key).is_some_and(|column| !schema.is_not_null(column));
                let nullable: Vec<String> = index.column_keys().into_iter().filter(nullable).collect();
                if !nullable.is_empty() {
                    sink.push(admits_nulls(schema.dialect, table, index, &nullable));
                }
            }
        }
    }
}

fn admits_nulls(dialect: Dialect, table: &Table, index: &Index, nullable: &[String]) -> Finding {
    let columns = table.shown(nullable).join(", ");
    let several = index.keys.len() > 1;
    let consequence = match (dialect, several) {
        (Dialect::MsSql, _) => "SQL Server admits only one row with null there",
        (_, true) => "rows with null there may agree in all the other columns",
        (_, false) => "any number of rows may have null there",
    };
    let help = match dialect {
        Dialect::PostgreSql => "Make it NOT NULL, or say UNIQUE NULLS NOT DISTINCT (PostgreSQL 15 and later).",
        Dialect::MsSql => "Make it NOT NULL, or use a unique index with WHERE … IS NOT NULL.",
        _ => "Make it NOT NULL, or make sure that this is meant.",
    };
    let finding = Finding::of::<NullableUnique>(index.span.clone())
        .message(format!(
            "{} on `{}` includes {columns}, which may be null: {consequence}",
            index.described(table),
            table.name
        ))
        .subject(format!("{}({})", table.name, index.shown_keys(table)))
        .confidence(Confidence::Medium)
        .help(help);
    if several || dialect == Dialect::MsSql { finding } else { finding.severity(Severity::Hint) }
}
