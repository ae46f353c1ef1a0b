//! Columns of tables.

use std::ops::Range;

use architect_core::Gap;
use sqlparser::tokenizer::Token as Lexeme;

use super::constraint::{self, Constraint, ConstraintKind};
use super::cursor::{Cursor, Expression};
use super::data_type::DataType;
use super::index::{self, IndexFlavour, IndexKey};
use super::name::Name;
use crate::dialect::Dialect;

/// A column as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnDefinition {
    /// Its name.
    pub name: Name,
    /// Its type, where one is written.
    pub data_type: Option<DataType>,
    /// `NOT NULL`.
    pub not_null: bool,
    /// `DEFAULT …`
    pub default: Option<Expression>,
    /// `CONSTRAINT` gives the default a name (SQL Server).
    pub default_named: bool,
    /// How its value comes about, when not by writing it.
    pub generation: Option<Generation>,
    /// What a computed column is computed from.
    pub generated_as: Option<Expression>,
    /// MySQL's `ON UPDATE …`: the value that a change of the row gives it.
    pub on_update: Option<Expression>,
    /// `COLLATE …`
    pub collation: Option<String>,
    /// `COMMENT …`
    pub comment: Option<String>,
    /// MySQL's `SRID …`: the one system of coordinates that its shapes are in.
    pub srid: Option<String>,
    /// Constraints written behind it.
    pub constraints: Vec<Constraint>,
    /// Where it stands.
    pub bytes: Range<usize>,
}

/// How a column's value comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// `GENERATED … AS IDENTITY`, `AUTO_INCREMENT`, `AUTOINCREMENT`, `IDENTITY`.
    Counted,
    /// Computed and stored.
    Stored,
    /// Computed when it is read.
    Virtual,
}

impl ColumnDefinition {
    /// Reads a column. `None` when there is no name.
    pub(super) fn read(cursor: &mut Cursor<'_>, gaps: &mut Vec<Gap>) -> Option<Self> {
        let start = cursor.peek()?.bytes.start;
        let name = cursor.name()?;
        let data_type = DataType::read(cursor);
        let mut column = Self {
            name,
            data_type,
            not_null: false,
            default: None,
            default_named: false,
            generation: None,
            generated_as: None,
            on_update: None,
            collation: None,
            comment: None,
            srid: None,
            constraints: Vec::new(),
            bytes: start..start,
        };
        column.options(cursor, gaps);
        column.bytes.end = cursor.previous().map_or(start, |token| token.bytes.end);
        Some(column)
    }

    /// Reads what follows the type of a column that is defined anew.
    pub(super) fn finish(&mut self, cursor: &mut Cursor<'_>, reading: &mut super::Reading) {
        self.options(cursor, &mut reading.gaps);
        self.bytes.end = cursor.previous().map_or(self.bytes.start, |token| token.bytes.end);
    }

    /// Reads the options up to the end, or up to where MySQL says the column's place in the table.
    fn options(&mut self, cursor: &mut Cursor<'_>, gaps: &mut Vec<Gap>) {
        let mut constraint_name = None;
        while !cursor.done() {
            let start = cursor.peek().map_or(0, |token| token.bytes.start);
            if cursor.eat("constraint") {
                constraint_name = cursor.name();
                continue;
            }
            if let Some(kind) = self.constraint(cursor) {
                let not_valid = constraint::trailing(cursor);
                let end = cursor.previous().map_or(start, |token| token.bytes.end);
                let name = constraint_name.take();
                let start = name.as_ref().map_or(start, |name: &Name| name.bytes.start);
                self.constraints.push(Constraint { name, kind, not_valid, inline: true, bytes: start..end });
            } else {
                let is_default = cursor.is("default");
                if !self.option(cursor) {
                    gaps.push(cursor.not_understood("this part of a column's definition was not understood"));
                    cursor.skip_one();
                }
                // A name belongs to what stands right behind it.
                self.default_named |= constraint_name.take().is_some() && is_default;
            }
        }
    }

    /// The column as the only key of a constraint that is written behind it.
    fn own_key(&self) -> Vec<IndexKey> {
        vec![IndexKey {
            column: Some(self.name.clone()),
            expression: Expression::default(),
            prefix: None,
            collation: None,
            operator_class: None,
            descending: false,
            nulls_first: None,
            bytes: self.name.bytes.clone(),
        }]
    }

