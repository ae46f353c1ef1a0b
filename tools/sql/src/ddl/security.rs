//! Who may see which rows, in PostgreSQL: policies, views that check as their reader, routines that run as their owner.
//!
//! What is read here is told beside the [`CreateObject`](super::CreateObject) of the same statement.

use std::ops::Range;

use sqlparser::tokenizer::Token as Lexeme;

use super::Reading;
use super::change::{ObjectKind, SchemaChange};
use super::cursor::{Cursor, Expression};
use super::name::{Name, QualifiedName};
use crate::dialect::Dialect;

/// What a statement says about who may see what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityChange {
    /// `CREATE POLICY`.
    CreatePolicy(PolicyClause),
    /// `ALTER POLICY`, other than a rename: only what is said anew.
    AlterPolicy(PolicyClause),
    /// `CREATE VIEW`.
    CreateView(ViewClause),
    /// `ALTER VIEW … SET (security_invoker = …)`.
    SetSecurityInvoker {
        /// The view.
        view: QualifiedName,
        /// Whether it is checked as its reader from then on.
        invoker: bool,
    },
    /// `CREATE FUNCTION` and `CREATE PROCEDURE`.
    CreateRoutine(RoutineClause),
    /// `ALTER FUNCTION` and the like: only what is said anew.
    AlterRoutine(RoutineClause),
}

/// A policy as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyClause {
    /// Its name.
    pub name: Name,
    /// The table.
    pub table: QualifiedName,
    /// `AS RESTRICTIVE`: it takes rows away and gives none.
    pub restrictive: bool,
    /// `FOR …` in lower case; `all` where nothing is said.
    pub command: String,
    /// `TO …` in lower case; empty: everybody.
    pub roles: Vec<String>,
    /// `USING (…)`: the rows that are seen.
    pub using: Option<Expression>,
    /// `WITH CHECK (…)`: the rows that may be written.
    pub check: Option<Expression>,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}

/// A view as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewClause {
    /// Its name.
    pub name: QualifiedName,
    /// `WITH (security_invoker = true)`: what it reads is checked as its reader, not as its owner.
    pub security_invoker: bool,
    /// The tables and views behind `FROM` and `JOIN`.
    pub reads: Vec<QualifiedName>,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}

/// A routine as written, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutineClause {
    /// Its name.
    pub name: QualifiedName,
    /// `SECURITY DEFINER` (true) or `INVOKER` (false), where said.
    pub definer: Option<bool>,
    /// `SET search_path …`.
    pub sets_search_path: bool,
    /// Where the statement stands.
    pub bytes: Range<usize>,
}

/// Reads what follows the kind of an object that is made or altered.
pub(super) fn read(mut cursor: Cursor<'_>, kind: ObjectKind, altered: bool, reading: &mut Reading) {
    if cursor.dialect() != Dialect::PostgreSql {
        return;
    }
    let cursor = &mut cursor;
    let change = match kind {
        ObjectKind::Policy => policy(cursor, altered),
        ObjectKind::View if altered => set_security_invoker(cursor),
        ObjectKind::View => view(cursor),
        ObjectKind::Routine => routine(cursor, altered),
        _ => None,
    };
    reading.changes.extend(change.map(SchemaChange::Security));
}

fn policy(cursor: &mut Cursor<'_>, altered: bool) -> Option<SecurityChange> {
    cursor.if_exists();
    let name = cursor.name()?;
    if !cursor.eat("on") {
        return None;
    }
    let table = cursor.qualified()?;
    let bytes = cursor.statement_bytes();
    let (command, roles) = ("all".to_owned(), Vec::new());
    let mut clause =
        PolicyClause { name, table, restrictive: false, command, roles, using: None, check: None, bytes };
    while !cursor.done() {
        if cursor.eat_all(&["as", "restrictive"]) {
            clause.restrictive = true;
        } else if cursor.eat("for") {
            clause.command = cursor.name().map(|name| name.text.to_lowercase()).unwrap_or_default();
        } else if cursor.eat("to") {
            while let Some(role) = cursor.name() {
                clause.roles.push(role.text.to_lowercase());
                if !cursor.eat_lexeme(&Lexeme::Comma) {
                    break;
                }
            }
        } else if cursor.eat_all(&["with", "check"]) {
            clause.check = condition(cursor);
        } else if cursor.eat("using") {
            clause.using = condition(cursor);
        } else {
            cursor.skip_one();
        }
    }
    Some(if altered { SecurityChange::AlterPolicy(clause) } else { SecurityChange::CreatePolicy(clause) })
}

