//! `sql/rounding-money-type`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Columns of SQL Server of type `money` or `smallmoney`.
    ///
    /// ## Why it matters
    /// Each step of a computation is cut to four places: a division and a multiplication that undo each other give another
    /// amount. `smallmoney` ends at 214,748.3647.
    ///
    /// ## Bad
    /// ```sql mssql
    /// CREATE TABLE invoice (id bigint CONSTRAINT invoice_pk PRIMARY KEY, amount money NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mssql
    /// CREATE TABLE invoice (id bigint CONSTRAINT invoice_pk PRIMARY KEY, amount decimal(19, 4) NOT NULL);
    /// ```
    /// ## Limits
    /// Amounts that are only added up are safe, so the rule is off until it is selected. One finding a table, or one a file
    /// when more than three tables have such columns.
    pub RoundingMoneyType {
        id: "sql/rounding-money-type",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("SQL Server, money and smallmoney", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/money-and-smallmoney-transact-sql")],
    }
}

impl Rule<Schema> for RoundingMoneyType {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::MsSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let name = column.data_type.as_ref().map(|data_type| data_type.name.as_str()).unwrap_or_default();
                matches!(name, "money" | "smallmoney")
            },
            |found| {
                let verb = if found.several { "are" } else { "is" };
                format!("{} {verb} of a type that rounds each step of a computation (money)", found.what)
            },
            (Confidence::High, "Use decimal(19, 4), or as many places as are needed."),
        );
    }
}
