//! `sql/zero-date-default`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::schema::{Column, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A date whose default is no date: `'0000-00-00'`, or one with a month or a day of zero.
    ///
    /// ## Why it matters
    /// MySQL refuses the table in its default mode (`NO_ZERO_DATE`, error 1067), so a dump does not load. Where it is let
    /// through, programs get a value that their types cannot hold.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE visit (id bigint PRIMARY KEY, left_at datetime NOT NULL DEFAULT '0000-00-00 00:00:00');
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE visit (id bigint PRIMARY KEY, left_at datetime NULL);
    /// ```
    /// ## Limits
    /// MariaDB takes it in its default mode: there it is information. One finding a column, or one a file when there are
    /// more than three.
    pub ZeroDateDefault {
        id: "sql/zero-date-default",
        severity: Warning,
        since: "0.1.0",
        aliases: ["skeema:zero-date"],
        references: [("MySQL 8.4 manual, 7.1.11 Server SQL Modes", "https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html#sqlmode_no_zero_date")],
    }
}

impl Rule<Schema> for ZeroDateDefault {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if !schema.dialect.is_mysql_family() {
            return;
        }
        let mut found = Vec::new();
        for table in schema.tables() {
            for column in table.columns.iter().filter(|column| is_zero(column)) {
                let subject = table.subject([&column.key]);
                found.push(Place { span: column.span.clone(), subject, of: (table, column) });
            }
        }
        let graded = |finding: Finding| match schema.dialect {
            Dialect::MariaDb => finding.severity(Severity::Info),
            _ => finding,
        };
        let help = "Use NULL for \"not yet\", or a date that there is.";
        places::report::<Self, (&Table, &Column)>(
            sink,
            found,
            |finding, place| {
                let (table, column) = place.of;
                let default = column.default.as_ref().map(|default| default.text.clone()).unwrap_or_default();
                let message = format!("`{}.{}` has a default that is no date: {default}", table.name, column.name);
                graded(finding.message(message).help(help))
            },
            |finding, places| {
                let message =
                    format!("{} columns have a default that is no date, such as '0000-00-00'", places.len());
                graded(finding.message(message).help(help))
            },
        );
    }
}

fn is_zero(column: &Column) -> bool {
    let (Some(data_type), Some(default)) = (&column.data_type, &column.default) else { return false };
    if !["date", "datetime", "timestamp"].contains(&data_type.name.as_str()) {
        return false;
    }
    let value = default.text.trim_matches(['\'', '"']);
    let date = value.split([' ', 'T']).next().unwrap_or_default();
    let mut parts = date.split('-');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("0"), None, None, None) => true,
        (Some(year), Some(month), Some(day), None) => {
            let number = |part: &str| part.parse::<u32>().ok();
            number(year).is_some() && (number(month) == Some(0) || number(day) == Some(0))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(column: &str) -> bool {
        let text = format!("CREATE TABLE t (id int PRIMARY KEY, d {column});");
        !subjects(&text, Dialect::MySql, "sql/zero-date-default").is_empty()
    }

    #[test]
    fn a_zero_in_month_or_day_is_no_date() {
        for column in
            ["date DEFAULT '0000-00-00'", "datetime(6) DEFAULT '2000-00-01 10:00:00'", "timestamp DEFAULT 0"]
        {
            assert!(found(column), "{column}");
        }
        for column in ["date DEFAULT '1970-01-01'", "datetime DEFAULT CURRENT_TIMESTAMP", "int DEFAULT 0", "date"] {
            assert!(!found(column), "{column}");
        }
    }
}
