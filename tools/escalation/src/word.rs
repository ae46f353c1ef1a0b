//! Words of identifiers: `refreshToken`, `refresh_token`, `REFRESH-TOKEN` and `RefreshTOKEN2` all speak of
//! *refresh* and *token*. Matching whole words is what keeps an author from being taken for authentication.

/// The words of an identifier or a path segment, in lower case.
pub fn words(identifier: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut previous = ' ';
    let mut characters = identifier.chars().peekable();
    while let Some(character) = characters.next() {
        if !character.is_alphanumeric() {
            push(&mut words, &mut word);
        } else {
            let next_is_lower = characters.peek().is_some_and(|next| next.is_lowercase());
            let hump =
                character.is_uppercase() && (previous.is_lowercase() || (previous.is_uppercase() && next_is_lower));
            let number = character.is_numeric() != previous.is_numeric() && previous.is_alphanumeric();
            if hump || number {
                push(&mut words, &mut word);
            }
            word.extend(character.to_lowercase());
        }
        previous = character;
    }
    push(&mut words, &mut word);
    words
}

fn push(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// Whether two words stand next to each other, in this order.
pub fn has_pair(words: &[String], first: &str, second: &str) -> bool {
    words.windows(2).any(|pair| matches!(pair, [a, b] if a == first && b == second))
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn humps_separators_and_numbers_part_words() {
        let cases = [
            ("refreshToken", "refresh token"),
            ("REFRESH_TOKEN", "refresh token"),
            ("OAuth2Client", "o auth 2 client"),
            ("HTTPServer", "http server"),
            ("author-name", "author name"),
            ("tokenizer", "tokenizer"),
            ("", ""),
        ];

        let read: Vec<String> = cases.iter().map(|(text, _)| words(text).join(" ")).collect();

        assert_eq!(read, cases.map(|(_, expected)| expected.to_owned()));
    }
}
