//! Reads the text of a diff.

use diffy::Line;
use diffy::patch_set::{FileOperation, FilePatch, ParseOptions, PatchKind, PatchSet};

use super::section::{self, Section};
use super::{Block, Change, ChangeGap, FileChange, Operation};
use crate::role::Role;

/// Reads a unified diff, git's form or another. A section that cannot be read costs only itself, and stands in the
/// gaps; a text without any section is a gap too, unless it is blank, which is a change of nothing.
pub fn read(name: &str, text: &str) -> Change {
    let text = if text.contains('\r') { text.replace("\r\n", "\n") } else { text.to_owned() };
    let mut change = Change::default();
    let sections = section::cut(&text);
    if sections.is_empty() && !text.trim().is_empty() {
        change.gaps.push(ChangeGap::any(name, "no file header and no hunk was found: this is not a unified diff"));
    }
    let (mut line, mut read_to) = (1, 0);
    for section in sections {
        let body = text.get(section.bytes.clone()).unwrap_or_default();
        line += saturate(text.get(read_to..section.bytes.start).unwrap_or_default().matches('\n').count());
        read_to = section.bytes.start;
        read_section(name, line, &section, body, &mut change);
    }
    change
}

fn read_section(name: &str, line: u32, section: &Section, body: &str, change: &mut Change) {
    if section.combined {
        let path = body.lines().next().unwrap_or_default();
        let path = path.trim_start_matches("diff --cc ").trim_start_matches("diff --combined ");
        let reason = "the combined diff of a merge does not say what one side changed; give the diff to one parent";
        change.gaps.push(ChangeGap::any(path, reason));
        return;
    }
    if section.damaged || is_cut_short(section, body) {
        let mended = section::recount(body);
        let read = parse(section, &mended, change);
        let source = read.unwrap_or_else(|| name.to_owned());
        let reason = "hunks are missing, or have more or fewer lines than their headers say: the diff was cut or edited by hand, and \
                      line numbers may be wrong";
        change.gaps.push(ChangeGap::any(source, reason).at(line));
    } else if let Some(path) = parse(section, body, change) {
        if section.torn {
            let reason = "the diff ends in the middle of a line: it may have been cut off";
            change.gaps.push(ChangeGap::any(path, reason).at(line));
        }
    } else {
        // A header that says less than its lines (for example an odd file mode) still leaves readable hunks.
        change.gaps.push(ChangeGap::any(name, "the part of the diff that begins here cannot be read").at(line));
    }
}

/// Whether a section of git ends before its hunks: what changes the content of a file shows it, and only a change of
/// mode or path, or a file without content, may end with the header.
fn is_cut_short(section: &Section, body: &str) -> bool {
    if !section.git {
        return false;
    }
    let header = || body.lines().take_while(|line| !line.starts_with("@@"));
    if body.lines().any(|line| line.starts_with("@@")) {
        return false;
    }
    if header().any(|line| line.starts_with("Binary files ") || line.starts_with("GIT binary patch")) {
        return false;
    }
    // The name git gives to the empty content.
    let none = |name: &str| name.bytes().all(|byte| byte == b'0');
    let empty = |name: &str| name.starts_with("e69de29") || none(name);
    if let Some((old, new)) = index(body) {
        return !(empty(old) && empty(new) && old.len() == new.len() && !(none(old) && none(new)));
    }
    // A file that moves and stays as it is is wholly similar to itself.
    if header().any(|line| line.starts_with("similarity index ") && line != "similarity index 100%") {
        return true;
    }
    let complete = ["new mode ", "rename to ", "copy to "];
    header().any(|line| line.starts_with("--- "))
        || !header().any(|line| complete.iter().any(|word| line.starts_with(word)))
}

/// The names that git's header gives to the two contents.
fn index(body: &str) -> Option<(&str, &str)> {
    let mut header = body.lines().take_while(|line| !line.starts_with("@@"));
    header.find_map(|line| line.strip_prefix("index "))?.split(' ').next()?.split_once("..")
}

