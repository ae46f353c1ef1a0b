//! `CREATE TABLE`.

use architect_core::Gap;
use sqlparser::tokenizer::Token as Lexeme;

use super::Reading;
use super::change::{CreateTable, Included, Like, SchemaChange};
use super::column::ColumnDefinition;
use super::constraint::{self, Constraint, ConstraintKind};
use super::cursor::Cursor;
use super::index;
use super::index::IndexKey;
use super::name::QualifiedName;
use crate::dialect::Dialect;

/// `PARTITION OF parent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionOf {
    /// The partitioned table.
    pub parent: QualifiedName,
}

/// What follows the elements of a table.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// MySQL's storage engine, in lower case.
    pub engine: Option<String>,
    /// Character set, in lower case.
    pub charset: Option<String>,
    /// Collation, in lower case.
    pub collation: Option<String>,
    /// SQLite's `WITHOUT ROWID`.
    pub without_rowid: bool,
    /// SQLite's `STRICT`.
    pub strict: bool,
    /// `PARTITION BY …`: the method and its keys; the rows live in partitions.
    pub partition_by: Option<Box<PartitionBy>>,
    /// MySQL's `COMMENT = …`.
    pub comment: Option<String>,
    /// MySQL's `ROW_FORMAT`, in lower case.
    pub row_format: Option<String>,
    /// MySQL's `COMPRESSION`, MariaDB's `PAGE_COMPRESSED`, or a `KEY_BLOCK_SIZE`, which compresses too: as written.
    pub compression: Option<String>,
    /// MySQL's `AUTO_INCREMENT = …`: the next number.
    pub auto_increment: Option<u64>,
    /// SQL Server's `MEMORY_OPTIMIZED = ON`.
    pub memory_optimized: bool,
    /// SQL Server's `AS NODE` or `AS EDGE`: the server adds columns and a key of its own.
    pub graph: bool,
    /// SQL Server's `HISTORY_TABLE`: where the rows go that are changed.
    pub history_table: Option<Box<QualifiedName>>,
}

/// `PARTITION BY method (keys)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionBy {
    /// `range`, `list` or `hash`.
    pub method: String,
    /// What the partition of a row is told from.
    pub keys: Vec<IndexKey>,
}

