//! `sql/nullable-unique`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

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
    /// One nullable column alone is mostly meant so ("at most one row for each value there is"), and is a finding in SQL
    /// Server only. Several columns are one everywhere else: SQL Server takes null for a value among them. A second unique
    /// index that holds the rows with null (`WHERE left_at IS NULL`) mends it. Partial unique indexes are left alone.
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
                // Among several columns null counts like any value in SQL Server; alone it is mostly meant elsewhere.
                let hurts = (index.keys.len() > 1) != (schema.dialect == Dialect::MsSql);
                if !nullable.is_empty() && hurts && !has_partner(table, &nullable) {
                    sink.push(admits_nulls(schema.dialect, table, index, &nullable));
                }
            }
        }
    }
}

/// Whether another unique index is for the rows with null in one of these columns.
fn has_partner(table: &Table, nullable: &[String]) -> bool {
    let mut predicates =
        table.indexes.iter().filter(|index| index.unique).filter_map(|index| index.predicate.as_ref());
    predicates.any(|predicate| {
        let words = format!(" {} ", predicate.normal);
        nullable.iter().any(|column| words.contains(&format!(" {column} is null ")))
    })
}

fn admits_nulls(dialect: Dialect, table: &Table, index: &Index, nullable: &[String]) -> Finding {
    let columns = table.shown(nullable).join(", ");
    let consequence = match dialect {
        Dialect::MsSql => "SQL Server admits only one row with null there",
        _ => "rows with null there may agree in all the other columns",
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
    if dialect == Dialect::MsSql { finding.suggest(filtered_index(table, index)) } else { finding }
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

    fn found(keys: &str, dialect: Dialect) -> Vec<String> {
        let text = format!("CREATE TABLE t (id bigint PRIMARY KEY, a int NOT NULL, b int, c int); {keys}");
        subjects(&text, dialect, "sql/nullable-unique")
    }

    #[test]
    fn one_optional_column_is_a_finding_in_sql_server_only() {
        let unique = "CREATE UNIQUE INDEX u ON t (b);";

        assert!(found(unique, Dialect::PostgreSql).is_empty());
        assert!(found(unique, Dialect::MySql).is_empty());
        assert_eq!(found(unique, Dialect::MsSql), ["t(b)"]);
        assert!(found("CREATE UNIQUE INDEX u ON t (b) WHERE b IS NOT NULL;", Dialect::MsSql).is_empty());
    }

    #[test]
    fn a_second_index_for_the_rows_with_null_mends_it() {
        let unique = "CREATE UNIQUE INDEX u ON t (a, b);";

        assert_eq!(found(unique, Dialect::PostgreSql), ["t(a, b)"]);
        assert!(
            found(&format!("{unique} CREATE UNIQUE INDEX v ON t (a) WHERE b IS NULL;"), Dialect::Sqlite).is_empty()
        );
        let other = format!("{unique} CREATE UNIQUE INDEX v ON t (a) WHERE c IS NULL;");
        assert_eq!(found(&other, Dialect::Sqlite), ["t(a, b)"]);
    }
    #[test]
    fn sql_server_takes_null_for_a_value_among_several_columns() {
        let unique = "CREATE UNIQUE INDEX u ON t (a, b);";

        assert!(found(unique, Dialect::MsSql).is_empty());
        assert_eq!(found(unique, Dialect::MySql), ["t(a, b)"]);
    }

    #[test]
    fn sql_server_is_given_an_index_of_the_rows_without_null() {
        let text = "CREATE TABLE [user] (id int PRIMARY KEY, badge int NULL, CONSTRAINT badge_key UNIQUE (badge));";

        assert_eq!(
            suggestions(text, Dialect::MsSql, "sql/nullable-unique"),
            ["CREATE UNIQUE INDEX user_badge_not_null ON [user] (badge) WHERE badge IS NOT NULL;"]
        );
    }
}
