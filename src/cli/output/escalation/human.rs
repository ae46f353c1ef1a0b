//! For people: each gate with its evidence, then what was not examined, then the sum.

use std::fmt::Write as _;

use architect_core::Confidence;
use architect_escalation::policy::Verdict;
use architect_escalation::tool::check_escalation::{EvidenceReport, Output, SideName};

use super::{gate, heading, plain};

pub(in crate::cli) fn render(output: &Output) -> String {
    let mut text = String::new();
    for report in &output.triggers {
        let verdict = report.verdict.as_str();
        let _ = write!(text, "{}: {verdict}", report.trigger.as_str());
        if report.verdict != Verdict::Clear {
            let _ = write!(text, ", {} by {}", gate(report), plain(&report.approvers.join(", ")));
        }
        let _ = writeln!(text, "\n  {}", plain(&report.reason));
        if let Some(mark) = &report.approval {
            let _ = writeln!(text, "  {}", plain(&mark.words()));
            if let Some(conditions) = &mark.conditions {
                let _ = writeln!(text, "    | {}", plain(conditions));
            }
        }
        for evidence in &report.evidence {
            let _ = writeln!(
                text,
                "  {}: {}: {} ({} confidence)",
                place(evidence),
                evidence.rule,
                plain(&evidence.message),
                confidence(evidence.confidence)
            );
            if let Some(quote) = &evidence.quote {
                let _ = writeln!(text, "    | {}", plain(quote));
            }
        }
        for discounted in &report.discounted {
            let line = discounted.line.map(|line| format!(":{line}")).unwrap_or_default();
            let _ = writeln!(
                text,
                "  discounted ({}): {}{line}: {}",
                plain(&discounted.guard),
                plain(&discounted.source),
                plain(&discounted.message)
            );
        }
        text.push('\n');
    }
    for gap in &output.gaps {
        let line = gap.line.map(|line| format!(":{line}")).unwrap_or_default();
        let times = gap.count.map(|count| format!(" ({count} places)")).unwrap_or_default();
        let _ = writeln!(text, "not examined: {}{line}: {}{times}", plain(&gap.source), plain(&gap.reason));
    }
    for question in &output.questions {
        let _ = writeln!(text, "question: {}", plain(question));
    }
    if !(output.gaps.is_empty() && output.questions.is_empty()) {
        text.push('\n');
    }
    let _ = writeln!(text, "{}\n{}; change {}", plain(&output.summary), heading(output), output.change_digest);
    text
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

/// `file:line`, and which version of the file that is when it is the one before.
fn place(evidence: &EvidenceReport) -> String {
    let line = evidence.line.map(|line| format!(":{line}")).unwrap_or_default();
    let before = if evidence.side == SideName::Old { " (before)" } else { "" };
    format!("{}{line}{before}", plain(&evidence.source))
}
