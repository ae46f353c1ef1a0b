//! The answer: weighed signals as clients see them, within bounds.

use std::collections::{BTreeMap, BTreeSet};

use crate::approval::{Book, Mark};
use crate::change::{ChangeGap, Side};
use crate::docket::Signal;
use crate::policy::choices::Choices;
use crate::policy::mask;
use crate::policy::owners::Owners;
use crate::policy::{Verdict, Weighed};
use crate::tool::check_escalation::{DiscountedReport, EvidenceReport, GapReport, Output, SideName, TriggerReport};
use crate::tool::judge::Judged;
use crate::trigger::Trigger;

/// Evidence per trigger, unless the caller says otherwise; all four together fit about 8,000 tokens.
const MOST_EVIDENCE: usize = 12;
const MOST_DISCOUNTED: usize = 8;
const MOST_GAPS: usize = 20;

/// What the answer says about the whole change.
#[derive(Debug, Clone)]
pub struct Frame {
    /// SHA-256 of the change.
    pub digest: String,
    /// Number of files.
    pub files: usize,
    /// What was read.
    pub mode: String,
    /// Most pieces of evidence per trigger.
    pub limit: Option<u32>,
}

/// Who answers for the code, and for the gates.
type Answerable<'d> = (Option<&'d Owners>, &'d Choices);

/// Writes the answer.
pub(crate) fn write(judged: &Judged) -> Output {
    let Judged { weighed, gaps, examined, owners, choices, frame, book } = judged;
    let triggers: Vec<TriggerReport> = weighed
        .iter()
        .map(|weighed| {
            let approval = book.mark(&frame.digest, weighed.trigger);
            trigger(weighed, gaps, examined, (owners.as_ref(), choices), frame, approval)
        })
        .collect();
    Output {
        summary: summary(&triggers, frame, book),
        triggers,
        gaps: fold(gaps),
        questions: questions(weighed, gaps, examined, frame),
        change_digest: frame.digest.clone(),
        files: frame.files,
        mode: frame.mode.clone(),
    }
}

