//! Other words for the same: what a linter or a new release of a language makes people write otherwise.
//!
//! The changed lines of both versions of a file come in; of a line it is then known whether the other version has one that
//! says the same.

use std::collections::HashSet;

use super::Language;
use super::lexer::{Kind, Token};
use super::lines::Lines;
use crate::examined::ReadBlock;

/// What the changed lines of both sides say alike.
#[derive(Debug, Default)]
pub struct Idioms {
    shared: HashSet<String>,
    /// Whether blanks in front of a line are part of what it says.
    indented: bool,
}

impl Idioms {
    /// Compares the changed lines of two sides.
    pub fn of(language: Option<Language>, old: &[ReadBlock<'_>], new: &[ReadBlock<'_>]) -> Self {
        let indented = language == Some(Language::Python);
        let before = said(old, indented);
        if before.is_empty() {
            return Self::default();
        }
        let shared = said(new, indented).into_iter().filter(|line| before.contains(line)).collect();
        Self { shared, indented }
    }

    /// Whether the other side says the same as a changed line.
    pub fn keeps(&self, read: &ReadBlock<'_>, line: usize, tokens: &[Token<'_>]) -> bool {
        !self.shared.is_empty() && self.shared.contains(&placed(read, line, tokens, self.indented))
    }
}

/// A line in plain words, with the blanks in front of it where those count.
fn placed(read: &ReadBlock<'_>, line: usize, tokens: &[Token<'_>], indented: bool) -> String {
    let text = read.block.line_text(line);
    let blanks = if indented && !tokens.is_empty() { text.len() - text.trim_start().len() } else { 0 };
    format!("{}{}", " ".repeat(blanks), plain(tokens))
}

fn said(blocks: &[ReadBlock<'_>], indented: bool) -> HashSet<String> {
    let mut said = HashSet::new();
    for read in blocks.iter().filter(|read| !read.tokens.is_empty()) {
        let lines = Lines::of(read);
        said.extend(read.block.changed().map(|(line, _, _)| placed(read, line, lines.tokens(read, line), indented)));
    }
    said.remove("");
    said
}

/// A line in the plainest words for what it says: one kind of bracket, one kind of key, one way to compare.
///
/// What it leaves apart are values, names, operators and their order; an assignment never reads as a comparison.
pub fn plain(tokens: &[Token<'_>]) -> String {
    let mut plain: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let word = |ahead: usize| tokens.get(at + ahead).map_or("", |token| token.text);
        let mut step = 1;
        match (token.kind, token.text) {
            // `errors.Is(err, sql.ErrNoRows)` is `err == sql.ErrNoRows` of errors that may be wrapped.
            (Kind::Word, "errors") if word(1) == "." && word(2) == "Is" && word(3) == "(" => {
                let rest = tokens.get(at + 4..).unwrap_or_default();
                let comma = rest.iter().position(|token| token.text == ",");
                let close = rest.iter().position(|token| token.text == ")");
                if let (Some(comma), Some(close)) = (comma, close)
                    && comma < close
                {
                    let negated = plain.last() == Some(&"!");
                    if negated {
                        plain.pop();
                    }
                    plain.extend(rest.iter().take(comma).map(|token| token.text));
                    plain.extend([if negated { "!" } else { "=" }, "="]);
                    plain.extend(rest.iter().take(close).skip(comma + 1).map(|token| token.text));
                    step = 4 + close + 1;
                } else {
                    plain.push("errors");
                }
            }
            // Rails called its callbacks so before.
            (Kind::Word, "before_filter") => plain.push("before_action"),
            (Kind::Word, "after_filter") => plain.push("after_action"),
            (Kind::Word, "around_filter") => plain.push("around_action"),
            (Kind::Word, "skip_before_filter") => plain.push("skip_before_action"),
            // `dict(a=1)` and `{"a": 1}`, `array(1)` and `[1]`.
            (Kind::Word, "dict" | "array") if word(1) == "(" => {}
            (Kind::Word, "var" | "let" | "const" | "final" | "readonly") | (Kind::Punctuation, ";") => {}
            (Kind::Punctuation, "{" | "[") => plain.push("("),
            (Kind::Punctuation, "}" | "]") => plain.push(")"),
            // `===`; a comparison stays two signs, so that it is no key.
            (Kind::Punctuation, "=") if word(1) == "=" && word(2) == "=" => {
                plain.extend(["=", "="]);
                step = 3;
            }
            (Kind::Punctuation, "!") if word(1) == "=" && word(2) == "=" => {
                plain.extend(["!", "="]);
                step = 3;
            }
            (Kind::Punctuation, "=") if word(1) == ">" => {
                plain.push("=");
                step = 2;
            }
            (Kind::Punctuation, "=") if word(1) == "=" => {
                plain.extend(["=", "="]);
                step = 2;
            }
            (Kind::Punctuation, ":") if word(1) != ":" && plain.last() != Some(&":") => plain.push("="),
            // Keys are written with and without quotes.
            (_, text) => plain.push(text),
        }
        at += step;
    }
    plain.join("\u{1f}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Language;
    use crate::code::lexer::tokens;

    #[test]
    fn two_ways_to_say_the_same_read_alike_and_two_things_do_not() {
        let alike = [
            (Language::Go, "if err == sql.ErrNoRows {", "if errors.Is(err, sql.ErrNoRows) {"),
            (Language::Go, "if err != sql.ErrNoRows {", "if !errors.Is(err, sql.ErrNoRows) {"),
            (Language::Python, "f(data=dict(sub=str(user.id)))", "f(data={\"sub\": str(user.id)})"),
            (Language::Script, "if (a == b) {", "if (a === b) {"),
            (Language::Script, "var token = sign('a');", "const token = sign(\"a\")"),
            (Language::Php, "f(array('a' => 1));", "f(['a' => 1]);"),
            (Language::Ruby, "before_filter :authenticate!", "before_action :authenticate!"),
        ];
        for (language, first, second) in alike {
            assert_eq!(plain(&tokens(language, first)), plain(&tokens(language, second)), "{first} | {second}");
        }
        let apart = [
            (Language::Script, "if (user.admin == true)", "if (user.admin = true)"),
            (Language::Script, "if (a === b)", "if (a !== b)"),
            (Language::Go, "if errors.Is(err, a) {", "if errors.Is(err, b) {"),
            (Language::Go, "if errors.Is(err, a) {", "if !errors.Is(err, a) {"),
            (Language::Rust, "Self::Admin", "Self = Admin"),
        ];
        for (language, first, second) in apart {
            assert_ne!(plain(&tokens(language, first)), plain(&tokens(language, second)), "{first} | {second}");
        }
    }
}
