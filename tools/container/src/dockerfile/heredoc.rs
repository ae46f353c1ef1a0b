//! Openings of here-documents: `<<EOF`, `<<-EOF`, `<<"EOF"`, `3<<EOF`.

use crate::dockerfile::variables::{Style, Value, process_as};

/// What opens a here-document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The word that ends it.
    pub(crate) delimiter: String,
    /// Whether the word is quoted, so that variables in the document stay.
    pub(crate) quoted: bool,
    /// Whether tabs at the beginning of lines go.
    pub(crate) strip_tabs: bool,
}

/// The here-documents that an instruction opens; a text that the builder cannot take apart opens none.
pub(crate) fn openings(text: &str) -> Vec<Opening> {
    if !text.contains("<<") {
        return Vec::new();
    }
    let style = Style { raw_quotes: true, raw_escapes: true, keep_unset: true, ..Style::default() };
    let words = process_as(text, '\\', style, &|_| Value::Undeclared).map(|read| read.words).unwrap_or_default();
    words.iter().filter_map(|word| opening(word)).collect()
}

/// Reads a word that opens a here-document.
pub(crate) fn opening(word: &str) -> Option<Opening> {
    let rest = word.trim_start_matches(|character: char| character.is_ascii_digit()).strip_prefix("<<")?;
    let (strip_tabs, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let name = rest.trim_start_matches(['\t', '\n', '\x0c', '\r', ' ']);
    if name.is_empty() || name.contains('<') {
        return None;
    }
    let style = Style { keep_unset: true, ..Style::default() };
    let read = |style| process_as(name, '\\', style, &|_| Value::Undeclared).ok().map(|read| read.words);
    let [delimiter] = <[String; 1]>::try_from(read(style)?).ok()?;
    let [raw] = <[String; 1]>::try_from(read(Style { raw_quotes: true, ..style })?).ok()?;
    let quotes = |text: &str| text.matches(['"', '\'']).count();
    Some(Opening { quoted: quotes(&delimiter) != quotes(&raw), delimiter, strip_tabs })
}
