//! Words: pieces of an instruction with their place.

use std::ops::Range;

/// A piece of an instruction as it is written, quotes included, and where it stands.
#[derive(Debug, Clone, Default)]
pub struct Word {
    /// The text as written, without line continuations.
    pub text: String,
    /// Bytes of the source; empty at zero for a word that was made, not read.
    pub span: Range<usize>,
}

/// Two words are equal when their text is: the generator's words have no place.
impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Word {}

impl Word {
    /// A word that was read.
    pub fn new(text: impl Into<String>, span: Range<usize>) -> Self {
        Self { text: text.into(), span }
    }

    /// A word that is to be printed.
    pub fn made(text: impl Into<String>) -> Self {
        Self { text: text.into(), span: 0..0 }
    }

    /// The text with quotes taken off and escaped characters resolved, as the shell or the builder would see it.
    /// Variables stay.
    pub fn unquoted(&self) -> String {
        unquote(&self.text)
    }

    /// Where a range of the text stands; the whole word, when a line goes on within it.
    pub fn part(&self, range: &Range<usize>) -> Range<usize> {
        if self.span.len() != self.text.len() {
            return self.span.clone();
        }
        let at = |offset: usize| self.span.start + offset.min(self.text.len());
        at(range.start)..at(range.end)
    }

    /// Whether the text takes a variable.
    pub fn has_variable(&self) -> bool {
        self.text.contains('$')
    }
}

/// Takes quotes off a word and resolves its backslashes; variables stay.
pub fn unquote(text: &str) -> String {
    unquote_with(text, '\\')
}

/// [`unquote`] in a file with another escape character.
pub fn unquote_with(text: &str, escape: char) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut quote = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            (None, escaping) if escaping == escape => plain.extend(characters.next()),
            // Within quotes only these can be escaped.
            (Some('"'), escaping) if escaping == escape => match characters.peek() {
                Some(next) if matches!(next, '"' | '$') || *next == escape => plain.extend(characters.next()),
                _ => plain.push(character),
            },
            _ => plain.push(character),
        }
    }
    plain
}
