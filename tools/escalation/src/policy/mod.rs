//! From signals to verdicts.
//!
//! What the rules raised and what could not be examined comes in; for each trigger a verdict goes out, with the gate,
//! the approvers and the evidence. Two invariants: no verdict is `clear` while a gap touches its trigger, and every
//! signal ends either in the evidence or among the discounted.

pub mod choices;
pub mod mask;
pub mod owners;

use architect_core::{Selection, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::change::ChangeGap;
use crate::docket::{Entry, Signal};
use crate::guard::Guard;
use crate::policy::choices::Choices;
use crate::trigger::Trigger;

/// What a change needs in respect of one trigger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The gate must be passed before the change goes on.
    Required,
    /// Worth telling whoever answers for the gate; the change may go on.
    Advisory,
    /// All that was given was examined, and nothing was found.
    Clear,
    /// Something that matters was not examined.
    Unknown,
}

impl Verdict {
    /// The word used on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Advisory => "advisory",
            Self::Clear => "clear",
            Self::Unknown => "unknown",
        }
    }
}

/// The signals of one trigger, weighed.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The trigger.
    pub trigger: Trigger,
    /// What it needs.
    pub verdict: Verdict,
    /// Signals that count, the weightiest first.
    pub evidence: Vec<Signal>,
    /// Signals that a guard took out.
    pub discounted: Vec<Signal>,
}

/// Weighs the signals. `examined` are the triggers that what was given can speak about at all.
pub fn weigh(
    signals: &[Signal],
    gaps: &[ChangeGap],
    examined: &[Trigger],
    rules: &[Entry],
    (selection, choices): (&Selection, &Choices),
) -> Vec<Weighed> {
    Trigger::ALL
        .into_iter()
        .map(|trigger| {
            let (mut evidence, mut discounted) = (Vec::new(), Vec::new());
            for signal in signals.iter().filter(|signal| signal.trigger == trigger) {
                let mut signal = signal.clone();
                match selection.grade(&signal.rule.id, signal.severity) {
                    Some(severity) => signal.severity = severity,
                    None => signal.guard = signal.guard.or(Some(Guard::RuleNotSelected)),
                }
                choices.judge(&mut signal);
                if signal.guard.is_some() { &mut discounted } else { &mut evidence }.push(signal);
            }
            sort(&mut evidence);
            sort(&mut discounted);
            // What somebody suppressed is told before what counts for nothing anyway.
            discounted.sort_by_key(|signal| signal.guard != Some(Guard::Suppressed));
            let rules_run = rules.iter().any(|rule| rule.triggers.contains(&trigger) && selection.runs(rule.meta));
            let hidden =
                gaps.iter().any(|gap| gap.touches.contains(&trigger)) || !examined.contains(&trigger) || !rules_run;
            let verdict = match evidence.first().map(|signal| signal.severity) {
                Some(Severity::Error | Severity::Warning) => Verdict::Required,
                Some(Severity::Info | Severity::Hint) => Verdict::Advisory,
                None if hidden => Verdict::Unknown,
                None => Verdict::Clear,
            };
            Weighed { trigger, verdict, evidence, discounted }
        })
        .collect()
}

fn sort(signals: &mut Vec<Signal>) {
    signals.sort_by(|a, b| {
        (b.severity, b.confidence, &a.place, a.rule.id.as_str(), &a.message).cmp(&(
            a.severity,
            a.confidence,
            &b.place,
            b.rule.id.as_str(),
            &b.message,
        ))
    });
    signals.dedup_by(|a, b| {
        a.rule.id == b.rule.id && a.place == b.place && a.message == b.message && a.guard == b.guard
    });
}
