//! The simple commands in a text for the shell.
//!
//! This is no shell grammar: it finds where commands begin and end and what their words are, which is what rules
//! about programs and their arguments need. Quotes, substitutions, lists, pipes, groups and keywords are understood;
//! the inside of a substitution is read as commands of its own. Linear in the text; nesting is followed to a bound.

use std::ops::Range;

use crate::dockerfile::instruction::{Command, Heredoc, Run, ShellText};
use crate::dockerfile::word::unquote;

/// How a command is joined to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// It is the first, or stands behind `;`, a line break, a keyword or a bracket.
    Start,
    /// `&&`.
    And,
    /// `||`.
    Or,
    /// `|` or `|&`: its input is the output of the one before.
    Pipe,
    /// It stands within `$(…)`, `<(…)` or backquotes of the command before.
    Substitution,
}

/// A word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellWord {
    /// As written.
    pub text: String,
    /// Bytes of the source.
    pub span: Range<usize>,
}

impl ShellWord {
    /// Without quotes.
    pub fn plain(&self) -> String {
        unquote(&self.text)
    }
}

/// A simple command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimpleCommand {
    /// How it is joined to the one before.
    pub joint: Joint,
    /// Assignments in front of it, as written.
    pub assignments: Vec<ShellWord>,
    /// Program and arguments, without redirections. Never empty.
    pub words: Vec<ShellWord>,
}

impl SimpleCommand {
    /// The words behind `sudo`, `exec`, `env`, `time`, `nice`, `command` and their like: what really runs.
    pub fn program(&self) -> &[ShellWord] {
        let mut words = self.words.as_slice();
        while let [first, rest @ ..] = words {
            let name = first.plain();
            let wraps = matches!(
                base_name(&name),
                "sudo" | "exec" | "env" | "time" | "nice" | "command" | "nohup" | "eatmydata"
            );
            if !wraps || rest.is_empty() {
                break;
            }
            let skip = rest.iter().take_while(|word| word.text.starts_with('-') || word.text.contains('=')).count();
            match rest.get(skip..) {
                Some(inner) if !inner.is_empty() => words = inner,
                _ => break,
            }
        }
        words
    }

    /// The program's name without its folder.
    pub fn name(&self) -> String {
        let name = self.program().first().map(ShellWord::plain).unwrap_or_default();
        base_name(&name).to_owned()
    }

    /// The program's arguments, without quotes.
    pub fn arguments(&self) -> Vec<String> {
        self.program().iter().skip(1).map(ShellWord::plain).collect()
    }

    /// The first argument that is no option.
    pub fn verb(&self) -> Option<&ShellWord> {
        self.program().iter().skip(1).find(|word| !word.text.starts_with('-'))
    }

    /// Whether one of the arguments is one of these words.
    pub fn has(&self, options: &[&str]) -> bool {
        self.program().iter().skip(1).any(|word| options.contains(&word.plain().as_str()))
    }

    /// Whether an argument is one of these options, or a bundle of short options with this letter.
    pub fn has_option(&self, letter: char, long: &[&str]) -> bool {
        self.program().iter().skip(1).any(|word| {
            let plain = word.plain();
            let name = plain.split('=').next().unwrap_or_default();
            let bundle = plain.strip_prefix('-').is_some_and(|short| {
                !short.starts_with('-') && short.chars().all(|c| c.is_ascii_alphabetic()) && short.contains(letter)
            });
            bundle || long.contains(&name)
        })
    }

    /// From the first word to the last.
    pub fn span(&self) -> Range<usize> {
        let start = self.words.first().map_or(0, |word| word.span.start);
        let end = self.words.last().map_or(start, |word| word.span.end);
        start..end.max(start)
    }
}

/// The last part of a path.
pub fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The commands of a `RUN`, in the order of the text.
pub fn commands_of(run: &Run) -> Vec<SimpleCommand> {
    match &run.command {
        Command::Exec(words) => exec_commands(words),
        Command::Shell(shell) => {
            let mut commands = commands(shell);
            commands.retain(|command| !command.words.is_empty());
            for heredoc in &run.heredocs {
                commands.extend(heredoc_commands(&commands, heredoc));
            }
            commands
        }
    }
}

