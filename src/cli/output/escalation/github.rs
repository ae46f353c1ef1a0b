//! Workflow commands of GitHub Actions: the evidence beside the lines of a pull request.

use std::fmt::Write as _;

use architect_escalation::policy::Verdict;
use architect_escalation::tool::check_escalation::{Output, SideName};

use super::{gate, heading, is_closed};
use crate::cli::output::github::{message, property};

pub(in crate::cli) fn render(output: &Output) -> String {
    let mut text = String::new();
    for report in &output.triggers {
        let level = match report.verdict {
            _ if !is_closed(report) => "notice",
            Verdict::Required => "error",
            _ => "warning",
        };
        let needs = match report.verdict {
            Verdict::Required => {
                let answer = report.approval.as_ref().map(|mark| format!(": {}", mark.words())).unwrap_or_default();
                format!("\n{} by {}{answer}", gate(report), report.approvers.join(", "))
            }
            _ => String::new(),
        };
        for evidence in &report.evidence {
            // Lines of the version before are not in what GitHub shows of the file.
            let (line, before) = match (evidence.line, evidence.side) {
                (Some(line), SideName::New) => (format!(",line={line}"), String::new()),
                (Some(line), SideName::Old) => (String::new(), format!(" (line {line} before the change)")),
                (None, _) => (String::new(), String::new()),
            };
            let _ = writeln!(
                text,
                "::{level} file={}{line},title={}::{}",
                property(&evidence.source),
                property(&evidence.rule),
                message(&format!("{}{before}{needs}", evidence.message)),
            );
        }
        if report.verdict == Verdict::Unknown {
            let title = property(report.trigger.as_str());
            let _ = writeln!(text, "::{level} title={title}::{}", message(&report.reason));
        }
    }
    for gap in &output.gaps {
        let line = gap.line.map(|line| format!(",line={line}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "::notice file={}{line},title=not examined::{}",
            property(&gap.source),
            message(&gap.reason)
        );
    }
    let _ = writeln!(text, "{}; {}", output.summary.replace(['\r', '\n'], " "), heading(output));
    text
}
