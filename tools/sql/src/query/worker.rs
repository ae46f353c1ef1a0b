//! The thread that the parser works on.
//!
//! The parser descends as deep as its input is nested, and a chain of operators becomes a tree as deep as the chain is
//! long, which is dropped by descending again. So a statement has a largest number of tokens, and is parsed, read and
//! dropped on a stack that holds the deepest tree of so many.

use std::collections::BTreeSet;

use architect_core::Gap;
use sqlparser::ast::Statement as Tree;
use sqlparser::dialect::{
    Dialect as Rules, GenericDialect, MsSqlDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect,
};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::TokenWithSpan;

use super::placeholder::{byte, prepared};
use super::reader::Reader;
use super::{Kind, Query, Write};
use crate::dialect::Dialect;
use crate::schema::Schema;
use crate::statement::{Statement, Token};

/// A statement with more tokens is not read.
pub const MOST_TOKENS: usize = 20_000;

/// Deepest nesting that the parser follows; what lies deeper is a gap.
const DEEPEST: usize = 200;

/// Bytes of stack. Measured without optimisation: the worst texts of the tests, which are as long or as deep as a query
/// may be, need between 8 and 16 MiB.
const STACK: usize = 256 * 1024 * 1024;

/// Reads queries against a schema: one answer for each statement, in their order. One that is no query has no blocks.
pub fn read(statements: &[&Statement], schema: &Schema) -> Vec<Query> {
    let none = BTreeSet::new();
    let asked: Vec<_> = statements.iter().map(|statement| (*statement, &none)).collect();
    read_asked(&asked, schema)
}

/// As [`read`], with the offsets of literals that change from call to call: they count as parameters.
pub fn read_asked(asked: &[(&Statement, &BTreeSet<usize>)], schema: &Schema) -> Vec<Query> {
    if asked.is_empty() {
        return Vec::new();
    }
    let work = || asked.iter().map(|(statement, varying)| query(statement, varying, schema)).collect();
    let spawned = std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().name("queries".to_owned()).stack_size(STACK);
        match worker.spawn_scoped(scope, work) {
            Ok(worker) => match worker.join() {
                Ok(queries) => Some(queries),
                // The guard of the call tells of a panic, on the thread of the call.
                Err(panic) => std::panic::resume_unwind(panic),
            },
            Err(_) => None,
        }
    });
    spawned.unwrap_or_else(|| {
        let reason = "this query was not read: the thread to read it on could not be started";
        asked.iter().map(|(statement, _)| unread(statement, reason.to_owned())).collect()
    })
}

fn empty(statement: &Statement) -> Query {
    Query {
        kind: Kind::of(statement).unwrap_or(Kind::Select),
        span: statement.source().span(statement.bytes()),
        blocks: Vec::new(),
        writes: Vec::new(),
        gaps: Vec::new(),
    }
}

fn unread(statement: &Statement, reason: String) -> Query {
    let mut query = empty(statement);
    query.gaps.push(Gap::at(query.span.clone(), reason));
    query
}

fn query(statement: &Statement, varying: &BTreeSet<usize>, schema: &Schema) -> Query {
    let query = empty(statement);
    if !Query::is(statement) {
        return query;
    }
    let read = statement.tokens_with_rows();
    if let Some(gap) = read.gaps.into_iter().next() {
        return Query { gaps: vec![gap], ..query };
    }
    let mut tokens = read.tokens;
    // Rows say nothing about indexes, and there may be thousands of them.
    if let Some(rows) = rows(&tokens) {
        tokens.truncate(rows);
        return inserted(query, &tokens, statement, schema);
    }
    if tokens.len() > MOST_TOKENS {
        let reason = format!("a query of {} tokens was not read: queries are read up to {MOST_TOKENS}", tokens.len());
        return unread(statement, reason);
    }
    let prepared = prepared(&tokens, varying);
    let tree = match parsed(&prepared, rules(statement.dialect())) {
        Ok(tree) => tree,
        Err(why) => match parsed(&prepared, &GenericDialect {}) {
            Ok(tree) => tree,
            Err(_) => return Query { gaps: vec![why.gap(statement)], ..query },
        },
    };
    Reader::new(query, statement, schema).read(&tree)
}