/// The commands of a command in either form.
pub fn commands_of_command(command: &Command) -> Vec<SimpleCommand> {
    match command {
        Command::Exec(words) => exec_commands(words),
        Command::Shell(shell) => commands(shell),
    }
}

/// A JSON list is one command; `sh -c TEXT` is what TEXT says.
fn exec_commands(words: &[crate::dockerfile::word::Word]) -> Vec<SimpleCommand> {
    if let [shell, option, text, ..] = words
        && is_shell(&shell.text)
        && option.text.starts_with('-')
        && option.text.ends_with('c')
    {
        // Within a JSON string an escape can move places: the word's start is right, what follows nearly so.
        let inner = ShellText { text: text.text.clone(), map: vec![(0, text.span.start + 1)], lines: Vec::new() };
        return commands(&inner);
    }
    let words: Vec<ShellWord> =
        words.iter().map(|word| ShellWord { text: quoted(&word.text), span: word.span.clone() }).collect();
    if words.is_empty() {
        return Vec::new();
    }
    vec![SimpleCommand { joint: Joint::Start, assignments: Vec::new(), words }]
}

/// A word whose plain form is the text.
fn quoted(text: &str) -> String {
    if text.contains(['"', '\'', '\\']) { format!("'{}'", text.replace('\'', "'\\''")) } else { text.to_owned() }
}

/// Whether a program is a POSIX shell.
pub fn is_shell(program: &str) -> bool {
    matches!(base_name(program), "sh" | "bash" | "ash" | "dash" | "zsh" | "ksh")
}

/// A here-document is a script when the line has nothing but its opening, or feeds it to a shell.
fn heredoc_commands(line: &[SimpleCommand], heredoc: &Heredoc) -> Vec<SimpleCommand> {
    let fed_to_shell = line.iter().any(|command| is_shell(&command.name()));
    if !(line.is_empty() || fed_to_shell) {
        return Vec::new();
    }
    let body = heredoc.body.text.trim_start();
    if let Some(interpreter) = body.strip_prefix("#!") {
        let first = interpreter.lines().next().unwrap_or_default();
        if !first.split_whitespace().any(is_shell) {
            return Vec::new();
        }
    }
    let text =
        ShellText { text: heredoc.body.text.clone(), map: vec![(0, heredoc.body.span.start)], lines: Vec::new() };
    commands(&text)
}

/// Deepest nesting of substitutions that is followed.
const MAX_DEPTH: usize = 16;

/// The commands of a text.
pub fn commands(shell: &ShellText) -> Vec<SimpleCommand> {
    let mut splitter = Splitter { shell, found: Vec::new() };
    splitter.split(0..shell.text.len(), Joint::Start, 0);
    splitter.found
}

struct Splitter<'s> {
    shell: &'s ShellText,
    found: Vec<SimpleCommand>,
}

/// The command that is being read.
#[derive(Default)]
struct Open {
    assignments: Vec<ShellWord>,
    words: Vec<ShellWord>,
    /// Ranges of substitutions in the words read so far.
    inner: Vec<Range<usize>>,
    skip_next: bool,
}

