//! The tables that a call asks for.

use std::collections::BTreeSet;

use architect_core::{ToolError, nearest};

use super::graph::Graph;
use super::order::Order;
use crate::schema::Schema;

/// Each name is looked for among all tables.
const MOST_NAMES: usize = 200;

/// Tables in the order in which they are told.
#[derive(Debug, Default)]
pub struct Choice {
    /// The tables: those that were named, then their neighbours, in both parents before children.
    pub tables: Vec<usize>,
    /// How many of them were named, or are all there are.
    pub named: usize,
    /// Partitions that are only told of with the table they belong to.
    pub partitions: usize,
}

impl Choice {
    /// All tables, without partitions.
    pub fn all(graph: &Graph<'_>, order: &Order) -> Self {
        let is_partition = |table: &&usize| {
            let table = graph.tables.get(**table);
            table.and_then(|table| table.partition_of.as_ref()).is_some_and(|parent| graph.place(parent).is_some())
        };
        let (partitions, tables): (Vec<usize>, Vec<usize>) =
            order.sequence.iter().partition(|table| is_partition(table));
        Self { named: tables.len(), tables, partitions: partitions.len() }
    }

    /// The tables of these names and their neighbours. A name is one as it is shown, with or without schema, in any
    /// case unless it is found as it is; `*` stands for any letters. A name that is none is an error.
    pub fn of(names: &[String], schema: &Schema, graph: &Graph<'_>, order: &Order) -> Result<Self, ToolError> {
        if names.len() > MOST_NAMES {
            return Err(ToolError::invalid_input(format!(
                "`tables` has {} names, more than {MOST_NAMES}",
                names.len()
            ))
            .help("without `tables` all are described; `*` in a name stands for any letters"));
        }
        let mut named = BTreeSet::new();
        for name in names {
            let found = meant(name, graph);
            if found.is_empty() {
                return Err(unknown(name, schema, graph));
            }
            named.extend(found);
        }
        let mut neighbours = BTreeSet::new();
        for table in &named {
            neighbours.extend(graph.outgoing(*table).map(|(_, edge)| edge.parent));
            // The partitions of a table are listed with it.
            let referring = graph.incoming(*table).filter(|(_, edge)| edge.foreign_key.is_some());
            neighbours.extend(referring.map(|(_, edge)| edge.child));
        }
        let mut tables: Vec<usize> = order.sequence.iter().copied().filter(|table| named.contains(table)).collect();
        let count = tables.len();
        tables.extend(order.sequence.iter().filter(|table| neighbours.contains(table) && !named.contains(table)));
        Ok(Self { tables, named: count, partitions: 0 })
    }
}

fn meant(name: &str, graph: &Graph<'_>) -> Vec<usize> {
    let places = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let tables = graph.tables.iter().enumerate();
        tables.filter(|(_, table)| fits(&table.name) || fits(&table.bare_name)).map(|(at, _)| at).collect()
    };
    let exact = places(&|known| known == name);
    if !exact.is_empty() {
        return exact;
    }
    let pattern = name.to_lowercase();
    places(&|known| fits(&pattern, &known.to_lowercase()))
}

/// Whether a name fits a pattern with `*`: its parts are found one behind the other.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    true
}

fn unknown(name: &str, schema: &Schema, graph: &Graph<'_>) -> ToolError {
    let error = ToolError::not_found(format!("there is no table `{name}` in the schema"));
    if schema.is_other_relation(name) {
        return error.help("a view or a sequence has this name: only tables are described");
    }
    let names = graph.tables.iter().map(|table| table.name.as_str());
    match nearest::suggestion(name, names) {
        Some(help) => error.help(help),
        None => error.help("without `tables` all are described; `*` in a name stands for any letters"),
    }
}
