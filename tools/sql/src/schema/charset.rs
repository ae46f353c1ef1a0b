//! Character sets and collations of columns, as far as the text says them (MySQL and MariaDB).

use super::{Column, Kind, Schema, Table};
use crate::ddl::TableOptions;

impl Schema {
    /// The character set of a column of text: its own, that of its collation, or the table's. `None` where none is
    /// said, which leaves the default of the database.
    pub fn character_set<'s>(&self, table: &'s Table, column: &'s Column) -> Option<&'s str> {
        if !self.has_charset(column) {
            return None;
        }
        own_charset(column)
            .or(column.collation.as_deref().map(charset_of))
            .or(table.options.charset.as_deref())
            .or(table.options.collation.as_deref().map(charset_of))
    }

    /// The collation of a column of text, where one is said that holds for it. That of the table does not hold for a
    /// column with a character set of its own.
    pub fn collation<'s>(&self, table: &'s Table, column: &'s Column) -> Option<&'s str> {
        if !self.has_charset(column) {
            return None;
        }
        match (&column.collation, own_charset(column)) {
            (Some(collation), _) => Some(collation),
            (None, Some(_)) => None,
            (None, None) => table.options.collation.as_deref(),
        }
    }

    /// Whether a column's values are text, to which a character set belongs.
    pub fn has_charset(&self, column: &Column) -> bool {
        self.dialect.is_mysql_family()
            && match self.kind(column) {
                Kind::Text { .. } => own_charset(column) != Some("binary"),
                Kind::Named(name) => name == "enum" || name == "set",
                _ => false,
            }
    }
}

/// The character set that is written at a column, or that its type has: `NVARCHAR` is `utf8mb3`.
fn own_charset(column: &Column) -> Option<&str> {
    let data_type = column.data_type.as_ref()?;
    let national = ["nchar", "nvarchar", "national"].iter().any(|word| data_type.name.starts_with(word));
    if national { Some("utf8mb3") } else { data_type.charset.as_deref() }
}

/// The character set that a collation belongs to: what stands before its first underscore.
fn charset_of(collation: &str) -> &str {
    collation.split('_').next().unwrap_or(collation)
}

/// Whether two names mean one character set.
pub fn same_charset(one: &str, other: &str) -> bool {
    let plain = |name| if name == "utf8" { "utf8mb3" } else { name };
    plain(one) == plain(other)
}

/// The most bytes that a character of a character set takes.
pub fn bytes_of_character(charset: &str) -> usize {
    match charset {
        "utf8mb4" | "utf16" | "utf16le" | "utf32" | "gb18030" => 4,
        "utf8" | "utf8mb3" | "ujis" | "eucjpms" => 3,
        "ucs2" | "big5" | "gbk" | "gb2312" | "sjis" | "cp932" | "euckr" => 2,
        _ => 1,
    }
}

impl Table {
    /// Takes over options that an `ALTER TABLE` sets. A new default character set leaves the columns that are there as
    /// they are, unless they are converted.
    pub(super) fn set_options(&mut self, options: TableOptions, convert: bool) {
        let says_charset = options.charset.is_some() || options.collation.is_some();
        if says_charset && convert {
            for column in self.columns.iter_mut() {
                column.collation = None;
                if let Some(data_type) = &mut column.data_type {
                    data_type.charset = None;
                }
            }
        } else if says_charset {
            let (charset, collation) = (self.options.charset.clone(), self.options.collation.clone());
            for column in self.columns.iter_mut() {
                if own_charset(column).is_none() && column.collation.is_none() {
                    column.collation.clone_from(&collation);
                    if let Some(data_type) = &mut column.data_type {
                        data_type.charset.clone_from(&charset);
                    }
                }
            }
        }
        self.options.merge(options);
    }
}
