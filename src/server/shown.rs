//! What an answer says of inputs is shown, and neither obeyed nor endless.
//!
//! Names and lines of inputs stand in messages, between backticks, and a model or a terminal reads them. Whoever wrote the input
//! must not be able to colour, move or hide anything by them: control characters (and with them the escape sequences of
//! terminals), characters that turn the direction of writing, and characters that nobody sees are each shown as `�`. Texts that
//! are written to files as they are (fixes, generated and rewritten files) stay what they are.

use std::borrow::Cow;

use rmcp::ErrorData;
use serde_json::Value;

/// What stands for a character that is not shown.
const INSTEAD: char = '\u{fffd}';

/// Members whose text is applied or written to a file byte by byte.
const EXACT: [&str; 6] = ["replacement", "sql", "rollback", "content", "dockerfile", "dockerignore"];

/// Members that say one thing in one line, and how many characters they may have: a name may be a whole document.
const ONE_LINE: [(&str, usize); 9] = [
    ("message", 1_000),
    ("subject", 1_000),
    ("title", 1_000),
    ("reason", 1_000),
    ("summary", 1_000),
    ("quote", 1_000),
    ("help", 4_000),
    ("does", 1_000),
    ("locks", 1_000),
];

/// Longest message of a protocol error, in characters.
const LONGEST_REFUSAL: usize = 600;

/// Longest word of any text: longer than names are, and than what is written without a blank.
const LONGEST_WORD: usize = 2_000;

/// Makes every text of an answer one that is shown.
pub fn answer(value: &mut Value) {
    walk(value, None);
}

/// Makes a text one that is shown, and as long as it may be.
pub fn line(text: &mut String, longest: usize) {
    plain(text);
    if let Some((cut, _)) = text.char_indices().nth(longest) {
        text.truncate(cut);
        text.push('…');
    }
}

/// Makes what is said of a request that cannot be routed one that is shown: it names what was asked for.
pub fn refusal(mut error: ErrorData) -> ErrorData {
    let mut message = error.message.into_owned();
    line(&mut message, LONGEST_REFUSAL);
    error.message = message.into();
    error
}

fn walk(value: &mut Value, name: Option<&str>) {
    match value {
        Value::String(text) => match ONE_LINE.iter().find(|(known, _)| Some(*known) == name) {
            Some((_, longest)) => line(text, *longest),
            None => plain(text),
        },
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, name)),
        Value::Object(members) => {
            for (name, member) in members {
                if !EXACT.contains(&name.as_str()) {
                    walk(member, Some(name));
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn plain(text: &mut String) {
    if text.contains(is_obeyed) {
        *text = text.replace("\r\n", "\n").replace(is_obeyed, &INSTEAD.to_string());
    }
    if text.len() > LONGEST_WORD && text.split_whitespace().any(|word| word.len() > LONGEST_WORD) {
        *text = text.split_inclusive(char::is_whitespace).map(shortened).collect();
    }
}

/// A word with the blank behind it, cut off where it is too long.
fn shortened(word: &str) -> Cow<'_, str> {
    let (text, blank) = word.split_at(word.trim_end().len());
    match text.char_indices().nth(LONGEST_WORD) {
        Some((cut, _)) => Cow::Owned(format!("{}…{blank}", text.get(..cut).unwrap_or(text))),
        None => Cow::Borrowed(word),
    }
}

/// Whether a terminal or a reader does something else with a character than to show it.
fn is_obeyed(character: char) -> bool {
    let hidden = matches!(
        character,
        '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    hidden || (character.is_control() && !matches!(character, '\n' | '\t'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_terminal_or_a_reader_would_obey_is_shown_instead() {
        let mut value = json!({
            "message": "table `\u{1b}[31mred\u{202e}` \u{e0041}\u{9b}2J\u{7}",
            "findings": [{"names": ["a\u{0}b", "größe\u{301} 🏳\u{fe0f}\u{200d}🌈 שלום"]}],
            "text": "one\r\ntwo\tthree\nfour\rfive",
            "replacement": "\u{1b}",
        });

        answer(&mut value);

        assert_eq!(
            value,
            json!({
                "message": "table `�[31mred�` ��2J�",
                "findings": [{"names": ["a�b", "größe\u{301} 🏳\u{fe0f}\u{200d}🌈 שלום"]}],
                "text": "one\ntwo\tthree\nfour�five",
                "replacement": "\u{1b}",
            })
        );
    }

    #[test]
    fn a_name_that_is_a_document_is_cut_off() {
        let words = "word ".repeat(1_000);
        let name = "ü".repeat(5_000);
        let mut value = json!({"message": words, "text": words, "list": [format!("a {name}\nb")], "sql": name});

        answer(&mut value);

        assert_eq!(value["message"].as_str().unwrap().chars().count(), 1_001);
        assert_eq!(value["text"], words);
        assert_eq!(value["list"][0], format!("a {}…\nb", "ü".repeat(2_000)));
        assert_eq!(value["sql"], name);
    }
}
