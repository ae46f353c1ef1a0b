//! The lexical layer below the splitter: where quotes, comments, template placeholders and words begin and end.
//!
//! A byte range of a text comes in, [`Piece`]s with their byte ranges go out. Every byte is looked at once, no piece
//! overlaps another, and a piece that is never closed runs to the end of the range and says so.

use std::ops::Range;

use crate::dialect::Dialect;

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Letters, digits, `_` and `$`: a keyword, a name or a number.
    Word,
    /// A string or a quoted name, with its quotes.
    Quoted {
        /// Whether the closing quote is there.
        closed: bool,
    },
    /// A comment, or a template's block that stands for no text of its own.
    Comment {
        /// Whether its end is there.
        closed: bool,
    },
    /// A template's placeholder, which stands for text that is not known.
    Placeholder,
    /// The beginning or the end of a MySQL conditional comment, whose content is code.
    Condition,
    /// What ends a statement: a semicolon, or what `DELIMITER` set.
    Terminator,
    /// Any other byte.
    Symbol(u8),
}

/// Placeholders are short; a brace pair that is not closed within this many bytes is none.
const LONGEST_PLACEHOLDER: usize = 4096;

pub(crate) struct Scanner<'s> {
    bytes: &'s [u8],
    at: usize,
    end: usize,
    dialect: Dialect,
    conditional: bool,
    delimiter: &'s [u8],
    /// For each closing mark of a template, up to where it was looked for in vain: so that a text full of opening
    /// marks is still read in linear time.
    barren: [usize; CLOSING_MARKS.len()],
}

/// What some editors write at the beginning of a file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Words that begin a template's block which stands for no text: both branches of a condition are read.
const TEMPLATE_CONTROL: [&[u8]; 11] =
    [b"if", b"else", b"end", b"range", b"with", b"define", b"block", b"/", b"#", b"^", b"!"];

/// What closes a template's opening mark.
const CLOSING_MARKS: [&[u8]; 5] = [b"}}", b"%}", b"#}", b"}", b"%>"];

impl<'s> Scanner<'s> {
    pub(crate) fn new(text: &'s str, range: Range<usize>, dialect: Dialect) -> Self {
        let end = range.end.min(text.len());
        Self {
            bytes: text.as_bytes(),
            at: range.start.min(end),
            end,
            dialect,
            conditional: false,
            delimiter: b";",
            barren: [0; 5],
        }
    }

    /// Where the next piece is looked for.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Goes on elsewhere; a conditional comment is left.
    pub(crate) fn jump(&mut self, to: usize) {
        self.at = to.min(self.end);
        self.conditional = false;
    }

    /// What ends a statement from here on.
    pub(crate) fn set_delimiter(&mut self, delimiter: &'s str) {
        self.delimiter = delimiter.as_bytes();
    }

    pub(crate) fn has_own_delimiter(&self) -> bool {
        self.delimiter != b";"
    }

    pub(crate) fn byte(&self, at: usize) -> Option<u8> {
        if at < self.end { self.bytes.get(at).copied() } else { None }
    }

