//! One finding for one smell: repeats in a statement, and in a file that is full of them.

use std::collections::BTreeMap;

use architect_core::{Declared as _, Finding};

use super::Migration;
use super::rules::added_foreign_key_without_index::AddedForeignKeyWithoutIndex;

/// Up to this many statements of a file have a finding each of a rule; more are one finding with all places.
const FEW: usize = 3;

/// The source and the place of a statement in it.
type Place = (String, usize);

/// Folds findings, which are in order. Of those of one rule in one statement the first stays, with the places of the
/// others; so does the first of a file that has them in many statements.
pub fn fold(findings: Vec<Finding>, migration: &Migration) -> Vec<Finding> {
    let mut starts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for file in &migration.files {
        starts.entry(file.source.name()).or_default().extend(file.steps.iter().map(|step| step.bytes().start));
    }
    let statement = |finding: &Finding| -> Place {
        let source = finding.primary.source();
        let start = finding.primary.bytes().start;
        let known = starts.get(source).map_or(0, |starts| starts.partition_point(|known| *known <= start));
        (source.to_owned(), known)
    };
    let by_statement = merged(findings, |finding| (finding.rule.to_string(), statement(finding)), join_suggestions);
    let mut statements: BTreeMap<(String, String), usize> = BTreeMap::new();
    for finding in &by_statement {
        *statements.entry(in_file(finding)).or_default() += 1;
    }
    let (many, few): (Vec<Finding>, Vec<Finding>) =
        by_statement.into_iter().partition(|finding| statements.get(&in_file(finding)).is_some_and(|n| *n > FEW));
    // What is to be done about each of many stands in the rewritten files; only missing indexes do not.
    let mut all = merged(many, in_file, |first, next| {
        if first.rule.as_str() == AddedForeignKeyWithoutIndex::META.id.as_str() {
            join_suggestions(first, next);
        } else {
            first.suggestion = None;
        }
    });
    for finding in &mut all {
        if let Some(more) = statements.get(&in_file(finding)).map(|number| number - 1) {
            let message = format!("{}; the same holds for {more} more statements of this file", finding.message);
            finding.message = message.into();
        }
    }
    all.extend(few);
    all.sort_by(Finding::order);
    all
}

/// The suggestions of two findings as one text. What the first has whole is not said again.
fn join_suggestions(first: &mut Finding, next: &Finding) {
    match (&mut first.suggestion, &next.suggestion) {
        (Some(known), Some(more)) if !known.contains(more) => {
            known.push('\n');
            known.push_str(more);
        }
        (known @ None, more) => known.clone_from(more),
        _ => {}
    }
}

fn in_file(finding: &Finding) -> (String, String) {
    (finding.rule.to_string(), finding.primary.source().to_owned())
}

/// The first finding of each key, with the places of the others.
fn merged<K: Ord>(
    findings: Vec<Finding>,
    key: impl Fn(&Finding) -> K,
    mut take: impl FnMut(&mut Finding, &Finding),
) -> Vec<Finding> {
    let mut firsts: Vec<Finding> = Vec::new();
    let mut known: BTreeMap<K, usize> = BTreeMap::new();
    for finding in findings {
        let key = key(&finding);
        let Some(first) = known.get(&key).and_then(|at| firsts.get_mut(*at)) else {
            known.insert(key, firsts.len());
            firsts.push(finding);
            continue;
        };
        take(first, &finding);
        first.confidence = first.confidence.max(finding.confidence);
        first.count += finding.count;
        first.related.push(architect_core::Label { span: finding.primary, message: finding.subject.to_string() });
        first.related.extend(finding.related);
    }
    firsts
}
