//! `sql/redundant-index`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use super::duplicate_index::drop_statement;
use crate::Dialect;
use crate::ddl::IndexFlavour;
use crate::schema::{Index, Origin, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// An index that another one of the table makes needless: a unique one with the same keys, or one that begins with
    /// its keys.
    ///
    /// ## Why it matters
    /// It is written on every insert and update, and whatever it finds the other index finds as well.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, deleted_at timestamptz);
    /// CREATE INDEX users_email_idx ON users (email) WHERE deleted_at IS NULL;
    /// ```
    /// ```sql postgresql
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer text NOT NULL, placed_at timestamptz NOT NULL);
    /// CREATE INDEX orders_customer_idx ON orders (customer);
    /// CREATE INDEX orders_customer_placed_at_idx ON orders (customer, placed_at);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, deleted_at timestamptz);
    /// CREATE INDEX users_deleted_at_idx ON users (deleted_at) WHERE deleted_at IS NOT NULL;
    /// ```
    /// ## Limits
    /// Only B-trees are compared by their beginning. A shorter index is smaller and may be worth its place where it is
    /// read far more often than written, so a prefix is information. A partial index with the keys of the primary key
    /// may pick out a few rows, and is left alone.
    pub RedundantIndex {
        id: "sql/redundant-index",
        severity: Warning,
        since: "0.1.0",
        aliases: ["pg-index-health:INTERSECTED_INDEXES", "schemacrawler:RedundantIndexes"],
        references: [("PostgreSQL manual, 11.3 Multicolumn Indexes", "https://www.postgresql.org/docs/current/indexes-multicolumn.html")],
    }
}

impl Rule<Schema> for RedundantIndex {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables() {
            for index in table.indexes.iter().filter(|index| is_candidate(index)) {
                let others = || table.indexes.iter().filter(|other| !std::ptr::eq(*other, index));
                if let Some(unique) = others().find(|other| shadows(other, index)) {
                    sink.push(shadowed(schema.dialect, table, index, unique));
                } else if let Some(longer) = others().find(|other| begins_with(other, index, schema.dialect)) {
                    sink.push(prefix(schema.dialect, table, index, longer));
                }
            }
        }
    }
}

fn is_candidate(index: &Index) -> bool {
    index.origin == Origin::Index
        && !index.unique
        && index.include.is_empty()
        && index.is_ordered()
        && index.flavour != IndexFlavour::Clustered
        && index.attached_to.is_none()
}

fn predicate(index: &Index) -> Option<&str> {
    index.predicate.as_ref().map(|predicate| predicate.normal.as_str())
}

/// A unique index with the same keys. It answers for each key with the one row there is.
fn shadows(unique: &Index, index: &Index) -> bool {
    let same_rows = predicate(unique) == predicate(index);
    let more_rows = unique.predicate.is_none() && unique.origin != Origin::PrimaryKey;
    unique.unique && unique.is_ordered() && unique.keys == index.keys && (same_rows || more_rows)
}

/// A longer index over the same rows.
fn begins_with(longer: &Index, index: &Index, dialect: Dialect) -> bool {
    longer.is_ordered()
        && longer.keys.len() > index.keys.len()
        && longer.keys.starts_with(&index.keys)
        && predicate(longer) == predicate(index)
        // The clustered index is the table: a narrow index beside it is read much faster.
        && !(dialect == Dialect::MsSql && longer.flavour == IndexFlavour::Clustered)
}

fn shadowed(dialect: Dialect, table: &Table, index: &Index, unique: &Index) -> Finding {
    let rows = match predicate(index) {
        Some(text) if unique.predicate.is_none() => format!(" (WHERE {text})"),
        _ => String::new(),
    };
    let partial = !rows.is_empty();
    finding(dialect, table, index, unique)
        .message(format!(
            "{} on `{}` ({}){rows} is needless: {} already finds the one row of each key",
            index.described(table),
            table.name,
            index.shown_keys(table),
            unique.described(table)
        ))
        .confidence(if partial { Confidence::Medium } else { Confidence::High })
}

fn prefix(dialect: Dialect, table: &Table, index: &Index, longer: &Index) -> Finding {
    finding(dialect, table, index, longer)
        .message(format!(
            "{} on `{}` ({}) is the beginning of {} ({})",
            index.described(table),
            table.name,
            index.shown_keys(table),
            longer.described(table),
            longer.shown_keys(table)
        ))
        .severity(Severity::Info)
        .confidence(Confidence::Medium)
}

fn finding(dialect: Dialect, table: &Table, index: &Index, other: &Index) -> Finding {
    let finding = Finding::of::<RedundantIndex>(index.span.clone())
        .subject(format!("{}({})", table.name, index.shown_keys(table)))
        .related(other.span.clone(), "the index that does its work");
    match drop_statement(dialect, table, index) {
        Some(statement) => finding.suggest(statement),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    const RULE: &str = "sql/redundant-index";

    fn found(indexes: &str) -> Vec<String> {
        let text = format!("CREATE TABLE t (id bigint PRIMARY KEY, a text NOT NULL, b text, c text); {indexes}");
        subjects(&text, Dialect::PostgreSql, RULE)
    }

    #[test]
    fn a_prefix_must_be_the_same_key_by_key() {
        assert_eq!(found("CREATE INDEX i ON t (a); CREATE INDEX j ON t (a, b);"), ["t(a)"]);
        assert!(found("CREATE INDEX i ON t (a DESC); CREATE INDEX j ON t (a, b);").is_empty());
        assert!(found("CREATE INDEX i ON t (b); CREATE INDEX j ON t (a, b);").is_empty());
        assert!(found("CREATE INDEX i ON t (a); CREATE INDEX j ON t (a, b) WHERE c IS NULL;").is_empty());
        assert!(found("CREATE INDEX i ON t (a) INCLUDE (c); CREATE INDEX j ON t (a, b);").is_empty());
        assert!(found("CREATE INDEX i ON t USING hash (a); CREATE INDEX j ON t (a, b);").is_empty());
    }

    #[test]
    fn a_unique_index_is_never_needless_for_a_longer_one() {
        assert!(found("CREATE UNIQUE INDEX i ON t (a); CREATE INDEX j ON t (a, b);").is_empty());
    }

    #[test]
    fn a_partial_index_over_the_primary_key_picks_out_rows() {
        assert!(found("CREATE INDEX i ON t (id) WHERE c IS NULL;").is_empty());
    }

    #[test]
    fn the_length_of_a_prefix_counts_in_mysql() {
        let text = "CREATE TABLE t (id bigint PRIMARY KEY, a varchar(255), b int, KEY i (a(10)), KEY j (a, b));";

        assert!(subjects(text, Dialect::MySql, RULE).is_empty());
    }
    #[test]
    fn an_index_on_the_row_id_of_sqlite_is_needless() {
        let text = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE INDEX i ON t (id);";

        assert_eq!(subjects(text, Dialect::Sqlite, RULE), ["t(id)"]);
    }
}
