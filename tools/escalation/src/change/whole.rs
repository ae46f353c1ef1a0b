//! Files given whole, before and after the change.

use std::collections::HashMap;

use gix_imara_diff::{Algorithm, Diff, InternedInput};

use super::{Block, FileChange, Operation};

/// Most lines between the common head and the common tail of two versions for which the shortest difference is looked for.
const MOST_LINES: usize = 1_000_000;

/// Compares two versions of a file. The lines that go and come are those that `git diff` shows.
pub fn between(path: &str, before: Option<&str>, after: Option<&str>) -> FileChange {
    let operation = match (before, after) {
        (None, _) => Operation::Added,
        (Some(_), None) => Operation::Deleted,
        (Some(_), Some(_)) => Operation::Modified,
    };
    let mut file = FileChange::new(path.to_owned(), operation);
    let old: Vec<&str> = before.unwrap_or_default().lines().collect();
    let new: Vec<&str> = after.unwrap_or_default().lines().collect();
    let changed = Changed::between(&old, &new);
    file.old.extend(block(&old, &changed.old));
    file.new.extend(block(&new, &changed.new));
    file.old_whole = true;
    file.new_whole = true;
    file
}

/// Compares two versions of a file that had another path before.
pub fn renamed(old_path: &str, path: &str, before: &str, after: &str) -> FileChange {
    let mut file = between(path, Some(before), Some(after));
    file.operation = Operation::Renamed;
    file.old_path = Some(old_path.to_owned());
    file
}

/// Which lines of each version the other has not.
struct Changed {
    old: Vec<bool>,
    new: Vec<bool>,
}

impl Changed {
    fn between(old: &[&str], new: &[&str]) -> Self {
        let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let most = old.len().min(new.len()) - head;
        let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(old, new)| old == new).count();
        if old.len().max(new.len()) - head - tail > MOST_LINES {
            return Self::by_number(old, new, head, tail);
        }
        let mut input = InternedInput::default();
        input.update_before(old.iter().copied());
        input.update_after(new.iter().copied());
        let mut diff = Diff::compute(Algorithm::Myers, &input);
        diff.postprocess_lines(&input);
        let flags = |lines: &[&str], is: &dyn Fn(u32) -> bool| -> Vec<bool> {
            (0..lines.len()).map(|index| u32::try_from(index).is_ok_and(is)).collect()
        };
        Self { old: flags(old, &|index| diff.is_removed(index)), new: flags(new, &|index| diff.is_added(index)) }
    }

    /// For texts that are too long: a line has changed when it stands oftener on its side than on the other, outside of the
    /// common head and tail.
    fn by_number(old: &[&str], new: &[&str], head: usize, tail: usize) -> Self {
        let flags = |lines: &[&str], other: &[&str]| -> Vec<bool> {
            let mut unmatched: HashMap<&str, usize> = HashMap::new();
            for line in other.get(head..other.len() - tail).unwrap_or_default() {
                *unmatched.entry(line).or_default() += 1;
            }
            let middle = head..lines.len() - tail;
            let mut changed = |(index, line): (usize, &&str)| {
                middle.contains(&index)
                    && unmatched.get_mut(*line).is_none_or(|left| {
                        let none = *left == 0;
                        *left = left.saturating_sub(1);
                        none
                    })
            };
            lines.iter().enumerate().map(&mut changed).collect()
        };
        Self { old: flags(old, new), new: flags(new, old) }
    }
}

fn block(lines: &[&str], changed: &[bool]) -> Option<Block> {
    let mut block = Block::default();
    for (index, line) in lines.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        block.push(line, number, changed.get(index).copied().unwrap_or(true));
    }
    (!block.lines.is_empty()).then_some(block)
}

#[cfg(test)]
mod tests {
    use super::{Changed, between};

    #[test]
    fn a_line_that_moves_goes_and_comes_as_in_the_diff_of_git() {
        let before = "def a\n  check\nend\n\ndef b\nend\n";
        let after = "def a\nend\n\ndef b\n  check\nend\n";

        let file = between("a.rb", Some(before), Some(after));

        let numbers =
            |block: &crate::change::Block| block.changed().map(|(_, line, _)| line.number).collect::<Vec<_>>();
        assert_eq!(numbers(&file.old[0]), [2]);
        assert_eq!(numbers(&file.new[0]), [5]);
    }

    #[test]
    fn what_is_too_long_for_the_shortest_difference_is_told_by_numbers() {
        let changed = Changed::by_number(&["a", "b", "c", "d"], &["a", "c", "e", "c", "d"], 1, 1);

        assert_eq!(changed.old, [false, true, false, false]);
        assert_eq!(changed.new, [false, false, true, true, false]);
    }
}
