//! SQL in the strings of a migration in code.

use std::collections::BTreeSet;

use super::Reader;
use crate::code::lexer::{Kind, Token};
use crate::examined::ReadBlock;
use crate::fact::migrations::sql;
use crate::role::Direction;

use super::{quotes, turn};

impl Reader<'_> {
    /// SQL in a string, or in several that are put together.
    pub(super) fn text(&mut self, index: usize, token: Token<'_>) {
        if index < self.read_to || !self.is_argument(index) || !is_sql(token.text) {
            return;
        }
        let (head, guarded) = behind_a_condition(token.text);
        let text_at = self.text.get(token.start..token.end).and_then(|whole| whole.find(token.text)).unwrap_or(0);
        let offset = token.start + text_at + head;
        let mut sql = quotes::plain(guarded);
        let mut next = index + 1;
        while let Some(piece) = self.tokens.get(next) {
            match (piece.kind, piece.text) {
                (Kind::Punctuation, "+" | "\\") => {}
                // The name of a table that a constant holds: `"DELETE FROM " + ordersTable`.
                (Kind::Word, name) if self.is_mark(next - 1, "+") && self.is_mark(next + 1, "+") => {
                    sql.push(' ');
                    sql.push_str(name);
                }
                (Kind::Punctuation, ".")
                    if self.tokens.get(next + 1).is_some_and(|after| after.kind == Kind::Text) => {}
                (Kind::Text, text) => {
                    sql.push(' ');
                    sql.push_str(&quotes::plain(text));
                }
                _ => break,
            }
            next += 1;
        }
        self.read_to = next;
        let undoes = self.is_down() || turn::is_way_back(self.language, self.tokens, index);
        let direction = undoes.then_some(Direction::Down);
        let read = sql::read("migration", &sql, direction, None, &|_| true, self.ledger);
        // Of what was put together, only the first string's offsets are those of the file.
        let place = |at: usize| offset + at.min(guarded.len());
        for mut deed in read.all {
            deed.at = place(deed.at);
            self.push(deed);
        }
        if undoes {
            return;
        }
        self.deeds.gaps.extend(read.gaps.into_iter().map(|(at, reason)| (place(at), reason)));
    }

    /// Whether a string is given to something: a text that stands alone is documentation.
    fn is_argument(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|index| self.tokens.get(index));
        before.is_some_and(|before| {
            before.kind == Kind::Word || matches!(before.text, "(" | "," | "=" | "[" | "+" | ">")
        })
    }
}

/// The tables that the strings of a block, one statement each, copy into another which then takes their name.
pub(super) fn rebuilt(read: &ReadBlock<'_>) -> BTreeSet<String> {
    let renames = |text: &str| text.as_bytes().windows(9).any(|words| words.eq_ignore_ascii_case(b"rename to"));
    if !renames(&read.block.text) {
        return BTreeSet::new();
    }
    let texts = read.tokens.iter().filter(|token| token.kind == Kind::Text);
    let statements: Vec<&str> = texts.map(|token| token.text.trim()).filter(|text| is_sql(text)).collect();
    sql::rebuilt(&statements.join(";\n"))
}

/// What `IF …` of SQL Server stands before, with its offset: a statement, or the first of those between `BEGIN` and `END`.
/// Any other text is given back as it is.
fn behind_a_condition(text: &str) -> (usize, &str) {
    const VERBS: [&str; 6] = ["delete", "update", "drop", "truncate", "alter", "merge"];
    if !text.trim_start().get(..2).is_some_and(|word| word.eq_ignore_ascii_case("if")) {
        return (0, text);
    }
    let mut first = None;
    for (at, depth, word) in words_of_sql(text) {
        let is = |other: &&str| word.eq_ignore_ascii_case(other);
        match first {
            None if depth == 0 && VERBS.iter().any(&is) => first = Some(at),
            // The next statement, or what closes the block: `DELETE … END`.
            Some(start) if depth == 0 && (is(&"end") || is(&"else") || VERBS.iter().any(is)) => {
                return (start, text.get(start..at).unwrap_or_default());
            }
            _ => {}
        }
    }
    first.map_or((0, text), |start| (start, text.get(start..).unwrap_or_default()))
}

/// The words of a text of SQL outside of quotes: where each begins, in how many brackets it stands, and itself.
fn words_of_sql(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut at = 0;
    text.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_')).filter_map(move |piece| {
        let (start, inside, was_quoted) = (at, depth, quoted);
        at += piece.len();
        let word = piece.trim_end_matches(|c: char| !(c.is_alphanumeric() || c == '_'));
        match piece.chars().last() {
            Some('\'') => quoted = !quoted,
            Some('(') if !quoted => depth += 1,
            Some(')') if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        (!word.is_empty() && !was_quoted).then_some((start, inside, word))
    })
}

/// Whether a string is a statement that matters here, by its first words.
fn is_sql(text: &str) -> bool {
    let (_, text) = behind_a_condition(text);
    let head: String = text.trim_start().chars().take(400).collect::<String>().to_ascii_lowercase();
    let mut words = head.split_ascii_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match first {
        "drop" | "create" | "alter" => {
            matches!(
                second,
                "table"
                    | "schema"
                    | "database"
                    | "view"
                    | "materialized"
                    | "index"
                    | "type"
                    | "function"
                    | "trigger"
                    | "policy"
                    | "role"
                    | "user"
                    | "temporary"
                    | "temp"
                    | "unlogged"
                    | "or"
                    | "unique"
                    | "default"
                    | "sequence"
                    | "extension"
                    | "column"
            )
        }
        "delete" => second == "from",
        "truncate" => true,
        "update" => head.contains("set"),
        "with" => head.contains(" as ") && head.contains('('),
        "grant" | "revoke" => head.contains(" on ") || head.contains(" to "),
        "do" => second.starts_with('$'),
        "merge" => second == "into",
        _ => head.starts_with("--"),
    }
}
