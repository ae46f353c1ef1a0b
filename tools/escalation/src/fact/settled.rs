//! Facts about access that only show when all files are read: a call that goes from one file and comes in another, as it
//! was, has moved; settings that only those who write the program run it with let nobody else in.

use std::collections::BTreeMap;

use crate::fact::decisions::sense;
use crate::fact::{Fact, Facts, Shift, What};
use crate::guard::Guard;

/// Takes the weight of what moved, and of what is for development.
pub(super) fn read(facts: &mut Facts) {
    let mut gone: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    let mut moved = Vec::new();
    for (index, fact) in facts.all.iter().enumerate() {
        if let Some(key) = call(fact, Shift::Removed) {
            gone.entry(key).or_default().push(index);
        }
    }
    for (index, fact) in facts.all.iter().enumerate() {
        let Some(left) = call(fact, Shift::Added).and_then(|key| gone.get_mut(&key)) else { continue };
        let elsewhere =
            |before: &usize| facts.all.get(*before).is_some_and(|old| old.place.source != fact.place.source);
        if let Some(at) = left.iter().position(elsewhere) {
            moved.extend([left.swap_remove(at), index]);
        }
    }
    for index in moved {
        if let Some(fact) = facts.all.get_mut(index) {
            fact.guarded(Some(Guard::Moved));
        }
    }
    for fact in &mut facts.all {
        let of_access = matches!(fact.what, What::AuthCalled { .. } | What::AuthZoneChanged { .. });
        if of_access && sense::of_development(&fact.place.source) {
            fact.guarded(Some(Guard::DevelopmentOnly));
        }
    }
}

/// A call that came or went, with its line as it reads without blanks and in lower case.
fn call(fact: &Fact, wanted: Shift) -> Option<(String, String)> {
    let What::AuthCalled { call, shift, .. } = &fact.what else { return None };
    let quote = fact.place.quote.as_deref().filter(|_| *shift == wanted && fact.guard.is_none())?;
    let plain = quote.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    Some((call.clone(), plain))
}
