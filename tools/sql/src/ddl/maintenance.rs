//! Statements that change no table's definition, but that run beside those that do: transactions, settings, and the
//! upkeep of tables and indexes. PostgreSQL only.

use sqlparser::tokenizer::Token as Lexeme;

use super::change::ObjectKind;
use super::cursor::Cursor;
use super::name::QualifiedName;
use crate::statement::{Statement, Token};

/// What such a statement does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Maintenance {
    /// `BEGIN`, `START TRANSACTION`.
    Begin,
    /// `COMMIT`, `END`.
    Commit,
    /// `ROLLBACK`, `ABORT`; not to a savepoint.
    Rollback,
    /// `SET name = value`.
    Set(Setting),
    /// `CLUSTER table`.
    Cluster(QualifiedName),
    /// `VACUUM`; with `FULL` the tables are written anew. No table: all of them.
    Vacuum {
        /// `FULL`.
        full: bool,
        /// The tables.
        tables: Vec<QualifiedName>,
    },
    /// `REINDEX`.
    Reindex {
        /// Index or table; anything else is a schema or a database.
        kind: ObjectKind,
        /// Its name.
        name: QualifiedName,
        /// `CONCURRENTLY`.
        concurrently: bool,
    },
    /// `REFRESH MATERIALIZED VIEW`.
    Refresh {
        /// The view.
        view: QualifiedName,
        /// `CONCURRENTLY`.
        concurrently: bool,
        /// `WITH NO DATA`.
        without_data: bool,
    },
    /// `LOCK TABLE`, with the mode as written in capitals.
    Lock {
        /// The tables.
        tables: Vec<QualifiedName>,
        /// `ACCESS EXCLUSIVE` where none is said.
        mode: String,
    },
    /// `ANALYZE`.
    Analyze(Vec<QualifiedName>),
    /// `CREATE STATISTICS … FROM table`.
    CreateStatistics(QualifiedName),
    /// `CREATE RULE … TO table`.
    CreateRule(QualifiedName),
    /// `ALTER DOMAIN … VALIDATE CONSTRAINT`.
    ValidateDomain(QualifiedName),
    /// `ALTER DOMAIN … ADD CONSTRAINT`, or `SET NOT NULL`.
    ConstrainDomain {
        /// The domain.
        domain: QualifiedName,
        /// `NOT VALID`.
        not_valid: bool,
    },
}

/// `SET name = value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name, in lower case.
    pub name: String,
    /// The value as written, without quotes.
    pub value: String,
    /// `LOCAL`: until the end of the transaction.
    pub local: bool,
}

impl Statement {
    /// What the statement does besides changing definitions, when it is one of these.
    pub fn maintenance(&self) -> Option<Maintenance> {
        self.maintenance_of(&self.tokens().tokens)
    }

    /// As [`maintenance`](Self::maintenance), of tokens that are at hand: making them is most of the work.
    pub(crate) fn maintenance_of(&self, tokens: &[Token]) -> Option<Maintenance> {
        let mut cursor = Cursor::new(self, tokens);
        read(&mut cursor)
    }
}

fn read(cursor: &mut Cursor<'_>) -> Option<Maintenance> {
    let first = cursor.advance()?.keyword()?.to_ascii_lowercase();
    match first.as_str() {
        "begin" => Some(Maintenance::Begin),
        "start" => cursor.is("transaction").then_some(Maintenance::Begin),
        "commit" => (!cursor.is("prepared")).then_some(Maintenance::Commit),
        "end" => Some(Maintenance::Commit),
        "rollback" | "abort" => (!cursor.is("to") && !cursor.is("prepared")).then_some(Maintenance::Rollback),
        "set" => setting(cursor).map(Maintenance::Set),
        "select" => set_config(cursor).map(Maintenance::Set),
        "cluster" => {
            cursor.eat("verbose");
            let _ = cursor.parenthesised();
            let first = cursor.qualified()?;
            // The old form: `CLUSTER index ON table`.
            let table = if cursor.eat("on") { cursor.qualified()? } else { first };
            Some(Maintenance::Cluster(table))
        }
        "vacuum" => {
            let mut full = false;
            if let Some(options) = cursor.parenthesised() {
                full = options.elements().iter_mut().any(|option| option.eat("full") && !option.is_any(OFF));
            }
            while cursor.is_any(&["full", "freeze", "verbose", "analyze"]) {
                full |= cursor.is("full");
                cursor.advance();
            }
            options_passed(cursor);
            Some(Maintenance::Vacuum { full, tables: tables(cursor) })
        }
        "analyze" | "analyse" => {
            let _ = cursor.parenthesised();
            cursor.eat("verbose");
            Some(Maintenance::Analyze(tables(cursor)))
        }
        "reindex" => reindex(cursor),
        "refresh" => {
            if !cursor.eat_all(&["materialized", "view"]) {
                return None;
            }
            let concurrently = cursor.eat("concurrently");
            let view = cursor.qualified()?;
            let without_data = cursor.eat_all(&["with", "no", "data"]);
            Some(Maintenance::Refresh { view, concurrently, without_data })
        }
        "lock" => {
            cursor.eat("table");
            let mut locked = Vec::new();
            let mut mode = None;
            for mut element in cursor.rest().elements() {
                element.eat("only");
                locked.extend(element.qualified());
                element.eat_lexeme(&Lexeme::Mul);
                if element.eat("in") {
                    mode = Some(element.rest_text().to_uppercase().replace(" MODE", "").replace(" NOWAIT", ""));
                }
            }
            let mode = mode.unwrap_or_else(|| "ACCESS EXCLUSIVE".to_owned());
            Some(Maintenance::Lock { tables: locked, mode: mode.split_whitespace().collect::<Vec<_>>().join(" ") })
        }
        "create" => create(cursor),
        "alter" => alter(cursor),
        _ => None,
    }
}

