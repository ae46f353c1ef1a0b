//! What a call is given: the names in it, and the calls around it.

use super::Reader;
use crate::code::Language;
use crate::code::lexer::{Kind, Token};

impl<'r> Reader<'r> {
    /// The names that a call gives: strings and symbols, up to the end of the call.
    pub(super) fn names(&self, index: usize) -> Vec<String> {
        const MOST: usize = 24;
        let mut names = Vec::new();
        let mut depth = 0_usize;
        let rest = self.tokens.get(index + 1..).unwrap_or_default();
        let line_end = self.tokens.get(index).map_or(0, |token| token.end);
        let same_line = |token: &Token<'_>| !self.text.get(line_end..token.start).unwrap_or_default().contains('\n');
        for (step, token) in rest.iter().take(MOST).enumerate() {
            if depth == 0 && !same_line(token) {
                break;
            }
            match (token.kind, token.text) {
                (Kind::Punctuation, "(" | "[" | "{") => depth += 1,
                (Kind::Punctuation, ")" | "]" | "}") => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                // A block that begins inside of a string has strings where the code is.
                (Kind::Text, text) if !text.contains('\n') => names.push(text.to_owned()),
                (Kind::Word, word) => {
                    let symbol = step > 0
                        && rest.get(step - 1).is_some_and(|before| {
                            before.text == ":" && before.kind == Kind::Punctuation && before.end == token.start
                        });
                    if symbol {
                        names.push(word.to_owned());
                    }
                }
                _ => {}
            }
        }
        names
    }

    /// Table and column of a call that names both, in whatever order, or only the column.
    pub(super) fn table_and_column(&self, index: usize, names: &[String]) -> (String, String) {
        let named = |key: &str| {
            let rest = self.tokens.get(index + 1..).unwrap_or_default();
            let at = rest.iter().take(24).position(|token| token.text == key && token.kind == Kind::Word)?;
            let value = rest.get(at + 2).filter(|value| value.kind == Kind::Text)?;
            rest.get(at + 1).filter(|mark| matches!(mark.text, ":" | "="))?;
            Some(value.text.to_owned())
        };
        if let Some(column) = named("name") {
            return (named("table").or_else(|| named("model_name")).unwrap_or_default(), column);
        }
        match names {
            [] => (self.model.clone(), "a column".to_owned()),
            [column] => (self.model.clone(), column.clone()),
            [table, column, ..] => (table.clone(), column.clone()),
        }
    }

    /// `force: true` on the line of a `create_table`.
    pub(super) fn forces(&self, index: usize) -> bool {
        const MOST: usize = 200;
        let Some(mut end) = self.tokens.get(index).map(|token| token.end) else { return false };
        let rest = self.tokens.get(index + 1..).unwrap_or_default();
        let line = rest.iter().take(MOST).take_while(|token| {
            let between = self.text.get(end..token.start).unwrap_or_default();
            end = token.end;
            !between.contains('\n')
        });
        let words: Vec<&str> = line.map(|token| token.text).collect();
        words.windows(3).any(|window| matches!(window, ["force", ":", "true" | "cascade"]))
    }

    pub(super) fn is_mark(&self, index: usize, mark: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == Kind::Punctuation && token.text == mark)
    }

    pub(super) fn next_word(&self, index: usize, word: &str) -> bool {
        self.tokens.get(index + 1).is_some_and(|token| token.kind == Kind::Word && token.text == word)
    }

    /// The token that closes the bracket at a token.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        const MOST: usize = 2000;
        let mut depth = 0_usize;
        for (step, token) in self.tokens.get(open..)?.iter().take(MOST).enumerate() {
            match (token.kind, token.text) {
                (Kind::Punctuation, "(" | "[" | "{") => depth += 1,
                (Kind::Punctuation, ")" | "]" | "}") => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(open + step);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The tokens of a call's arguments, behind its name.
    pub(super) fn call_tokens(&self, index: usize) -> &'r [Token<'r>] {
        // Types may stand between the name and the bracket: `AlterColumn<string>(`.
        let rest = self.tokens.get(index + 1..).unwrap_or_default();
        let Some(open) = rest.iter().take(6).position(|token| token.text == "(") else { return &[] };
        let open = index + 1 + open;
        let close = self.closing(open).unwrap_or(self.tokens.len());
        self.tokens.get(open..close).unwrap_or_default()
    }

    /// The tokens of the statement in front of a token, the nearest first.
    pub(super) fn statement_before(&self, index: usize) -> Vec<&'r Token<'r>> {
        const MOST: usize = 80;
        let by_lines = matches!(self.language, Language::Python | Language::Ruby | Language::Elixir);
        let mut found: Vec<&'r Token<'r>> = Vec::new();
        let mut depth = 0_usize;
        let mut behind = self.tokens.get(index).map_or(0, |token| token.start);
        for token in self.tokens.get(..index).unwrap_or_default().iter().rev().take(MOST) {
            let broken = self.text.get(token.end..behind).is_some_and(|between| between.contains('\n'));
            let continues = found.last().is_none_or(|next| matches!(next.text, "." | "|" | "-" | ">"));
            if by_lines && depth == 0 && broken && !continues {
                break;
            }
            match (token.kind, token.text) {
                (Kind::Punctuation, ")" | "]" | "}") if depth > 0 || token.text != "}" => depth += 1,
                (Kind::Punctuation, "(" | "[" | "{") if depth > 0 => depth -= 1,
                (Kind::Punctuation, ";" | "{" | "}") if depth == 0 => break,
                _ => {}
            }
            behind = token.start;
            found.push(token);
        }
        found
    }

    /// Whether the statement in front of a token has a word.
    pub(super) fn speaks_of(&self, index: usize, word: &str) -> bool {
        self.statement_before(index).iter().any(|token| token.kind == Kind::Word && token.text == word)
    }

    /// `.drop()`, `->delete()`.
    pub(super) fn is_call_without_arguments(&self, index: usize) -> bool {
        self.is_method(index) && self.is_mark(index + 1, "(") && self.is_mark(index + 2, ")")
    }

    /// Whether a name stands behind `.` or `->`.
    pub(super) fn is_method(&self, index: usize) -> bool {
        let before = index.wrapping_sub(1);
        self.is_mark(before, ".")
            || (self.is_mark(before, ">") && self.is_mark(index.wrapping_sub(2), "-"))
            || (self.is_mark(before, ":") && self.is_mark(index.wrapping_sub(2), ":"))
    }

    /// `t.remove :note` of Rails and `remove :note` of Ecto.
    pub(super) fn is_remove(&self, index: usize) -> bool {
        let of_table = self.is_mark(index.wrapping_sub(1), ".")
            && self.tokens.get(index.wrapping_sub(2)).is_some_and(|token| token.text == "t");
        let of_ecto = self.language == Language::Elixir
            && !self.is_mark(index.wrapping_sub(1), ".")
            && (self.is_mark(index + 1, ":") || self.is_mark(index + 1, "("));
        of_table || of_ecto
    }
}
