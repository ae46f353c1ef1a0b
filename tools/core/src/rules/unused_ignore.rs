//! `core/unused-ignore`

use crate::declare_rule;
use crate::finding::Finding;
use crate::severity::Confidence;
use crate::span::Span;
use crate::suppression::Verdict;

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
    /// A comment is judged only when every rule it names was looked for: not when one of them is not selected or
    /// belongs to another field than the one that is checked, nor when a peer's comment names a rule that has no
    /// counterpart here. A peer may see more in its rule than we do, so a finding about its comment has low
    /// confidence.
    pub UnusedIgnore {
        id: "core/unused-ignore",
        severity: Info,
        since: "0.1.0",
        aliases: ["squawk:unused-ignore"],
        references: [],
    }
}

/// Names that a message lists; the rest is counted.
const MOST_NAMES: usize = 5;

/// The finding about a comment that silenced nothing.
pub(crate) fn silences_nothing(place: Span, names: &[String], verdict: Verdict, peer: Option<&str>) -> Finding {
    let listed = listed(names);
    let finding =
        Finding::of::<UnusedIgnore>(place).subject(format!("ignore {}", listed.replace('`', "")).trim_end());
    match (verdict, peer) {
        (Verdict::Misnamed, _) => finding
            .message(format!("this comment ignores {listed}, but not every name in it is a rule"))
            .help("Correct the name; `explain` without an argument lists the rules."),
        (Verdict::Idle, None) => finding
            .message(format!("this comment ignores {}, but there is nothing to ignore here", any(&listed)))
            .help("Remove the comment, or move it to the line above the place it is meant for."),
        (Verdict::Idle, Some(peer)) => finding
            .confidence(Confidence::Low)
            .message(format!("this comment ignores {} of {peer}, but nothing like it was found here", any(&listed)))
            .help(format!("Remove the comment if {peer} finds nothing here without it.")),
    }
}

fn any(listed: &str) -> &str {
    if listed.is_empty() { "any rule" } else { listed }
}

fn listed(names: &[String]) -> String {
    let mut words: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST_NAMES {
        words.push(format!("{} more", names.len() - MOST_NAMES));
    }
    words.join(", ")
}
