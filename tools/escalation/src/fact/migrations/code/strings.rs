//! SQL in the strings of a migration in code.

use super::Reader;
use crate::code::lexer::{Kind, Token};
use crate::fact::migrations::sql;
use crate::role::Direction;

use super::{quotes, turn};

impl Reader<'_> {
    /// SQL in a string, or in several that are put together.
    pub(super) fn text(&mut self, index: usize, token: Token<'_>) {
        if index < self.read_to || !self.is_argument(index) || !is_sql(token.text) {
            return;
        }
        let text_at = self.text.get(token.start..token.end).and_then(|whole| whole.find(token.text)).unwrap_or(0);
        let offset = token.start + text_at;
        let mut sql = quotes::plain(token.text);
        let mut next = index + 1;
        while let Some(piece) = self.tokens.get(next) {
            match (piece.kind, piece.text) {
                (Kind::Punctuation, "+" | "\\") => {}
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
        let place = |at: usize| offset + at.min(token.text.len());
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

/// Whether a string is a statement that matters here, by its first words.
fn is_sql(text: &str) -> bool {
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
