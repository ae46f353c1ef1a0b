//! `sql/timestamp-2038`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Columns of MySQL's and MariaDB's type `TIMESTAMP`.
    ///
    /// ## Why it matters
    /// Its last moment is 2038-01-19 03:14:07 UTC; later values are refused. Dates of expiry, contracts and plans reach
    /// there today.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE licence (id bigint PRIMARY KEY, valid_until timestamp NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE licence (id bigint PRIMARY KEY, valid_until datetime NOT NULL);
    /// ```
    /// ## Limits
    /// MariaDB 11.5 and later end in 2106 on 64-bit systems. `DATETIME` keeps no time zone: write UTC into it. One finding
    /// a table, or one a file when more than three tables have such columns.
    pub Timestamp2038 {
        id: "sql/timestamp-2038",
        severity: Hint,
        since: "0.1.0",
        aliases: ["skeema:has-time"],
        references: [
            ("MySQL 8.4 manual, 13.2.2 The DATE, DATETIME, and TIMESTAMP Types", "https://dev.mysql.com/doc/refman/8.4/en/datetime.html"),
            ("MariaDB knowledge base, TIMESTAMP", "https://mariadb.com/kb/en/timestamp/"),
        ],
    }
}

impl Rule<Schema> for Timestamp2038 {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if !schema.dialect.is_mysql_family() {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| column.data_type.as_ref().is_some_and(|data_type| data_type.name == "timestamp"),
            |found| {
                let verb = if found.several { "are" } else { "is" };
                format!("{} {verb} of type timestamp, which ends on 2038-01-19", found.what)
            },
            (Confidence::High, "Use datetime, in UTC, for moments that may lie beyond."),
        );
    }
}
