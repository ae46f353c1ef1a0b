//! Patterns of tokens, written as the code they find: `op . drop_column (` finds the call however it is spaced or
//! broken into lines, and never inside of a comment or a string.
//!
//! `"…"` in a pattern means a string with that text, `""` any string, `_` any one token. A word matches its own case
//! only; `~word` matches any case.

use super::lexer::{Kind, Token};

/// One element of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Element {
    Word(&'static str),
    Folded(&'static str),
    Text(&'static str),
    AnyText,
    Any,
    Mark(&'static str),
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    elements: Vec<Element>,
}

impl Pattern {
    /// Reads a pattern; its elements are parted by blanks.
    pub fn new(written: &'static str) -> Self {
        let elements = written.split_ascii_whitespace().map(|element| {
            if element == "_" {
                Element::Any
            } else if element == "\"\"" {
                Element::AnyText
            } else if let Some(text) = element.strip_prefix('"') {
                Element::Text(text.trim_end_matches('"'))
            } else if let Some(word) = element.strip_prefix('~').filter(|word| !word.is_empty()) {
                Element::Folded(word)
            } else if element.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
                Element::Word(element)
            } else {
                Element::Mark(element)
            }
        });
        Self { elements: elements.collect() }
    }

    /// The word that a text must hold for the pattern to match in it: what an index of patterns is kept by.
    pub fn key(&self) -> Option<&'static str> {
        self.elements.iter().find_map(|element| match element {
            Element::Word(word) | Element::Folded(word) => Some(*word),
            _ => None,
        })
    }

    /// How many tokens in front of the key.
    pub fn key_offset(&self) -> usize {
        let is_key = |element: &Element| matches!(element, Element::Word(_) | Element::Folded(_));
        self.elements.iter().position(is_key).unwrap_or(0)
    }

    /// How many tokens it covers.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether it has no element.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Whether it matches at a token.
    pub fn matches(&self, tokens: &[Token<'_>], at: usize) -> bool {
        let Some(tokens) = tokens.get(at..at + self.elements.len()) else { return false };
        self.elements.iter().zip(tokens).all(|(element, token)| match element {
            Element::Any => true,
            Element::Word(word) => token.kind == Kind::Word && token.text == *word,
            Element::Folded(word) => token.kind == Kind::Word && token.text.eq_ignore_ascii_case(word),
            Element::Text(text) => token.kind == Kind::Text && token.text == *text,
            Element::AnyText => token.kind == Kind::Text,
            Element::Mark(mark) => token.kind == Kind::Punctuation && token.text == *mark,
        })
    }
}

/// Many patterns, each with a payload, found in one pass over the tokens.
#[derive(Debug)]
pub struct PatternSet<T> {
    by_key: std::collections::HashMap<String, Vec<(Pattern, T)>>,
}

impl<T: Copy> PatternSet<T> {
    /// Compiles patterns. One without a word could not be indexed and is left out; a test holds that none is.
    pub fn new(written: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut by_key: std::collections::HashMap<String, Vec<(Pattern, T)>> = std::collections::HashMap::new();
        for (written, payload) in written {
            let pattern = Pattern::new(written);
            if let Some(key) = pattern.key() {
                by_key.entry(key.to_ascii_lowercase()).or_default().push((pattern, payload));
            }
        }
        Self { by_key }
    }

    /// The matches: index of the first token, number of tokens, payload; in order of place.
    pub fn find(&self, tokens: &[Token<'_>]) -> Vec<(usize, usize, T)> {
        let mut found = Vec::new();
        for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word) {
            let Some(patterns) = self.by_key.get(&token.text.to_ascii_lowercase()) else { continue };
            for (pattern, payload) in patterns {
                let Some(first) = index.checked_sub(pattern.key_offset()) else { continue };
                if pattern.matches(tokens, first) {
                    found.push((first, pattern.len(), *payload));
                }
            }
        }
        found
    }
}
