//! What differs between two trees, told from the trees alone: no attribute, filter or setting of the repository has a say,
//! and nothing is executed.

use std::collections::BTreeMap;

use gix::bstr::{BString, ByteSlice as _};
use gix::objs::tree::EntryKind;

/// What stands at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) kind: EntryKind,
    pub(super) id: gix::ObjectId,
}

/// A path that differs.
#[derive(Debug, Clone)]
pub(super) struct Delta {
    pub(super) path: BString,
    pub(super) old: Option<Entry>,
    pub(super) new: Option<Entry>,
}

/// Deepest folder that is looked into; git's own limit on paths is far below.
const DEEPEST: usize = 2_000;

/// The paths that differ, in their order, and those of folders that are too deep to be looked into.
pub(super) fn between(
    repository: &gix::Repository,
    old: gix::ObjectId,
    new: gix::ObjectId,
) -> Result<(Vec<Delta>, Vec<BString>), gix::Error> {
    let (mut deltas, mut too_deep) = (Vec::new(), Vec::new());
    let mut open = vec![(BString::default(), 0, Some(old), Some(new))];
    while let Some((folder, depth, old, new)) = open.pop() {
        if old == new {
            continue;
        }
        if depth > DEEPEST {
            too_deep.push(folder);
            continue;
        }
        let mut both: BTreeMap<BString, (Option<Entry>, Option<Entry>)> = BTreeMap::new();
        for (name, entry) in entries(repository, old)? {
            both.entry(name).or_default().0 = Some(entry);
        }
        for (name, entry) in entries(repository, new)? {
            both.entry(name).or_default().1 = Some(entry);
        }
        for (name, (old, new)) in both {
            if old == new {
                continue;
            }
            let mut path = folder.clone();
            if !path.is_empty() {
                path.push(b'/');
            }
            path.extend_from_slice(name.as_bytes());
            let tree = |entry: Option<Entry>| entry.filter(|entry| entry.kind == EntryKind::Tree);
            let file = |entry: Option<Entry>| entry.filter(|entry| entry.kind != EntryKind::Tree);
            if tree(old).is_some() || tree(new).is_some() {
                open.push((path.clone(), depth + 1, tree(old).map(|tree| tree.id), tree(new).map(|tree| tree.id)));
            }
            if file(old).is_some() || file(new).is_some() {
                deltas.push(Delta { path, old: file(old), new: file(new) });
            }
        }
    }
    deltas.sort_by(|a, b| a.path.cmp(&b.path));
    Ok((deltas, too_deep))
}

fn entries(repository: &gix::Repository, tree: Option<gix::ObjectId>) -> Result<Vec<(BString, Entry)>, gix::Error> {
    let Some(tree) = tree else { return Ok(Vec::new()) };
    let tree = repository.find_tree(tree)?;
    tree.iter()
        .map(|entry| {
            let entry = entry?;
            Ok((entry.filename().to_owned(), Entry { kind: entry.kind(), id: entry.object_id() }))
        })
        .collect()
}
