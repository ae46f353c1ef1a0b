//! Types of SQL Server: what it takes to get from one to another, and whether all values find a place.
//!
//! Source: Microsoft Learn, "ALTER TABLE", remarks on `ALTER COLUMN` and "Change the size of a column"; "Precision, scale,
//! and length"; "decimal and numeric" for what a value takes.

use crate::ddl::DataType;

/// What it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing: it is the same type.
    None,
    /// Only the catalog changes.
    Widened,
    /// Every value is looked at, and none is written.
    Narrowed,
    /// Every row is written.
    Written,
    /// Every row is written, as people measured; the manual does not tell.
    Moved,
    /// Not known here.
    Unknown,
}

/// One name for each type that has several.
fn canonical(name: &str) -> &str {
    match name {
        "integer" => "int",
        "dec" | "numeric" => "decimal",
        "character" => "char",
        "character varying" | "char varying" => "varchar",
        "national character" | "national char" => "nchar",
        "national character varying" | "national char varying" | "nchar varying" => "nvarchar",
        "binary varying" => "varbinary",
        "rowversion" => "timestamp",
        "double precision" => "float",
        "national text" => "ntext",
        other => other,
    }
}

const TYPES: &[&str] = &[
    "bit",
    "tinyint",
    "smallint",
    "int",
    "bigint",
    "decimal",
    "smallmoney",
    "money",
    "float",
    "real",
    "char",
    "varchar",
    "nchar",
    "nvarchar",
    "text",
    "ntext",
    "binary",
    "varbinary",
    "image",
    "date",
    "time",
    "datetime",
    "smalldatetime",
    "datetime2",
    "datetimeoffset",
    "uniqueidentifier",
    "xml",
    "json",
];

/// How many characters or bytes a text holds.
fn room(of: &DataType) -> u64 {
    match of.arguments.first() {
        Some(length) if length.eq_ignore_ascii_case("max") => u64::MAX,
        Some(length) => length.parse().unwrap_or(1),
        None => 1,
    }
}

fn number(of: &DataType, at: usize, otherwise: u64) -> u64 {
    of.arguments.get(at).and_then(|digits| digits.parse().ok()).unwrap_or(otherwise)
}

/// How many bytes a decimal of so many digits takes.
fn decimal_bytes(precision: u64) -> u64 {
    match precision {
        0..=9 => 5,
        10..=19 => 9,
        20..=28 => 13,
        _ => 17,
    }
}

/// Whether a type is a text of which the length varies.
pub(super) fn varies(of: &DataType) -> bool {
    matches!(canonical(&of.name), "varchar" | "nvarchar" | "varbinary")
}

/// Whether a type is a text that has a collation.
pub(super) fn collates(of: &DataType) -> bool {
    matches!(canonical(&of.name), "varchar" | "nvarchar" | "char" | "nchar" | "text" | "ntext")
}

/// Whether two types go by one name.
pub(super) fn same_name(one: &DataType, two: &DataType) -> bool {
    canonical(&one.name) == canonical(&two.name)
}

/// What it takes to get from one type to another.
pub(super) fn change(from: &DataType, to: &DataType) -> Change {
    let (old, new) = (canonical(&from.name), canonical(&to.name));
    if !TYPES.contains(&old) || !TYPES.contains(&new) {
        return if old == new && from.arguments == to.arguments { Change::None } else { Change::Unknown };
    }
    // Values of the old large types move when they are written next.
    let succeeds = matches!((old, new), ("text", "varchar") | ("ntext", "nvarchar") | ("image", "varbinary"));
    if succeeds && room(to) == u64::MAX {
        return Change::Widened;
    }
    if old != new {
        return Change::Written;
    }
    match new {
        "varchar" | "nvarchar" | "varbinary" => match (room(from), room(to)) {
            (before, after) if before == after => Change::None,
            (_, u64::MAX) | (u64::MAX, _) => Change::Moved,
            (before, after) if before < after => Change::Widened,
            _ => Change::Narrowed,
        },
        "char" | "nchar" | "binary" if room(from) != room(to) => Change::Written,
        "decimal" => {
            let (before, after) = ((number(from, 0, 18), number(from, 1, 0)), (number(to, 0, 18), number(to, 1, 0)));
            if before == after {
                Change::None
            } else if before.1 == after.1 && decimal_bytes(before.0) == decimal_bytes(after.0) {
                if before.0 < after.0 { Change::Widened } else { Change::Narrowed }
            } else {
                Change::Written
            }
        }
        "datetime2" | "time" | "datetimeoffset" if number(from, 0, 7) != number(to, 0, 7) => Change::Written,
        "float" if (number(from, 0, 53) > 24) != (number(to, 0, 53) > 24) => Change::Written,
        _ => Change::None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Change, change};
    use crate::ddl::DataType;
    use crate::dialect::Dialect;
    use crate::migration::narrowing::narrows;

    fn of(text: &str) -> DataType {
        let (name, rest) = text.split_once('(').unwrap_or((text, ""));
        let arguments = rest.trim_end_matches(')').split(',').filter(|part| !part.is_empty());
        DataType {
            name: name.to_owned(),
            arguments: arguments.map(|part| part.trim().to_owned()).collect(),
            ..DataType::default()
        }
    }

    #[test]
    fn what_a_change_takes_is_told_by_both_types() {
        let written = Change::Written;
        for (from, to, expected, lost) in [
            ("varchar(20)", "varchar(50)", Change::Widened, false),
            ("varchar(50)", "character varying(20)", Change::Narrowed, true),
            ("nvarchar(50)", "nvarchar(max)", Change::Moved, false),
            ("nvarchar(max)", "nvarchar(50)", Change::Moved, true),
            ("ntext", "nvarchar(max)", Change::Widened, false),
            ("xml", "nvarchar(max)", written, false),
            ("int", "bigint", written, false),
            ("bigint", "int", written, true),
            ("int", "integer", Change::None, false),
            ("varchar(20)", "nvarchar(20)", written, false),
            ("nvarchar(20)", "varchar(20)", written, true),
            ("char(2)", "char(3)", written, false),
            ("decimal(10,2)", "numeric(18,2)", Change::Widened, false),
            ("decimal(9,2)", "decimal(10,2)", written, false),
            ("decimal(10,2)", "decimal(10,4)", written, true),
            ("datetime", "datetime2(7)", written, false),
            ("datetime2", "datetime2(7)", Change::None, false),
            ("flag", "flag", Change::None, false),
        ] {
            let (from, to) = (of(from), of(to));
            assert_eq!(
                (change(&from, &to), narrows(&from, &to, Dialect::MsSql)),
                (expected, lost),
                "{from:?} {to:?}"
            );
        }
    }
}
