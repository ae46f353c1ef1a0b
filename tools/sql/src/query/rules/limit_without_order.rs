//! `sql/limit-without-order`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_file};
use super::view::is_value;
use crate::query::{From, Kind, Role};

declare_rule! {
    /// ## What it finds
    /// `LIMIT`, `TOP` and `FETCH FIRST` without `ORDER BY`, where more than one row may be left.
    ///
    /// ## Why it matters
    /// Which rows are given is then up to the server, and changes with the plan, with vacuum and with other sessions.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL);
    /// SELECT id, total FROM orders WHERE total > $1 LIMIT 20;
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL);
    /// SELECT id, total FROM orders WHERE total > $1 ORDER BY id LIMIT 20;
    /// SELECT total FROM orders WHERE id = $1 LIMIT 1;
    /// ```
    /// ## Limits
    /// `SELECT 1 … LIMIT 1` is a question for any row. Where else any row will do it is meant so: the rule is off until it is selected.
    pub LimitWithoutOrder {
        id: "sql/limit-without-order",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["sqlfluff:AM09"],
        references: [("PostgreSQL manual, 7.6 LIMIT and OFFSET", "https://www.postgresql.org/docs/current/queries-limit.html")],
    }
}

impl Rule<Queries> for LimitWithoutOrder {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for asked in queries.blocks() {
            let block = asked.block;
            let gives = asked.query.kind == Kind::Select && block.role == Role::Statement;
            let one = block.aggregates && block.group.is_empty() && block.unions.is_empty();
            // `SELECT 1 … LIMIT 1` asks whether there is any.
            let asks_for_any =
                !block.outputs.is_empty() && block.outputs.iter().all(|output| output.literal.is_some());
            if !gives || asks_for_any || block.limit.is_none() || !block.order.is_empty() || one {
                continue;
            }
            let table = block.relations.first().and_then(|relation| match &relation.origin {
                From::Table(key) => queries.schema.by_key(key),
                From::Block(_) | From::Unknown => None,
            });
            let Some(table) = table.filter(|_| !asked.names_one_row(&queries.schema, 0, is_value)) else { continue };
            let (span, subject) = (asked.query.span.clone(), table.name.clone());
            smells.push(Smell { query: asked.number, span, subject, of: () });
        }
        by_file::<Self, _>(
            queries,
            sink,
            smells,
            |smell| format!("which rows of `{}` are given is up to the server: there is no ORDER BY", smell.subject),
            |count| format!("{count} queries limit their rows without saying which come first"),
            (Confidence::Medium, "Say ORDER BY, with a key at its end."),
        );
    }
}