impl TableOptions {
    /// Reads one option; false, and no step, when the next word begins none that is kept.
    pub(super) fn eat(&mut self, cursor: &mut Cursor<'_>) -> bool {
        let value = |cursor: &mut Cursor<'_>| {
            cursor.eat_lexeme(&Lexeme::Eq);
            let start = cursor.place();
            cursor.advance();
            cursor.since(start).text.trim_matches(['\'', '"']).to_lowercase()
        };
        let dialect = cursor.dialect();
        if dialect.is_mysql_family() {
            // MariaDB writes options of an engine's own as names in quotes.
            let option = match cursor.peek().map(|token| &token.lexeme) {
                Some(Lexeme::Word(word)) => word.value.to_ascii_lowercase(),
                _ => return false,
            };
            match option.as_str() {
                "comment" => {
                    cursor.advance();
                    cursor.eat_lexeme(&Lexeme::Eq);
                    self.comment = cursor.string();
                    return true;
                }
                "row_format" => {
                    cursor.advance();
                    self.row_format = Some(value(cursor));
                    return true;
                }
                "compression" | "page_compressed" | "key_block_size" => {
                    let start = cursor.place();
                    cursor.advance();
                    let off = ["", "none", "0", "off", "no"].contains(&value(cursor).as_str());
                    self.compression = Some(cursor.since(start).text).filter(|_| !off);
                    return true;
                }
                "auto_increment" => {
                    cursor.advance();
                    self.auto_increment = value(cursor).parse().ok();
                    return true;
                }
                _ => {}
            }
        }
        if cursor.eat("engine") {
            cursor.eat_lexeme(&Lexeme::Eq);
            self.engine = cursor.name().map(|name| name.text.to_lowercase());
        } else if cursor.eat_any(&["charset"]) || cursor.eat_all(&["character", "set"]) {
            cursor.eat_lexeme(&Lexeme::Eq);
            self.charset = cursor.name().map(|name| name.text.to_lowercase());
        } else if cursor.eat("collate") {
            cursor.eat_lexeme(&Lexeme::Eq);
            self.collation = cursor.name().map(|name| name.text.to_lowercase());
        } else if cursor.eat_all(&["without", "rowid"]) {
            self.without_rowid = true;
        } else if dialect == Dialect::Sqlite && cursor.eat("strict") {
            self.strict = true;
        } else if dialect == Dialect::MsSql && cursor.is("with") {
            cursor.advance();
            self.in_parentheses(cursor);
        } else if dialect == Dialect::MsSql && (cursor.eat_all(&["as", "node"]) || cursor.eat_all(&["as", "edge"])) {
            self.graph = true;
        } else {
            return false;
        }
        true
    }

    /// SQL Server's options in parentheses: `(SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.past), …)`.
    pub(super) fn in_parentheses(&mut self, cursor: &mut Cursor<'_>) {
        let Some(inner) = cursor.parenthesised() else { return };
        for mut element in inner.elements() {
            let on = element.peek_at(2).is_some_and(|token| token.is("on"));
            if element.eat("memory_optimized") {
                self.memory_optimized |= on;
            } else if element.eat("system_versioning") && on {
                element.eat_lexeme(&Lexeme::Eq);
                element.eat("on");
                let Some(inner) = element.parenthesised() else { continue };
                for mut element in inner.elements() {
                    if element.eat("history_table") {
                        element.eat_lexeme(&Lexeme::Eq);
                        self.history_table = element.qualified().map(Box::new);
                    }
                }
            }
        }
    }

    /// Takes over what another statement says of the same table.
    pub(crate) fn merge(&mut self, later: Self) {
        let Self { engine, charset, collation, comment, row_format, compression, auto_increment, .. } = &later;
        let said = |new: &Option<String>, old: &mut Option<String>| {
            if new.is_some() {
                old.clone_from(new);
            }
        };
        if charset.is_some() || collation.is_some() {
            self.charset.clone_from(charset);
            self.collation.clone_from(collation);
        }
        said(engine, &mut self.engine);
        said(comment, &mut self.comment);
        said(row_format, &mut self.row_format);
        said(compression, &mut self.compression);
        self.auto_increment = auto_increment.or(self.auto_increment);
        self.history_table = later.history_table.or(self.history_table.take());
    }
}

/// Reads what follows `CREATE … TABLE`.
pub(super) fn create(
    cursor: &mut Cursor<'_>,
    or_replace: bool,
    temporary: bool,
    foreign: bool,
    reading: &mut Reading,
) {
    let if_not_exists = cursor.if_not_exists();
    let Some(name) = cursor.qualified() else {
        reading.gaps.push(cursor.not_understood("the name of this table was not understood"));
        return;
    };
    let temporary = temporary || name.name.text.starts_with('#');
    let mut table = CreateTable::named(name, cursor);
    table.if_not_exists = if_not_exists;
    table.or_replace = or_replace;
    table.temporary = temporary;
    table.foreign = foreign;
    if cursor.eat_all(&["partition", "of"]) {
        table.partition_of = cursor.qualified().map(|parent| PartitionOf { parent });
    } else if cursor.eat("of") {
        let _ = cursor.qualified();
        table.columns_unknown = true;
    } else if cursor.eat("like") {
        table.like.extend(cursor.qualified().map(|other| Like {
            table: other,
            including_indexes: true,
            including: Included::ALL,
            at: 0,
        }));
    } else if foreign && cursor.eat("using") {
        // `CREATE VIRTUAL TABLE … USING fts5(…)`
        table.columns_unknown = true;
        reading.changes.push(SchemaChange::CreateTable(table));
        return;
    }
    let is_query = cursor.peek_at(1).is_some_and(|token| token.is("select") || token.is("with"));
    if !is_query && let Some(inner) = cursor.parenthesised() {
        for mut element in inner.elements() {
            table.element(&mut element, reading);
        }
    }
    table.read_options(cursor, reading);
    table.made(cursor, reading);
}