/// Of an `INSERT … VALUES` the place of the first row.
fn rows(tokens: &[Token]) -> Option<usize> {
    const HEAD: usize = 4_096;
    let first = tokens.first()?;
    if !(first.is("insert") || first.is("replace")) {
        return None;
    }
    let head = tokens.iter().take(HEAD);
    let found = head
        .enumerate()
        .find(|(_, token)| ["values", "value", "select", "with", "set"].iter().any(|word| token.is(word)));
    found.filter(|(_, token)| token.is("values") || token.is("value")).map(|(at, _)| at)
}

/// An `INSERT … VALUES`: the table, and the columns where they are listed.
fn inserted(mut query: Query, tokens: &[Token], statement: &Statement, schema: &Schema) -> Query {
    use sqlparser::tokenizer::Token as Lexeme;
    let dialect = statement.dialect();
    let name_of = |token: &Token| match &token.lexeme {
        Lexeme::Word(word) => Some(crate::ddl::Name {
            text: word.value.clone(),
            quoted: word.quote_style.is_some(),
            bytes: token.bytes.clone(),
        }),
        _ => None,
    };
    // MySQL leaves INTO out, and has words of its own before the table.
    let words = ["insert", "replace", "ignore", "low_priority", "high_priority", "delayed"];
    let named = || tokens.iter().take_while(|token| words.iter().any(|word| token.is(word))).count();
    let into = tokens.iter().position(|token| token.is("into")).map_or_else(named, |into| into + 1);
    let mut parts = Vec::new();
    let mut at = into;
    while let Some(name) = tokens.get(at).and_then(name_of) {
        parts.push(name);
        at += 1;
        if tokens.get(at).is_some_and(|token| token.lexeme == Lexeme::Period) {
            at += 1;
        } else {
            break;
        }
    }
    let Some(name) = parts.pop() else { return query };
    let name = crate::ddl::QualifiedName { schema: parts.pop(), name };
    let span = statement.source().span(name.bytes());
    match schema.named(&name) {
        Some(table) => {
            let listed = tokens.get(at..).unwrap_or_default();
            // `DEFAULT VALUES` gives none.
            let gives = !listed.last().is_some_and(|token| token.is("default"));
            let by_place = gives && !listed.iter().any(|token| token.lexeme == Lexeme::LParen);
            let listed = listed.iter().skip_while(|token| token.lexeme != Lexeme::LParen);
            let listed = listed.take_while(|token| token.lexeme != Lexeme::RParen);
            let columns = listed.filter_map(name_of).map(|column| column.key(dialect)).collect();
            let (table, kind) = (table.key.clone(), Kind::Insert);
            query.writes.push(Write { table, kind, columns, by_place, every_row: false, span });
        }
        None => query.gaps.push(Gap::at(span, format!("`{}` is not a table of the schema", name.shown(dialect)))),
    }
    query
}

fn rules(dialect: Dialect) -> &'static dyn Rules {
    match dialect {
        Dialect::PostgreSql => &PostgreSqlDialect {},
        Dialect::MySql | Dialect::MariaDb => &MySqlDialect {},
        Dialect::Sqlite => &SQLiteDialect {},
        Dialect::MsSql => &MsSqlDialect {},
    }
}

/// Where the parser stopped, and what it said.
struct Failure {
    byte: Option<usize>,
    reason: String,
}

impl Failure {
    fn gap(self, statement: &Statement) -> Gap {
        let bytes = statement.bytes();
        let start = self.byte.filter(|byte| bytes.contains(byte)).unwrap_or(bytes.start);
        Gap::at(statement.source().span(start..start + 1), self.reason)
    }
}

fn parsed(tokens: &[TokenWithSpan], rules: &dyn Rules) -> Result<Tree, Failure> {
    let mut parser = Parser::new(rules).with_recursion_limit(DEEPEST).with_tokens_with_locations(tokens.to_vec());
    let outcome = parser.parse_statement();
    let next = parser.peek_token();
    let place = byte(next.span.start);
    match outcome {
        Ok(_) if next.token != sqlparser::tokenizer::Token::EOF => {
            Err(Failure { byte: place, reason: "this query was not understood from here on".to_owned() })
        }
        Ok(tree) => Ok(tree),
        Err(sqlparser::parser::ParserError::RecursionLimitExceeded) => Err(Failure {
            byte: None,
            reason: format!("this query is nested more than {DEEPEST} deep: it was not read"),
        }),
        Err(_) => Err(Failure { byte: place, reason: "this query was not understood near here".to_owned() }),
    }
}
