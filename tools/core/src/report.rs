//! What a client gets: findings in compact form, one page of them, and the gaps.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::fix::Fix;
use crate::gap::Gap;
use crate::input::CheckOptions;
use crate::severity::{Applicability, Confidence, Severity};
use crate::span::Location;

/// The answer of a checking tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// What was checked and what came out, in one sentence.
    pub summary: String,
    /// One page of findings, sorted by source, offset and rule.
    pub findings: Vec<ReportedFinding>,
    /// Number of findings on all pages.
    pub total: usize,
    /// Whether there are findings behind these.
    pub truncated: bool,
    /// `offset` of the next page; none behind the last page, nor behind an empty one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_offset: Option<usize>,
    /// What was not examined, and why. No finding about a part that is named here means nothing.
    pub gaps: Vec<ReportedGap>,
}

/// A finding as clients see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportedFinding {
    /// Rule id; `explain` tells more.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What is wrong.
    pub message: String,
    /// The thing it is about.
    pub subject: String,
    /// Where it is.
    pub location: Location,
    /// Other places that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedPlace>,
    /// Number of other places that are not listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more_related: Option<usize>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// A text ready to use elsewhere, such as a statement to run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// Edits of the source that remove the finding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<ReportedFix>,
    /// Number of places, where one finding stands for several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
}

/// Another place of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RelatedPlace {
    /// Source name.
    pub source: String,
    /// 1-based line.
    pub line: u32,
    /// 1-based column.
    pub column: u32,
    /// What is there.
    pub message: String,
}

/// A fix as clients see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportedFix {
    /// What it does.
    pub title: String,
    /// Whether it may be applied without a look.
    pub applicability: Applicability,
    /// Replacements, all in the finding's source.
    pub edits: Vec<ReportedEdit>,
}

/// A replacement of the text from one position to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportedEdit {
    /// 1-based line of the start.
    pub line: u32,
    /// 1-based column of the start.
    pub column: u32,
    /// 1-based line of the end.
    pub end_line: u32,
    /// 1-based column just behind the end.
    pub end_column: u32,
    /// The new text.
    pub replacement: String,
}

/// A part that was not examined.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ReportedGap {
    /// Source name.
    pub source: String,
    /// 1-based line, where one can be named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Why it was not examined.
    pub reason: String,
    /// Number of such places in the source, when more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
}

/// Without a `limit`, a report ends where its whole JSON would outgrow this many bytes: about 8,000 tokens at three
/// bytes a token, which is what identifiers and punctuation cost. The summary and the gaps are counted first, since
/// they stand on every page; at least [`LEAST_PAGE`] stays for findings.
const REPORT_BYTES: usize = 24_000;
const LEAST_PAGE: usize = 8_000;
/// Gaps are evidence; past this number they are counted instead.
const MOST_GAPS: usize = 20;
/// Related places of a finding that a report shows; the others are counted.
pub const MOST_RELATED: usize = 6;
/// Longest reason of a gap, in characters.
const LONGEST_REASON: usize = 300;

impl Report {
    /// Makes the page that the options ask for. `what` names what was checked, as the start of the summary:
    /// `shop.yaml (OpenAPI 3.1, 12 operations)`. Findings and gaps must be in order, as
    /// [`Sink::finish`](crate::Sink::finish) gives them.
    ///
    /// Without a `limit` a page has at least one finding, however large. A `limit` of 0 asks for the numbers only:
    /// such a page has no `next_offset`, so that whoever follows it comes to an end. An `offset` beyond the last
    /// finding gives an empty page that is not truncated.
    pub fn new(what: &str, findings: &[Finding], gaps: &[Gap], options: &CheckOptions) -> Self {
        let reported = findings.iter().map(ReportedFinding::from).collect();
        Self::page(what, reported, ReportedGap::fold(gaps), gaps.len(), options)
    }

    /// Makes the page that the options ask for out of findings that were reported before, in their order, by several
    /// checks whose answers are put together. `parts` is the number of parts that were not examined.
    pub fn page(
        what: &str,
        mut findings: Vec<ReportedFinding>,
        gaps: Vec<ReportedGap>,
        parts: usize,
        options: &CheckOptions,
    ) -> Self {
        let least = options.min_severity.unwrap_or(Severity::Hint);
        let all = findings.len();
        findings.retain(|finding| finding.severity >= least);
        let total = findings.len();
        let skipped = options.offset.map_or(0, saturate).min(total);
        let rest = findings.split_off(skipped);
        let severities = findings.iter().chain(&rest).map(|finding| finding.severity);
        let mut report = Self {
            summary: summary(what, severities, all - total, least, parts),
            findings: Vec::new(),
            total,
            truncated: true,
            next_offset: Some(usize::MAX),
            gaps,
        };
        report.findings = match options.limit {
            Some(limit) => rest.into_iter().take(saturate(limit)).collect(),
            None => fitting(rest, REPORT_BYTES.saturating_sub(json_bytes(&report)).max(LEAST_PAGE)),
        };
        let next = skipped + report.findings.len();
        report.truncated = next < total;
        report.next_offset = (report.truncated && !report.findings.is_empty()).then_some(next);
        report
    }
}

