//! Files given whole, before and after the change.

use std::collections::HashMap;

use super::{Block, FileChange, Operation};

/// Compares two versions of a file. A line counts as changed when it stands oftener on its side than on the other,
/// outside of the common head and tail: linear in the texts, and a moved line is no change.
pub fn between(path: &str, before: Option<&str>, after: Option<&str>) -> FileChange {
    let operation = match (before, after) {
        (None, _) => Operation::Added,
        (Some(_), None) => Operation::Deleted,
        (Some(_), Some(_)) => Operation::Modified,
    };
    let mut file = FileChange::new(path.to_owned(), operation);
    let old: Vec<&str> = before.unwrap_or_default().lines().collect();
    let new: Vec<&str> = after.unwrap_or_default().lines().collect();
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(old, new)| old == new).count();
    let old_middle = old.get(head..old.len() - tail).unwrap_or_default();
    let new_middle = new.get(head..new.len() - tail).unwrap_or_default();
    file.old.extend(block(&old, head, old_middle.len(), new_middle));
    file.new.extend(block(&new, head, new_middle.len(), old_middle));
    file.old_whole = true;
    file.new_whole = true;
    file
}

/// The lines of one side; of those in the middle, the ones that `other` has not as often are changed.
fn block(lines: &[&str], head: usize, middle: usize, other: &[&str]) -> Option<Block> {
    let mut unmatched: HashMap<&str, usize> = HashMap::new();
    for line in other {
        *unmatched.entry(line).or_default() += 1;
    }
    let mut block = Block::default();
    for (index, line) in lines.iter().enumerate() {
        let in_middle = (head..head + middle).contains(&index);
        let matched = in_middle
            && unmatched.get_mut(line).is_some_and(|left| {
                let found = *left > 0;
                *left = left.saturating_sub(1);
                found
            });
        block.push(line, u32::try_from(index + 1).unwrap_or(u32::MAX), in_middle && !matched);
    }
    (!block.lines.is_empty()).then_some(block)
}
