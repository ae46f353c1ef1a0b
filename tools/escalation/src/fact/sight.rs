//! Files whose lines mean what the lines above them say: where a diff shows none of those, that is a gap.

use crate::change::{Block, ChangeGap};
use crate::code::{Language, outline};
use crate::examined::Examined;
use crate::fact::Facts;
use crate::role::Kind;
use crate::trigger::Trigger;

/// Looks for changed lines whose place in the file is out of sight.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files.iter().filter(|file| file.guard.is_none()) {
        let yaml = file.language() == Some(Language::Yaml);
        let structured = matches!(file.role.kind, Kind::Compose | Kind::Kubernetes | Kind::Helm | Kind::Contract);
        let code = file.language().is_some_and(Language::is_executable);
        let touches: &[Trigger] = match () {
            () if structured && yaml => &Trigger::ALL,
            // What a line of code decides, and which way a migration goes.
            () if code => &[Trigger::DataLoss, Trigger::Authentication],
            () => continue,
        };
        let sides = [(&file.old, file.file.old_whole), (&file.new, file.file.new_whole)];
        let blocks = sides.into_iter().filter(|(_, whole)| !whole).flat_map(|(blocks, _)| blocks);
        let hidden = blocks.into_iter().find_map(|read| out_of_sight(read.block, yaml));
        if let Some(number) = hidden {
            let reason = "the diff shows nothing around its lines that tells what they belong to; give it with three lines of \
                          context, as `git diff` does";
            facts.gaps.push(ChangeGap::of(&file.file.path, touches, reason).at(number));
        }
    }
}

/// The number of the first changed line of a hunk without any context above, when no line is in sight that it belongs to.
fn out_of_sight(block: &Block, yaml: bool) -> Option<u32> {
    let first = block.lines.first()?;
    if !first.changed || first.number <= 1 {
        return None;
    }
    if !yaml {
        return block.line_text(0).starts_with([' ', '\t']).then_some(first.number);
    }
    let lines = outline::lines(block);
    let mut changed = lines.iter().filter(|line| block.lines.get(line.index).is_some_and(|line| line.changed));
    let hidden = changed.find(|line| line.indent > 0 && (line.above.is_empty() || line.guessed))?;
    block.lines.get(hidden.index).map(|line| line.number)
}