/// A condition in parentheses.
fn condition(cursor: &mut Cursor<'_>) -> Option<Expression> {
    let start = cursor.place();
    cursor.parenthesised()?;
    Some(cursor.since(start))
}

/// What stands behind `security_invoker` in a list of options; none where it is not there.
fn security_invoker(options: &Cursor<'_>) -> Option<bool> {
    options.elements().into_iter().find_map(|mut option| {
        if !option.eat("security_invoker") {
            return None;
        }
        option.eat_lexeme(&Lexeme::Eq);
        let off = option.is_any(&["false", "off", "no"]) || option.rest_text().trim_matches('\'') == "0";
        Some(!off)
    })
}

fn view(cursor: &mut Cursor<'_>) -> Option<SecurityChange> {
    cursor.if_not_exists();
    let name = cursor.qualified()?;
    let mut clause = ViewClause { name, security_invoker: false, reads: Vec::new(), bytes: cursor.statement_bytes() };
    let _ = cursor.name_list();
    if cursor.eat("with") {
        clause.security_invoker = cursor.parenthesised().as_ref().and_then(security_invoker).unwrap_or(false);
    }
    while cursor.advance().is_some() {
        let is_list = cursor.previous().is_some_and(|token| token.is("from"));
        if !is_list && !cursor.previous().is_some_and(|token| token.is("join")) {
            continue;
        }
        loop {
            while cursor.is_lexeme(&Lexeme::LParen) || cursor.is_any(&["only", "lateral"]) {
                cursor.advance();
            }
            // What follows a parenthesis may be a query, which the loop outside goes on to read.
            if cursor.is_any(&["select", "with", "values"]) {
                break;
            }
            clause.reads.extend(cursor.qualified());
            cursor.eat("as");
            if !cursor.is_any(&["join", "left", "right", "inner", "cross", "full", "natural", "where", "on", "group"])
            {
                let _ = cursor.name();
            }
            if !is_list || !cursor.eat_lexeme(&Lexeme::Comma) {
                break;
            }
        }
    }
    Some(SecurityChange::CreateView(clause))
}

fn set_security_invoker(cursor: &mut Cursor<'_>) -> Option<SecurityChange> {
    cursor.if_exists();
    let view = cursor.qualified()?;
    if cursor.eat("set") {
        let invoker = security_invoker(&cursor.parenthesised()?)?;
        return Some(SecurityChange::SetSecurityInvoker { view, invoker });
    }
    if cursor.eat("reset") {
        security_invoker(&cursor.parenthesised()?)?;
        return Some(SecurityChange::SetSecurityInvoker { view, invoker: false });
    }
    None
}

fn routine(cursor: &mut Cursor<'_>, altered: bool) -> Option<SecurityChange> {
    cursor.if_exists();
    let name = cursor.qualified()?;
    let bytes = cursor.statement_bytes();
    let mut clause = RoutineClause { name, definer: None, sets_search_path: false, bytes };
    while !cursor.done() {
        // The body of `BEGIN ATOMIC` is none of the routine's settings.
        if cursor.are(&["begin", "atomic"]) {
            break;
        } else if cursor.eat_all(&["security", "definer"]) {
            clause.definer = Some(true);
        } else if cursor.eat_all(&["security", "invoker"]) {
            clause.definer = Some(false);
        } else if cursor.eat_all(&["set", "search_path"]) {
            clause.sets_search_path = true;
        } else {
            cursor.skip_one();
        }
    }
    Some(if altered { SecurityChange::AlterRoutine(clause) } else { SecurityChange::CreateRoutine(clause) })
}
