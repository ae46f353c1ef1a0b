//! Files whose path says that they are about authentication or authorisation.

use architect_core::Confidence;

use crate::change::Side;
use crate::code::Language;
use crate::code::idiom::Idioms;
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::code::lines::{Lines, is_logging};
use crate::code::span::{self, Spans};
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::guard::Guard;
use crate::role::{AuthZone, Kind, is_class_of_policies, is_policy};
use crate::word::words;

/// Words of identifiers that show what a file about authentication does.
const SIGNS: [&str; 75] = [
    "auth",
    "authenticate",
    "authenticated",
    "authentication",
    "authorize",
    "authorized",
    "authorization",
    "login",
    "logout",
    "signin",
    "password",
    "passwords",
    "jwt",
    "oauth",
    "oidc",
    "saml",
    "sso",
    "permission",
    "permissions",
    "role",
    "roles",
    "mfa",
    "credential",
    "credentials",
    "token",
    "tokens",
    "session",
    "sessions",
    "cookie",
    "cookies",
    "csrf",
    "secret",
    "scope",
    "scopes",
    "otp",
    "totp",
    "passkey",
    "nonce",
    "claims",
    "grant",
    "admin",
    "anonymous",
    "guest",
    "registration",
    "registrations",
    "superuser",
    "allow",
    "allowed",
    "deny",
    "denied",
    "forbidden",
    "unauthorized",
    "revoke",
    "revoked",
    "verify",
    "verified",
    "signature",
    "signer",
    "issuer",
    "audience",
    "pkce",
    "verifier",
    "expiry",
    "attempts",
    "ratelimit",
    "signed",
    "acl",
    "cors",
    "origin",
    "origins",
    "impersonate",
    "lockout",
    "algorithms",
    "throttle",
    "limiter",
];

/// From this many different words on, a change is at the heart of a file whose name has other senses.
const SEVERAL: usize = 2;

/// Reads the zones.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        let Some(zone) = file.role.auth_zone else { continue };
        if !file.language().is_some_and(Language::is_executable)
            || matches!(file.role.kind, Kind::Contract | Kind::Migration)
        {
            continue;
        }
        let side = if file.file.new.is_empty() { Side::Old } else { Side::New };
        let Said { signs, revalued, decides } = signs(file);
        let named = words(&file.file.path);
        let beside = signs.iter().filter(|sign| !named.contains(sign)).count();
        // A name with other senses does not count for itself.
        let says = |sign: &String| sign != "auth";
        let heart = if is_policy(&file.file.path) || is_class_of_policies(&file.file.path) {
            true
        } else if zone == AuthZone::Strong {
            signs.iter().any(says) || decides
        } else {
            beside >= SEVERAL
        };
        let fact = facts.on_file(file, side, What::AuthZoneChanged { zone, heart });
        fact.confidence(if zone == AuthZone::Strong || heart { Confidence::Medium } else { Confidence::Low });
        if heart && !signs.is_empty() {
            fact.note(format!("its changed lines speak of {}", signs.join(", ")));
        }
        fact.guarded(file.role.interface.then_some(Guard::Interface));
        fact.guarded(aside(file));
        // A word with other senses says something only together with what changes.
        fact.guarded((zone == AuthZone::Weak && !heart).then_some(Guard::WordSense));
        fact.guarded((zone == AuthZone::Strong && !heart && !revalued).then_some(Guard::Unrelated));
    }
}

/// Why no changed line says anything: all of them bring in names, or write to a log.
fn aside(file: &Examined<'_>) -> Option<Guard> {
    let (mut imports, mut logs) = (0, 0);
    for read in [Side::Old, Side::New].iter().flat_map(|side| file.side(*side)) {
        let lines = Lines::of(read);
        for (line, _, _) in read.block.changed() {
            let tokens = lines.tokens(read, line);
            if tokens.is_empty() {
                continue;
            }
            if lines.is_import(line) {
                imports += 1;
            } else if is_logging(tokens) {
                logs += 1;
            } else {
                return None;
            }
        }
    }
    match (imports, logs) {
        (0, 0) => None,
        (_, 0) => Some(Guard::Formatting),
        _ => Some(Guard::Logging),
    }
}

/// Words of files that list what may be done, or who may do it.
const LISTING: [&str; 13] = [
    "csrf",
    "permission",
    "permissions",
    "scope",
    "scopes",
    "cors",
    "acl",
    "acls",
    "roles",
    "rbac",
    "policies",
    "privileges",
    "grants",
];

/// Words of files whose every answer lets somebody in or keeps somebody out.
const DOORS: [&str; 31] = [
    "csrf",
    "auth",
    "nextauth",
    "signup",
    "password",
    "authentication",
    "login",
    "oauth",
    "saml",
    "oidc",
    "sso",
    "verify",
    "verifier",
    "authenticate",
    "authenticator",
    "authorize",
    "authorizer",
    "authorization",
    "condition",
    "voter",
    "guard",
    "policy",
    "permission",
    "permissions",
    "factor",
    "mfa",
    "otp",
    "totp",
    "rbac",
    "acl",
    "check",
];