/// PostgreSQL's `SELECT … INTO [TEMPORARY] [TABLE] name`, which makes a table; elsewhere a query has no `INTO`.
pub(super) fn select_into(cursor: &Cursor<'_>, reading: &mut Reading) {
    let mut cursor = cursor.rest();
    if cursor.dialect() != Dialect::PostgreSql {
        return;
    }
    while !cursor.is("into") {
        // What follows `INSERT INTO` and `MERGE INTO` is there already.
        if cursor.done() || cursor.is_any(&["from", "insert", "merge", "update", "delete"]) {
            return;
        }
        cursor.skip_one();
    }
    cursor.advance();
    cursor.eat_any(&["global", "local"]);
    let temporary = cursor.eat_any(&["temporary", "temp"]);
    cursor.eat("unlogged");
    cursor.eat("table");
    if let Some(name) = cursor.qualified() {
        let mut table = CreateTable::named(name, &cursor);
        table.temporary = temporary;
        table.columns_unknown = true;
        table.made(&cursor, reading);
    }
}

impl CreateTable {
    fn named(name: QualifiedName, cursor: &Cursor<'_>) -> Self {
        Self {
            name,
            if_not_exists: false,
            or_replace: false,
            temporary: false,
            foreign: false,
            columns: Vec::new(),
            constraints: Vec::new(),
            like: Vec::new(),
            inherits: Vec::new(),
            partition_of: None,
            options: TableOptions::default(),
            columns_unknown: false,
            bytes: cursor.statement_bytes(),
        }
    }

    fn made(self, cursor: &Cursor<'_>, reading: &mut Reading) {
        // What a session keeps for itself is no part of a schema.
        if self.columns_unknown && !self.temporary {
            let reason = "the columns of this table come from a query or a type and are not known";
            reading.gaps.push(Gap::at(cursor.source().span(self.name.bytes()), reason));
        }
        reading.changes.push(SchemaChange::CreateTable(self));
    }

    fn element(&mut self, element: &mut Cursor<'_>, reading: &mut Reading) {
        if element.eat("like") {
            let Some(table) = element.qualified() else { return };
            let mysql = element.dialect().is_mysql_family();
            let mut including_indexes = false;
            let mut including = if mysql { Included::ALL } else { Included::default() };
            while !element.done() {
                let on = element.eat("including");
                if !on && !element.eat("excluding") {
                    element.advance();
                } else if element.eat("all") {
                    including_indexes = on;
                    including = if on { Included::ALL } else { Included::default() };
                } else if element.eat("indexes") {
                    including_indexes = on;
                } else if element.eat("defaults") {
                    including.defaults = on;
                } else if element.eat("generated") {
                    including.generated = on;
                } else if element.eat("identity") {
                    including.identity = on;
                } else if element.eat("constraints") {
                    including.checks = on;
                } else if element.eat("comments") {
                    including.comments = on;
                }
            }
            self.like.push(Like { table, including_indexes, including, at: self.columns.len() });
            return;
        }
        if element.are(&["period", "for"]) {
            return;
        }
        if constraint::begins(element) {
            match constraint::read(element) {
                Some(constraint) => self.constraints.push(constraint),
                None => reading.gaps.push(element.not_understood("this constraint was not understood")),
            }
            // SQLite and SQL Server forgive a missing comma between constraints.
            while !element.done() {
                if constraint::begins(element)
                    && let Some(constraint) = constraint::read(element)
                {
                    self.constraints.push(constraint);
                } else {
                    reading.gaps.push(element.not_understood("this part of a constraint was not understood"));
                    return;
                }
            }
            return;
        }
        // A partition names columns of its parent without a type: `(id WITH OPTIONS NOT NULL)`.
        let place = element.clone();
        match ColumnDefinition::read(element, &mut reading.gaps) {
            Some(column) if self.partition_of.is_some() && column.data_type.is_none() && column.default.is_none() => {
                if column.not_null {
                    let (kind, bytes) = (ConstraintKind::NotNull(column.name), column.bytes);
                    self.constraints.push(Constraint { name: None, kind, not_valid: false, inline: true, bytes });
                }
                self.constraints.extend(column.constraints);
            }
            Some(column) => self.columns.push(column),
            None => reading.gaps.push(place.not_understood("this element of a table was not understood")),
        }
    }

