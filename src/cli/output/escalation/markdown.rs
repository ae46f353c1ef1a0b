//! A block of Markdown for a pull request or a job's summary.
//!
//! What is quoted from the change stands in code spans, so that it can neither mention anybody, nor link, nor add markup.
//! Owners stand outside of them: they are meant to be told.

use std::fmt::Write as _;

use architect_escalation::approval::Mark;
use architect_escalation::policy::Verdict;
use architect_escalation::tool::check_escalation::{Output, SideName, TriggerReport};

use super::{gate, heading, is_closed, plain};

/// Most pieces of evidence of one gate; GitHub takes 65,536 characters in a comment.
const MOST_EVIDENCE: usize = 20;
const MOST_GAPS: usize = 20;
const LONGEST_TEXT: usize = 300;

pub(in crate::cli) fn render(output: &Output) -> String {
    // By the first line a workflow finds the comment that it wrote before.
    let mut text = format!("<!-- backend-architect: escalation -->\n### Escalation: {}\n\n", heading(output));
    text.push_str("| Trigger | Verdict | Gate | Who answers | Answer | Why |\n|---|---|---|---|---|---|\n");
    for report in &output.triggers {
        let verdict = report.verdict.as_str();
        let verdict = if is_closed(report) { format!("**{verdict}**") } else { verdict.to_owned() };
        let (gate, who) = match report.verdict {
            Verdict::Clear => (String::new(), String::new()),
            _ => (gate(report), report.approvers.iter().map(|name| owner(name)).collect::<Vec<_>>().join(", ")),
        };
        let _ = writeln!(
            text,
            "| {} | {verdict} | {gate} | {who} | {} | {} |",
            report.trigger.as_str().replace('_', " "),
            report.approval.as_ref().map(answer).unwrap_or_default(),
            code(&report.reason)
        );
    }
    for report in output.triggers.iter().filter(|report| !report.evidence.is_empty()) {
        evidence(&mut text, report);
    }
    if !output.gaps.is_empty() {
        let _ = writeln!(text, "\n<details><summary>Not examined: {}</summary>\n", output.gaps.len());
        for gap in output.gaps.iter().take(MOST_GAPS) {
            let line = gap.line.map(|line| format!(":{line}")).unwrap_or_default();
            let _ = writeln!(text, "- {}: {}", code(&format!("{}{line}", gap.source)), code(&gap.reason));
        }
        more(&mut text, output.gaps.len(), MOST_GAPS);
        text.push_str("\n</details>\n");
    }
    let _ = writeln!(text, "\n{}; change {}", code(&output.summary), code(&output.change_digest));
    text
}

/// What a person answered, with the conditions.
fn answer(mark: &Mark) -> String {
    match &mark.conditions {
        Some(conditions) => format!("{}: {}", code(&mark.words()), code(conditions)),
        None => code(&mark.words()),
    }
}

fn evidence(text: &mut String, report: &TriggerReport) {
    let open = if is_closed(report) { " open" } else { "" };
    let trigger = report.trigger.as_str().replace('_', " ");
    let _ = writeln!(text, "\n<details{open}><summary>Evidence: {trigger}</summary>\n");
    for evidence in report.evidence.iter().take(MOST_EVIDENCE) {
        let line = evidence.line.map(|line| format!(":{line}")).unwrap_or_default();
        let before = if evidence.side == SideName::Old { " before the change" } else { "" };
        let _ = write!(
            text,
            "- {}{before}: {} ({})",
            code(&format!("{}{line}", evidence.source)),
            code(&evidence.message),
            code(&evidence.rule)
        );
        if let Some(quote) = &evidence.quote {
            let _ = write!(text, "<br>{}", code(quote));
        }
        text.push('\n');
    }
    more(text, report.evidence.len(), MOST_EVIDENCE);
    text.push_str("\n</details>\n");
}

fn more(text: &mut String, all: usize, most: usize) {
    if all > most {
        let _ = writeln!(text, "- and {} more", all - most);
    }
}

/// An owner as GitHub knows it, `@name` or `@organisation/team`; anything else is quoted.
fn owner(name: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '/' | '.');
    match name.strip_prefix('@') {
        Some(rest) if !rest.is_empty() && rest.chars().all(plain) => name.to_owned(),
        _ => code(name),
    }
}

/// A code span on one line, in a table too.
fn code(text: &str) -> String {
    let text = plain(text);
    let text = text.trim();
    let mut text = match text.char_indices().nth(LONGEST_TEXT) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    };
    if text.is_empty() {
        return text;
    }
    // A bar would end the cell of a table even in a code span.
    text = text.replace('|', "\\|");
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::{code, owner};

    #[test]
    fn what_is_quoted_stays_a_quote() {
        assert_eq!(code("drop `a`|`b`\n@everybody"), "``drop `a`\\|`b` @everybody``");
        assert_eq!(code("``` <img src=x>"), "```` ``` <img src=x> ````");
        assert_eq!(code(" "), "");
        assert_eq!(owner("@shop/database"), "@shop/database");
        assert_eq!(owner("@a](http://x)"), "`@a](http://x)`");
        assert_eq!(owner("database owner"), "`database owner`");
    }
}
