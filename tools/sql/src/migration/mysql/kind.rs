//! Types of MariaDB and MySQL: what it takes to get from one to another, and whether all values find a place.

use crate::ddl::DataType;
use crate::dialect::Dialect;
use crate::migration::online::Facts;
use crate::schema::Table;

/// A type with what decides about its character set.
pub(super) struct Typed<'t> {
    pub(super) data_type: &'t DataType,
    pub(super) collation: Option<&'t str>,
    pub(super) table: Option<&'t Table>,
}

/// What it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing: it is the same type.
    None,
    /// A text may be longer; the bytes of those that are there stay.
    Lengthened { sure: bool },
    /// Values behind those that an enumeration has.
    Appended,
    /// The order of the values.
    Collation,
    /// A character set that has all the bytes of the one before.
    Extended,
    /// Each value is converted.
    Other { sure: bool },
}

/// One name for each type that has several.
fn canonical(name: &str) -> &str {
    match name {
        "integer" | "int4" => "int",
        "int1" | "bool" | "boolean" => "tinyint",
        "int2" => "smallint",
        "int3" | "middleint" => "mediumint",
        "int8" => "bigint",
        "numeric" | "dec" | "fixed" => "decimal",
        "double precision" | "real" | "float8" => "double",
        "float4" => "float",
        "character varying" | "varcharacter" | "char varying" => "varchar",
        "character" => "char",
        "long varchar" | "long" => "mediumtext",
        other => other,
    }
}

fn integer(name: &str) -> Option<u32> {
    Some(match name {
        "tinyint" => 1,
        "smallint" => 2,
        "mediumint" => 3,
        "int" => 4,
        "bigint" => 8,
        _ => return None,
    })
}

/// How many characters a text holds, as far as types are compared; binary strings likewise.
fn room(of: &DataType) -> Option<(bool, u64)> {
    let length = || of.arguments.first().and_then(|length| length.parse::<u64>().ok());
    Some(match canonical(&of.name) {
        "varchar" => (false, length()?),
        "char" => (false, length().unwrap_or(1)),
        "tinytext" => (false, 255),
        "text" => (false, 65_535),
        "mediumtext" => (false, 16_777_215),
        "longtext" | "json" => (false, 4_294_967_295),
        "varbinary" => (true, length()?),
        "binary" => (true, length().unwrap_or(1)),
        "tinyblob" => (true, 255),
        "blob" => (true, 65_535),
        "mediumblob" => (true, 16_777_215),
        "longblob" => (true, 4_294_967_295),
        _ => return None,
    })
}

/// Precision and scale.
fn digits(of: &DataType) -> (u32, u32) {
    let number = |at: usize| of.arguments.get(at).and_then(|digits| digits.parse().ok());
    (number(0).unwrap_or(10), number(1).unwrap_or(0))
}

/// The bytes of a value of an enumeration or a set of so many values.
fn width_of_values(name: &str, number: usize) -> usize {
    match (name, number) {
        ("enum", 0..=255) | ("set", 0..=8) => 1,
        ("enum", _) | ("set", 9..=16) => 2,
        ("set", 17..=24) => 3,
        ("set", 25..=32) => 4,
        _ => 8,
    }
}

/// A character set by the name it goes by now.
fn charset_name(name: &str) -> &str {
    if name == "utf8" { "utf8mb3" } else { name }
}

/// The most bytes of a character.
fn width(charset: &str) -> u64 {
    match charset_name(charset) {
        "utf8mb4" | "utf16" | "utf16le" | "utf32" | "gb18030" => 4,
        "utf8mb3" | "ujis" | "eucjpms" => 3,
        "ucs2" | "gbk" | "gb2312" | "big5" | "euckr" | "sjis" | "cp932" => 2,
        _ => 1,
    }
}

/// The character set that begins the name of a collation.
fn of_collation(collation: &str) -> &str {
    charset_name(collation.split('_').next().unwrap_or(collation))
}

/// The character set of a table, where it is known.
pub(super) fn charset_of_table(table: &Table) -> Option<&str> {
    let options = &table.options;
    options.charset.as_deref().map(charset_name).or_else(|| options.collation.as_deref().map(of_collation))
}

impl Typed<'_> {
    fn charset(&self) -> Option<&str> {
        let own = self.data_type.charset.as_deref().map(charset_name);
        own.or_else(|| self.collation.map(of_collation)).or_else(|| self.table.and_then(charset_of_table))
    }

    /// The collation, where anything says it.
    fn collation(&self) -> Option<&str> {
        let of_table = || self.table.and_then(|table| table.options.collation.as_deref());
        self.collation.or_else(|| if self.data_type.charset.is_some() { None } else { of_table() })
    }
}

/// The longest text whose length is kept in one byte.
const LINE: u64 = 255;