    fn constraint(&mut self, cursor: &mut Cursor<'_>) -> Option<ConstraintKind> {
        let mysql = cursor.dialect().is_mysql_family();
        if cursor.eat_all(&["primary", "key"]) || (mysql && cursor.eat("key")) {
            self.key_options(cursor);
            let clustered = index::clustering(cursor).unwrap_or(true);
            self.key_options(cursor);
            // A comma was forgotten, which SQLite and SQL Server forgive: this is the table's key.
            let keys = index::keys(cursor).unwrap_or_else(|| self.own_key());
            let tail = index::tail(cursor);
            return Some(ConstraintKind::PrimaryKey { keys, include: tail.include, clustered });
        }
        if cursor.eat("unique") {
            cursor.eat("key");
            let nulls_not_distinct = constraint::nulls_distinct(cursor);
            let clustered = index::clustering(cursor) == Some(true);
            let keys = index::keys(cursor).unwrap_or_else(|| self.own_key());
            let tail = index::tail(cursor);
            return Some(ConstraintKind::Unique { keys, include: tail.include, nulls_not_distinct, clustered });
        }
        if cursor.are(&["foreign", "key"]) {
            cursor.eat_all(&["foreign", "key"]);
            let columns = cursor.name_list().unwrap_or_else(|| vec![self.name.clone()]);
            return constraint::references(cursor, columns).map(ConstraintKind::ForeignKey);
        }
        if cursor.is("references") {
            return constraint::references(cursor, vec![self.name.clone()]).map(ConstraintKind::ForeignKey);
        }
        if cursor.dialect() == Dialect::MsSql && cursor.is("index") {
            let start = cursor.place();
            cursor.advance();
            let mut clause = index::inside_table(cursor, IndexFlavour::Plain, Some(self.own_key()))?;
            clause.bytes.start = cursor.since(start).bytes.start;
            return Some(ConstraintKind::Index(clause));
        }
        if cursor.is("check") {
            cursor.eat("check");
            cursor.eat_all(&["not", "for", "replication"]);
            let start = cursor.place();
            cursor.parenthesised()?;
            return Some(ConstraintKind::Check(cursor.since(start)));
        }
        None
    }

    /// SQLite's additions to `PRIMARY KEY`.
    fn key_options(&mut self, cursor: &mut Cursor<'_>) {
        cursor.eat_any(&["asc", "desc"]);
        if cursor.eat_all(&["on", "conflict"]) {
            cursor.advance();
        }
        if cursor.eat("autoincrement") {
            self.generation = Some(Generation::Counted);
        }
    }

