//! Text to model. Modelled on the Dockerfile reference; one unreadable instruction costs only itself.

use std::ops::Range;

use architect_core::{Source, nearest};

use crate::dockerfile::heredoc::{opening, openings};
use crate::dockerfile::instruction::{
    Command, Copy, Flag, From, Healthcheck, Heredoc, Instruction, KEYWORDS, Pair, Run, Statement,
};
use crate::dockerfile::lines::{Lines, LogicalLine};
use crate::dockerfile::stage::Stage;
use crate::dockerfile::word::{Word, unquote_with};
use crate::dockerfile::{Directive, Dockerfile, Problem, flags};

impl Dockerfile {
    /// Reads a Dockerfile.
    pub fn read(source: &Source) -> Self {
        let mut file = Self::default();
        let after = file.read_directives(source.text());
        let escape = file.escape();
        let mut lines = Lines::new(source.text(), after, escape);
        while let Some(line) = lines.next_instruction() {
            let mut reader = Reader { line: &line, escape, problems: &mut file.problems };
            let mut statement = reader.statement(0, false);
            take_heredocs(&mut statement, &line, source.text(), &mut lines, &mut file.problems);
            file.empty_continuations.extend(line.blank);
            file.place(statement);
        }
        let mut comments: Vec<Range<usize>> =
            file.directives.iter().map(|directive| directive.span.clone()).collect();
        comments.append(&mut lines.comments);
        file.comments = comments;
        file.link(source.text().len());
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
            self.stages.push(Stage { index, from, parent: None, from_statement: statement, statements: Vec::new() });
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
        const MARK: &str = "\u{feff}";
        let mut at = if text.starts_with(MARK) { MARK.len() } else { 0 };
        for line in text.get(at..).unwrap_or_default().split_inclusive('\n') {
            let content = line.trim();
            let directive = content.strip_prefix('#').and_then(|rest| rest.split_once('='));
            let Some((name, value)) = directive else { break };
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_owned());
            if !["syntax", "escape", "check"].contains(&name.as_str()) || value.is_empty() {
                break;
            }
            let start = at + (line.len() - line.trim_start().len());
            let span = start..start + content.len();
            if self.directive(&name).is_some() {
                self.problems.push(Problem {
                    span: span.clone(),
                    message: format!("there can be only one directive `{name}`"),
                    help: Some("Put a line that is no directive before it, if it is meant as a comment.".to_owned()),
                });
            } else if name == "escape" && !["\\", "`"].contains(&value.as_str()) {
                self.problems.push(Problem {
                    span: span.clone(),
                    message: "the escape character is a backslash or a backtick".to_owned(),
                    help: Some("Write `# escape=\\` or `` # escape=` ``.".to_owned()),
                });
            }
            self.directives.push(Directive { name, value, span });
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
    for opening in openings(&line.text) {
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
            strip_tabs: opening.strip_tabs,
            body: Word::new(content, body),
        });
        span.end = lines.position().min(text.len()).max(span.end);
        let end = text.get(..span.end).map_or(span.end, |before| before.trim_end().len());
        span.end = end.max(span.start);
    }
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

    /// Reads the statement that begins at an offset of the line; `kept` when ONBUILD keeps it.
    fn statement(&mut self, start: usize, kept: bool) -> Statement {
        let start = self.skip_space(start);
        let end = self.rest(start).find(is_blank).map_or(self.text().len(), |end| start + end);
        let keyword = self.line.word(start..end);
        let (flags, args) = self.flags(self.skip_space(end));
        let name = keyword.text.to_ascii_uppercase();
        let known = KEYWORDS.contains(&name.as_str());
        if known {
            self.problems.extend(flags::problems(&name, &flags));
        }
        // Without a command these three run an empty one.
        let empty_allowed = matches!(name.as_str(), "RUN" | "CMD" | "ENTRYPOINT");
        let instruction = if known && !empty_allowed && args >= self.text().trim_end().len() {
            let message = format!("{name} has no arguments");
            self.problem(keyword.span.clone(), message, None);
            Instruction::Unread
        } else {
            self.instruction(&name, &keyword, flags, args, kept)
        };
        let span = keyword.span.start..self.line.span.end.max(keyword.span.end);
        Statement { keyword, instruction, span, comments: Vec::new() }
    }

    fn instruction(&mut self, name: &str, keyword: &Word, flags: Vec<Flag>, args: usize, kept: bool) -> Instruction {
        if kept && matches!(name, "ONBUILD" | "FROM" | "MAINTAINER") {
            self.problem(keyword.span.clone(), format!("ONBUILD cannot keep {name}"), None);
            return Instruction::Unread;
        }
        match name {
            "FROM" => self.from(flags, args),
            "ARG" => Instruction::Arg(self.pairs(args, name)),
            "ENV" => Instruction::Env(self.pairs(args, name)),
            "LABEL" => Instruction::Label(self.pairs(args, name)),
            "COPY" => Instruction::Copy(self.copy(flags, args)),
            "ADD" => Instruction::Add(self.copy(flags, args)),
            "RUN" => Instruction::Run(Run { flags, command: self.command(args), heredocs: Vec::new() }),
            "CMD" => Instruction::Cmd(self.command(args)),
            "ENTRYPOINT" => Instruction::Entrypoint(self.command(args)),
            "EXPOSE" => Instruction::Expose(self.words(args)),
            "HEALTHCHECK" => self.healthcheck(flags, args),
            "USER" => Instruction::User(self.remainder(args)),
            "WORKDIR" => Instruction::Workdir(self.remainder(args)),
            "VOLUME" => self.volume(args),
            "STOPSIGNAL" => Instruction::Stopsignal(self.remainder(args)),
            "SHELL" => self.shell(args),
            "ONBUILD" => Instruction::Onbuild(Box::new(self.statement(args, true))),
            "MAINTAINER" => Instruction::Maintainer(self.remainder(args)),
            _ => {
                let help = nearest::nearest(name, KEYWORDS).map(|near| format!("Did you mean `{near}`?"));
                let shown: String = keyword.text.chars().take(40).collect();
                self.problem(keyword.span.clone(), format!("there is no instruction `{shown}`"), help);
                Instruction::Unread
            }
        }
    }

    fn shell(&mut self, args: usize) -> Instruction {
        match self.json(args) {
            Some(words) if !words.is_empty() => Instruction::Shell(words),
            _ => {
                let span = self.line.range(args..self.text().trim_end().len());
                let help = Some("Write `SHELL [\"/bin/bash\", \"-c\"]`.".to_owned());
                self.problem(span, "SHELL takes a JSON list of words", help);
                Instruction::Unread
            }
        }
    }

    fn volume(&mut self, args: usize) -> Instruction {
        let words = self.json(args).unwrap_or_else(|| self.words(args));
        if words.is_empty() || words.iter().any(|word| word.text.trim().is_empty()) {
            let span = self.line.range(args..self.text().trim_end().len());
            self.problem(span, "VOLUME takes paths, and none that is empty", None);
        }
        Instruction::Volume(words)
    }

    fn remainder(&self, args: usize) -> Word {
        self.line.word(args..self.text().trim_end().len().max(args))
    }

    /// Words parted by spaces. Quotes do not hold a word together here: a path with a space needs the JSON form.
    fn words(&self, args: usize) -> Vec<Word> {
        let mut words = Vec::new();
        let whole = self.text().trim_end().len();
        let mut at = args;
        loop {
            at += self.rest(at).find(|character| !is_blank(character)).unwrap_or(0);
            if at >= whole {
                return words;
            }
            let end = self.rest(at).find(is_blank).map_or(whole, |end| at + end);
            words.push(self.line.word(at..end));
            at = end;
        }
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

    /// Flags in front of the arguments, and where those begin; `--` alone ends them.
    fn flags(&self, args: usize) -> (Vec<Flag>, usize) {
        let mut flags = Vec::new();
        let mut at = args;
        while self.rest(at).starts_with("--") {
            let end = self.word_end(at);
            let word = self.line.word(at..end);
            at = self.skip_space(end);
            if word.text == "--" {
                break;
            }
            let (name, value) = match word.text.find('=') {
                Some(equals) => {
                    let start = end - word.text.len();
                    (word.text.get(2..equals), Some(self.line.word(start + equals + 1..end)))
                }
                None => (word.text.get(2..), None),
            };
            let name = unquote_with(name.unwrap_or_default(), self.escape);
            flags.push(Flag { name, value, word });
        }
        (flags, at)
    }

    fn from(&mut self, flags: Vec<Flag>, args: usize) -> Instruction {
        let words = self.words(args);
        match words.as_slice() {
            [image] => Instruction::From(From { flags, image: image.clone(), name: None }),
            [image, as_, name] if as_.text.eq_ignore_ascii_case("as") => {
                if !is_stage_name(&name.text) {
                    let shown: String = name.text.chars().take(40).collect();
                    self.problem(
                        name.span.clone(),
                        format!("`{shown}` is no name for a stage"),
                        Some("A name begins with a letter and has letters, digits, `-`, `_` and `.`.".to_owned()),
                    );
                }
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
    fn pairs(&mut self, args: usize, keyword: &str) -> Vec<Pair> {
        let legacy_allowed = keyword != "ARG";
        let start = self.skip_space(args);
        let end = self.word_end(start);
        let whole = self.text().trim_end().len();
        if legacy_allowed && !self.text().get(start..end).unwrap_or_default().contains('=') {
            // The old form knows no quotes: the name ends at the first space.
            let end = self.rest(start).find(is_blank).map_or(whole, |end| start + end);
            let name = self.line.word(start..end);
            let value = self.skip_space(end);
            if value >= whole {
                let message = format!("`{}` has no value", name.text);
                self.problem(name.span.clone(), message, Some(format!("Write `{}=value`.", name.text)));
                return Vec::new();
            }
            return vec![Pair { name, value: Some(self.remainder(value)), legacy: true }];
        }
        let mut pairs = Vec::new();
        let mut at = start;
        while at < whole {
            let end = self.word_end(at);
            let word = self.text().get(at..end).unwrap_or_default();
            match word.find('=') {
                Some(0) => {
                    let span = self.line.range(at..end);
                    self.problem(span, format!("a name is missing in front of the `=` of {keyword}"), None);
                }
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

    fn copy(&mut self, flags: Vec<Flag>, args: usize) -> Copy {
        let (mut words, json) = match self.json(args) {
            Some(words) => (words, true),
            None => (self.words(args), false),
        };
        if words.len() < 2 {
            let span = self.line.span.clone();
            self.problem(span, "at least one source and a destination are needed", None);
        }
        let destination = words.pop().unwrap_or_default();
        if !json {
            words.retain(|word| opening(&word.text).is_none());
            if opening(&destination.text).is_some() {
                self.problem(destination.span.clone(), "a here-document is no destination", None);
            }
        }
        Copy { flags, sources: words, destination, heredocs: Vec::new(), json }
    }

    fn command(&mut self, args: usize) -> Command {
        match self.json(args) {
            Some(words) => Command::Exec(words),
            None => Command::Shell(self.line.shell(args)),
        }
    }

    fn healthcheck(&mut self, flags: Vec<Flag>, args: usize) -> Instruction {
        let end = self.word_end(args);
        let at = self.skip_space(end);
        let bare = at >= self.text().trim_end().len();
        match self.text().get(args..end).unwrap_or_default().to_ascii_uppercase().as_str() {
            "NONE" if bare => Instruction::Healthcheck(Healthcheck { flags, command: None }),
            "CMD" if !bare => {
                let command = self.command(at);
                if command == Command::Exec(Vec::new()) {
                    self.problem(self.line.span.clone(), "HEALTHCHECK CMD has no command", None);
                }
                Instruction::Healthcheck(Healthcheck { flags, command: Some(command) })
            }
            _ => {
                self.problem(self.line.span.clone(), "HEALTHCHECK takes `CMD command` or `NONE`", None);
                Instruction::Unread
            }
        }
    }

    /// The words of a JSON list of strings. What is no JSON is a text in the other form; a list of other things is
    /// nothing at all.
    fn json(&mut self, args: usize) -> Option<Vec<Word>> {
        if !self.rest(args).starts_with('[') {
            return None;
        }
        let words = self.strings(args);
        if words.is_none() && serde_json::from_str::<Vec<serde_json::Value>>(self.rest(args)).is_ok() {
            let span = self.line.range(args..self.text().trim_end().len());
            let help = Some("Put each word in double quotes.".to_owned());
            self.problem(span, "a JSON list here holds nothing but strings", help);
        }
        words
    }

    fn skip_json_space(&self, at: usize) -> usize {
        let rest = self.rest(at);
        at + (rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len())
    }

    fn strings(&self, args: usize) -> Option<Vec<Word>> {
        let mut words = Vec::new();
        let mut at = args + 1;
        loop {
            at = self.skip_json_space(at);
            match self.text().as_bytes().get(at)? {
                b']' if words.is_empty() => break,
                b'"' => {
                    let end = string_end(self.text(), at)?;
                    let value = string(self.text().get(at..end)?)?;
                    words.push(Word::new(value, self.line.range(at..end)));
                    at = self.skip_json_space(end);
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

/// What parts the words of most instructions.
fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\x0b' | '\x0c' | '\r')
}

/// A letter, then letters, digits, `-`, `_` and `.`; in whatever case.
fn is_stage_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.'))
}

/// The value of a JSON string.
fn string(literal: &str) -> Option<String> {
    serde_json::from_str(literal).ok()
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
