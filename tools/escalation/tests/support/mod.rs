//! Changes for tests, in any form: the files that a diff speaks of, whole, and the diff of whole files with any context.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test takes what it needs; one that cannot be set up has failed"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use architect_core::{Context, RuleIndex, Tool};
use architect_escalation::change::{Block, FileChange, Operation, Side, diff, whole};
use architect_escalation::tool::check_escalation::{Input, Output};
use architect_escalation::{CheckEscalation, RULES};

/// A context without files.
pub fn context() -> Context {
    Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())))
}

/// Checks what is given.
pub fn check(input: Input) -> Output {
    CheckEscalation.call(Input { limit: Some(u32::MAX), ..input }, &context()).unwrap()
}

/// Checks a diff.
pub fn check_diff(diff: &str) -> Output {
    check(Input { diff: Some(diff.to_owned()), ..Input::default() })
}

/// The verdicts, in the order of the triggers.
pub fn verdicts(output: &Output) -> Vec<&'static str> {
    output.triggers.iter().map(|report| report.verdict.as_str()).collect()
}

/// The diffs in `tests/changes`, by name.
pub fn changes() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let diffs = files.filter(|path| path.extension().is_some_and(|extension| extension == "diff"));
    let named = |path: std::path::PathBuf| {
        (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap())
    };
    diffs.map(named).collect()
}

/// Those that can be read as a whole.
pub fn readable_changes() -> BTreeMap<String, String> {
    let whole = |diff: &str| !diff.trim().is_empty() && check_diff(diff).gaps.is_empty();
    changes().into_iter().filter(|(_, diff)| whole(diff)).collect()
}

