//! Where rules put what they find.

use crate::finding::Finding;
use crate::gap::Gap;
use crate::selection::Selection;

/// Collects findings of the selected rules, graded as the user wishes, and gaps.
#[derive(Debug)]
pub struct Sink {
    selection: Selection,
    findings: Vec<Finding>,
    gaps: Vec<Gap>,
}

impl Sink {
    /// An empty sink for a selection of rules.
    pub fn new(selection: Selection) -> Self {
        Self { selection, findings: Vec::new(), gaps: Vec::new() }
    }

    /// The rules that count here.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Takes a finding; one of a rule that is not selected is dropped.
    pub fn push(&mut self, mut finding: Finding) {
        if let Some(severity) = self.selection.grade(&finding.rule, finding.severity) {
            finding.severity = severity;
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

    /// The findings in report order, without exact repeats, and the gaps in order, without repeats.
    pub fn finish(mut self) -> (Vec<Finding>, Vec<Gap>) {
        self.findings.sort_by(Finding::order);
        self.findings.dedup();
        self.gaps.sort();
        self.gaps.dedup();
        (self.findings, self.gaps)
    }
}
