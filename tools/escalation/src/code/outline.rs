//! YAML by its indentation: each line with the keys it stands below.
//!
//! A block comes in, its lines go out with their paths. It works in the middle of a file, where a parser would not:
//! the keys above the first line are taken from the hunk's heading, and are unknown where that says nothing.

use crate::change::Block;

/// A `key: value` line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'b> {
    /// Index in the block.
    pub index: usize,
    /// Keys above it, from the outermost; as far as the block shows them.
    pub above: Vec<&'b str>,
    /// The key, without quotes.
    pub key: &'b str,
    /// The value on the same line, without quotes and comments; may be empty.
    pub value: &'b str,
    /// Columns of indentation, the dash of a list included.
    pub indent: usize,
    /// Number of the document in the block.
    pub document: usize,
}

/// Deepest path that is kept.
const DEEPEST: usize = 24;

/// The `key: value` lines of a block. List items without a key have an empty key.
pub fn lines(block: &Block) -> Vec<Line<'_>> {
    let mut stack: Vec<(usize, &str)> = Vec::new();
    let mut lines = Vec::new();
    let mut document = 0;
    let first = block.lines.first().map_or(1, |line| line.number);
    if let Some(heading) = block.heading.as_deref().filter(|_| first > 1) {
        if let Some((key, _)) = heading.split_once(':').filter(|(key, _)| is_key(key)) {
            stack.push((0, key));
        }
    }
    for index in 0..block.lines.len() {
        let text = block.line_text(index);
        let trimmed = text.trim_start();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if text.starts_with("---") {
            document += 1;
            stack.clear();
            continue;
        }
        let mut indent = text.len() - trimmed.len();
        let mut body = trimmed;
        while let Some(rest) = body.strip_prefix("- ") {
            let rest_trimmed = rest.trim_start();
            indent += 2 + rest.len() - rest_trimmed.len();
            body = rest_trimmed;
        }
        let (key, value) = match body
            .split_once(':')
            .filter(|(key, rest)| is_key(key) && (rest.is_empty() || rest.starts_with([' ', '\t'])))
        {
            Some((key, value)) => (key.trim().trim_matches(['"', '\'']), bare(value)),
            None => ("", bare(body)),
        };
        while stack.last().is_some_and(|(at, _)| *at >= indent) {
            stack.pop();
        }
        let above = stack.iter().take(DEEPEST).map(|(_, key)| *key).collect();
        lines.push(Line { index, above, key, value, indent, document });
        if !key.is_empty() {
            stack.push((indent, key));
        }
    }
    lines
}

fn is_key(key: &str) -> bool {
    let key = key.trim();
    !key.is_empty() && key.len() < 120 && !key.contains(['{', '}', '(', ' ', ','])
        || (key.starts_with('"') && key.ends_with('"'))
}

fn bare(value: &str) -> &str {
    let value = value.split(" #").next().unwrap_or_default().trim();
    value.trim_matches(['"', '\''])
}
