//! Migrations: what they take from the data, and whom they let at it.
//!
//! SQL files go through the SQL reader, statement by statement; migrations in code are read by the calls of their
//! frameworks, change logs by their changes, and the SQL in either goes the same way as SQL files. What the change itself creates is known
//! across all its migrations, in the order in which they run.

mod code;
mod copy;
mod credentials;
mod declared;
mod ledger;
mod liquibase;
mod routine;
mod rows;
mod snapshot;
mod sql;
mod standing;
mod warnings;

use std::collections::BTreeSet;

use architect_core::{Confidence, Source};
use architect_sql::statement::Statement;

use crate::change::{ChangeGap, Operation, Side};
use crate::code::Language;
use crate::examined::Examined;
use crate::fact::{AuthCall, Facts, Shift, Surroundings, What};
use crate::guard::Guard;
use crate::role::{Direction, Kind, Role};
use crate::trigger::Trigger;
use crate::word::words;
use ledger::Ledger;
pub use standing::Standing;

/// Something a migration does, with the offset in its text.
struct Deed {
    what: What,
    at: usize,
    confidence: Confidence,
    guard: Option<Guard>,
    note: Option<String>,
}

impl Deed {
    fn new(what: What, at: usize) -> Self {
        Self { what, at, confidence: Confidence::High, guard: None, note: None }
    }

    fn sure(mut self, confidence: Confidence) -> Self {
        self.confidence = self.confidence.min(confidence);
        self
    }

    fn guarded(mut self, guard: Option<Guard>) -> Self {
        self.guard = self.guard.or(guard);
        self
    }

