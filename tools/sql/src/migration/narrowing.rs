//! Whether a column keeps its values when it gets another type.
//!
//! Each type is told by what it holds, as the manuals of the servers give it: PostgreSQL, chapter 8 "Data Types"; MySQL
//! and MariaDB, "Data Types"; SQL Server, "Data types (Transact-SQL)". SQLite's types hold anything, so none narrows.

use crate::ddl::DataType;
use crate::dialect::Dialect;

/// What the values of a type may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds<'t> {
    /// Whole numbers from the one to the other.
    Integer { least: i128, most: i128 },
    /// Digits before and behind the point; none: as many as there are.
    Decimal(Option<(u32, u32)>),
    /// Floating point of so many bytes.
    Float(u8),
    /// Texts of so many characters; none: of any length.
    Text { longest: Option<u64>, national: bool },
    /// Bytes, likewise.
    Bytes(Option<u64>),
    /// One of a list, or some of it.
    Values(&'t [String]),
    /// A day.
    Date,
    /// A time of the day, with so many digits of a second.
    Time(u32),
    /// Both, with so many digits of a second; none: to the minute.
    Moment(Option<u32>),
    /// Yes or no.
    Boolean,
    /// A document: as long as it likes.
    Document,
    /// Something else, which is compared with nothing.
    Other,
}

/// Whether some values of the one type have no place in the other: they are refused, cut, rounded or emptied.
pub fn narrows(from: &DataType, to: &DataType, dialect: Dialect) -> bool {
    if dialect == Dialect::Sqlite || from.array != to.array {
        return false;
    }
    let signs_lost = !from.unsigned && to.unsigned;
    match (holds(from, dialect), holds(to, dialect)) {
        (Holds::Integer { least, most }, Holds::Integer { least: from_here, most: to_here }) => {
            from_here > least || to_here < most
        }
        (Holds::Integer { least, most }, Holds::Decimal(Some((whole, _)))) => {
            whole < digits_of(least.abs().max(most)) || signs_lost
        }
        (Holds::Decimal(Some((whole, behind))), Holds::Integer { most, .. }) => {
            // A number of as many digits may still be larger than the largest.
            behind > 0 || whole >= digits_of(most) || signs_lost
        }
        (Holds::Decimal(Some((whole, behind))), Holds::Decimal(Some((whole_after, behind_after)))) => {
            whole_after < whole || behind_after < behind || signs_lost
        }
        (Holds::Decimal(None), Holds::Integer { .. } | Holds::Decimal(Some(_)))
        | (Holds::Float(_), Holds::Integer { .. } | Holds::Decimal(Some(_)) | Holds::Boolean)
        | (Holds::Integer { .. } | Holds::Decimal(_), Holds::Boolean)
        | (Holds::Moment(_), Holds::Date | Holds::Time(_))
        | (Holds::Date, Holds::Time(_))
        | (Holds::Document, Holds::Text { longest: Some(_), .. })
        | (
            Holds::Text { .. },
            Holds::Integer { .. }
            | Holds::Decimal(_)
            | Holds::Float(_)
            | Holds::Boolean
            | Holds::Date
            | Holds::Time(_)
            | Holds::Moment(_)
            | Holds::Values(_),
        ) => true,
        (Holds::Float(before), Holds::Float(after)) => after < before || signs_lost,
        (Holds::Integer { .. } | Holds::Decimal(_), Holds::Float(_)) => signs_lost,
        (Holds::Moment(before), Holds::Moment(after)) => after < before,
        (Holds::Time(before), Holds::Time(after)) => after < before,
        (Holds::Values(before), Holds::Values(after)) => !before.iter().all(|value| after.contains(value)),
        (Holds::Text { longest, national }, Holds::Text { longest: after, national: national_after }) => {
            shorter(longest, after) || (national && !national_after)
        }
        (Holds::Bytes(before) | Holds::Text { longest: before, .. }, Holds::Bytes(after))
        | (Holds::Bytes(before), Holds::Text { longest: after, .. }) => shorter(before, after),
        (before, Holds::Text { longest: Some(longest), .. }) => {
            written(before).is_some_and(|needed| longest < needed)
        }
        _ => false,
    }
}

