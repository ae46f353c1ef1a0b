//! What it costs to give a column another type.

use architect_core::Confidence;

use super::locks::Operation;
use crate::ddl::DataType;

/// The operation, and how sure it is.
pub(super) type Judged = (Operation, Confidence, Option<&'static str>);

/// A family of types among which the values need not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// `text` and `varchar`.
    Text,
    /// `citext`: the same values in another order.
    CaseBlind,
    /// `bit varying`.
    Bits,
    /// `numeric`.
    Numeric,
    /// `timestamp` without a zone.
    Timestamp,
    /// `timestamptz`.
    Zoned,
    /// `time`.
    Time,
    /// `interval`.
    Interval,
    /// Anything else.
    Other,
}

fn family(data_type: &DataType) -> Family {
    match (data_type.name.as_str(), data_type.with_time_zone) {
        ("text" | "varchar" | "character varying", _) => Family::Text,
        ("citext", _) => Family::CaseBlind,
        ("varbit" | "bit varying", _) => Family::Bits,
        ("numeric" | "decimal" | "dec", _) => Family::Numeric,
        ("timestamptz", _) | ("timestamp", true) => Family::Zoned,
        ("timestamp", false) => Family::Timestamp,
        ("time", false) => Family::Time,
        ("interval", _) => Family::Interval,
        _ => Family::Other,
    }
}

/// One name for each type that has several.
fn canonical(name: &str) -> &str {
    match name {
        "int" | "int4" | "serial" | "serial4" => "integer",
        "int8" | "bigserial" | "serial8" => "bigint",
        "int2" | "smallserial" | "serial2" => "smallint",
        "float8" | "double" => "double precision",
        "float4" => "real",
        "bool" => "boolean",
        "char" | "bpchar" => "character",
        other => other,
    }
}

/// Types whose values PostgreSQL itself defines.
fn is_built_in(name: &str) -> bool {
    matches!(
        canonical(name),
        "integer"
            | "bigint"
            | "smallint"
            | "double precision"
            | "real"
            | "boolean"
            | "character"
            | "uuid"
            | "json"
            | "jsonb"
            | "date"
            | "bytea"
            | "inet"
            | "text"
            | "varchar"
            | "character varying"
            | "numeric"
            | "decimal"
            | "timestamp"
            | "timestamptz"
            | "time"
            | "timetz"
            | "interval"
            | "money"
            | "bit"
    )
}

fn number(argument: Option<&String>) -> Option<u32> {
    argument.and_then(|text| text.parse().ok())
}

/// Whether a length or a precision goes up, or away.
fn widens(from: &DataType, to: &DataType) -> bool {
    match (number(from.arguments.first()), number(to.arguments.first())) {
        (_, None) => to.arguments.is_empty(),
        (None, Some(_)) => false,
        (Some(from), Some(to)) => to >= from,
    }
}

/// Judges the way from one type to another. `utc`: the session's time zone was set to UTC.
pub(super) fn judge(from: Option<&DataType>, to: &DataType, utc: bool) -> Judged {
    let sure = |operation| (operation, Confidence::High, None);
    let Some(from) = from else {
        return (Operation::RewriteType, Confidence::Low, Some("the type it has is not known from the input"));
    };
    if from.array || to.array {
        let same = from.array == to.array && from.name == to.name && from.arguments == to.arguments;
        return if same { sure(Operation::WidenType) } else { sure(Operation::RewriteType) };
    }
    match (family(from), family(to)) {
        (Family::Other, Family::Other) => {}
        (Family::Numeric, Family::Numeric) => {
            let scale = |of: &DataType| number(of.arguments.get(1)).unwrap_or(0);
            let free = to.arguments.is_empty();
            let kept = !from.arguments.is_empty() && widens(from, to) && scale(from) == scale(to);
            return sure(if free || kept { Operation::WidenType } else { Operation::RewriteType });
        }
        (one, two) if one == two => {
            return sure(if widens(from, to) { Operation::WidenType } else { Operation::RewriteType });
        }
        (Family::Timestamp, Family::Zoned) | (Family::Zoned, Family::Timestamp) => {
            return if !widens(from, to) {
                sure(Operation::RewriteType)
            } else if utc {
                sure(Operation::ReindexType)
            } else {
                (
                    Operation::RewriteType,
                    Confidence::Medium,
                    Some("with the time zone of the session set to UTC only the column's indexes are built anew"),
                )
            };
        }
        (Family::Text, Family::CaseBlind) | (Family::CaseBlind, Family::Text) if to.arguments.is_empty() => {
            return sure(Operation::ReindexType);
        }
        _ => {}
    }
    let (one, two) = (canonical(&from.name), canonical(&to.name));
    if one == two && from.arguments == to.arguments {
        return sure(Operation::WidenType);
    }
    if is_built_in(one) && is_built_in(two) {
        return sure(Operation::RewriteType);
    }
    (Operation::RewriteType, Confidence::Medium, Some("one of the types is not built in"))
}