/// What it takes to get from one type to another.
pub(super) fn change(from: &Typed<'_>, to: &Typed<'_>, dialect: Dialect, facts: &Facts) -> Change {
    let (one, two) = (canonical(&from.data_type.name), canonical(&to.data_type.name));
    let sure = Change::Other { sure: true };
    if one != two {
        return sure;
    }
    if integer(one).is_some() {
        return if from.data_type.unsigned == to.data_type.unsigned { Change::None } else { sure };
    }
    if from.data_type.unsigned != to.data_type.unsigned {
        return sure;
    }
    match one {
        "decimal" => return if digits(from.data_type) == digits(to.data_type) { Change::None } else { sure },
        "datetime" | "timestamp" | "time" => {
            let parts =
                |of: &Typed<'_>| of.data_type.arguments.first().and_then(|of| of.parse().ok()).unwrap_or(0_u32);
            return if parts(from) == parts(to) { Change::None } else { sure };
        }
        "enum" | "set" => {
            let (before, after) = (&from.data_type.arguments, &to.data_type.arguments);
            let kept = after.get(..before.len()).is_some_and(|kept| kept == before.as_slice());
            let wider = width_of_values(one, before.len()) != width_of_values(one, after.len());
            if !kept || wider {
                return sure;
            }
            if after.len() > before.len() {
                return Change::Appended;
            }
        }
        _ => {}
    }
    let Some((binary, length)) = room(from.data_type) else {
        let same = from.data_type.arguments == to.data_type.arguments || one == "enum" || one == "set";
        return if same { charsets(from, to, None, dialect) } else { sure };
    };
    let Some((_, longer)) = room(to.data_type) else { return sure };
    if one == "varbinary" && longer > length {
        // MariaDB was seen to take any step of it in the definition alone.
        let crosses = length <= LINE && longer > LINE && dialect == Dialect::MySql;
        return if crosses { sure } else { Change::Lengthened { sure: true } };
    }
    if binary || one != "varchar" {
        return if longer == length { charsets(from, to, None, dialect) } else { sure };
    }
    if longer < length {
        return sure;
    }
    charsets(from, to, Some((length, longer, facts.redundant)), dialect)
}

/// The rest of the question, which character sets decide.
fn charsets(from: &Typed<'_>, to: &Typed<'_>, lengths: Option<(u64, u64, bool)>, dialect: Dialect) -> Change {
    let text = room(from.data_type).is_some_and(|(binary, _)| !binary)
        || matches!(canonical(&from.data_type.name), "enum" | "set");
    if !text {
        return Change::None;
    }
    let crosses = |before: u64, after: u64| {
        lengths
            .is_some_and(|(length, longer, redundant)| !redundant && length * before <= LINE && longer * after > LINE)
    };
    let longer = lengths.is_some_and(|(length, longer, _)| longer > length);
    match (from.charset(), to.charset()) {
        (Some(one), Some(two)) if one != two => {
            let extends =
                (one == "utf8mb3" && two == "utf8mb4") || (one == "ascii" && two != "binary" && width(two) != 2);
            if extends && dialect == Dialect::MariaDb && !crosses(width(one), width(two)) {
                Change::Extended
            } else {
                Change::Other { sure: true }
            }
        }
        (Some(one), Some(_)) => {
            let width = width(one);
            if crosses(width, width) {
                return Change::Other { sure: true };
            }
            let collations = from.collation().zip(to.collation());
            // A collation that nothing says is the default of the character set.
            let moved = match (from.collation(), to.collation()) {
                (None, None) => false,
                (None, Some(_)) | (Some(_), None) => true,
                _ => collations.is_some_and(|(one, two)| one != two),
            };
            match (moved, longer) {
                (true, _) if dialect == Dialect::MariaDb => Change::Collation,
                (true, _) => Change::Other { sure: false },
                (false, true) => Change::Lengthened { sure: true },
                (false, false) => Change::None,
            }
        }
        _ if !longer => Change::None,
        _ => {
            let all = [1, 2, 3, 4].map(|width| crosses(width, width));
            let sure = all.iter().all(|crosses| *crosses == all[0]);
            if all[3] { Change::Other { sure } } else { Change::Lengthened { sure } }
        }
    }
}

/// What converting the text of a whole table takes: whether each of its texts keeps its bytes, and how.
pub(super) fn converted(table: &Table, charset: &str, collation: Option<&str>) -> Change {
    let charset = charset_name(charset);
    let mut found = Change::None;
    for column in &table.columns {
        let Some(data_type) = &column.data_type else { continue };
        let text = room(data_type).is_some_and(|(binary, _)| !binary)
            || matches!(canonical(&data_type.name), "enum" | "set");
        if !text || canonical(&data_type.name) == "json" {
            continue;
        }
        let from = Typed { data_type, collation: column.collation.as_deref(), table: Some(table) };
        let Some(before) = from.charset() else { return Change::Other { sure: false } };
        let length = room(data_type).map(|(_, length)| length);
        let line = |width: u64| length.is_some_and(|length| length * width <= LINE);
        let varchar = canonical(&data_type.name) == "varchar";
        let extends = before == "utf8mb3" && charset == "utf8mb4" && varchar && line(3) == line(4);
        if before != charset && !extends {
            return Change::Other { sure: true };
        }
        if before != charset {
            if found == Change::None {
                found = Change::Extended;
            }
        } else if collation != from.collation() {
            let indexed = table
                .indexes
                .iter()
                .any(|index| index.keys.iter().any(|key| key.column.as_deref() == Some(column.key.as_str())));
            if indexed {
                found = Change::Collation;
            }
        }
    }
    found
}
