//! `sql/comparison-with-null`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_subject};

declare_rule! {
    /// ## What it finds
    /// `= NULL`, `<> NULL` and other comparisons with `NULL`.
    ///
    /// ## Why it matters
    /// They are neither true nor false, so a condition made of them holds for no row.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE orders (id bigint PRIMARY KEY, paid_at timestamptz);
    /// SELECT id FROM orders WHERE paid_at = NULL;
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE orders (id bigint PRIMARY KEY, paid_at timestamptz);
    /// SELECT id FROM orders WHERE paid_at IS NULL;
    /// UPDATE orders SET paid_at = NULL WHERE id = $1;
    /// ```
    /// ## Limits
    /// A value that comes with the call and is null is not seen. PostgreSQL reads `= NULL` as `IS NULL` where
    /// `transform_null_equals` is on, and SQL Server where `ANSI_NULLS` is off.
    pub ComparisonWithNull {
        id: "sql/comparison-with-null",
        severity: Error,
        since: "0.1.0",
        aliases: ["sqlfluff:CV05"],
        references: [("PostgreSQL manual, 9.2 Comparison Functions and Operators", "https://www.postgresql.org/docs/current/functions-comparison.html")],
    }
}

impl Rule<Queries> for ComparisonWithNull {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for asked in queries.blocks() {
            for found in &asked.block.signs.null_comparisons {
                let subject = format!("{} {} NULL", found.column, found.sign).trim().to_owned();
                smells.push(Smell { query: asked.number, span: found.span.clone(), subject, of: found.sign });
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| {
            let help = match smell.of {
                "=" => "Say IS NULL.",
                "<>" => "Say IS NOT NULL.",
                _ => "Leave the comparison out, or say IS NULL.",
            };
            let message = format!("`{}` is never true", smell.subject);
            (finding.confidence(Confidence::High).help(help), message)
        });
    }
}
