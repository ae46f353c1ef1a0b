//! Findings about anything that comes in numbers: one each, one a source when there are many, or one in all.

use architect_core::{Declared, Finding, Sink, Span};

use super::columns::grouped;

/// A place with a smell.
pub(super) struct Place<T> {
    /// Where it is.
    pub(super) span: Span,
    /// What it is about, in a stable form: `orders(customer_id)`.
    pub(super) subject: String,
    /// What the words of the finding are made of.
    pub(super) of: T,
}

/// Pushes a finding for each place, worded by `one`, or one for many, worded by `many`.
pub(super) fn report<R: Declared, T>(
    sink: &mut Sink,
    places: Vec<Place<T>>,
    one: impl Fn(Finding, &Place<T>) -> Finding,
    many: impl Fn(Finding, &[Place<T>]) -> Finding,
) {
    for mut places in grouped(places, |place| place.span.source()) {
        places.sort_by(|one, other| one.span.cmp(&other.span));
        let Some((first, rest)) = places.split_first() else { continue };
        let finding = Finding::of::<R>(first.span.clone());
        if rest.is_empty() {
            sink.push(one(finding.subject(first.subject.clone()), first));
        } else {
            let finding = many(finding, &places);
            let also =
                |finding: Finding, place: &Place<T>| finding.also_at(place.span.clone(), place.subject.clone());
            sink.push(rest.iter().fold(finding, also));
        }
    }
}
