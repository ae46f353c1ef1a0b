//! What a client gets: findings in compact form, one page of them, and the gaps.

use std::collections::BTreeMap;

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
    /// Whether there are more findings than these.
    pub truncated: bool,
    /// `offset` of the next page.
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

/// Without a `limit`, a page ends where its JSON would outgrow this many bytes: about 8,000 tokens at three bytes a
/// token, which is what identifiers and punctuation cost.
const PAGE_BYTES: usize = 20_000;
/// Gaps and related places are evidence; past these numbers they are counted instead.
const MOST_GAPS: usize = 20;
const MOST_RELATED: usize = 6;

impl Report {
    /// Makes the page that the options ask for. `what` names what was checked, as the start of the summary:
    /// `shop.yaml (OpenAPI 3.1, 12 operations)`. Findings and gaps must be in order, as
    /// [`Sink::finish`](crate::Sink::finish) gives them.
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
        findings.retain(|finding| finding.severity >= least);
        let total = findings.len();
        let summary = summary(what, &findings, parts);
        let skipped = options.offset.map_or(0, |offset| usize::try_from(offset).unwrap_or(usize::MAX)).min(total);
        let limit = options.limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let page = findings.split_off(skipped);
        let kept = limit.unwrap_or_else(|| fitting(&page)).min(page.len());
        let next = skipped + kept;
        let truncated = next < total;
        Self {
            summary,
            findings: page.into_iter().take(kept).collect(),
            total,
            truncated,
            next_offset: truncated.then_some(next),
            gaps,
        }
    }
}

/// How many findings fit a page, at least one.
fn fitting(findings: &[ReportedFinding]) -> usize {
    let mut bytes = 0;
    let over = findings.iter().position(|finding| {
        bytes += serde_json::to_string(finding).map_or(0, |json| json.len());
        bytes > PAGE_BYTES
    });
    over.map_or(findings.len(), |first_over| first_over.max(1))
}

/// `what: 2 errors, 1 warning; 1 part was not examined`.
fn summary(what: &str, findings: &[ReportedFinding], parts: usize) -> String {
    let mut text = format!("{what}: {}", tally(findings.iter().map(|finding| finding.severity)));
    let more = match parts {
        0 => String::new(),
        1 => "; 1 part was not examined, see gaps".to_owned(),
        more => format!("; {more} parts were not examined, see gaps"),
    };
    text.push_str(&more);
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
            message: finding.message.clone(),
            subject: finding.subject.clone(),
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
    /// Gaps with the same source and reason are one with a count; beyond a number they are only counted.
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
                reason: gap.reason.clone(),
                count: None,
            });
        }
        if folded.len() > MOST_GAPS {
            let rest = folded.split_off(MOST_GAPS);
            folded.push(Self {
                source: rest.first().map(|gap| gap.source.clone()).unwrap_or_default(),
                line: None,
                reason: "and more of other kinds, which are not listed".to_owned(),
                count: Some(rest.iter().map(|gap| gap.count.unwrap_or(1)).sum()),
            });
        }
        folded
    }
}
