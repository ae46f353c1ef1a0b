//! Workflow commands of GitHub Actions.
//!
//! Form: GitHub documentation, "Workflow commands for GitHub Actions"; `%`, carriage return and line feed are
//! escaped in messages, and `:` and `,` in properties as well.

use std::fmt::Write as _;

use architect_core::{Report, Severity};

pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info | Severity::Hint => "notice",
        };
        let at = &finding.location;
        let help = finding.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "::{level} file={},line={},endLine={},col={},endColumn={},title={}::{}",
            property(&at.source),
            at.line,
            at.end_line,
            at.column,
            at.end_column,
            property(&finding.rule),
            message(&format!("{}{help}", finding.message)),
        );
    }
    for gap in &report.gaps {
        let line = gap.line.map(|line| format!(",line={line}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "::notice file={}{line},title=not examined::{}",
            property(&gap.source),
            message(&gap.reason)
        );
    }
    let _ = writeln!(text, "{}", report.summary);
    text
}

pub(super) fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

pub(super) fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
