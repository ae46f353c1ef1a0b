//! Text to model. Modelled on the Dockerfile reference; one unreadable instruction costs only itself.

use std::ops::Range;

use architect_core::{Source, nearest};

use crate::dockerfile::instruction::{
    Command, Copy, Flag, From, Healthcheck, Heredoc, Instruction, KEYWORDS, Pair, Run, Statement,
};
use crate::dockerfile::lines::{Lines, LogicalLine};
use crate::dockerfile::stage::Stage;
use crate::dockerfile::word::{Word, unquote};
use crate::dockerfile::{Directive, Dockerfile, Problem};

impl Dockerfile {
    /// Reads a Dockerfile.
    pub fn read(source: &Source) -> Self {
        let mut file = Self::default();
        let after = file.read_directives(source.text());
        let escape = file.directive("escape").filter(|directive| directive.value == "`").map_or('\\', |_| '`');
        let mut lines = Lines::new(source.text(), after, escape);
        while let Some(line) = lines.next_instruction() {
            let mut reader = Reader { line: &line, escape, problems: &mut file.problems };
            let mut statement = reader.statement(0);
            let mut here = Vec::new();
            take_heredocs(&mut statement, &line, source.text(), &mut lines, &mut here);
            file.problems.append(&mut here);
            file.place(statement);
        }
        let mut comments: Vec<Range<usize>> =
            file.directives.iter().map(|directive| directive.span.clone()).collect();
        comments.append(&mut lines.comments);
        file.comments = comments;
        if file.stages.is_empty() && !source.text().trim().is_empty() {
            let end = source.text().len();
            file.problems.push(Problem {
                span: end..end,
                message: "there is no FROM, so there is nothing to build".to_owned(),
                help: Some("Begin a stage with `FROM image:tag`.".to_owned()),
            });
        }
        file
    }

    fn place(&mut self, statement: Statement) {
        if let Instruction::From(from) = &statement.instruction {
            let from = from.clone();
            let index = self.stages.len();
            self.stages.push(Stage { index, from, from_statement: statement, statements: Vec::new() });
        } else if let Some(stage) = self.stages.last_mut() {
            stage.statements.push(statement);
        } else {
            if !matches!(statement.instruction, Instruction::Arg(_) | Instruction::Unread) {
                self.problems.push(Problem {
                    span: statement.keyword.span.clone(),
                    message: format!(
                        "{} stands before the first FROM, where only ARG may stand",
                        statement.keyword.text
                    ),
                    help: Some("Move it behind the FROM of its stage.".to_owned()),
                });
            }
            self.preamble.push(statement);
        }
    }

    /// Reads the parser directives; gives the offset behind them.
    fn read_directives(&mut self, text: &str) -> usize {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim();
            let directive = content.strip_prefix('#').and_then(|rest| rest.split_once('='));
            let Some((name, value)) = directive else { break };
            let name = name.trim().to_ascii_lowercase();
            if !["syntax", "escape", "check"].contains(&name.as_str()) || self.directive(&name).is_some() {
                break;
            }
            let start = at + (line.len() - line.trim_start().len());
            self.directives.push(Directive {
                name,
                value: value.trim().to_owned(),
                span: start..start + content.len(),
            });
            at += line.len();
        }
        at
    }
}

/// Attaches the bodies of here-documents, which stand behind the instruction's own lines.
fn take_heredocs(
    statement: &mut Statement,
    line: &LogicalLine,
    text: &str,
    lines: &mut Lines<'_>,
    problems: &mut Vec<Problem>,
) {
    // ONBUILD keeps no ONBUILD, so there is one level at most.
    let kept = matches!(statement.instruction, Instruction::Onbuild(_));
    let target = match &mut statement.instruction {
        Instruction::Onbuild(inner) if kept => inner.as_mut(),
        _ => statement,
    };
    let (heredocs, span) = match &mut target.instruction {
        Instruction::Run(Run { heredocs, command: Command::Shell(_), .. })
        | Instruction::Copy(Copy { heredocs, .. })
        | Instruction::Add(Copy { heredocs, .. }) => (heredocs, &mut target.span),
        _ => return,
    };
    for opening in heredoc_openings(&line.text) {
        let (body, closed) = lines.heredoc(&opening.delimiter, opening.strip_tabs);
        if !closed {
            problems.push(Problem {
                span: line.span.clone(),
                message: format!("the here-document has no closing `{}`", opening.delimiter),
                help: Some("Put the word alone on a line behind the document.".to_owned()),
            });
        }
        let content = text.get(body.clone()).unwrap_or_default();
        heredocs.push(Heredoc {
            delimiter: opening.delimiter,
            expands: !opening.quoted,
            body: Word::new(content, body),
        });
        span.end = lines.position().min(text.len()).max(span.end);
        let end = text.get(..span.end).map_or(span.end, |before| before.trim_end().len());
        span.end = end.max(span.start);
    }
}

