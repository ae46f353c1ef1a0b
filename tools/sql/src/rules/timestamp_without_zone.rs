//! `sql/timestamp-without-zone`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::{Kind, Schema};

declare_rule! {
    /// ## What it finds
    /// PostgreSQL columns of type `timestamp` without time zone.
    ///
    /// ## Why it matters
    /// Such a column holds a reading of some clock and not a moment. Sessions in different time zones write and read
    /// different moments, and `now()` is cut to the session's zone. `timestamptz` takes no more room.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE visit (id bigint PRIMARY KEY, started_at timestamp NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE visit (id bigint PRIMARY KEY, started_at timestamptz NOT NULL);
    /// ```
    /// ## Limits
    /// Some moments are a reading of a local clock: opening hours, appointments. One finding a table; one a file when
    /// more than three of its tables have such columns; one in all when more than three files have some.
    pub TimestampWithoutZone {
        id: "sql/timestamp-without-zone",
        severity: Info,
        since: "0.1.0",
        aliases: ["squawk:prefer-timestamp-tz", "squawk:prefer-timestamptz", "pg-index-health:COLUMNS_WITH_TIMESTAMP_OR_TIMETZ_TYPE", "schemalint:prefer-timestamptz-to-timestamp"],
        references: [("PostgreSQL manual, 8.5 Date/Time Types", "https://www.postgresql.org/docs/current/datatype-datetime.html")],
    }
}

impl Rule<Schema> for TimestampWithoutZone {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::PostgreSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| schema.kind(column) == Kind::Timestamp { zoned: false },
            |found| {
                let verb = if found.several { "hold times" } else { "holds a time" };
                format!("{} {verb} without a time zone", found.what)
            },
            (Confidence::High, "Use timestamptz for moments."),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::{report, subjects};

    const RULE: &str = "sql/timestamp-without-zone";

    #[test]
    fn all_spellings_are_told_apart() {
        let text = "CREATE TABLE t (id bigint PRIMARY KEY, a timestamp, b timestamp(3) without time zone,
            c timestamp with time zone, d timestamptz(6), e timestamp(3) with time zone, f time);";

        assert_eq!(subjects(text, Dialect::PostgreSql, RULE), ["t(a, b)"]);
    }

    #[test]
    fn many_tables_are_one_finding() {
        let table = |n: usize| format!("CREATE TABLE t{n} (id bigint PRIMARY KEY, at timestamp, till timestamp);\n");
        let text: String = (0..50).map(table).collect();

        let report = report(&text, Dialect::PostgreSql, RULE);

        assert_eq!(report.findings.len(), 1);
        assert_eq!(report.findings[0].count, Some(100));
        assert_eq!(report.findings[0].message, "100 columns of 50 tables hold times without a time zone");
    }
}
