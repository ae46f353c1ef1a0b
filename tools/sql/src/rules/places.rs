//! Findings about anything that comes in numbers: one each, or one a source when there are many.

use std::collections::BTreeMap;

use architect_core::{Declared, Finding, Sink, Span};

/// Up to this many places of a source get a finding each; more are one finding with all places.
const FEW: usize = 3;

/// A place with a smell.
pub(super) struct Place<T> {
    /// Where it is.
    pub(super) span: Span,
    /// What it is about, in a stable form: `orders(customer_id)`.
    pub(super) subject: String,
    /// What the words of the finding are made of.
    pub(super) of: T,
}

/// Pushes a finding for each place, worded by `one`, or one for all of a source, worded by `many`.
pub(super) fn report<R: Declared, T>(
    sink: &mut Sink,
    places: Vec<Place<T>>,
    one: impl Fn(Finding, &Place<T>) -> Finding,
    many: impl Fn(Finding, &[Place<T>]) -> Finding,
) {
    let mut by_source: BTreeMap<String, Vec<Place<T>>> = BTreeMap::new();
    for place in places {
        by_source.entry(place.span.source().to_owned()).or_default().push(place);
    }
    for mut places in by_source.into_values() {
        places.sort_by(|one, other| one.span.cmp(&other.span));
        if places.len() <= FEW {
            for place in &places {
                let finding = Finding::of::<R>(place.span.clone()).subject(place.subject.clone());
                sink.push(one(finding, place));
            }
        } else if let Some((first, rest)) = places.split_first() {
            let mut finding = many(Finding::of::<R>(first.span.clone()), &places);
            for place in rest {
                finding = finding.also_at(place.span.clone(), place.subject.clone());
            }
            sink.push(finding);
        }
    }
}