/// A file before and after a change.
#[derive(Debug, Clone)]
pub struct Pair {
    pub path: String,
    pub old_path: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The files that a diff speaks of, as whole as it shows them: what it does not show is blank, but for the line that a
/// hunk's heading quotes, which stands right above the hunk.
pub fn pairs(diff_text: &str) -> Vec<Pair> {
    diff::read("diff", diff_text).files.iter().map(pair).collect()
}

fn pair(file: &FileChange) -> Pair {
    let text = |side: Side| {
        let mut lines: Vec<String> = Vec::new();
        for block in file.side(side) {
            place(&mut lines, block);
        }
        lines.iter().fold(String::new(), |text, line| text + line + "\n")
    };
    let (before, after) = (text(Side::Old), text(Side::New));
    Pair {
        path: file.path.clone(),
        old_path: file.old_path.clone(),
        before: (file.operation != Operation::Added).then_some(before),
        after: (file.operation != Operation::Deleted).then_some(after),
    }
}

fn place(lines: &mut Vec<String>, block: &Block) {
    let first = block.lines.first().map_or(1, |line| usize::try_from(line.number).unwrap());
    let blank = lines.len() + 1 < first;
    lines.resize((first - 1).max(lines.len()), String::new());
    if let Some(heading) = block.heading.as_deref().filter(|heading| blank && !heading.trim().is_empty()) {
        heading.trim_start().clone_into(lines.last_mut().unwrap());
    }
    lines.extend((0..block.lines.len()).map(|index| block.line_text(index).to_owned()));
}

/// The diff of files as git writes it, with so many lines of context.
pub fn diff_of(pairs: &[Pair], context: usize) -> String {
    let mut text = String::new();
    for pair in pairs {
        section(&mut text, pair, context);
    }
    text
}

fn section(text: &mut String, pair: &Pair, context: usize) {
    let old_path = pair.old_path.as_ref().unwrap_or(&pair.path);
    let file = match (&pair.old_path, &pair.before, &pair.after) {
        (Some(old), Some(before), Some(after)) => whole::renamed(old, &pair.path, before, after),
        (_, before, after) => whole::between(&pair.path, before.as_deref(), after.as_deref()),
    };
    let hunks = hunks(&file, context);
    let mut header = format!("diff --git a/{old_path} b/{}\n", pair.path);
    match (&pair.before, &pair.after) {
        (None, _) => header.push_str("new file mode 100644\nindex 0000000..1111111\n"),
        (_, None) => header.push_str("deleted file mode 100644\nindex 1111111..0000000\n"),
        _ if pair.old_path.is_some() => {
            let similar = if hunks.is_empty() { "100%" } else { "90%" };
            write!(header, "similarity index {similar}\nrename from {old_path}\nrename to {}\n", pair.path).unwrap();
        }
        _ => {}
    }
    if hunks.is_empty() {
        // A file that stays as it is is in no diff.
        if pair.old_path.is_some() {
            text.push_str(&header);
        }
        return;
    }
    text.push_str(&header);
    if pair.before.is_some() && pair.after.is_some() {
        text.push_str("index 1111111..2222222 100644\n");
    }
    let name = |side: &str, path: &str, there: bool| {
        if there { format!("{side}/{path}") } else { "/dev/null".to_owned() }
    };
    writeln!(text, "--- {}", name("a", old_path, pair.before.is_some())).unwrap();
    writeln!(text, "+++ {}", name("b", &pair.path, pair.after.is_some())).unwrap();
    text.push_str(&hunks);
}

/// A line of the two versions put together.
enum Line<'f> {
    Kept(&'f str),
    Gone(&'f str),
    Come(&'f str),
}

fn hunks(file: &FileChange, context: usize) -> String {
    let lines = |side: Side| -> Vec<(&str, bool)> {
        let blocks = file.side(side).iter();
        blocks
            .flat_map(|block| block.lines.iter().enumerate().map(|(i, l)| (block.line_text(i), l.changed)))
            .collect()
    };
    let (old, new) = (lines(Side::Old), lines(Side::New));
    let mut all: Vec<Line<'_>> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && old[i].1 {
            all.push(Line::Gone(old[i].0));
            i += 1;
        } else if j < new.len() && new[j].1 {
            all.push(Line::Come(new[j].0));
            j += 1;
        } else {
            all.push(Line::Kept(old[i].0));
            i += 1;
            j += 1;
        }
    }
    let is_kept = |line: &Line<'_>| matches!(line, Line::Kept(_));
    let shown: Vec<bool> = (0..all.len())
        .map(|at| {
            all[at.saturating_sub(context)..(at + context + 1).min(all.len())].iter().any(|line| !is_kept(line))
        })
        .collect();
    let mut text = String::new();
    let (mut old_number, mut new_number, mut at) = (1, 1, 0);
    let mut heading = "";
    while at < all.len() {
        if !shown[at] {
            if let Line::Kept(line) = all[at]
                && line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
            {
                heading = line;
            }
            (old_number, new_number, at) = (old_number + 1, new_number + 1, at + 1);
            continue;
        }
        let end = (at..all.len()).find(|at| !shown[*at]).unwrap_or(all.len());
        let hunk = &all[at..end];
        let olds = hunk.iter().filter(|line| !matches!(line, Line::Come(_))).count();
        let news = hunk.iter().filter(|line| !matches!(line, Line::Gone(_))).count();
        let start = |number: usize, lines: usize| if lines == 0 { number - 1 } else { number };
        let shown_heading = if heading.is_empty() { String::new() } else { format!(" {heading}") };
        writeln!(
            text,
            "@@ -{},{olds} +{},{news} @@{shown_heading}",
            start(old_number, olds),
            start(new_number, news)
        )
        .unwrap();
        for line in hunk {
            let (mark, line) = match line {
                Line::Kept(line) => (' ', line),
                Line::Gone(line) => ('-', line),
                Line::Come(line) => ('+', line),
            };
            writeln!(text, "{mark}{line}").unwrap();
            if mark != '+' && line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$') {
                heading = line;
            }
        }
        (old_number, new_number, at) = (old_number + olds, new_number + news, end);
    }
    text
}
