//! How a string is written so that every reader takes it for that string.

use std::fmt::Write as _;

/// Words that YAML 1.1 or 1.2 takes for null, a boolean, a number or a merge.
const WORDS: [&str; 24] = [
    "", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<", "-", "---", "...", ".", ".inf",
    "-.inf", "+.inf", ".nan", "?", ":", "+",
];

/// Whether a string may stand without quotes in a block.
pub(super) fn is_plain(text: &str) -> bool {
    let first = text.chars().next().unwrap_or(' ');
    (first.is_alphanumeric() || matches!(first, '/' | '_' | '.' | '$' | '(' | '+' | '-' | '=' | '~' | '<'))
        && !WORDS.contains(&text.to_lowercase().as_str())
        && !looks_numeric(text)
        && text.chars().all(|c| c.is_alphanumeric() || (' '..='~').contains(&c))
        && !text.starts_with("- ")
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
}

/// Whether a string has only what numbers, dates, times and numbers of base 60 have.
fn looks_numeric(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
    let part = |c: char| c.is_ascii_hexdigit() || "xXoOtTzZ_:+-., ".contains(c);
    begins && text.chars().all(part)
}

/// Whether a string may stand without quotes in a list of one line.
pub(super) fn is_plain_word(text: &str) -> bool {
    is_plain(text) && text.chars().all(|c| c.is_ascii_alphanumeric() || "/_.-=@+%".contains(c))
}

/// Whether a string can be written as lines of a literal block.
pub(super) fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    body.contains('\n')
        && !body.ends_with('\n')
        && !body.starts_with([' ', '\t', '\n'])
        && body.lines().all(|line| line.is_empty() || !line.trim().is_empty())
        && body.chars().all(|c| matches!(c, '\n' | '\t') || c.is_alphanumeric() || (' '..='~').contains(&c))
}

/// A string in double quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            ' '..='~' => out.push(c),
            c if c.is_alphanumeric() => out.push(c),
            c => escape(&mut out, c),
        }
    }
    out.push('"');
    out
}

fn escape(out: &mut String, c: char) {
    let code = u32::from(c);
    // Writing to a string cannot fail.
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}
