//! The tools of this field.

pub mod describe_schema;
pub mod lint_sql_schema;
