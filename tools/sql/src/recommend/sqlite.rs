//! SQLite's own planner, on tables in memory that have no rows.
//!
//! The tables and indexes are written from the model. A query is only ever prepared behind `EXPLAIN QUERY PLAN`, which
//! runs nothing of it.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::plan::{Plan, Planner};
use super::{Asked, Recommendation, copy, statement};
use crate::query::{From, Mark, with_marks};
use crate::schema::{Table, TableKey, quoted};

/// `SQLite`'s planner over an empty copy of a schema.
#[derive(Debug)]
pub struct SqlitePlanner<'a, 'w> {
    asked: &'a Asked<'w>,
    connection: Connection,
}

impl<'a, 'w> SqlitePlanner<'a, 'w> {
    /// Makes the copy. What of the schema `SQLite` does not take is left out; the queries that need it are then refused
    /// one by one.
    pub fn new(asked: &'a Asked<'w>) -> Result<Self, String> {
        let connection = Connection::open_in_memory().map_err(|error| error.to_string())?;
        for statement in copy::tables(asked.schema, &tables_to_copy(asked)) {
            // What cannot be made again is missed by the queries that name it.
            let _ = connection.execute(&statement, []);
        }
        Ok(Self { asked, connection })
    }

    /// The version of the library.
    pub fn version() -> &'static str {
        rusqlite::version()
    }
}

/// The tables that a planner needs: of a large schema only those that a query names, since SQLite takes longer for each
/// table the more there are.
fn tables_to_copy<'s>(asked: &'s Asked<'_>) -> Vec<&'s Table> {
    const FEW: usize = 500;
    if asked.schema.tables().count() <= FEW {
        return asked.schema.tables().collect();
    }
    let relations = asked.queries.iter().flat_map(|query| &query.blocks).flat_map(|block| &block.relations);
    let named: BTreeSet<&TableKey> = relations
        .filter_map(|relation| match &relation.origin {
            From::Table(key) => Some(key),
            _ => None,
        })
        .collect();
    asked.schema.tables().filter(|table| named.contains(&table.key)).collect()
}

impl Planner for SqlitePlanner<'_, '_> {
    fn tells_costs(&self) -> bool {
        false
    }

    fn add(&mut self, recommendation: &Recommendation) -> Result<String, String> {
        let table = self.asked.schema.by_key(&recommendation.candidate.table).ok_or("the table is gone")?;
        let body = statement::body(self.asked.schema, table, &recommendation.candidate);
        let dialect = self.asked.schema.dialect;
        let name = quoted(&recommendation.name, dialect);
        let target = quoted(&table.bare_name, dialect);
        let made = self.connection.execute(&format!("CREATE INDEX {name} ON {target} {body}"), []);
        made.map(|_| recommendation.name.clone()).map_err(|error| error.to_string())
    }

    fn remove(&mut self, name: &str) {
        let name = quoted(name, self.asked.schema.dialect);
        let _ = self.connection.execute(&format!("DROP INDEX IF EXISTS {name}"), []);
    }

    fn plan(&mut self, query: usize) -> Result<Plan, String> {
        let weighed = self.asked.workload.queries.get(query).ok_or("there is no such query")?;
        let (text, _) = with_marks(&weighed.statement, &weighed.varying, Mark::Question);
        let prepared = self.connection.prepare(&format!("EXPLAIN QUERY PLAN {text}"));
        let mut prepared = prepared.map_err(|error| error.to_string())?;
        let mut rows = prepared.raw_query();
        let mut indexes = BTreeSet::new();
        loop {
            match rows.next() {
                Ok(Some(row)) => {
                    let detail: String = row.get(3).unwrap_or_default();
                    // `SEARCH orders USING COVERING INDEX orders_customer_id_idx (customer_id=?)`
                    if let Some(at) = detail.find("INDEX ")
                        && let Some(rest) = detail.get(at + 6..)
                    {
                        let end = rest.find(" (").unwrap_or(rest.len());
                        indexes.insert(rest.get(..end).unwrap_or(rest).to_owned());
                    }
                }
                Ok(None) => break,
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(Plan { cost: None, indexes })
    }
}
