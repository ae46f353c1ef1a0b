//! Programs that delete by themselves: a job, a task or a command that nobody calls for one record.
//!
//! A line that comes deletes, close to it stands how old something must be, and the file or its function is named for work in
//! the background; or a task that an operator runs deletes many records at once. What lives for a moment only, as sessions,
//! locks and caches do, is meant to go.

use std::cell::OnceCell;

use architect_core::Confidence;

use super::{Facts, What};
use crate::change::{Operation, Side};
use crate::code::definition::Definitions;
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::code::lines::{Lines, is_logging};
use crate::examined::{Examined, ReadBlock};
use crate::word::{has_pair, words};

/// How many lines around a deletion may say how old something must be.
const NEAR: usize = 12;

/// Words of files and functions that work by themselves, in the background.
const BACKGROUND: [&str; 36] = [
    "job",
    "jobs",
    "task",
    "tasks",
    "cron",
    "crons",
    "crontab",
    "schedule",
    "scheduled",
    "scheduler",
    "schedulers",
    "worker",
    "workers",
    "command",
    "commands",
    "cleanup",
    "cleaner",
    "clean",
    "purge",
    "purger",
    "prune",
    "pruner",
    "retention",
    "housekeeping",
    "housekeeper",
    "sweeper",
    "reaper",
    "janitor",
    "rake",
    "maintenance",
    "periodic",
    "nightly",
    "daily",
    "manager",
    "garbage",
    "collector",
];

/// What is made to go soon, or is made again: deleting it loses nothing that anybody keeps.
const PASSING: [&str; 44] = [
    "session",
    "sessions",
    "token",
    "tokens",
    "cache",
    "caches",
    "cached",
    "tmp",
    "temp",
    "temporary",
    "lock",
    "locks",
    "nonce",
    "nonces",
    "otp",
    "otps",
    "verification",
    "verifications",
    "job",
    "jobs",
    "lease",
    "leases",
    "heartbeat",
    "heartbeats",
    "throttle",
    "throttles",
    "rate",
    "attempt",
    "attempts",
    "challenge",
    "challenges",
    "code",
    "codes",
    "container",
    "containers",
    "image",
    "images",
    "pod",
    "pods",
    "worker",
    "workers",
    "index",
    "timer",
    "key",
];

/// Calls that delete many records at once.
const BULK: [&str; 9] = [
    "delete_all",
    "destroy_all",
    "deleteMany",
    "delete_many",
    "DELETE",
    "ExecuteDelete",
    "DeleteMany",
    "truncate",
    "bulkDelete",
];

/// Reads what programs delete by themselves.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        let applies = file.is_program() && !file.role.interface && file.file.operation != Operation::Deleted;
        let cache =
            words(file.file.path_on(Side::New)).iter().any(|word| matches!(word.as_str(), "cache" | "caches"));
        if !applies || cache || stood(file) {
            continue;
        }
        let by_path = of_background(file.file.path_on(Side::New));
        let found = file.new.iter().enumerate().find_map(|(block, read)| {
            let lines = Lines::of(read);
            let definitions = OnceCell::new();
            let named = |line: usize| within_purge(file, read, &definitions, line);
            let mut changed = read.block.changed();
            let found =
                changed.find_map(|(line, _, _)| Some((line, purges(file, read, &lines, line, by_path, &named)?)));
            found.map(|(line, what)| (block, line, what))
        });
        let Some((block, line, what)) = found else { continue };
        let Some(read) = file.new.get(block) else { continue };
        facts.on_line(file, Side::New, read, line, what).confidence(Confidence::Medium);
    }
}

/// Whether changed lines of the old side delete already: then the change is one of how, not that.
fn stood(file: &Examined<'_>) -> bool {
    file.old.iter().any(|read| {
        let lines = Lines::of(read);
        read.block.changed().any(|(line, _, _)| deletes(lines.tokens(read, line)).is_some())
    })
}

fn of_background(path: &str) -> bool {
    words(path).iter().any(|word| BACKGROUND.contains(&word.as_str()))
}

/// What a changed line deletes.
fn purges(
    file: &Examined<'_>,
    read: &ReadBlock<'_>,
    lines: &Lines,
    line: usize,
    by_path: bool,
    named: &dyn Fn(usize) -> bool,
) -> Option<What> {
    let tokens = lines.tokens(read, line);
    if tokens.is_empty() || lines.is_import(line) || is_logging(tokens) {
        return None;
    }
    let number = read.block.lines.get(line).map_or(0, |line| line.number);
    let deleted = deletes(tokens).filter(|_| !file.is_moved(Side::New, number))?;
    let near = line.saturating_sub(NEAR)..=line + NEAR;
    let mut aged = named(line);
    let mut background = by_path;
    for at in near {
        let close = lines.tokens(read, at);
        aged |= is_changed(read, at) && says_age(close);
        background |= close
            .iter()
            .any(|token| token.kind == TokenKind::Word && of_background(token.text) && is_called(token.text));
    }
    let statement = line.saturating_sub(4)..=line + 1;
    let passing = statement
        .flat_map(|at| lines.tokens(read, at))
        .any(|token| token.text.len() < 160 && is_passing(&words(token.text)));
    // Whoever runs a task asks for no record in particular.
    let many = is_task(file.file.path_on(Side::New)) && BULK.iter().any(|call| deleted.starts_with(call));
    ((aged && background || many) && !passing).then_some(What::RowsPurged { what: deleted, aged })
}