/// Reads one section and gives the path of its file.
fn parse(section: &Section, body: &str, change: &mut Change) -> Option<String> {
    let options = if section.git { ParseOptions::gitdiff() } else { ParseOptions::unidiff() };
    let patch = PatchSet::parse(body, options).next()?.ok()?;
    let mut file = file_change(&patch);
    if file.binary {
        file.content = index(body).map(|(old, new)| format!("{old}..{new}"));
    }
    let path = file.path.clone();
    if is_submodule(&patch) {
        let reason = "a submodule moves to another commit, whose content is not in the diff";
        // Where somebody else's code is kept, or tests, even files of one's own would count for nothing.
        let aside = Role::of_path(&format!("{path}/file")).guard.is_some();
        change.gaps.push(if aside { ChangeGap::of(&path, &[], reason) } else { ChangeGap::any(&path, reason) });
    }
    change.files.push(file);
    Some(path)
}

fn file_change(patch: &FilePatch<'_, str>) -> FileChange {
    let mut file = match patch.operation() {
        FileOperation::Create(path) => FileChange::new(without_prefix(path, "b"), Operation::Added),
        FileOperation::Delete(path) => FileChange::new(without_prefix(path, "a"), Operation::Deleted),
        FileOperation::Modify { original, modified } => {
            let (old, new) = (without_prefix(original, "a"), without_prefix(modified, "b"));
            let same = old == new || tail_of(&old, &new);
            let mut file = FileChange::new(new, if same { Operation::Modified } else { Operation::Renamed });
            file.old_path = (!same).then_some(old);
            file
        }
        FileOperation::Rename { from, to } => {
            let mut file = FileChange::new(to.to_string(), Operation::Renamed);
            file.old_path = Some(from.to_string());
            file
        }
        FileOperation::Copy { from, to } => {
            let mut file = FileChange::new(to.to_string(), Operation::Copied);
            file.old_path = Some(from.to_string());
            file
        }
    };
    match patch.patch() {
        PatchKind::Binary(_) => file.binary = true,
        PatchKind::Text(text) => {
            for hunk in text.hunks() {
                let (old, new) = blocks(hunk);
                file.old.extend((!old.lines.is_empty()).then_some(old));
                file.new.extend((!new.lines.is_empty()).then_some(new));
            }
        }
    }
    file
}

/// `file.orig` and `file`: two names that some tools write for one file.
fn tail_of(old: &str, new: &str) -> bool {
    old.strip_suffix(".orig").is_some_and(|old| old == new)
}

fn blocks(hunk: &diffy::Hunk<'_, str>) -> (Block, Block) {
    let heading = hunk.function_context().map(|context| context.trim_end().to_owned());
    let mut old = Block { heading: heading.clone(), ..Block::default() };
    let mut new = Block { heading, ..Block::default() };
    let mut old_number = saturate(hunk.old_range().start());
    let mut new_number = saturate(hunk.new_range().start());
    for line in hunk.lines() {
        match line {
            Line::Context(text) => {
                old.push(text, old_number, false);
                new.push(text, new_number, false);
                old_number = old_number.saturating_add(1);
                new_number = new_number.saturating_add(1);
            }
            Line::Delete(text) => {
                old.push(text, old_number, true);
                old_number = old_number.saturating_add(1);
            }
            Line::Insert(text) => {
                new.push(text, new_number, true);
                new_number = new_number.saturating_add(1);
            }
        }
    }
    (old, new)
}

fn is_submodule(patch: &FilePatch<'_, str>) -> bool {
    use diffy::patch_set::FileMode;
    let link = |mode: Option<&FileMode>| mode == Some(&FileMode::Gitlink);
    if link(patch.old_mode()) || link(patch.new_mode()) {
        return true;
    }
    let Some(text) = patch.patch().as_text() else { return false };
    let lines = text.hunks().iter().flat_map(diffy::Hunk::lines);
    lines.clone().count() == 2
        && lines.into_iter().all(|line| {
            let (Line::Context(text) | Line::Delete(text) | Line::Insert(text)) = line;
            text.starts_with("Subproject commit ")
        })
}

/// The path without the prefix of its side: `a/` and `b/`, or the ones git writes with `diff.mnemonicPrefix`.
fn without_prefix(path: &str, side: &str) -> String {
    let path = path.split('\t').next().unwrap_or(path);
    let mnemonic: &[&str] = if side == "a" { &["a/", "i/", "c/", "o/"] } else { &["b/", "w/", "i/"] };
    let stripped = mnemonic.iter().find_map(|prefix| path.strip_prefix(prefix));
    stripped.unwrap_or(path).trim_start_matches("./").to_owned()
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
