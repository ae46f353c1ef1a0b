//! `sql/time-with-zone`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// PostgreSQL columns of type `time with time zone` (`timetz`).
    ///
    /// ## Why it matters
    /// A zone's offset depends on the date, which such a value does not have: it cannot be turned into another zone rightly,
    /// and comparing two of them means little. The type is there for the standard's sake.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE shop (id bigint PRIMARY KEY, opens_at time with time zone NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE shop (id bigint PRIMARY KEY, opens_at time NOT NULL, time_zone text NOT NULL);
    /// ```
    pub TimeWithZone {
        id: "sql/time-with-zone",
        severity: Info,
        since: "0.1.0",
        aliases: ["pg-index-health:COLUMNS_WITH_TIMESTAMP_OR_TIMETZ_TYPE"],
        references: [("PostgreSQL wiki, Don't Do This: timetz", "https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_timetz")],
    }
}

impl Rule<Schema> for TimeWithZone {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::PostgreSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let Some(data_type) = &column.data_type else { return false };
                let data_type = schema.domain_base(column).unwrap_or(data_type);
                data_type.name == "timetz" || (data_type.name == "time" && data_type.with_time_zone)
            },
            |found| {
                let verb = if found.several { "hold times" } else { "holds a time" };
                format!("{} {verb} of day with a time zone, which needs a date to mean anything", found.what)
            },
            (Confidence::High, "Use time with the name of the zone beside it, or timestamptz for moments."),
        );
    }
}
