//! The text of a table as the database has it, and the same text with a change.
//!
//! SQLite keeps the `CREATE TABLE` as it was written and edits it with each `ALTER TABLE`; so is done here. What cannot be
//! edited with certainty is an error that says why.

use std::ops::Range;

use architect_core::Source;
use sqlparser::tokenizer::Token as Lexeme;

use super::default::{calls_without_parentheses, is_constant};
use super::object::name_of;
use crate::ddl::{AlterAction, ColumnDefinition, ConstraintKind, CreateTable, SchemaChange};
use crate::dialect::Dialect;
use crate::schema::quoted;
use crate::statement::{Statement, Token, split};

/// Why a text cannot be given.
pub(super) type Uncertain = &'static str;

const UNREAD: Uncertain = "the text of the table was not understood";

/// The `CREATE TABLE` of a table, and what changed it since.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    made: String,
    edits: Vec<Edit>,
}

/// A change since then.
#[derive(Debug, Clone)]
enum Edit {
    Add(String),
    Drop(String),
    Rename {
        from: String,
        to: String,
    },
    /// The whole text is another one.
    Text(String),
    Unknown(Uncertain),
}

/// A table that is altered more often than this is not written out: each change reads its text again.
const MOST_EDITS: usize = 64;

impl Shape {
    pub(super) fn new(made: &str) -> Self {
        Self { made: made.trim().to_owned(), edits: Vec::new() }
    }

    fn push(&mut self, edit: Edit) {
        if self.edits.len() < MOST_EDITS {
            self.edits.push(edit);
        } else if let Some(last) = self.edits.last_mut() {
            *last = Edit::Unknown("the table was altered too often");
        }
    }

    /// Takes an action of an `ALTER TABLE` that the library carries out.
    pub(super) fn take(&mut self, action: &AlterAction, statement: &Statement) {
        let edit = match action {
            AlterAction::AddColumn { column, .. } => {
                Edit::Add(statement.source().slice(column.bytes.clone()).to_owned())
            }
            AlterAction::DropColumn { column, .. } => Edit::Drop(column.key(Dialect::Sqlite)),
            AlterAction::RenameColumn { .. } => Edit::Unknown("a column of it got another name"),
            _ => Edit::Unknown("a constraint of it was changed"),
        };
        self.push(edit);
    }

    /// The table has another name from here on.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        self.push(Edit::Rename { from: from.to_owned(), to: to.to_owned() });
    }

    /// A table that it refers to has another name from here on.
    pub(super) fn parent_renamed(&mut self) {
        self.push(Edit::Unknown("a table that it names got another name"));
    }

    /// The text is this one from here on.
    pub(super) fn set(&mut self, text: String) {
        self.edits = vec![Edit::Text(text)];
    }

    /// The text as the database has it.
    pub(super) fn text(&self) -> Result<String, Uncertain> {
        let mut text = self.made.clone();
        for edit in &self.edits {
            text = match edit {
                Edit::Add(column) => Parsed::new(text)?.with_column(column)?,
                Edit::Drop(column) => Parsed::new(text)?.without_column(column)?,
                Edit::Rename { from, to } => Parsed::new(text)?.named(from, to)?,
                Edit::Text(new) => new.clone(),
                Edit::Unknown(why) => return Err(why),
            };
        }
        Ok(text)
    }
}

/// A `CREATE TABLE` that is read.
pub(super) struct Parsed {
    text: String,
    pub(super) created: CreateTable,
    tokens: Vec<Token>,
    /// The places of its columns and constraints, between the commas.
    elements: Vec<Range<usize>>,
    /// The place of the parenthesis behind them.
    close: usize,
}

impl Parsed {
    pub(super) fn new(text: String) -> Result<Self, Uncertain> {
        let source = Source::new("table", text.clone());
        let script = split(&source, Dialect::Sqlite);
        let [statement] = script.statements.as_slice() else { return Err(UNREAD) };
        let reading = statement.read();
        let tokens = statement.tokens().tokens;
        let mut changes = reading.changes.into_iter();
        let (Some(SchemaChange::CreateTable(created)), true) = (changes.next(), reading.gaps.is_empty()) else {
            return Err(UNREAD);
        };
        if created.columns_unknown || created.foreign || created.temporary || created.columns.is_empty() {
            return Err(UNREAD);
        }
        let (elements, close) = elements(&tokens).ok_or(UNREAD)?;
        Ok(Self { text, created, tokens, elements, close })
    }

    fn column(&self, key: &str) -> Result<&ColumnDefinition, Uncertain> {
        let is_it = |column: &&ColumnDefinition| column.name.key(Dialect::Sqlite) == key;
        self.created.columns.iter().find(is_it).ok_or("the column is not in the text of the table")
    }