struct Opening {
    delimiter: String,
    quoted: bool,
    strip_tabs: bool,
}

/// The here-documents that a line opens, outside of quotes: `<<EOF`, `<<-EOF`, `<<"EOF"`, `3<<EOF`.
fn heredoc_openings(text: &str) -> Vec<Opening> {
    let mut openings = Vec::new();
    let mut quote = None;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match (quote, byte) {
            (Some(open), close) if open == *close => quote = None,
            (Some(b'\''), _) => {}
            (_, b'\\') => at += 1,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'<') if bytes.get(at) == Some(&b'<') => {
                at += 1;
                // `<<<` is a here-string, which has no body.
                if bytes.get(at) == Some(&b'<') {
                    at += 1;
                    continue;
                }
                let strip_tabs = bytes.get(at) == Some(&b'-');
                at += usize::from(strip_tabs);
                let rest = text.get(at..).unwrap_or_default();
                let end = rest.find(|c: char| c.is_whitespace() || "<>|&;()".contains(c)).unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or_default();
                let delimiter = unquote(word);
                let starts_well = delimiter.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
                if starts_well {
                    openings.push(Opening { quoted: delimiter != word, delimiter, strip_tabs });
                }
                at += end;
            }
            _ => {}
        }
    }
    openings
}

struct Reader<'l> {
    line: &'l LogicalLine,
    escape: char,
    problems: &'l mut Vec<Problem>,
}

