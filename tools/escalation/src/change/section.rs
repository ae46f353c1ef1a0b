//! Cuts the text of a diff into one section a file, and mends the hunk headers of a section whose counts do not fit.
//!
//! A diff that a person or a model cut or edited has hunks shorter or longer than their headers say. Such a section
//! is still read, with its counts taken from its lines, but never in silence: it is marked as damaged.

use std::fmt::Write as _;
use std::ops::Range;

/// The part of a diff that is about one file.
#[allow(clippy::struct_excessive_bools, reason = "each tells something of its own about the section")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Bytes of the diff.
    pub bytes: Range<usize>,
    /// Whether it begins with `diff --git`.
    pub git: bool,
    /// Whether it is a merge's combined form, which does not say what one side changed.
    pub combined: bool,
    /// Whether its hunks do not have as many lines as their headers say.
    pub damaged: bool,
    /// Whether it ends in the middle of a changed line, as far as one can tell.
    pub torn: bool,
}

/// The counts of a hunk header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct HunkHeader {
    old_start: u64,
    old_lines: u64,
    new_start: u64,
    new_lines: u64,
}

/// Cuts a diff, whose line breaks are `\n`. Text between the sections (mail, commit messages) belongs to none.
pub fn cut(diff: &str) -> Vec<Section> {
    let mut cutter = Cutter { sections: Vec::new(), open: None, left: None };
    let mut offset = 0;
    let mut lines = diff.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().copied().unwrap_or_default();
        cutter.line(offset, line.trim_end_matches('\n'), next);
        offset += line.len();
    }
    cutter.finish(offset);
    if let Some(last) = cutter.sections.last_mut() {
        last.torn = last.bytes.end == diff.len() && ends_within_a_line(diff);
    }
    cutter.sections
}

/// Whether a diff ends within a changed line, or within the one that begins another file. Many callers trim the last line break, so its absence alone says nothing: a
/// line that ends as lines of its kind do is taken for whole.
fn ends_within_a_line(diff: &str) -> bool {
    let last = diff.rsplit('\n').next().unwrap_or_default();
    if !last.is_empty() && "diff --git a/".starts_with(last) {
        return true;
    }
    if let Some(path) = last.strip_prefix("rename to ").or_else(|| last.strip_prefix("copy to ")) {
        // A path that is cut short seldom ends as the one it comes from.
        let from = diff.lines().rev().nth(1).unwrap_or_default();
        return extension(path) != extension(from);
    }
    let Some(text) = last.strip_prefix(['+', '-']) else { return false };
    if text.ends_with([' ', '\t']) {
        return true;
    }
    let closes = text.ends_with([';', '}', ')', ']', '>', '"', '\'', '`', '.']);
    let closing_word = ["end", "fi", "done", "esac", "pass", "EOF", "GO"].contains(&text.trim_start());
    !(closes || closing_word)
}

fn extension(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path).rsplit_once('.').map_or("", |(_, extension)| extension)
}

struct Cutter {
    sections: Vec<Section>,
    open: Option<Open>,
    /// Lines that the current hunk still owes: old, new.
    left: Option<(u64, u64)>,
}

struct Open {
    section: Section,
    /// Whether `--- ` of this section was seen.
    named: bool,
    hunks: bool,
}

impl Cutter {
    fn line(&mut self, offset: usize, line: &str, next: &str) {
        if line.starts_with("diff --git ") || line.starts_with("diff --cc ") || line.starts_with("diff --combined ") {
            self.finish(offset);
            self.start(offset, true);
            if let Some(open) = &mut self.open {
                open.section.combined = !line.starts_with("diff --git ");
            }
            return;
        }
        if let Some((old, new)) = self.left.filter(|left| *left != (0, 0)) {
            let left = match line.as_bytes().first() {
                None | Some(b' ') => (old.checked_sub(1), new.checked_sub(1)),
                Some(b'-') => (old.checked_sub(1), Some(new)),
                Some(b'+') => (Some(old), new.checked_sub(1)),
                Some(b'\\') => (Some(old), Some(new)),
                _ => (None, None),
            };
            if let (Some(old), Some(new)) = left {
                self.left = Some((old, new));
                return;
            }
            self.damage();
            self.left = Some((0, 0));
        }
        if line.starts_with("--- ") && next.starts_with("+++ ") {
            let own_header = self.open.as_ref().is_some_and(|open| open.section.git && !open.named && !open.hunks);
            if own_header {
                if let Some(open) = &mut self.open {
                    open.named = true;
                }
            } else {
                self.finish(offset);
                self.start(offset, false);
            }
        } else if line.starts_with("@@@ ") {
            if let Some(open) = &mut self.open {
                open.section.combined = true;
            }
        } else if line.starts_with("@@") {
            if self.open.is_none() {
                self.start(offset, false);
                self.damage();
            }
            let header = hunk_header(line);
            if header.is_none() {
                self.damage();
            }
            self.left = header.map(|header| (header.old_lines, header.new_lines));
            if let Some(open) = &mut self.open {
                open.hunks = true;
            }
        } else if self.open.as_ref().is_some_and(|open| open.hunks) {
            if line == "-- " || line == "--" || line.starts_with("From ") || line.starts_with("commit ") {
                self.finish(offset);
            } else if line.starts_with(['+', '-', ' ']) {
                self.damage();
            }
        }
    }

