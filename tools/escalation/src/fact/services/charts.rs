//! Charts that a Helm chart brings along.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::{development_only, images};
use crate::change::Side;
use crate::code::outline;
use crate::examined::Examined;
use crate::fact::{Facts, Shift, What};
use crate::role::Kind;

/// Reads the dependencies of charts.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files.iter().filter(|file| file.role.kind == Kind::Helm) {
        let (before, after) = (dependencies(file, Side::Old), dependencies(file, Side::New));
        for (side, here, other, shift) in
            [(Side::New, &after, &before, Shift::Added), (Side::Old, &before, &after, Shift::Removed)]
        {
            for (name, (block, line)) in here {
                let Some(read) = file.side(side).get(*block) else { continue };
                if other.contains_key(name) || !read.block.lines.get(*line).is_some_and(|line| line.changed) {
                    continue;
                }
                let what = match images::family_of(name) {
                    Some(family) => {
                        let verb = if shift == Shift::Added { "comes in" } else { "goes" };
                        What::Datastore { what: format!("{family} {verb}, as a chart"), running: true }
                    }
                    None => What::Service { name: format!("{name} (a chart)"), shift, lasting: true },
                };
                facts
                    .on_line(file, side, read, *line, what)
                    .guarded(development_only(file))
                    .confidence(Confidence::Medium);
            }
        }
    }
}

/// The charts that a side names below `dependencies`: block and line of each.
fn dependencies(file: &Examined<'_>, side: Side) -> BTreeMap<String, (usize, usize)> {
    let mut found = BTreeMap::new();
    for (block, read) in file.side(side).iter().enumerate() {
        let lines = outline::lines(read.block);
        for (position, line) in lines.iter().enumerate().filter(|(_, line)| line.key == "name") {
            let near = lines.iter().skip(position.saturating_sub(4)).take(9);
            // In a hunk without the line `dependencies:`, a name beside a repository is one as well.
            let beside = near.clone().any(|other| other.key == "repository") && line.indent > 0;
            if line.above == ["dependencies"] || (line.above.is_empty() && beside) {
                found.entry(line.value.to_owned()).or_insert((block, line.index));
            }
        }
    }
    found
}
