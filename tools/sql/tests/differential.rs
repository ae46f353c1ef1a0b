//! Our reader against sqlparser's own parser: where both read a `CREATE TABLE`, columns and types agree.
//!
//! The parser is an oracle here and nowhere else: it recurses, and gives up on what it does not know.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::PathBuf;

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::ddl::{CreateTable, SchemaChange};
use architect_sql::statement::{Statement, split};
use sqlparser::ast;
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

/// More tokens than any table here has, and few enough for the parser's recursion.
const MOST_TOKENS: usize = 5_000;

/// The schemas that the comparison with real servers uses, and the example's.
fn corpus() -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let schemas = std::fs::read_dir(root.join("tests/databases/schemas")).unwrap();
    let mut files: Vec<PathBuf> = schemas.map(|entry| entry.unwrap().path()).collect();
    files.push(root.join("examples/shop/db/schema.sql"));
    files.sort();
    files.iter().map(|path| Source::new(path.to_string_lossy(), std::fs::read_to_string(path).unwrap())).collect()
}

fn ours(statement: &Statement) -> Option<CreateTable> {
    statement.read().changes.into_iter().find_map(|change| match change {
        SchemaChange::CreateTable(table) => Some(table),
        _ => None,
    })
}

fn theirs(statement: &Statement) -> Option<ast::CreateTable> {
    if statement.tokens().tokens.len() > MOST_TOKENS {
        return None;
    }
    let parsed = Parser::parse_sql(&PostgreSqlDialect {}, statement.text()).ok()?;
    parsed.into_iter().find_map(|statement| match statement {
        ast::Statement::CreateTable(table) => Some(table),
        _ => None,
    })
}

/// Case, blanks and the words that say what holds anyway do not count.
fn plain(data_type: &str) -> String {
    let lower = data_type.to_lowercase().replace("without time zone", "");
    lower.chars().filter(|character| !character.is_whitespace() && *character != '"').collect()
}

/// `public.mood` is `mood` to us, and the words of a time type stand in another order with a precision.
fn plain_type(data_type: &ast::DataType) -> String {
    let shown = data_type.to_string();
    plain(shown.rsplit_once('.').map_or(shown.as_str(), |(_, name)| name))
}

#[test]
fn columns_and_types_agree_where_both_read_a_table() {
    let mut tables = 0;
    let mut columns = 0;
    for source in corpus() {
        for statement in split(&source, Dialect::PostgreSql).statements {
            let (Some(own), Some(other)) = (ours(&statement), theirs(&statement)) else { continue };
            // The parser takes `id NOT NULL` of a partition for a column of the type `not`.
            if own.partition_of.is_some() {
                continue;
            }
            let own: Vec<(String, String)> = own
                .columns
                .iter()
                .map(|column| {
                    let data_type = column.data_type.as_ref().map(|data_type| plain(&data_type.shown()));
                    (column.name.text.clone(), data_type.unwrap_or_default())
                })
                .collect();
            let other: Vec<(String, String)> = other
                .columns
                .iter()
                .map(|column| (column.name.value.clone(), plain_type(&column.data_type)))
                .collect();

            assert_eq!(own, other, "{}: {}", source.name(), statement.text());

            tables += 1;
            columns += own.len();
        }
    }
    assert!(tables > 80 && columns > 250, "only {tables} tables with {columns} columns were compared");
}

#[test]
fn every_table_that_the_parser_reads_is_read_here() {
    for source in corpus() {
        for statement in split(&source, Dialect::PostgreSql).statements {
            if let Some(table) = theirs(&statement) {
                let own = ours(&statement).expect("a table");
                assert_eq!(own.name.name.text, table.name.0.last().unwrap().as_ident().unwrap().value);
            }
        }
    }
}
