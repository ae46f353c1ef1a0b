//! `sql/needless-union`

use std::collections::BTreeSet;

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::report::{Smell, by_subject};
use super::{Asked, Queries};
use crate::query::{Block, Query, Role};
use crate::schema::Schema;

/// Tables that a finding names.
const FEW: usize = 3;

declare_rule! {
    /// ## What it finds
    /// `UNION` of queries that can have no row in common and give no row twice, so that `UNION ALL` gives the same.
    ///
    /// ## Why it matters
    /// `UNION` compares all rows with each other, by sorting them or in a hash table, before it gives the first.
    ///
    /// ## Bad
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
    /// CREATE TABLE supplier (id bigint PRIMARY KEY, name text NOT NULL);
    /// SELECT 'customer' AS kind, id, name FROM customer UNION SELECT 'supplier', id, name FROM supplier;
    /// ```
    /// ## Good
    /// ```sql queries
    /// CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL);
    /// CREATE TABLE supplier (id bigint PRIMARY KEY, name text NOT NULL);
    /// SELECT 'customer' AS kind, id, name FROM customer UNION ALL SELECT 'supplier', id, name FROM supplier;
    /// SELECT name FROM customer UNION SELECT name FROM supplier;
    /// ```
    /// ## Limits
    /// That no row is common is told by different literals in one place of the lists alone; that none is given twice, by a
    /// key of the one table that each reads.
    pub NeedlessUnion {
        id: "sql/needless-union",
        severity: Info,
        since: "0.1.0",
        aliases: ["sqlcheck:Union"],
        references: [("PostgreSQL manual, 7.4 Combining Queries", "https://www.postgresql.org/docs/current/queries-union.html")],
    }
}

impl Rule<Queries> for NeedlessUnion {
    fn check(&self, queries: &Queries, sink: &mut Sink) {
        let mut smells = Vec::new();
        for asked in queries.blocks() {
            let unions = &asked.block.unions;
            let Some((_, span)) = unions.first().filter(|_| unions.iter().all(|(keeps, _)| !keeps)) else { continue };
            // Of an EXCEPT or an INTERSECT among them nothing is said, which makes the rows fewer.
            if asked.block.aggregates || asked.query.kind != crate::query::Kind::Select {
                continue;
            }
            if let Some(tables) = apart(&queries.schema, asked) {
                let subject = tables.join(", ");
                smells.push(Smell { query: asked.number, span: span.clone(), subject, of: () });
            }
        }
        by_subject::<Self, _>(queries, sink, smells, |finding, smell, _| {
            let message = format!(
                "no row is in two arms of this UNION of `{}`: each arm has a constant of its own",
                smell.subject
            );
            (
                finding.confidence(Confidence::High).help("Say UNION ALL: it gives the same without comparing rows."),
                message,
            )
        });
    }
}

/// The tables of the arms of a union, where a literal tells the arms apart and each gives no row twice.
fn apart(schema: &Schema, asked: Asked<'_>) -> Option<Vec<String>> {
    let blocks = asked.query.blocks.iter().enumerate();
    let arms: Vec<_> =
        blocks.filter(|(_, block)| block.role == Role::Arm && block.parent == Some(asked.at)).collect();
    if arms.len() != asked.block.unions.len() + 1 || !arms.iter().all(|arm| is_distinct(schema, asked.query, *arm)) {
        return None;
    }
    let width = arms.first()?.1.outputs.len();
    let tell_apart = |place: usize| {
        let literals = arms.iter().filter_map(|(_, arm)| arm.outputs.get(place)?.literal.as_ref());
        literals.collect::<BTreeSet<_>>().len() == arms.len()
    };
    let mut tables: Vec<String> = Vec::new();
    for (at, _) in &arms {
        let name = asked.query.table(schema, *at, 0).map_or("a constant", |table| table.name.as_str());
        if !tables.iter().any(|known| known == name) && tables.len() < FEW {
            tables.push(name.to_owned());
        }
    }
    (0..width).any(tell_apart).then_some(tables)
}

/// Whether a block gives no row twice.
fn is_distinct(schema: &Schema, query: &Query, (at, block): (usize, &Block)) -> bool {
    let ([_], true, None) = (block.relations.as_slice(), block.stars.is_empty(), &block.distinct) else {
        return block.distinct.is_some() && block.group.is_empty();
    };
    if block.aggregates {
        return block.group.is_empty() && block.signs.having.is_empty();
    }
    let Some(table) = query.table(schema, at, 0) else { return false };
    let given: Vec<String> =
        block.outputs.iter().filter_map(|output| Some(output.column.as_ref()?.column.clone())).collect();
    let has_key = |index: &crate::schema::Index| {
        let keys = index.column_keys();
        index.unique
            && index.predicate.is_none()
            && keys.len() == index.keys.len()
            && !keys.is_empty()
            && keys
                .iter()
                .all(|key| given.contains(key) && table.column(key).is_some_and(|column| schema.is_not_null(column)))
    };
    table.indexes.iter().any(has_key)
}
