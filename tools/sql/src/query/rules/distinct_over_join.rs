//! `sql/distinct-over-join`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::report::{Smell, by_subject};
use super::{Asked, Queries};
use crate::query::{From, Join, Operand, Test};
use crate::schema::{Index, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// `SELECT DISTINCT` of one table's rows, key included, over a join with another table that has many rows for each and
    /// of which nothing is given.
    ///
    /// ## Why it matters
    /// The join makes rows that `DISTINCT` then sorts out again. `EXISTS` asks what is meant, and stops at the first row
    /// that it finds.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, total numeric NOT NULL);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// SELECT DISTINCT c.id, c.name FROM customer c JOIN orders o ON o.customer_id = c.id WHERE o.total > $1;
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, total numeric NOT NULL);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// SELECT c.id, c.name FROM customer c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > $1);
    /// SELECT DISTINCT c.name FROM customer c JOIN orders o ON o.customer_id = c.id;
    /// ```
    /// ## Limits
    /// Only plain columns are judged: a query that gives an expression, groups or orders by the joined table is left alone.
    pub DistinctOverJoin {
        id: "sql/distinct-over-join",
        severity: Info,
        since: "0.1.0",
        aliases: ["sqlcheck:DistinctJoin"],
        references: [("PostgreSQL manual, 9.24.1 EXISTS", "https://www.postgresql.org/docs/current/functions-subquery.html#FUNCTIONS-SUBQUERY-EXISTS")],
    }
}

impl Rule<Queries> for DistinctOverJoin {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for asked in queries.blocks() {
            let Some((kept, joined)) = multiplied(&queries.schema, asked) else { continue };
            let Some(span) = asked.block.distinct.clone() else { continue };
            let subject = format!("{}, {}", kept.name, joined.name);
            smells.push(Smell { query: asked.number, span, subject, of: (kept, joined) });
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| {
            let (kept, joined) = smell.of;
            let message = format!(
                "rows of `{}` are multiplied by a join with `{}`, of which nothing is given, and made one again by DISTINCT",
                kept.name, joined.name
            );
            let help = format!("Ask for `EXISTS (SELECT 1 FROM {} …)` instead of the join.", joined.name);
            (finding.confidence(Confidence::High).help(help), message)
        });
    }
}

/// The table whose rows are given, and one that multiplies them.
fn multiplied<'q>(schema: &'q Schema, asked: Asked<'q>) -> Option<(&'q Table, &'q Table)> {
    let block = asked.block;
    block.distinct.as_ref()?;
    let named: Vec<_> = block.outputs.iter().map(|output| output.column.as_ref()).collect();
    if block.aggregates || !block.group.is_empty() || named.iter().any(Option::is_none) {
        return None;
    }
    let mut given: Vec<usize> = block.read_whole.iter().copied().collect();
    given.extend(named.iter().flatten().filter(|column| column.block == asked.at).map(|column| column.relation));
    given.sort_unstable();
    given.dedup();
    // A column of a derived table may hide one of another relation.
    let [only] = given.as_slice() else { return None };
    if named.iter().flatten().any(|column| column.block != asked.at) {
        return None;
    }
    let kept = asked.query.table(schema, asked.at, *only)?;
    let whole = block.read_whole.contains(only);
    let columns: Vec<&String> = named.iter().flatten().map(|column| &column.column).collect();
    let is_given = |index: &Index| {
        index.unique
            && index.predicate.is_none()
            && !index.keys.is_empty()
            && index.keys.iter().all(|key| {
                let column = key.column.as_ref().and_then(|key| kept.column(key));
                column.is_some_and(|column| schema.is_not_null(column) && (whole || columns.contains(&&column.key)))
            })
    };
    if !kept.indexes.iter().any(is_given) {
        return None;
    }
    let ordered_by = |relation: usize| {
        block.order.iter().any(|key| key.target.as_ref().is_none_or(|target| target.column.relation == relation))
    };
    let joined = (0..block.relations.len()).filter(|relation| relation != only && !ordered_by(*relation));
    joined.into_iter().find_map(|relation| {
        let of = block.relations.get(relation)?;
        let judged =
            matches!(of.join, Join::Inner | Join::Left | Join::Listed) && matches!(of.origin, From::Table(_));
        let table = asked.query.table(schema, asked.at, relation).filter(|table| judged && table.is_whole())?;
        // What is joined by nothing multiplies as well, and is another finding.
        let is_joined = asked.block.conditions.iter().any(|condition| {
            (condition.target.column.block, condition.target.column.relation) == (asked.at, relation)
                && matches!(condition.test, Test::Equal(Operand::Column(_)))
                && !condition.negated
        });
        // Rows that have none in the other table are not multiplied.
        let is_missing = asked.block.conditions.iter().any(|condition| {
            (condition.target.column.block, condition.target.column.relation) == (asked.at, relation)
                && matches!(condition.test, Test::IsNull)
                && !condition.negated
        });
        let one = asked.names_one_row(schema, relation, |operand| *operand != Operand::Null);
        (is_joined && !is_missing && !one).then_some((kept, table))
    })
}
