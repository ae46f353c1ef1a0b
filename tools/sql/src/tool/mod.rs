//! The tools of this field.

pub mod check_migration;
pub mod describe_schema;
pub mod lint_sql_schema;
pub mod recommend_indexes;
