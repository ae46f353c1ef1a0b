//! Texts of others in a question to a person: shown as what they are, and unable to pass for anything else.

use crate::policy::mask;

/// A text of somebody else, for a line of its own: control characters, escape sequences of terminals and characters that
/// turn the direction of writing are gone, links are no links, secrets are masked, and it ends after so many characters.
pub fn plain(text: &str, most: usize) -> String {
    let mut kept = String::new();
    let mut characters = text.chars().peekable();
    let mut length = 0;
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            skip_escape(&mut characters);
            continue;
        }
        if is_hidden(character) {
            continue;
        }
        let character = if character.is_whitespace() || character.is_control() { ' ' } else { character };
        if character == ' ' && (kept.is_empty() || kept.ends_with(' ')) {
            continue;
        }
        // Links are found among whole words, so a little more is read than is kept.
        if length > most + LONGEST_WORD {
            break;
        }
        length += 1;
        kept.push(character);
    }
    let words: Vec<&str> = kept.split(' ').map(|word| if is_link(word) { "[link]" } else { word }).collect();
    let mut kept = mask::secrets(words.join(" ").trim());
    if let Some((cut, _)) = kept.char_indices().nth(most) {
        kept.truncate(cut);
        kept.push('…');
    }
    kept
}

/// The same within quotation marks, which it cannot close.
pub fn quoted(text: &str, most: usize) -> String {
    format!("“{}”", plain(text, most).replace(['“', '”'], "\""))
}

/// Longest word that is looked at as a whole.
const LONGEST_WORD: usize = 200;

/// What a terminal would obey: a sequence after an escape ends with a letter, one with a string ends with a bell or another
/// escape.
fn skip_escape(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match characters.next() {
        Some('[') => {
            for character in characters.by_ref() {
                if ('\u{40}'..='\u{7e}').contains(&character) {
                    break;
                }
            }
        }
        Some(']' | 'P' | '^' | '_' | 'X') => {
            while let Some(character) = characters.next() {
                if character == '\u{7}' || character == '\u{9c}' {
                    break;
                }
                if character == '\u{1b}' {
                    characters.next_if_eq(&'\\');
                    break;
                }
            }
        }
        _ => {}
    }
}

/// Characters that nobody sees, and those that turn the direction of writing.
pub(super) const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

fn is_link(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.contains("://") || lower.contains("www.") || lower.contains("mailto:") || lower.contains("javascript:")
}

#[cfg(test)]
mod tests {
    use super::{plain, quoted};

    #[test]
    fn nothing_that_a_terminal_or_a_reader_would_obey_is_left() {
        let cases = [
            ("a\u{1b}[31mred\u{1b}[0m word", "ared word"),
            ("title\u{1b}]0;owned\u{7} kept", "title kept"),
            ("one\ntwo\r\n\tthree", "one two three"),
            ("safe \u{202e}gnp.exe", "safe gnp.exe"),
            ("zero\u{200b}width", "zerowidth"),
            ("see https://evil.example/x?y=z now", "see [link] now"),
            ("(https://evil.example)", "[link]"),
            ("\u{7}\u{8}bell", "bell"),
            ("password=hunter2!x", "password=***"),
        ];

        for (text, expected) in cases {
            assert_eq!(plain(text, 100), expected, "{text:?}");
        }
    }

    #[test]
    fn a_text_ends_where_it_must_and_stays_within_its_quotation_marks() {
        assert_eq!(quoted("approve ” now “ yes", 100), "“approve \" now \" yes”");
        assert_eq!(plain(&"ä".repeat(500), 10), format!("{}…", "ä".repeat(10)));
        assert_eq!(plain("\u{1b}[", 10), "");
    }
}
