//! Guards that a project wrote itself, by the words of their names: `requireAdmin`, `ensure_logged_in`,
//! `authenticateToken`.

use crate::word::words;

const VERBS: &[&str] = &[
    "must",
    "require",
    "requires",
    "ensure",
    "check",
    "verify",
    "assert",
    "authenticate",
    "authorize",
    "authorise",
    "protect",
    "enforce",
    "restrict",
];

const NOUNS: [&str; 20] = [
    "auth",
    "authenticated",
    "authentication",
    "authorization",
    "authorized",
    "admin",
    "administrator",
    "login",
    "logged",
    "signed",
    "permission",
    "permissions",
    "role",
    "roles",
    "superuser",
    "staff",
    "scope",
    "scopes",
    "csrf",
    "acl",
];

/// Nouns that only two of the verbs make a guard of.
const PROVEN: [&str; 7] = ["user", "token", "jwt", "session", "request", "signature", "access"];

/// Whether a name is that of a guard.
pub(super) fn is_guard(name: &str) -> bool {
    if name.len() < 8 || name.len() > 60 {
        return false;
    }
    let words = words(name);
    let Some((verb, rest)) = words.split_first() else { return false };
    // What the system allows with files is another matter.
    if words
        .iter()
        .any(|word| matches!(word.as_str(), "file" | "files" | "directory" | "folder" | "dir" | "disk" | "path"))
    {
        return false;
    }
    // Decorators say it the other way round: `permission_required`.
    if let Some((last, nouns)) = words.split_last()
        && last == "required"
    {
        return nouns.iter().any(|word| NOUNS.contains(&word.as_str()) || PROVEN.contains(&word.as_str()));
    }
    // `throwIfNotAllowed`
    if verb == "throw" || verb == "raise" {
        return words
            .iter()
            .any(|word| matches!(word.as_str(), "allowed" | "authorized" | "permitted" | "unauthorized"));
    }
    if !VERBS.contains(&verb.as_str()) {
        return false;
    }
    let proves = matches!(verb.as_str(), "authenticate" | "authorize" | "authorise" | "must");
    // What is authorised may be anything: a context, an action, a resource.
    let anything = matches!(verb.as_str(), "authorize" | "authorise")
        && rest.iter().any(|word| {
            matches!(
                word.as_str(),
                "context" | "action" | "resource" | "object" | "entity" | "request" | "by" | "ability"
            )
        });
    anything || rest.iter().any(|word| NOUNS.contains(&word.as_str()) || (proves && PROVEN.contains(&word.as_str())))
}