    fn start(&mut self, offset: usize, git: bool) {
        let section = Section { bytes: offset..offset, git, combined: false, damaged: false, torn: false };
        self.open = Some(Open { section, named: !git, hunks: false });
        self.left = None;
    }

    fn damage(&mut self) {
        if let Some(open) = &mut self.open {
            open.section.damaged = true;
        }
    }

    fn finish(&mut self, offset: usize) {
        if self.left.is_some_and(|left| left != (0, 0)) {
            self.damage();
        }
        self.left = None;
        if let Some(mut open) = self.open.take() {
            open.section.bytes.end = offset;
            self.sections.push(open.section);
        }
    }
}

/// Rewrites the hunk headers of a section so that their counts are those of the lines below them.
pub fn recount(section: &str) -> String {
    let mut mended = String::with_capacity(section.len() + 64);
    let mut hunk: Option<(HunkHeader, &str, String)> = None;
    let mut next_start = (1, 1);
    for line in section.split_inclusive('\n') {
        let text = line.trim_end_matches('\n');
        if text.starts_with("@@") {
            flush(&mut mended, &mut hunk, &mut next_start);
            let known = hunk_header(text);
            let header = HunkHeader {
                old_start: known.map_or(next_start.0, |header| header.old_start),
                new_start: known.map_or(next_start.1, |header| header.new_start),
                old_lines: 0,
                new_lines: 0,
            };
            let heading = text.get(2..).and_then(|rest| rest.split_once("@@")).map_or("", |(_, heading)| heading);
            hunk = Some((header, heading, String::new()));
            continue;
        }
        let Some((header, _, body)) = &mut hunk else {
            mended.push_str(text);
            mended.push('\n');
            continue;
        };
        match text.as_bytes().first() {
            None => {
                header.old_lines += 1;
                header.new_lines += 1;
                body.push(' ');
            }
            Some(b' ') => {
                header.old_lines += 1;
                header.new_lines += 1;
            }
            Some(b'-') => header.old_lines += 1,
            Some(b'+') => header.new_lines += 1,
            Some(b'\\') => {}
            _ => continue,
        }
        body.push_str(text);
        body.push('\n');
    }
    flush(&mut mended, &mut hunk, &mut next_start);
    mended
}

fn flush(mended: &mut String, hunk: &mut Option<(HunkHeader, &str, String)>, next_start: &mut (u64, u64)) {
    let Some((header, heading, body)) = hunk.take() else { return };
    if header.old_lines + header.new_lines == 0 {
        return;
    }
    let start = |start: u64, lines: u64| if lines == 0 { start.saturating_sub(1) } else { start.max(1) };
    let (old, new) = (start(header.old_start, header.old_lines), start(header.new_start, header.new_lines));
    // Writing to a string cannot fail.
    let _ = writeln!(mended, "@@ -{old},{} +{new},{} @@{heading}", header.old_lines, header.new_lines);
    mended.push_str(&body);
    *next_start = (old.saturating_add(header.old_lines), new.saturating_add(header.new_lines));
}

/// Reads `@@ -1,2 +3,4 @@`.
fn hunk_header(line: &str) -> Option<HunkHeader> {
    let ranges = line.strip_prefix("@@ -")?.split_once(" @@")?.0;
    let (old, new) = ranges.split_once(" +")?;
    let (old_start, old_lines) = range(old)?;
    let (new_start, new_lines) = range(new)?;
    Some(HunkHeader { old_start, old_lines, new_start, new_lines })
}

fn range(text: &str) -> Option<(u64, u64)> {
    // Beyond 32 bits no file has lines, and sums could overflow.
    let number = |text: &str| text.parse::<u32>().ok().map(u64::from);
    match text.split_once(',') {
        Some((start, lines)) => Some((number(start)?, number(lines)?)),
        None => Some((number(text)?, 1)),
    }
}
