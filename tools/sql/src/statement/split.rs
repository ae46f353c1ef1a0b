//! The splitter: a text into statements, tolerant of everything that stands between them.
//!
//! A source comes in, a [`Script`] goes out. Quotes, comments, dollar quotes and bodies of routines are respected;
//! rows of `COPY … FROM stdin`, meta commands of the shells (`\connect`, `.mode`, `:setvar`, `DELIMITER`, `GO`) are
//! passed over. Something that is never closed costs its own statement, not the file. Linear in the text.

use std::ops::Range;

use architect_core::{Gap, Source};

use super::scan::{Piece, Scanner};
use super::{Script, Statement};
use crate::dialect::Dialect;

/// Splits a source into its statements.
pub fn split(source: &Source, dialect: Dialect) -> Script {
    within(source, 0..source.text().len(), dialect)
}

/// The statements of a part of a source: the body of a block.
pub(crate) fn split_range(source: &Source, range: Range<usize>, dialect: Dialect) -> Vec<Statement> {
    within(source, range, dialect).statements
}

fn within(source: &Source, range: Range<usize>, dialect: Dialect) -> Script {
    let mut splitter = Splitter {
        source,
        dialect,
        end: range.end,
        scanner: Scanner::new(source.text(), range, dialect),
        recoveries: 0,
        script: Script::default(),
    };
    while splitter.statement() {}
    splitter.script
}

/// How often a quote or a body that is never closed is taken for a slip of one statement. Each costs a look at the
/// rest of the text, so the number is bounded.
const MOST_RECOVERIES: usize = 8;

/// The words at the head of a statement that say what it creates come within this many.
const HEAD_WORDS: usize = 16;

struct Splitter<'s> {
    source: &'s Source,
    dialect: Dialect,
    /// Where the text that is split ends.
    end: usize,
    scanner: Scanner<'s>,
    recoveries: usize,
    script: Script,
}

/// What is known of the statement that is being read, from its words so far.
#[expect(clippy::struct_excessive_bools, reason = "each is a word of the statement or a fact of its own")]
#[derive(Default)]
struct Progress<'s> {
    start: Option<usize>,
    end: usize,
    words: usize,
    first_word: &'s str,
    /// The word just before, with nothing in between.
    previous_word: &'s str,
    /// `CREATE` or `ALTER` of a function, procedure, trigger or event.
    routine: bool,
    rule: bool,
    /// `CREATE`, `ALTER` or `DROP` of a table or an index.
    table: bool,
    /// Nothing more can be learnt from the words at its head.
    decided: bool,
    rows: bool,
    copies: bool,
    parens: usize,
    /// Open `CASE` of a statement of Transact-SQL.
    cases: usize,
    /// Open `BEGIN` and `CASE` of a routine's body, innermost last.
    blocks: Vec<Block>,
    /// Where the outermost of them begins.
    body: usize,
    /// The previous word was `END`, which closes the innermost block unless the next word says otherwise.
    ending: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Begin,
    Case,
}

/// What a word does to the statement that is being read.
enum Effect {
    GoesOn,
    /// The word begins the next statement.
    Begins,
    /// The word stands on a line between statements (`GO`).
    Separates,
}

fn is(word: &str, keyword: &str) -> bool {
    word.eq_ignore_ascii_case(keyword)
}

fn is_any(word: &str, keywords: &[&str]) -> bool {
    keywords.iter().any(|keyword| is(word, keyword))
}

