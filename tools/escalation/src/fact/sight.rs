//! Files whose lines mean what the lines above them say: where a diff shows too little of those, that is a gap.

use crate::change::{Block, ChangeGap};
use crate::code::{Language, outline};
use crate::examined::Examined;
use crate::fact::Facts;
use crate::role::Kind;

/// Looks for changed lines whose place in the file is out of sight.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        let structured = matches!(file.role.kind, Kind::Compose | Kind::Kubernetes | Kind::Helm | Kind::Contract);
        if !structured || file.language() != Some(Language::Yaml) || file.guard.is_some() {
            continue;
        }
        let sides = [(&file.old, file.file.old_whole), (&file.new, file.file.new_whole)];
        let blocks = sides.into_iter().filter(|(_, whole)| !whole).flat_map(|(blocks, _)| blocks);
        let hidden = blocks.into_iter().find_map(|read| out_of_sight(read.block));
        if let Some(number) = hidden {
            let reason = "the diff shows nothing around its lines that tells what they belong to; give it with three lines of \
                          context, as `git diff` does";
            facts.gaps.push(ChangeGap::any(&file.file.path, reason).at(number));
        }
    }
}

/// The number of the first changed line of a hunk without any context above, when no line is in sight that it belongs to.
fn out_of_sight(block: &Block) -> Option<u32> {
    let first = block.lines.first()?;
    if !first.changed || first.number <= 1 {
        return None;
    }
    let lines = outline::lines(block);
    let mut changed = lines.iter().filter(|line| block.lines.get(line.index).is_some_and(|line| line.changed));
    let hidden = changed.find(|line| line.indent > 0 && (line.above.is_empty() || line.guessed))?;
    block.lines.get(hidden.index).map(|line| line.number)
}
