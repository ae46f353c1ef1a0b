//! PostgreSQL's planner, asked about hypothetical indexes: the extension hypopg makes them for one session, without a byte
//! on disk.
//!
//! A query whose values come with the call is planned for any values (`PREPARE`, then `EXPLAIN EXECUTE` with
//! `plan_cache_mode = force_generic_plan`, which every version has); a limit that comes with the call is taken to be
//! [`USUAL_LIMIT`](crate::query::USUAL_LIMIT) rows. Nothing is run: `EXPLAIN` is never `ANALYZE`.

use std::collections::BTreeMap;

use architect_core::{Database, ToolError};
use serde_json::Value;

use super::plan::{Plan, Planner};
use super::{Asked, Recommendation, Statistics, statement};
use crate::query::{Mark, with_marks};
use crate::schema::{Schema, quoted};

/// PostgreSQL's planner over a live database.
pub struct HypopgPlanner<'a, 'w> {
    asked: &'a Asked<'w>,
    database: Box<dyn Database>,
    /// The schema of the extension, as a statement has it.
    home: String,
    /// The number of each index that was made, by its name.
    made: BTreeMap<String, String>,
}

impl std::fmt::Debug for HypopgPlanner<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HypopgPlanner").field("home", &self.home).field("made", &self.made).finish_non_exhaustive()
    }
}

/// Where the extension is; none where it is not installed.
const HOME: &str = "SELECT n.nspname::text, e.extversion::text FROM pg_catalog.pg_extension e \
    JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'hypopg'";

/// What the server's statistics say of columns.
const DISTINCT: &str = "SELECT n.nspname::text, c.relname::text, a.attname::text, \
    (CASE WHEN s.stadistinct < 0 THEN -s.stadistinct * greatest(c.reltuples, 0) ELSE s.stadistinct END)::float8 \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
    JOIN (SELECT st.schemaname, st.tablename, st.attname, st.n_distinct AS stadistinct, st.inherited \
          FROM pg_catalog.pg_stats st) s \
      ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname \
     AND s.inherited = (c.relkind = 'p') \
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')";

/// Reads what the server's statistics say of the columns of a schema. The rows of its tables came with the catalog.
pub fn statistics(database: &mut dyn Database, schema: &Schema) -> Result<Statistics, ToolError> {
    let mut statistics = Statistics::default();
    let find = |namespace: &Option<String>, name: &Option<String>| {
        let namespace = namespace.as_ref().filter(|name| name.as_str() != "public").cloned();
        let key = crate::schema::TableKey { schema: namespace, name: name.clone()? };
        schema.by_key(&key).map(|table| table.key.clone())
    };
    for row in database.rows(DISTINCT)? {
        let [namespace, name, Some(column), Some(distinct)] = row.as_slice() else { continue };
        if let (Some(key), Ok(distinct)) = (find(namespace, name), distinct.parse::<f64>()) {
            statistics.distinct.insert((key, column.clone()), distinct);
        }
    }
    Ok(statistics)
}

impl<'a, 'w> HypopgPlanner<'a, 'w> {
    /// A planner over a session, or why there is none.
    pub fn new(asked: &'a Asked<'w>, mut database: Box<dyn Database>) -> Result<Self, String> {
        let said = |error: ToolError| error.message;
        let found = database.rows(HOME).map_err(said)?;
        let Some([Some(home), _]) = found.first().map(Vec::as_slice) else {
            return Err("the extension hypopg is not installed in this database".to_owned());
        };
        let home = quoted(home, asked.schema.dialect);
        database.rows("SET LOCAL plan_cache_mode = force_generic_plan").map_err(said)?;
        Ok(Self { asked, database, home, made: BTreeMap::new() })
    }

    /// The version of the server.
    pub fn version(&self) -> &str {
        self.database.version()
    }
}

impl Planner for HypopgPlanner<'_, '_> {
    fn tells_costs(&self) -> bool {
        true
    }

    fn add(&mut self, recommendation: &Recommendation) -> Result<String, String> {
        let schema = self.asked.schema;
        let table = schema.by_key(&recommendation.candidate.table).ok_or("the table is gone")?;
        let body = statement::body(schema, table, &recommendation.candidate);
        let made = format!("CREATE INDEX ON {} {body}", table.quoted(schema.dialect));
        let ask = format!(
            "SELECT indexrelid::text, indexname::text FROM {}.hypopg_create_index({})",
            self.home,
            literal(&made)
        );
        let rows = self.database.rows(&ask).map_err(|error| error.message)?;
        let Some([Some(number), Some(name)]) = rows.first().map(Vec::as_slice) else {
            return Err("hypopg made no index".to_owned());
        };
        self.made.insert(name.clone(), number.clone());
        Ok(name.clone())
    }

    fn remove(&mut self, name: &str) {
        if let Some(number) = self.made.remove(name)
            && number.bytes().all(|byte| byte.is_ascii_digit())
        {
            let _ = self.database.rows(&format!("SELECT {}.hypopg_drop_index({number})::text", self.home));
        }
    }

    fn plan(&mut self, query: usize) -> Result<Plan, String> {
        let weighed = self.asked.workload.queries.get(query).ok_or("there is no such query")?;
        let said = |error: ToolError| error.message;
        let (text, count) = with_marks(&weighed.statement, &weighed.varying, Mark::Numbered);
        // A plan that is kept would not know of indexes made after it, so each is made anew.
        self.database.rows(&format!("PREPARE architect_query AS {text}")).map_err(said)?;
        let values = vec!["NULL"; count].join(", ");
        let values = if count == 0 { String::new() } else { format!("({values})") };
        let explained = self.database.rows(&format!("EXPLAIN (FORMAT JSON) EXECUTE architect_query{values}"));
        self.database.rows("DEALLOCATE architect_query").map_err(said)?;
        let rows = explained.map_err(said)?;
        let json: String = rows.iter().flatten().flatten().map(String::as_str).collect();
        let plan: Value = serde_json::from_str(&json).map_err(|error| error.to_string())?;
        Ok(of_json(&plan))
    }
}

/// The cost of a plan and the indexes in it.
fn of_json(plan: &Value) -> Plan {
    let mut found = Plan::default();
    let mut waiting = vec![plan];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(values) => waiting.extend(values),
            Value::Object(node) => {
                if let Some(Value::String(index)) = node.get("Index Name") {
                    found.indexes.insert(index.clone());
                }
                waiting.extend(node.values());
            }
            _ => {}
        }
    }
    found.cost = plan.pointer("/0/Plan/Total Cost").and_then(Value::as_f64);
    found
}

/// A text as SQL.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
