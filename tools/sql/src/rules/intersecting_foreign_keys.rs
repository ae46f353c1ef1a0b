//! `sql/intersecting-foreign-keys`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::duplicate_foreign_key::{pairs, same_parent};
use crate::schema::{ForeignKey, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A foreign key that another one of the table to the same parent contains: it says a part of what that one says.
    ///
    /// ## Why it matters
    /// A row that the longer key admits, the shorter one admits as well, so it is checked for nothing on every write.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE account (tenant bigint, id bigint UNIQUE NOT NULL, PRIMARY KEY (tenant, id));
    /// CREATE TABLE entry (
    ///     id bigint PRIMARY KEY,
    ///     tenant bigint NOT NULL,
    ///     account_id bigint NOT NULL REFERENCES account (id),
    ///     FOREIGN KEY (tenant, account_id) REFERENCES account (tenant, id)
    /// );
    /// CREATE INDEX entry_account_idx ON entry (account_id, tenant);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE account (tenant bigint, id bigint NOT NULL, PRIMARY KEY (tenant, id));
    /// CREATE TABLE entry (
    ///     id bigint PRIMARY KEY,
    ///     tenant bigint NOT NULL,
    ///     account_id bigint NOT NULL,
    ///     FOREIGN KEY (tenant, account_id) REFERENCES account (tenant, id)
    /// );
    /// CREATE INDEX entry_account_idx ON entry (account_id, tenant);
    /// ```
    /// ## Limits
    /// Where a further column of the longer key may be null, the shorter one still holds for such rows: then nothing is
    /// said. Keys that share a column but lead to different rows, as those of tenants do, are right.
    pub IntersectingForeignKeys {
        id: "sql/intersecting-foreign-keys",
        severity: Info,
        since: "0.1.0",
        aliases: ["pg-index-health:INTERSECTED_FOREIGN_KEYS"],
        references: [("PostgreSQL manual, 5.5.5 Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK")],
    }
}

impl Rule<Schema> for IntersectingForeignKeys {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            let composite: Vec<&ForeignKey> = table.foreign_keys.iter().filter(|key| key.columns.len() > 1).collect();
            if composite.is_empty() {
                continue;
            }
            for key in &table.foreign_keys {
                let own = pairs(schema, key);
                let contains = |longer: &&&ForeignKey| {
                    let pairs = pairs(schema, longer);
                    pairs.len() > own.len()
                        && same_parent(schema, key, longer)
                        && own.iter().all(|pair| pairs.contains(pair))
                        && always_holds(schema, table, longer)
                };
                if let Some(longer) = composite.iter().find(contains) {
                    sink.push(contained(table, key, longer));
                }
            }
        }
    }
}

/// Whether no row is spared for a null.
fn always_holds(schema: &Schema, table: &Table, key: &ForeignKey) -> bool {
    key.columns.iter().all(|column| table.column(column).is_some_and(|column| schema.is_not_null(column)))
}

fn contained(table: &Table, key: &ForeignKey, longer: &ForeignKey) -> Finding {
    let subject = table.subject(&key.columns);
    Finding::of::<IntersectingForeignKeys>(key.span.clone())
        .message(format!(
            "the foreign key `{subject}` is a part of ({}), which refers to `{}` as well",
            table.shown(&longer.columns).join(", "),
            key.parent.name
        ))
        .subject(subject)
        .confidence(Confidence::Medium)
        .related(longer.span.clone(), "says the same and more")
        .help("Drop the shorter one.")
}
