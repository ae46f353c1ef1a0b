//! `sql/duplicate-index`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{Index, Origin, Schema, Table, quoted};

declare_rule! {
    /// ## What it finds
    /// Two indexes of a table that are the same in everything: keys, order, method, predicate, uniqueness.
    ///
    /// ## Why it matters
    /// Each one is written on every insert and update and takes its place in memory; the second answers no query that
    /// the first does not.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz NOT NULL);
    /// CREATE INDEX orders_placed_at_idx ON orders (placed_at);
    /// CREATE INDEX idx_orders_date ON orders (placed_at);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, placed_at timestamptz NOT NULL);
    /// CREATE INDEX orders_placed_at_idx ON orders (placed_at);
    /// ```
    /// ## Limits
    /// Operator class, collation, direction, `INCLUDE` and `NULLS NOT DISTINCT` make indexes different. An index beside
    /// a unique one with the same keys is `sql/redundant-index`.
    pub DuplicateIndex {
        id: "sql/duplicate-index",
        severity: Warning,
        since: "0.1.0",
        aliases: ["splinter:0009", "splinter:duplicate_index", "pg-index-health:DUPLICATED_INDEXES", "skeema:dupe-index", "schemacrawler:RedundantIndexes"],
        references: [("PostgreSQL manual, 11 Indexes", "https://www.postgresql.org/docs/current/indexes.html")],
    }
}

impl Rule<Schema> for DuplicateIndex {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables() {
            for (at, index) in table.indexes.iter().enumerate() {
                let earlier = table.indexes.get(..at).unwrap_or_default();
                let Some(twin) = earlier.iter().find(|other| index.is_equal(other)) else { continue };
                let (needless, kept) = if rank(twin) < rank(index) { (twin, index) } else { (index, twin) };
                // It came with the parent's, which is judged there.
                if needless.attached_to.is_some() {
                    continue;
                }
                sink.push(duplicate(schema.dialect, table, needless, kept));
            }
        }
    }
}

/// What is kept ranks higher: an index of a constraint, and one that belongs to the parent's.
fn rank(index: &Index) -> (u8, bool) {
    let constraint = match index.origin {
        Origin::Index => 0,
        Origin::Unique => 1,
        Origin::PrimaryKey => 2,
    };
    (constraint, index.attached_to.is_some())
}

fn duplicate(dialect: Dialect, table: &Table, needless: &Index, kept: &Index) -> Finding {
    let finding = Finding::of::<DuplicateIndex>(needless.span.clone())
        .message(format!(
            "{} on `{}` ({}) does the same as {}",
            needless.described(table),
            table.name,
            needless.shown_keys(table),
            kept.described(table)
        ))
        .subject(format!("{}({})", table.name, needless.shown_keys(table)))
        .related(kept.span.clone(), "the same index");
    match drop_statement(dialect, table, needless) {
        Some(statement) => finding.suggest(statement),
        None => finding.help("Keep one of the two."),
    }
}

/// The statement that drops an index of its own, where its name is known.
pub(crate) fn drop_statement(dialect: Dialect, table: &Table, index: &Index) -> Option<String> {
    let name = quoted(index.name.as_ref()?, dialect);
    if index.origin != Origin::Index || (!index.named && dialect != Dialect::PostgreSql) {
        return None;
    }
    let schema = table.schema.as_ref().map(|schema| format!("{}.", quoted(schema, dialect))).unwrap_or_default();
    Some(match dialect {
        Dialect::PostgreSql if table.options.partition_by.is_some() => format!("DROP INDEX {schema}{name};"),
        Dialect::PostgreSql => format!("DROP INDEX CONCURRENTLY {schema}{name};"),
        Dialect::Sqlite => format!("DROP INDEX {name};"),
        // With these words the server refuses instead of blocking writes.
        Dialect::MySql | Dialect::MariaDb if table.is_innodb() => {
            format!("ALTER TABLE {} DROP INDEX {name}, ALGORITHM=INPLACE, LOCK=NONE;", table.quoted(dialect))
        }
        _ => format!("DROP INDEX {name} ON {};", table.quoted(dialect)),
    })
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::{subjects, suggestions};

    const RULE: &str = "sql/duplicate-index";

    #[test]
    fn everything_that_tells_indexes_apart_counts() {
        for (one, two) in [
            ("(a)", "(a DESC)"),
            ("(a)", "(a text_pattern_ops)"),
            ("(a)", "(a COLLATE \"C\")"),
            ("(a)", "(a) INCLUDE (b)"),
            ("(a)", "(a) WHERE b IS NULL"),
            ("(a)", "(a NULLS FIRST)"),
            ("(a, b)", "(b, a)"),
            ("(lower(a))", "(upper(a))"),
            ("USING gin (a)", "USING gist (a)"),
        ] {
            let text = format!(
                "CREATE TABLE t (id bigint PRIMARY KEY, a text, b text); CREATE INDEX i ON t {one}; CREATE INDEX j ON t {two};"
            );

            assert!(subjects(&text, Dialect::PostgreSql, RULE).is_empty(), "{one} {two}");
        }
    }

    #[test]
    fn the_index_of_a_constraint_is_kept() {
        let text = "CREATE TABLE t (id bigint PRIMARY KEY, a text NOT NULL);
            CREATE UNIQUE INDEX i ON t (a);
            ALTER TABLE t ADD CONSTRAINT u UNIQUE (a);";

        assert_eq!(suggestions(text, Dialect::PostgreSql, RULE), ["DROP INDEX CONCURRENTLY i;"]);
    }

    #[test]
    fn what_holds_anyway_makes_no_difference() {
        let text = "CREATE TABLE t (id bigint PRIMARY KEY, a text);
            CREATE INDEX i ON t USING btree (a); CREATE INDEX j ON t (\"a\" ASC NULLS LAST);";

        assert_eq!(subjects(text, Dialect::PostgreSql, RULE), ["t(a)"]);
    }
}