    fn replaced(&self, range: Range<usize>, by: &str) -> Result<String, Uncertain> {
        let (before, behind) = (self.text.get(..range.start), self.text.get(range.end..));
        Ok([before.ok_or(UNREAD)?, by, behind.ok_or(UNREAD)?].concat())
    }

    fn inserted(&self, at: usize, what: &str) -> Result<String, Uncertain> {
        self.replaced(at..at, what)
    }

    fn with_column(&self, column: &str) -> Result<String, Uncertain> {
        let last = self.created.columns.last().ok_or(UNREAD)?;
        self.inserted(last.bytes.end, &format!(",\n  {column}"))
    }

    fn with_constraint(&self, constraint: &str) -> Result<String, Uncertain> {
        // A comment may stand before the parenthesis.
        self.inserted(self.close, &format!("\n, {constraint}\n"))
    }

    /// Without the element that holds a place, and without a comma beside it.
    fn without(&self, place: usize) -> Result<String, Uncertain> {
        let at = self.elements.iter().position(|element| element.contains(&place)).ok_or(UNREAD)?;
        let own = self.elements.get(at).ok_or(UNREAD)?.clone();
        match (at.checked_sub(1).and_then(|at| self.elements.get(at)), self.elements.get(at + 1)) {
            (_, Some(next)) => self.replaced(own.start..next.start, ""),
            (Some(previous), None) => self.replaced(previous.end..own.end, ""),
            (None, None) => Err("the table would have no column"),
        }
    }

    fn without_column(&self, key: &str) -> Result<String, Uncertain> {
        self.without(self.column(key)?.name.bytes.start)
    }

    /// With another name. Where the old one is said elsewhere too, it may be the table itself that is meant.
    pub(super) fn named(&self, from: &str, to: &str) -> Result<String, Uncertain> {
        let name = self.created.name.name.bytes.clone();
        let elsewhere = |token: &&Token| token.bytes != name && name_of(token).is_some_and(|word| word == from);
        if self.tokens.iter().find(elsewhere).is_some() {
            return Err("the table names itself");
        }
        self.renamed(to)
    }

    /// With another name at its head, and without `IF NOT EXISTS`.
    pub(super) fn renamed(&self, to: &str) -> Result<String, Uncertain> {
        let word = self.tokens.iter().find(|token| token.is("table")).ok_or(UNREAD)?;
        let name = format!(" {}", quoted(to, Dialect::Sqlite));
        self.replaced(word.bytes.end..self.created.name.bytes().end, &name)
    }

    /// With what an action of an `ALTER TABLE` asks for, whether or not the library would do it.
    pub(super) fn changed(
        &self,
        action: &AlterAction,
        statement: &Statement,
        filled: impl Fn(&str) -> bool,
    ) -> Result<String, Uncertain> {
        let dialect = Dialect::Sqlite;
        let written = |bytes: &Range<usize>| statement.source().slice(bytes.clone());
        match action {
            AlterAction::AddColumn { column, .. } => {
                let is_key = |kind: &ConstraintKind| matches!(kind, ConstraintKind::PrimaryKey { .. });
                let has_default = column.default.as_ref().is_some_and(|default| default.normal != "null");
                if column.constraints.iter().any(|constraint| is_key(&constraint.kind)) {
                    return Err("the rows that are there have no value for a primary key");
                }
                if column.not_null && !has_default && column.generation.is_none() {
                    return Err("the rows that are there have no value for the column");
                }
                let unique = |kind: &ConstraintKind| matches!(kind, ConstraintKind::Unique { .. });
                if has_default && column.constraints.iter().any(|constraint| unique(&constraint.kind)) {
                    return Err("the rows that are there would all have the same value");
                }
                if calls_without_parentheses("", column, statement).is_some() {
                    return Err("its default has to stand in parentheses, and to call what SQLite has");
                }
                self.with_column(written(&column.bytes))
            }
            AlterAction::DropColumn { column, .. } => {
                let key = column.key(dialect);
                let own = self.column(&key)?.name.bytes.start;
                let element = self.elements.iter().find(|element| element.contains(&own)).ok_or(UNREAD)?;
                let named = |token: &&Token| {
                    !element.contains(&token.bytes.start) && name_of(token).is_some_and(|word| word == key)
                };
                if self.tokens.iter().skip(3).find(named).is_some() {
                    return Err("something else of the table names the column");
                }
                if self
                    .column(&key)?
                    .constraints
                    .iter()
                    .any(|own| matches!(own.kind, ConstraintKind::PrimaryKey { .. }))
                {
                    return Err("the table would have no primary key");
                }
                self.without_column(&key)
            }
            AlterAction::AddConstraint(added) if !added.constraint.inline => {
                if matches!(added.constraint.kind, ConstraintKind::PrimaryKey { .. }) {
                    return Err("a table has one primary key, and its rows are stored by it");
                }
                let text = written(&statement.bytes()).to_owned();
                let tokens = statement.tokens().tokens;
                let add = tokens.iter().find(|token| token.is("add")).ok_or(UNREAD)?;
                let from = add.bytes.end.checked_sub(statement.bytes().start).ok_or(UNREAD)?;
                self.with_constraint(text.get(from..).ok_or(UNREAD)?.trim())
            }
            AlterAction::DropConstraint { name, .. } => {
                let is_it = |constraint: &&crate::ddl::Constraint| {
                    constraint.name.as_ref().is_some_and(|known| known.key(dialect) == name.key(dialect))
                };
                let found = self.created.constraints.iter().find(is_it);
                self.without(
                    found.ok_or("the constraint is no element of its own in the text of the table")?.bytes.start,
                )
            }
            _ => self.column_changed(action, statement, filled),
        }
    }

