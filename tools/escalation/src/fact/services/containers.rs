//! Containers that come into pods which are there, or go from them.

use std::collections::BTreeMap;

use architect_core::Confidence;

use super::development_only;
use crate::change::{Operation, Side};
use crate::code::outline;
use crate::examined::Examined;
use crate::fact::{Facts, Shift, What};
use crate::role::Kind;

/// Reads the containers of a change.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    let kubernetes = files.iter().filter(|file| {
        file.role.kind == Kind::Kubernetes && matches!(file.file.operation, Operation::Modified | Operation::Renamed)
    });
    for file in kubernetes {
        let (before, after) = (containers(file, Side::Old), containers(file, Side::New));
        for (side, here, other, shift) in
            [(Side::New, &after, &before, Shift::Added), (Side::Old, &before, &after, Shift::Removed)]
        {
            for (name, (block, line)) in here {
                let Some(read) = file.side(side).get(*block) else { continue };
                let changed = |index: usize| read.block.lines.get(index).is_some_and(|line| line.changed);
                // With its object, the container is told as that.
                let whole = outline::lines(read.block)
                    .iter()
                    .any(|line| line.key == "kind" && line.indent == 0 && changed(line.index));
                if other.contains_key(name) || !changed(*line) || whole {
                    continue;
                }
                let what = What::Service { name: format!("{name} (a container)"), shift, lasting: true };
                facts
                    .on_line(file, side, read, *line, what)
                    .guarded(development_only(file))
                    .confidence(Confidence::Medium);
            }
        }
    }
}

/// The containers of a side by their names: block and line.
fn containers(file: &Examined<'_>, side: Side) -> BTreeMap<String, (usize, usize)> {
    let mut found = BTreeMap::new();
    for (block, read) in file.side(side).iter().enumerate() {
        let lines = outline::lines(read.block);
        for (position, line) in lines.iter().enumerate() {
            if line.key != "image" || line.value.is_empty() {
                continue;
            }
            let listed = line.guessed || line.above.last().is_none_or(|above| *above == "containers");
            // The name is beside the image, with the same indentation.
            let beside = lines
                .iter()
                .skip(position.saturating_sub(3))
                .take(7)
                .find(|other| other.key == "name" && other.indent == line.indent);
            if let (true, Some(name)) = (listed, beside) {
                found.entry(name.value.to_owned()).or_insert((block, name.index));
            }
        }
    }
    found
}