impl Splitter<'_> {
    fn split(&mut self, range: Range<usize>, first: Joint, depth: usize) {
        let bytes = self.shell.text.as_bytes();
        let mut open = Open::default();
        let mut joint = first;
        let mut at = range.start;
        while at < range.end {
            let Some(byte) = bytes.get(at).copied() else { break };
            let next = bytes.get(at + 1).copied().filter(|_| at + 1 < range.end);
            let (ends, length, then) = match (byte, next) {
                (b'&', Some(b'&')) => (true, 2, Joint::And),
                (b'|', Some(b'|')) => (true, 2, Joint::Or),
                (b'|', Some(b'&')) => (true, 2, Joint::Pipe),
                (b'|', _) => (true, 1, Joint::Pipe),
                (b'\\', Some(b'\n')) => (false, 2, joint),
                (b'&', Some(b'>')) => {
                    open.skip_next = true;
                    (false, 2, joint)
                }
                (b'&' | b';' | b'\n' | b'(' | b')', _) => (true, 1, Joint::Start),
                (b' ' | b'\t' | b'\r', _) => (false, 1, joint),
                (b'#', _) => {
                    let rest = self.shell.text.get(at..range.end).unwrap_or_default();
                    (false, rest.find('\n').unwrap_or(rest.len()), joint)
                }
                _ => {
                    at = self.word(at, range.end, &mut open);
                    continue;
                }
            };
            if ends {
                self.close(&mut open, joint, depth);
                joint = then;
            }
            at += length;
        }
        self.close(&mut open, joint, depth);
    }

    fn close(&mut self, open: &mut Open, joint: Joint, depth: usize) {
        let done = std::mem::take(open);
        if !done.words.is_empty() {
            self.found.push(SimpleCommand { joint, assignments: done.assignments, words: done.words });
        }
        if depth < MAX_DEPTH {
            for inner in done.inner {
                self.split(inner, Joint::Substitution, depth + 1);
            }
        }
    }

    /// Reads the word at an offset; gives the offset behind it.
    fn word(&mut self, start: usize, end: usize, open: &mut Open) -> usize {
        let bytes = self.shell.text.as_bytes();
        let mut at = start;
        let mut redirection = false;
        while at < end {
            let Some(byte) = bytes.get(at).copied() else { break };
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'|' | b'&' | b'(' | b')' => break,
                b'\\' => at += 2,
                b'\'' => at = quote_end(bytes, at, end),
                b'"' => at = self.double_quote(at, end, &mut open.inner),
                b'$' if bytes.get(at + 1) == Some(&b'(') => at = bracket(bytes, at + 1, end, &mut open.inner),
                b'$' if bytes.get(at + 1) == Some(&b'{') => at = brace_end(bytes, at + 1, end),
                b'`' => {
                    let close = bytes.get(at + 1..end).and_then(|rest| rest.iter().position(|b| *b == b'`'));
                    let close = close.map_or(end, |close| at + 1 + close);
                    open.inner.push(at + 1..close);
                    at = close + 1;
                }
                b'<' | b'>' => {
                    let digits = self.shell.text.get(start..at).unwrap_or_default();
                    if !digits.is_empty() && !digits.bytes().all(|b| b.is_ascii_digit()) {
                        break;
                    }
                    if bytes.get(at + 1) == Some(&b'(') {
                        at = bracket(bytes, at + 1, end, &mut open.inner);
                        continue;
                    }
                    redirection = true;
                    while at < end && matches!(bytes.get(at), Some(b'<' | b'>' | b'&' | b'-')) {
                        at += 1;
                    }
                    // The target may stand behind a space.
                    let target = bytes.get(at).is_none_or(u8::is_ascii_whitespace);
                    open.skip_next = target && at < end;
                    if target {
                        return at.max(start + 1);
                    }
                }
                _ => at += 1,
            }
        }
        let at = at.clamp(start + 1, end.max(start + 1));
        let range = start..self.boundary(at.min(end));
        if redirection {
            return range.end.max(start + 1);
        }
        if std::mem::take(&mut open.skip_next) {
            return range.end.max(start + 1);
        }
        let text = self.shell.text.get(range.clone()).unwrap_or_default();
        let word = ShellWord { text: text.to_owned(), span: self.shell.source_range(range.clone()) };
        let at_start = open.words.is_empty();
        let keyword = matches!(
            text,
            "if" | "then" | "else" | "elif" | "fi" | "do" | "done" | "while" | "until" | "!" | "{" | "}" | "esac"
        );
        if at_start && keyword {
            // What follows a keyword begins a command.
        } else if at_start && is_assignment(text) {
            open.assignments.push(word);
        } else {
            open.words.push(word);
        }
        range.end.max(start + 1)
    }

    fn boundary(&self, mut at: usize) -> usize {
        while !self.shell.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    /// Reads a double-quoted part, noting the substitutions in it.
    fn double_quote(&self, start: usize, end: usize, inner: &mut Vec<Range<usize>>) -> usize {
        let bytes = self.shell.text.as_bytes();
        let mut at = start + 1;
        while at < end {
            match bytes.get(at) {
                Some(b'"') => return at + 1,
                Some(b'\\') => at += 2,
                Some(b'$') if bytes.get(at + 1) == Some(&b'(') => at = bracket(bytes, at + 1, end, inner),
                Some(_) => at += 1,
                None => break,
            }
        }
        end
    }
}