    /// With another definition of a column.
    fn column_changed(
        &self,
        action: &AlterAction,
        statement: &Statement,
        filled: impl Fn(&str) -> bool,
    ) -> Result<String, Uncertain> {
        let dialect = Dialect::Sqlite;
        let written = |bytes: &Range<usize>| statement.source().slice(bytes.clone());
        match action {
            AlterAction::AlterType { column, data_type, collation: None, using: None } => {
                let column = self.column(&column.key(dialect))?;
                let to = written(&data_type.bytes);
                match &column.data_type {
                    Some(known) => self.replaced(known.bytes.clone(), to),
                    None => self.inserted(column.name.bytes.end, &format!(" {to}")),
                }
            }
            AlterAction::SetNotNull(column) => {
                let key = column.key(dialect);
                if !filled(&key) {
                    return Err("rows that are there may have nulls: fill the column first");
                }
                let known = self.column(&key)?;
                if known.not_null {
                    return Ok(self.text.clone());
                }
                self.inserted(known.bytes.end, " NOT NULL")
            }
            AlterAction::DropNotNull(column) => {
                let known = self.column(&column.key(dialect))?;
                let pair = self.pair(known, "not", "null").ok_or("NOT NULL is not in the text of the column")?;
                self.replaced(pair, "")
            }
            AlterAction::SetDefault { column, default } => {
                let known = self.column(&column.key(dialect))?;
                let text = written(&default.bytes);
                let inside = |token: &Token| default.bytes.contains(&token.bytes.start);
                let tokens: Vec<Token> = statement.tokens().tokens.into_iter().filter(inside).collect();
                if !is_constant(&tokens) && !text.starts_with('(') && tokens.len() > 1 {
                    return Err("a default that is computed stands in parentheses, with functions that SQLite has");
                }
                match &known.default {
                    Some(before) => self.replaced(before.bytes.clone(), text),
                    None => self.inserted(known.bytes.end, &format!(" DEFAULT {text}")),
                }
            }
            AlterAction::DropDefault(column) => {
                let known = self.column(&column.key(dialect))?;
                let Some(default) = &known.default else { return Ok(self.text.clone()) };
                let word =
                    self.tokens.iter().rfind(|token| token.bytes.end <= default.bytes.start && token.is("default"));
                self.replaced(word.ok_or(UNREAD)?.bytes.start..default.bytes.end, "")
            }
            _ => Err("what the statement asks for is not known here"),
        }
    }

    /// Two keywords in a row outside of parentheses in a column.
    fn pair(&self, column: &ColumnDefinition, one: &str, two: &str) -> Option<Range<usize>> {
        let mut depth = 0_usize;
        let mut named = false;
        for pair in self.tokens.windows(2) {
            let [first, second] = pair else { continue };
            if !column.bytes.contains(&first.bytes.start) {
                continue;
            }
            match first.lexeme {
                Lexeme::LParen => depth += 1,
                Lexeme::RParen => depth = depth.saturating_sub(1),
                _ => {}
            }
            named |= depth == 0 && first.is("constraint");
            if depth == 0 && first.is(one) && second.is(two) {
                return (!named).then_some(first.bytes.start..second.bytes.end);
            }
        }
        None
    }
}

/// The elements of the first parenthesis, and the place where it closes.
fn elements(tokens: &[Token]) -> Option<(Vec<Range<usize>>, usize)> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut start: Option<usize> = None;
    let mut end = 0;
    for token in tokens {
        match token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    found.extend(start.map(|start| start..end));
                    return Some((found, token.bytes.start));
                }
            }
            Lexeme::Comma if depth == 1 => {
                found.extend(start.take().map(|start| start..end));
                continue;
            }
            _ => {}
        }
        let opens = depth == 1 && start.is_none() && found.is_empty() && token.lexeme == Lexeme::LParen;
        if depth >= 1 && !opens {
            start.get_or_insert(token.bytes.start);
            end = token.bytes.end;
        }
    }
    None
}
