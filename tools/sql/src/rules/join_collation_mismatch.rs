//! `sql/join-collation-mismatch`

use std::collections::BTreeMap;

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use super::foreign_key_collation_mismatch::difference;
use crate::schema::{Column, Index, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A column of text of MySQL or MariaDB that has the name of a key of another table (`username`, or `user_name` for
    /// `user.name`), without a foreign key, and another character set or collation.
    ///
    /// ## Why it matters
    /// A join of the two cannot use the key's index, because each value is converted first; for some pairs it fails with
    /// "Illegal mix of collations" (error 1267).
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE account (username varchar(50) PRIMARY KEY) CHARSET=latin1;
    /// CREATE TABLE login (id bigint PRIMARY KEY, username varchar(50) NOT NULL) CHARSET=utf8mb4;
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE account (username varchar(50) PRIMARY KEY) CHARSET=utf8mb4;
    /// CREATE TABLE login (id bigint PRIMARY KEY, username varchar(50) NOT NULL) CHARSET=utf8mb4;
    /// ```
    /// ## Limits
    /// That the columns are joined is told from their names. Only a primary key or a unique key of one column counts, and
    /// only what the columns or their tables say of their text.
    pub JoinCollationMismatch {
        id: "sql/join-collation-mismatch",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("MySQL 8.4 manual, 12.8.4 Collation Coercibility in Expressions", "https://dev.mysql.com/doc/refman/8.4/en/charset-collation-coercibility.html")],
    }
}

/// Names that keys of many tables have, which says nothing about joins.
const COMMON: &[&str] =
    &["id", "name", "code", "key", "title", "slug", "type", "value", "hash", "token", "path", "url"];

impl Rule<Schema> for JoinCollationMismatch {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if !schema.dialect.is_mysql_family() {
            return;
        }
        // The names by which columns of other tables mean a key, and the key; none where two tables have such a key.
        let mut keys: BTreeMap<String, Option<(&Table, &Column)>> = BTreeMap::new();
        for table in schema.tables() {
            for column in keys_of(schema, table) {
                let long = format!("{}_{}", table.key.name, column.key);
                let short = Some(column.key.clone()).filter(|key| !COMMON.contains(&key.as_str()));
                for name in short.into_iter().chain([long]) {
                    let other =
                        |known: &Option<(&Table, &Column)>| known.is_some_and(|(known, _)| known.key != table.key);
                    keys.entry(name)
                        .and_modify(|known| *known = known.filter(|_| !other(known)))
                        .or_insert(Some((table, column)));
                }
            }
        }
        for table in schema.tables() {
            for column in table.columns.iter().filter(|column| schema.has_charset(column)) {
                let Some(Some((parent, key))) = keys.get(&column.key) else { continue };
                let is_other = parent.key != table.key && !refers(table, column, parent);
                let found = is_other.then(|| difference(schema, (table, column), (parent, key))).flatten();
                if let Some(difference) = found {
                    sink.push(mismatch(table, column, parent, key, &difference));
                }
            }
        }
    }
}

/// The columns of text that name a row by themselves.
fn keys_of<'s>(schema: &'s Schema, table: &'s Table) -> impl Iterator<Item = &'s Column> {
    let only_key = |index: &'s Index| match index.keys.as_slice() {
        [only] if index.unique && only.prefix.is_none() => table.column(only.column.as_ref()?),
        _ => None,
    };
    table.indexes.iter().filter_map(only_key).filter(|column| schema.has_charset(column))
}

fn refers(table: &Table, column: &Column, parent: &Table) -> bool {
    table.foreign_keys.iter().any(|key| key.columns.contains(&column.key) && key.parent.key == parent.key)
}

fn mismatch(table: &Table, column: &Column, parent: &Table, key: &Column, (one, two): &(String, String)) -> Finding {
    Finding::of::<JoinCollationMismatch>(column.span.clone())
        .message(format!(
            "`{}.{}` is in {one} and the key `{}.{}` in {two}: a join of them converts every value",
            table.name, column.name, parent.name, key.name
        ))
        .subject(table.subject([&column.key]))
        .confidence(Confidence::Low)
        .related(key.span.clone(), "the key of that name")
        .help("Give both columns the same character set and collation.")
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    const RULE: &str = "sql/join-collation-mismatch";

    #[test]
    fn names_that_many_tables_have_for_a_key_say_nothing() {
        let text = "CREATE TABLE a (code char(2) PRIMARY KEY) CHARSET=latin1;
            CREATE TABLE b (code char(2) PRIMARY KEY) CHARSET=utf8mb4;
            CREATE TABLE c (id int PRIMARY KEY, code char(2), a_code char(2)) CHARSET=utf8mb4;";

        assert_eq!(subjects(text, Dialect::MySql, RULE), ["c(a_code)"]);
    }
}
