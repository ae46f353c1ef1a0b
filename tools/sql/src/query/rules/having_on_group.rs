//! `sql/having-on-group`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_subject};
use crate::dialect::Dialect;

declare_rule! {
    /// ## What it finds
    /// A condition of `HAVING` that asks nothing but columns that are grouped by (MySQL).
    ///
    /// ## Why it matters
    /// MySQL looks at `HAVING` when all is read and grouped: the rows of groups that are then thrown away are read for
    /// nothing, and no index finds those that stay. In `WHERE` the same condition comes first.
    ///
    /// ## Bad
    /// ```sql queries mysql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, total decimal(10,2) NOT NULL, KEY orders_customer (customer_id));
    /// SELECT customer_id, SUM(total) FROM orders GROUP BY customer_id HAVING customer_id = ?;
    /// ```
    /// ## Good
    /// ```sql queries mysql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL, total decimal(10,2) NOT NULL, KEY orders_customer (customer_id));
    /// SELECT customer_id, SUM(total) FROM orders WHERE customer_id = ? GROUP BY customer_id HAVING SUM(total) > 100;
    /// ```
    /// ## Limits
    /// PostgreSQL, SQLite, SQL Server and MariaDB move such a condition to `WHERE` by themselves and are not reported.
    pub HavingOnGroup {
        id: "sql/having-on-group",
        severity: Info,
        since: "0.1.0",
        aliases: ["sqlcheck:Having"],
        references: [("MySQL manual, SELECT Statement", "https://dev.mysql.com/doc/refman/8.4/en/select.html")],
    }
}

impl Rule<Queries> for HavingOnGroup {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        if queries.schema.dialect != Dialect::MySql {
            return;
        }
        let mut smells = Vec::new();
        for asked in queries.blocks() {
            for column in &asked.block.signs.having {
                let Some((table, found)) = asked.query.column(&queries.schema, column) else { continue };
                let subject = table.subject([&found.key]);
                smells.push(Smell { query: asked.number, span: asked.query.span.clone(), subject, of: () });
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| {
            let message = format!("HAVING asks for `{}`, which every row has: all are grouped first", smell.subject);
            (finding.confidence(Confidence::High).help("Move the condition to WHERE."), message)
        });
    }
}
