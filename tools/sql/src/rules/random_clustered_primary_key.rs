//! `sql/random-clustered-primary-key`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::Dialect;
use crate::ddl::IndexFlavour;
use crate::schema::{Column, Index, Origin, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A clustered primary key whose values are random UUIDs by default: `UUID()` in InnoDB, `NEWID()` in SQL Server.
    ///
    /// ## Why it matters
    /// The rows lie in the order of the key. Each insert goes to another page, which is read and split: the table gets
    /// half as large again, does not stay in memory, and inserts slow down as it grows. In InnoDB every other index holds a
    /// copy of the key as well.
    ///
    /// ## Bad
    /// ```sql mysql
    /// CREATE TABLE event (id binary(16) DEFAULT (UUID_TO_BIN(UUID())) PRIMARY KEY, happened_at datetime NOT NULL);
    /// ```
    /// ```sql mssql
    /// CREATE TABLE event (
    ///   id uniqueidentifier NOT NULL CONSTRAINT event_id_default DEFAULT NEWID() CONSTRAINT event_pk PRIMARY KEY
    /// );
    /// ```
    /// ## Good
    /// ```sql mysql
    /// CREATE TABLE event (id binary(16) DEFAULT (UUID_TO_BIN(UUID(), 1)) PRIMARY KEY, happened_at datetime NOT NULL);
    /// ```
    /// ```sql mssql
    /// CREATE TABLE event (
    ///   id uniqueidentifier NOT NULL CONSTRAINT event_id_default DEFAULT NEWSEQUENTIALID() CONSTRAINT event_pk PRIMARY KEY
    /// );
    /// ```
    /// ## Limits
    /// UUIDs that a program makes are not seen. MariaDB's type `uuid` keeps those of `UUID()` in the order of their time.
    pub RandomClusteredPrimaryKey {
        id: "sql/random-clustered-primary-key",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("MySQL 8.4 manual, 17.6.2.1 Clustered and Secondary Indexes", "https://dev.mysql.com/doc/refman/8.4/en/innodb-index-types.html"),
            ("SQL Server, NEWSEQUENTIALID", "https://learn.microsoft.com/en-us/sql/t-sql/functions/newsequentialid-transact-sql"),
        ],
    }
}

impl Rule<Schema> for RandomClusteredPrimaryKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables() {
            let Some(index) = clustered(schema.dialect, table) else { continue };
            let leading = index.keys.first().and_then(|key| table.column(key.column.as_ref()?));
            let Some(column) = leading.filter(|column| is_random(schema.dialect, column)) else { continue };
            sink.push(scattered(schema.dialect, table, index, column));
        }
    }
}

/// The index in whose order the rows of a table lie.
fn clustered(dialect: Dialect, table: &Table) -> Option<&Index> {
    match dialect {
        Dialect::MsSql => table.indexes.iter().find(|index| index.flavour == IndexFlavour::Clustered),
        Dialect::MySql | Dialect::MariaDb if table.is_innodb() => table.primary_key(),
        _ => None,
    }
}

fn is_random(dialect: Dialect, column: &Column) -> bool {
    let Some(default) = &column.default else { return false };
    let default: String = default.normal.split_whitespace().collect();
    match dialect {
        Dialect::MsSql => default == "newid()",
        _ if default.contains("uuid_v7") => false,
        _ if default.contains("uuid_v4") => true,
        // The time stands in the middle of a UUID unless it is asked for in front.
        _ if default.contains("uuid()") => {
            let ordered = default.ends_with(",1)") || default.ends_with(",true)");
            !ordered && column.data_type.as_ref().is_none_or(|data_type| data_type.name != "uuid")
        }
        _ => false,
    }
}

fn scattered(dialect: Dialect, table: &Table, index: &Index, column: &Column) -> Finding {
    let default = column.default.as_ref().map(crate::ddl::Expression::shown).unwrap_or_default();
    let what = if index.origin == Origin::PrimaryKey { "the clustered primary key" } else { "the clustered index" };
    let help = match dialect {
        Dialect::MsSql => {
            "Cluster by something that grows (NEWSEQUENTIALID(), an identity, the time), or make the key NONCLUSTERED."
        }
        Dialect::MariaDb => {
            "Use the type uuid with UUID() or UUID_v7() (from 11.7), which grow with time, or a bigint."
        }
        _ => "Use UUID_TO_BIN(UUID(), 1), which puts the time in front, UUIDs of version 7, or a bigint.",
    };
    Finding::of::<RandomClusteredPrimaryKey>(column.span.clone())
        .message(format!(
            "{what} of `{}` begins with `{}`, which is random by default ({default}): each insert goes to another page",
            table.name, column.name
        ))
        .subject(table.subject([&column.key]))
        .confidence(Confidence::Medium)
        .help(help)
}

#[cfg(test)]
mod tests {
    use crate::Dialect;
    use crate::tool::lint_sql_schema::testing::subjects;

    fn found(dialect: Dialect, text: &str) -> bool {
        !subjects(text, dialect, "sql/random-clustered-primary-key").is_empty()
    }

    #[test]
    fn only_what_is_clustered_and_random_is_found() {
        assert!(found(Dialect::MySql, "CREATE TABLE t (id char(36) DEFAULT (uuid()) PRIMARY KEY);"));
        assert!(!found(Dialect::MySql, "CREATE TABLE t (id int PRIMARY KEY, a char(36) DEFAULT (uuid()) UNIQUE);"));
        assert!(!found(Dialect::MySql, "CREATE TABLE t (id char(36) DEFAULT (uuid()) PRIMARY KEY) ENGINE=MyISAM;"));
        assert!(!found(Dialect::MariaDb, "CREATE TABLE t (id uuid DEFAULT uuid() PRIMARY KEY);"));
        assert!(found(Dialect::MariaDb, "CREATE TABLE t (id uuid DEFAULT uuid_v4() PRIMARY KEY);"));
        assert!(!found(
            Dialect::MsSql,
            "CREATE TABLE t (id uniqueidentifier DEFAULT (newid()) PRIMARY KEY NONCLUSTERED);"
        ));
        assert!(found(
            Dialect::MsSql,
            "CREATE TABLE t (id uniqueidentifier NOT NULL, CONSTRAINT pk PRIMARY KEY CLUSTERED (id));
            ALTER TABLE t ADD CONSTRAINT df DEFAULT (newid()) FOR id;"
        ));
    }
}
