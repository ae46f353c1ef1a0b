//! Words and quotes.

use super::{Parser, Read};
use crate::shell::ast::{Part, Place, Word};

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// Anywhere.
    Argument,
    /// An argument of `export` and its like, where an array may be assigned.
    Declaration,
    /// Behind the sign of an assignment.
    Value,
    /// Behind a redirection.
    Target,
    /// Behind `=~`.
    Regex,
}

/// Whether a character ends a word.
pub(super) fn is_meta(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>')
}

/// Whether a byte ends a word.
pub(super) fn is_meta_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>')
}

/// Adds text, joining it to text before it.
pub(super) fn literal(parts: &mut Vec<Part>, text: &str, place: Place) {
    if text.is_empty() {
        return;
    }
    if let Some(Part::Literal(before, at)) = parts.last_mut() {
        before.push_str(text);
        at.end = place.end;
    } else {
        parts.push(Part::Literal(text.to_owned(), place));
    }
}

impl Parser<'_> {
    /// Reads a word; empty when none stands here.
    pub(super) fn word(&mut self, position: Position) -> Read<Word> {
        let start = self.at;
        let mut parts = Vec::new();
        let mut brackets = 0_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'\\' => self.escape(&mut parts),
                b'\'' => {
                    let part = self.single()?;
                    parts.push(part);
                }
                b'"' => {
                    let part = self.double()?;
                    parts.push(part);
                }
                b'$' => self.dollar(false, &mut parts)?,
                b'`' => {
                    let part = self.backquotes(false)?;
                    parts.push(part);
                }
                b'<' | b'>' if self.peek(1) == Some(b'(') && position != Position::Regex => {
                    let part = self.process()?;
                    parts.push(part);
                }
                b'(' if position == Position::Regex => {
                    brackets += 1;
                    self.plain_byte(&mut parts);
                }
                b')' if position == Position::Regex && brackets > 0 => {
                    brackets -= 1;
                    self.plain_byte(&mut parts);
                }
                b'|' if position == Position::Regex => self.plain_byte(&mut parts),
                _ if brackets > 0 && byte != b'\n' => self.plain_byte(&mut parts),
                b'(' if self.at > start && self.opens_pattern() => self.pattern_group(&mut parts)?,
                b'(' if position == Position::Declaration && is_assigned(&parts) => {
                    let array = self.array()?;
                    parts.extend(array.parts);
                }
                _ if is_meta_byte(byte) => {
                    // A return that ends no line is a character as any other.
                    if byte == b'\r' && !matches!(self.peek(1), Some(b'\n') | None) {
                        self.plain_byte(&mut parts);
                    } else {
                        break;
                    }
                }
                _ => self.plain_run(&mut parts),
            }
        }
        Ok(Word { parts, place: start..self.at })
    }

    fn plain_byte(&mut self, parts: &mut Vec<Part>) {
        let place = self.here();
        literal(parts, self.slice(place.clone()), place.clone());
        self.at = place.end.max(self.at + 1);
    }

    /// Characters without a meaning of their own.
    fn plain_run(&mut self, parts: &mut Vec<Part>) {
        let rest = self.rest();
        let ends = |c: char| is_meta(c) || matches!(c, '\\' | '\'' | '"' | '$' | '`' | '\r');
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let length = rest.get(first..).and_then(|rest| rest.find(ends)).map_or(rest.len(), |at| at + first);
        let place = self.at..self.at + length;
        literal(parts, rest.get(..length).unwrap_or_default(), place.clone());
        self.at = place.end;
    }

    fn escape(&mut self, parts: &mut Vec<Part>) {
        let start = self.at;
        self.at += 1;
        match self.character() {
            Some('\n') => self.at += 1,
            Some('\r') if self.peek(1) == Some(b'\n') => self.at += 2,
            Some(character) => {
                self.at += character.len_utf8();
                parts.push(Part::Escaped(character, start..self.at));
            }
            None => literal(parts, "\\", start..self.at),
        }
    }

    pub(super) fn single(&mut self) -> Read<Part> {
        let start = self.at;
        let inner = start + 1;
        let Some(length) = self.slice(inner..self.end).find('\'') else {
            return Err(Self::wrong(start..inner, "the single quote is not closed"));
        };
        self.at = inner + length + 1;
        Ok(Part::Single(self.slice(inner..inner + length).to_owned(), start..self.at))
    }

    /// `$'…'`, from the dollar on.
    pub(super) fn ansi(&mut self) -> Read<Part> {
        let start = self.at;
        let inner = start + 2;
        let bytes = self.text.as_bytes();
        let mut at = inner;
        while at < self.end {
            match bytes.get(at) {
                Some(b'\\') => at += 2,
                Some(b'\'') => {
                    self.at = at + 1;
                    return Ok(Part::Ansi(self.slice(inner..at).to_owned(), start..self.at));
                }
                _ => at += 1,
            }
        }
        Err(Self::wrong(start..inner, "the single quote is not closed"))
    }

    pub(super) fn double(&mut self) -> Read<Part> {
        let start = self.at;
        self.at += 1;
        let parts = self.deeper(|parser| parser.text_parts(Some(b'"')))?;
        if self.byte() != Some(b'"') {
            return Err(Self::wrong(start..start + 1, "the double quote is not closed"));
        }
        self.at += 1;
        Ok(Part::Double(parts, start..self.at))
    }

    /// Text in which only expansions and backslashes count, up to a byte or to the end.
    pub(super) fn text_parts(&mut self, end: Option<u8>) -> Read<Vec<Part>> {
        let mut parts = Vec::new();
        while let Some(byte) = self.byte() {
            match byte {
                _ if Some(byte) == end => break,
                b'\\' => {
                    let special = matches!(self.peek(1), Some(b'$' | b'`' | b'\\'))
                        || (end.is_some() && self.peek(1) == end)
                        || self.peek(1) == Some(b'\n');
                    if special {
                        self.escape(&mut parts);
                    } else {
                        self.plain_byte(&mut parts);
                    }
                }
                b'$' => self.dollar(true, &mut parts)?,
                b'`' => {
                    let part = self.backquotes(end.is_some())?;
                    parts.push(part);
                }
                _ => {
                    let rest = self.rest();
                    let stops =
                        |c: char| matches!(c, '\\' | '$' | '`') || end.is_some_and(|end| c == char::from(end));
                    let length = rest.find(stops).unwrap_or(rest.len());
                    let place = self.at..self.at + length;
                    literal(&mut parts, rest.get(..length).unwrap_or_default(), place.clone());
                    self.at = place.end;
                }
            }
        }
        Ok(parts)
    }

    /// Whether the bracket here opens an extended pattern, `@(a|b)`.
    fn opens_pattern(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
        matches!(before, Some(b'?' | b'*' | b'+' | b'@' | b'!'))
    }

    fn pattern_group(&mut self, parts: &mut Vec<Part>) -> Read<()> {
        let open = self.here();
        let mut depth = 0_usize;
        while let Some(byte) = self.byte() {
            match byte {
                b'\\' => self.escape(parts),
                b'\'' => {
                    let part = self.single()?;
                    parts.push(part);
                }
                b'"' => {
                    let part = self.double()?;
                    parts.push(part);
                }
                b'$' => self.dollar(false, parts)?,
                b'\n' => break,
                b'(' => {
                    depth += 1;
                    self.plain_byte(parts);
                }
                b')' => {
                    depth = depth.saturating_sub(1);
                    self.plain_byte(parts);
                    if depth == 0 {
                        return Ok(());
                    }
                }
                _ => self.plain_byte(parts),
            }
        }
        Err(Self::wrong(open, "`(` cannot stand here"))
    }

    /// `( … )` of an assignment.
    pub(super) fn array(&mut self) -> Read<Word> {
        let start = self.at;
        self.at += 1;
        let words = self.deeper(|parser| parser.words(true))?;
        if self.byte() != Some(b')') {
            return Err(if self.at >= self.end {
                Self::wrong(start..start + 1, "`(` has no `)`")
            } else {
                self.unexpected()
            });
        }
        self.at += 1;
        let place = start..self.at;
        Ok(Word { parts: vec![Part::Array(words, place.clone())], place })
    }
}

/// Whether the text so far is `name=` or `name+=`.
fn is_assigned(parts: &[Part]) -> bool {
    let [Part::Literal(text, _)] = parts else { return false };
    text.strip_suffix('=').map(|name| name.strip_suffix('+').unwrap_or(name)).is_some_and(crate::shell::ast::is_name)
}
