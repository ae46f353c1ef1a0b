//! Compound commands.

use super::commands::Stop;
use super::words::{Position, is_meta_byte};
use super::{Parser, Read};
use crate::shell::ast::{
    Arithmetic, ArithmeticFor, Case, CommandKind, For, If, List, Place, Test, TestToken, While, is_name,
};

impl Parser<'_> {
    /// The compound command that begins here.
    pub(super) fn compound(&mut self) -> Read<Option<CommandKind>> {
        if self.byte() == Some(b'(') {
            if self.starts("((")
                && let Some(arithmetic) = self.arithmetic(self.at, self.at + 2)?
            {
                return Ok(Some(CommandKind::Arithmetic(arithmetic)));
            }
            let open = self.here();
            self.at += 1;
            let list = self.list(Stop::Bracket).map_err(|problem| self.told_of(problem, &open, ")"))?;
            if list.items.is_empty() {
                return Err(Self::wrong(open, "the brackets hold no command"));
            }
            self.close(")", &open)?;
            return Ok(Some(CommandKind::Subshell(list)));
        }
        let Some(word) = self.reserved() else { return Ok(None) };
        let open = self.at..self.at + word.len();
        let start = self.at;
        match word {
            "{" => {
                self.at = open.end;
                let list = self.body("}", &open)?;
                Ok(Some(CommandKind::Group(list)))
            }
            "if" => self.conditional(&open).map(Some),
            "while" | "until" => {
                self.at = open.end;
                let condition = self.part(&["do"], &open, "do")?;
                let body = self.body("done", &open)?;
                Ok(Some(CommandKind::While(While { until: word == "until", condition, body })))
            }
            "for" | "select" => self.for_loop(word == "select", &open).map(Some),
            "case" => self.case(&open).map(Some),
            "[[" => self.test(&open).map(Some),
            "function" => {
                self.at = open.end;
                self.space();
                let rest = self.rest();
                let length = rest.find(|c: char| c.is_whitespace() || super::words::is_meta(c)).unwrap_or(rest.len());
                let name = rest.get(..length).unwrap_or_default().to_owned();
                if name.is_empty() {
                    return Err(self.unexpected());
                }
                self.at += length;
                self.space();
                if self.byte() == Some(b'(') {
                    let bracket = self.here();
                    self.at += 1;
                    self.space();
                    if !self.take(")") {
                        let message =
                            format!("a function declares no parameters: write `{name}()` and use `$1`, `$2`");
                        return Err(Self::wrong(bracket, message));
                    }
                }
                self.function(name, Some(open), start).map(|command| Some(command.kind))
            }
            "!" | "time" | "coproc" => Ok(None),
            _ => Err(Self::wrong(open, format!("`{word}` stands where a command must begin"))),
        }
    }

    /// A list up to one of these words, the word included.
    fn part(&mut self, ends: &'static [&'static str], open: &Place, needed: &str) -> Read<List> {
        let list = self.list(Stop::Words(ends)).map_err(|problem| self.told_of(problem, open, needed))?;
        self.at += self.reserved().map_or(0, str::len);
        Ok(list)
    }

    fn body(&mut self, end: &'static str, open: &Place) -> Read<List> {
        let ends: &'static [&'static str] = if end == "}" { &["}"] } else { &["done"] };
        self.part(ends, open, end)
    }

    /// At the end of the text, or of the command, it helps to know what is open.
    fn told_of(&self, problem: super::Problem, open: &Place, needed: &str) -> super::Problem {
        let at_end = problem.place.is_empty() && problem.place.start >= self.end && !problem.message.starts_with('`');
        let ended = matches!(needed, "then" | "do")
            && matches!(self.slice(problem.place.clone()), "fi" | "done" | "esac" | "else" | "elif");
        if problem.gap || !(at_end || ended) {
            return problem;
        }
        Self::wrong(open.clone(), format!("`{}` has no `{needed}`", self.slice(open.clone())))
    }

    fn close(&mut self, sign: &str, open: &Place) -> Read<()> {
        if self.take(sign) {
            return Ok(());
        }
        Err(Self::wrong(open.clone(), format!("`{}` has no `{sign}`", self.slice(open.clone()))))
    }

    fn conditional(&mut self, open: &Place) -> Read<CommandKind> {
        let mut branches = Vec::new();
        let mut otherwise = None;
        self.at = open.end;
        loop {
            let condition = self.part(&["then"], open, "then")?;
            let body = self
                .list(Stop::Words(&["elif", "else", "fi"]))
                .map_err(|problem| self.told_of(problem, open, "fi"))?;
            branches.push((condition, body));
            match self.reserved() {
                Some("elif") => self.at += "elif".len(),
                Some("else") => {
                    self.at += "else".len();
                    otherwise = Some(self.part(&["fi"], open, "fi")?);
                    break;
                }
                _ => {
                    self.at += "fi".len();
                    break;
                }
            }
        }
        Ok(CommandKind::If(If { branches, otherwise }))
    }

    fn for_loop(&mut self, select: bool, open: &Place) -> Read<CommandKind> {
        self.at = open.end;
        self.space();
        if self.starts("((") {
            let start = self.at;
            let Some(header) = self.arithmetic(start, start + 2)? else { return Err(self.unexpected()) };
            self.space();
            self.take(";");
            let body = self.loop_body(open)?;
            return Ok(CommandKind::ArithmeticFor(ArithmeticFor { header, body }));
        }
        let rest = self.rest();
        let length = rest.find(|c: char| c.is_whitespace() || super::words::is_meta(c)).unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default();
        let name_place = self.at..self.at + length;
        if !is_name(name) {
            let shown: String = name.chars().take(40).collect();
            let bare = shown.trim_start_matches('$').trim_matches(['{', '}']);
            let message = if shown.starts_with('$') && is_name(bare) {
                format!("the loop's variable is named without `$`: write `for {bare} in`")
            } else {
                format!("`{shown}` is no variable's name")
            };
            return Err(Self::wrong(name_place, message));
        }
        self.at = name_place.end;
        self.blank_lines()?;
        let mut words = None;
        let at_in = self.starts("in") && self.peek(2).is_none_or(is_meta_byte);
        if at_in {
            self.at += 2;
            words = Some(self.words(false)?);
            self.space();
            match self.byte() {
                Some(b';') if self.peek(1) != Some(b';') => self.at += 1,
                Some(b'\n') => {}
                _ => return Err(self.unexpected()),
            }
        } else if self.byte() == Some(b';') {
            self.at += 1;
        }
        let body = self.loop_body(open)?;
        Ok(CommandKind::For(For { select, name: name.to_owned(), name_place, words, body }))
    }

    fn loop_body(&mut self, open: &Place) -> Read<List> {
        self.blank_lines()?;
        match self.reserved() {
            Some("do") => {
                self.at += 2;
                self.body("done", open)
            }
            Some("{") => {
                self.at += 1;
                self.body("}", open)
            }
            _ if self.at >= self.end => {
                Err(Self::wrong(open.clone(), format!("`{}` has no `do`", self.slice(open.clone()))))
            }
            _ => Err(self.unexpected()),
        }
    }

    fn case(&mut self, open: &Place) -> Read<CommandKind> {
        self.at = open.end;
        self.space();
        let subject = self.word(Position::Argument)?;
        if subject.place.is_empty() {
            return Err(self.unexpected());
        }
        self.blank_lines()?;
        if !(self.starts("in") && self.peek(2).is_none_or(is_meta_byte)) {
            return Err(self.unexpected());
        }
        self.at += 2;
        let mut arms = Vec::new();
        loop {
            self.blank_lines()?;
            if self.reserved() == Some("esac") {
                self.at += "esac".len();
                return Ok(CommandKind::Case(Case { subject, arms }));
            }
            if self.at >= self.end {
                return Err(Self::wrong(open.clone(), "`case` has no `esac`"));
            }
            self.take("(");
            let mut patterns = Vec::new();
            loop {
                self.space();
                let pattern = self.word(Position::Argument)?;
                if pattern.place.is_empty() {
                    return Err(self.unexpected());
                }
                patterns.push(pattern);
                self.space();
                if !self.take("|") {
                    break;
                }
            }
            if !self.take(")") {
                return Err(self.unexpected());
            }
            let body = self.list(Stop::Arm).map_err(|problem| self.told_of(problem, open, "esac"))?;
            arms.push((patterns, body));
            let _ended = self.take(";;&") || self.take(";;") || self.take(";&");
        }
    }

    fn test(&mut self, open: &Place) -> Read<CommandKind> {
        self.at = open.end;
        let mut tokens = Vec::new();
        let mut depth = 0_usize;
        loop {
            self.blank_lines()?;
            let Some(byte) = self.byte() else { return Err(Self::wrong(open.clone(), "`[[` has no `]]`")) };
            if depth == 0 && self.starts("]]") && self.peek(2).is_none_or(is_meta_byte) {
                self.at += 2;
                break;
            }
            let start = self.at;
            let length = match (byte, self.peek(1)) {
                (b'&', Some(b'&')) | (b'|', Some(b'|')) => 2,
                (b'<' | b'>', Some(b'(')) => 0,
                (b'<' | b'>', _) => 1,
                (b'(', _) => {
                    depth += 1;
                    1
                }
                (b')', _) if depth > 0 => {
                    depth -= 1;
                    1
                }
                (b')' | b';' | b'&' | b'|', _) => return Err(self.unexpected()),
                _ => 0,
            };
            if length > 0 {
                self.at += length;
                tokens.push(TestToken::Operator(start..self.at));
                continue;
            }
            let regex = matches!(tokens.last(), Some(TestToken::Word(word)) if word.bare() == Some("=~"));
            let word = self.word(if regex { Position::Regex } else { Position::Argument })?;
            if word.place.is_empty() {
                return Err(self.unexpected());
            }
            tokens.push(TestToken::Word(word));
        }
        if tokens.is_empty() {
            return Err(Self::wrong(open.clone(), "`[[ ]]` tests nothing"));
        }
        Ok(CommandKind::Test(Test { tokens }))
    }

    /// `((…))` whose inside begins at `inner`; nothing, and nothing read, when the brackets are two of another kind.
    pub(super) fn arithmetic(&mut self, start: usize, inner: usize) -> Read<Option<Arithmetic>> {
        let Some(close) = arithmetic_end(self.text.as_bytes(), inner, self.end) else { return Ok(None) };
        self.at = inner;
        let parts = self.within(close, |parser| parser.text_parts(None))?;
        self.at = close + 2;
        Ok(Some(Arithmetic { parts, place: start..self.at }))
    }
}

/// The offset of the `))` that closes `((`.
fn arithmetic_end(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    let mut quote = None;
    while at < end {
        let byte = *bytes.get(at)?;
        match (quote, byte) {
            (_, b'\\') => at += 1,
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') if depth == 0 => {
                return (at + 1 < end && bytes.get(at + 1) == Some(&b')')).then_some(at);
            }
            (None, b')') => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    None
}
