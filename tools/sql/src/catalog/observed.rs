//! What a server counted: it stands in no file.

use std::collections::BTreeMap;

/// What a server counted. Empty for what is not a server.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// Indexes by schema and name.
    pub indexes: Vec<ObservedIndex>,
    /// Tables by schema and name.
    pub tables: Vec<ObservedTable>,
    /// Sequences of columns by table and column.
    pub sequences: Vec<ObservedSequence>,
    /// Days since the server began to count; none where it does not say.
    pub days: Option<u64>,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedIndex {
    /// Schema of the index and its table.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Its table.
    pub table: String,
    /// Whether the planner may use it.
    pub valid: bool,
    /// Whether something beyond queries rests on it: a constraint, replication, a partitioned index.
    pub needed: bool,
    /// Scans since the server began to count.
    pub scans: u64,
    /// Size in bytes.
    pub bytes: u64,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObservedTable {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Rows, as the server estimates.
    pub rows: u64,
    /// Rows that are dead and take room.
    pub dead: u64,
    /// Whether the server knows anything of the values.
    pub analyzed: bool,
    /// Scans of its indexes since the server began to count.
    pub index_scans: u64,
    /// Scans of the whole table since the server began to count.
    pub whole_scans: u64,
    /// Whether it is a partitioned table, which has no rows of its own.
    pub partitioned: bool,
}

/// A sequence that fills a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedSequence {
    /// Schema of the column's table.
    pub schema: String,
    /// The column's table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The sequence.
    pub name: String,
    /// Its last value.
    pub last: u64,
    /// The last one it may have, or that the column can hold.
    pub end: u64,
}

impl Observed {
    /// Rows by table, under the names that statements use: with the schema, where it is not `public`.
    pub fn rows(&self) -> BTreeMap<String, u64> {
        let name = |table: &ObservedTable| match table.schema.as_str() {
            "public" | "" => table.name.clone(),
            schema => format!("{schema}.{}", table.name),
        };
        self.tables.iter().map(|table| (name(table), table.rows)).collect()
    }
}
