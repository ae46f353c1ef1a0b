//! A strict JSON scanner (RFC 8259) that feeds the arena. It keeps no stack but the arena's own.

use crate::Format;
use crate::arena::Data;
use crate::builder::{Builder, Container};
use crate::syntax::SyntaxError;

/// Reads a whole text. On an error, what came before it is in the builder.
pub(crate) fn read(text: &str, builder: &mut Builder<'_>) -> Result<(), SyntaxError> {
    Scanner { text, bytes: text.as_bytes(), at: 0, decoded: String::new() }.document(builder)
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    decoded: String,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// Behind `[`: a value or `]`.
    ValueOrEnd,
    /// Behind `{`: a key or `}`.
    KeyOrEnd,
    /// Behind `,` in an object.
    Key,
    /// Behind a value: `,` or the end of the container.
    CommaOrEnd,
}

impl Scanner<'_> {
    fn document(&mut self, builder: &mut Builder<'_>) -> Result<(), SyntaxError> {
        let mut open = Vec::new();
        let mut expect = Expect::Value;
        loop {
            self.white_space();
            if expect == Expect::CommaOrEnd && open.is_empty() {
                return if self.at == self.bytes.len() {
                    Ok(())
                } else {
                    Err(self.error("there is text behind the end of the JSON value"))
                };
            }
            let Some(byte) = self.peek() else { return Err(self.error(&missing(expect, &open))) };
            expect = match (expect, byte) {
                (Expect::ValueOrEnd | Expect::CommaOrEnd, b']') if open.last() == Some(&Container::List) => {
                    self.end(builder, &mut open)
                }
                (Expect::KeyOrEnd | Expect::CommaOrEnd, b'}') if open.last() == Some(&Container::Map) => {
                    self.end(builder, &mut open)
                }
                (Expect::CommaOrEnd, b',') => {
                    self.at += 1;
                    if open.last() == Some(&Container::Map) { Expect::Key } else { Expect::Value }
                }
                (Expect::CommaOrEnd, _) => {
                    let end = if open.last() == Some(&Container::Map) { '}' } else { ']' };
                    return Err(self.error(&format!("`,` or `{end}` is expected here")));
                }
                (Expect::Key | Expect::KeyOrEnd, b'"') => {
                    self.string(builder)?;
                    self.white_space();
                    if self.peek() != Some(b':') {
                        return Err(self.error("`:` is expected behind a key"));
                    }
                    self.at += 1;
                    Expect::Value
                }
                (Expect::Key | Expect::KeyOrEnd, _) => {
                    return Err(self.error("a key in double quotes is expected here"));
                }
                (Expect::Value | Expect::ValueOrEnd, byte) => self.value(byte, builder, &mut open)?,
            };
        }
    }

    fn end(&mut self, builder: &mut Builder<'_>, open: &mut Vec<Container>) -> Expect {
        self.at += 1;
        open.pop();
        builder.close(Some(self.at));
        Expect::CommaOrEnd
    }

    fn value(
        &mut self,
        byte: u8,
        builder: &mut Builder<'_>,
        open: &mut Vec<Container>,
    ) -> Result<Expect, SyntaxError> {
        let start = self.at;
        match byte {
            b'{' | b'[' => {
                let container = if byte == b'{' { Container::Map } else { Container::List };
                builder.open(container, start);
                open.push(container);
                self.at += 1;
                return Ok(if byte == b'{' { Expect::KeyOrEnd } else { Expect::ValueOrEnd });
            }
            b'"' => self.string(builder)?,
            b'-' | b'0'..=b'9' => self.number(builder)?,
            _ => {
                let words = [("null", Data::Null), ("true", Data::Bool(true)), ("false", Data::Bool(false))];
                let rest = self.bytes.get(start..).unwrap_or_default();
                let Some((word, data)) = words.into_iter().find(|(word, _)| rest.starts_with(word.as_bytes())) else {
                    return Err(self.error("a JSON value is expected here"));
                };
                self.at += word.len();
                builder.scalar(start..self.at, data);
            }
        }
        Ok(Expect::CommaOrEnd)
    }

    fn string(&mut self, builder: &mut Builder<'_>) -> Result<(), SyntaxError> {
        let start = self.at;
        self.at += 1;
        let mut clean = self.at;
        let mut escaped = false;
        self.decoded.clear();
        loop {
            match self.peek() {
                None => {
                    self.at = start;
                    return Err(self.error("this string has no closing quote"));
                }
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.decoded.push_str(self.text.get(clean..self.at).unwrap_or_default());
                    self.escape()?;
                    clean = self.at;
                }
                Some(0..0x20) => return Err(self.error("a control character in a string must be escaped")),
                Some(_) => self.at += 1,
            }
        }
        let end = self.at;
        self.at += 1;
        let text = if escaped {
            self.decoded.push_str(self.text.get(clean..end).unwrap_or_default());
            builder.text(start..self.at, &self.decoded)
        } else {
            builder.text(start + 1..end, self.text.get(start + 1..end).unwrap_or_default())
        };
        builder.scalar(start..self.at, Data::String(text));
        Ok(())
    }

    fn escape(&mut self) -> Result<(), SyntaxError> {
        let code = self.bytes.get(self.at + 1).copied();
        let plain = match code {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.unit(self.at + 2)?;
                self.at += 6;
                let character =
                    if (0xD800..0xDC00).contains(&first) && self.bytes.get(self.at..self.at + 2) == Some(b"\\u") {
                        let second = self.unit(self.at + 2)?;
                        if (0xDC00..0xE000).contains(&second) {
                            self.at += 6;
                            char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
                        } else {
                            None
                        }
                    } else {
                        char::from_u32(first)
                    };
                // Half a pair is JSON, but no character.
                self.decoded.push(character.unwrap_or(char::REPLACEMENT_CHARACTER));
                return Ok(());
            }
            _ => return Err(self.error("this is no escape that JSON knows")),
        };
        self.decoded.push(plain);
        self.at += 2;
        Ok(())
    }

    fn unit(&self, at: usize) -> Result<u32, SyntaxError> {
        let digits = self.text.get(at..at + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        digits
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| self.error("`\\u` needs four hexadecimal digits"))
    }

    fn number(&mut self, builder: &mut Builder<'_>) -> Result<(), SyntaxError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        let text = builder.text(start..self.at, self.text.get(start..self.at).unwrap_or_default());
        builder.scalar(start..self.at, Data::Number(text));
        Ok(())
    }

    fn digits(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.error("a digit is expected here")) } else { Ok(()) }
    }

    fn white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn error(&self, message: &str) -> SyntaxError {
        SyntaxError { format: Format::Json, at: self.at, message: message.to_owned() }
    }
}

fn missing(expect: Expect, open: &[Container]) -> String {
    let end = match open.last() {
        Some(Container::Map) => "`}`",
        Some(Container::List) => "`]`",
        None => "a value",
    };
    match expect {
        Expect::Value => "the text ends where a value is expected".to_owned(),
        _ => format!("the text ends before {end}"),
    }
}
