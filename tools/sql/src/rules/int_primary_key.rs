//! `sql/int-primary-key`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

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
    /// and unsigned four bytes of MySQL are left alone.
    pub IntPrimaryKey {
        id: "sql/int-primary-key",
        severity: Info,
        since: "0.1.0",
        aliases: ["squawk:prefer-bigint-over-int", "squawk:prefer-big-int", "skeema:pk-type"],
        references: [("PostgreSQL manual, 8.1.4 Serial Types", "https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL")],
    }
}

impl Rule<Schema> for IntPrimaryKey {
    fn check(&self, schema: &Schema, sink: &mut Sink) {
        if schema.dialect == Dialect::Sqlite {
            return;
        }
        for table in schema.tables().filter(|table| table.partition_of.is_none()) {
            let Some(primary) = table.primary_key() else { continue };
            let [key] = primary.column_keys().try_into().unwrap_or([const { String::new() }; 1]);
            let Some(column) = table.column(&key) else { continue };
            let Kind::Integer { bytes, unsigned } = schema.kind(column) else { continue };
            if is_counted(column) && (bytes < 4 || (bytes == 4 && !unsigned)) {
                sink.push(runs_out(table, column));
            }
        }
    }
}

fn is_counted(column: &Column) -> bool {
    column.generation == Some(Generation::Counted)
        || column.data_type.as_ref().is_some_and(|data_type| data_type.name.contains("serial"))
        || column.default.as_ref().is_some_and(|default| default.normal.starts_with("nextval"))
}

fn runs_out(table: &Table, column: &Column) -> Finding {
    let data_type = column.data_type.as_ref().map(crate::ddl::DataType::shown).unwrap_or_default();
    let finding = Finding::of::<IntPrimaryKey>(column.type_span.clone().unwrap_or_else(|| column.span.clone()))
        .message(format!(
            "the primary key `{}.{}` is counted up in {data_type}, which runs out",
            table.name, column.name
        ))
        .subject(table.subject([&column.key]))
        .confidence(Confidence::Medium);
    finding.help("Use bigint where the table may grow; its foreign keys with it.")
}
