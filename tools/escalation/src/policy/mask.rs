//! Quotes without secrets: a quoted line may hold a password or a key, and must not carry it into an answer.

use crate::word::words;

/// Longest quote, in characters.
const LONGEST: usize = 160;
const MASK: &str = "***";

/// Words of names whose values are secrets.
const SECRET_WORDS: [&str; 17] = [
    "password",
    "passwd",
    "pwd",
    "secret",
    "secrets",
    "token",
    "key",
    "apikey",
    "credential",
    "credentials",
    "passphrase",
    "private",
    "dsn",
    "auth",
    "authorization",
    "bearer",
    "salt",
];

/// How well-known keys begin.
const PREFIXES: [&str; 20] = [
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "pk_live_",
    "sk-",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "AKIA",
    "ASIA",
    "AIza",
    "eyJ",
    "SG.",
    "npm_",
    "whsec_",
    "-----BEGIN",
];

/// The line, shortened, with everything masked that may be a secret.
pub fn quote(line: &str) -> String {
    let bounded: String = line.chars().take(LONGEST * 4).collect();
    let masked = secrets(&bounded);
    if masked.chars().count() > LONGEST {
        let mut short: String = masked.chars().take(LONGEST).collect();
        short.push('…');
        return short;
    }
    masked
}

/// A text with everything masked that may be a secret.
pub fn secrets(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    let mut secret_name = false;
    while !rest.is_empty() {
        let end = rest.find(is_separator).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if looks_secret(word) || (secret_name && is_value(word)) {
            masked.push_str(MASK);
        } else {
            masked.push_str(word);
        }
        if !word.is_empty() {
            secret_name = words(word).iter().any(|word| SECRET_WORDS.contains(&word.as_str()))
                || (secret_name && !is_value(word));
        }
        let next = after.find(|c: char| !is_separator(c)).unwrap_or(after.len());
        let (separators, after) = after.split_at(next);
        masked.push_str(separators);
        // A name speaks of the value on its right, and of none behind the end of its clause.
        if !separators.contains(['=', ':', '"', '\'', '`', '(', ' ']) {
            secret_name = false;
        }
        rest = after;
    }
    without_user_info(&masked)
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '=' | ':' | '"' | '\'' | '`' | '(' | ')' | ',' | ';' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '&'
        )
}

/// Whether a word behind a secret's name is a value rather than code: it has a digit or a sign and no call follows.
fn is_value(word: &str) -> bool {
    let code = [
        "process.env",
        "os.environ",
        "ENV",
        "env",
        "config",
        "settings",
        "self.",
        "this.",
        "var.",
        "secrets.",
        "req.",
        "body.",
        "${",
        "$",
    ];
    word.len() >= 6
        && !code.iter().any(|prefix| word.starts_with(prefix))
        && (word.contains(|c: char| c.is_ascii_digit()) || word.contains(['!', '@', '#', '$', '%', '+', '/']))
        && !word.starts_with('@')
        && !word.contains('_')
        || PREFIXES.iter().any(|prefix| word.starts_with(prefix))
}

/// Whether a word looks like a key, whatever stands before it.
fn looks_secret(word: &str) -> bool {
    if PREFIXES.iter().any(|prefix| word.starts_with(prefix) && word.len() >= prefix.len() + 8) {
        return true;
    }
    let letters = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '_' | '-' | '.'));
    let count = |test: fn(&char) -> bool| word.chars().filter(test).count();
    let digits = count(char::is_ascii_digit);
    let (upper, lower) = (count(char::is_ascii_uppercase), count(char::is_ascii_lowercase));
    let dense = digits >= 4 && upper >= 3 && lower >= 3;
    let hexadecimal = word.len() >= 32 && word.chars().all(|c| c.is_ascii_hexdigit());
    letters && ((word.len() >= 24 && dense && !word.contains('/')) || hexadecimal)
}

/// `postgres://user:password@host` without the password.
fn without_user_info(text: &str) -> String {
    let Some((before, after)) = text.split_once("://") else { return text.to_owned() };
    let end = after.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '/')).unwrap_or(after.len());
    let (authority, rest) = after.split_at(end);
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{before}://{MASK}@{host}{}", without_user_info(rest)),
        None => format!("{before}://{authority}{}", without_user_info(rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn a_secret_is_masked_and_code_is_left() {
        // Made up for this test; none of them opens anything.
        let stripe = format!("STRIPE_SECRET_KEY={}{}", "sk_live_", "51Hxxxxxxxxxxxxxxxxx");
        let cases = [
            (stripe.as_str(), "STRIPE_SECRET_KEY=***"),
            ("password: \"hunter2!\"", "password: \"***\""),
            ("DATABASE_URL=postgres://app:s3cr3t@db/shop", "DATABASE_URL=postgres://***@db/shop"),
            ("const key = process.env.API_KEY_2", "const key = process.env.API_KEY_2"),
            ("before_action :authenticate_user!", "before_action :authenticate_user!"),
            ("token = 0123456789abcdef0123456789abcdef", "token = ***"),
            ("    \"stripe\": \"^14.21.0\",", "    \"stripe\": \"^14.21.0\","),
        ];

        let masked: Vec<String> = cases.iter().map(|(line, _)| quote(line)).collect();

        assert_eq!(masked, cases.map(|(_, expected)| expected.to_owned()));
    }
}
