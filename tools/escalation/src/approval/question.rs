//! The question that a person is asked: what the engine found, in words that nobody else put there.
//!
//! Whatever comes from the change or from the caller stands in it cleaned and marked as quoted, see [`super::quoted`].

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mark::{Mark, Standing};
use super::quoted::{plain, quoted};
use crate::answer::Frame;
use crate::change::ChangeGap;
use crate::docket::Signal;
use crate::policy::{Verdict, Weighed};
use crate::trigger::{Gate, Trigger};

/// Pieces of evidence, gaps and names that are shown; of more, their number.
const MOST_SHOWN: usize = 8;
/// Longest text of others in one place, in characters.
const LONGEST: usize = 240;
/// Longest name that is typed out.
const LONGEST_NAME: usize = 120;

/// A question about one trigger of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// What may be set off.
    pub trigger: Trigger,
    /// The verdict.
    pub verdict: Verdict,
    /// The gate.
    pub gate: Gate,
    /// SHA-256 of the normalised change, which the answer is bound to.
    pub change_digest: String,
    /// The rules that raised it.
    pub rules: Vec<String>,
    /// What loses data, by name.
    pub targets: Vec<String>,
    /// What whoever approves has to type out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_exactly: Option<String>,
    /// The question in words, for the person.
    pub question: String,
}

/// What surrounds the signals of the trigger.
#[derive(Debug)]
pub struct Around<'a> {
    /// What was not examined.
    pub gaps: &'a [ChangeGap],
    /// Who should answer.
    pub approvers: &'a [String],
    /// The whole change.
    pub frame: &'a Frame,
    /// What was answered before.
    pub mark: Option<&'a Mark>,
    /// What the caller says about it.
    pub said: Option<&'a str>,
}

impl Question {
    /// The question about a trigger.
    pub fn new(weighed: &Weighed, around: &Around<'_>) -> Self {
        let mut rules: Vec<String> = Vec::new();
        let mut targets: Vec<String> = Vec::new();
        for signal in &weighed.evidence {
            push_new(&mut rules, signal.rule.id.as_str().to_owned());
            if let Some(object) = &signal.object {
                push_new(&mut targets, plain(object, LONGEST_NAME));
            }
        }
        let type_exactly =
            (weighed.trigger == Trigger::DataLoss).then(|| type_exactly(weighed, &targets, around.frame));
        let question = text(weighed, around, type_exactly.as_deref());
        targets.truncate(MOST_SHOWN * 2);
        Self {
            trigger: weighed.trigger,
            verdict: weighed.verdict,
            gate: weighed.trigger.gate(),
            change_digest: around.frame.digest.clone(),
            rules,
            targets,
            type_exactly,
            question,
        }
    }
}

fn push_new(list: &mut Vec<String>, item: String) {
    if !item.is_empty() && !list.contains(&item) {
        list.push(item);
    }
}

/// The weightiest name, and how many more there are; without names the file, and without evidence the digest's beginning.
fn type_exactly(weighed: &Weighed, targets: &[String], frame: &Frame) -> String {
    let file = || weighed.evidence.first().map(|signal| plain(&signal.place.source, LONGEST_NAME));
    match targets {
        [one] => one.clone(),
        [first, more @ ..] => format!("{first} and {} more", more.len()),
        [] => file().unwrap_or_else(|| frame.digest.chars().take(8).collect()),
    }
}

/// Writes the question. Writing to a text does not fail, so what it returns says nothing.
fn text(weighed: &Weighed, around: &Around<'_>, type_exactly: Option<&str>) -> String {
    let mut text = String::new();
    let (trigger, frame) = (weighed.trigger, around.frame);
    let need = match weighed.verdict {
        Verdict::Required => "needs",
        Verdict::Advisory => "may be worth",
        Verdict::Unknown => "could not be examined whole, and may need",
        Verdict::Clear => "seems to need no",
    };
    let _ = writeln!(text, "A change {need} {}: {}.", words(trigger.gate()), concern(trigger));
    let files = if frame.files == 1 { "1 file".to_owned() } else { format!("{} files", frame.files) };
    if !weighed.evidence.is_empty() {
        let _ = writeln!(text, "\nFound in the change ({files}, {}):", frame.mode);
        weighed.evidence.iter().take(MOST_SHOWN).for_each(|signal| evidence(&mut text, signal));
        more(&mut text, weighed.evidence.len());
    }
    let hidden: Vec<&ChangeGap> = around.gaps.iter().filter(|gap| gap.touches.contains(&trigger)).collect();
    if !hidden.is_empty() {
        let _ = writeln!(text, "\nNot examined:");
        for gap in hidden.iter().take(MOST_SHOWN) {
            let _ = writeln!(text, "- {}: {}", plain(&gap.source, LONGEST_NAME), plain(&gap.reason, LONGEST));
        }
        more(&mut text, hidden.len());
    }
    let names: Vec<String> = around.approvers.iter().take(MOST_SHOWN).map(|name| plain(name, LONGEST_NAME)).collect();
    let _ = writeln!(text, "\nWho should answer: {}", names.join(", "));
    if let Some(mark) = around.mark.filter(|mark| mark.standing != Standing::Valid) {
        let _ = writeln!(text, "Answered before: {}", plain(&mark.words(), LONGEST));
    }
    if let Some(said) = around.said.filter(|said| !said.trim().is_empty()) {
        let _ = writeln!(text, "The assistant says, and nobody checked it: {}", quoted(said, LONGEST * 2));
    }
    if let Some(type_exactly) = type_exactly {
        let _ = writeln!(text, "To approve, type exactly: {type_exactly}");
    }
    let _ = write!(text, "The answer holds for the change with the digest {} and no other.", frame.digest);
    text
}

fn evidence(text: &mut String, signal: &Signal) {
    let place = &signal.place;
    let line = place.line.map(|line| format!(" line {line}")).unwrap_or_default();
    let _ = writeln!(
        text,
        "- {} ({}, {}{line})",
        plain(&signal.message, LONGEST),
        signal.rule.id.as_str(),
        plain(&place.source, LONGEST_NAME)
    );
    if let Some(quote) = place.quote.as_deref().filter(|quote| !quote.trim().is_empty()) {
        let _ = writeln!(text, "  {}", quoted(quote, LONGEST_NAME));
    }
}

fn more(text: &mut String, total: usize) {
    if total > MOST_SHOWN {
        let _ = writeln!(text, "- and {} more", total - MOST_SHOWN);
    }
}

const fn words(gate: Gate) -> &'static str {
    match gate {
        Gate::HumanApproval => "human approval",
        Gate::SecurityReview => "a security review",
        Gate::TeamConsensus => "the consensus of the teams",
        Gate::StakeholderInput => "the word of whoever pays",
    }
}

const fn concern(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::DataLoss => "stored data can be lost or changed beyond recovery",
        Trigger::Authentication => "it touches who may enter, or what they may do",
        Trigger::Architecture => "it touches services, datastores or contracts between services",
        Trigger::ThirdPartyCost => "it touches what a third party is paid for",
    }
}
