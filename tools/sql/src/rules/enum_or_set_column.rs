//! `sql/enum-or-set-column`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Columns of MySQL and MariaDB of type `ENUM` or `SET`.
    ///
    /// ## Why it matters
    /// They sort by the place of a value in the list, not by its text, and take numbers for places. A value that is added
    /// anywhere but at the end, or taken out, copies the table; without strict mode a wrong value becomes `''`.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE ticket (id bigint PRIMARY KEY, state enum('open', 'done') NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE ticket_state (name varchar(20) PRIMARY KEY);
    /// CREATE TABLE ticket (
    ///   id bigint PRIMARY KEY, state varchar(20) NOT NULL, FOREIGN KEY (state) REFERENCES ticket_state (name)
    /// );
    /// ```
    /// ## Limits
    /// A list that never changes is well kept as one, so the rule is off until it is selected. One finding a table, or one
    /// a file when more than three tables have such columns.
    pub EnumOrSetColumn {
        id: "sql/enum-or-set-column",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["skeema:has-enum"],
        references: [
            ("MySQL 8.4 manual, 13.3.6 The ENUM Type", "https://dev.mysql.com/doc/refman/8.4/en/enum.html"),
            ("MySQL 8.4 manual, 13.3.7 The SET Type", "https://dev.mysql.com/doc/refman/8.4/en/set.html"),
        ],
    }
}

impl Rule<Schema> for EnumOrSetColumn {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if !schema.dialect.is_mysql_family() {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let name = column.data_type.as_ref().map(|data_type| data_type.name.as_str()).unwrap_or_default();
                matches!(name, "enum" | "set")
            },
            |found| {
                format!("{} {} a list of values in the type", found.what, if found.several { "have" } else { "has" })
            },
            (Confidence::High, "Use text and a table of the values, or a CHECK."),
        );
    }
}