    fn read_options(&mut self, cursor: &mut Cursor<'_>, reading: &mut Reading) {
        let mut strange = None;
        while !cursor.done() {
            if cursor.eat("inherits") {
                if let Some(inner) = cursor.parenthesised() {
                    self.inherits.extend(inner.elements().iter_mut().filter_map(Cursor::qualified));
                }
            } else if cursor.eat_all(&["partition", "by"]) {
                cursor.eat("linear");
                let method = cursor.name().map(|name| name.text.to_lowercase()).unwrap_or_default();
                cursor.eat("columns");
                let keys = index::keys(cursor).unwrap_or_default();
                self.options.partition_by = Some(Box::new(PartitionBy { method, keys }));
            } else if self.options.eat(cursor) {
            } else if cursor.eat_all(&["on", "commit"]) {
                // `PRESERVE ROWS`, `DELETE ROWS`, `DROP`: what becomes of rows that a session keeps for itself.
                cursor.eat_any(&["preserve", "delete", "drop"]);
                cursor.eat("rows");
            } else if cursor.eat_any(&["as", "select"]) {
                // `CREATE TABLE t AS …` and MySQL's `CREATE TABLE t (…) SELECT …`: further columns may come of it.
                self.columns_unknown = true;
                break;
            } else {
                if strange.is_none() && !is_option(cursor) {
                    strange = Some(cursor.not_understood("this option of a table was not understood"));
                }
                cursor.skip_one();
            }
        }
        reading.gaps.extend(strange);
        let made_elsewhere = !self.like.is_empty() || self.partition_of.is_some() || !self.inherits.is_empty();
        self.columns_unknown |= self.columns.is_empty() && !made_elsewhere && !self.options.graph;
    }
}

/// Whether what stands here is an option of a table, its value, or what divides it from the next.
fn is_option(cursor: &Cursor<'_>) -> bool {
    let Some(word) = cursor.peek().and_then(|token| token.keyword()) else { return true };
    let known = |word: &str| OPTIONS.iter().any(|option| option.eq_ignore_ascii_case(word));
    let is_value = cursor.previous().is_some_and(|before| {
        before.lexeme == Lexeme::Eq || before.keyword().is_some_and(known) || before.lexeme == Lexeme::Period
    });
    is_value || known(word)
}

/// The words of what may follow the elements of a table, in any dialect.
const OPTIONS: &[&str] = &[
    // PostgreSQL
    "with",
    "without",
    "oids",
    "on",
    "tablespace",
    "using",
    "for",
    "values",
    "in",
    "from",
    "to",
    "default",
    "server",
    "options",
    // MySQL and MariaDB
    "auto_increment",
    "autoextend_size",
    "avg_row_length",
    "checksum",
    "compression",
    "connection",
    "data",
    "index",
    "directory",
    "delay_key_write",
    "encrypted",
    "encryption",
    "encryption_key_id",
    "engine_attribute",
    "secondary_engine",
    "secondary_engine_attribute",
    "ignore",
    "replace",
    "insert_method",
    "ietf_quotes",
    "itef_quotes",
    "key_block_size",
    "max_rows",
    "min_rows",
    "pack_keys",
    "page_checksum",
    "page_compressed",
    "page_compression_level",
    "password",
    "row_format",
    "sequence",
    "start",
    "transaction",
    "stats_auto_recalc",
    "stats_persistent",
    "stats_sample_pages",
    "storage",
    "system",
    "versioning",
    "table_checksum",
    "transactional",
    "type",
    "union",
    "partition",
    "partitions",
    "subpartition",
    "subpartitions",
    "by",
    "key",
    "hash",
    "range",
    "list",
    "columns",
    "linear",
    "algorithm",
    // SQL Server
    "textimage_on",
    "filestream_on",
    "memory_optimized",
    // SQLite
    "strict",
    "rowid",
];
