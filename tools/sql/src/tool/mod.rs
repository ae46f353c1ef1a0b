//! The tools of this field.

pub mod check_migration;
pub mod lint_sql_schema;
