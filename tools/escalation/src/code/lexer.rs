//! Reads the text of a block as tokens, in one pass.

use super::Language;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A name or a number; also `@name` parts, without the `@`.
    Word,
    /// A string; the token's text is what stands between the quotes.
    Text,
    /// One character of punctuation.
    Punctuation,
}

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// Its text; of a string, what stands between the quotes.
    pub text: &'t str,
    /// Byte offset of its first character, quotes included.
    pub start: usize,
    /// Byte offset just behind it.
    pub end: usize,
}

/// The tokens of a text.
pub fn tokens(language: Language, text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { language, text, at: 0, tokens: Vec::new(), line_begins: true, heredoc: None };
    while lexer.step() {}
    lexer.tokens
}

struct Lexer<'t> {
    language: Language,
    text: &'t str,
    at: usize,
    tokens: Vec<Token<'t>>,
    /// Whether only blanks were read on this line.
    line_begins: bool,
    /// The word that ends the heredoc which begins on the next line.
    heredoc: Option<&'t str>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Reads one thing; false at the end.
    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return false };
        if first == '\n' {
            return self.line_break(rest);
        }
        if first.is_whitespace() {
            self.at += first.len_utf8();
            return true;
        }
        let began = std::mem::replace(&mut self.line_begins, false);
        if began && self.language.has_starred_comments() && first == '*' && !rest.starts_with("**") {
            let end = rest.find("*/").filter(|end| *end < line_end(rest)).map_or(line_end(rest), |end| end + 2);
            self.at += end;
            return true;
        }
        if self.comment(rest) || self.long_string(rest) || self.verbatim(rest) || self.heredoc_opens(rest) {
            return true;
        }
        match first {
            '"' | '\'' => self.string(rest, first),
            '`' if self.language == Language::Ruby || self.language == Language::Hash => self.string(rest, first),
            _ if is_word(first) => self.word(rest),
            _ => self.push(Kind::Punctuation, 0, first.len_utf8(), first.len_utf8()),
        }
        true
    }

    fn line_break(&mut self, rest: &'t str) -> bool {
        if let Some((open, close)) = self.language.block_comments().first().filter(|(open, _)| open.starts_with('\n'))
            && rest.starts_with(open)
        {
            self.at += rest.find(close).map_or(rest.len(), |end| end + close.len());
            return true;
        }
        self.at += 1;
        self.line_begins = true;
        if let Some(word) = self.heredoc.take() {
            self.heredoc_body(word);
        }
        true
    }

    fn comment(&mut self, rest: &str) -> bool {
        for mark in self.language.line_comments() {
            if rest.starts_with(mark) && self.comment_may_begin(mark) {
                self.at += line_end(rest);
                return true;
            }
        }
        for (open, close) in self.language.block_comments() {
            if rest.starts_with(open) {
                let inside = rest.get(open.len()..).unwrap_or_default();
                self.at += inside.find(close).map_or(rest.len(), |end| open.len() + end + close.len());
                return true;
            }
        }
        false
    }

    /// `#` inside of a word or an address is no comment in YAML and shell; `//` behind `:` is an address.
    fn comment_may_begin(&self, mark: &str) -> bool {
        let before = self.text.get(..self.at).unwrap_or_default().chars().next_back();
        match (self.language, mark) {
            (Language::Yaml | Language::Hash, "#") => before.is_none_or(char::is_whitespace),
            // An attribute of PHP 8 or a colour in a style.
            (Language::Php, "#") => !self.rest().starts_with("#["),
            (_, "//") => before != Some(':'),
            _ => true,
        }
    }

    fn long_string(&mut self, rest: &'t str) -> bool {
        for (open, close) in self.language.long_strings() {
            let Some(inside) = rest.strip_prefix(open) else { continue };
            let end = find_unescaped(inside, close).unwrap_or(inside.len());
            let whole = (open.len() + end + close.len()).min(rest.len());
            self.push(Kind::Text, open.len(), open.len() + end, whole);
            return true;
        }
        false
    }

    /// `@"…"` of C#, which may span lines; a quote in it is written twice.
    fn verbatim(&mut self, rest: &'t str) -> bool {
        const MOST: usize = 8000;
        if self.language != Language::Braces {
            return false;
        }
        let Some(open) = ["@\"", "$@\"", "@$\""].into_iter().find(|open| rest.starts_with(open)) else {
            return false;
        };
        let inside = rest.get(open.len()..).unwrap_or_default();
        let mut from = 0;
        let end = loop {
            let Some(found) = inside.get(from..).and_then(|rest| rest.find('"')) else { break None };
            let at = from + found;
            if at > MOST {
                break None;
            }
            if inside.get(at + 1..).is_some_and(|rest| rest.starts_with('"')) {
                from = at + 2;
                continue;
            }
            break Some(at);
        };
        // One that does not close soon ends with its line.
        let end = end.unwrap_or_else(|| line_end(inside));
        self.push(Kind::Text, open.len(), open.len() + end, open.len() + end + 1);
        true
    }

    fn string(&mut self, rest: &'t str, quote: char) {
        // Rust's lifetimes and labels: a quote that no second one follows within a character.
        if self.language == Language::Rust && quote == '\'' {
            let mut characters = rest.chars().skip(1);
            let (first, second) = (characters.next(), characters.next());
            if first != Some('\\') && second != Some('\'') {
                self.push(Kind::Punctuation, 0, 1, 1);
                return;
            }
        }
        let spans_lines = matches!(self.language, Language::Ruby | Language::Rust | Language::Php | Language::Sql);
        let inside = rest.get(1..).unwrap_or_default();
        let (limit, closed) = on_line(inside, quote);
        let mut mark = [0; 4];
        let mark: &str = quote.encode_utf8(&mut mark);
        if closed {
            self.push(Kind::Text, 1, 1 + limit, 2 + limit);
        } else if spans_lines && self.may_span(quote) && self.opens_multiline(inside, mark) {
            let end = find_unescaped(inside, mark).unwrap_or(limit);
            self.push(Kind::Text, 1, 1 + end, 2 + end);
        } else {
            self.push(Kind::Text, 1, 1 + limit, 1 + limit);
        }
    }

    fn may_span(&self, quote: char) -> bool {
        quote == '"' || matches!(self.language, Language::Php | Language::Ruby)
    }

    /// A string over several lines is believed only when it closes soon: a lone quote must not swallow the file.
    fn opens_multiline(&self, inside: &str, mark: &str) -> bool {
        const MOST: usize = 4000;
        let mut end = MOST.min(inside.len());
        while !inside.is_char_boundary(end) {
            end -= 1;
        }
        let opens_argument =
            self.tokens.last().is_some_and(|token| matches!(token.text, "(" | "," | "=" | "execute"));
        opens_argument && find_unescaped(inside.get(..end).unwrap_or_default(), mark).is_some()
    }

    fn heredoc_opens(&mut self, rest: &'t str) -> bool {
        if !self.language.has_heredocs() {
            return false;
        }
        let Some(after) = rest.strip_prefix("<<<").or_else(|| rest.strip_prefix("<<")) else { return false };
        let after = after.trim_start_matches(['~', '-', ' ']).trim_start_matches(['"', '\'']);
        let word_end = after.find(|c: char| !is_word(c)).unwrap_or(after.len());
        let word = after.get(..word_end).unwrap_or_default();
        if word.len() < 2 || !word.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit()) {
            return false;
        }
        self.heredoc = Some(word);
        self.at += rest.len() - after.len() + word_end;
        true
    }

    fn heredoc_body(&mut self, word: &str) {
        let rest = self.rest();
        let mut offset = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim().trim_end_matches([';', ')', ',', '.']) == word {
                break;
            }
            offset += line.len();
        }
        self.push(Kind::Text, 0, offset, offset);
    }

    fn word(&mut self, rest: &'t str) {
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        // Prefixes of strings (`f"…"`, `r'…'`, `b"…"`) belong to the string.
        let is_prefix = end <= 2 && rest.get(end..).is_some_and(|rest| rest.starts_with(['"', '\'']));
        if is_prefix && matches!(self.language, Language::Python | Language::Rust | Language::Braces) {
            self.at += end;
        } else {
            self.push(Kind::Word, 0, end, end);
        }
    }

    fn push(&mut self, kind: Kind, from: usize, to: usize, whole: usize) {
        let rest = self.rest();
        let whole = whole.min(rest.len());
        let text = rest.get(from..to.min(rest.len())).unwrap_or_default();
        self.tokens.push(Token { kind, text, start: self.at, end: self.at + whole });
        self.at += whole.max(usize::from(kind != Kind::Text));
        self.line_begins = self.line_begins && whole == 0;
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

fn line_end(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// Where a string ends that began just before a text, on its own line: at a quote that no backslash escapes, or with the line.
/// A line may be a whole program long, so that its end is not looked for before the quote.
fn on_line(inside: &str, quote: char) -> (usize, bool) {
    let mut from = 0;
    while let Some(found) = inside.get(from..).and_then(|rest| rest.find(['\n', quote])) {
        let at = from + found;
        let before = inside.get(..at).unwrap_or_default();
        if inside.get(at..).is_some_and(|rest| rest.starts_with('\n')) {
            return (at, false);
        }
        if before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0 {
            return (at, true);
        }
        from = at + quote.len_utf8();
    }
    (inside.len(), false)
}

/// The offset of a mark that no backslash escapes.
fn find_unescaped(text: &str, mark: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find(mark) {
        let at = from + found;
        let slashes = text.get(..at)?.bytes().rev().take_while(|byte| *byte == b'\\').count();
        if slashes % 2 == 0 {
            return Some(at);
        }
        from = at + mark.len();
    }
    None
}
