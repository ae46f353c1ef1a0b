//! `sql/cartesian-product`

use std::collections::BTreeSet;

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::report::{Smell, by_subject};
use super::view::is_value;
use super::{Asked, Queries};
use crate::query::{From, Join, Operand, Test};
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Tables that stand side by side behind `FROM`, or behind `UPDATE … FROM` and `DELETE … USING`, without a condition that
    /// joins them.
    ///
    /// ## Why it matters
    /// Each row of the one is put beside each row of the other: a thousand times a thousand rows are a million. Mostly a
    /// condition was forgotten; in an `UPDATE` the row that counts is then left to chance.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, total numeric NOT NULL);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// SELECT c.name, o.total FROM customer c, orders o WHERE o.total > $1;
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer, total numeric NOT NULL);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// SELECT c.name, o.total FROM customer c, orders o WHERE o.customer_id = c.id AND o.total > $1;
    /// SELECT c.name, o.total FROM customer c CROSS JOIN orders o;
    /// SELECT c.name, t.most FROM customer c, (SELECT max(total) AS most FROM orders) t;
    /// ```
    /// ## Limits
    /// What is said (`CROSS JOIN`, `JOIN … ON true`), functions, views and queries behind `FROM`, which mostly have one row,
    /// are no findings. Nor is a block with a condition that may join tables in a way that is not followed: one with
    /// a query inside, or with a name that is not known.
    pub CartesianProduct {
        id: "sql/cartesian-product",
        severity: Warning,
        since: "0.1.0",
        aliases: ["sqlfluff:AM08"],
        references: [("PostgreSQL manual, 7.2.1.1 Joined Tables", "https://www.postgresql.org/docs/current/queries-table-expressions.html#QUERIES-JOIN")],
    }
}

impl Rule<Queries> for CartesianProduct {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for asked in queries.blocks() {
            let Some((one, other)) = unjoined(&queries.schema, asked) else { continue };
            let name = |relation: usize| {
                let table = asked.query.table(&queries.schema, asked.at, relation);
                let alias = asked.block.relations.get(relation).map(|relation| relation.alias.clone());
                table.map(|table| table.name.clone()).or(alias).unwrap_or_default()
            };
            let Some(span) = asked.block.relations.get(other).map(|relation| relation.span.clone()) else { continue };
            let subject = format!("{}, {}", name(one), name(other));
            smells.push(Smell { query: asked.number, span, subject, of: (name(one), name(other)) });
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| {
            let message = format!(
                "no condition joins `{}` with `{}`: each row of the one is put beside each row of the other",
                smell.of.1, smell.of.0
            );
            let help = "Add the condition; where every pair is meant, say CROSS JOIN.";
            (finding.confidence(Confidence::High).help(help), message)
        });
    }
}

/// The first two listed relations that no condition joins.
fn unjoined(schema: &Schema, asked: Asked<'_>) -> Option<(usize, usize)> {
    let relations = &asked.block.relations;
    let listed = relations.iter().skip(1).any(|relation| relation.join == Join::Listed);
    if !listed || asked.block.signs.may_link || relations.iter().any(|relation| relation.origin == From::Unknown) {
        return None;
    }
    // Each listed relation with those that are joined to it in so many words; then what conditions join.
    let mut home: Vec<usize> = Vec::new();
    for (at, relation) in relations.iter().enumerate() {
        let own = if relation.join == Join::Listed { at } else { home.last().copied().unwrap_or(at) };
        home.push(own);
    }
    let links = asked.block.signs.links.iter().cloned().chain(laterals(asked));
    for link in links {
        let homes: BTreeSet<usize> = link.iter().filter_map(|relation| home.get(*relation).copied()).collect();
        let Some(first) = homes.first().copied() else { continue };
        for own in &mut home {
            if homes.contains(own) {
                *own = first;
            }
        }
    }
    let mut groups: Vec<usize> = home.clone();
    groups.sort_unstable();
    groups.dedup();
    let many = |group: &&usize| {
        let mut members = home.iter().enumerate().filter(|(_, own)| own == group).map(|(at, _)| at);
        members.any(|at| is_many_rows(schema, asked, at))
    };
    let groups: Vec<usize> = groups.iter().filter(many).copied().collect();
    let [one, other, ..] = groups.as_slice() else { return None };
    // Two tables that are both asked for one value are joined by it.
    let fixed = |group: usize| {
        asked.block.conditions.iter().any(|condition| {
            let at = &condition.target.column;
            at.block == asked.at
                && home.get(at.relation) == Some(&group)
                && !condition.negated
                && matches!(condition.test, Test::Equal(Operand::Literal(_) | Operand::Parameter) | Test::In(_))
        })
    };
    (!(fixed(*one) && fixed(*other))).then_some((*one, *other))
}

/// A derived table that reads those before it is joined with all of them.
fn laterals(asked: Asked<'_>) -> impl Iterator<Item = BTreeSet<usize>> {
    asked.block.relations.iter().enumerate().filter_map(move |(at, relation)| {
        let From::Block(inner) = relation.origin else { return None };
        (asked.query.blocks.get(inner)?.parent == Some(asked.at)).then(|| (0..=at).collect())
    })
}

/// Whether a relation is a table of which more than one row is asked for. Of a derived table its author knows how many
/// rows it has: mostly one.
fn is_many_rows(schema: &Schema, asked: Asked<'_>, relation: usize) -> bool {
    let origin = asked.block.relations.get(relation).map(|relation| &relation.origin);
    matches!(origin, Some(From::Table(_))) && !asked.names_one_row(schema, relation, is_value)
}