impl Reader<'_> {
    fn text(&self) -> &str {
        &self.line.text
    }

    fn rest(&self, at: usize) -> &str {
        self.text().get(at..).unwrap_or_default()
    }

    fn skip_space(&self, at: usize) -> usize {
        let rest = self.rest(at);
        at + (rest.len() - rest.trim_start().len())
    }

    fn problem(&mut self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.problems.push(Problem { span, message: message.into(), help });
    }

    /// Reads the statement that begins at an offset of the line.
    fn statement(&mut self, start: usize) -> Statement {
        let start = self.skip_space(start);
        let end = self.rest(start).find(char::is_whitespace).map_or(self.text().len(), |end| start + end);
        let keyword = self.line.word(start..end);
        let args = self.skip_space(end);
        let name = keyword.text.to_ascii_uppercase();
        let known = KEYWORDS.contains(&name.as_str());
        let instruction = if known && args >= self.text().trim_end().len() && name != "MAINTAINER" {
            let message = format!("{name} has no arguments");
            self.problem(keyword.span.clone(), message, None);
            Instruction::Unread
        } else {
            self.instruction(&name, &keyword, args)
        };
        let span = keyword.span.start..self.line.span.end.max(keyword.span.end);
        Statement { keyword, instruction, span, comments: Vec::new() }
    }

    fn instruction(&mut self, name: &str, keyword: &Word, args: usize) -> Instruction {
        match name {
            "FROM" => self.from(args),
            "ARG" => Instruction::Arg(self.pairs(args, false)),
            "ENV" => Instruction::Env(self.pairs(args, true)),
            "LABEL" => Instruction::Label(self.pairs(args, true)),
            "COPY" => Instruction::Copy(self.copy(args)),
            "ADD" => Instruction::Add(self.copy(args)),
            "RUN" => {
                let (flags, args) = self.flags(args);
                Instruction::Run(Run { flags, command: self.command(args), heredocs: Vec::new() })
            }
            "CMD" => Instruction::Cmd(self.command(args)),
            "ENTRYPOINT" => Instruction::Entrypoint(self.command(args)),
            "EXPOSE" => Instruction::Expose(self.words(args)),
            "HEALTHCHECK" => self.healthcheck(args),
            "USER" => Instruction::User(self.remainder(args)),
            "WORKDIR" => Instruction::Workdir(self.remainder(args)),
            "VOLUME" => Instruction::Volume(self.json(args).unwrap_or_else(|| self.words(args))),
            "STOPSIGNAL" => Instruction::Stopsignal(self.remainder(args)),
            "SHELL" => match self.json(args) {
                Some(words) if !words.is_empty() => Instruction::Shell(words),
                _ => {
                    let span = self.line.range(args..self.text().trim_end().len());
                    self.problem(
                        span,
                        "SHELL takes a JSON list of words",
                        Some("Write `SHELL [\"/bin/bash\", \"-c\"]`.".to_owned()),
                    );
                    Instruction::Unread
                }
            },
            "ONBUILD" => {
                let end = self.word_end(args);
                let kept = self.text().get(args..end).unwrap_or_default().to_ascii_uppercase();
                if matches!(kept.as_str(), "ONBUILD" | "FROM" | "MAINTAINER") {
                    self.problem(self.line.range(args..end), format!("ONBUILD cannot keep {kept}"), None);
                    return Instruction::Unread;
                }
                Instruction::Onbuild(Box::new(self.statement(args)))
            }
            "MAINTAINER" => Instruction::Maintainer(self.remainder(args)),
            _ => {
                let help = nearest::nearest(name, KEYWORDS).map(|near| format!("Did you mean `{near}`?"));
                let shown: String = keyword.text.chars().take(40).collect();
                self.problem(keyword.span.clone(), format!("there is no instruction `{shown}`"), help);
                Instruction::Unread
            }
        }
    }

    fn remainder(&self, args: usize) -> Word {
        self.line.word(args..self.text().trim_end().len().max(args))
    }

    /// Words parted by spaces; quotes hold a word together.
    fn words(&self, args: usize) -> Vec<Word> {
        let mut words = Vec::new();
        let mut at = self.skip_space(args);
        while at < self.text().len() {
            let end = self.word_end(at);
            words.push(self.line.word(at..end));
            at = self.skip_space(end);
        }
        words
    }

    /// Where the word that begins at an offset ends.
    fn word_end(&self, start: usize) -> usize {
        let mut quote = None;
        let mut escaped = false;
        for (at, character) in self.rest(start).char_indices() {
            if escaped {
                escaped = false;
                continue;
            }
            match (quote, character) {
                (None | Some('"'), c) if c == self.escape => escaped = true,
                (None, '"' | '\'') => quote = Some(character),
                (Some(open), close) if open == close => quote = None,
                (None, c) if c.is_whitespace() => return start + at,
                _ => {}
            }
        }
        self.text().len()
    }

    /// Flags in front of the arguments, and where those begin.
    fn flags(&self, args: usize) -> (Vec<Flag>, usize) {
        let mut flags = Vec::new();
        let mut at = args;
        while self.rest(at).starts_with("--") {
            let end = self.word_end(at);
            let word = self.line.word(at..end);
            let (name, value) = match word.text.find('=') {
                Some(equals) => (at + 2..at + equals, Some(self.line.word(at + equals + 1..end))),
                None => (at + 2..end, None),
            };
            let name = self.text().get(name).unwrap_or_default().to_owned();
            flags.push(Flag { name, value, word });
            at = self.skip_space(end);
        }
        (flags, at)
    }

    fn from(&mut self, args: usize) -> Instruction {
        let (flags, args) = self.flags(args);
        let words = self.words(args);
        match words.as_slice() {
            [image] => Instruction::From(From { flags, image: image.clone(), name: None }),
            [image, as_, name] if as_.text.eq_ignore_ascii_case("as") => {
                Instruction::From(From { flags, image: image.clone(), name: Some(name.clone()) })
            }
            [image, ..] => {
                let span = self.line.range(args..self.text().trim_end().len());
                self.problem(span, "FROM takes an image, or an image and `AS name`", None);
                // The stage is kept, so that what follows is judged within it.
                Instruction::From(From { flags, image: image.clone(), name: None })
            }
            [] => {
                self.problem(self.line.span.clone(), "FROM names no image", None);
                Instruction::Unread
            }
        }
    }

    /// `name=value` words, or one `name value` where that old form is allowed.
    fn pairs(&mut self, args: usize, legacy_allowed: bool) -> Vec<Pair> {
        let words = self.words(args);
        let Some(first) = words.first() else { return Vec::new() };
        if legacy_allowed && equals_sign(&first.text).is_none() {
            let start = self.skip_space(args);
            let value = self.skip_space(self.word_end(start));
            if value >= self.text().trim_end().len() {
                let message = format!("`{}` has no value", first.text);
                self.problem(first.span.clone(), message, Some(format!("Write `{}=value`.", first.text)));
                return Vec::new();
            }
            return vec![Pair { name: first.clone(), value: Some(self.remainder(value)), legacy: true }];
        }
        let mut pairs = Vec::new();
        let mut at = self.skip_space(args);
        while at < self.text().len() {
            let end = self.word_end(at);
            let word = self.text().get(at..end).unwrap_or_default();
            match equals_sign(word) {
                Some(equals) => pairs.push(Pair {
                    name: self.line.word(at..at + equals),
                    value: Some(self.line.word(at + equals + 1..end)),
                    legacy: false,
                }),
                None if legacy_allowed => {
                    let span = self.line.range(at..end);
                    let shown: String = word.chars().take(40).collect();
                    self.problem(
                        span,
                        format!("`{shown}` is no `name=value`"),
                        Some("Quote a value that has spaces.".to_owned()),
                    );
                }
                None => pairs.push(Pair { name: self.line.word(at..end), value: None, legacy: false }),
            }
            at = self.skip_space(end);
        }
        pairs
    }

    fn copy(&mut self, args: usize) -> Copy {
        let (flags, args) = self.flags(args);
        let (mut words, json) = match self.json(args) {
            Some(words) => (words, true),
            None => (self.words(args), false),
        };
        let destination = words.pop().unwrap_or_default();
        let heredoc = words.iter().any(|word| word.text.starts_with("<<"));
        words.retain(|word| !word.text.starts_with("<<"));
        if words.is_empty() && !heredoc {
            let span = self.line.span.clone();
            self.problem(span, "at least one source and a destination are needed", None);
        }
        Copy { flags, sources: words, destination, heredocs: Vec::new(), json }
    }

    fn command(&mut self, args: usize) -> Command {
        match self.json(args) {
            Some(words) => Command::Exec(words),
            None => Command::Shell(self.line.shell(args)),
        }
    }

    fn healthcheck(&mut self, args: usize) -> Instruction {
        let (flags, args) = self.flags(args);
        let end = self.word_end(args);
        match self.text().get(args..end).unwrap_or_default().to_ascii_uppercase().as_str() {
            "NONE" => Instruction::Healthcheck(Healthcheck { flags, command: None }),
            "CMD" if !self.rest(end).trim().is_empty() => {
                let at = self.skip_space(end);
                Instruction::Healthcheck(Healthcheck { flags, command: Some(self.command(at)) })
            }
            _ => {
                self.problem(self.line.span.clone(), "HEALTHCHECK takes `CMD command` or `NONE`", None);
                Instruction::Unread
            }
        }
    }

    /// The words of a JSON list of strings, or nothing when the text is no such list.
    fn json(&self, args: usize) -> Option<Vec<Word>> {
        let rest = self.rest(args);
        if !rest.starts_with('[') {
            return None;
        }
        let mut words = Vec::new();
        let mut at = args + 1;
        loop {
            at = self.skip_space(at);
            match self.text().as_bytes().get(at)? {
                b']' if words.is_empty() => break,
                b'"' => {
                    let end = string_end(self.text(), at)?;
                    let literal = self.text().get(at..end)?;
                    let value: String = serde_json::from_str(literal).ok()?;
                    words.push(Word::new(value, self.line.range(at..end)));
                    at = self.skip_space(end);
                    match self.text().as_bytes().get(at)? {
                        b',' => at += 1,
                        b']' => break,
                        _ => return None,
                    }
                    // A comma before the bracket is no JSON.
                    if self.rest(at).trim_start().starts_with(']') {
                        return None;
                    }
                }
                _ => return None,
            }
        }
        self.rest(at + 1).trim().is_empty().then_some(words)
    }
}

/// The offset of the `=` that ends a name; quotes in front of it make the word a value.
fn equals_sign(word: &str) -> Option<usize> {
    let at = word.find('=')?;
    (at > 0).then_some(at)
}

/// The offset behind the closing quote of a JSON string.
fn string_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}