const OFF: &[&str] = &["false", "off"];

/// Tokens between a keyword and the names: none is a name.
fn options_passed(cursor: &mut Cursor<'_>) {
    while cursor.is_any(&["full", "freeze", "verbose", "analyze"]) {
        cursor.advance();
    }
}

fn tables(cursor: &Cursor<'_>) -> Vec<QualifiedName> {
    cursor.rest().elements().iter_mut().filter_map(Cursor::qualified).collect()
}

/// `SET [SESSION | LOCAL] name {TO | =} value`.
fn setting(cursor: &mut Cursor<'_>) -> Option<Setting> {
    let local = cursor.eat("local");
    cursor.eat("session");
    let name = cursor.qualified()?.name.text.to_ascii_lowercase();
    if !cursor.eat("to") && !cursor.eat_lexeme(&Lexeme::Eq) {
        return None;
    }
    let value = cursor.rest_text().trim_matches(['\'', '"', ' ']).to_owned();
    Some(Setting { name, value, local })
}

/// `SELECT set_config('lock_timeout', '2s', false)`.
fn set_config(cursor: &mut Cursor<'_>) -> Option<Setting> {
    if !cursor.qualified()?.name.text.eq_ignore_ascii_case("set_config") {
        return None;
    }
    let arguments: Vec<String> = cursor
        .parenthesised()?
        .elements()
        .iter()
        .map(|element| element.rest_text().trim_matches('\'').to_owned())
        .collect();
    match arguments.as_slice() {
        [name, value, local] => Some(Setting {
            name: name.to_ascii_lowercase(),
            value: value.clone(),
            local: local.eq_ignore_ascii_case("true"),
        }),
        _ => None,
    }
}

fn reindex(cursor: &mut Cursor<'_>) -> Option<Maintenance> {
    let mut concurrently = false;
    if let Some(options) = cursor.parenthesised() {
        concurrently = options.elements().iter_mut().any(|option| option.eat("concurrently") && !option.is_any(OFF));
    }
    let kind = match cursor.advance()?.keyword()?.to_ascii_lowercase().as_str() {
        "index" => ObjectKind::Index,
        "table" => ObjectKind::Table,
        "schema" => ObjectKind::Schema,
        "database" | "system" => ObjectKind::Database,
        _ => return None,
    };
    concurrently |= cursor.eat("concurrently");
    Some(Maintenance::Reindex { kind, name: cursor.qualified()?, concurrently })
}

fn create(cursor: &mut Cursor<'_>) -> Option<Maintenance> {
    cursor.eat_all(&["or", "replace"]);
    if cursor.eat("statistics") {
        while !cursor.done() && !cursor.is("from") {
            cursor.skip_one();
        }
        cursor.advance();
        return cursor.qualified().map(Maintenance::CreateStatistics);
    }
    if cursor.eat("rule") {
        while !cursor.done() && !cursor.is("to") {
            cursor.skip_one();
        }
        cursor.advance();
        return cursor.qualified().map(Maintenance::CreateRule);
    }
    None
}

fn alter(cursor: &mut Cursor<'_>) -> Option<Maintenance> {
    if cursor.eat("domain") {
        let domain = cursor.qualified()?;
        if cursor.is("validate") {
            return Some(Maintenance::ValidateDomain(domain));
        }
        let adds = cursor.is("add") || cursor.are(&["set", "not", "null"]);
        let mut not_valid = false;
        while !cursor.done() {
            not_valid |= cursor.are(&["not", "valid"]);
            cursor.skip_one();
        }
        return adds.then_some(Maintenance::ConstrainDomain { domain, not_valid });
    }
    None
}
