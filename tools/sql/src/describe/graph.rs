//! Which table refers to which.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{ForeignKey, Index, Schema, Table, TableKey};

/// The tables of a schema and the references between them.
#[derive(Debug)]
pub struct Graph<'s> {
    /// The tables in the order in which they are made.
    pub tables: Vec<&'s Table>,
    /// The references, those of a table together.
    pub edges: Vec<Edge>,
    at: BTreeMap<&'s TableKey, usize>,
    outgoing: Vec<Vec<usize>>,
    incoming: Vec<Vec<usize>>,
}

/// One table that needs another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The place of the table that refers.
    pub child: usize,
    /// The place of the table that is referred to.
    pub parent: usize,
    /// The place of the foreign key in its table; none where the child is a partition of the parent, or inherits from
    /// it.
    pub foreign_key: Option<usize>,
    /// A row may refer to none: a column of the key takes null.
    pub optional: bool,
    /// At most one row refers to a row of the parent: columns of the key are unique.
    pub unique: bool,
    /// The key is a part of the child's primary key.
    pub identifying: bool,
}

impl<'s> Graph<'s> {
    /// The graph of a schema.
    pub fn new(schema: &'s Schema) -> Self {
        let tables: Vec<&Table> = schema.tables().collect();
        let at = tables.iter().enumerate().map(|(at, table)| (&table.key, at)).collect();
        let mut graph = Self {
            edges: Vec::new(),
            at,
            outgoing: vec![Vec::new(); tables.len()],
            incoming: vec![Vec::new(); tables.len()],
            tables: Vec::new(),
        };
        for (child, table) in tables.iter().enumerate() {
            let nullable: BTreeSet<&str> = table
                .columns
                .iter()
                .filter(|column| !schema.is_not_null(column))
                .map(|column| column.key.as_str())
                .collect();
            let uniques: Vec<Vec<String>> = unique_keys(table);
            let primary = table.primary_key().map(Index::column_keys).unwrap_or_default();
            for (place, key) in table.foreign_keys.iter().enumerate() {
                let found = schema.table(&key.parent).and_then(|parent| graph.place(&parent.key));
                let Some(parent) = found else { continue };
                graph.push(Edge {
                    child,
                    parent,
                    foreign_key: Some(place),
                    optional: key.columns.iter().any(|column| nullable.contains(column.as_str())),
                    unique: uniques.iter().any(|unique| unique.iter().all(|column| key.columns.contains(column))),
                    identifying: key.columns.iter().all(|column| primary.contains(column)),
                });
            }
            for parent in table.partition_of.iter().chain(&table.inherits) {
                let Some(parent) = graph.place(parent) else { continue };
                graph.push(Edge {
                    child,
                    parent,
                    foreign_key: None,
                    optional: false,
                    unique: false,
                    identifying: false,
                });
            }
        }
        graph.tables = tables;
        graph
    }

    fn push(&mut self, edge: Edge) {
        let at = self.edges.len();
        self.edges.push(edge);
        if let Some(outgoing) = self.outgoing.get_mut(edge.child) {
            outgoing.push(at);
        }
        if let Some(incoming) = self.incoming.get_mut(edge.parent) {
            incoming.push(at);
        }
    }

    /// The place of a table.
    pub fn place(&self, key: &TableKey) -> Option<usize> {
        self.at.get(key).copied()
    }

    /// What a table refers to.
    pub fn outgoing(&self, table: usize) -> impl Iterator<Item = (usize, Edge)> {
        self.listed(self.outgoing.get(table))
    }

    /// What refers to a table.
    pub fn incoming(&self, table: usize) -> impl Iterator<Item = (usize, Edge)> {
        self.listed(self.incoming.get(table))
    }

    fn listed<'g>(&'g self, edges: Option<&'g Vec<usize>>) -> impl Iterator<Item = (usize, Edge)> + 'g {
        edges.into_iter().flatten().filter_map(|at| Some((*at, *self.edges.get(*at)?)))
    }

    /// The foreign key of an edge with its table.
    pub fn foreign_key(&self, edge: Edge) -> Option<(&'s Table, &'s ForeignKey)> {
        let table = *self.tables.get(edge.child)?;
        Some((table, table.foreign_keys.get(edge.foreign_key?)?))
    }

    /// The name of a table as shown.
    pub fn name(&self, table: usize) -> &'s str {
        self.tables.get(table).map_or("", |table| table.name.as_str())
    }
}

/// The columns of every key and index that lets no two rows be equal in them.
fn unique_keys(table: &Table) -> Vec<Vec<String>> {
    // A row that a predicate of `column IS NOT NULL` leaves out refers to nothing.
    let of_all_that_refer = |index: &&Index| {
        let Some(predicate) = &index.predicate else { return true };
        predicate.not_null_column().is_some_and(|column| index.column_keys().iter().any(|key| key == column))
    };
    let unique = table.indexes.iter().filter(|index| index.unique).filter(of_all_that_refer);
    unique
        .map(|index| (index.column_keys(), index.keys.len()))
        .filter(|(columns, keys)| columns.len() == *keys)
        .map(|(columns, _)| columns)
        .collect()
}
