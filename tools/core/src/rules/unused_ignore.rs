//! `core/unused-ignore`

use crate::declare_rule;
use crate::finding::Finding;
use crate::span::Span;
use crate::suppression::describe;

declare_rule! {
    /// ## What it finds
    /// An ignore comment that silences nothing.
    ///
    /// ## Why it matters
    /// It was written for a fault that is gone, or it stands in the wrong place or names the wrong rule. Left alone,
    /// it hides the next fault of that kind.
    ///
    /// ## Bad
    /// ```sql postgresql
    /// -- architect:ignore sql/no-primary-key -- filled by the importer only
    /// CREATE TABLE country (code text PRIMARY KEY);
    /// ```
    /// ## Good
    /// ```sql postgresql
    /// -- architect:ignore sql/no-primary-key -- filled by the importer only
    /// CREATE TABLE country (code text NOT NULL);
    /// ```
    /// ## Limits
    /// A comment about rules that were not selected in this run is not judged, nor is a peer's comment about a rule
    /// that has no counterpart here.
    pub UnusedIgnore {
        id: "core/unused-ignore",
        severity: Info,
        since: "0.1.0",
        aliases: ["squawk:unused-ignore"],
        references: [],
    }
}

/// `known` is false when a name in the comment means no rule at all.
pub(crate) fn silences_nothing(place: Span, names: &[String], known: bool) -> Finding {
    let finding = Finding::of::<UnusedIgnore>(place).subject(format!("ignore {}", names.join(", ")));
    if known {
        finding
            .message(format!("this comment ignores {}, but there is nothing to ignore here", describe(names)))
            .help("Remove the comment, or move it to the line above the place it is meant for.")
    } else {
        finding
            .message(format!("this comment ignores {}, but not every name in it is a rule", describe(names)))
            .help("Correct the name; `explain` without an argument lists the rules.")
    }
}
