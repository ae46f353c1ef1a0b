//! `sql/decimal-without-scale`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use super::float_money::is_money;
use crate::Dialect;
use crate::schema::{Kind, Schema};

declare_rule! {
    /// ## What it finds
    /// A column for an amount of money, by its name, of type `DECIMAL` or `NUMERIC` without decimals, in MySQL, MariaDB or
    /// SQL Server.
    ///
    /// ## Why it matters
    /// There `DECIMAL` means `DECIMAL(10, 0)`, in SQL Server `decimal(18, 0)`: the cents are rounded away as they are
    /// written, without an error.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE invoice (id bigint PRIMARY KEY, total_amount decimal NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE invoice (id bigint PRIMARY KEY, total_amount decimal(12, 2) NOT NULL);
    /// ```
    /// ## Limits
    /// Amounts in the smallest unit have no decimals: `decimal(12, 0)` says so and is not reported. One finding a table, or
    /// one a file when more than three tables have such columns.
    pub DecimalWithoutScale {
        id: "sql/decimal-without-scale",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("MySQL 8.4 manual, 13.1.3 Fixed-Point Types", "https://dev.mysql.com/doc/refman/8.4/en/fixed-point-types.html"),
            ("SQL Server, decimal and numeric", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/decimal-and-numeric-transact-sql"),
        ],
    }
}

impl Rule<Schema> for DecimalWithoutScale {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if matches!(schema.dialect, Dialect::PostgreSql | Dialect::Sqlite) {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                schema.kind(column) == Kind::Decimal
                    && column.data_type.as_ref().is_some_and(|data_type| data_type.arguments.len() < 2)
                    && is_money(&column.name)
            },
            |found| {
                let verb = if found.several { "are decimals" } else { "is a decimal" };
                format!("{} {verb} without places behind the point: cents are rounded away", found.what)
            },
            (Confidence::Medium, "Say both numbers: decimal(12, 2), or decimal(12, 0) where whole units are meant."),
        );
    }
}
