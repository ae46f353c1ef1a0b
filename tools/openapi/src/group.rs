//! The same smell in many places as one finding.
//!
//! Runs last, on findings in report order, so that ignore comments speak about single places. A finding is the same
//! smell when rule, severity, confidence, message and advice agree: rules keep places out of such messages.

use std::collections::{BTreeMap, HashMap};

use architect_core::{Confidence, Finding, Fix, Label, MOST_RELATED, Severity};
use foldhash::fast::RandomState;

/// Up to this many places stand alone, each with its own subject and fixes.
const FEW: usize = 3;
/// A fix of more edits than this is no help to read.
const MOST_EDITS: usize = 20;

/// Folds findings that agree into the first of them. Keeps the order. `named` gives subjects their names, where they
/// are shown.
pub fn fold(findings: Vec<Finding>, named: impl Fn(u32) -> String) -> Vec<Finding> {
    let mut numbers: HashMap<Smell<'_>, usize, RandomState> = HashMap::default();
    let mut sizes: Vec<usize> = Vec::new();
    let mut smells: Vec<usize> = Vec::with_capacity(findings.len());
    for finding in &findings {
        let number = *numbers.entry(key(finding)).or_insert(sizes.len());
        match sizes.get_mut(number) {
            Some(size) => *size += 1,
            None => sizes.push(1),
        }
        smells.push(number);
    }
    let mut first_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut kept: Vec<Finding> = Vec::new();
    for (finding, smell) in findings.into_iter().zip(smells) {
        if sizes.get(smell).is_none_or(|size| *size <= FEW) {
            kept.push(finding);
            continue;
        }
        let first = *first_of.entry(smell).or_insert(kept.len());
        match kept.get_mut(first) {
            Some(first) => join(first, finding, &named),
            None => kept.push(finding),
        }
    }
    for index in first_of.into_values() {
        if let Some(first) = kept.get_mut(index) {
            let places = first.count;
            first.message = format!("{} (in {places} places)", first.message).into();
        }
    }
    for finding in &mut kept {
        finding.subject = std::mem::take(&mut finding.subject).into_name(&named).into();
    }
    kept
}

/// What findings of one smell agree in.
type Smell<'a> = (&'a str, Severity, Confidence, &'a str, Option<&'a str>);

fn key(finding: &Finding) -> Smell<'_> {
    (finding.rule.as_str(), finding.severity, finding.confidence, &finding.message, finding.help.as_deref())
}

fn join(first: &mut Finding, other: Finding, named: impl Fn(u32) -> String) {
    if first.count == 1 {
        // The related places of one finding would be taken for places of the smell.
        first.related.clear();
    }
    first.count += 1;
    let is_shown = first.related.len() < MOST_RELATED;
    let message = if is_shown { other.subject.into_name(named) } else { String::new() };
    first.related.push(Label { span: other.primary, message });
    let fixes = first.fixes.pop().zip(other.fixes.into_iter().next());
    first.fixes.clear();
    if let Some((mut fix, other)) = fixes
        && fix.applicability == other.applicability
        && fix.edits.len() + other.edits.len() <= MOST_EDITS
    {
        fix.edits.extend(other.edits);
        first.fixes.push(Fix { title: fix.title, ..fix });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::syntax::Syntax;
    use architect_core::Source;

    fn findings(count: usize) -> Vec<Finding> {
        let source = Source::new("a.yaml", "x".repeat(count));
        (0..count)
            .map(|at| Finding::of::<Syntax>(source.span(at..at + 1)).message("the same").subject(at.to_string()))
            .collect()
    }

    #[test]
    fn a_smell_in_many_places_is_one_finding_that_counts_them() {
        let folded = fold(findings(9), |number| number.to_string());

        assert_eq!(folded.len(), 1);
        assert_eq!(folded[0].count, 9);
        assert_eq!(folded[0].related.len(), 8);
        assert_eq!(folded[0].message, "the same (in 9 places)");
    }

    #[test]
    fn places_with_other_advice_are_another_smell() {
        let mut findings = findings(9);
        findings[4..].iter_mut().for_each(|finding| finding.help = Some("Do that.".to_owned()));

        let folded = fold(findings, |number| number.to_string());

        assert_eq!(folded.iter().map(|finding| finding.count).collect::<Vec<_>>(), [4, 5]);
    }

    #[test]
    fn a_smell_in_few_places_keeps_its_subjects() {
        let folded = fold(findings(3), |number| number.to_string());

        assert_eq!(folded.len(), 3);
        assert!(folded.iter().all(|finding| finding.count == 1));
    }
}
