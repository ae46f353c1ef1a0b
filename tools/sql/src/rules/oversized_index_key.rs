//! `sql/oversized-index-key`

use architect_core::{Finding, Rule, Severity, Sink, declare_rule};

use super::places::{self, Place};
use crate::Dialect;
use crate::ddl::{DataType, IndexFlavour};
use crate::schema::{Column, Index, Key, Schema, Table, bytes_of_character};

declare_rule! {
    /// ## What it finds
    /// An index of MySQL, MariaDB or SQL Server whose keys may be longer than the server lets them be.
    ///
    /// ## Why it matters
    /// InnoDB refuses it (3,072 bytes, or 767 in the row formats COMPACT and REDUNDANT; error 1071 or 1709). SQL Server makes
    /// the index with a warning, and the insert of a long value fails (1,700 bytes, 900 in the clustered index; error
    /// 1946).
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE page (id bigint PRIMARY KEY, address varchar(1000) NOT NULL, KEY page_address (address)) CHARSET=utf8mb4;
    /// ```
    /// ```sql mssql
    /// CREATE TABLE page (address nvarchar(600) NOT NULL CONSTRAINT page_pk PRIMARY KEY);
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE page (
    ///   id bigint PRIMARY KEY, address varchar(1000) NOT NULL, KEY page_address (address(200))
    /// ) CHARSET=utf8mb4;
    /// ```
    /// ```sql mssql
    /// CREATE TABLE page (address nvarchar(450) NOT NULL CONSTRAINT page_pk PRIMARY KEY);
    /// ```
    /// ## Limits
    /// Where the character set is not said, a character counts as one byte. MariaDB shortens an index that is not unique
    /// and makes a unique one of hashes, so there only the old row formats are reported. Before SQL Server 2016 no index
    /// took more than 900 bytes.
    pub OversizedIndexKey {
        id: "sql/oversized-index-key",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("MySQL 8.4 manual, 17.21 InnoDB Limits", "https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html"),
            ("SQL Server, Maximum capacity specifications", "https://learn.microsoft.com/en-us/sql/sql-server/maximum-capacity-specifications-for-sql-server"),
        ],
    }
}

impl Rule<Schema> for OversizedIndexKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        match schema.dialect {
            Dialect::MySql | Dialect::MariaDb => mysql(schema, sink),
            Dialect::MsSql => mssql(schema, sink),
            Dialect::PostgreSql | Dialect::Sqlite => {}
        }
    }
}

/// InnoDB bounds each column of an index by itself, and the whole by 3,072 bytes.
fn mysql(schema: &Schema, sink: &mut Sink) {
    const MOST: usize = 3_072;
    const MOST_OLD: usize = 767;
    for table in schema.tables() {
        if !table.is_innodb() {
            continue;
        }
        let old = matches!(table.options.row_format.as_deref(), Some("compact" | "redundant"));
        let most = if old { MOST_OLD } else { MOST };
        for index in table.indexes.iter().filter(|index| index.flavour == IndexFlavour::Plain) {
            let (mut largest, mut whole) = (0, 0);
            for key in &index.keys {
                let Some(column) = key.column.as_ref().and_then(|column| table.column(column)) else { continue };
                let bytes = mysql_bytes(schema, table, key, column);
                largest = largest.max(bytes);
                whole += bytes;
            }
            let too_long = if largest > most { Some((largest, most)) } else { Some((whole, MOST)) };
            let Some((bytes, most)) = too_long.filter(|(bytes, most)| bytes > most) else { continue };
            if schema.dialect == Dialect::MySql || (old && most == MOST_OLD) {
                sink.push(
                    Finding::of::<OversizedIndexKey>(index.span.clone())
                        .message(message(table, index, bytes, most, "the server refuses it"))
                        .subject(subject(table, index))
                        .severity(Severity::Error)
                        .help("Index the beginning of the long column, as in (column(200)), or shorten it."),
                );
            }
        }
    }
}

/// The most bytes that a column takes in an index of InnoDB. Sizes of other types than text are small.
fn mysql_bytes(schema: &Schema, table: &Table, key: &Key, column: &Column) -> usize {
    let Some(data_type) = &column.data_type else { return 0 };
    let length = || data_type.arguments.first().and_then(|length| length.parse::<usize>().ok());
    let prefix = key.prefix.and_then(|prefix| usize::try_from(prefix).ok());
    match data_type.name.as_str() {
        "binary" | "varbinary" => prefix.or_else(length).unwrap_or_default(),
        "blob" | "mediumblob" | "longblob" | "tinyblob" => prefix.unwrap_or_default(),
        _ if schema.has_charset(column) && data_type.name != "enum" && data_type.name != "set" => {
            let characters = prefix.or_else(length).unwrap_or_default();
            characters * schema.character_set(table, column).map_or(1, bytes_of_character)
        }
        _ => 8,
    }
}

