//! For people: each finding with an excerpt of its source, then what was not examined, then the sum.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::IsTerminal as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use architect_core::report::{Report, ReportedFinding};
use architect_core::{Position, Severity, Source};

/// Most lines of one excerpt; a finding about a whole file shows its beginning.
const MOST_LINES: u32 = 8;
/// Longest line that is shown; a minified file would fill the screen.
const LONGEST_LINE: usize = 400;

pub(super) fn render(report: &Report, source: &dyn Fn(&str) -> Option<Source>) -> String {
    let coloured =
        std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    let mut sources: BTreeMap<&str, Option<Source>> = BTreeMap::new();
    let mut text = String::new();
    for finding in &report.findings {
        let name = finding.location.source.as_str();
        let source = sources.entry(name).or_insert_with(|| source(name));
        let excerpt = source.as_ref().and_then(|source| Excerpt::of(source, finding));
        let _ = writeln!(text, "{}\n", renderer.render(&groups(finding, excerpt.as_ref())));
    }
    for gap in &report.gaps {
        let line = gap.line.map(|line| format!(":{line}")).unwrap_or_default();
        let times = gap.count.map(|count| format!(" ({count} places)")).unwrap_or_default();
        let _ = writeln!(text, "not examined: {}{line}: {}{times}", gap.source, gap.reason);
    }
    if !report.gaps.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "{}", report.summary);
    text
}

/// The lines around a finding, and where in them it is.
struct Excerpt {
    text: String,
    first_line: u32,
    place: std::ops::Range<usize>,
}

impl Excerpt {
    fn of(source: &Source, finding: &ReportedFinding) -> Option<Self> {
        let at = &finding.location;
        let last_line = at.end_line.min(at.line.saturating_add(MOST_LINES - 1));
        let start = source.line_range(at.line)?.start;
        let end = source.line_range(last_line)?.end;
        let text = source.slice(start..end);
        if text.lines().any(|line| line.len() > LONGEST_LINE) {
            return None;
        }
        let from = source.offset(Position { line: at.line, column: at.column })?;
        let to = source.offset(Position { line: at.end_line, column: at.end_column }).unwrap_or(end);
        let from = from.saturating_sub(start).min(text.len());
        let to = to.saturating_sub(start).min(text.len());
        Some(Self { text: text.to_owned(), first_line: at.line, place: from..to.max(from) })
    }
}

fn groups<'f>(finding: &'f ReportedFinding, excerpt: Option<&'f Excerpt>) -> Vec<Group<'f>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::HELP.with_name("hint"),
    };
    let title = level.primary_title(finding.message.as_str()).id(finding.rule.as_str());
    let mut group = match excerpt {
        Some(excerpt) => title.element(
            Snippet::source(excerpt.text.as_str())
                .line_start(usize::try_from(excerpt.first_line).unwrap_or(1))
                .path(finding.location.source.as_str())
                .fold(false)
                .annotation(AnnotationKind::Primary.span(excerpt.place.clone()).label(finding.subject.as_str())),
        ),
        None => title.element(
            annotate_snippets::Origin::path(finding.location.source.as_str())
                .line(usize::try_from(finding.location.line).unwrap_or(1))
                .char_column(usize::try_from(finding.location.column).unwrap_or(1)),
        ),
    };
    for place in &finding.related {
        group = group.element(
            Level::NOTE.message(format!("{}:{}:{}: {}", place.source, place.line, place.column, place.message)),
        );
    }
    if let Some(count) = finding.count.filter(|count| *count > finding.related.len() + 1) {
        group = group.element(Level::NOTE.message(format!("{count} places in all")));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    if let Some(suggestion) = &finding.suggestion {
        group = group.element(Level::HELP.message(format!("suggested: {suggestion}")));
    }
    for fix in &finding.fixes {
        group = group.element(Level::HELP.message(format!("fix: {}", fix.title)));
    }
    vec![group]
}
