//! What a file declares by name, before and after: services and datastores that come and go.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::development_only;
use crate::change::Side;
use crate::examined::Examined;
use crate::fact::{Facts, Shift, What};

/// Something that a file says is run, or holds data for what runs.
pub(super) struct Declared {
    pub(super) block: usize,
    pub(super) line: usize,
    /// The datastore that it is, where it is one.
    pub(super) store: Option<&'static str>,
    pub(super) lasting: bool,
}

/// Tells what is declared on one side of a file and not on the other, on a line that changes.
pub(super) fn compare(file: &Examined<'_>, declared: impl Fn(Side) -> BTreeMap<String, Declared>, facts: &mut Facts) {
    let (before, after) = (declared(Side::Old), declared(Side::New));
    for (side, here, other, shift) in
        [(Side::New, &after, &before, Shift::Added), (Side::Old, &before, &after, Shift::Removed)]
    {
        for (name, found) in here {
            let Some(read) = file.side(side).get(found.block) else { continue };
            if other.contains_key(name) || !read.block.lines.get(found.line).is_some_and(|line| line.changed) {
                continue;
            }
            let what = match found.store {
                Some(store) => {
                    let verb = if shift == Shift::Added { "comes in" } else { "goes" };
                    What::Datastore { what: format!("{store} {verb} (`{name}`)"), running: true }
                }
                None => What::Service { name: name.clone(), shift, lasting: found.lasting },
            };
            facts
                .on_line(file, side, read, found.line, what)
                .guarded(development_only(file))
                .confidence(Confidence::Medium);
        }
    }
}