/// SQL Server bounds the sum of the longest values.
fn mssql(schema: &Schema, sink: &mut Sink) {
    const MOST: usize = 1_700;
    const MOST_CLUSTERED: usize = 900;
    let mut found = Vec::new();
    for table in schema.tables().filter(|table| !table.options.memory_optimized) {
        for index in &table.indexes {
            let most = match index.flavour {
                IndexFlavour::Plain => MOST,
                IndexFlavour::Clustered => MOST_CLUSTERED,
                _ => continue,
            };
            let columns = index.keys.iter().filter_map(|key| table.column(key.column.as_ref()?));
            let bytes: usize = columns.filter_map(|column| column.data_type.as_ref()).map(mssql_bytes).sum();
            if bytes > most {
                found.push(Place {
                    span: index.span.clone(),
                    subject: subject(table, index),
                    of: (table, index, bytes, most),
                });
            }
        }
    }
    let help = "Shorten the columns, INCLUDE those that are only read, or make a key of a hash of the long one.";
    places::report::<OversizedIndexKey, (&Table, &Index, usize, usize)>(
        sink,
        found,
        |finding, place| {
            let (table, index, bytes, most) = place.of;
            let message = message(table, index, bytes, most, "inserting a longer value fails");
            finding.message(message).help(help)
        },
        |finding, places| {
            let count = places.len();
            let message = format!(
                "{count} indexes may hold more bytes than are allowed ({MOST}, {MOST_CLUSTERED} clustered): inserting a \
                 longer value fails"
            );
            finding.message(message).help(help)
        },
    );
}

/// The most bytes that a value of a type takes. Types that are no keys count nothing, the rest little.
fn mssql_bytes(data_type: &DataType) -> usize {
    let length = data_type.arguments.first();
    if length.is_some_and(|length| length.eq_ignore_ascii_case("max")) {
        return 0;
    }
    let length = || length.and_then(|length| length.parse::<usize>().ok()).unwrap_or(1);
    match data_type.name.as_str() {
        "char" | "varchar" | "binary" | "varbinary" | "character" | "character varying" | "char varying" => length(),
        "nchar" | "nvarchar" | "national character" | "national character varying" => 2 * length(),
        "sysname" => 256,
        "uniqueidentifier" => 16,
        _ => 8,
    }
}

fn message(table: &Table, index: &Index, bytes: usize, most: usize, consequence: &str) -> String {
    format!(
        "{} on `{}` ({}) may hold {bytes} bytes, of {most} that are allowed: {consequence}",
        index.described(table),
        table.name,
        index.shown_keys(table)
    )
}

fn subject(table: &Table, index: &Index) -> String {
    format!("{}({})", table.name, index.shown_keys(table))
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(dialect: Dialect, text: &str) -> bool {
        !subjects(text, dialect, "sql/oversized-index-key").is_empty()
    }

    #[test]
    fn the_character_set_decides_how_long_a_key_is() {
        let table = |length: u32, options: &str| format!("CREATE TABLE t (a varchar({length}), KEY (a)) {options};");

        assert!(!found(Dialect::MySql, &table(768, "CHARSET=utf8mb4")));
        assert!(found(Dialect::MySql, &table(769, "CHARSET=utf8mb4")));
        assert!(!found(Dialect::MySql, &table(1_024, "CHARSET=utf8")));
        assert!(!found(Dialect::MySql, &table(3_000, "")));
        assert!(found(
            Dialect::MySql,
            "CREATE TABLE t (a varchar(700), b varchar(100), KEY (a, b)) CHARSET=utf8mb4;"
        ));
    }

    #[test]
    fn mariadb_refuses_only_the_old_row_formats() {
        let table = |options: &str| format!("CREATE TABLE t (a varchar(900), UNIQUE (a)) CHARSET=utf8mb4 {options};");

        assert!(!found(Dialect::MariaDb, &table("")));
        assert!(found(Dialect::MariaDb, &table("ROW_FORMAT=COMPACT")));
    }

    #[test]
    fn a_clustered_index_of_sql_server_is_bounded_more_tightly() {
        assert!(found(Dialect::MsSql, "CREATE TABLE t (a nvarchar(451) PRIMARY KEY);"));
        assert!(!found(Dialect::MsSql, "CREATE TABLE t (a nvarchar(451) PRIMARY KEY NONCLUSTERED);"));
        assert!(found(
            Dialect::MsSql,
            "CREATE TABLE t (a nvarchar(800), b varchar(200)); CREATE INDEX i ON t (a, b);"
        ));
    }
}
