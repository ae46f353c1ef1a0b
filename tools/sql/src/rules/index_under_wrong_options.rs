//! `sql/index-under-wrong-options`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::schema::{IndexUnderOptions, Schema};

declare_rule! {
    /// ## What it finds
    /// A filtered index, or one over a computed column, that is made in a session of SQL Server with `QUOTED_IDENTIFIER`,
    /// `ANSI_NULLS` or another option of that kind off.
    ///
    /// ## Why it matters
    /// The statement fails (error 1934), and so does every later insert, update and delete of the table in such a session.
    ///
    /// ## Bad
    /// ```sql mssql
    /// SET QUOTED_IDENTIFIER OFF;
    /// CREATE TABLE orders (id bigint CONSTRAINT orders_pk PRIMARY KEY, paid_at datetime2 NULL);
    /// CREATE INDEX orders_paid_at ON orders (paid_at) WHERE paid_at IS NOT NULL;
    /// ```
    /// ## Good
    /// ```sql mssql
    /// SET QUOTED_IDENTIFIER ON;
    /// CREATE TABLE orders (id bigint CONSTRAINT orders_pk PRIMARY KEY, paid_at datetime2 NULL);
    /// CREATE INDEX orders_paid_at ON orders (paid_at) WHERE paid_at IS NOT NULL;
    /// ```
    /// ## Limits
    /// Only what the same file sets is seen. `sqlcmd` begins with `QUOTED_IDENTIFIER` off unless it is called with `-I`.
    pub IndexUnderWrongOptions {
        id: "sql/index-under-wrong-options",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("SQL Server, CREATE INDEX: required SET options for filtered indexes", "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-index-transact-sql#required-set-options-for-filtered-indexes")],
    }
}

impl Rule<Schema> for IndexUnderWrongOptions {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        for index in &schema.indexes_under_wrong_options {
            sink.push(refused(index));
        }
    }
}

fn refused(index: &IndexUnderOptions) -> Finding {
    Finding::of::<IndexUnderWrongOptions>(index.span.clone())
        .message(format!(
            "the index `{}` on `{}` cannot be made: the session has the wrong setting of {}",
            index.index,
            index.table,
            index.options.join(", ")
        ))
        .subject(format!("{}.{}", index.table, index.index))
        .help("SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON; SET NUMERIC_ROUNDABORT OFF.")
}