    fn rest(&self, from: usize) -> &'s [u8] {
        self.bytes.get(from..self.end).unwrap_or_default()
    }

    fn starts_with(&self, at: usize, prefix: &[u8]) -> bool {
        self.rest(at).starts_with(prefix)
    }

    /// The position just behind the next occurrence of `needle`.
    fn behind(&self, from: usize, needle: &[u8], within: usize) -> Option<usize> {
        let rest = self.rest(from);
        let rest = rest.get(..within).unwrap_or(rest);
        let first = *needle.first()?;
        let mut at = 0;
        loop {
            at += rest.get(at..)?.iter().position(|byte| *byte == first)?;
            if rest.get(at..)?.starts_with(needle) {
                return Some(from + at + needle.len());
            }
            at += 1;
        }
    }

    pub(crate) fn line_end(&self, from: usize) -> usize {
        self.rest(from).iter().position(|byte| *byte == b'\n').map_or(self.end, |length| from + length)
    }

    /// The next piece behind white space.
    pub(crate) fn next(&mut self) -> Option<(Piece, Range<usize>)> {
        loop {
            if self.byte(self.at).is_some_and(|byte| byte.is_ascii_whitespace() || byte == 0) {
                self.at += 1;
            } else if self.starts_with(self.at, BYTE_ORDER_MARK) {
                // Files that were put together bring the marks of each.
                self.at += BYTE_ORDER_MARK.len();
            } else {
                break;
            }
        }
        let start = self.at;
        let byte = self.byte(start)?;
        let piece = self.read(byte);
        Some((piece, start..self.at))
    }

    /// Like [`next`](Self::next), but passes over everything that can neither end a statement nor hide such an end.
    /// For the rows of an `INSERT`, where all that matters is where it is over.
    pub(crate) fn next_boundary(&mut self) -> Option<(Piece, Range<usize>)> {
        let plain =
            |byte: &u8| !matches!(byte, b'\'' | b'"' | b'`' | b'[' | b'-' | b'#' | b'/' | b'*' | b'$' | b';' | b'\\');
        let skipped = self.rest(self.at).iter().position(|byte| !plain(byte))?;
        self.at += skipped;
        // `E'…'` and `$tag$` depend on the word before them.
        let word = self.at.checked_sub(1).and_then(|before| self.byte(before)).is_some_and(is_word);
        let byte = self.byte(self.at)?;
        let start = self.at;
        let piece = if matches!(byte, b'$' | b'#') && word && !self.dialect.is_mysql_family() {
            self.at += 1;
            Piece::Symbol(byte)
        } else if byte == b'\'' && self.escapes(start) {
            self.quoted(start, b'\'', true)
        } else {
            self.read(byte)
        };
        Some((piece, start..self.at))
    }

    fn escapes(&self, quote: usize) -> bool {
        let before = |back: usize| quote.checked_sub(back).and_then(|at| self.byte(at));
        self.dialect.is_mysql_family()
            || (self.dialect == Dialect::PostgreSql
                && matches!(before(1), Some(b'e' | b'E'))
                && !before(2).is_some_and(is_word))
    }

    fn read(&mut self, byte: u8) -> Piece {
        let start = self.at;
        if self.starts_with(start, self.delimiter) {
            self.at = start + self.delimiter.len();
            return Piece::Terminator;
        }
        let next = self.byte(start + 1);
        match (byte, next) {
            (b'-', Some(b'-')) if self.is_dash_comment(start) => self.line_comment(start),
            (b'#', _) if self.dialect.is_mysql_family() => self.line_comment(start),
            (b'/', Some(b'*')) => self.block_comment(start),
            (b'*', Some(b'/')) if self.conditional => {
                self.conditional = false;
                self.at = start + 2;
                Piece::Condition
            }
            (b'\'', _) => self.quoted(start, b'\'', self.dialect.is_mysql_family()),
            (b'"', _) => self.quoted(start, b'"', self.dialect.is_mysql_family()),
            (b'`', _) if self.dialect.is_mysql_family() || self.dialect == Dialect::Sqlite => {
                self.quoted(start, b'`', false)
            }
            (b'[', _) if matches!(self.dialect, Dialect::Sqlite | Dialect::MsSql) => self.quoted(start, b']', false),
            (b'{', Some(b'{')) => {
                let stands =
                    if self.is_control(start + 2) { Piece::Comment { closed: true } } else { Piece::Placeholder };
                self.template(start, 0, stands)
            }
            (b'{', Some(b'%')) => self.template(start, 1, Piece::Comment { closed: true }),
            (b'{', Some(b'#')) => self.template(start, 2, Piece::Comment { closed: true }),
            (b'$', Some(b'{')) => self.template(start, 3, Piece::Placeholder),
            (b'<', Some(b'%')) => {
                let shown = self.byte(start + 2) == Some(b'=');
                let piece = if shown { Piece::Placeholder } else { Piece::Comment { closed: true } };
                self.template(start, 4, piece)
            }
            (b'$', _) if self.dialect == Dialect::PostgreSql => self.dollar(start),
            (b'{' | b'%' | b'@' | b':' | b'$', Some(_)) if self.placeholder(start).is_some() => {
                self.at = self.placeholder(start).unwrap_or(start + 1);
                Piece::Placeholder
            }
            (b'e' | b'E', Some(b'\'')) if self.dialect == Dialect::PostgreSql => {
                self.at = start + 1;
                self.quoted(start + 1, b'\'', true)
            }
            _ if is_word(byte) => {
                let length = self.rest(start).iter().position(|byte| !is_word(*byte));
                self.at = length.map_or(self.end, |length| start + length);
                if self.byte(self.at) == Some(b'{') && self.at > start + 1 && self.byte(self.at - 1) == Some(b'$') {
                    // `users_${suffix}`: the dollar sign belongs to the placeholder.
                    self.at -= 1;
                }
                if self.has_own_delimiter() {
                    // `END$$` is a word and the delimiter.
                    self.at =
                        (start + 1..self.at).find(|at| self.starts_with(*at, self.delimiter)).unwrap_or(self.at);
                }
                Piece::Word
            }
            _ => {
                self.at = start + 1;
                Piece::Symbol(byte)
            }
        }
    }

    /// MySQL wants white space behind the dashes, since `a--1` is arithmetic there. Tools for migrations take lines such
    /// as `--split` and `--> statement-breakpoint` out before the server sees them.
    fn is_dash_comment(&self, start: usize) -> bool {
        if !self.dialect.is_mysql_family() {
            return true;
        }
        match self.byte(start + 2) {
            None | Some(b'>') => true,
            Some(byte) if byte.is_ascii_whitespace() || byte.is_ascii_control() => true,
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'-' => self.begins_line(start),
            Some(_) => false,
        }
    }

    /// Whether nothing but blanks stands before a place in its line.
    fn begins_line(&self, at: usize) -> bool {
        let before = self.bytes.get(..at).unwrap_or_default();
        before.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t')).is_none_or(|byte| *byte == b'\n')
    }

    /// Whether a template's block begins with a word that directs it: `{{- if .x }}`, `{{/* … */}}`.
    fn is_control(&self, from: usize) -> bool {
        const LOOKED_AT: usize = 16;
        let rest = self.rest(from);
        let rest = rest.get(..LOOKED_AT).unwrap_or(rest);
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'-' | b'~')).count();
        let rest = rest.get(blanks..).unwrap_or_default();
        TEMPLATE_CONTROL.iter().any(|word| {
            let closed = || rest.get(word.len()).is_none_or(|byte| !is_word(*byte));
            rest.starts_with(word) && (word.len() == 1 || closed())
        })
    }

    /// The end of what stands for text that a program puts in: `{$NAMESPACE}`, `%s`, `%(schema)s`, `@schema.`, psql's
    /// `:name`, sqlcmd's `$(name)`. None where the mark is an operator of the dialect.
    fn placeholder(&self, start: usize) -> Option<usize> {
        const LONGEST_NAME: usize = 64;
        let name = |from: usize, also: &[u8]| {
            let rest = self.rest(from);
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_' || also.contains(byte);
            let length = rest.iter().take(LONGEST_NAME).take_while(is_part).count();
            (length > 0 && !rest.first().is_some_and(u8::is_ascii_digit)).then_some(from + length)
        };
        let before = start.checked_sub(1).and_then(|before| self.byte(before));
        let postgres = self.dialect == Dialect::PostgreSql;
        match (self.byte(start)?, self.byte(start + 1)?) {
            (b'{', _) => name(start + 1, b"$.:-").filter(|end| self.byte(*end) == Some(b'}')).map(|end| end + 1),
            (b'%', b'(') => name(start + 2, b"").filter(|end| self.starts_with(*end, b")s")).map(|end| end + 2),
            (b'%', b's') => {
                let apart = before.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'(' | b','));
                (apart && !self.byte(start + 2).is_some_and(is_word)).then_some(start + 2)
            }
            (b'@', _) if postgres || self.dialect == Dialect::Sqlite => {
                name(start + 1, b"").filter(|end| self.byte(*end) == Some(b'.'))
            }
            (b':', next) if postgres => {
                let operator = before.is_some_and(|byte| is_word(byte) || matches!(byte, b':' | b']' | b')' | b'['));
                match next {
                    _ if operator => None,
                    b'"' | b'\'' => {
                        name(start + 2, b"").filter(|end| self.byte(*end) == Some(next)).map(|end| end + 1)
                    }
                    _ => name(start + 1, b""),
                }
            }
            (b'$', b'(') => name(start + 2, b"").filter(|end| self.byte(*end) == Some(b')')).map(|end| end + 1),
            _ => None,
        }
    }

    fn line_comment(&mut self, start: usize) -> Piece {
        self.at = self.line_end(start);
        if self.byte(self.at.wrapping_sub(1)) == Some(b'\r') && self.at - 1 > start {
            self.at -= 1;
        }
        Piece::Comment { closed: true }
    }

    fn block_comment(&mut self, start: usize) -> Piece {
        if self.dialect.is_mysql_family() {
            let marker = if self.starts_with(start, b"/*!") {
                Some(3)
            } else if self.starts_with(start, b"/*M!") {
                Some(4)
            } else {
                None
            };
            if let Some(length) = marker {
                let digits =
                    self.rest(start + length).iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
                // `/*!999999\- … */` speaks to the client.
                if self.byte(start + length + digits) != Some(b'\\') {
                    self.conditional = true;
                    self.at = start + length + digits;
                    return Piece::Condition;
                }
            }
        }
        let nests = matches!(self.dialect, Dialect::PostgreSql | Dialect::MsSql);
        let mut depth = 1_usize;
        let mut at = start + 2;
        while let Some(found) = self.rest(at).iter().position(|byte| matches!(byte, b'*' | b'/')) {
            at += found;
            if self.starts_with(at, b"*/") {
                at += 2;
                depth -= 1;
                if depth == 0 {
                    self.at = at;
                    return Piece::Comment { closed: true };
                }
            } else if nests && self.starts_with(at, b"/*") {
                at += 2;
                depth += 1;
            } else {
                at += 1;
            }
        }
        self.at = self.end;
        Piece::Comment { closed: false }
    }

    /// `open` is the place of the opening quote. A doubled closing quote stands for itself.
    fn quoted(&mut self, open: usize, close: u8, escapes: bool) -> Piece {
        let mut at = open + 1;
        if close == b'"' && self.starts_with(at, b"{{") {
            // `"{{ index .Options "Namespace" }}"`: the quotes inside are the template's.
            at = self.behind(at, b"}}", LONGEST_PLACEHOLDER).unwrap_or(at);
        }
        loop {
            let found = self.rest(at).iter().position(|byte| *byte == close || (escapes && *byte == b'\\'));
            let Some(found) = found else {
                self.at = self.end;
                return Piece::Quoted { closed: false };
            };
            at += found;
            if self.byte(at) == Some(b'\\') && escapes {
                at = (at + 2).min(self.end);
            } else if self.byte(at + 1) == Some(close) && !(close == b']' && self.dialect == Dialect::Sqlite) {
                at += 2;
            } else {
                self.at = at + 1;
                return Piece::Quoted { closed: true };
            }
        }
    }

    fn template(&mut self, start: usize, mark: usize, piece: Piece) -> Piece {
        let close = CLOSING_MARKS.get(mark).copied().unwrap_or_default();
        let barren = self.barren.get(mark).copied().unwrap_or_default();
        let limit = start + LONGEST_PLACEHOLDER;
        let from = barren.max(start + 2);
        let found = if from < limit { self.behind(from, close, limit - from) } else { None };
        if let Some(end) = found {
            self.at = end;
            return piece;
        }
        if let Some(barren) = self.barren.get_mut(mark) {
            // The last byte looked at may be the first of a closing mark.
            *barren = (limit - 1).max(*barren);
        }
        self.at = start + 1;
        Piece::Symbol(self.byte(start).unwrap_or_default())
    }

    /// `$tag$ … $tag$`, or a dollar sign.
    fn dollar(&mut self, start: usize) -> Piece {
        let tag = self
            .rest(start + 1)
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_' || !byte.is_ascii())
            .count();
        let behind = start + 1 + tag;
        let is_tag =
            self.byte(behind) == Some(b'$') && !self.byte(start + 1).is_some_and(|byte| byte.is_ascii_digit());
        if !is_tag {
            self.at = start + 1;
            return Piece::Symbol(b'$');
        }
        let fence = self.bytes.get(start..=behind).unwrap_or_default();
        let end = self.behind(behind + 1, fence, usize::MAX);
        self.at = end.unwrap_or(self.end);
        Piece::Quoted { closed: end.is_some() }
    }
}

pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}
