//! `sql/datetime-not-datetime2`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Columns of SQL Server of type `datetime` or `smalldatetime`.
    ///
    /// ## Why it matters
    /// `datetime` rounds to steps of 3.33 milliseconds and begins in 1753; `smalldatetime` rounds to minutes and ends in
    /// 2079. `datetime2` is exact and takes no more room.
    ///
    /// ## Bad
    /// ```sql mssql
    /// CREATE TABLE orders (id bigint CONSTRAINT orders_pk PRIMARY KEY, placed_at datetime NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mssql
    /// CREATE TABLE orders (id bigint CONSTRAINT orders_pk PRIMARY KEY, placed_at datetime2(3) NOT NULL);
    /// ```
    /// ## Limits
    /// Off until it is selected. One finding a table, or one a file when more than three tables have such columns.
    pub DatetimeNotDatetime2 {
        id: "sql/datetime-not-datetime2",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("SQL Server, datetime", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/datetime-transact-sql")],
    }
}

impl Rule<Schema> for DatetimeNotDatetime2 {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::MsSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let name = column.data_type.as_ref().map(|data_type| data_type.name.as_str()).unwrap_or_default();
                matches!(name, "datetime" | "smalldatetime")
            },
            |found| {
                let verb = if found.several { "are" } else { "is" };
                format!("{} {verb} of a type that rounds moments (datetime)", found.what)
            },
            (Confidence::High, "Use datetime2, with the decimals that are needed, or datetimeoffset."),
        );
    }
}
