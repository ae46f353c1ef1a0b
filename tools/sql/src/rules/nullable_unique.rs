//! `sql/nullable-unique`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{Index, Origin, Schema, Table, quoted};

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
    /// One nullable column alone is often meant so ("at most one row for each value there is") and is a hint; several are a
    /// warning. In SQL Server it is the other way round: one column is a warning, and several, where null counts like any
    /// value, are left alone. So are partial unique indexes.
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
                let null_is_a_value = schema.dialect == Dialect::MsSql && index.keys.len() > 1;
                if !applies || null_is_a_value {
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
        Dialect::MsSql => {
            "Make it NOT NULL, or make a unique index of the rows without null, and then drop this one."
        }
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
    match dialect {
        Dialect::MsSql => finding.suggest(filtered_index(table, index)),
        _ if several => finding,
        _ => finding.severity(Severity::Hint),
    }
}

/// SQL Server's index that holds only the rows without null.
fn filtered_index(table: &Table, index: &Index) -> String {
    let column = table.shown(&index.column_keys()).concat();
    let name = quoted(&format!("{}_{column}_not_null", table.bare_name), Dialect::MsSql);
    let column = quoted(&column, Dialect::MsSql);
    let target = table.quoted(Dialect::MsSql);
    format!("CREATE UNIQUE INDEX {name} ON {target} ({column}) WHERE {column} IS NOT NULL;")
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::{subjects, suggestions};

    #[test]
    fn sql_server_is_given_an_index_of_the_rows_without_null() {
        let text = "CREATE TABLE [user] (id int PRIMARY KEY, badge int NULL, CONSTRAINT badge_key UNIQUE (badge));";

        assert_eq!(
            suggestions(text, Dialect::MsSql, "sql/nullable-unique"),
            ["CREATE UNIQUE INDEX user_badge_not_null ON [user] (badge) WHERE badge IS NOT NULL;"]
        );
    }
    #[test]
    fn among_several_columns_null_counts_like_any_value_in_sql_server() {
        let text = "CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, b int NULL, CONSTRAINT t_key UNIQUE (a, b));";

        assert!(subjects(text, Dialect::MsSql, "sql/nullable-unique").is_empty());
        assert_eq!(subjects(text, Dialect::MySql, "sql/nullable-unique"), ["t(a, b)"]);
    }
}
