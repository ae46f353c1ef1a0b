//! SQL schemas: a tolerant DDL reader, the state that statements fold into, and rules over it.
//!
//! What comes in is the text of one or many SQL files in one of five dialects; what goes out is a
//! [report](architect_core::Report). The way between: [`statement::split`] tells the statements apart,
//! [`Statement::read`](statement::Statement::read) gives the typed changes of each, [`schema::fold`] folds these into a
//! schema, and the [rules](rules::ALL) judge the schema; [queries](query::Query) that run on it are judged by
//! [rules](query::rules::ALL) of their own.
//!
//! Invariants:
//!
//! * reading never fails as a whole and takes linear time; what is not understood is a gap with its place;
//! * nothing recurses on the input; [queries](query) alone are given to a recursive parser, with a bound on their size
//!   and on a stack that holds what the bound lets through;
//! * rows (`INSERT`, `COPY`) are passed over, never read.

pub mod catalog;
pub mod ddl;
pub mod describe;
pub mod dialect;
pub mod input;
pub mod migration;
pub mod query;
pub mod recommend;
pub mod rules;
pub mod schema;
pub mod statement;
mod suppression;
pub mod tool;
pub mod workload;

pub use dialect::Dialect;
pub use rules::RULES;
pub use tool::check_migration::CheckMigration;
pub use tool::describe_schema::DescribeSchema;
pub use tool::lint_sql_schema::LintSqlSchema;
pub use tool::recommend_indexes::RecommendIndexes;

/// Whether a text has DDL that is worth checking as a schema, judged by its beginning. `name` is its path.
pub fn looks_like_schema(name: &str, text: &str) -> bool {
    const LOOKED_AT: usize = 256 * 1024;
    const WORDS_BETWEEN: usize = 4;
    if name.rsplit('.').next().is_some_and(|extension| !extension.eq_ignore_ascii_case("sql")) && name.contains('.') {
        return false;
    }
    let end = (0..=LOOKED_AT.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let mut since_verb = None;
    for word in text.get(..end).unwrap_or_default().split_ascii_whitespace() {
        let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
        if is("create") || is("alter") {
            since_verb = Some(0);
        } else if let Some(passed) = since_verb {
            if is("table") || is("index") {
                return true;
            }
            since_verb = Some(passed + 1).filter(|passed| *passed < WORDS_BETWEEN);
        }
    }
    false
}
