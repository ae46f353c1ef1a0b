//! `sql/duplicate-foreign-key`

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::schema::{ForeignKey, Parent, Schema, Table, TableKey, quoted};

declare_rule! {
    /// ## What it finds
    /// Two foreign keys of a table from the same columns to the same columns.
    ///
    /// ## Why it matters
    /// Every write is checked twice. Where the two say different things to do when the parent goes, only one of them
    /// can come true.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customer (id);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// ```
    pub DuplicateForeignKey {
        id: "sql/duplicate-foreign-key",
        severity: Warning,
        since: "0.1.0",
        aliases: ["pg-index-health:DUPLICATED_FOREIGN_KEYS"],
        references: [("PostgreSQL manual, 5.5.5 Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK")],
    }
}

impl Rule<Schema> for DuplicateForeignKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            let mut known: BTreeMap<(TableKey, Pairs), &ForeignKey> = BTreeMap::new();
            for key in &table.foreign_keys {
                match known.entry((parent_key(schema, key), pairs(schema, key))) {
                    Entry::Occupied(kept) => sink.push(twice(schema.dialect, table, key, kept.get())),
                    Entry::Vacant(place) => {
                        place.insert(key);
                    }
                }
            }
        }
    }
}

/// A column and the one it refers to.
pub(super) type Pair = (String, String);

/// The pairs of a key, in an order.
pub(super) type Pairs = Vec<Pair>;

/// The table that a key refers to, found or not.
pub(super) fn parent_key(schema: &Schema, key: &ForeignKey) -> TableKey {
    schema.table(&key.parent).map_or(&key.parent.key, |table| &table.key).clone()
}

/// Which column refers to which, in an order; the second is empty where it is not known.
pub(super) fn pairs(schema: &Schema, key: &ForeignKey) -> Pairs {
    let parents = match schema.parent(key) {
        Parent::Found { columns, .. } => columns,
        _ => key.parent_columns.clone(),
    };
    let parents = parents.into_iter().chain(std::iter::repeat(String::new()));
    let mut pairs: Pairs = key.columns.iter().cloned().zip(parents).collect();
    pairs.sort();
    pairs
}

/// The statement that drops a foreign key, where its name is known and the dialect can.
fn drop_statement(dialect: Dialect, table: &Table, key: &ForeignKey) -> Option<String> {
    let name = quoted(key.name.as_ref()?, dialect);
    let what = match dialect {
        Dialect::Sqlite => return None,
        Dialect::MySql | Dialect::MariaDb => "FOREIGN KEY",
        Dialect::PostgreSql | Dialect::MsSql => "CONSTRAINT",
    };
    Some(format!("ALTER TABLE {} DROP {what} {name};", table.quoted(dialect)))
}

fn twice(dialect: Dialect, table: &Table, key: &ForeignKey, kept: &ForeignKey) -> Finding {
    let subject = table.subject(&key.columns);
    let differ = if (key.on_delete, key.on_update) == (kept.on_delete, kept.on_update) {
        ""
    } else {
        ", and the two say different things to do when it changes"
    };
    let finding = Finding::of::<DuplicateForeignKey>(key.span.clone())
        .message(format!("`{subject}` refers to `{}` by two foreign keys{differ}", key.parent.name))
        .subject(subject)
        .related(kept.span.clone(), "the same foreign key");
    match drop_statement(dialect, table, key) {
        Some(statement) => finding.suggest(statement),
        None => finding.help("Keep one of the two."),
    }
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::{subjects, suggestions};

    const RULE: &str = "sql/duplicate-foreign-key";

    #[test]
    fn keys_to_other_columns_or_tables_are_no_duplicates() {
        let text = "CREATE TABLE p (id bigint PRIMARY KEY, code bigint NOT NULL UNIQUE);
            CREATE TABLE q (id bigint PRIMARY KEY);
            CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p, FOREIGN KEY (p) REFERENCES p (code),
                FOREIGN KEY (p) REFERENCES q);";

        assert!(subjects(text, Dialect::PostgreSql, RULE).is_empty());
    }

    #[test]
    fn innodb_names_what_has_no_name() {
        let text = "CREATE TABLE p (id bigint PRIMARY KEY);
            CREATE TABLE c (id bigint PRIMARY KEY, p bigint, q bigint,
                FOREIGN KEY (q) REFERENCES p (id), FOREIGN KEY (p) REFERENCES p (id));
            ALTER TABLE c ADD FOREIGN KEY (p) REFERENCES p (id) ON DELETE CASCADE;";

        let suggested = suggestions(text, Dialect::MySql, RULE);
        let replaced = format!("{text} ALTER TABLE c DROP FOREIGN KEY c_ibfk_2;");

        assert_eq!(suggested, ["ALTER TABLE c DROP FOREIGN KEY c_ibfk_3;"]);
        assert!(subjects(&replaced, Dialect::MariaDb, RULE).is_empty());
    }

    #[test]
    fn the_later_one_is_dropped_as_the_dialect_does() {
        let text = "CREATE TABLE p (id bigint PRIMARY KEY);
            CREATE TABLE c (id bigint PRIMARY KEY, p bigint, CONSTRAINT a FOREIGN KEY (p) REFERENCES p (id),
                CONSTRAINT b FOREIGN KEY (p) REFERENCES p (id));";

        assert_eq!(suggestions(text, Dialect::MySql, RULE), ["ALTER TABLE c DROP FOREIGN KEY b;"]);
        assert_eq!(suggestions(text, Dialect::PostgreSql, RULE), ["ALTER TABLE c DROP CONSTRAINT b;"]);
        assert_eq!(subjects(text, Dialect::Sqlite, RULE), ["c(p)"]);
    }
}
