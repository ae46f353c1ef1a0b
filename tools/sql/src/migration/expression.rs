//! What is known of expressions: whether a default is the same for every row, and what a CHECK proves.

use crate::ddl::Expression;

/// Whether an expression gives the same value for every row of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Volatility {
    /// It does.
    Same,
    /// It does not.
    Differs,
    /// It calls a function that is not known here; PostgreSQL takes a function for volatile unless it says otherwise.
    Unknown,
}

/// Functions of PostgreSQL and its own extensions that differ from row to row.
const VOLATILE: &[&str] = &[
    "random",
    "random_normal",
    "gen_random_uuid",
    "gen_random_bytes",
    "gen_salt",
    "clock_timestamp",
    "timeofday",
    "nextval",
    "setval",
    "uuidv4",
    "uuidv7",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
];

/// Functions that give one value for all rows of a statement.
const SAME: &[&str] = &[
    "now",
    "current_timestamp",
    "current_time",
    "localtimestamp",
    "localtime",
    "transaction_timestamp",
    "statement_timestamp",
    "timezone",
    "date_trunc",
    "date_part",
    "extract",
    "to_timestamp",
    "to_date",
    "to_char",
    "make_date",
    "make_interval",
    "make_timestamp",
    "age",
    "lower",
    "upper",
    "concat",
    "md5",
    "sha256",
    "encode",
    "decode",
    "coalesce",
    "nullif",
    "greatest",
    "least",
    "cast",
    "array",
    "row",
    "interval",
    "json_build_object",
    "jsonb_build_object",
    "json_build_array",
    "jsonb_build_array",
    "to_json",
    "to_jsonb",
    "to_tsvector",
    "current_setting",
    "current_database",
    "floor",
    "ceil",
    "round",
    "abs",
    "length",
    "repeat",
    "replace",
    "substring",
    "trim",
    "uuid_nil",
    "any",
    "in",
    "and",
    "or",
    "not",
    "is",
    "then",
    "else",
    "when",
    "case",
    // Types, with a length or a precision behind them.
    "varchar",
    "character",
    "varying",
    "char",
    "bpchar",
    "numeric",
    "decimal",
    "time",
    "timestamp",
    "timestamptz",
    "bit",
    "varbit",
    "float",
];

/// The default of a new column.
pub(super) fn volatility(expression: &Expression) -> Volatility {
    let words: Vec<&str> = expression.normal.split(' ').collect();
    let mut found = Volatility::Same;
    for pair in words.windows(2) {
        let [name, "("] = pair else { continue };
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            continue;
        }
        if VOLATILE.contains(name) {
            return Volatility::Differs;
        }
        if !SAME.contains(name) {
            found = Volatility::Unknown;
        }
    }
    found
}

/// The columns of which a CHECK says that they are not null: `a IS NOT NULL AND b > 0` says it of `a`.
pub(super) fn proven_not_null(check: &Expression) -> Vec<String> {
    let words: Vec<&str> = check.normal.split(' ').filter(|word| !matches!(*word, "(" | ")")).collect();
    if words.iter().any(|word| matches!(*word, "or" | "case" | "not") && !follows_is(&words, word)) {
        return Vec::new();
    }
    words
        .split(|word| *word == "and")
        .filter_map(|conjunct| match conjunct {
            [column, "is", "not", "null"] => Some((*column).to_owned()),
            _ => None,
        })
        .collect()
}

/// Whether every `not` stands in `IS NOT`.
fn follows_is(words: &[&str], word: &str) -> bool {
    word == "not"
        && words
            .iter()
            .enumerate()
            .filter(|(_, other)| **other == "not")
            .all(|(at, _)| at > 0 && words.get(at - 1) == Some(&"is"))
}
