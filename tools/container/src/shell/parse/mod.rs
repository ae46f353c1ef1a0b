//! Text to tree: a recursive reader of the shell's grammar with a bound on its depth.
//!
//! A text goes in; a list and the here-documents in it come out, or the first reason why no shell would take it.
//! Every byte is read once, but for the few looks ahead that tell `((` from two brackets, which nesting bounds.

mod commands;
mod compound;
mod expansions;
mod words;

use super::Problem;
use super::ast::{Heredoc, List, Place};

/// Deepest nesting that is followed: of compound commands, substitutions, quotes within braces.
const MAX_DEPTH: usize = 64;

/// What reading gives.
type Read<T> = Result<T, Problem>;

/// Reads a text.
pub(super) fn parse(text: &str) -> Read<(List, Vec<Heredoc>)> {
    let mut parser = Parser { text, at: 0, end: text.len(), depth: 0, pending: Vec::new(), heredocs: Vec::new() };
    let list = parser.list(commands::Stop::End)?;
    parser.heredoc_bodies()?;
    Ok((list, parser.heredocs))
}

/// A here-document whose body begins behind the next line break.
struct Pending {
    number: usize,
    delimiter: String,
    strip_tabs: bool,
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    /// What is beyond belongs to somebody else: the text behind a closing backquote.
    end: usize,
    depth: usize,
    pending: Vec<Pending>,
    heredocs: Vec<Heredoc>,
}

impl<'t> Parser<'t> {
    fn byte(&self) -> Option<u8> {
        self.peek(0)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        let at = self.at + ahead;
        if at < self.end { self.text.as_bytes().get(at).copied() } else { None }
    }

    fn slice(&self, place: Place) -> &'t str {
        self.text.get(place).unwrap_or_default()
    }

    fn rest(&self) -> &'t str {
        self.slice(self.at..self.end)
    }

    fn starts(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    /// Steps over a text if it stands here.
    fn take(&mut self, text: &str) -> bool {
        let there = self.starts(text);
        if there {
            self.at += text.len();
        }
        there
    }

    fn character(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Blanks, line continuations and a comment.
    fn space(&mut self) {
        loop {
            match self.byte() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\r') if matches!(self.peek(1), Some(b'\n') | None) => self.at += 1,
                Some(b'\\') if self.peek(1) == Some(b'\n') => self.at += 2,
                Some(b'\\') if self.starts("\\\r\n") => self.at += 3,
                Some(b'#') => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                _ => return,
            }
        }
    }

    /// Blanks, comments and line breaks.
    fn blank_lines(&mut self) -> Read<()> {
        loop {
            self.space();
            if self.byte() != Some(b'\n') {
                return Ok(());
            }
            self.at += 1;
            self.heredoc_bodies()?;
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= MAX_DEPTH {
            let message = format!("it is nested deeper than {MAX_DEPTH} levels");
            return Err(Problem { place: self.here(), message, gap: true });
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// Reads a part of the text as if it were all there is.
    fn within<T>(&mut self, end: usize, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let outer = std::mem::replace(&mut self.end, end);
        let read = self.deeper(read);
        self.end = outer;
        read
    }

    /// The place of the next character.
    fn here(&self) -> Place {
        self.at..self.at + self.character().map_or(0, char::len_utf8)
    }

    fn wrong(place: Place, message: impl Into<String>) -> Problem {
        Problem { place, message: message.into(), gap: false }
    }

    /// What stands here cannot stand here.
    fn unexpected(&self) -> Problem {
        let Some(first) = self.character() else {
            return Self::wrong(self.at..self.at, "the command ends where more must follow");
        };
        if first == '\n' {
            return Self::wrong(self.here(), "the line ends where a command must follow");
        }
        let sign = ["&&", "||", ";;", "|&"].into_iter().find(|sign| self.starts(sign));
        let length = match sign {
            Some(sign) => sign.len(),
            None if words::is_meta(first) => first.len_utf8(),
            None => self.rest().find(|c: char| c.is_whitespace() || words::is_meta(c)).unwrap_or(self.rest().len()),
        };
        let place = self.at..self.at + length;
        let shown: String = self.slice(place.clone()).chars().take(40).collect();
        Self::wrong(place, format!("`{shown}` cannot stand here"))
    }

    fn heredoc_bodies(&mut self) -> Read<()> {
        for pending in std::mem::take(&mut self.pending) {
            self.heredoc_body(&pending)?;
        }
        Ok(())
    }

    /// Reads lines up to the delimiter, or to the end, which shells take too.
    fn heredoc_body(&mut self, pending: &Pending) -> Read<()> {
        let start = self.at;
        let mut end = self.end;
        let mut after = self.end;
        let mut line_start = start;
        while line_start < self.end {
            let rest = self.slice(line_start..self.end);
            let length = rest.find('\n').unwrap_or(rest.len());
            let line = rest.get(..length).unwrap_or_default();
            let next = (line_start + length + 1).min(self.end);
            let bare = if pending.strip_tabs { line.trim_start_matches('\t') } else { line };
            if bare.strip_suffix('\r').unwrap_or(bare) == pending.delimiter {
                (end, after) = (line_start, next);
                break;
            }
            line_start = next;
        }
        let expands = self.heredocs.get(pending.number).is_some_and(|heredoc| heredoc.expands);
        let parts = if expands {
            self.within(end, |parser| parser.text_parts(None))?
        } else {
            vec![super::ast::Part::Literal(self.slice(start..end).to_owned(), start..end)]
        };
        if let Some(heredoc) = self.heredocs.get_mut(pending.number) {
            heredoc.parts = parts;
            heredoc.place = start..end;
        }
        self.at = after;
        Ok(())
    }
}
