//! What begins with a dollar, and backquotes.

use super::commands::Stop;
use super::words::literal;
use super::{Parser, Read};
use crate::shell::ast::{Arithmetic, List, Parameter, Part, Substitution};

/// Operators of `${name…}`, longer ones before their beginnings.
const OPERATORS: [&str; 22] = [
    ":-", ":=", ":?", ":+", ":", "-", "=", "?", "+", "##", "#", "%%", "%", "//", "/#", "/%", "/", "^^", "^", ",,",
    ",", "@",
];

impl Parser<'_> {
    /// Reads what a dollar begins; a dollar that begins nothing is text.
    pub(super) fn dollar(&mut self, quoted: bool, parts: &mut Vec<Part>) -> Read<()> {
        let start = self.at;
        let part = match self.peek(1) {
            Some(b'(') => {
                if self.peek(2) == Some(b'(')
                    && let Some(arithmetic) = self.arithmetic(start, start + 3)?
                {
                    Part::Arithmetic(arithmetic)
                } else {
                    let list = self.bracketed()?;
                    Part::Substitution(Substitution { list, backquoted: false, place: start..self.at })
                }
            }
            Some(b'{') => self.braced(quoted)?,
            Some(b'[') => match self.old_arithmetic()? {
                Some(part) => part,
                None => {
                    self.lone(parts);
                    return Ok(());
                }
            },
            Some(b'\'') if !quoted => self.ansi()?,
            Some(b'"') if !quoted => {
                self.at += 1;
                match self.double()? {
                    Part::Double(inner, place) => Part::Double(inner, start..place.end),
                    other => other,
                }
            }
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => {
                let name: usize = self.name_length(start + 1);
                self.at = start + 1 + name;
                self.simple_parameter(start)
            }
            Some(b'0'..=b'9' | b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!') => {
                self.at = start + 2;
                self.simple_parameter(start)
            }
            _ => {
                self.lone(parts);
                return Ok(());
            }
        };
        parts.push(part);
        Ok(())
    }

    fn lone(&mut self, parts: &mut Vec<Part>) {
        literal(parts, "$", self.at..self.at + 1);
        self.at += 1;
    }

    fn name_length(&self, at: usize) -> usize {
        let rest = self.slice(at..self.end);
        rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len())
    }

    fn simple_parameter(&self, start: usize) -> Part {
        Part::Parameter(Box::new(Parameter {
            name: self.slice(start + 1..self.at).to_owned(),
            braced: false,
            length: false,
            indirect: false,
            index: None,
            operator: String::new(),
            argument: Vec::new(),
            place: start..self.at,
        }))
    }

    /// The list between the bracket behind the next byte and the one that closes it.
    fn bracketed(&mut self) -> Read<List> {
        let start = self.at;
        self.at += 2;
        let list = self.list(Stop::Bracket).map_err(|problem| {
            let at_end = problem.place.is_empty() && problem.place.start >= self.end && !problem.gap;
            if at_end {
                Self::wrong(start..start + 2, format!("`{}` has no `)`", self.slice(start..start + 2)))
            } else {
                problem
            }
        })?;
        if !self.take(")") {
            return Err(self.unexpected());
        }
        Ok(list)
    }

    /// `<(…)` and `>(…)`.
    pub(super) fn process(&mut self) -> Read<Part> {
        let start = self.at;
        let list = self.bracketed()?;
        Ok(Part::Process(Substitution { list, backquoted: false, place: start..self.at }))
    }

    /// Backquotes. An inside that has escapes of its own is another text than it looks, and is not read.
    pub(super) fn backquotes(&mut self, quoted: bool) -> Read<Part> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        let mut escapes = false;
        loop {
            match bytes.get(at) {
                Some(b'`') if at < self.end => break,
                Some(b'\\') if at < self.end => {
                    escapes |= matches!(bytes.get(at + 1), Some(b'`' | b'\\' | b'$'))
                        || (quoted && bytes.get(at + 1) == Some(&b'"'));
                    at += 2;
                }
                Some(_) if at < self.end => at += 1,
                _ => return Err(Self::wrong(start..start + 1, "the backquote is not closed")),
            }
        }
        let list = if escapes {
            List { items: Vec::new(), place: start + 1..at }
        } else {
            self.at = start + 1;
            self.within(at, |parser| parser.list(Stop::End))?
        };
        self.at = at + 1;
        Ok(Part::Substitution(Substitution { list, backquoted: true, place: start..self.at }))
    }

    /// `$[…]`; nothing when it is not closed on its line.
    fn old_arithmetic(&mut self) -> Read<Option<Part>> {
        let start = self.at;
        let mut depth = 0_usize;
        let mut close = None;
        for (at, byte) in self.rest().bytes().enumerate().skip(1).take(256) {
            match byte {
                b'[' => depth += 1,
                b']' => {
                    depth -= 1;
                    if depth == 0 {
                        close = Some(start + at);
                        break;
                    }
                }
                b'\n' | b'"' | b'\'' => break,
                _ => {}
            }
        }
        let Some(close) = close else { return Ok(None) };
        self.at = start + 2;
        let parts = self.within(close, |parser| parser.text_parts(None))?;
        self.at = close + 1;
        Ok(Some(Part::Arithmetic(Arithmetic { parts, place: start..self.at })))
    }

    /// `${…}`.
    fn braced(&mut self, quoted: bool) -> Read<Part> {
        let start = self.at;
        self.at += 2;
        let mut parameter = Parameter {
            name: String::new(),
            braced: true,
            length: false,
            indirect: false,
            index: None,
            operator: String::new(),
            argument: Vec::new(),
            place: start..start,
        };
        let named = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let lists = |byte: Option<u8>| matches!(byte, Some(b'@' | b'*'));
        match self.byte() {
            Some(b'#') => {
                let next = self.peek(1);
                let special = matches!(next, Some(b'?' | b'-' | b'$' | b'!' | b'#')) && self.peek(2) == Some(b'}');
                parameter.length = named(next) || lists(next) || special;
                self.at += usize::from(parameter.length);
            }
            Some(b'!') => {
                parameter.indirect = named(self.peek(1)) || lists(self.peek(1));
                self.at += usize::from(parameter.indirect);
            }
            _ => {}
        }
        let name = self.at;
        match self.byte() {
            Some(b'0'..=b'9') => {
                while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
                    self.at += 1;
                }
            }
            Some(byte) if named(Some(byte)) => self.at += self.name_length(name),
            Some(b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!') => self.at += 1,
            _ => {}
        }
        self.slice(name..self.at).clone_into(&mut parameter.name);
        if self.byte() == Some(b'[') {
            parameter.index = self.index();
        }
        if let Some(operator) = OPERATORS.into_iter().find(|operator| self.starts(operator)) {
            operator.clone_into(&mut parameter.operator);
            self.at += operator.len();
        }
        let family = parameter.handles_unset();
        parameter.argument = self.deeper(|parser| parser.brace_argument(quoted, quoted && family))?;
        if !self.take("}") {
            return Err(Self::wrong(start..start + 2, "`${` has no `}`"));
        }
        parameter.place = start..self.at;
        Ok(Part::Parameter(Box::new(parameter)))
    }

    /// What stands in `[…]` behind a name.
    fn index(&mut self) -> Option<String> {
        let mut depth = 0_usize;
        for (at, byte) in self.rest().bytes().enumerate() {
            match byte {
                b'[' => depth += 1,
                b']' => {
                    depth -= 1;
                    if depth == 0 {
                        let text = self.slice(self.at + 1..self.at + at).to_owned();
                        self.at += at + 1;
                        return Some(text);
                    }
                }
                b'\n' => break,
                _ => {}
            }
        }
        None
    }

    /// What stands behind an operator, up to the closing brace.
    fn brace_argument(&mut self, quoted: bool, single_is_text: bool) -> Read<Vec<Part>> {
        let mut parts = Vec::new();
        while let Some(byte) = self.byte() {
            match byte {
                b'}' => break,
                b'\\' => {
                    let start = self.at;
                    self.at += 1;
                    let Some(character) = self.character() else { break };
                    self.at += character.len_utf8();
                    if character != '\n' {
                        parts.push(Part::Escaped(character, start..self.at));
                    }
                }
                b'\'' if !single_is_text => {
                    let part = self.single()?;
                    parts.push(part);
                }
                b'"' => {
                    let part = self.double()?;
                    parts.push(part);
                }
                b'$' => self.dollar(quoted, &mut parts)?,
                b'`' => {
                    let part = self.backquotes(quoted)?;
                    parts.push(part);
                }
                _ => {
                    let place = self.here();
                    literal(&mut parts, self.slice(place.clone()), place.clone());
                    self.at = place.end;
                }
            }
        }
        Ok(parts)
    }
}
