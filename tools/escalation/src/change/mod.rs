//! The change: files with the lines that go and the lines that come.
//!
//! Diffs and before/after texts come in, one [`Change`] goes out, whatever form it had. Its neighbours may lean on
//! this: every line knows its number in its own version of the file, line breaks are `\n`, paths have no `a/` or `b/`,
//! and whatever could not be read stands in the gaps with the triggers that it may hide.

pub mod diff;
pub mod digest;
pub mod section;
pub mod whole;

use crate::trigger::Trigger;

/// Which version of a file a line stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Before the change.
    Old,
    /// After the change.
    New,
}

/// What happens to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// It comes.
    Added,
    /// It goes.
    Deleted,
    /// It changes in place.
    Modified,
    /// It changes its path, and perhaps its content.
    Renamed,
    /// It comes as a copy of another one.
    Copied,
}

/// A line of a [`Block`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockLine {
    /// Byte offset of its first character in the block's text.
    pub start: usize,
    /// 1-based number in its version of the file.
    pub number: u32,
    /// Whether it is not in the other version.
    pub changed: bool,
}

/// Consecutive lines of one version of a file: one side of a hunk, or the whole file.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The text, each line ended by `\n`.
    pub text: String,
    /// Its lines.
    pub lines: Vec<BlockLine>,
    /// What the hunk header says about the place: the last line above it that starts at the margin.
    pub heading: Option<String>,
}

impl Block {
    /// Adds a line.
    pub fn push(&mut self, line: &str, number: u32, changed: bool) {
        self.lines.push(BlockLine { start: self.text.len(), number, changed });
        self.text.push_str(line.trim_end_matches(['\r', '\n']));
        self.text.push('\n');
    }

    /// The index of the line that holds a byte offset.
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// The text of a line, without its break.
    pub fn line_text(&self, index: usize) -> &str {
        let start = self.lines.get(index).map_or(self.text.len(), |line| line.start);
        let end = self.lines.get(index + 1).map_or(self.text.len(), |line| line.start);
        self.text.get(start..end).unwrap_or_default().trim_end_matches('\n')
    }

    /// Whether any line from one index to another, both included, changed.
    pub fn changed_between(&self, first: usize, last: usize) -> bool {
        self.lines.get(first..=last.max(first)).unwrap_or_default().iter().any(|line| line.changed)
    }

    /// Whether any line of a range of bytes changed.
    pub fn changes(&self, bytes: std::ops::Range<usize>) -> bool {
        self.changed_between(self.line_at(bytes.start), self.line_at(bytes.end.saturating_sub(1)))
    }

    /// The changed lines: index, line, text.
    pub fn changed(&self) -> impl Iterator<Item = (usize, BlockLine, &str)> {
        let lines = self.lines.iter().copied().enumerate().filter(|(_, line)| line.changed);
        lines.map(|(index, line)| (index, line, self.line_text(index)))
    }
}

/// One file of the change.
#[allow(clippy::struct_excessive_bools, reason = "each tells something of its own about the file")]
#[derive(Debug, Clone)]
pub struct FileChange {
    /// Path after the change; before it where the file goes.
    pub path: String,
    /// Path before the change, where it had another.
    pub old_path: Option<String>,
    /// What happens to it.
    pub operation: Operation,
    /// The version before: blocks in order. Whole when `old_whole`.
    pub old: Vec<Block>,
    /// The version after.
    pub new: Vec<Block>,
    /// Whether `old` is the whole file.
    pub old_whole: bool,
    /// Whether `new` is the whole file.
    pub new_whole: bool,
    /// A binary file, of which no line is known.
    pub binary: bool,
    /// What names the content of a file of which no line is known, before and after.
    pub content: Option<String>,
    /// Whoever asks says that it is a migration, wherever it lies.
    pub said_migration: bool,
}

impl FileChange {
    /// A file without any line yet.
    pub fn new(path: String, operation: Operation) -> Self {
        // The only hunk of a file that comes or goes is the file, and its other side is nothing.
        let whole = matches!(operation, Operation::Added | Operation::Deleted);
        Self {
            path,
            old_path: None,
            operation,
            old: Vec::new(),
            new: Vec::new(),
            old_whole: whole,
            new_whole: whole,
            binary: false,
            content: None,
            said_migration: false,
        }
    }

    /// The blocks of a side.
    pub fn side(&self, side: Side) -> &[Block] {
        match side {
            Side::Old => &self.old,
            Side::New => &self.new,
        }
    }

    /// Whether a side is the whole file.
    pub fn whole(&self, side: Side) -> bool {
        match side {
            Side::Old => self.old_whole,
            Side::New => self.new_whole,
        }
    }

    /// The path on a side.
    pub fn path_on(&self, side: Side) -> &str {
        match side {
            Side::Old => self.old_path.as_deref().unwrap_or(&self.path),
            Side::New => &self.path,
        }
    }

    /// Whether any line goes or comes.
    pub fn has_lines(&self) -> bool {
        self.old.iter().chain(&self.new).any(|block| block.lines.iter().any(|line| line.changed))
    }
}

/// Something that could not be examined, and the triggers it may hide.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeGap {
    /// File, or the argument it came in.
    pub source: String,
    /// 1-based line, where one can be named.
    pub line: Option<u32>,
    /// Why, as a sentence without a full stop.
    pub reason: String,
    /// What it may hide.
    pub touches: Vec<Trigger>,
}

impl ChangeGap {
    /// A gap that may hide anything.
    pub fn any(source: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { source: source.into(), line: None, reason: reason.into(), touches: Trigger::ALL.to_vec() }
    }

    /// A gap that may hide evidence of some triggers only.
    pub fn of(source: impl Into<String>, touches: &[Trigger], reason: impl Into<String>) -> Self {
        Self { source: source.into(), line: None, reason: reason.into(), touches: touches.to_vec() }
    }

    /// Names the line.
    #[must_use]
    pub fn at(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }
}

/// The whole change.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// The files, in the order of their paths.
    pub files: Vec<FileChange>,
    /// What could not be read.
    pub gaps: Vec<ChangeGap>,
}
