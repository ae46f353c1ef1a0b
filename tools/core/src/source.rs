//! A named text and its line index.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::error::ToolError;
use crate::span::{Position, Span};

/// A named text. Cheap to clone: the text and its line index are shared.
#[derive(Debug, Clone)]
pub struct Source {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    name: Box<str>,
    text: String,
    lines: OnceLock<LineIndex>,
}

/// Starts of lines, and for texts that are not pure ASCII the number of characters before each checkpoint, so that
/// a column costs at most [`CHECKPOINT`] bytes of counting even in a file that is one long line.
#[derive(Debug)]
struct LineIndex {
    starts: Vec<usize>,
    ascii: bool,
    chars_before_checkpoint: Vec<usize>,
}

const CHECKPOINT: usize = 1024;
const BYTE_ORDER_MARK: &str = "\u{feff}";

impl Source {
    /// Makes a source. A leading byte order mark is dropped: no format that is read here gives it a meaning.
    pub fn new(name: impl AsRef<str>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        Self { inner: Arc::new(Inner { name: Box::from(name.as_ref()), text, lines: OnceLock::new() }) }
    }

    /// Makes a source of bytes, which must be UTF-8. The error names the first offset that is not, or UTF-16 where
    /// its byte order mark tells: some database tools write their scripts so.
    pub fn from_bytes(name: impl AsRef<str>, bytes: Vec<u8>) -> Result<Self, ToolError> {
        let name = name.as_ref();
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(ToolError::invalid_input(format!("`{name}` is UTF-16 text; only UTF-8 is read"))
                .help("convert the file, for example with `iconv -f UTF-16 -t UTF-8`"));
        }
        String::from_utf8(bytes).map(|text| Self::new(name, text)).map_err(|error| {
            ToolError::invalid_input(format!(
                "`{name}` is not UTF-8 text: the byte at offset {} cannot be read",
                error.utf8_error().valid_up_to()
            ))
            .help("convert the file to UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8`")
        })
    }

    /// The name: a path as it can be given to a tool again, or [`CONTENT`](crate::input::CONTENT).
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The text, without a byte order mark: every offset counts from behind it.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The span of a byte range. Ends beyond the text or inside a character are moved to the nearest boundary
    /// before them, so that a span can always be shown.
    pub fn span(&self, bytes: Range<usize>) -> Span {
        let end_byte = self.boundary(bytes.end.max(bytes.start));
        let start_byte = self.boundary(bytes.start).min(end_byte);
        Span { source: self.clone(), start_byte, end_byte }
    }

    /// The order of sources: that of their names. Most comparisons are within one source.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.inner, &other.inner) { Ordering::Equal } else { self.name().cmp(other.name()) }
    }

    /// The span of the whole text, for findings that nothing narrower is true of.
    pub fn whole(&self) -> Span {
        self.span(0..self.text().len())
    }

    /// The text of a byte range; empty when the range is not one of this text.
    pub fn slice(&self, bytes: Range<usize>) -> &str {
        self.text().get(bytes).unwrap_or_default()
    }

    /// Number of lines, one more than there are line feeds: an empty text has one, and so does the text behind the
    /// last line feed. A carriage return alone ends no line.
    pub fn line_count(&self) -> usize {
        self.lines().starts.len()
    }

    /// The byte range of a 1-based line without its line break (`\n` or `\r\n`); `None` beyond the last line.
    pub fn line_range(&self, line: u32) -> Option<Range<usize>> {
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        let starts = &self.lines().starts;
        let start = *starts.get(index)?;
        let end = starts.get(index + 1).copied().unwrap_or(self.text().len());
        let line = self.slice(start..end);
        let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        Some(start..start + line.len())
    }

    /// The byte offset of a position: the inverse of [`position`](Self::position). The characters of a line break
    /// belong to the line they end. `None` when the position is not in the text.
    pub fn offset(&self, position: Position) -> Option<usize> {
        let lines = self.lines();
        let index = usize::try_from(position.line).ok()?.checked_sub(1)?;
        let wanted = usize::try_from(position.column).ok()?.checked_sub(1)?;
        let start = *lines.starts.get(index)?;
        let offset = if lines.ascii {
            start.checked_add(wanted)?
        } else {
            self.offset_of_char(lines, self.chars_before(lines, start).checked_add(wanted)?)?
        };
        let within = match lines.starts.get(index + 1) {
            Some(next) => offset < *next,
            None => offset <= self.text().len(),
        };
        within.then_some(offset)
    }

    /// The position of a byte offset, which is moved to the character boundary before it.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.boundary(offset);
        let lines = self.lines();
        let index = lines.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = lines.starts.get(index).copied().unwrap_or(0);
        let column = if lines.ascii {
            offset - start
        } else {
            self.chars_before(lines, offset) - self.chars_before(lines, start)
        };
        Position { line: saturate(index + 1), column: saturate(column + 1) }
    }

    fn boundary(&self, offset: usize) -> usize {
        let text = self.text();
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    fn chars_before(&self, lines: &LineIndex, offset: usize) -> usize {
        let checkpoint = offset / CHECKPOINT;
        let counted = lines.chars_before_checkpoint.get(checkpoint).copied().unwrap_or(0);
        let bytes = self.text().as_bytes().get(checkpoint * CHECKPOINT..offset).unwrap_or_default();
        counted + character_starts(bytes)
    }

    /// The offset of the character that has `wanted` characters before it; the end of the text counts as one.
    fn offset_of_char(&self, lines: &LineIndex, wanted: usize) -> Option<usize> {
        let checkpoint = lines.chars_before_checkpoint.partition_point(|count| *count <= wanted).saturating_sub(1);
        let counted = *lines.chars_before_checkpoint.get(checkpoint)?;
        let from = (checkpoint * CHECKPOINT).min(self.text().len());
        let bytes = self.text().as_bytes().get(from..)?.iter().enumerate();
        let mut starts = bytes.filter(|(_, byte)| starts_character(**byte)).map(|(at, _)| from + at);
        match starts.nth(wanted.checked_sub(counted)?) {
            Some(offset) => Some(offset),
            None => (self.chars_before(lines, self.text().len()) == wanted).then_some(self.text().len()),
        }
    }

    fn lines(&self) -> &LineIndex {
        self.inner.lines.get_or_init(|| {
            let text = &self.inner.text;
            let mut starts = vec![0];
            starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
            let ascii = text.is_ascii();
            let mut chars_before_checkpoint = Vec::new();
            if !ascii {
                let mut count = 0;
                for chunk in text.as_bytes().chunks(CHECKPOINT) {
                    chars_before_checkpoint.push(count);
                    count += character_starts(chunk);
                }
                chars_before_checkpoint.push(count);
            }
            LineIndex { starts, ascii, chars_before_checkpoint }
        })
    }
}

fn character_starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| starts_character(**byte)).count()
}

/// Every byte of UTF-8 starts a character but the continuation bytes `10xxxxxx`.
fn starts_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

fn saturate(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
