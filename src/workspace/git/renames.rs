//! Which of the files that come are files that go, under another path. What git does by `-M50%`: the same content first,
//! then half of it, told by the lines that both have.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hasher as _};

use gix::bstr::{BStr, BString, ByteSlice as _};

/// A file that only one of two trees has.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) path: BString,
    pub(super) id: gix::ObjectId,
}

/// The content of a candidate; none where it cannot be read or is too large.
pub(super) type Read<'r> = dyn FnMut(gix::ObjectId) -> Option<Vec<u8>> + 'r;

/// Most steps that the search for similar files takes. Beyond it only files with the same content are paired.
const MOST_STEPS: u64 = 100_000_000;
/// A longer piece of a line counts by itself, as in git.
const LONGEST_PIECE: usize = 64;

/// Pairs of indices: one that goes, one that comes. The second part says whether similar files were looked for.
pub(super) fn pair(gone: &[Candidate], come: &[Candidate], read: &mut Read<'_>) -> (Vec<(usize, usize)>, bool) {
    let mut pairs = same_content(gone, come);
    let left = |count: usize, used: Vec<usize>| -> Vec<usize> {
        let mut free = vec![true; count];
        for index in used {
            free[index] = false;
        }
        (0..count).filter(|index| free[*index]).collect()
    };
    let old_left = left(gone.len(), pairs.iter().map(|pair| pair.0).collect());
    let new_left = left(come.len(), pairs.iter().map(|pair| pair.1).collect());
    if old_left.is_empty() || new_left.is_empty() {
        return (pairs, true);
    }
    if old_left.len().saturating_mul(new_left.len()) as u64 > MOST_STEPS {
        return (pairs, false);
    }
    let mut pieces = |file: &Candidate| read(file.id).map(|content| Pieces::of(&content));
    let old: Vec<(usize, Pieces)> =
        old_left.into_iter().filter_map(|index| Some((index, pieces(gone.get(index)?)?))).collect();
    let new: Vec<(usize, Pieces)> =
        new_left.into_iter().filter_map(|index| Some((index, pieces(come.get(index)?)?))).collect();
    let (similar, complete) = by_similarity(&old, &new, gone, come);
    pairs.extend(similar);
    pairs.sort_unstable();
    (pairs, complete)
}

/// Files with the same content; of several, those with the same name first.
fn same_content(gone: &[Candidate], come: &[Candidate]) -> Vec<(usize, usize)> {
    let mut by_id: BTreeMap<gix::ObjectId, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, file) in gone.iter().enumerate().filter(|(_, file)| !file.id.is_empty_blob()) {
        by_id.entry(file.id).or_default().0.push(index);
    }
    for (index, file) in come.iter().enumerate() {
        if let Some(entry) = by_id.get_mut(&file.id) {
            entry.1.push(index);
        }
    }
    let mut pairs = Vec::new();
    for (old, new) in by_id.into_values() {
        let mut by_name: BTreeMap<&BStr, Vec<usize>> = BTreeMap::new();
        for index in new.iter().rev() {
            by_name.entry(name(&come[*index].path)).or_default().push(*index);
        }
        let (mut old_left, mut new_taken) = (Vec::new(), BTreeSet::new());
        for old in old {
            match by_name.get_mut(name(&gone[old].path)).and_then(Vec::pop) {
                Some(new) => {
                    new_taken.insert(new);
                    pairs.push((old, new));
                }
                None => old_left.push(old),
            }
        }
        pairs.extend(old_left.into_iter().zip(new.into_iter().filter(|new| !new_taken.contains(new))));
    }
    pairs
}

fn by_similarity(
    old: &[(usize, Pieces)],
    new: &[(usize, Pieces)],
    gone: &[Candidate],
    come: &[Candidate],
) -> (Vec<(usize, usize)>, bool) {
    let mut steps = 0_u64;
    let mut scored: Vec<(u64, bool, usize, usize)> = Vec::new();
    for (old_index, a) in old {
        for (new_index, b) in new {
            steps += 1;
            let (less, more) = (a.bytes.min(b.bytes), a.bytes.max(b.bytes));
            if less * 2 < more || more == 0 {
                continue;
            }
            steps += (a.counts.len() + b.counts.len()) as u64;
            if steps > MOST_STEPS {
                return (Vec::new(), false);
            }
            let common = a.common(b);
            if common * 2 >= more {
                let same_name = name(&gone[*old_index].path) == name(&come[*new_index].path);
                scored.push((common * 10_000 / more, same_name, *old_index, *new_index));
            }
        }
    }
    scored.sort_by(|a, b| (b.0, b.1, a.2, a.3).cmp(&(a.0, a.1, b.2, b.3)));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let (mut old_taken, mut new_taken) = (vec![false; gone.len()], vec![false; come.len()]);
    for (_, _, old, new) in scored {
        if !old_taken[old] && !new_taken[new] {
            (old_taken[old], new_taken[new]) = (true, true);
            pairs.push((old, new));
        }
    }
    (pairs, true)
}

/// The last part of a path.
fn name(path: &BString) -> &BStr {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or_default().as_bstr()
}

/// The pieces of a text: hash and number of bytes, in the order of the hashes.
struct Pieces {
    bytes: u64,
    counts: Vec<(u64, u64)>,
}

impl Pieces {
    fn of(content: &[u8]) -> Self {
        let mut counts: Vec<(u64, u64)> = Vec::new();
        let mut count = |piece: &[u8]| {
            let mut hasher = DefaultHasher::new();
            hasher.write(piece);
            counts.push((hasher.finish(), piece.len() as u64));
        };
        for line in content.lines_with_terminator() {
            // The kind of line break makes no other file of it.
            let line = match line.strip_suffix(b"\r\n") {
                Some(line) => &[line, b"\n"].concat(),
                None => line,
            };
            line.chunks(LONGEST_PIECE).for_each(&mut count);
        }
        counts.sort_unstable();
        counts.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        Self { bytes: counts.iter().map(|(_, bytes)| bytes).sum(), counts }
    }

    /// Bytes of the pieces that both have.
    fn common(&self, other: &Self) -> u64 {
        let (mut a, mut b) = (self.counts.iter().peekable(), other.counts.iter().peekable());
        let mut sum = 0;
        while let (Some((left, left_bytes)), Some((right, right_bytes))) = (a.peek(), b.peek()) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => {
                    a.next();
                }
                std::cmp::Ordering::Greater => {
                    b.next();
                }
                std::cmp::Ordering::Equal => {
                    sum += left_bytes.min(right_bytes);
                    a.next();
                    b.next();
                }
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::Pieces;

    #[test]
    fn what_two_texts_have_in_common_is_counted_in_bytes_and_whatever_their_line_breaks() {
        let text = |lines: &[&str]| lines.concat().into_bytes();
        let before = Pieces::of(&text(&["one\n", "two\n", "two\n", "three\n"]));
        let after = Pieces::of(&text(&["two\r\n", "three\r\n", "four\r\n"]));

        assert_eq!(before.bytes, 18);
        assert_eq!(before.common(&after), 10);
        assert_eq!(after.common(&before), 10);
    }
}
