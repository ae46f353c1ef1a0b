//! `sql/too-many-indexes`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::tables;
use crate::schema::{Index, Origin, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A table with more than twelve indexes that are no keys.
    ///
    /// ## Why it matters
    /// Each insert writes all of them, and so does nearly each update in PostgreSQL once one indexed column changes.
    /// The planner weighs each for each query. Among so many some are mostly unused.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE m (id bigint PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int, h int, i int, j int, k int,
    ///     l int, n int);
    /// CREATE INDEX m_a ON m (a); CREATE INDEX m_b ON m (b); CREATE INDEX m_c ON m (c); CREATE INDEX m_d ON m (d);
    /// CREATE INDEX m_e ON m (e); CREATE INDEX m_f ON m (f); CREATE INDEX m_g ON m (g); CREATE INDEX m_h ON m (h);
    /// CREATE INDEX m_i ON m (i); CREATE INDEX m_j ON m (j); CREATE INDEX m_k ON m (k); CREATE INDEX m_l ON m (l);
    /// CREATE INDEX m_n ON m (n);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE measurement (id bigint PRIMARY KEY, sensor bigint NOT NULL, measured_at timestamptz NOT NULL);
    /// CREATE INDEX measurement_sensor_measured_at_idx ON measurement (sensor, measured_at);
    /// ```
    /// ## Limits
    /// Which of them are used only the server knows (`pg_stat_user_indexes`, `sys.schema_unused_indexes`,
    /// `sys.dm_db_index_usage_stats`). A table that is read far more often than written may want them all.
    pub TooManyIndexes {
        id: "sql/too-many-indexes",
        severity: Hint,
        since: "0.1.0",
        aliases: ["sqlcheck:IndexCount"],
        references: [("PostgreSQL manual, 11.12 Examining Index Usage", "https://www.postgresql.org/docs/current/indexes-examine.html")],
    }
}

/// More indexes than this that are no keys are many.
const MANY: usize = 12;

impl Rule<Schema> for TooManyIndexes {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in tables::whole(schema) {
            let count = table.indexes.iter().filter(|index| is_own(index)).count();
            if count > MANY {
                sink.push(many(table, count));
            }
        }
    }
}

fn is_own(index: &Index) -> bool {
    index.origin == Origin::Index && !index.unique
}

fn many(table: &Table, count: usize) -> Finding {
    Finding::of::<TooManyIndexes>(table.span.clone())
        .message(format!("`{}` has {count} indexes besides its keys, and every insert writes them all", table.name))
        .subject(table.name.clone())
        .confidence(Confidence::Medium)
        .help("Look for those that the server's statistics call unused.")
}
