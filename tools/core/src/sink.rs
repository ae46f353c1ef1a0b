//! Where rules put what they find.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::gap::Gap;
use crate::rule::RuleMeta;
use crate::selection::Selection;

/// Collects findings of the selected rules, graded as the user wishes, and gaps.
#[derive(Debug)]
pub struct Sink {
    selection: Selection,
    findings: Vec<Finding>,
    gaps: Vec<Gap>,
    /// The fields whose rules ran, by way of [`rule::run`](crate::rule::run).
    fields: BTreeSet<String>,
}

impl Sink {
    /// An empty sink for a selection of rules.
    pub fn new(selection: Selection) -> Self {
        Self { selection, findings: Vec::new(), gaps: Vec::new(), fields: BTreeSet::new() }
    }

    /// An empty sink with the same selection, whose contents come back by [`absorb`](Self::absorb).
    pub(crate) fn part(&self) -> Self {
        Self::new(self.selection.clone())
    }

    /// Takes all that is in another sink.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.gaps.extend(other.gaps);
        self.fields.extend(other.fields);
    }

    /// The rules that count here.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Remembers that a rule's field was examined.
    pub(crate) fn ran(&mut self, meta: &RuleMeta) {
        if !self.fields.contains(meta.id.field()) {
            self.fields.insert(meta.id.field().to_owned());
        }
    }

    /// Whether rules of this field ran here; true of every field as long as nobody has said.
    pub(crate) fn ran_field(&self, field: &str) -> bool {
        self.fields.is_empty() || self.fields.contains(field)
    }

    /// Whether this rule was looked for here.
    pub(crate) fn examines(&self, meta: &RuleMeta) -> bool {
        self.selection.runs(meta) && self.ran_field(meta.id.field())
    }

    /// Takes a finding; one of a rule that is not selected is dropped.
    pub fn push(&mut self, mut finding: Finding) {
        if let Some(severity) = self.selection.grade(&finding.rule, finding.severity) {
            finding.severity = severity;
            finding.complete();
            self.findings.push(finding);
        }
    }

    /// Takes a gap.
    pub fn gap(&mut self, gap: Gap) {
        self.gaps.push(gap);
    }

    /// Takes several gaps.
    pub fn gaps(&mut self, gaps: impl IntoIterator<Item = Gap>) {
        self.gaps.extend(gaps);
    }

    /// The findings so far, as they came.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Keeps only the findings for which `keep` holds. Suppressions and grouping go through here.
    pub fn retain(&mut self, keep: impl FnMut(&Finding) -> bool) {
        self.findings.retain(keep);
    }

    /// Lets `change` alter each finding; one for which it says no is dropped.
    pub fn each(&mut self, change: impl FnMut(&mut Finding) -> bool) {
        self.findings.retain_mut(change);
    }

    /// The findings in report order, without exact repeats, and the gaps in order, without repeats.
    pub fn finish(mut self) -> (Vec<Finding>, Vec<Gap>) {
        let findings = in_order(self.findings);
        self.gaps.sort();
        self.gaps.dedup();
        (findings, self.gaps)
    }
}

/// Findings in report order, without exact repeats. They are large and many: small keys are sorted, which lie together,
/// and each finding is moved once.
fn in_order(findings: Vec<Finding>) -> Vec<Finding> {
    let mut sources: Vec<&str> = findings.iter().map(|finding| finding.primary.source()).collect();
    sources.dedup();
    sources.sort_unstable();
    sources.dedup();
    let mut last = (sources.first().copied().unwrap_or_default(), 0);
    let mut order = Vec::with_capacity(findings.len());
    for (index, finding) in findings.iter().enumerate() {
        let source = finding.primary.source();
        if source != last.0 {
            last = (source, sources.binary_search(&source).unwrap_or_default());
        }
        let bytes = finding.primary.bytes();
        order.push((last.1, bytes.start, bytes.end, index));
    }
    let at = |(.., index): &(usize, usize, usize, usize)| findings.get(*index);
    order.sort_unstable_by(|a, b| {
        let place = |key: &(usize, usize, usize, usize)| (key.0, key.1, key.2);
        let rest = || at(a).zip(at(b)).map_or(Ordering::Equal, |(one, other)| one.order(other));
        place(a).cmp(&place(b)).then_with(rest)
    });
    order.dedup_by(|a, b| at(a) == at(b));
    let mut findings: Vec<Option<Finding>> = findings.into_iter().map(Some).collect();
    order.into_iter().filter_map(|(.., index)| findings.get_mut(index)?.take()).collect()
}
