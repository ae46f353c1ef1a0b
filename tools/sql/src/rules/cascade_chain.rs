//! `sql/cascade-chain`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::ddl::ReferentialAction;
use crate::describe::{Graph, Order};
use crate::schema::{Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A table whose rows take those of others with them over four steps of `ON DELETE CASCADE` or more.
    ///
    /// ## Why it matters
    /// One `DELETE` reaches tables that its writer does not think of, in one long transaction that locks all of them.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE a (id bigint PRIMARY KEY);
    /// CREATE TABLE b (id bigint PRIMARY KEY REFERENCES a ON DELETE CASCADE);
    /// CREATE TABLE c (id bigint PRIMARY KEY REFERENCES b ON DELETE CASCADE);
    /// CREATE TABLE d (id bigint PRIMARY KEY REFERENCES c ON DELETE CASCADE);
    /// CREATE TABLE e (id bigint PRIMARY KEY REFERENCES d ON DELETE CASCADE);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE a (id bigint PRIMARY KEY);
    /// CREATE TABLE b (id bigint PRIMARY KEY REFERENCES a ON DELETE CASCADE);
    /// CREATE TABLE c (id bigint PRIMARY KEY REFERENCES b ON DELETE RESTRICT);
    /// ```
    /// ## Limits
    /// Where the whole is one thing with its parts this is right, so the rule is off until it is selected.
    pub CascadeChain {
        id: "sql/cascade-chain",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: [],
        references: [("PostgreSQL manual, 5.5.5 Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK")],
    }
}

/// So many steps are a long way.
const LONG: usize = 4;

impl Rule<Schema> for CascadeChain {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let graph = Graph::new(schema);
        let order = Order::new(&graph).sequence;
        // For each table the longest way down, and its first step. Children come before their parents here.
        let mut below: Vec<(usize, Option<usize>)> = vec![(0, None); graph.tables.len()];
        let mut has_above = vec![false; graph.tables.len()];
        for child in order.into_iter().rev() {
            let steps = below.get(child).map_or(0, |(steps, _)| *steps);
            for (_, edge) in graph.outgoing(child) {
                let key = graph.tables.get(child).and_then(|table| table.foreign_keys.get(edge.foreign_key?));
                let cascades = key.is_some_and(|key| key.on_delete == Some(ReferentialAction::Cascade));
                if !cascades || edge.parent == child {
                    continue;
                }
                if let Some(above) = has_above.get_mut(child) {
                    *above = true;
                }
                if let Some(parent) = below.get_mut(edge.parent).filter(|(known, _)| *known < steps + 1) {
                    *parent = (steps + 1, Some(child));
                }
            }
        }
        for (at, table) in graph.tables.iter().enumerate() {
            let steps = below.get(at).map_or(0, |(steps, _)| *steps);
            if steps >= LONG && has_above.get(at) == Some(&false) {
                sink.push(long_way(table, &way(&graph, &below, at)));
            }
        }
    }
}

/// The tables on the longest way down.
fn way<'g>(graph: &'g Graph<'_>, below: &[(usize, Option<usize>)], start: usize) -> Vec<&'g Table> {
    let mut way = Vec::new();
    let mut at = start;
    while let Some(next) = below.get(at).and_then(|(_, next)| *next) {
        // Each step has fewer below it, but in a circle.
        if way.len() > below.len() {
            break;
        }
        way.extend(graph.tables.get(next).copied());
        at = next;
    }
    way
}

fn long_way(table: &Table, way: &[&Table]) -> Finding {
    let names: Vec<String> = way.iter().map(|table| format!("`{}`", table.name)).collect();
    let mut finding = Finding::of::<CascadeChain>(table.span.clone())
        .message(format!("deleting a row of `{}` deletes on through {}", table.name, names.join(", ")))
        .subject(table.name.clone())
        .confidence(Confidence::Medium)
        .help("Let the far end be RESTRICT, or delete in steps.");
    for table in way {
        finding = finding.related(table.span.clone(), "loses rows too");
    }
    finding
}