/// What the changed lines of a file about authentication say.
struct Said {
    /// Words of authentication, at most a few.
    signs: Vec<String>,
    /// Whether a number or a switch gets another value.
    revalued: bool,
    /// Whether an answer of a file that checks changes.
    decides: bool,
}

/// The words of authentication in what differs, at most a few, and whether a number or a switch gets another value.
/// Imports say nothing.
fn signs(file: &Examined<'_>) -> Said {
    const MOST: usize = 4;
    let mut found: Vec<String> = Vec::new();
    let mut values = [false; 2];
    let name = file.file.path.rsplit('/').next().unwrap_or_default();
    let folder = file.file.path.rsplit('/').nth(1).unwrap_or_default();
    let lists = [name, folder].into_iter().flat_map(words).any(|word| LISTING.contains(&word.as_str()));
    // What a file does that is called after what it checks is what it decides.
    let stem = name.trim_start_matches(['[', '.']).split('.').next().unwrap_or_default();
    let of_door = words(stem).iter().any(|word| DOORS.contains(&word.as_str()));
    // What is set when a program starts is nothing but decisions.
    let sets_up = file.file.path.split('/').any(|folder| folder == "initializers");
    let mut decides = false;
    let of_path = words(&file.file.path);
    let (of_old, of_new) = Spans::of(file.language(), &file.old, &file.new);
    let idioms = Idioms::of(file.language(), &file.old, &file.new);
    for (side, spans) in [(Side::Old, &of_old), (Side::New, &of_new)] {
        for (index, read) in file.side(side).iter().enumerate() {
            let lines = Lines::of(read);
            for (line, place, _) in read.block.changed() {
                let tokens = lines.tokens(read, line);
                if file.is_moved(side, place.number) || lines.is_import(line) || is_logging(tokens) {
                    continue;
                }
                // What differs, and the names that this stands below.
                let span = spans.of_line(index, line).unwrap_or(0..0);
                let differing = read.tokens.get(span.clone()).unwrap_or_default();
                // What a list of permissions lists is what may be done.
                if lists && is_enumerator(tokens) && !found.iter().any(|sign| sign == "permissions") {
                    found.push("permissions".to_owned());
                }
                if matches!(differing, [name] if file.is_renamed(side, name.text)) || idioms.keeps(read, line, tokens)
                {
                    continue;
                }
                decides |= sets_up;
                decides |= tokens.first().is_some_and(|first| {
                    matches!(first.text, "return" | "raise" | "throw" | "if" | "unless" | "elif")
                });
                values[usize::from(side == Side::New)] |= is_value(differing);
                // A text without blanks is a key or the name of a choice: `'throttle' => 60`, `checks: ["pkce"]`.
                let names = |token: &&Token<'_>| {
                    token.kind == TokenKind::Word
                        || token.kind == TokenKind::Text && token.text.len() < 40 && is_key(token.text)
                };
                let words_of = differing.iter().filter(names).filter(|token| {
                    // A tag or a label repeats what the file is called.
                    token.kind == TokenKind::Word || !words(token.text).iter().any(|word| of_path.contains(word))
                });
                let words_of = words_of.map(|token| token.text);
                let named = words_of.chain(span::above(read.block, &read.tokens, span.start));
                // What is called after an index of a store, or a query, is about that.
                let of_store =
                    |name: &&str| ["Index", "_index", "Query", "_query"].iter().any(|end| name.ends_with(end));
                for word in named.filter(|name| !of_store(name)).flat_map(words) {
                    if found.len() < MOST && SIGNS.contains(&word.as_str()) && !found.contains(&word) {
                        found.push(word);
                    }
                }
            }
        }
    }
    Said { signs: found, revalued: values == [true; 2], decides: decides && (of_door || sets_up) }
}

fn is_key(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// Whether a line is a value of an enumeration.
fn is_enumerator(tokens: &[Token<'_>]) -> bool {
    let plain = |token: &Token<'_>| token.kind != TokenKind::Punctuation || matches!(token.text, "," | "=");
    let words = tokens
        .iter()
        .filter(|token| token.kind != TokenKind::Punctuation && !token.text.starts_with(char::is_numeric));
    // `{Resource: ResourceQuota, Action: ActionUpdate},`
    if let [open, .., close, comma] = tokens
        && (open.text, close.text, comma.text) == ("{", "}", ",")
    {
        return true;
    }
    // `export const UPDATE_ORDER = 'UPDATE_ORDER';`
    let names = tokens.first().is_some_and(|first| matches!(first.text, "export" | "const" | "public" | "static"));
    if names && tokens.len() <= 8 && tokens.iter().any(|token| token.text == "=") {
        return true;
    }
    tokens.len() <= 4
        && tokens.iter().all(plain)
        && words.count() == 1
        && tokens.last().is_some_and(|last| last.text != "=")
}

/// Whether a number or a switch is all that differs.
fn is_value(differing: &[Token<'_>]) -> bool {
    let switch = |text: &str| matches!(text, "true" | "false" | "True" | "False");
    let value = |token: &Token<'_>| switch(token.text) || token.text.starts_with(|c: char| c.is_ascii_digit());
    differing.len() <= 3 && differing.iter().any(value)
}
