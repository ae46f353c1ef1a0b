//! The tools of this field.

pub mod lint_sql_schema;