    /// One option that is no constraint of its own; false, and no step, when it is not known.
    fn option(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let mssql = cursor.dialect() == Dialect::MsSql;
        if cursor.eat_all(&["not", "null"]) {
            self.not_null = true;
            constraint::trailing(cursor);
        } else if cursor.eat("null") {
        } else if cursor.eat("default") {
            let start = cursor.place();
            // A sequence's name stands behind a word that ends other defaults.
            if mssql && cursor.eat_all(&["next", "value", "for"]) && cursor.qualified().is_some() {
                self.default = Some(cursor.since(start));
            } else {
                self.default = Some(cursor.expression(ends_default));
            }
            cursor.eat_all(&["with", "values"]);
        } else if cursor.eat_any(&["auto_increment", "autoincrement"]) {
            self.generation = Some(Generation::Counted);
        } else if cursor.eat("identity") {
            self.generation = Some(Generation::Counted);
            let _ = cursor.parenthesised();
            cursor.eat_all(&["not", "for", "replication"]);
        } else if cursor.is("generated") || cursor.is("as") {
            self.generated(cursor);
        } else if cursor.eat("collate") {
            cursor.eat_lexeme(&Lexeme::Eq);
            self.collation = cursor.qualified().map(|name| name.name.text.to_lowercase());
        } else if cursor.eat_all(&["character", "set"]) || cursor.eat("charset") {
            let charset = cursor.name().map(|name| name.text.to_lowercase());
            if let Some(data_type) = &mut self.data_type {
                data_type.charset = charset;
            }
        } else if cursor.eat("comment") {
            cursor.eat_lexeme(&Lexeme::Eq);
            self.comment = cursor.string();
            if self.comment.is_none() {
                cursor.advance();
            }
        } else if cursor.eat("srid") {
            cursor.eat_lexeme(&Lexeme::Eq);
            let start = cursor.place();
            cursor.advance();
            self.srid = Some(cursor.since(start).text);
        } else if cursor.eat_any(&["storage", "compression", "column_format", "engine_attribute"]) {
            cursor.eat_lexeme(&Lexeme::Eq);
            cursor.advance();
        } else if cursor.eat_all(&["on", "update"]) {
            self.on_update = Some(cursor.expression(ends_default));
        } else if cursor.eat_all(&["on", "conflict"]) {
            cursor.advance();
        } else if cursor.eat_any(&[
            "sparse",
            "rowguidcol",
            "invisible",
            "visible",
            "hidden",
            "filestream",
            "virtual",
            "stored",
            "persisted",
            "persistent",
            "asc",
            "desc",
            "unsigned",
            "zerofill",
        ]) {
        } else if cursor.eat_any(&["first", "after"]) {
            while cursor.name().is_some() {}
        } else if cursor.eat_any(&["masked", "encrypted", "options", "encode"]) {
            cursor.eat("with");
            cursor.skip_one();
        } else if cursor.eat_all(&["with", "options"]) {
            // Stands between the name and the constraints of a column whose type is told elsewhere.
        } else if cursor.eat_all(&["with", "compression"])
            || cursor.eat_all(&["with", "values"])
            || cursor.eat_all(&["without", "system", "versioning"])
            || cursor.eat_all(&["with", "system", "versioning"])
        {
        } else if cursor.eat("using") {
            // `ALTER COLUMN … TYPE … USING expression`, or a method behind a key.
            cursor.expression(|_| false);
        } else if mssql && cursor.is("with") && cursor.peek_at(1).is_some_and(|token| token.lexeme == Lexeme::LParen)
        {
            cursor.advance();
            cursor.skip_one();
        } else if mssql && cursor.eat("on") {
            let _ = cursor.name();
        } else {
            let place = cursor.place();
            constraint::trailing(cursor);
            return cursor.place() > place;
        }
        true
    }

    /// `GENERATED … AS …` and `AS (…)`.
    fn generated(&mut self, cursor: &mut Cursor<'_>) {
        cursor.eat("generated");
        cursor.eat("always");
        cursor.eat_all(&["by", "default"]);
        cursor.eat_all(&["on", "null"]);
        cursor.eat("as");
        if cursor.eat("identity") {
            self.generation = Some(Generation::Counted);
            let _ = cursor.parenthesised();
            return;
        }
        if cursor.eat("row") {
            cursor.eat_any(&["start", "end"]);
            return;
        }
        let expression = cursor.expression(|cursor| {
            cursor.is_any(&["stored", "virtual", "persisted", "persistent", "not", "null", "primary", "unique"])
                || cursor.is_any(&["check", "references", "comment", "invisible", "constraint", "collate"])
        });
        self.generated_as = Some(expression);
        let stored = cursor.eat_any(&["stored", "persisted", "persistent"]);
        cursor.eat("virtual");
        self.generation = Some(if stored { Generation::Stored } else { Generation::Virtual });
    }
}

/// Keywords that end the expression of a `DEFAULT`.
fn ends_default(cursor: &Cursor<'_>) -> bool {
    let after_default = cursor.previous().is_some_and(|token| token.is("default"));
    !after_default
        && (cursor.is_any(&[
            "not",
            "null",
            "primary",
            "unique",
            "check",
            "references",
            "constraint",
            "collate",
            "default",
            "generated",
            "auto_increment",
            "autoincrement",
            "comment",
            "on",
            "key",
            "identity",
            "after",
            "first",
            "invisible",
            "visible",
            "storage",
            "compression",
            "deferrable",
            "initially",
            "foreign",
            "rowguidcol",
            "for",
            "sparse",
            "column_format",
            "masked",
            "as",
            "encode",
            "hidden",
        ]) || cursor.are(&["with", "values"]))
}
