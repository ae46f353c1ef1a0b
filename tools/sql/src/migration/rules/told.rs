//! How findings about effects are told: where they stand, what they are about, and who waits.

use architect_core::{Declared, Finding};

use crate::migration::rewrite::safe_sequence;
use crate::migration::{Effect, Migration, Step, Work};

/// A finding about an effect, at its place, as sure as the effect is.
pub(super) fn finding<R: Declared>(step: &Step, effect: &Effect) -> Finding {
    Finding::of::<R>(effect.span(&step.statement)).subject(effect.subject()).confidence(effect.confidence)
}

/// What happens while who waits: `every row of `orders` is read while reads and writes wait`.
pub(super) fn cost(effect: &Effect) -> String {
    let waits = match effect.strongest_lock() {
        lock if lock.blocks_reads() => "while reads and writes wait",
        lock if lock.blocks_writes() => "while writes wait",
        _ => "while nobody waits",
    };
    let table = effect.table_in_words();
    let size = effect.size();
    match effect.work() {
        Work::Rewrite => format!("writes every row and every index of {table}{size} anew {waits}"),
        Work::Index => format!("builds an index over {table}{size} {waits}"),
        Work::Scan => format!("reads every row of {table}{size} {waits}"),
        Work::None => format!("locks {table} {waits}"),
    }
}

/// The doubt about an effect, as the end of a sentence.
pub(super) fn note(effect: &Effect) -> String {
    effect.note.map(|note| format!("; {note}")).unwrap_or_default()
}

/// With the safe sequence as a text to run, where there is one.
pub(super) fn with_rewrite(finding: Finding, migration: &Migration, step: &Step, effect: &Effect) -> Finding {
    match safe_sequence(migration, step, effect) {
        Some(sequence) => finding.suggest(sequence),
        None => finding,
    }
}
