//! The clauses of a statement that say how it is to be carried out, and the options of a table.

use std::ops::Range;

use sqlparser::tokenizer::Token as Lexeme;

use crate::migration::online::{Algorithm, Part, Shutting};
use crate::statement::{Statement, Token};

/// What a statement asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// `ALGORITHM=…`, other than `DEFAULT`.
    pub algorithm: Option<Algorithm>,
    /// `LOCK=…`, other than `DEFAULT`.
    pub lock: Option<Shutting>,
    /// Where these clauses stand.
    pub bytes: Option<Range<usize>>,
}

/// Reads `ALGORITHM` and `LOCK`, which stand between commas or at the end.
pub(super) fn asked(statement: &Statement) -> Asked {
    let tokens = statement.tokens().tokens;
    let mut asked = Asked::default();
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.lexeme {
            Lexeme::LParen => depth += 1,
            Lexeme::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_clause = token.is("algorithm") || token.is("lock");
        if depth > 0 || !is_clause {
            continue;
        }
        let equals = tokens.get(at + 1).is_some_and(|next| next.lexeme == Lexeme::Eq);
        let Some(value) = tokens.get(at + 1 + usize::from(equals)) else { continue };
        let Some(word) = value.keyword() else { continue };
        let bytes = if token.is("algorithm") {
            let Some(algorithm) = Algorithm::by_title(word) else { continue };
            asked.algorithm = Some(algorithm);
            token.bytes.start..value.bytes.end
        } else {
            let Some(lock) = Shutting::by_title(word) else { continue };
            asked.lock = Some(lock);
            token.bytes.start..value.bytes.end
        };
        asked.bytes = Some(match asked.bytes {
            Some(before) => before.start..bytes.end,
            None => bytes,
        });
    }
    asked
}

/// The tokens of an action behind the clauses that only say how the others are made.
pub(super) fn behind_clauses<'s, 't>(tokens: &'s [&'t Token]) -> &'s [&'t Token] {
    let mut at = 0;
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
    loop {
        if is(at, "algorithm") || is(at, "lock") {
            let equals = tokens.get(at + 1).is_some_and(|token| token.lexeme == Lexeme::Eq);
            at += 2 + usize::from(equals);
        } else if is(at, "wait") || (is(at, "with") && is(at + 1, "validation")) {
            at += 2;
        } else if is(at, "nowait") {
            at += 1;
        } else {
            break tokens.get(at..).unwrap_or_default();
        }
    }
}

/// Whether an option of a table has its rows written anew.
pub(super) fn rebuilds(token: &Token) -> bool {
    const OPTIONS: [&str; 6] =
        ["row_format", "key_block_size", "page_compressed", "encrypted", "encryption", "tablespace"];
    OPTIONS.iter().any(|option| token.is(option))
}

/// Options of a table that change nothing of its rows.
const OPTIONS: &[&str] = &[
    "default",
    "character",
    "charset",
    "collate",
    "auto_increment",
    "comment",
    "checksum",
    "delay_key_write",
    "avg_row_length",
    "max_rows",
    "min_rows",
    "pack_keys",
    "insert_method",
    "transactional",
    "stats_persistent",
    "stats_auto_recalc",
    "stats_sample_pages",
];

/// What an action that the reader has no name for does, by its words.
pub(super) fn option(tokens: &[&Token], engine: Option<&str>) -> Part {
    let words: Vec<String> =
        tokens.iter().take(4).map(|token| token.keyword().unwrap_or_default().to_ascii_lowercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["convert", "to", ..] => Part::ConvertTable,
        [
            "force" | "row_format" | "key_block_size" | "page_compressed" | "encrypted" | "encryption" | "tablespace",
            ..,
        ] => Part::RebuildTable,
        ["engine", ..] => match (tokens.get(2).or(tokens.get(1)).and_then(|token| token.keyword()), engine) {
            (Some(to), from) if !to.eq_ignore_ascii_case(from.unwrap_or("innodb")) => Part::ChangeEngine,
            _ => Part::RebuildTable,
        },
        ["order", "by", ..] => Part::SortTable,
        ["partition", "by", ..] | ["remove", "partitioning", ..] => Part::ChangePartitioning,
        ["reorganize" | "coalesce" | "rebuild" | "optimize" | "repair", "partition", ..] => Part::CopyPartitions,
        ["drop" | "truncate", "partition", ..] => Part::DropPartition,
        ["add" | "exchange" | "analyze" | "check", "partition", ..] => Part::AddPartition,
        ["alter" | "rename", "index" | "key", ..] => Part::SwitchIndex,
        ["alter", "check" | "constraint", ..] | ["enable" | "disable", "keys", ..] => Part::ChangeOption,
        [first, ..] if OPTIONS.contains(first) => Part::ChangeOption,
        ["add", "system", "versioning", ..] => Part::AddVersioning,
        ["drop", "system", "versioning", ..] => Part::DropVersioning,
        _ => Part::Unknown,
    }
}
