//! Which regular expressions are given to an engine at all.

/// Longer patterns are not compiled.
const MOST_BYTES: usize = 4096;
/// Engines recurse on groups.
const MOST_GROUPS: usize = 100;

/// Whether a pattern is small enough to be compiled: engines read them recursively and without bounds of ours.
pub fn is_bounded(pattern: &str) -> bool {
    pattern.len() <= MOST_BYTES && pattern.bytes().filter(|byte| matches!(byte, b'(' | b'[')).count() <= MOST_GROUPS
}
