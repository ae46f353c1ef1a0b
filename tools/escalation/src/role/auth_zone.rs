//! Paths that speak of authentication or authorisation, word by word and in the word's sense.

use super::{AuthZone, Place};
use crate::word::{has_pair, words};

/// Words that speak of nothing else.
const STRONG: &[&str] = &[
    "authenticatable",
    "authenticated",
    "fortify",
    "devise",
    "sanctum",
    "keycloak",
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
    "permission",
    "permissions",
    "acl",
    "acls",
    "cors",
    "csrf",
    "ldap",
    "kerberos",
    "scim",
    "voter",
    "voters",
    "twofactor",
    "impersonate",
    "impersonation",
    "lockout",
    "omniauth",
    "doorkeeper",
    "warden",
    "pundit",
    "ability",
    "abilities",
];

/// Words that have other senses.
const WEAK: &[&str] = &[
    "session",
    "sessions",
    "token",
    "tokens",
    "policy",
    "policies",
    "guard",
    "guards",
    "credential",
    "credentials",
    "signup",
    "identity",
    "role",
    "roles",
    "privilege",
    "privileges",
    "security",
];

/// Words that give their neighbour another sense.
const OTHER_SENSE: &[&str] = &[
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

/// Whether a file is written in a language that has no other use than to say who may do what: Open Policy Agent's, Cedar,
/// Oso's and `OpenFGA`'s.
pub(crate) fn is_policy(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["rego", "cedar", "polar", "fga"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Whether a file holds a class of Pundit, `CanCan` or Laravel that says who may do what with a model.
pub(crate) fn is_class_of_policies(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let abilities = lower.contains("app/abilities/") || lower.ends_with("models/ability.rb");
    if abilities && std::path::Path::new(&lower).extension().is_some_and(|extension| extension == "rb") {
        return true;
    }
    let in_folder = lower.starts_with("policies/") || lower.contains("/policies/");
    in_folder && (lower.ends_with("_policy.rb") || lower.ends_with("policy.php"))
}

pub(super) fn of(place: &Place) -> Option<AuthZone> {
    if is_policy(&place.path) {
        return Some(AuthZone::Strong);
    }
    if is_class_of_policies(&place.path) {
        return Some(AuthZone::Strong);
    }
    let mut zone = None;
    for segment in &place.segments {
        let segment = segment.split('.').next().unwrap_or_default();
        let words = words(segment);
        // A payment provider of that name.
        if has_pair(&words, "authorize", "net") {
            return None;
        }
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let pair = has_pair(&words, "sign", "in")
            || has_pair(&words, "log", "in")
            || has_pair(&words, "2", "fa")
            || has_pair(&words, "two", "factor");
        if has(STRONG) || pair || has_pair(&words, "access", "control") || has_pair(&words, "api", "key") {
            return Some(AuthZone::Strong);
        }
        if has(WEAK) && !has(OTHER_SENSE) {
            zone = Some(AuthZone::Weak);
        }
    }
    zone
}