/// Whether a type holds little enough that a column of an unknown type may lose by getting it.
pub fn may_narrow(to: &DataType, dialect: Dialect) -> bool {
    let sized = !to.arguments.is_empty();
    match holds(to, dialect) {
        Holds::Integer { most, .. } => most < i128::from(i64::MAX),
        Holds::Float(bytes) => bytes < 8,
        Holds::Text { longest, .. } | Holds::Bytes(longest) => sized && longest.is_some(),
        Holds::Decimal(digits) => sized && digits.is_some(),
        Holds::Date | Holds::Time(_) | Holds::Boolean => true,
        Holds::Moment(_) | Holds::Values(_) | Holds::Document | Holds::Other => false,
    }
}

fn shorter(before: Option<u64>, after: Option<u64>) -> bool {
    match (before, after) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(before), Some(after)) => after < before,
    }
}

fn digits_of(number: i128) -> u32 {
    number.unsigned_abs().checked_ilog10().map_or(1, |digits| digits + 1)
}

/// The characters of the longest value, written as a text.
fn written(held: Holds<'_>) -> Option<u64> {
    let fraction = |digits: u32| if digits == 0 { 0 } else { u64::from(digits) + 1 };
    Some(match held {
        Holds::Integer { least, most } => {
            let sign = u32::from(least < 0);
            u64::from(digits_of(most).max(digits_of(least) + sign))
        }
        Holds::Decimal(Some((whole, behind))) => u64::from(whole) + fraction(behind) + 1,
        Holds::Values(values) => {
            let quotes = 2;
            values.iter().map(|value| value.chars().count().saturating_sub(quotes) as u64).max()?
        }
        Holds::Date => 10,
        Holds::Time(digits) => 8 + fraction(digits),
        Holds::Moment(digits) => 19 + fraction(digits.unwrap_or(0)),
        Holds::Boolean => 1,
        _ => return None,
    })
}

