//! The argument `repository`: two revisions, compared by whoever holds the repository, as whole files of one change.

use architect_core::{ComparedFile, Comparison, Context, RevisionRange, ToolError, Version};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::change::{Change, ChangeGap, FileChange, Operation, whole};
use crate::role::Role;

/// Two revisions.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct RepositoryInput {
    /// Where it is to go, e.g. `origin/main`.
    pub base: String,
    /// Default: `HEAD`.
    #[serde(default)]
    pub head: Option<String>,
    /// A folder of the repository.
    #[serde(default)]
    pub path: Option<String>,
}

/// Compares the two revisions.
pub(super) fn compare(
    input: &RepositoryInput,
    most_bytes: usize,
    context: &Context,
) -> Result<Comparison, ToolError> {
    context.files().compare(&RevisionRange {
        base: input.base.trim().to_owned(),
        head: input.head.as_deref().map(str::trim).filter(|head| !head.is_empty()).map(ToOwned::to_owned),
        folder: input.path.clone(),
        most_bytes,
    })
}

/// What was read, for the answer.
pub(super) fn mode(comparison: &Comparison) -> String {
    let short = |id: &str| id.get(..10).unwrap_or(id).to_owned();
    format!("whole files of {}..{}", short(&comparison.fork), short(&comparison.head))
}

/// Adds the files of a comparison to a change, and tells whether all of them could be read.
pub(super) fn read(comparison: &Comparison, change: &mut Change) -> bool {
    let complete = |version: &Version| matches!(version, Version::Text(_) | Version::Absent);
    let files = comparison.files.iter().all(|file| complete(&file.before) && complete(&file.after));
    for gap in &comparison.gaps {
        change.gaps.push(ChangeGap::any(&gap.source, &gap.reason));
    }
    for note in &comparison.notes {
        change.gaps.push(ChangeGap::of(&note.source, &[], &note.reason));
    }
    for file in &comparison.files {
        change.files.push(file_change(file, &mut change.gaps));
    }
    files && comparison.gaps.is_empty()
}

fn file_change(file: &ComparedFile, gaps: &mut Vec<ChangeGap>) -> FileChange {
    let text = |version: &Version| match version {
        Version::Text(text) => Some(text.clone()),
        _ => None,
    };
    let (before, after) = (text(&file.before), text(&file.after));
    let known = |version: &Version| matches!(version, Version::Text(_) | Version::Absent);
    if known(&file.before) && known(&file.after) {
        return match (&file.old_path, before, after) {
            (Some(old), Some(before), Some(after)) => whole::renamed(old, &file.path, &before, &after),
            (_, before, after) => whole::between(&file.path, before.as_deref(), after.as_deref()),
        };
    }
    let operation = match (&file.before, &file.after, &file.old_path) {
        (Version::Absent, _, _) => Operation::Added,
        (_, Version::Absent, _) => Operation::Deleted,
        (_, _, Some(_)) => Operation::Renamed,
        _ => Operation::Modified,
    };
    let mut change = FileChange::new(file.path.clone(), operation);
    change.old_path.clone_from(&file.old_path);
    change.binary = [&file.before, &file.after].contains(&&Version::Binary);
    if [&file.before, &file.after].contains(&&Version::Submodule) {
        gaps.push(ChangeGap::any(
            &file.path,
            "a submodule moves to another commit, whose content is not in the repository",
        ));
    }
    // Where nothing counts, nothing is missing.
    if Role::of_path(&file.path).guard.is_none() {
        for version in [&file.before, &file.after] {
            if let Version::Withheld(reason) = version {
                gaps.push(ChangeGap::any(&file.path, reason));
            }
        }
    }
    change
}
