//! `sql/not-in-nullable`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::report::{Smell, by_subject};
use super::{Asked, Queries};
use crate::query::{Condition, Join, Test};

declare_rule! {
    /// ## What it finds
    /// `NOT IN (SELECT …)` whose column may be null.
    ///
    /// ## Why it matters
    /// As soon as the query inside gives one null, the condition is true of no row at all, and the result is empty without
    /// an error. Most servers cannot make a join of it either.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// SELECT name FROM customer WHERE id NOT IN (SELECT customer_id FROM orders);
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// SELECT name FROM customer c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id);
    /// SELECT name FROM customer WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL);
    /// ```
    /// ## Limits
    /// Only a plain column of a table is judged. One of which the query inside asks something that null does not fulfil
    /// is taken to have no nulls.
    pub NotInNullable {
        id: "sql/not-in-nullable",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, 9.24.2 IN", "https://www.postgresql.org/docs/current/functions-subquery.html#FUNCTIONS-SUBQUERY-NOTIN")],
    }
}

impl Rule<Queries> for NotInNullable {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for asked in queries.blocks() {
            let arms = asked.block.alternatives.iter().flatten().flatten();
            for condition in asked.block.conditions.iter().chain(arms).filter(|condition| condition.negated) {
                let Test::InBlock(inner) = condition.test else { continue };
                if let Some(subject) = nullable(queries, asked, inner) {
                    let span = condition.target.span.clone();
                    smells.push(Smell { query: asked.number, span, subject, of: () });
                }
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| {
            let message = format!("one null in `{}` makes this NOT IN true of no row", smell.subject);
            let help = "Say NOT EXISTS (SELECT 1 FROM … WHERE …), or leave the nulls out with IS NOT NULL.";
            (finding.confidence(Confidence::High).help(help), message)
        });
    }
}

/// The column that a query gives, where it may be null.
fn nullable(queries: &Queries, asked: Asked<'_>, inner: usize) -> Option<String> {
    let block = asked.query.blocks.get(inner)?;
    let [output] = block.outputs.as_slice() else { return None };
    let column = output.column.as_ref().filter(|column| column.block == inner && block.stars.is_empty())?;
    let (table, found) = asked.query.column(&queries.schema, column)?;
    let missing = matches!(block.relations.get(column.relation)?.join, Join::Left | Join::Full)
        || block
            .relations
            .iter()
            .skip(column.relation + 1)
            .any(|later| matches!(later.join, Join::Right | Join::Full));
    let is_key = table.primary_key().is_some_and(|key| key.column_keys().contains(&found.key));
    if (queries.schema.is_not_null(found) || is_key) && !missing {
        return None;
    }
    let asked_for =
        block.conditions.iter().any(|condition| condition.target.column == *column && forbids_null(condition));
    (!asked_for && !block.aggregates).then(|| table.subject([&found.key]))
}

/// Whether a condition is fulfilled by no null.
fn forbids_null(condition: &Condition) -> bool {
    match condition.test {
        Test::IsNull => condition.negated,
        Test::Other => false,
        Test::IsTrue => !condition.negated,
        _ => !condition.outer,
    }
}
