//! The verdicts of `check --escalation` in the forms that people and machines read.

pub(in crate::cli) mod github;
pub(in crate::cli) mod human;
pub(in crate::cli) mod markdown;

use architect_escalation::approval::Standing;
use architect_escalation::policy::Verdict;
use architect_escalation::tool::check_escalation::{Output, TriggerReport};

/// Whether somebody has to answer before the change goes on, and nobody has. What was not seen needs an answer as well.
pub(in crate::cli) fn is_closed(report: &TriggerReport) -> bool {
    let approved = report.approval.as_ref().is_some_and(|mark| mark.standing == Standing::Valid);
    matches!(report.verdict, Verdict::Required | Verdict::Unknown) && !approved
}

/// The gates in one sentence.
fn heading(output: &Output) -> String {
    match output.triggers.iter().filter(|report| is_closed(report)).count() {
        0 => "no gate is closed".to_owned(),
        1 => "1 gate is closed".to_owned(),
        closed => format!("{closed} gates are closed"),
    }
}

/// The name of a gate, as it is written on the wire.
fn gate(report: &TriggerReport) -> String {
    serde_json::to_value(report.gate).ok().and_then(|gate| gate.as_str().map(ToOwned::to_owned)).unwrap_or_default()
}

/// A text without what could steer a terminal or the reader of a log.
fn plain(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
