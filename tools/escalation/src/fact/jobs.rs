//! Code of the program that deletes what is stored without being asked: jobs, tasks, commands and functions that are
//! called after cleaning up.
//!
//! What a user deletes is the user's; what a job deletes every night is nobody's, and a wrong condition in it is found out
//! late. Only deletions of many rows count, and only where they come.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::{Facts, What};
use crate::change::Side;
use crate::code::Language;
use crate::code::definition::Definitions;
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::code::lines::Lines;
use crate::examined::{Examined, ReadBlock};
use crate::guard::Guard;
use crate::role::Kind;
use crate::word::words;

/// Words of paths behind which things run by themselves.
const RUNS: [&str; 16] = [
    "job", "jobs", "worker", "workers", "task", "tasks", "cron", "crons", "schedule", "scheduler", "scheduled", "command",
    "commands", "daemon", "script", "scripts",
];

/// Words of names, of files or functions, that say that something old or superfluous goes.
const CLEANS: [&str; 16] = [
    "cleanup", "clean", "cleaner", "purge", "purger", "prune", "pruner", "expire", "expired", "expiry", "retention", "stale",
    "obsolete", "outdated", "truncate", "gc",
];

/// Calls that delete many rows whatever stands around them.
const DELETES: [&str; 12] = [
    "delete_all", "destroy_all", "deleteMany", "delete_many", "ExecuteDelete", "ExecuteDeleteAsync", "RemoveRange",
    "DeleteManyAsync", "deleteAll", "deleteAllInBatch", "bulkDelete", "_raw_delete",
];

/// What is deleted and was never anything but a copy.
const COPIES: [&str; 12] = [
    "cache", "caches", "cached", "tmp", "temp", "temporary", "lock", "locks", "session", "sessions", "index", "docker",
];

/// Reads the jobs of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let read = |file: &&Examined<'_>| {
        file.guard.is_none()
            && file.role.kind == Kind::Source
            && !file.role.interface
            && file.language().is_some_and(Language::is_executable)
    };
    for file in files.iter().filter(read) {
        let mut standing: BTreeMap<String, usize> = BTreeMap::new();
        for block in &file.old {
            for deletion in deletions(file, block, false) {
                *standing.entry(deletion.by).or_default() += 1;
            }
        }
        for block in &file.new {
            for Deletion { line, by } in deletions(file, block, true) {
                let number = block.block.lines.get(line).map_or(0, |line| line.number);
                // As often as it stood before, it is what stood before.
                let stood = standing.get_mut(&by).filter(|left| **left > 0).map(|left| *left -= 1).is_some();
                let moved = file.is_moved(Side::New, number);
                let guard = moved.then_some(Guard::Moved).or(stood.then_some(Guard::AlreadyPresent));
                let what = What::DataTaken { what: format!("a job's `{by}`") };
                facts.on_line(file, Side::New, block, line, what).guarded(guard).confidence(Confidence::Medium);
            }
        }
    }
}

/// A deletion where it stands.
struct Deletion {
    line: usize,
    by: String,
}

/// The deletions of many rows in code that runs by itself.
fn deletions(file: &Examined<'_>, read: &ReadBlock<'_>, changed: bool) -> Vec<Deletion> {
    let path = words(&file.file.path);
    let says = |words: &[String], list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let (runs, cleans) = (says(&path, &RUNS), says(&path, &CLEANS));
    let Some(language) = file.language() else { return Vec::new() };
    let mut found = Vec::new();
    let lines = Lines::of(read);
    let mut definitions = None;
    for index in 0..read.block.lines.len() {
        if changed && !read.block.lines.get(index).is_some_and(|line| line.changed) {
            continue;
        }
        let tokens = lines.tokens(read, index);
        let Some(by) = deletes(language, tokens) else { continue };
        let mut inside = || {
            let definitions = definitions.get_or_insert_with(|| Definitions::of(language, read.block, &read.tokens));
            let around = definitions.around(read.block, index).map(|around| words(&around.name)).unwrap_or_default();
            says(&around, &CLEANS)
        };
        let of_copy = says(&words(read.block.line_text(index)), &COPIES);
        if (runs || cleans || inside()) && !of_copy {
            found.push(Deletion { line: index, by });
        }
    }
    found
}

/// The call or statement by which a line deletes many rows.
fn deletes(language: Language, tokens: &[Token<'_>]) -> Option<String> {
    let statement = |token: &Token<'_>| {
        let head = token.text.trim_start().get(..12).unwrap_or_default().to_ascii_lowercase();
        token.kind == TokenKind::Text && head.starts_with("delete from ")
    };
    if tokens.iter().any(statement) {
        return Some("DELETE FROM".to_owned());
    }
    let called = |at: usize| tokens.get(at + 1).is_none_or(|next| matches!(next.text, "(" | "!" | "<"));
    let many = tokens.iter().enumerate().find(|(at, token)| {
        token.kind == TokenKind::Word && DELETES.contains(&token.text) && (called(*at) || language == Language::Ruby)
    });
    if let Some((_, token)) = many {
        return Some(token.text.to_owned());
    }
    // `Order.objects.filter(…).delete()`, `Order::where(…)->delete()`, `find_each(&:destroy)`.
    let has = |names: &[&str]| tokens.iter().any(|token| token.kind == TokenKind::Word && names.contains(&token.text));
    let of_query = match language {
        Language::Python => has(&["objects", "filter", "exclude", "queryset", "query"]),
        Language::Php => has(&["where", "whereIn", "whereNull", "whereDate", "query", "table"]),
        Language::Ruby => has(&["where", "find_each", "in_batches", "each"]),
        Language::Script => has(&["deleteFrom"]) || has(&["where"]),
        _ => false,
    };
    let ends = tokens.iter().any(|token| {
        token.kind == TokenKind::Word && matches!(token.text, "delete" | "destroy" | "forceDelete" | "destroy!")
    });
    (of_query && ends).then(|| "delete".to_owned())
}