/// Whether a line stands in a function that comes with the change and says by its name that it deletes what is old.
fn within_purge(file: &Examined<'_>, read: &ReadBlock<'_>, definitions: &OnceCell<Definitions>, line: usize) -> bool {
    const NAMES: [&str; 8] =
        ["retention", "purge", "prune", "pruning", "outdated", "stale", "housekeeping", "expired"];
    let Some(language) = file.language() else { return false };
    let definitions = definitions.get_or_init(|| Definitions::of(language, read.block, &read.tokens));
    definitions
        .around(read.block, line)
        .is_some_and(|own| own.changed && words(&own.name).iter().any(|word| NAMES.contains(&word.as_str())))
}

/// Whether a file is a task or command that an operator runs.
fn is_task(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let rake = std::path::Path::new(&lower).extension().is_some_and(|extension| extension == "rake");
    rake || lower.contains("management/commands/") || lower.contains("console/commands/")
}

/// A name of several words, as functions of the background have.
fn is_called(name: &str) -> bool {
    words(name).len() > 1
}

fn is_changed(read: &ReadBlock<'_>, line: usize) -> bool {
    read.block.lines.get(line).is_some_and(|line| line.changed)
}

/// Whether one of some words is that of what is made to go soon.
pub(super) fn is_passing(words: &[String]) -> bool {
    words.iter().any(|word| PASSING.contains(&word.as_str()))
}

/// The call or statement by which a line deletes records.
fn deletes(tokens: &[Token<'_>]) -> Option<String> {
    const CALLS: [&str; 21] = [
        "delete_all",
        "destroy_all",
        "deleteMany",
        "delete_many",
        "DeleteMany",
        "destroy",
        "forceDelete",
        "ExecuteDelete",
        "ExecuteDeleteAsync",
        "RemoveRange",
        "DeleteManyAsync",
        "deleteAll",
        "DeleteAll",
        "delete_by",
        "destroy_by",
        "deleteFrom",
        "deleteWhere",
        "bulkDelete",
        "removeAll",
        "RemoveAll",
        "DeleteRange",
    ];
    tokens.iter().enumerate().find_map(|(at, token)| {
        let next = tokens.get(at + 1).map_or("", |next| next.text);
        let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map_or("", |before| before.text);
        match token.kind {
            TokenKind::Text => {
                let text = token.text.trim_start().get(..12)?;
                text.eq_ignore_ascii_case("delete from ").then(|| "DELETE".to_owned())
            }
            TokenKind::Word if CALLS.contains(&token.text) => {
                let method = before == "." || before == ">" || before == "&" || before == ":";
                method.then(|| format!("{}()", token.text))
            }
            TokenKind::Word if matches!(token.text, "delete" | "Delete" | "remove" | "Remove" | "purge") => {
                // A method of its own class, which C# and Java call without saying whose.
                let own = matches!(token.text, "Delete" | "Remove") && next == "(" && at == 0;
                let method =
                    own || (before == "." || before == ">") && (next == "(" || next.is_empty() || next == "!");
                method.then(|| format!("{}()", token.text))
            }
            TokenKind::Word
                if next == "("
                    && token.text.starts_with(['d', 'D', 'p', 'P', 'r', 'R', 'e', 'E'])
                    && !matches!(before, "def" | "func" | "fn" | "function") =>
            {
                let words = words(token.text);
                let verb = words.first().is_some_and(|first| {
                    matches!(first.as_str(), "delete" | "purge" | "prune" | "destroy" | "remove" | "erase")
                });
                let old = words
                    .iter()
                    .any(|word| matches!(word.as_str(), "old" | "older" | "outdated" | "obsolete" | "before"));
                (verb && old).then(|| format!("{}()", token.text))
            }
            _ => None,
        }
    })
}

/// Whether a line says how old something must be.
fn says_age(tokens: &[Token<'_>]) -> bool {
    const WORDS: [&str; 23] = [
        "ago",
        "cutoff",
        "retention",
        "older",
        "timedelta",
        "subdays",
        "submonths",
        "subyears",
        "subweeks",
        "adddays",
        "addmonths",
        "minusdays",
        "minusmonths",
        "minusweeks",
        "minusyears",
        "minushours",
        "adddate",
        "interval",
        "unixnano",
        "threshold",
        "olderthan",
        "strtotime",
        "outdated",
    ];
    // `where('created_at', '<', …)`, `created_at__lt=…`, `{ createdAt: { lt: … } }`, `x.Date < limit`
    let dated = tokens.iter().any(|token| token.text.len() < 200 && is_time(token.text));
    let less = tokens.iter().any(|token| {
        matches!(token.text, "<" | "<=" | "lt" | "lte" | "$lt" | "$lte" | "before" | "isBefore")
            || token.text.ends_with("__lt")
            || token.text.ends_with("__lte")
            || token.kind == TokenKind::Text && (token.text.contains(" < ") || token.text.contains(" <= "))
    });
    if dated && less {
        return true;
    }
    tokens.iter().filter(|token| token.kind != TokenKind::Punctuation && token.text.len() < 200).any(|token| {
        let lower = token.text.to_ascii_lowercase();
        let words = words(token.text);
        WORDS.contains(&lower.replace('_', "").as_str())
            || words.iter().any(|word| matches!(word.as_str(), "ago" | "cutoff" | "retention" | "older" | "interval"))
            || has_pair(&words, "days", "old")
            || has_pair(&words, "created", "before")
    })
}

/// Whether a name is that of a point in time: `created_at`, `lastSeenAt`, `ResolvedDate`.
fn is_time(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| matches!(word.as_str(), "date" | "timestamp" | "datetime"))
        || words.windows(2).any(|pair| {
            matches!(pair, [verb, at] if at == "at" && (verb.ends_with("ed") || matches!(verb.as_str(), "seen" | "sent" | "read")))
        })
}
