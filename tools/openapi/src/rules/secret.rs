//! What looks like a real secret. Nothing of the text leaves this module but what kind it is.

use architect_core::Confidence;

/// A form of secret: how it begins, which characters follow, and how many.
struct Form {
    starts: &'static [&'static str],
    what: &'static str,
    follows: fn(char) -> bool,
    least: usize,
    most: usize,
}

const FORMS: [Form; 10] = [
    Form { starts: &["AKIA", "ASIA"], what: "an access key of AWS", follows: is_capital, least: 16, most: 16 },
    Form {
        starts: &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
        what: "a token of GitHub",
        follows: is_letter,
        least: 36,
        most: 255,
    },
    Form { starts: &["github_pat_"], what: "a token of GitHub", follows: is_word, least: 40, most: 255 },
    Form { starts: &["glpat-"], what: "a token of GitLab", follows: is_word, least: 20, most: 64 },
    Form {
        starts: &["sk_live_", "rk_live_"],
        what: "a live key of Stripe",
        follows: is_letter,
        least: 20,
        most: 255,
    },
    Form {
        starts: &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"],
        what: "a token of Slack",
        follows: is_word,
        least: 24,
        most: 255,
    },
    Form { starts: &["AIza"], what: "a key of Google", follows: is_word, least: 35, most: 35 },
    Form { starts: &["npm_"], what: "a token of npm", follows: is_letter, least: 36, most: 36 },
    Form { starts: &["SG."], what: "a key of SendGrid", follows: is_dotted, least: 60, most: 80 },
    Form { starts: &["sk-ant-", "sk-proj-"], what: "a key of an AI service", follows: is_word, least: 40, most: 255 },
];

/// What kind of secret a text looks like, if any.
pub(super) fn kind(text: &str) -> Option<(&'static str, Confidence)> {
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") {
        // What only shows the form has no line of a key in it.
        let body = text.lines().any(|line| line.len() >= 40 && line.chars().all(is_base64) && is_varied(line));
        return body.then_some(("a private key", Confidence::High));
    }
    for form in &FORMS {
        for start in form.starts {
            if let Some(body) = body(text, start).filter(|body| fits(body, form)) {
                return is_varied(body).then_some((form.what, Confidence::High));
            }
        }
    }
    is_token(text).then_some(("a JSON Web Token", Confidence::Low))
}

/// What follows a start that stands at the beginning of a word.
fn body<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let at = text.find(start)?;
    let before = text.get(..at)?.chars().next_back();
    (!before.is_some_and(|character| character.is_ascii_alphanumeric())).then(|| text.get(at + start.len()..))?
}

fn fits(body: &str, form: &Form) -> bool {
    let length = body.chars().take_while(|character| (form.follows)(*character)).count();
    (form.least..=form.most).contains(&length)
}

/// Three parts of base64, of which the first begins as `{"` does, and a signature that is not made up.
fn is_token(text: &str) -> bool {
    let token = text.trim_start_matches("Bearer ").trim();
    let mut parts = token.split('.');
    let (Some(header), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    // The claims that the best known page about tokens shows.
    let is_known = claims.starts_with("eyJzdWIiOiIxMjM0NTY3ODkwI");
    header.starts_with("eyJ")
        && claims.starts_with("eyJ")
        && !is_known
        && signature.len() >= 40
        && [header, claims, signature].iter().all(|part| part.chars().all(is_word))
        && is_varied(signature)
}

/// Whether a text is not made up: it has many characters, and neither says that it is an example nor counts.
fn is_varied(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let made_up = ["example", "sample", "xxxx", "1234567", "abcdef", "0000", "redacted", "placeholder", "your"];
    let mut characters: Vec<char> = lower.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    characters.len() >= 9 && !made_up.iter().any(|word| lower.contains(word))
}

fn is_capital(character: char) -> bool {
    character.is_ascii_uppercase() || character.is_ascii_digit()
}

fn is_letter(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}

fn is_dotted(character: char) -> bool {
    is_word(character) || character == '.'
}

fn is_base64(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '+' | '/' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together here, so that no scanner takes this file for a leak.
    fn key(start: &str, body: &str) -> String {
        format!("{start}{body}")
    }

    #[test]
    fn what_has_the_form_of_a_key_is_told_and_what_is_made_up_is_not() {
        assert_eq!(kind(&key("AKIA", "Q3ZLR7XW2MN5TB6C")).map(|found| found.0), Some("an access key of AWS"));
        assert_eq!(
            kind(&key("ghp_", "q7Zk2Lm9Xw4Rt6Yv8Bn3Cd5Fg1Hj0Ps2Aq4K")).map(|found| found.0),
            Some("a token of GitHub")
        );
        assert_eq!(kind(&key("AKIA", "IOSFODNN7EXAMPLE")), None);
        assert_eq!(kind(&key("sk_live_", "xxxxxxxxxxxxxxxxxxxxxxxx")), None);
        assert_eq!(kind("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----"), None);
        assert_eq!(kind("a quick brown fox"), None);
    }
}