impl<'s> Splitter<'s> {
    fn text(&self, range: Range<usize>) -> &'s str {
        // The lifetime is the source's, not that of the borrow of `self`.
        let source: &'s Source = self.source;
        source.text().get(range).unwrap_or_default()
    }

    /// Reads one statement; false at the end of the text.
    fn statement(&mut self) -> bool {
        let mut progress = Progress::default();
        // Where the piece before ends.
        let mut passed = 0;
        loop {
            if progress.start.is_none() && self.meta_command() {
                continue;
            }
            let rows = progress.rows && !self.scanner.has_own_delimiter() && self.dialect != Dialect::MsSql;
            let next = if rows { self.scanner.next_boundary() } else { self.scanner.next() };
            let Some((piece, range)) = next else {
                if rows {
                    self.end_rows(&mut progress, passed, self.source.text().len());
                }
                return self.end_of_text(&progress);
            };
            if rows && matches!(piece, Piece::Terminator | Piece::Comment { .. } | Piece::Symbol(b'\\')) {
                self.end_rows(&mut progress, passed, range.start);
            }
            passed = range.end;
            match piece {
                Piece::Comment { closed } => {
                    if !closed {
                        let reason = "a comment that begins here is never closed: the rest of the text was not read";
                        self.script.gaps.push(Gap::at(self.source.span(range.start..range.start + 2), reason));
                    }
                    self.script.comments.push(range);
                    continue;
                }
                Piece::Terminator => {
                    if progress.ending {
                        progress.blocks.pop();
                        progress.ending = false;
                    }
                    if self.ends_at_terminator(&progress) {
                        self.push(&progress, None);
                        if progress.copies {
                            self.skip_copied_rows();
                        }
                        return true;
                    }
                }
                Piece::Symbol(b'\\') if self.dialect == Dialect::PostgreSql => {
                    // `\gexec`, `\gset` and the like end a query as a semicolon does.
                    self.push(&progress, None);
                    self.scanner.jump(self.scanner.line_end(range.start));
                    return true;
                }
                Piece::Symbol(b'(') => {
                    progress.parens += 1;
                    progress.previous_word = "";
                }
                Piece::Symbol(b')') => {
                    progress.parens = progress.parens.saturating_sub(1);
                    progress.previous_word = "";
                }
                Piece::Word => match self.on_word(&mut progress, &range) {
                    Effect::GoesOn => {}
                    Effect::Begins => {
                        self.push(&progress, None);
                        self.scanner.jump(range.start);
                        return true;
                    }
                    Effect::Separates => {
                        self.script.separators.push(range.start);
                        self.push(&progress, None);
                        self.scanner.jump(self.scanner.line_end(range.start));
                        return true;
                    }
                },
                Piece::Quoted { closed: false } => {
                    progress.start.get_or_insert(range.start);
                    progress.end = range.end;
                    return self.recover(&progress, range.start, "a quote that opens here is never closed");
                }
                Piece::Quoted { .. } | Piece::Placeholder | Piece::Condition | Piece::Symbol(_) => {
                    progress.previous_word = "";
                    if progress.ending {
                        progress.blocks.pop();
                        progress.ending = false;
                    }
                }
            }
            progress.start.get_or_insert(range.start);
            progress.end = range.end;
        }
    }

    /// Between the boundaries that are looked for in rows stands more of the statement.
    fn end_rows(&self, progress: &mut Progress<'_>, from: usize, to: usize) {
        let between = self.text(from..to).trim_end();
        if !between.is_empty() {
            progress.end = progress.end.max(from + between.len());
        }
    }

    /// A semicolon ends the statement unless a body, a rule's parentheses or the batch say otherwise.
    fn ends_at_terminator(&self, progress: &Progress<'_>) -> bool {
        if self.scanner.has_own_delimiter() {
            return true;
        }
        let inside_rule = progress.rule && progress.parens > 0;
        let whole_batch = self.dialect == Dialect::MsSql && progress.routine;
        progress.blocks.is_empty() && !inside_rule && !whole_batch
    }

    fn push(&mut self, progress: &Progress<'_>, unreadable: Option<Gap>) {
        let Some(start) = progress.start else { return };
        let bytes = start..progress.end.max(start);
        self.script.statements.push(Statement::new(self.source, bytes, self.dialect, progress.rows, unreadable));
    }

    fn end_of_text(&mut self, progress: &Progress<'_>) -> bool {
        let closed = progress.blocks.is_empty() || (progress.ending && progress.blocks.len() == 1);
        if !closed && !self.scanner.has_own_delimiter() {
            return self.recover(progress, progress.body, "a BEGIN that stands here has no END");
        }
        self.push(progress, None);
        false
    }

    /// Takes something that is never closed for a slip of this one statement: it ends at the first semicolon at the
    /// end of a line behind the place. Without one, or after too many slips, the rest of the text is given up.
    fn recover(&mut self, progress: &Progress<'_>, place: usize, what: &str) -> bool {
        let end = self.end;
        self.recoveries += 1;
        let line_with_end = if self.recoveries <= MOST_RECOVERIES { self.semicolon_at_line_end(place) } else { None };
        let (last, reason) = match line_with_end {
            Some(semicolon) => (semicolon, format!("{what}: the statement was not read")),
            None => (end, format!("{what}: the rest of the text was not read")),
        };
        let span = self.source.span(place..(place + 1).min(end));
        let gap = Gap::at(span, reason);
        self.script.gaps.push(gap.clone());
        let cut = Progress { start: progress.start, end: last, ..Progress::default() };
        self.push(&cut, Some(gap));
        // Comments that reach into the part that is read again would be told twice.
        self.script.comments.retain(|comment| comment.end <= last);
        self.scanner.jump((last + 1).min(end));
        last < end
    }

    fn semicolon_at_line_end(&self, from: usize) -> Option<usize> {
        let rest = self.text(from..self.end);
        let mut at = 0;
        while let Some(found) = rest.get(at..)?.find(';') {
            at += found;
            let behind = rest.get(at + 1..)?.trim_start_matches([' ', '\t', '\r']);
            if behind.is_empty() || behind.starts_with('\n') || behind.starts_with("--") {
                return Some(from + at);
            }
            at += 1;
        }
        None
    }

    /// Whether nothing but white space stands before an offset in its line.
    fn begins_line(&self, at: usize) -> bool {
        let before = self.text(0..at).trim_end_matches([' ', '\t']);
        before.is_empty() || before.ends_with('\n')
    }

    /// Passes over a line that speaks to a shell and not to the server. True when there was one.
    fn meta_command(&mut self) -> bool {
        let mut at = self.scanner.at();
        while self.scanner.byte(at).is_some_and(|byte| byte.is_ascii_whitespace() || byte == 0) {
            at += 1;
        }
        let mysql = self.dialect.is_mysql_family();
        let candidate = match (self.dialect, self.scanner.byte(at)) {
            (Dialect::PostgreSql, Some(b'\\')) => true,
            (Dialect::Sqlite, Some(b'.')) | (Dialect::MsSql, Some(b':' | b'!')) | (_, Some(b'd' | b'D')) => {
                self.begins_line(at)
            }
            (_, Some(b'\\' | b's' | b'S')) if mysql => self.begins_line(at),
            _ => false,
        };
        if !candidate {
            return false;
        }
        let line = at..self.scanner.line_end(at);
        let text = self.text(line.clone()).trim_end();
        let command = text.split_ascii_whitespace().next().unwrap_or_default();
        let mut reads_file =
            is_any(command, &["\\i", "\\ir", "\\include", "\\include_relative", "\\.", ".read", ":r"]);
        if is(command, "delimiter") {
            let delimiter = text.split_ascii_whitespace().nth(1).unwrap_or(";");
            self.scanner.set_delimiter(delimiter);
        } else if self.scanner.byte(at).is_some_and(|byte| byte.is_ascii_alphabetic()) {
            // No statement begins with `SOURCE`.
            reads_file = mysql && is(command, "source");
            if !reads_file {
                return false;
            }
        } else if command.starts_with('!') && !command.starts_with("!!") {
            return false;
        }
        if reads_file {
            let reason = format!("`{text}` reads another file, which was not followed: give it in `paths`");
            self.script.gaps.push(Gap::at(self.source.span(line.clone()), reason));
        }
        self.scanner.jump(line.end);
        true
    }

    /// Passes over the rows behind `COPY … FROM stdin;`, which a line with `\.` ends.
    fn skip_copied_rows(&mut self) {
        let from = self.scanner.at();
        let rest = self.text(from..self.end);
        let mut at = 0;
        while let Some(found) = rest.get(at..).and_then(|rest| rest.find("\n\\.")) {
            let behind = at + found + 3;
            let next = rest.as_bytes().get(behind);
            if next.is_none_or(|byte| matches!(byte, b'\n' | b'\r')) {
                self.scanner.jump(from + behind);
                return;
            }
            at = behind;
        }
    }

    fn on_word(&mut self, progress: &mut Progress<'s>, range: &Range<usize>) -> Effect {
        let word = self.text(range.clone());
        let previous = std::mem::replace(&mut progress.previous_word, word);
        if self.dialect == Dialect::MsSql
            && let effect @ (Effect::Begins | Effect::Separates) = self.on_batch_word(progress, word, previous, range)
        {
            return effect;
        }
        progress.words += 1;
        if progress.words == 1 {
            progress.first_word = word;
            progress.rows =
                is_any(word, &["insert", "replace"]) && !(is(word, "replace") && self.dialect == Dialect::PostgreSql);
            progress.decided = !is_any(word, &["create", "alter", "drop", "copy"]);
            return Effect::GoesOn;
        }
        if !progress.decided {
            self.decide(progress, word, previous);
        }
        if progress.routine && self.dialect != Dialect::MsSql && !self.scanner.has_own_delimiter() {
            self.on_body_word(progress, word, previous, range.start);
        }
        Effect::GoesOn
    }

    /// What is created, from the words at the head.
    fn decide(&self, progress: &mut Progress<'s>, word: &str, previous: &str) {
        if is(progress.first_word, "copy") {
            // The table's name comes first, so that a table named `from` is no trap.
            if self.dialect == Dialect::PostgreSql && is(previous, "from") {
                progress.copies = is(word, "stdin");
                progress.decided = true;
            }
            return;
        }
        if is_any(word, &["function", "procedure", "proc", "trigger", "event", "package"]) {
            // `DROP PROCEDURE` and `CREATE PARTITION FUNCTION` of SQL Server have no body, nor has `CREATE EVENT TRIGGER` of
            // PostgreSQL one of its own.
            let bodiless = match self.dialect {
                Dialect::MsSql => is(progress.first_word, "drop") || is(previous, "partition"),
                Dialect::PostgreSql => is_any(word, &["trigger", "event"]),
                _ => false,
            };
            progress.routine = !bodiless;
            progress.decided = true;
        } else if is(word, "rule") {
            progress.rule = true;
            progress.decided = true;
        } else if is_any(word, &["table", "index"]) {
            progress.table = true;
            progress.decided = true;
        } else if is_any(
            word,
            &["view", "type", "schema", "database", "domain", "sequence", "extension", "user", "role"],
        ) || progress.words > HEAD_WORDS
        {
            progress.decided = true;
        }
    }

    /// Follows `BEGIN … END` in the body of a routine. PostgreSQL has such bodies with `BEGIN ATOMIC` only.
    fn on_body_word(&self, progress: &mut Progress<'s>, word: &str, previous: &str, at: usize) {
        if progress.ending {
            progress.ending = false;
            if is_any(word, &["if", "while", "loop", "repeat", "for"]) {
                return;
            }
            progress.blocks.pop();
            if is(word, "case") {
                return;
            }
        }
        let opens = if self.dialect == Dialect::PostgreSql {
            is(word, "atomic") && is(previous, "begin")
        } else {
            is(word, "begin")
        };
        if opens {
            if progress.blocks.is_empty() {
                progress.body = at;
            }
            progress.blocks.push(Block::Begin);
        } else if is(word, "case") && !progress.blocks.is_empty() {
            progress.blocks.push(Block::Case);
        } else if is(word, "end") && !progress.blocks.is_empty() {
            progress.ending = true;
        }
    }

    /// A few words behind an offset.
    fn window(&self, from: usize) -> &'s str {
        const WINDOW: usize = 64;
        let rest = self.text(from..self.end);
        let end = (0..=WINDOW.min(rest.len())).rev().find(|end| rest.is_char_boundary(*end));
        rest.get(..end.unwrap_or(0)).unwrap_or_default()
    }

    /// Transact-SQL needs no semicolons: a statement also ends where a line begins the next one, and at `GO`.
    fn on_batch_word(
        &self,
        progress: &mut Progress<'s>,
        word: &'s str,
        previous: &str,
        range: &Range<usize>,
    ) -> Effect {
        let begins_line = self.begins_line(range.start);
        if begins_line && is(word, "go") {
            let line = self.window(range.end).split('\n').next().unwrap_or_default();
            let line = line.split("--").next().unwrap_or_default().trim();
            if line.trim_end_matches(';').bytes().all(|byte| byte.is_ascii_digit()) {
                return Effect::Separates;
            }
        }
        if progress.start.is_none() || progress.routine || progress.parens > 0 {
            return Effect::GoesOn;
        }
        if is(word, "case") {
            progress.cases += 1;
        }
        // The `ELSE` and the `END` of an expression are no words of a block.
        if progress.cases > 0 {
            progress.cases -= usize::from(is(word, "end"));
            return Effect::GoesOn;
        }
        // Outside of an expression these are words of a block, wherever they stand.
        if is_any(word, &["else", "end"]) {
            return Effect::Begins;
        }
        // `WITH chosen AS (…) UPDATE chosen …` is one statement, which goes on as an `UPDATE` does.
        if is(progress.first_word, "with") && is_any(word, &["select", "insert", "update", "delete", "merge"]) {
            progress.first_word = word;
            return Effect::GoesOn;
        }
        // `IF … DROP TABLE x`: the conditional statement is read as its own.
        let conditional = is_any(progress.first_word, &["if", "begin", "else", "end", "while"]);
        // `ON DELETE`, `FOR UPDATE`; but `SET NOCOUNT ON` is over with its line.
        let of_rows = is_any(word, &["insert", "update", "delete"]) && !is(progress.first_word, "set");
        let continues = is_any(previous, &["grant", "deny", "revoke", "or", "as"])
            || (of_rows && is_any(previous, &["on", "for"]));
        if !(begins_line || conditional) || continues {
            return Effect::GoesOn;
        }
        let grants = is_any(progress.first_word, &["grant", "deny", "revoke"]);
        if grants && is_any(word, &["insert", "update", "delete", "execute", "alter", "create", "drop"]) {
            return Effect::GoesOn;
        }
        let object = self.window(range.end).split_ascii_whitespace().next().unwrap_or_default();
        let begins = match word.to_ascii_lowercase().as_str() {
            "create" | "insert" | "exec" | "execute" | "if" | "print" | "declare" | "use" | "grant" | "deny"
            | "truncate" | "begin" | "commit" | "rollback" | "go" | "merge" | "raiserror" | "while" | "return"
            | "waitfor" => true,
            "set" => {
                !is_any(progress.first_word, &["update", "alter", "merge"])
                    || (progress.table && !object.starts_with('('))
            }
            "select" => progress.table || is_any(progress.first_word, &["set", "use", "print", "truncate"]),
            "alter" => !is(object, "column"),
            "drop" => !is_any(object, &["constraint", "column"]) && !is(previous, "period"),
            "update" | "delete" => progress.table || !is_any(progress.first_word, &["merge", "create", "alter"]),
            _ => false,
        };
        if begins { Effect::Begins } else { Effect::GoesOn }
    }
}