    /// On the way back nothing else about it matters.
    fn undoes(mut self) -> Self {
        self.guard = Some(Guard::DownMigration);
        self
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

/// What a reader finds in one text.
#[derive(Default)]
struct Deeds {
    all: Vec<Deed>,
    /// Offset and reason of what was not understood.
    gaps: Vec<(usize, String)>,
}

/// Reads the migrations of a change.
pub(super) fn read(files: &[Examined<'_>], surroundings: &Surroundings, facts: &mut Facts) {
    let migrations: Vec<&Examined<'_>> = files.iter().filter(|file| is_read(file)).collect();
    let mut ledger = Ledger::default();
    // The ways back are read first: they tell what a column was before.
    for file in migrations
        .iter()
        .filter(|file| file.role.direction == Some(Direction::Down) && file.language() == Some(Language::Sql))
    {
        for read in &file.new {
            sql::learn_types(&file.file.path, &read.block.text, &mut ledger);
        }
    }
    for file in files {
        snapshot::learn(file, &mut ledger);
    }
    for file in migrations.iter().filter(|file| file.file.operation == Operation::Modified) {
        let Some(language) = file.language().filter(|language| language.is_executable()) else { continue };
        let mut before = Ledger::default();
        for read in &file.old {
            code::read(language, read, file.role.direction, true, &mut before);
        }
        ledger.knows(before);
    }
    for file in migrations {
        history(file, facts);
        let standing = surroundings.standing.iter().find(|standing| standing.changed.contains(&file.file.path));
        for read in &file.new {
            let deeds = match file.language() {
                Some(Language::Sql) => {
                    let text = &read.block.text;
                    let mut deeds = sql::read(
                        &file.file.path,
                        text,
                        file.role.direction,
                        standing,
                        &|bytes| read.block.changes(bytes),
                        &mut ledger,
                    );
                    if file.file.new_whole && file.role.direction != Some(Direction::Down) {
                        also_lost(&file.file.path, text, standing, &mut deeds);
                    }
                    deeds
                }
                Some(language) if language.is_executable() => {
                    {
                        // Django's migrations are one class without directions, and a list of them has none either.
                        let whole = file.file.new_whole
                            || file.role.lists_migrations
                            || read.block.text.contains("migrations.");
                        code::read(language, read, file.role.direction, whole, &mut ledger)
                    }
                }
                language => liquibase::read(read, language, &mut ledger),
            };
            record(file, read, deeds, facts);
        }
    }
    declared::read(files, facts);
}

/// Adds what the check of migrations knows to be lost beyond what the statements' own words say.
fn also_lost(path: &str, text: &str, standing: Option<&Standing>, deeds: &mut Deeds) {
    let (script, dialect) = sql::script(path, text, standing);
    let bounds: Vec<std::ops::Range<usize>> = script.statements.iter().map(Statement::bytes).collect();
    let statement = |at: usize| {
        let behind = bounds.partition_point(|bytes| bytes.start <= at);
        let bytes = behind.checked_sub(1).and_then(|index| bounds.get(index)).filter(|bytes| bytes.contains(&at));
        bytes.cloned().unwrap_or(at..at + 1)
    };
    let file = (Source::new("migration", text), script);
    deeds.all.sort_by_key(|deed| deed.at);
    let mut lost: Vec<Deed> = Vec::new();
    for loss in standing::losses(file, standing, dialect) {
        let at = loss.span.bytes().start;
        let bytes = statement(at);
        let first = deeds.all.partition_point(|deed| deed.at < bytes.start);
        let of = deeds.all.get(first..).unwrap_or_default().iter().take_while(|deed| deed.at < bytes.end);
        let also = lost.iter().rev().take_while(|deed| bytes.contains(&deed.at));
        let told = of.chain(also).any(|deed| match (&deed.what, &loss.column) {
            // A table that is made anew without a column says no word of it.
            (What::TableDropped { rebuilt: true, .. }, Some(_)) => false,
            (What::ColumnDropped { .. }, Some(_)) => true,
            (_, column) => column.is_none() && deed.what.takes_data(),
        });
        if told {
            continue;
        }
        let what = match loss.column {
            Some(column) => What::ColumnDropped { column },
            None => What::DataTaken { what: loss.what },
        };
        lost.push(Deed::new(what, at).sure(loss.confidence));
    }
    deeds.all.append(&mut lost);
    deeds.all.sort_by_key(|deed| deed.at);
}

/// Whether a file is read for its deeds: a migration, or other SQL that somebody runs.
fn is_read(file: &Examined<'_>) -> bool {
    file.role.kind == Kind::Migration || file.language() == Some(Language::Sql)
}

/// Whether one file holds many migrations, one after the other.
fn is_change_log(file: &Examined<'_>) -> bool {
    matches!(file.language(), Some(Language::Markup | Language::Yaml | Language::Json)) || file.role.lists_migrations
}

fn loses_lines(file: &Examined<'_>) -> bool {
    file.old.iter().any(|read| read.block.changed().any(|(_, _, text)| !text.trim().is_empty()))
}

/// Whether only the way back is edited, which ran nowhere but where somebody went back.
fn only_undoes(file: &Examined<'_>) -> bool {
    let code = file.language().filter(|language| language.is_executable());
    let sides = || [Side::Old, Side::New].into_iter().flat_map(|side| file.side(side));
    let changes = |read: &&crate::examined::ReadBlock<'_>| read.block.lines.iter().any(|line| line.changed);
    file.role.direction == Some(Direction::Down)
        || code.is_some_and(|language| {
            sides().filter(changes).all(|read| code::only_undoes(language, read))
                && sides().any(|read| changes(&read))
        })
}

/// Whether only imports come or go, which a program needs or not, but which do nothing.
fn only_imports(file: &Examined<'_>) -> bool {
    let imports = |text: &str| {
        let text = text.trim();
        text.is_empty() || ["import ", "from ", "use ", "using "].iter().any(|word| text.starts_with(word))
    };
    let changed = || [Side::Old, Side::New].into_iter().flat_map(|side| file.side(side)).map(|read| read.block);
    file.language().is_some_and(Language::is_executable)
        && changed().flat_map(crate::change::Block::changed).all(|(_, _, text)| imports(text))
}

/// Whether a line that comes says what becomes of rows, columns or tables that are there: only then can a database where
/// the migration did not run yet lose what the others kept.
fn speaks_of_rows(file: &Examined<'_>) -> bool {
    const WORDS: [&str; 12] = [
        "drop",
        "delete",
        "del",
        "destroy",
        "remove",
        "truncate",
        "update",
        "purge",
        "clear",
        "unset",
        "overwrite",
        "set",
    ];
    let comment = |text: &str| ["--", "#", "//", "*", "/*"].iter().any(|mark| text.starts_with(mark));
    let coming = file.new.iter().map(|read| read.block);
    coming.flat_map(crate::change::Block::changed).any(|(_, _, text)| {
        let text = text.trim();
        !comment(text) && words(text).iter().any(|word| WORDS.contains(&word.as_str()))
    })
}

/// Turns deeds on changed lines into facts.
fn record(file: &Examined<'_>, read: &crate::examined::ReadBlock<'_>, deeds: Deeds, facts: &mut Facts) {
    let whole = file.file.new_whole;
    let script = file.role.kind != Kind::Migration;
    let parameterised = script && is_parameterised(&read.block.text);
    // In a change log, a line says nothing without the change that it is a part of.
    let stood = if is_change_log(file) { BTreeSet::new() } else { written(file, Side::Old) };
    for (at, reason) in deeds.gaps {
        let line = read.block.line_at(at);
        // The text of a procedure calls others; nothing runs when it is defined.
        if script && reason == routine::OPAQUE {
            continue;
        }
        if file.guard.is_none() && read.block.lines.get(line).is_some_and(|line| line.changed) {
            let number = read.block.lines.get(line).map_or(1, |line| line.number);
            facts.gaps.push(ChangeGap::of(&file.file.path, &[Trigger::DataLoss], reason).at(number));
        }
    }
    // A schema that begins anew brings all columns that there are.
    let begins = begins_anew(file, &read.block.text).then_some(Guard::CreatedInThisChange);
    for deed in deeds.all {
        let line = read.block.line_at(deed.at);
        if !read.block.lines.get(line).is_some_and(|line| line.changed) {
            continue;
        }
        // Whoever was signed in by what is deleted is so no longer.
        if let What::RowsDeleted { table, .. } | What::TableTruncated { table } = &deed.what
            && lets_in(table)
        {
            let call = format!("DELETE FROM {table}");
            let what = What::AuthCalled { call, class: AuthCall::Mechanism, shift: Shift::Added };
            facts.on_line(file, Side::New, read, line, what).guarded(deed.guard).confidence(Confidence::Medium);
        }
        // The same statement with other quotes, or with a condition that it may fail: it does what it did.
        let same = stood.contains(&plainly(read.block.line_text(line))).then_some(Guard::Formatting);
        let fact = facts.on_line(file, Side::New, read, line, deed.what);
        fact.guarded(deed.guard).guarded(same);
        if matches!(fact.what, What::CredentialColumn { .. }) {
            fact.guarded(begins);
        }
        fact.confidence = match (whole, script) {
            (_, true) => Confidence::Medium,
            (true, false) => deed.confidence,
            (false, false) => deed.confidence.min(Confidence::Medium),
        };
        if let Some(note) = deed.note {
            fact.note(note);
        }
        if parameterised && fact.guard.is_none() {
            fact.guard = Some(Guard::ApplicationQuery);
        }
    }
}

/// Whether a migration is the first one, or takes the place of all that stood before it: by its name, and by how many tables it
/// creates.
fn begins_anew(file: &Examined<'_>, text: &str) -> bool {
    const MANY: usize = 6;
    let of_path: Vec<String> = file.file.path.rsplit('/').take(2).flat_map(words).collect();
    let named = of_path.iter().any(|word| {
        matches!(word.as_str(), "init" | "initial" | "initialize" | "baseline" | "squash" | "squashed" | "schema")
    });
    let creates = |line: &&str| {
        let line = line.to_ascii_lowercase();
        ["create table", "create_table", "createtable"].iter().any(|verb| line.contains(verb))
    };
    named && text.lines().filter(creates).take(MANY).count() == MANY
}

/// Whether a table holds by what somebody is let in.
fn lets_in(table: &str) -> bool {
    let words = words(table);
    words.last().is_some_and(|last| matches!(last.as_str(), "session" | "sessions"))
        || crate::word::has_pair(&words, "access", "tokens")
        || crate::word::has_pair(&words, "refresh", "tokens")
        || crate::word::has_pair(&words, "user", "tokens")
        || crate::word::has_pair(&words, "oauth", "tokens")
        || crate::word::has_pair(&words, "api", "keys")
}

/// A line without blanks, quotes and marks, and without the words that let a statement find nothing to do.
fn plainly(text: &str) -> String {
    let mut words = words(text);
    words.retain(|word| !matches!(word.as_str(), "if" | "exists" | "not"));
    words.concat()
}

/// The changed lines of a side, as they are compared where only the way of writing may differ.
fn written(file: &Examined<'_>, side: Side) -> BTreeSet<String> {
    let changed = file.side(side).iter().flat_map(|read| read.block.changed());
    changed.map(|(_, _, text)| plainly(text)).filter(|text| !text.is_empty()).collect()
}

/// Whether an edit only writes otherwise what a migration does.
fn only_rewrites(file: &Examined<'_>) -> bool {
    !is_change_log(file) && written(file, Side::Old) == written(file, Side::New)
}

/// Whether a script has placeholders or names of queries: then a program runs it, with values of its own.
fn is_parameterised(text: &str) -> bool {
    let numbered = text.split('$').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    numbered
        || text.contains("-- name:")
        || text.contains(" = ?")
        || text.contains("(?")
        || text.contains("sqlc.")
        || text.contains(" = :")
}

/// A migration that may have run already changes, goes or is renamed.
fn history(file: &Examined<'_>, facts: &mut Facts) {
    if file.role.kind != Kind::Migration {
        return;
    }
    match file.file.operation {
        Operation::Added | Operation::Copied => {}
        // A change log grows with each change: only what is taken from it or altered in it is history.
        Operation::Modified if is_change_log(file) && !loses_lines(file) => {}
        Operation::Modified => {
            let undoes = only_undoes(file).then_some(Guard::DownMigration);
            let imports = (only_imports(file) || only_rewrites(file)).then_some(Guard::Formatting);
            let guard = undoes.or(imports).or((!speaks_of_rows(file)).then_some(Guard::Unrelated));
            facts.on_file(file, Side::New, What::MigrationEdited).guarded(guard);
        }
        // Where it ran, what it did stays; where it did not, it never will.
        Operation::Deleted => {
            let fact = facts.on_file(file, Side::Old, What::MigrationEdited);
            fact.note("it is deleted").guarded(Some(Guard::Removal));
        }
        Operation::Renamed => {
            let from = file.file.path_on(Side::Old);
            let before = Role::of_path(from);
            if before.kind == Kind::Migration
                && before.direction == file.role.direction
                && before.guard == file.role.guard
            {
                let guard = (!file.file.has_lines()).then_some(Guard::PureRename);
                facts.on_file(file, Side::New, What::MigrationEdited).guarded(guard);
            } else {
                let what = What::MigrationActivated { from: from.to_owned() };
                facts.on_file(file, Side::New, what).confidence(Confidence::Medium);
            }
        }
    }
}
