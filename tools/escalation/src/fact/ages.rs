//! How old something must be before a program deletes it, where that becomes less: `90.days.ago` turned into `60.days.ago` in what
//! prunes, `RETENTION_DAYS = 30` into 7.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::purges::is_passing;
use super::{Facts, What};
use crate::change::{Operation, Side};
use crate::code::lines::{Lines, is_logging};
use crate::examined::Examined;
use crate::role::Kind;
use crate::word::words;

/// Words of a file or a line that say that something old is deleted.
const DELETING: [&str; 17] = [
    "prune",
    "pruner",
    "pruning",
    "purge",
    "purger",
    "purging",
    "retention",
    "retain",
    "cleanup",
    "cleaner",
    "cleanser",
    "sweeper",
    "reaper",
    "janitor",
    "housekeeping",
    "housekeeper",
    "autodelete",
];

/// What else a time may be for than the age of what is deleted.
const OTHER: [&str; 7] = ["interval", "timeout", "delay", "schedule", "cron", "limit", "batch"];

/// Units of time with their seconds.
const UNITS: [(&str, u64); 6] =
    [("second", 1), ("minute", 60), ("hour", 3_600), ("day", 86_400), ("week", 604_800), ("month", 2_592_000)];

/// Lines of a file that differ in nothing but their times, of which so many are compared.
const MOST_ALIKE: usize = 8;

/// Reads the ages at which programs delete.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        let applies = file.guard.is_none()
            && !file.role.interface
            && file.file.operation == Operation::Modified
            && file.role.kind == Kind::Source;
        if !applies {
            continue;
        }
        let of_path = deletes(&words(file.file.path_on(Side::New)));
        let mut before: BTreeMap<String, Vec<Vec<u64>>> = BTreeMap::new();
        for (_, _, text) in file.old.iter().flat_map(|read| read.block.changed()) {
            if let Some((rest, ages)) = aged(text, of_path) {
                let alike = before.entry(rest).or_default();
                if alike.len() < MOST_ALIKE {
                    alike.push(ages);
                }
            }
        }
        let found = file.new.iter().enumerate().find_map(|(block, read)| {
            let lines = Lines::of(read);
            let mut changed = read.block.changed();
            changed.find_map(|(line, _, text)| {
                let (rest, now) = aged(text, of_path).filter(|_| !is_logging(lines.tokens(read, line)))?;
                let shorter = before.get(&rest)?.iter().all(|then| is_shorter(then, &now));
                shorter.then_some((block, line))
            })
        });
        let Some((block, line)) = found else { continue };
        let Some(read) = file.new.get(block) else { continue };
        let what = "what is deleted need not be as old as before".to_owned();
        facts.on_line(file, Side::New, read, line, What::RetentionShortened { what }).confidence(Confidence::Medium);
    }
}

fn deletes(words: &[String]) -> bool {
    words.iter().any(|word| DELETING.contains(&word.as_str()))
}

/// A line without its times, and the times, where it says how old something must be.
fn aged(text: &str, of_path: bool) -> Option<(String, Vec<u64>)> {
    const LONGEST: usize = 300;
    let text = text.trim();
    let numbered = text.bytes().any(|byte| byte.is_ascii_digit());
    if !numbered || text.len() > LONGEST || ["#", "//", "*", "--"].iter().any(|mark| text.starts_with(mark)) {
        return None;
    }
    let words = words(text);
    // A shorter time for what is made to go soon loses nothing.
    if is_passing(&words) || words.iter().any(|word| OTHER.contains(&word.as_str())) {
        return None;
    }
    let unit = |word: &str| UNITS.iter().find(|(unit, _)| word.strip_suffix('s').unwrap_or(word) == *unit);
    let dated = words.iter().any(|word| word == "ago" || unit(word).is_some());
    if !(deletes(&words) || of_path && dated) {
        return None;
    }
    let mut times = Vec::new();
    let mut rest = String::new();
    let mut waiting = words.iter().peekable();
    let mut last = 1;
    while let Some(word) = waiting.next() {
        if let Ok(number) = word.parse::<u64>() {
            let own = waiting.peek().and_then(|next| unit(next));
            let seconds = own.map_or(last, |(_, seconds)| *seconds);
            times.push(number.saturating_mul(seconds));
            if own.is_some() {
                waiting.next();
            }
            rest.push('#');
        } else if let Some((_, seconds)) = unit(word) {
            // `timedelta(days=30)`, `subDays(30)`
            last = *seconds;
        } else {
            rest.push_str(word);
        }
        rest.push(' ');
    }
    (!times.is_empty()).then_some((rest, times))
}

/// Whether one time is less than it was, and all others are what they were.
fn is_shorter(then: &[u64], now: &[u64]) -> bool {
    let differing: Vec<(&u64, &u64)> = then.iter().zip(now).filter(|(then, now)| then != now).collect();
    then.len() == now.len() && matches!(differing.as_slice(), [(then, now)] if now < then && **now > 0)
}