/// As many findings as fit into so many bytes of JSON, but one at least.
fn fitting(mut findings: Vec<ReportedFinding>, room: usize) -> Vec<ReportedFinding> {
    let mut bytes = 0;
    let over = findings.iter().position(|finding| {
        bytes += json_bytes(finding) + ",".len();
        bytes > room
    });
    findings.truncate(over.map_or(findings.len(), |over| over.max(1)));
    findings
}

fn json_bytes(value: &impl Serialize) -> usize {
    serde_json::to_string(value).map_or(0, |json| json.len())
}

fn saturate(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// `what: 2 errors, 1 warning; 1 part was not examined`. Findings that only `min_severity` hides are mentioned, since
/// `no findings` would be taken for clean.
fn summary(
    what: &str,
    severities: impl Iterator<Item = Severity>,
    hidden: usize,
    least: Severity,
    parts: usize,
) -> String {
    let mut text = format!("{what}: {}", tally(severities));
    if hidden > 0 {
        let _ = write!(text, "; {hidden} below {least} not counted");
    }
    match parts {
        0 => {}
        1 => text.push_str("; 1 part was not examined, see gaps"),
        more => {
            let _ = write!(text, "; {more} parts were not examined, see gaps");
        }
    }
    text
}

/// `2 errors, 1 warning`, or `no findings`.
pub fn tally(severities: impl Iterator<Item = Severity>) -> String {
    let mut counts = BTreeMap::new();
    for severity in severities {
        *counts.entry(severity).or_insert(0_usize) += 1;
    }
    let words: Vec<String> = Severity::WORST_FIRST
        .into_iter()
        .filter_map(|severity| counts.get(&severity).map(|count| (severity, *count)))
        .map(|(severity, count)| match (severity, count) {
            (Severity::Info, count) => format!("{count} info"),
            (severity, 1) => format!("1 {severity}"),
            (severity, count) => format!("{count} {severity}s"),
        })
        .collect();
    if words.is_empty() { "no findings".to_owned() } else { words.join(", ") }
}

impl From<&Finding> for ReportedFinding {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.as_str().to_owned(),
            severity: finding.severity,
            confidence: finding.confidence,
            message: finding.message.clone().into_owned(),
            subject: finding.subject.to_string(),
            location: Location::from(&finding.primary),
            related: finding
                .related
                .iter()
                .take(MOST_RELATED)
                .map(|label| RelatedPlace {
                    source: label.span.source().to_owned(),
                    line: label.span.start().line,
                    column: label.span.start().column,
                    message: label.message.clone(),
                })
                .collect(),
            more_related: finding.related.len().checked_sub(MOST_RELATED).filter(|more| *more > 0),
            help: finding.help.clone(),
            suggestion: finding.suggestion.clone(),
            fixes: finding.fixes.iter().map(ReportedFix::from).collect(),
            count: (finding.count > 1).then_some(finding.count),
        }
    }
}

impl From<&Fix> for ReportedFix {
    fn from(fix: &Fix) -> Self {
        let edits = fix.edits.iter().map(|edit| ReportedEdit {
            line: edit.span.start().line,
            column: edit.span.start().column,
            end_line: edit.span.end().line,
            end_column: edit.span.end().column,
            replacement: edit.replacement.clone(),
        });
        Self { title: fix.title.clone(), applicability: fix.applicability, edits: edits.collect() }
    }
}

impl ReportedGap {
    /// Gaps with the same source and reason are one with a count; beyond a number they are only counted. A very long
    /// reason is cut.
    pub fn fold(gaps: &[Gap]) -> Vec<Self> {
        let mut folded: Vec<Self> = Vec::new();
        let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for gap in gaps {
            let key = (gap.source.as_str(), gap.reason.as_str());
            if let Some(known) = places.get(&key).and_then(|index| folded.get_mut(*index)) {
                known.count = Some(known.count.unwrap_or(1) + 1);
                continue;
            }
            places.insert(key, folded.len());
            folded.push(Self {
                source: gap.source.clone(),
                line: gap.span.as_ref().map(|span| span.start().line),
                reason: cut(&gap.reason),
                count: None,
            });
        }
        if folded.len() > MOST_GAPS + 1 {
            let rest = folded.split_off(MOST_GAPS);
            folded.push(Self::rest(&rest));
        }
        folded
    }

    /// One gap for all that are not listed.
    fn rest(gaps: &[Self]) -> Self {
        let source = gaps.first().map(|gap| gap.source.clone()).unwrap_or_default();
        let places = gaps.iter().map(|gap| gap.count.unwrap_or(1)).sum();
        let sources: BTreeSet<&str> = gaps.iter().map(|gap| gap.source.as_str()).collect();
        let reason = match sources.len() {
            0 | 1 => "more parts were not examined, which are not listed".to_owned(),
            2 => "more parts, here and in 1 other source, were not examined and are not listed".to_owned(),
            many => {
                format!("more parts, here and in {} other sources, were not examined and are not listed", many - 1)
            }
        };
        Self { source, line: None, reason, count: Some(places) }
    }
}

fn cut(reason: &str) -> String {
    match reason.char_indices().nth(LONGEST_REASON) {
        Some((end, _)) => format!("{}…", reason.get(..end).unwrap_or_default()),
        None => reason.to_owned(),
    }
}
