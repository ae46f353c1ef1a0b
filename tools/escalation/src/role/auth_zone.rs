//! Paths that speak of authentication or authorisation, word by word and in the word's sense.

use super::{AuthZone, Place};
use crate::word::{has_pair, words};

/// Words that speak of nothing else.
const STRONG: [&str; 33] = [
    "auth",
    "authn",
    "authz",
    "oauth",
    "oauth2",
    "oidc",
    "openid",
    "sso",
    "saml",
    "login",
    "logins",
    "logout",
    "signin",
    "password",
    "passwords",
    "mfa",
    "twofa",
    "totp",
    "otp",
    "webauthn",
    "passkey",
    "passkeys",
    "jwt",
    "jwts",
    "rbac",
    "authentication",
    "authenticate",
    "authenticator",
    "authorization",
    "authorisation",
    "authorize",
    "authorizer",
    "abac",
];

/// Words that have other senses.
const WEAK: [&str; 18] = [
    "session",
    "sessions",
    "token",
    "tokens",
    "permission",
    "permissions",
    "acl",
    "acls",
    "policy",
    "policies",
    "guard",
    "guards",
    "credential",
    "credentials",
    "signup",
    "identity",
    "cors",
    "csrf",
];

/// Words that give their neighbour another sense.
const OTHER_SENSE: [&str; 50] = [
    "design",
    "style",
    "theme",
    "color",
    "colour",
    "css",
    "stream",
    "page",
    "pagination",
    "next",
    "continuation",
    "cancellation",
    "cancel",
    "cache",
    "caching",
    "retry",
    "retention",
    "privacy",
    "refund",
    "shipping",
    "lifecycle",
    "backup",
    "referrer",
    "network",
    "autoscaling",
    "database",
    "db",
    "spark",
    "recording",
    "training",
    "chat",
    "count",
    "counter",
    "usage",
    "limit",
    "tokenizer",
    "lexer",
    "parser",
    "syntax",
    "dimension",
    "content",
    "cookie",
    "terms",
    "model",
    "llm",
    "prompt",
    "nft",
    "erc",
    "swap",
    "bpe",
];

pub(super) fn of(place: &Place) -> Option<AuthZone> {
    let mut zone = None;
    for segment in &place.segments {
        let segment = segment.split('.').next().unwrap_or_default();
        let words = words(segment);
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let pair = has_pair(&words, "sign", "in") || has_pair(&words, "log", "in") || has_pair(&words, "2", "fa");
        if has(&STRONG) || pair || has_pair(&words, "access", "control") || has_pair(&words, "api", "key") {
            return Some(AuthZone::Strong);
        }
        if has(&WEAK) && !has(&OTHER_SENSE) {
            zone = Some(AuthZone::Weak);
        }
    }
    zone
}
