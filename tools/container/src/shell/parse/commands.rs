//! Lists, pipelines, simple commands and redirections.

use super::words::{Position, is_meta_byte};
use super::{Parser, Pending, Read};
use crate::shell::ast::{
    Assignment, Chain, Command, CommandKind, Function, Heredoc, Join, List, Pipeline, Redirection,
    RedirectionOperator, Simple, Word,
};

/// What ends a list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stop {
    /// The end of the text.
    End,
    /// `)`.
    Bracket,
    /// One of these words.
    Words(&'static [&'static str]),
    /// `;;` and its like, or `esac`.
    Arm,
}

const RESERVED: [&str; 20] = [
    "if", "then", "elif", "else", "fi", "for", "select", "while", "until", "do", "done", "case", "esac", "function",
    "time", "coproc", "{", "}", "!", "[[",
];

/// Builtins whose arguments are assignments.
const DECLARES: [&str; 6] = ["declare", "typeset", "local", "export", "readonly", "alias"];

impl Parser<'_> {
    /// The reserved word that stands here.
    pub(super) fn reserved(&self) -> Option<&'static str> {
        const LONGEST: usize = 8;
        let rest = self.rest().as_bytes();
        let length = rest.iter().take(LONGEST + 1).position(|byte| is_meta_byte(*byte)).unwrap_or(rest.len());
        let word = rest.get(..length)?;
        RESERVED.into_iter().find(|reserved| reserved.as_bytes() == word)
    }

    fn at_stop(&self, stop: Stop) -> bool {
        match stop {
            Stop::End => self.at >= self.end,
            Stop::Bracket => self.byte() == Some(b')'),
            Stop::Words(words) => self.reserved().is_some_and(|word| words.contains(&word)),
            Stop::Arm => self.starts(";;") || self.starts(";&") || self.reserved() == Some("esac"),
        }
    }

    /// Reads chains up to what ends the list, which is left where it stands.
    pub(super) fn list(&mut self, stop: Stop) -> Read<List> {
        self.deeper(|parser| parser.chains(stop))
    }

    fn chains(&mut self, stop: Stop) -> Read<List> {
        let mut items: Vec<Chain> = Vec::new();
        self.blank_lines()?;
        let start = self.at;
        let mut end = start;
        loop {
            if self.at_stop(stop) {
                break;
            }
            let mut chain = self.chain()?;
            end = chain.place.end;
            self.space();
            let parted = match (self.byte(), self.peek(1)) {
                (Some(b';'), Some(b';' | b'&')) => false,
                (Some(b';'), _) => {
                    self.at += 1;
                    true
                }
                (Some(b'&'), _) => {
                    self.at += 1;
                    chain.background = true;
                    self.space();
                    if self.byte() == Some(b';') && !self.at_stop(stop) {
                        return Err(Self::wrong(self.here(), "`&` ends a command already, so no `;` may follow it"));
                    }
                    true
                }
                (Some(b'\n'), _) => true,
                _ => false,
            };
            items.push(chain);
            self.blank_lines()?;
            if !parted && !self.at_stop(stop) {
                return Err(self.unexpected());
            }
        }
        if items.is_empty() && matches!(stop, Stop::Words(_)) {
            return Err(self.unexpected());
        }
        Ok(List { items, place: start..end })
    }

    fn chain(&mut self) -> Read<Chain> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        let start = first.place.start;
        let mut end = first.place.end;
        loop {
            self.space();
            let join = match (self.byte(), self.peek(1)) {
                (Some(b'&'), Some(b'&')) => Join::And,
                (Some(b'|'), Some(b'|')) => Join::Or,
                _ => break,
            };
            self.at += 2;
            self.blank_lines()?;
            let pipeline = self.pipeline()?;
            end = pipeline.place.end;
            rest.push((join, pipeline));
        }
        Ok(Chain { first, rest, background: false, place: start..end })
    }

    fn pipeline(&mut self) -> Read<Pipeline> {
        let start = self.at;
        let mut end = start;
        let mut negation = None;
        let mut keyword = false;
        while let Some(word) = self.reserved().filter(|word| matches!(*word, "!" | "time" | "coproc")) {
            let place = self.at..self.at + word.len();
            self.at = place.end;
            end = place.end;
            self.space();
            if word == "!" {
                negation = Some(place);
            } else {
                keyword = true;
                if word == "time" && self.starts("-p ") {
                    self.at += 2;
                    self.space();
                }
            }
        }
        let mut commands = Vec::new();
        let alone = end > start && matches!(self.byte(), None | Some(b';' | b'\n' | b')' | b'&'));
        if !alone {
            loop {
                let command = self.command()?;
                end = command.place.end;
                commands.push(command);
                self.space();
                if self.byte() != Some(b'|') || self.peek(1) == Some(b'|') {
                    break;
                }
                self.at += if self.peek(1) == Some(b'&') { 2 } else { 1 };
                self.blank_lines()?;
            }
        }
        Ok(Pipeline { negation, keyword, commands, place: start..end })
    }

    pub(super) fn command(&mut self) -> Read<Command> {
        let start = self.at;
        let Some(kind) = self.compound()? else { return self.simple() };
        let mut redirections = Vec::new();
        let mut end = self.at;
        // A function's redirections are those of its body.
        let takes = !matches!(kind, CommandKind::Function(_));
        loop {
            self.space();
            if !takes {
                break;
            }
            let Some(redirection) = self.redirection()? else { break };
            end = self.at;
            redirections.push(redirection);
        }
        Ok(Command { kind, redirections, place: start..end })
    }

    fn simple(&mut self) -> Read<Command> {
        let start = self.at;
        let mut end = start;
        let mut simple = Simple::default();
        let mut redirections = Vec::new();
        let mut declares = false;
        loop {
            self.space();
            if let Some(redirection) = self.redirection()? {
                redirections.push(redirection);
                end = self.at;
                continue;
            }
            let Some(byte) = self.byte() else { break };
            let process = matches!(byte, b'<' | b'>') && self.peek(1) == Some(b'(');
            if byte == b'(' {
                match self.function_with_brackets(&simple, redirections.is_empty(), start)? {
                    Some(function) => return Ok(function),
                    None => return Err(self.unexpected()),
                }
            }
            if is_meta_byte(byte) && !process {
                break;
            }
            if simple.words.is_empty()
                && let Some(assignment) = self.assignment()?
            {
                simple.assignments.push(assignment);
            } else {
                let position = if declares { Position::Declaration } else { Position::Argument };
                let word = self.word(position)?;
                if simple.words.is_empty() {
                    declares = word.bare().is_some_and(|name| DECLARES.contains(&name));
                }
                simple.words.push(word);
            }
            end = self.at;
        }
        if end == start {
            return Err(self.unexpected());
        }
        Ok(Command { kind: CommandKind::Simple(simple), redirections, place: start..end })
    }

    /// `name ( ) body`, when a bracket follows the first word.
    fn function_with_brackets(&mut self, simple: &Simple, plain: bool, start: usize) -> Read<Option<Command>> {
        let [name] = simple.words.as_slice() else { return Ok(None) };
        let Some(name) = name.bare().filter(|_| plain && simple.assignments.is_empty()) else { return Ok(None) };
        let bracket = self.here();
        let before = self.at;
        self.at += 1;
        self.space();
        if self.byte() != Some(b')') {
            let named = self.rest().starts_with(|c: char| c.is_ascii_alphabetic() || c == '$') && before > start;
            if named && self.slice(start..before).ends_with(' ') {
                self.at = before;
                return Ok(None);
            }
            let message = if named {
                format!("a function declares no parameters: write `{name}()` and use `$1`, `$2`")
            } else {
                "`(` cannot stand here".to_owned()
            };
            return Err(Self::wrong(bracket, message));
        }
        self.at += 1;
        self.function(name.to_owned(), None, start).map(Some)
    }

    /// The body of a function.
    pub(super) fn function(
        &mut self,
        name: String,
        keyword: Option<std::ops::Range<usize>>,
        start: usize,
    ) -> Read<Command> {
        self.blank_lines()?;
        let body = self.deeper(Self::command)?;
        if matches!(body.kind, CommandKind::Function(_)) {
            return Err(Self::wrong(body.place, format!("the function `{name}` has no body")));
        }
        let place = start..body.place.end;
        let kind = CommandKind::Function(Function { name, keyword, body: Box::new(body) });
        Ok(Command { kind, redirections: Vec::new(), place })
    }

    /// `name=value`, when it stands here.
    fn assignment(&mut self) -> Read<Option<Assignment>> {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default();
        if !crate::shell::ast::is_name(name) {
            return Ok(None);
        }
        let mut at = length;
        let mut index = None;
        if rest.as_bytes().get(at) == Some(&b'[') {
            let Some(close) = index_end(rest, at) else { return Ok(None) };
            index = Some(start + at..start + close);
            at = close;
        }
        let sign = rest.get(at..).unwrap_or_default();
        let append = sign.starts_with("+=");
        if !(append || sign.starts_with('=')) {
            return Ok(None);
        }
        self.at = start + at + if append { 2 } else { 1 };
        let name = name.to_owned();
        let value = if self.byte() == Some(b'(') { self.array()? } else { self.word(Position::Value)? };
        Ok(Some(Assignment { name, index, append, value, place: start..self.at }))
    }

    /// A redirection, when one stands here.
    fn redirection(&mut self) -> Read<Option<Redirection>> {
        use RedirectionOperator as Op;
        const OPERATORS: [(&str, Op); 13] = [
            ("&>>", Op::OutputAndError),
            ("&>", Op::OutputAndError),
            ("<<<", Op::HereString),
            ("<<-", Op::Heredoc),
            ("<<", Op::Heredoc),
            ("<>", Op::Both),
            ("<&", Op::Duplicate),
            (">&", Op::Duplicate),
            (">>", Op::Append),
            (">|", Op::Output),
            (">", Op::Output),
            ("<", Op::Input),
            ("", Op::Input),
        ];
        let start = self.at;
        let lead = self.descriptor();
        let from = self.slice(start + lead..self.end);
        if !from.starts_with(['<', '>', '&']) || (lead > 0 && from.starts_with('&')) {
            return Ok(None);
        }
        let found = OPERATORS.into_iter().find(|(sign, _)| from.starts_with(sign));
        let Some((sign, operator)) = found.filter(|(sign, _)| !sign.is_empty()) else { return Ok(None) };
        // `<(` begins a word.
        if sign.len() == 1 && from.as_bytes().get(1) == Some(&b'(') {
            return Ok(None);
        }
        let operator_place = start + lead..start + lead + sign.len();
        self.at = operator_place.end;
        self.space();
        let target = self.word(Position::Target)?;
        if target.place.is_empty() {
            return Err(Self::wrong(operator_place, format!("`{sign}` has no target")));
        }
        let mut heredoc = None;
        if operator == Op::Heredoc {
            let number = self.heredocs.len();
            heredoc = Some(number);
            let written = self.slice(target.place.clone());
            let quoted = written.contains(['\'', '"', '\\']);
            self.heredocs.push(Heredoc { expands: !quoted, ..Heredoc::default() });
            self.pending.push(Pending {
                number,
                delimiter: crate::dockerfile::word::unquote(written),
                strip_tabs: sign == "<<-",
            });
        }
        Ok(Some(Redirection { operator, operator_place, target, heredoc, place: start..self.at }))
    }

    /// The length of a descriptor in front of a redirection: `2>`, `{name}>`.
    fn descriptor(&self) -> usize {
        const LONGEST: usize = 64;
        let rest = self.rest().as_bytes();
        let length = match rest.first() {
            Some(b'0'..=b'9') => rest.iter().take_while(|byte| byte.is_ascii_digit()).count(),
            Some(b'{') => {
                let name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
                let name = rest.iter().skip(1).take(LONGEST).take_while(name).count();
                if name == 0 || rest.get(name + 1) != Some(&b'}') {
                    return 0;
                }
                name + 2
            }
            _ => return 0,
        };
        if matches!(rest.get(length), Some(b'<' | b'>')) { length } else { 0 }
    }

    /// The words of a `for` or an array, up to what ends them.
    pub(super) fn words(&mut self, lines: bool) -> Read<Vec<Word>> {
        let mut words = Vec::new();
        loop {
            if lines {
                self.blank_lines()?;
            } else {
                self.space();
            }
            let Some(byte) = self.byte() else { return Ok(words) };
            let process = matches!(byte, b'<' | b'>') && self.peek(1) == Some(b'(');
            if is_meta_byte(byte) && !process {
                return Ok(words);
            }
            words.push(self.word(Position::Argument)?);
        }
    }
}

/// The offset behind the bracket that closes the index at `open`. Indexes are short: a long one is none.
fn index_end(text: &str, open: usize) -> Option<usize> {
    const LONGEST: usize = 256;
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(open).take(LONGEST) {
        match byte {
            b'[' => depth += 1,
            b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'\n' | b';' => return None,
            _ => {}
        }
    }
    None
}
