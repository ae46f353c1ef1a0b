//! Logical lines: an instruction without its continuations and the comments between them.

use std::ops::Range;

use crate::dockerfile::instruction::ShellText;
use crate::dockerfile::word::Word;

/// The text of one instruction with a map back to the source.
#[derive(Debug, Clone, Default)]
pub(crate) struct LogicalLine {
    /// The text without continuations.
    pub(crate) text: String,
    map: Vec<(usize, usize)>,
    /// Where the instruction's own lines lie in the source.
    pub(crate) span: Range<usize>,
    /// Blank lines between continued lines.
    pub(crate) blank: Vec<Range<usize>>,
}

impl LogicalLine {
    fn push(&mut self, text: &str, source: usize) {
        self.map.push((self.text.len(), source));
        self.text.push_str(text);
    }

    /// The source's offset of an offset of the text.
    pub(crate) fn offset(&self, at: usize) -> usize {
        let index = self.map.partition_point(|(logical, _)| *logical <= at).saturating_sub(1);
        self.map.get(index).map_or(self.span.start, |(logical, source)| source + (at - logical))
    }

    /// The source's range of a range of the text.
    pub(crate) fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.offset(range.start);
        let end = if range.end > range.start { self.offset(range.end - 1) + 1 } else { start };
        start..end.max(start)
    }

    /// The word at a range of the text.
    pub(crate) fn word(&self, range: Range<usize>) -> Word {
        Word::new(self.text.get(range.clone()).unwrap_or_default(), self.range(range))
    }

    /// The part from `start` on as a text for the shell.
    pub(crate) fn shell(&self, start: usize) -> ShellText {
        let raw = self.text.get(start..).unwrap_or_default();
        let lead = raw.len() - raw.trim_start().len();
        let text = raw.trim().to_owned();
        let start = start + lead;
        let end = start + text.len();
        let first = (0, self.offset(start));
        let later =
            self.map.iter().filter(|(at, _)| *at > start && *at < end).map(|(at, source)| (at - start, *source));
        let map = std::iter::once(first).chain(later).collect();
        ShellText { text, map, lines: Vec::new() }
    }
}

/// The text in front of the escape character that continues a line. One that is escaped itself continues nothing.
fn continued(line: &str, escape: char) -> Option<&str> {
    let text = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!text.ends_with(escape)).then_some(text)
}

/// Cuts a source into logical lines.
pub(crate) struct Lines<'t> {
    text: &'t str,
    at: usize,
    escape: char,
    /// Comments seen so far, each from its `#` to the end of the line.
    pub(crate) comments: Vec<Range<usize>>,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str, at: usize, escape: char) -> Self {
        Self { text, at, escape, comments: Vec::new() }
    }

    /// The next physical line without its break, and where it begins.
    fn physical(&mut self) -> Option<(usize, &'t str)> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let rest = self.text.get(start..)?;
        let end = rest.find('\n');
        self.at = end.map_or(self.text.len(), |end| start + end + 1);
        let line = rest.get(..end.unwrap_or(rest.len()))?;
        Some((start, line.strip_suffix('\r').unwrap_or(line)))
    }

    /// The next instruction.
    pub(crate) fn next_instruction(&mut self) -> Option<LogicalLine> {
        let mut logical = LogicalLine::default();
        let mut started = false;
        while let Some((start, line)) = self.physical() {
            let trimmed = line.trim_start();
            let indent = line.len() - trimmed.len();
            if trimmed.starts_with('#') {
                self.comments.push(start + indent..start + line.trim_end().len());
                continue;
            }
            if trimmed.trim_end().is_empty() {
                if started {
                    logical.blank.push(start..self.at);
                }
                continue;
            }
            let kept = line.trim_end();
            let continued = continued(line, self.escape);
            let (text, from) = if started {
                (continued.unwrap_or(kept), start)
            } else {
                logical.span = start + indent..start + kept.len();
                (continued.unwrap_or(kept).trim_start(), start + indent)
            };
            started = true;
            logical.push(text, from);
            if continued.is_none() {
                logical.span.end = start + kept.len();
                return Some(logical);
            }
            logical.span.end = start + text.len() + (from - start);
        }
        started.then_some(logical)
    }

    /// The body of a here-document that ends at `delimiter`, and whether that end was found.
    pub(crate) fn heredoc(&mut self, delimiter: &str, strip_tabs: bool) -> (Range<usize>, bool) {
        let start = self.at;
        loop {
            let before = self.at;
            let Some((_, line)) = self.physical() else { return (start..self.text.len(), false) };
            let line = if strip_tabs { line.trim_start_matches('\t') } else { line };
            if line == delimiter {
                return (start..before, true);
            }
        }
    }

    /// Where reading goes on.
    pub(crate) fn position(&self) -> usize {
        self.at
    }
}
