//! `sql/foreign-key-collation-mismatch`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::schema::{Column, ForeignKey, Parent, Schema, Table, same_charset};

declare_rule! {
    /// ## What it finds
    /// A foreign key of MySQL or MariaDB whose column of text has another character set or collation than the one that it
    /// refers to.
    ///
    /// ## Why it matters
    /// InnoDB refuses the key (error 3780, in MariaDB errno 150): the script stops here.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE country (code char(2) PRIMARY KEY) CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
    /// CREATE TABLE city (
    ///   id bigint PRIMARY KEY, country char(2) NOT NULL, FOREIGN KEY (country) REFERENCES country (code)
    /// ) CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE country (code char(2) PRIMARY KEY) CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
    /// CREATE TABLE city (
    ///   id bigint PRIMARY KEY, country char(2) COLLATE utf8mb4_bin NOT NULL,
    ///   FOREIGN KEY (country) REFERENCES country (code)
    /// ) CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
    /// ```
    /// ## Limits
    /// Only what both columns or their tables say is compared. The default of the database, and which collation is a
    /// character set's default, depend on the server.
    pub ForeignKeyCollationMismatch {
        id: "sql/foreign-key-collation-mismatch",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("MySQL 8.4 manual, 15.1.20.5 FOREIGN KEY Constraints", "https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html")],
    }
}

impl Rule<Schema> for ForeignKeyCollationMismatch {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if !schema.dialect.is_mysql_family() {
            return;
        }
        for table in schema.tables() {
            for key in &table.foreign_keys {
                let Parent::Found { table: parent, columns } = schema.parent(key) else { continue };
                for (own, other) in key.columns.iter().zip(&columns) {
                    let (Some(own), Some(other)) = (table.column(own), parent.column(other)) else { continue };
                    if let Some(difference) = difference(schema, (table, own), (parent, other)) {
                        sink.push(mismatch(table, key, own, parent, other, &difference));
                    }
                }
            }
        }
    }
}

/// In what the texts of two columns differ, the one first. `None` when they do not, or when it is not known.
pub(super) fn difference(
    schema: &Schema,
    one: (&Table, &Column),
    other: (&Table, &Column),
) -> Option<(String, String)> {
    let charsets = schema.character_set(one.0, one.1).zip(schema.character_set(other.0, other.1));
    let collations = schema.collation(one.0, one.1).zip(schema.collation(other.0, other.1));
    let (one, other) = charsets
        .filter(|(one, other)| !same_charset(one, other))
        .or(collations.filter(|(one, other)| !same_collation(one, other)))?;
    Some((one.to_owned(), other.to_owned()))
}

/// Whether two names mean one collation: `utf8_bin` is `utf8mb3_bin`.
fn same_collation(one: &str, other: &str) -> bool {
    let plain = |name: &str| match name.strip_prefix("utf8_") {
        Some(rest) => format!("utf8mb3_{rest}"),
        None => name.to_owned(),
    };
    plain(one) == plain(other)
}

fn mismatch(
    table: &Table,
    key: &ForeignKey,
    own: &Column,
    parent: &Table,
    other: &Column,
    (one, two): &(String, String),
) -> Finding {
    Finding::of::<ForeignKeyCollationMismatch>(key.span.clone())
        .message(format!(
            "`{}.{}` is in {one}, but `{}.{}`, which it refers to, is in {two}: the server refuses the key",
            table.name, own.name, parent.name, other.name
        ))
        .subject(table.subject([&own.key]))
        .related(other.span.clone(), "the column it refers to")
        .help("Give both columns the same character set and collation.")
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(parent: (&str, &str), child: (&str, &str)) -> bool {
        let text = format!(
            "CREATE TABLE p (c varchar(10) {} PRIMARY KEY) {};
            CREATE TABLE t (id int PRIMARY KEY, c varchar(20) {}, FOREIGN KEY (c) REFERENCES p (c)) {};",
            parent.0, parent.1, child.0, child.1
        );
        !subjects(&text, Dialect::MariaDb, "sql/foreign-key-collation-mismatch").is_empty()
    }

    #[test]
    fn what_the_server_refuses_is_found() {
        assert!(found(("CHARACTER SET latin1", ""), ("CHARACTER SET utf8mb4", "")));
        assert!(found(("COLLATE utf8mb4_bin", ""), ("", "COLLATE=utf8mb4_general_ci")));
        assert!(found(("", "CHARSET=utf8"), ("", "CHARSET=utf8mb4")));
    }

    #[test]
    fn two_names_of_one_thing_and_what_is_not_said_are_no_mismatch() {
        assert!(!found(("COLLATE utf8_bin", ""), ("COLLATE utf8mb3_bin", "")));
        assert!(!found(("", "CHARSET=utf8mb4 COLLATE=utf8mb4_bin"), ("", "CHARSET=utf8mb4")));
        assert!(!found(("", "CHARSET=latin1"), ("", "")));
        // A character set of the column's own has its own default collation, whatever the table's is.
        assert!(!found(("COLLATE utf8mb4_bin", ""), ("CHARACTER SET utf8mb4", "COLLATE=utf8mb4_general_ci")));
    }
}