/// Reads `(…)` and notes its inside; gives the offset behind the closing bracket.
fn bracket(bytes: &[u8], open: usize, end: usize, inner: &mut Vec<Range<usize>>) -> usize {
    let mut depth = 0_usize;
    let mut at = open;
    while at < end {
        match bytes.get(at) {
            Some(b'(') => depth += 1,
            Some(b')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    inner.push(open + 1..at);
                    return at + 1;
                }
            }
            Some(b'\\') => at += 1,
            Some(b'\'') => {
                at = quote_end(bytes, at, end);
                continue;
            }
            Some(_) => {}
            None => break,
        }
        at += 1;
    }
    inner.push(open + 1..end);
    end
}

/// The offset behind the quote that closes the one at `start`.
fn quote_end(bytes: &[u8], start: usize, end: usize) -> usize {
    let quote = bytes.get(start).copied().unwrap_or(b'\'');
    let close = bytes.get(start + 1..end).and_then(|rest| rest.iter().position(|byte| *byte == quote));
    close.map_or(end, |close| start + close + 2)
}

fn brace_end(bytes: &[u8], open: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    for at in open..end {
        match bytes.get(at) {
            Some(b'{') => depth += 1,
            Some(b'}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    end
}

fn is_assignment(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else { return false };
    let name = name.strip_suffix('+').unwrap_or(name);
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let shell = ShellText { text: text.to_owned(), map: vec![(0, 0)], lines: Vec::new() };
        let shown = |command: &SimpleCommand| {
            let words: Vec<String> = command.words.iter().map(|word| word.text.clone()).collect();
            format!("{:?} {}", command.joint, words.join(" "))
        };
        commands(&shell).iter().map(shown).collect()
    }

    #[test]
    fn lists_pipes_and_groups_are_parted() {
        assert_eq!(
            read("A=1 apt-get update && (cd /x; make -j4 2>&1 | tee > log) || exit 1 # end"),
            ["Start apt-get update", "Start cd /x", "Start make -j4", "Pipe tee", "Or exit 1"]
        );
    }

    #[test]
    fn substitutions_are_commands_of_their_own() {
        assert_eq!(
            read("sh -c \"$(curl -fsSL https://x.y/z)\" && bash <(wget -qO- u) `id -u`"),
            [
                "Start sh -c \"$(curl -fsSL https://x.y/z)\"",
                "Substitution curl -fsSL https://x.y/z",
                "And bash <(wget -qO- u) `id -u`",
                "Substitution wget -qO- u",
                "Substitution id -u"
            ]
        );
    }

    #[test]
    fn keywords_begin_a_command_and_quotes_hold_one() {
        assert_eq!(
            read("if [ -f x ]; then echo 'a && b; c'; fi; for f in *.c; do cc \"$f\"; done"),
            ["Start [ -f x ]", "Start echo 'a && b; c'", "Start for f in *.c", "Start cc \"$f\""]
        );
    }

    #[test]
    fn what_really_runs_stands_behind_its_wrappers() {
        let shell = ShellText {
            text: "sudo -E env A=1 /usr/bin/apt-get -qy install x".to_owned(),
            map: vec![(0, 0)],
            lines: Vec::new(),
        };
        let found = commands(&shell);

        assert_eq!(found[0].name(), "apt-get");
        assert!(found[0].has_option('y', &["--yes"]));
        assert_eq!(found[0].verb().map(ShellWord::plain).as_deref(), Some("install"));
    }
}