fn trigger(
    weighed: &Weighed,
    gaps: &[ChangeGap],
    examined: &[Trigger],
    answerable: Answerable<'_>,
    frame: &Frame,
    approval: Option<Mark>,
) -> TriggerReport {
    let most = frame.limit.map_or(MOST_EVIDENCE, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let (evidence, discounted) = (&weighed.evidence, &weighed.discounted);
    TriggerReport {
        trigger: weighed.trigger,
        verdict: weighed.verdict,
        gate: weighed.trigger.gate(),
        approvers: approvers(weighed, answerable),
        reason: reason(weighed, gaps, examined),
        approval,
        evidence: evidence.iter().take(most).map(evidence_report).collect(),
        evidence_total: (evidence.len() > most).then_some(evidence.len()),
        discounted: discounted.iter().take(MOST_DISCOUNTED).map(discounted_report).collect(),
        discounted_total: (discounted.len() > MOST_DISCOUNTED).then_some(discounted.len()),
    }
}

/// Whom the policy names for the gate; else the owners of the files that the evidence stands in; else the role that answers
/// for the gate.
pub(crate) fn approvers(weighed: &Weighed, (owners, choices): Answerable<'_>) -> Vec<String> {
    if let Some(names) = choices.approvers(weighed.trigger) {
        return names.to_vec();
    }
    let mut names: Vec<String> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for signal in weighed.evidence.iter().filter(|signal| seen.insert(&signal.place.source)) {
        let of = owners.map_or(&[][..], |owners| owners.of(&signal.place.source));
        for owner in of {
            if !names.contains(owner) {
                names.push(owner.clone());
            }
        }
    }
    if names.is_empty() {
        names.push(weighed.trigger.role().to_owned());
    }
    names
}

fn reason(weighed: &Weighed, gaps: &[ChangeGap], examined: &[Trigger]) -> String {
    let hidden = gaps.iter().filter(|gap| gap.touches.contains(&weighed.trigger)).count();
    let beside = match hidden {
        0 => String::new(),
        1 => "; 1 part was not examined".to_owned(),
        more => format!("; {more} parts were not examined"),
    };
    match (weighed.verdict, weighed.evidence.first()) {
        (Verdict::Required | Verdict::Advisory, Some(first)) => {
            let more = match weighed.evidence.len() {
                1 => String::new(),
                more => format!(", and {} more", more - 1),
            };
            format!("{}{more}{beside}", first.message)
        }
        (Verdict::Clear, _) if weighed.discounted.is_empty() => {
            "everything given was examined, and nothing was found".to_owned()
        }
        (Verdict::Clear, _) => {
            format!("everything given was examined; what matched was discounted ({})", guards(weighed))
        }
        _ if hidden > 0 => format!(
            "nothing was found, but {hidden} part{} may hide it, see gaps",
            if hidden == 1 { "" } else { "s" }
        ),
        _ if examined.contains(&weighed.trigger) => "no rule of this trigger is selected".to_owned(),
        _ => "what was given cannot show it; give the diff".to_owned(),
    }
}

fn guards(weighed: &Weighed) -> String {
    let mut names: Vec<&str> =
        weighed.discounted.iter().filter_map(|signal| signal.guard.map(crate::guard::Guard::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

fn summary(triggers: &[TriggerReport], frame: &Frame, book: &Book) -> String {
    let verdicts: Vec<String> = triggers
        .iter()
        .map(|report| {
            let answered = report.approval.as_ref().map(|mark| format!(" ({})", mark.words())).unwrap_or_default();
            format!("{} {}{answered}", report.trigger.as_str(), report.verdict.as_str())
        })
        .collect();
    let files = if frame.files == 1 { "1 file".to_owned() } else { format!("{} files", frame.files) };
    let trouble = book.trouble.as_ref().map(|trouble| format!("; {trouble}")).unwrap_or_default();
    format!("{files} ({}): {}{trouble}", frame.mode, verdicts.join(", "))
}

fn evidence_report(signal: &Signal) -> EvidenceReport {
    EvidenceReport {
        rule: signal.rule.id.as_str().to_owned(),
        message: signal.message.clone(),
        source: signal.place.source.clone(),
        line: signal.place.line,
        side: match signal.place.side {
            Side::Old => SideName::Old,
            Side::New => SideName::New,
        },
        quote: signal.place.quote.as_deref().map(mask::quote),
        confidence: signal.confidence,
    }
}

fn discounted_report(signal: &Signal) -> DiscountedReport {
    DiscountedReport {
        rule: signal.rule.id.as_str().to_owned(),
        message: signal.message.clone(),
        source: signal.place.source.clone(),
        line: signal.place.line,
        guard: signal
            .said
            .clone()
            .unwrap_or_else(|| signal.guard.map(crate::guard::Guard::as_str).unwrap_or_default().to_owned()),
    }
}

/// Gaps of one source for one reason are told once, with their number; beyond a bound they are only counted.
fn fold(gaps: &[ChangeGap]) -> Vec<GapReport> {
    type Kind<'g> = (&'g str, &'g str, &'g [Trigger]);
    let mut folded: BTreeMap<Kind<'_>, (Option<u32>, usize)> = BTreeMap::new();
    for gap in gaps {
        let entry = folded.entry((&gap.source, &gap.reason, &gap.touches)).or_insert((gap.line, 0));
        entry.1 += 1;
    }
    let total = folded.len();
    let mut reports: Vec<GapReport> = folded
        .into_iter()
        .take(MOST_GAPS)
        .map(|((source, reason, touches), (line, count))| GapReport {
            source: source.to_owned(),
            line,
            reason: reason.to_owned(),
            touches: touches.to_vec(),
            count: (count > 1).then_some(count),
        })
        .collect();
    if total > MOST_GAPS {
        reports.push(GapReport {
            source: "all".to_owned(),
            line: None,
            reason: "and more of this kind, which are not listed".to_owned(),
            touches: Trigger::ALL.to_vec(),
            count: Some(total - MOST_GAPS),
        });
    }
    reports
}

fn questions(weighed: &[Weighed], gaps: &[ChangeGap], examined: &[Trigger], frame: &Frame) -> Vec<String> {
    let mut questions = Vec::new();
    if frame.mode == "description only" {
        questions.push(
            "What does the change touch? Give its diff (`git diff -M`): words alone never clear a trigger."
                .to_owned(),
        );
    } else if weighed.iter().any(|weighed| !examined.contains(&weighed.trigger)) {
        questions.push(
            "What else does the change touch? Give the whole diff, so that the other triggers can be judged."
                .to_owned(),
        );
    }
    for weighed in weighed.iter().filter(|weighed| weighed.verdict == Verdict::Unknown) {
        let ask = match weighed.trigger {
            Trigger::DataLoss => "Is any stored data dropped, overwritten or moved, and is there a tested backup?",
            Trigger::Authentication => "Does the change alter who may sign in or what they may do?",
            Trigger::Architecture => {
                "Does the change add, remove or rewire a service, a datastore or a contract between services?"
            }
            Trigger::ThirdPartyCost => "Does the change bring in a service or resource that somebody has to pay for?",
        };
        questions.push(ask.to_owned());
    }
    let mut asked: Vec<&str> = Vec::new();
    for gap in gaps {
        if asked.len() < 3 && !asked.contains(&gap.source.as_str()) {
            asked.push(&gap.source);
            questions.push(format!("What is in `{}`? {}.", gap.source, sentence(&gap.reason)));
        }
    }
    questions
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
