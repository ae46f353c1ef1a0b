//! Files of SQL: a query a statement, with its weight in the comment before it.

use architect_core::Source;

use super::{Entry, Workload};
use crate::dialect::Dialect;
use crate::statement::split;

pub(super) fn read(source: &Source, dialect: Dialect, entries: &mut Vec<Entry>, workload: &mut Workload) {
    let script = split(source, dialect);
    workload.gaps.extend(script.gaps.iter().cloned());
    let mut comments = script.comments.iter().peekable();
    for statement in script.statements.iter().cloned() {
        let start = statement.bytes().start;
        let (mut calls, mut time) = (None, None);
        // The comments between the statement before and this one are about this one.
        while let Some(comment) = comments.next_if(|comment| comment.start < start) {
            let text = source.slice(comment.clone());
            calls = number_after(text, &["weight", "calls", "count", "frequency"]).or(calls);
            time = number_after(text, &["total_ms", "total_time", "total_exec_time"]).or(time);
            if let Some(mean) = number_after(text, &["mean_ms", "mean_time", "mean_exec_time"]) {
                time = Some(mean * calls.unwrap_or(1.0));
            }
        }
        entries.push(Entry { statement, calls, time });
    }
    workload.scripts.push((source.clone(), script));
}

/// `-- weight: 10`: the number behind one of the words and a colon or an equals sign.
fn number_after(comment: &str, words: &[&str]) -> Option<f64> {
    let lower = comment.to_ascii_lowercase();
    for word in words {
        for (at, _) in lower.match_indices(word) {
            let before = lower.get(..at)?.chars().next_back();
            let rest = lower.get(at + word.len()..)?.trim_start();
            let Some(rest) = rest.strip_prefix([':', '=']) else { continue };
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = rest.trim_start();
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
            if let Some(number) = rest.get(..end).and_then(|number| number.parse().ok()) {
                return Some(number);
            }
        }
    }
    None
}

/// The statements of a text that stands for itself: an entry of a table or a log.
pub(super) fn of_text(
    name: String,
    text: &str,
    dialect: Dialect,
    calls: Option<f64>,
    time: Option<f64>,
    entries: &mut Vec<Entry>,
) {
    let source = Source::new(name, text);
    for statement in split(&source, dialect).statements {
        entries.push(Entry { statement, calls, time });
    }
}
