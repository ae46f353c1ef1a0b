//! Columns that hold what people prove themselves with.

use crate::word::{has_pair, words};

/// Whether a column holds credentials: `Some(true)` when its name leaves no doubt, `Some(false)` when it is likely.
pub(super) fn column(table: &str, column: &str) -> Option<bool> {
    let words_of_column = words(column);
    let has = |list: &[&str]| words_of_column.iter().any(|word| list.contains(&word.as_str()));
    // A time, a number or a setting about a credential is none.
    if has(&[
        "at", "on", "count", "counter", "type", "expires", "expiry", "enabled", "required", "length", "id", "ids",
        "limit", "usage", "hint", "policy", "mode", "login", "method", "strategy", "changed", "updated", "sent",
        "attempts", "failures", "url", "provider", "rule", "rules",
    ]) && !has(&["digest", "hash", "encrypted"])
    {
        return None;
    }
    if has(&["password", "passwd", "totp", "otp", "mfa", "passphrase", "passkey"]) {
        return Some(true);
    }
    let pair = |a: &str, b: &str| has_pair(&words_of_column, a, b);
    let of_person = words(table).iter().any(|word| {
        matches!(
            word.as_str(),
            "user"
                | "users"
                | "account"
                | "accounts"
                | "session"
                | "sessions"
                | "credential"
                | "credentials"
                | "auth"
                | "member"
                | "members"
                | "customer"
                | "customers"
                | "admin"
                | "admins"
                | "identity"
                | "identities"
                | "authenticator"
                | "authenticators"
        )
    });
    if ["access", "refresh", "session", "reset", "auth", "api"].iter().any(|word| pair(word, "token"))
        || pair("api", "key")
        || pair("recovery", "codes")
    {
        return Some(of_person);
    }
    (has(&["token", "secret", "salt", "credential", "credentials"]) && of_person).then_some(true)
}
