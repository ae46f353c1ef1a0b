//! `sql/money-type`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::{Kind, Schema};

declare_rule! {
    /// ## What it finds
    /// PostgreSQL columns of type `money`.
    ///
    /// ## Why it matters
    /// What a value looks like, and how many decimals it has, depends on the server's `lc_monetary`: a dump that is loaded
    /// under another setting changes its meaning. There is no currency, and dividing rounds.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE invoice (id bigint PRIMARY KEY, amount money NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE invoice (id bigint PRIMARY KEY, amount numeric(12, 2) NOT NULL, currency text NOT NULL);
    /// ```
    pub MoneyType {
        id: "sql/money-type",
        severity: Warning,
        since: "0.1.0",
        aliases: ["pg-index-health:COLUMNS_WITH_MONEY_TYPE"],
        references: [("PostgreSQL wiki, Don't Do This: money", "https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_money")],
    }
}

impl Rule<Schema> for MoneyType {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::PostgreSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| schema.kind(column) == Kind::Named("money".to_owned()),
            |found| {
                let verb = if found.several { "are" } else { "is" };
                format!("{} {verb} of the type money, whose meaning depends on a setting of the server", found.what)
            },
            (Confidence::High, "Use numeric with the currency beside it."),
        );
    }
}
