//! `sql/unindexable-column`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::ddl::{DataType, IndexFlavour};
use crate::schema::{Column, Index, Key, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// An index or a key over a column whose type the server takes for none: MySQL's `TEXT`, `BLOB` and `JSON` without a
    /// length, a `SPATIAL` index over a column that may be null, and SQL Server's `varchar(max)`, `text`, `xml` and the
    /// like.
    ///
    /// ## Why it matters
    /// The statement fails (MySQL errors 1170, 3152 and 1252; SQL Server error 1919), and with it all that comes after it
    /// in the script.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE page (id bigint PRIMARY KEY, address text NOT NULL, KEY page_address (address));
    /// ```
    /// ```sql mssql
    /// CREATE TABLE page (id bigint CONSTRAINT page_pk PRIMARY KEY, address nvarchar(max) NOT NULL);
    /// CREATE INDEX page_address ON page (address);
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE page (id bigint PRIMARY KEY, address text NOT NULL, KEY page_address (address(100)));
    /// ```
    /// ```sql mssql
    /// CREATE TABLE page (id bigint CONSTRAINT page_pk PRIMARY KEY, address nvarchar(450) NOT NULL);
    /// CREATE INDEX page_address ON page (address);
    /// ```
    /// ## Limits
    /// MariaDB cuts such an index to a prefix by itself, or makes a unique one of hashes, and is reported only for
    /// `SPATIAL`.
    pub UnindexableColumn {
        id: "sql/unindexable-column",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [
            ("MySQL 8.4 manual, 13.3.4 The BLOB and TEXT Types", "https://dev.mysql.com/doc/refman/8.4/en/blob.html"),
            ("SQL Server, CREATE INDEX", "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-index-transact-sql"),
        ],
    }
}

impl Rule<Schema> for UnindexableColumn {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables() {
            for index in &table.indexes {
                for key in &index.keys {
                    let Some(column) = key.column.as_ref().and_then(|column| table.column(column)) else { continue };
                    if let Some((reason, help)) = refusal(schema, index, key, column) {
                        sink.push(refused(table, index, column, reason, help));
                    }
                }
            }
        }
    }
}

/// Why the server refuses a column as the key of an index, and what to do.
fn refusal(schema: &Schema, index: &Index, key: &Key, column: &Column) -> Option<(&'static str, &'static str)> {
    let data_type = column.data_type.as_ref()?;
    let name = data_type.name.as_str();
    let plain = matches!(index.flavour, IndexFlavour::Plain | IndexFlavour::Clustered);
    if index.flavour == IndexFlavour::Spatial && schema.dialect.is_mysql_family() && !schema.is_not_null(column) {
        return Some(("it may be null, which a SPATIAL index does not take", "Make the column NOT NULL."));
    }
    match schema.dialect {
        Dialect::MySql if plain && name == "json" => Some((
            "it cannot be indexed as it is",
            "Index a generated column with the value that is looked for, or an expression such as \
             ((CAST(column->>'$.key' AS CHAR(50)))).",
        )),
        Dialect::MySql if plain && key.prefix.is_none() && is_long(data_type) => Some((
            "MySQL wants to know how many characters of it the index holds",
            "Say how many characters the index holds, as in (column(100)), or use varchar.",
        )),
        Dialect::MsSql if plain && is_large(data_type) => Some((
            "SQL Server takes that for no key of an index",
            "Give it a length: 1,700 bytes are the most (900 for the clustered index), two bytes for a character of \
             nvarchar. Or INCLUDE it.",
        )),
        _ => None,
    }
}

fn is_long(data_type: &DataType) -> bool {
    const LONG: &[&str] =
        &["tinytext", "text", "mediumtext", "longtext", "tinyblob", "blob", "mediumblob", "longblob"];
    LONG.contains(&data_type.name.as_str())
}

fn is_large(data_type: &DataType) -> bool {
    let unbounded = data_type.arguments.first().is_some_and(|length| length.eq_ignore_ascii_case("max"));
    unbounded || ["text", "ntext", "image", "xml", "geography", "geometry", "json"].contains(&data_type.name.as_str())
}

fn refused(table: &Table, index: &Index, column: &Column, reason: &str, help: &str) -> Finding {
    let data_type = column.data_type.as_ref().map(DataType::shown).unwrap_or_default();
    Finding::of::<UnindexableColumn>(index.span.clone())
        .message(format!(
            "{} on `{}` has {} as a key, which is {data_type}: {reason}",
            index.described(table),
            table.name,
            column.name
        ))
        .subject(format!("{}({})", table.name, index.shown_keys(table)))
        .related(column.span.clone(), "the column")
        .help(help)
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(dialect: Dialect, text: &str) -> bool {
        !subjects(text, dialect, "sql/unindexable-column").is_empty()
    }

    #[test]
    fn only_what_the_server_refuses_is_found() {
        assert!(found(Dialect::MySql, "CREATE TABLE t (a json, KEY (a));"));
        assert!(found(Dialect::MySql, "CREATE TABLE t (a blob UNIQUE);"));
        assert!(found(Dialect::MariaDb, "CREATE TABLE t (g geometry, SPATIAL KEY (g));"));
        assert!(!found(Dialect::MariaDb, "CREATE TABLE t (a text, KEY (a));"));
        assert!(!found(Dialect::MySql, "CREATE TABLE t (a text, FULLTEXT KEY (a));"));
        assert!(!found(Dialect::MySql, "CREATE TABLE t (a json, KEY ((CAST(a->>'$.k' AS char(10)))));"));
        assert!(found(Dialect::MsSql, "CREATE TABLE t (a varchar(MAX) PRIMARY KEY);"));
        assert!(!found(Dialect::MsSql, "CREATE TABLE t (a int, b xml); CREATE INDEX i ON t (a) INCLUDE (b);"));
        assert!(!found(Dialect::MsSql, "CREATE TABLE t (a int, b xml); CREATE PRIMARY XML INDEX i ON t (b);"));
        assert!(!found(Dialect::MsSql, "CREATE TABLE t (a int, g geometry); CREATE SPATIAL INDEX i ON t (g);"));
    }
}
