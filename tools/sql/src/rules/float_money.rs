//! `sql/float-money`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::words::words;
use crate::Dialect;
use crate::schema::{Affinity, Column, Kind, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A column for an amount of money, by its name, with a binary floating-point type.
    ///
    /// ## Why it matters
    /// Binary fractions cannot hold 0.10: sums drift, and equal amounts do not compare equal.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE invoice (id bigint PRIMARY KEY, total_amount double precision NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE invoice (id bigint PRIMARY KEY, total_amount numeric(12, 2) NOT NULL, tax_rate real NOT NULL);
    /// ```
    /// ## Limits
    /// The name is a hint: a `cost` may be no money. Rates, ratios and the like are left alone.
    pub FloatMoney {
        id: "sql/float-money",
        severity: Warning,
        since: "0.1.0",
        aliases: ["sqlcheck:Float", "skeema:has-float"],
        references: [("PostgreSQL manual, 8.1.3 Floating-Point Types", "https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT")],
    }
}

/// Words that a name of money has.
const MONEY: &[&str] = &[
    "price",
    "prices",
    "amount",
    "amounts",
    "balance",
    "cost",
    "costs",
    "fee",
    "fees",
    "salary",
    "wage",
    "wages",
    "payment",
    "payments",
    "revenue",
    "subtotal",
    "refund",
    "money",
    "budget",
    "turnover",
    "deposit",
    "unitprice",
    "paid",
    "cents",
    "usd",
    "eur",
    "gbp",
    "tax",
    "vat",
    "commission",
    "discount",
    "charge",
    "payout",
    "profit",
    "debit",
    "credit",
    "msrp",
    "spend",
    "earnings",
];

/// Words that make a number of the money and not an amount.
const NOT_MONEY: &[&str] = &[
    "rate",
    "ratio",
    "percent",
    "percentage",
    "pct",
    "factor",
    "count",
    "weight",
    "score",
    "multiplier",
    "share",
    "probability",
    "rank",
    "seconds",
    "ms",
    "time",
    "days",
    "hours",
    "id",
];

impl Rule<Schema> for FloatMoney {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            for column in &table.columns {
                if is_float(schema, column) && is_money(&column.name) {
                    sink.push(inexact(schema.dialect, table, column));
                }
            }
        }
    }
}

fn is_float(schema: &Schema, column: &Column) -> bool {
    matches!(schema.kind(column), Kind::Float | Kind::Affine(Affinity::Real))
}

pub(super) fn is_money(name: &str) -> bool {
    let words = words(name);
    let is_any = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    // `total` alone may count anything; at the end of a name of a table of sales it is money.
    let total = words.last().is_some_and(|word| word == "total" || word == "totals");
    (is_any(MONEY) || total) && !is_any(NOT_MONEY)
}

fn inexact(dialect: Dialect, table: &Table, column: &Column) -> Finding {
    let data_type = column.data_type.as_ref().map(crate::ddl::DataType::shown).unwrap_or_default();
    let exact = match dialect {
        Dialect::Sqlite => "INTEGER in the smallest unit (cents)",
        Dialect::MsSql => "decimal(19, 4)",
        _ => "numeric(12, 2), or bigint in the smallest unit (cents)",
    };
    Finding::of::<FloatMoney>(column.type_span.clone().unwrap_or_else(|| column.span.clone()))
        .message(format!(
            "`{}.{}` holds money as {data_type}, which cannot hold decimal fractions",
            table.name, column.name
        ))
        .subject(table.subject([&column.key]))
        .confidence(Confidence::Medium)
        .help(format!("Use {exact}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_told_by_whole_words() {
        for name in ["price", "unit_price", "unitPrice", "order_total", "TotalAmount", "amount_eur", "tax"] {
            assert!(is_money(name), "{name}");
        }
        for name in [
            "tax_rate",
            "discount_percent",
            "coffee",
            "total_seconds",
            "costume",
            "latitude",
            "priceless",
            "cost_factor",
        ] {
            assert!(!is_money(name), "{name}");
        }
    }
}
