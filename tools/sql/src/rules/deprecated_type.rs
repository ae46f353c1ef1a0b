//! `sql/deprecated-type`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::ddl::DataType;
use crate::schema::Schema;

declare_rule! {
    /// ## What it finds
    /// Columns of SQL Server of the types `text`, `ntext` and `image`, and `timestamp` for `rowversion`.
    ///
    /// ## Why it matters
    /// Microsoft will take them out. `text` and its like do not go with `=`, most functions, `DISTINCT` or online index
    /// builds; `timestamp` holds no time, but the number of the row's last change.
    ///
    /// ## Bad
    /// ```sql mssql
    /// CREATE TABLE article (id bigint CONSTRAINT article_pk PRIMARY KEY, body ntext NOT NULL);
    /// ```
    /// ## Good
    /// ```sql mssql
    /// CREATE TABLE article (id bigint CONSTRAINT article_pk PRIMARY KEY, body nvarchar(max) NOT NULL);
    /// ```
    /// ## Limits
    /// One finding a table, or one a file when more than three tables have such columns.
    pub DeprecatedType {
        id: "sql/deprecated-type",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("SQL Server, ntext, text, and image", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/ntext-text-and-image-transact-sql"),
            ("SQL Server, rowversion", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/rowversion-transact-sql"),
        ],
    }
}

impl Rule<Schema> for DeprecatedType {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect != Dialect::MsSql {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |_, column| {
                let name = column.data_type.as_ref().map(|data_type| data_type.name.as_str()).unwrap_or_default();
                matches!(name, "text" | "ntext" | "image" | "timestamp")
            },
            |found| {
                if found.several {
                    return format!("{} have deprecated types (text, ntext, image, timestamp)", found.what);
                }
                let data_type = found.column.data_type.as_ref().map(DataType::shown).unwrap_or_default();
                format!("{} is {data_type}, which is deprecated", found.what)
            },
            (Confidence::High, "Use varchar(max), nvarchar(max), varbinary(max), and rowversion."),
        );
    }
}