fn holds(of: &DataType, dialect: Dialect) -> Holds<'_> {
    let mysql = dialect.is_mysql_family();
    let mssql = dialect == Dialect::MsSql;
    let number = |at: usize| of.arguments.get(at).and_then(|digits| digits.trim().parse::<u32>().ok());
    let length = |without: Option<u64>| match of.arguments.first() {
        Some(length) => length.trim().parse::<u64>().ok(),
        None => without,
    };
    let text = |longest: Option<u64>| Holds::Text { longest, national: false };
    let signed = |bits: u32| Holds::Integer { least: -(1_i128 << (bits - 1)), most: (1_i128 << (bits - 1)) - 1 };
    let integer = |bits: u32| {
        if of.unsigned { Holds::Integer { least: 0, most: (1_i128 << bits) - 1 } } else { signed(bits) }
    };
    let capacity = |mysql_longest: u64| if mysql { Some(mysql_longest) } else { None };
    match of.name.as_str() {
        "tinyint" | "int1" if mssql => Holds::Integer { least: 0, most: 255 },
        "bool" | "boolean" if mysql => integer(8),
        "bit" if mssql => Holds::Boolean,
        "bool" | "boolean" => Holds::Boolean,
        "tinyint" | "int1" => integer(8),
        "smallint" | "int2" | "smallserial" | "serial2" => integer(16),
        "mediumint" | "int3" | "middleint" => integer(24),
        // MySQL's `serial` is a `bigint unsigned`.
        "serial" if mysql => Holds::Integer { least: 0, most: (1_i128 << 64) - 1 },
        "int" | "integer" | "int4" | "serial" | "serial4" => integer(32),
        "bigint" | "int8" | "bigserial" | "serial8" => integer(64),
        "decimal" | "numeric" | "dec" | "fixed" => {
            let (all, behind) = match (number(0), dialect) {
                (Some(all), _) => (all, number(1).unwrap_or(0)),
                (None, Dialect::MySql | Dialect::MariaDb) => (10, 0),
                (None, Dialect::MsSql) => (18, 0),
                (None, Dialect::PostgreSql | Dialect::Sqlite) => return Holds::Decimal(None),
            };
            Holds::Decimal(Some((all.saturating_sub(behind), behind)))
        }
        "money" if mssql => Holds::Decimal(Some((15, 4))),
        "smallmoney" => Holds::Decimal(Some((6, 4))),
        "float4" => Holds::Float(4),
        "real" => Holds::Float(if mysql { 8 } else { 4 }),
        "float" => match number(0) {
            Some(bits) if bits <= 24 => Holds::Float(4),
            None if mysql => Holds::Float(4),
            _ => Holds::Float(8),
        },
        "double" | "double precision" | "float8" => Holds::Float(8),
        "varchar" | "character varying" | "varcharacter" | "char varying" => {
            text(length(if mssql { Some(1) } else { None }))
        }
        "char" | "character" | "bpchar" => text(length(Some(1))),
        "nvarchar" | "national varchar" | "national character varying" | "national char varying" => {
            Holds::Text { longest: length(if mssql { Some(1) } else { None }), national: mssql }
        }
        "nchar" | "national char" | "national character" => Holds::Text { longest: length(Some(1)), national: mssql },
        "ntext" | "sysname" => Holds::Text { longest: None, national: mssql },
        "tinytext" => text(Some(255)),
        "text" => text(capacity(65_535)),
        "mediumtext" | "long varchar" | "long" => text(Some(16_777_215)),
        "longtext" => text(Some(4_294_967_295)),
        "citext" | "clob" => text(None),
        "varbinary" | "binary varying" => Holds::Bytes(length(if mssql { Some(1) } else { None })),
        "binary" => Holds::Bytes(length(Some(1))),
        "tinyblob" => Holds::Bytes(Some(255)),
        "blob" => Holds::Bytes(capacity(65_535)),
        "mediumblob" => Holds::Bytes(Some(16_777_215)),
        "longblob" => Holds::Bytes(Some(4_294_967_295)),
        "bytea" | "image" => Holds::Bytes(None),
        "enum" | "set" if mysql => Holds::Values(&of.arguments),
        "date" => Holds::Date,
        "time" | "timetz" => Holds::Time(number(0).unwrap_or(match dialect {
            Dialect::MySql | Dialect::MariaDb => 0,
            Dialect::MsSql => 7,
            Dialect::PostgreSql | Dialect::Sqlite => 6,
        })),
        "smalldatetime" => Holds::Moment(None),
        "datetime" if mssql => Holds::Moment(Some(3)),
        "datetime2" | "datetimeoffset" => Holds::Moment(Some(number(0).unwrap_or(7))),
        "datetime" | "timestamp" if mysql => Holds::Moment(Some(number(0).unwrap_or(0))),
        // SQL Server's `timestamp` is a version of the row.
        "timestamp" | "timestamptz" | "datetime" if !mssql => Holds::Moment(Some(number(0).unwrap_or(6))),
        "json" | "jsonb" | "xml" => Holds::Document,
        _ => Holds::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Dialect, may_narrow, narrows};
    use crate::ddl::{AlterAction, DataType, SchemaChange};
    use architect_core::Source;

    fn data_type(text: &str, dialect: Dialect) -> DataType {
        let source = Source::new("t.sql", format!("ALTER TABLE t ADD COLUMN c {text};"));
        let script = crate::statement::split(&source, dialect);
        let change = script.statements.first().and_then(|statement| statement.read().changes.into_iter().next());
        let Some(SchemaChange::AlterTable(alter)) = change else { panic!("{text}") };
        match alter.actions.into_iter().next() {
            Some(AlterAction::AddColumn { column, .. }) => column.data_type.unwrap(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_type_narrows_when_some_value_of_the_one_before_has_no_place() {
        for (dialect, from, to, expected) in [
            (Dialect::PostgreSql, "bigint", "integer", true),
            (Dialect::PostgreSql, "int4", "bigint", false),
            (Dialect::PostgreSql, "serial", "int", false),
            (Dialect::PostgreSql, "text", "varchar(200)", true),
            (Dialect::PostgreSql, "varchar(20)", "text", false),
            (Dialect::PostgreSql, "varchar", "varchar(20)", true),
            (Dialect::PostgreSql, "numeric", "numeric(10,2)", true),
            (Dialect::PostgreSql, "numeric(10,2)", "numeric(12,2)", false),
            (Dialect::PostgreSql, "numeric(10,2)", "numeric(10,3)", true),
            (Dialect::PostgreSql, "numeric(4,0)", "int", false),
            (Dialect::PostgreSql, "int", "numeric(10,0)", false),
            (Dialect::PostgreSql, "int", "numeric(9,0)", true),
            (Dialect::PostgreSql, "double precision", "real", true),
            (Dialect::PostgreSql, "timestamptz", "date", true),
            (Dialect::PostgreSql, "timestamp", "timestamptz", false),
            (Dialect::PostgreSql, "timestamp", "timestamp(0)", true),
            (Dialect::PostgreSql, "text", "uuid", false),
            (Dialect::PostgreSql, "text", "jsonb", false),
            (Dialect::PostgreSql, "jsonb", "varchar(255)", true),
            (Dialect::PostgreSql, "int", "varchar(11)", false),
            (Dialect::PostgreSql, "int", "varchar(10)", true),
            (Dialect::PostgreSql, "int[]", "bigint[]", false),
            (Dialect::PostgreSql, "bigint[]", "int[]", true),
            (Dialect::MySql, "int", "int unsigned", true),
            (Dialect::MySql, "int unsigned", "bigint", false),
            (Dialect::MySql, "int unsigned", "int", true),
            (Dialect::MySql, "mediumtext", "text", true),
            (Dialect::MySql, "text", "varchar(1000)", true),
            (Dialect::MySql, "datetime(6)", "datetime", true),
            (Dialect::MySql, "enum('a','b')", "enum('b','a','c')", false),
            (Dialect::MySql, "enum('a','b')", "enum('a')", true),
            (Dialect::MySql, "enum('a','bcd')", "varchar(3)", false),
            (Dialect::MySql, "enum('a','bcd')", "varchar(2)", true),
            (Dialect::MySql, "decimal", "decimal(10,2)", true),
            (Dialect::MsSql, "nvarchar(50)", "varchar(50)", true),
            (Dialect::MsSql, "varchar(50)", "nvarchar(max)", false),
            (Dialect::MsSql, "nvarchar(max)", "nvarchar(4000)", true),
            (Dialect::MsSql, "tinyint", "smallint", false),
            (Dialect::MsSql, "smallint", "tinyint", true),
            (Dialect::MsSql, "datetime2", "datetime", true),
            (Dialect::MsSql, "datetime", "smalldatetime", true),
            (Dialect::MsSql, "datetime", "datetime2", false),
            (Dialect::MsSql, "time", "time(3)", true),
            (Dialect::MySql, "time", "time(3)", false),
            (Dialect::Sqlite, "bigint", "varchar(2)", false),
        ] {
            let (before, after) = (data_type(from, dialect), data_type(to, dialect));
            assert_eq!(narrows(&before, &after, dialect), expected, "{dialect}: {from} to {to}");
            assert!(!narrows(&before, &before, dialect), "{dialect}: {from} to itself");
        }
    }

    #[test]
    fn a_type_that_holds_little_may_narrow_what_is_not_known() {
        for (dialect, to, expected) in [
            (Dialect::PostgreSql, "int", true),
            (Dialect::PostgreSql, "bigint", false),
            (Dialect::PostgreSql, "text", false),
            (Dialect::PostgreSql, "varchar(80)", true),
            (Dialect::PostgreSql, "timestamptz", false),
            (Dialect::MySql, "text", false),
            (Dialect::MsSql, "nvarchar(max)", false),
        ] {
            assert_eq!(may_narrow(&data_type(to, dialect), dialect), expected, "{dialect}: {to}");
        }
    }
}
