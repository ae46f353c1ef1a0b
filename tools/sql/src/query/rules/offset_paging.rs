//! `sql/offset-paging`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::Queries;
use super::report::{Smell, by_file};
use crate::dialect::Dialect;
use crate::query::{Bound, From, Kind};

/// Rows that are skipped without anyone noticing.
const FEW: u64 = 1_000;

declare_rule! {
    /// ## What it finds
    /// Pages of a table by `OFFSET`: with a number that comes with the call, or with a large one.
    ///
    /// ## Why it matters
    /// The rows that are skipped are read all the same: page 1000 costs a thousand times page 1. And a row that comes or goes
    /// meanwhile shifts the others, so that one is seen twice or never.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL);
    /// SELECT id, total FROM orders ORDER BY id LIMIT $1 OFFSET $2;
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL);
    /// SELECT id, total FROM orders WHERE id > $1 ORDER BY id LIMIT $2;
    /// ```
    /// ## Limits
    /// Where nobody turns many pages, or the result has few rows, it does no harm. A constant below a thousand is passed over.
    pub OffsetPaging {
        id: "sql/offset-paging",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("PostgreSQL manual, 7.6 LIMIT and OFFSET", "https://www.postgresql.org/docs/current/queries-limit.html")],
    }
}

impl Rule<Queries> for OffsetPaging {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for asked in queries.blocks().filter(|asked| asked.query.kind == Kind::Select) {
            let Some((bound, span)) = &asked.block.offset else { continue };
            let far = match bound {
                Bound::Number(number) => *number >= FEW,
                Bound::Parameter => true,
            };
            let table = asked.block.relations.iter().find_map(|relation| match &relation.origin {
                From::Table(key) => queries.schema.by_key(key),
                From::Block(_) | From::Unknown => None,
            });
            if let Some(table) = table.filter(|table| far && !queries.small.contains(&table.key)) {
                let subject = table.name.clone();
                smells.push(Smell { query: asked.number, span: span.clone(), subject, of: () });
            }
        }
        let help = match queries.schema.dialect {
            // It compares no rows.
            Dialect::MsSql => {
                "Begin behind the last row of the page before: `WHERE id < @last ORDER BY id DESC`, or by all columns of \
                 the order."
            }
            _ => {
                "Begin behind the last row of the page before: `WHERE (created_at, id) < ($1, $2) ORDER BY created_at \
                 DESC, id DESC LIMIT …`."
            }
        };
        by_file::<Self, _>(
            queries,
            sink,
            smells,
            |smell| format!("pages of `{}` are reached by OFFSET: every row before them is read", smell.subject),
            |count| format!("{count} queries reach their pages by OFFSET: every row before them is read"),
            (Confidence::Medium, help),
        );
    }
}
