//! `sql/varchar-without-length`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Columns of SQL Server of type `varchar`, `nvarchar` or `varbinary` without a length.
    ///
    /// ## Why it matters
    /// The length is then 1: longer values are refused, or cut to their first character where warnings are off.
    ///
    /// ## Bad
    /// ```sql mssql
    /// CREATE TABLE customer (id bigint CONSTRAINT customer_pk PRIMARY KEY, name nvarchar NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mssql
    /// CREATE TABLE customer (id bigint CONSTRAINT customer_pk PRIMARY KEY, name nvarchar(200) NOT NULL);
    /// ```
    /// ## Limits
    /// `char`, `nchar` and `binary` without a length are one long as well, and are mostly meant so.
    pub VarcharWithoutLength {
        id: "sql/varchar-without-length",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, char and varchar", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/char-and-varchar-transact-sql")],
    }
}

impl Rule<Schema> for VarcharWithoutLength {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::MsSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                column.data_type.as_ref().is_some_and(|data_type| {
                    let name = data_type.name.as_str();
                    data_type.arguments.is_empty()
                        && matches!(name, "varchar" | "nvarchar" | "varbinary" | "character varying" | "char varying")
                })
            },
            |found| {
                let verb = if found.several { "have" } else { "has" };
                format!("{} {verb} no length, which means 1", found.what)
            },
            (Confidence::High, "Say the length, as in nvarchar(200)."),
        );
    }
}
