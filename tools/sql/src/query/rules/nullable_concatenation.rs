//! `sql/nullable-concatenation`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_subject};
use crate::dialect::Dialect;
use crate::query::Test;
use crate::schema::{Affinity, Kind};

declare_rule! {
    /// ## What it finds
    /// A text column that may be null, put together with other texts by `||` (PostgreSQL, SQLite).
    ///
    /// ## Why it matters
    /// The whole becomes null with it: a name without a middle name is no name at all.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, first_name text NOT NULL, middle_name text);
    /// SELECT first_name || ' ' || middle_name FROM customer WHERE id = $1;
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, first_name text NOT NULL, middle_name text);
    /// SELECT first_name || coalesce(' ' || middle_name, '') FROM customer WHERE id = $1;
    /// ```
    /// ## Limits
    /// An expression with `coalesce`, `CASE` or the like in it, and a column that is asked for being not null, are passed
    /// over. It is often meant so, to give nothing where a part is missing: the rule is off until it is selected.
    pub NullableConcatenation {
        id: "sql/nullable-concatenation",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["sqlcheck:Concatenation"],
        references: [("PostgreSQL manual, 9.4 String Functions and Operators", "https://www.postgresql.org/docs/current/functions-string.html")],
    }
}

impl Rule<Queries> for NullableConcatenation {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        if !matches!(queries.schema.dialect, Dialect::PostgreSql | Dialect::Sqlite) {
            return;
        }
        let mut smells = Vec::new();
        for asked in queries.blocks() {
            for (column, span) in &asked.block.signs.concatenated {
                let Some((table, found)) = asked.query.column(&queries.schema, column) else { continue };
                let is_text = matches!(queries.schema.kind(found), Kind::Text { .. } | Kind::Affine(Affinity::Text));
                let asked_for = asked.block.conditions.iter().any(|condition| {
                    condition.target.column == *column
                        && !condition.outer
                        && (condition.test != Test::IsNull || condition.negated)
                        && condition.test != Test::Other
                });
                if is_text && !queries.schema.is_not_null(found) && !asked_for {
                    let subject = table.subject([&found.key]);
                    smells.push(Smell { query: asked.number, span: span.clone(), subject, of: () });
                }
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| {
            let message = format!("where `{}` is null, the text that it is put together with is lost", smell.subject);
            (finding.confidence(Confidence::Medium).help("Say coalesce(…, ''), or concat()."), message)
        });
    }
}
