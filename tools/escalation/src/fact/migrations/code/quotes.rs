//! Quotes inside of strings, as the language of the string writes them.

/// A string with the quotes that its language made it escape, at the same length: `\"` and the `""` of C#'s verbatim
/// strings become one quote and a blank outside of what is quoted.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut open: Vec<char> = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let quote = match (character, characters.peek()) {
            ('\\', Some(quote @ ('"' | '`' | '\''))) => *quote,
            ('"', Some('"')) => '"',
            _ => {
                plain.push(character);
                continue;
            }
        };
        characters.next();
        if open.last() == Some(&quote) {
            open.pop();
            plain.extend([quote, ' ']);
        } else {
            open.push(quote);
            plain.extend([' ', quote]);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn escaped_quotes_become_quotes_and_nothing_moves() {
        let cases = [
            ("DROP TABLE \\\"CPE\\\"", "DROP TABLE  \"CPE\" "),
            ("ALTER TABLE \\`a\\` DROP COLUMN \\`b\\`", "ALTER TABLE  `a`  DROP COLUMN  `b` "),
            ("DROP COLUMN IF EXISTS \"\"Id\"\";", "DROP COLUMN IF EXISTS  \"Id\" ;"),
            ("SELECT 'x' FROM \"t\"", "SELECT 'x' FROM \"t\""),
        ];

        for (text, expected) in cases {
            assert_eq!(plain(text), expected);
            assert_eq!(plain(text).len(), text.len());
        }
    }
}
