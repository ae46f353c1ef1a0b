//! `sql/missing-foreign-key`

use std::collections::{BTreeMap, BTreeSet};

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::{Column, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A column `customer_id` without a foreign key, where a table `customer` or `customers` has a primary key of its
    /// type.
    ///
    /// ## Why it matters
    /// Nothing keeps such a column from referring to a row that is gone or never was.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE address (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
    /// CREATE INDEX address_customer_id_idx ON address (customer_id);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE customer (id bigint PRIMARY KEY);
    /// CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
    /// CREATE INDEX orders_customer_id_idx ON orders (customer_id);
    /// ```
    /// ## Limits
    /// Many such columns have none on purpose: logs that outlive what they tell of, tables written too often to be
    /// checked. So the rule is off until it is selected. A schema without any foreign key does without on purpose, and is not judged. Neither are partitioned tables, rows
    /// kept elsewhere, and pairs with an `…_type` beside them.
    pub MissingForeignKey {
        id: "sql/missing-foreign-key",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["sqlcheck:ForeignKeyExists"],
        references: [("PostgreSQL manual, 5.5.5 Foreign Keys", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK")],
    }
}

impl Rule<Schema> for MissingForeignKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        let parents = Parents::of(schema);
        if schema.tables().all(|table| table.foreign_keys.is_empty()) {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |table, column| parents.meant_by(schema, table, column).is_some(),
            |found| {
                if let Some(parent) = parents.meant_by(schema, found.table, found.column).filter(|_| !found.several) {
                    let name = &parent.name;
                    return format!("{} is called like a reference to `{name}` but has no foreign key", found.what);
                }
                format!("{} are called like references to other tables but have no foreign key", found.what)
            },
            (Confidence::Medium, help(schema.dialect)),
        );
    }
}

const fn help(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::PostgreSql => {
            "Add one: ADD CONSTRAINT … FOREIGN KEY … NOT VALID, then VALIDATE CONSTRAINT, which lets writes go on."
        }
        Dialect::MsSql => "Add one, WITH CHECK.",
        Dialect::MySql | Dialect::MariaDb | Dialect::Sqlite => "Add one.",
    }
}

/// The tables that a column's name may mean, by their names in the singular.
struct Parents<'s> {
    by_name: BTreeMap<String, Vec<&'s Table>>,
    /// Tables whose foreign keys the server does not keep, which is told by another rule.
    ignored: BTreeSet<&'s str>,
}

impl<'s> Parents<'s> {
    fn of(schema: &'s Schema) -> Self {
        let mut by_name: BTreeMap<String, Vec<&Table>> = BTreeMap::new();
        for table in schema.tables().filter(|table| table.partition_of.is_none() && !table.foreign) {
            by_name.entry(singular(&table.key.name)).or_default().push(table);
        }
        let ignored = schema.ignored_foreign_keys.iter().map(|key| key.table.as_str()).collect();
        Self { by_name, ignored }
    }

    /// The table that a column refers to by its name and its type, when it has no foreign key.
    fn meant_by(&self, schema: &Schema, table: &Table, column: &Column) -> Option<&'s Table> {
        let stem = column.key.strip_suffix("_id").filter(|stem| !stem.is_empty())?;
        let judged = table.is_whole() && !table.foreign && table.options.partition_by.is_none();
        let refers = table.foreign_keys.iter().any(|key| key.columns.contains(&column.key));
        let ignored = self.ignored.contains(table.name.as_str());
        let is_own_key = table.primary_key().is_some_and(|key| key.column_keys() == [column.key.as_str()]);
        let typed = table.column(&format!("{stem}_type")).is_some();
        if !judged || refers || ignored || is_own_key || typed || column.generated_as.is_some() {
            return None;
        }
        let [parent] = self.by_name.get(&singular(stem))?.as_slice() else { return None };
        let key = parent.primary_key().filter(|_| parent.is_whole())?.column_keys();
        let [key] = key.as_slice() else { return None };
        let same_schema = parent.key.schema == table.key.schema;
        let fits = schema.kind(parent.column(key)?) == schema.kind(column);
        let named = key == "id" || *key == column.key;
        (same_schema && fits && named && parent.key != table.key).then_some(*parent)
    }
}

/// `categories`, `category` and `Category` are one.
fn singular(name: &str) -> String {
    let name = name.to_lowercase();
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if name.ends_with(ending) {
            return name.strip_suffix("es").unwrap_or(&name).to_owned();
        }
    }
    match name.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::lint_sql_schema::testing::subjects;

    const RULE: &str = "sql/missing-foreign-key";

    #[test]
    fn plurals_are_undone() {
        for (plural, one) in [
            ("orders", "order"),
            ("categories", "category"),
            ("boxes", "box"),
            ("status", "status"),
            ("class", "class"),
        ] {
            assert_eq!(singular(plural), one);
        }
    }

    #[test]
    fn names_of_other_types_pairs_and_schemas_without_keys_are_left_alone() {
        let keys = "CREATE TABLE users (id bigint PRIMARY KEY);
            CREATE TABLE post (id bigint PRIMARY KEY, author bigint REFERENCES users);";
        let found = |columns: &str| {
            let text = format!("{keys} CREATE TABLE t (id bigint PRIMARY KEY, {columns});");
            subjects(&text, Dialect::PostgreSql, RULE)
        };

        assert_eq!(found("user_id bigint"), ["t(user_id)"]);
        assert!(found("user_id text").is_empty());
        assert!(found("user_id bigint, user_type text").is_empty());
        assert!(found("user_id bigint REFERENCES post").is_empty());
        assert!(found("guest_id bigint").is_empty());
        let none =
            "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE t (id bigint PRIMARY KEY, user_id bigint);";
        assert!(subjects(none, Dialect::PostgreSql, RULE).is_empty());
    }
}
