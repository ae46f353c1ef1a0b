//! `sql/int-primary-key`

use architect_core::{Confidence, Rule, Sink, declare_rule};

use super::columns;
use crate::Dialect;
use crate::ddl::Generation;
use crate::schema::{Column, Kind, Schema, Table};

declare_rule! {
    /// ## What it finds
    /// A primary key that is counted up and has four bytes or fewer.
    ///
    /// ## Why it matters
    /// It ends at 2,147,483,647, gaps of rolled-back inserts included. Inserts then fail, and widening the column
    /// rewrites the table and all that refers to it.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// CREATE TABLE events (id serial PRIMARY KEY);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// CREATE TABLE events (id bigserial PRIMARY KEY);
    /// ```
    /// ## Limits
    /// Tables that stay small are in no danger; which those are is not known from files. Keys that are not counted up
    /// and unsigned four bytes of MySQL are left alone. One finding a table, or one a file when more than three tables
    /// have such keys.
    pub IntPrimaryKey {
        id: "sql/int-primary-key",
        severity: Info,
        since: "0.1.0",
        aliases: ["squawk:prefer-bigint-over-int", "squawk:prefer-big-int", "skeema:pk-type", "squawk:prefer-bigint-over-smallint", "pg-index-health:PRIMARY_KEYS_WITH_SERIAL_TYPES"],
        references: [("PostgreSQL manual, 8.1.4 Serial Types", "https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL")],
    }
}

impl Rule<Schema> for IntPrimaryKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect == Dialect::Sqlite {
            return;
        }
        columns::report::<Self>(
            schema,
            sink,
            |table, column| is_whole_key(table, column) && is_counted(column) && is_small(schema, column),
            |found| {
                if found.several {
                    return format!(
                        "{} are primary keys counted up in four bytes or fewer, which run out",
                        found.what
                    );
                }
                let data_type = found.column.data_type.as_ref().map(crate::ddl::DataType::shown).unwrap_or_default();
                let (table, column) = (&found.table.name, &found.column.name);
                format!("the primary key `{table}.{column}` is counted up in {data_type}, which runs out")
            },
            (Confidence::Medium, "Use bigint where the table may grow; its foreign keys with it."),
        );
    }
}

fn is_whole_key(table: &Table, column: &Column) -> bool {
    table.primary_key().is_some_and(|primary| match primary.keys.as_slice() {
        [only] => only.column.as_ref() == Some(&column.key),
        _ => false,
    })
}

fn is_small(schema: &Schema, column: &Column) -> bool {
    matches!(schema.kind(column), Kind::Integer { bytes, unsigned } if bytes < 4 || (bytes == 4 && !unsigned))
}

fn is_counted(column: &Column) -> bool {
    column.generation == Some(Generation::Counted)
        || column.data_type.as_ref().is_some_and(|data_type| data_type.name.contains("serial"))
        || column.default.as_ref().is_some_and(|default| default.normal.starts_with("nextval"))
}
