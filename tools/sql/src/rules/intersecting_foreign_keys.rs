//! `sql/intersecting-foreign-keys`

use std::collections::BTreeMap;

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::duplicate_foreign_key::{Pair, Pairs, pairs, parent_key};
use crate::schema::{ForeignKey, Schema, Table, TableKey};

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
            let longer = composite(schema, table);
            for key in table.foreign_keys.iter().filter(|_| !longer.is_empty()) {
                let own = pairs(schema, key);
                let Some(first) = own.first() else { continue };
                let candidates = longer.get(&(parent_key(schema, key), first.clone()));
                let contains = |(pairs, _): &&(Pairs, &ForeignKey)| {
                    pairs.len() > own.len() && own.iter().all(|pair| pairs.contains(pair))
                };
                if let Some((_, longer)) = candidates.into_iter().flatten().find(contains) {
                    sink.push(contained(table, key, longer));
                }
            }
        }
    }
}

/// Keys by their parent and each of their pairs.
type ByPair<'t> = BTreeMap<(TableKey, Pair), Vec<(Pairs, &'t ForeignKey)>>;

/// The keys of several columns that spare no row for a null, by the parent and each of their pairs.
fn composite<'t>(schema: &Schema, table: &'t Table) -> ByPair<'t> {
    let mut composite = ByPair::new();
    let several = table.foreign_keys.iter().filter(|key| key.columns.len() > 1);
    for key in several.filter(|key| always_holds(schema, table, key)) {
        let pairs = pairs(schema, key);
        for pair in &pairs {
            composite.entry((parent_key(schema, key), pair.clone())).or_default().push((pairs.clone(), key));
        }
    }
    composite
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

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    #[test]
    fn keys_of_tenants_and_keys_that_a_null_spares_are_left_alone() {
        let found = |columns: &str, keys: &str| {
            let text = format!(
                "CREATE TABLE p (t int, id int UNIQUE, PRIMARY KEY (t, id));
                CREATE TABLE c (x bigint PRIMARY KEY, {columns}, {keys});"
            );
            subjects(&text, Dialect::PostgreSql, "sql/intersecting-foreign-keys")
        };
        let columns = "t int NOT NULL, a int NOT NULL, b int NOT NULL";
        let both = "FOREIGN KEY (t, a) REFERENCES p (t, id), FOREIGN KEY (a) REFERENCES p (id)";

        assert_eq!(found(columns, both), ["c(a)"]);
        assert!(found("t int, a int NOT NULL", both).is_empty());
        let tenants = "FOREIGN KEY (t, a) REFERENCES p (t, id), FOREIGN KEY (t, b) REFERENCES p (t, id)";
        assert!(found(columns, tenants).is_empty());
    }
}
