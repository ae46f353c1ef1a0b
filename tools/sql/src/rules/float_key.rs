//! `sql/float-key`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::schema::{Column, Index, Kind, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A primary or unique key with a column of binary floating point.
    ///
    /// ## Why it matters
    /// Two ways to compute one number may differ in the last bit: a row is not found by its key, and the same value comes
    /// in twice.
    ///
    /// ## Bad
    /// ```sql mssql
    /// CREATE TABLE tariff (version float NOT NULL CONSTRAINT tariff_pk PRIMARY KEY, name nvarchar(100) NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mssql
    /// CREATE TABLE tariff (version decimal(9, 3) NOT NULL CONSTRAINT tariff_pk PRIMARY KEY, name nvarchar(100) NOT NULL);
    /// ```
    /// ## Limits
    /// SQLite is not reported: its `REAL` keys are mostly moments.
    pub FloatKey {
        id: "sql/float-key",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, float and real", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/float-and-real-transact-sql")],
    }
}

impl Rule<Schema> for FloatKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            for index in table.indexes.iter().filter(|index| index.unique) {
                let columns = index.keys.iter().filter_map(|key| table.column(key.column.as_ref()?));
                for column in columns.filter(|column| schema.kind(column) == Kind::Float) {
                    sink.push(inexact(table, index, column));
                }
            }
        }
    }
}

fn inexact(table: &Table, index: &Index, column: &Column) -> Finding {
    let data_type = column.data_type.as_ref().map(crate::ddl::DataType::shown).unwrap_or_default();
    Finding::of::<FloatKey>(column.type_span.clone().unwrap_or_else(|| column.span.clone()))
        .message(format!(
            "`{}.{}` is {data_type} and in {}: equal numbers need not compare equal",
            table.name,
            column.name,
            index.described(table)
        ))
        .subject(table.subject([&column.key]))
        .related(index.span.clone(), "the key")
        .help("Use a decimal or a whole number.")
}
