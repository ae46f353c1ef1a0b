//! Which names speak of who may enter or what they may do, word by word and in the word's sense.

use crate::word::{has_pair, words};

/// Words that speak of nothing else.
const ALONE: &[&str] = &[
    "permission",
    "permissions",
    "superuser",
    "rbac",
    "acl",
    "acls",
    "csrf",
    "xsrf",
    "oauth",
    "oidc",
    "openid",
    "saml",
    "sso",
    "jwt",
    "totp",
    "mfa",
    "webauthn",
    "passkey",
    "passkeys",
    "samesite",
    "impersonate",
    "impersonation",
    "lockout",
    "authz",
    "authn",
    "bcrypt",
    "argon",
    "pkce",
    "antiforgery",
    "forgery",
    "jwks",
    "scim",
    "mtls",
    "cors",
];

/// Pairs of words that do, next to each other.
const PAIRS: &[(&str, &str)] = &[
    ("access", "token"),
    ("refresh", "token"),
    ("auth", "token"),
    ("id", "token"),
    ("login", "token"),
    ("reset", "token"),
    ("session", "token"),
    ("session", "cookie"),
    ("auth", "cookie"),
    ("cookie", "secure"),
    ("cookie", "domain"),
    ("cookie", "httponly"),
    ("http", "only"),
    ("same", "site"),
    ("password", "hash"),
    ("hashed", "password"),
    ("password", "reset"),
    ("login", "required"),
    ("redirect", "uri"),
    ("redirect", "uris"),
    ("o", "auth"),
    ("timestamp", "signer"),
    ("bad", "signature"),
    ("access", "control"),
    ("access", "level"),
    ("web", "authn"),
    ("two", "factor"),
    ("row", "level"),
    ("trusted", "origins"),
    ("trusted", "sources"),
    ("allowed", "origins"),
    ("allow", "origin"),
    ("allow", "credentials"),
    ("allowed", "headers"),
    ("allowed", "roles"),
    ("required", "roles"),
    ("required", "role"),
    ("required", "scopes"),
    ("verify", "user"),
    ("verify", "email"),
    ("email", "verification"),
    ("user", "verification"),
    ("verification", "token"),
    ("admin", "mixin"),
    ("owner", "mixin"),
    ("staff", "mixin"),
    ("member", "mixin"),
    ("private", "view"),
    ("pass", "reset"),
    ("admin", "password"),
    ("admin", "token"),
    ("require", "consent"),
    ("grant", "types"),
    ("allowed", "grant"),
    ("allowed", "scopes"),
    ("offline", "access"),
    ("allowed", "cors"),
    ("token", "lifetime"),
    ("token", "expiry"),
    ("token", "expiration"),
    ("login", "attempts"),
    ("failed", "attempts"),
    ("password", "policy"),
    ("skip", "authorization"),
    ("skips", "authorization"),
    ("skip", "authentication"),
    ("skips", "authentication"),
    ("skip", "auth"),
    ("bypass", "auth"),
    ("require", "auth"),
    ("requires", "auth"),
    ("auth", "required"),
    ("require", "login"),
    ("open", "id"),
    ("token", "ttl"),
    ("token", "expire"),
    ("token", "expires"),
    ("token", "lifespan"),
    ("token", "validity"),
    ("token", "duration"),
    ("session", "lifetime"),
    ("session", "expiry"),
    ("session", "creation"),
    ("session", "fixation"),
    ("web", "session"),
    ("security", "stamp"),
    ("auth", "keys"),
    ("authorized", "keys"),
    ("password", "length"),
    ("min", "password"),
    ("password", "strength"),
    ("password", "complexity"),
    ("password", "validators"),
    ("valid", "issuer"),
    ("valid", "issuers"),
    ("valid", "audience"),
    ("valid", "audiences"),
    ("token", "issuer"),
    ("token", "audience"),
    ("auth", "middleware"),
    ("auth", "interceptor"),
    ("auth", "guard"),
    ("auth", "filter"),
    ("admin", "guard"),
    ("role", "guard"),
    ("roles", "guard"),
    ("admin", "only"),
    ("admin", "required"),
    ("client", "verifier"),
    ("verify", "client"),
    ("validate", "client"),
    ("visible", "to"),
    ("viewable", "by"),
    ("accessible", "by"),
    ("readable", "by"),
    ("editable", "by"),
    ("manageable", "by"),
    ("policy", "scope"),
    ("authorized", "scope"),
    ("login", "limiter"),
    ("login", "limit"),
    ("login", "throttle"),
    ("login", "rate"),
    ("otp", "limit"),
    ("otp", "limiter"),
    ("otp", "rate"),
    ("auth", "limiter"),
    ("allowed", "ips"),
    ("allowed", "cidrs"),
    ("ip", "allowlist"),
    ("ip", "whitelist"),
    ("trusted", "proxies"),
    ("allow", "signup"),
    ("allow", "signups"),
    ("allow", "registration"),
    ("allow", "registrations"),
    ("enable", "registration"),
    ("enable", "signup"),
    ("disable", "signup"),
    ("disable", "registration"),
    ("registration", "enabled"),
    ("signup", "enabled"),
    ("registration", "disabled"),
    ("open", "registration"),
    ("invite", "only"),
    ("allowed", "domains"),
    ("domain", "allowlist"),
    ("allowed", "emails"),
    ("public", "access"),
    ("publicly", "accessible"),
    ("remember", "me"),
    ("magic", "link"),
    ("verification", "code"),
    ("login", "code"),
    ("recovery", "code"),
    ("recovery", "codes"),
    ("backup", "codes"),
    ("sudo", "mode"),
    ("step", "up"),
    ("client", "auth"),
    ("basic", "auth"),
    ("2", "fa"),
    ("second", "factor"),
];

/// Words that ask, in front of what is asked for.
const ASKING: &[&str] = &[
    "is", "has", "have", "require", "requires", "required", "can", "may", "check", "ensure", "assert", "verify",
    "validate", "must", "by", "user", "filter",
];

/// What is asked for.
const ASKED: &[&str] = &[
    "admin",
    "administrator",
    "staff",
    "owner",
    "role",
    "roles",
    "authenticated",
    "authorized",
    "perm",
    "perms",
    "access",
    "moderator",
    "privileged",
    "privilege",
    "privileges",
];

/// Words that say what is done to a credential.
const DOING: &[&str] = &[
    "check",
    "verify",
    "validate",
    "issue",
    "generate",
    "create",
    "make",
    "revoke",
    "refresh",
    "prepare",
    "decode",
    "encode",
    "sign",
    "unsign",
    "rotate",
    "invalidate",
    "parse",
    "hash",
    "set",
    "reset",
    "change",
    "update",
    "delete",
    "save",
    "register",
    "begin",
    "finish",
    "introspect",
    "exchange",
];

/// Words that give their neighbours another sense, or say that something is drawn.
const OTHER_SENSE: &[&str] = &[
    "blob",
    "icon",
    "button",
    "label",
    "link",
    "modal",
    "dialog",
    "style",
    "template",
    "tooltip",
    "placeholder",
    "color",
    "css",
    "notification",
    "notifications",
    "canned",
    "bucket",
    "android",
    "camera",
    "microphone",
    "geolocation",
    "clipboard",
    "file",
    "directory",
    "folder",
    "dir",
    "disk",
    "fs",
    "linux",
    "unix",
    "posix",
    "chmod",
    "lexer",
    "parser",
    "tokenizer",
    "design",
    "theme",
    "stream",
    "page",
    "pagination",
    "docs",
    "example",
    "mock",
    "stub",
    "test",
    "tests",
    "fixture",
    "migration",
    "locale",
    "translation",
    "i",
    "emoji",
];

fn read(name: &str) -> Option<Vec<String>> {
    const SHORTEST: usize = 3;
    const LONGEST: usize = 80;
    if name.len() > LONGEST {
        return None;
    }
    let words = words(name);
    let other = words.iter().any(|word| OTHER_SENSE.contains(&word.as_str()));
    // A payment provider of that name.
    let other = other || has_pair(&words, "authorize", "net");
    (name.len() >= SHORTEST && !other).then_some(words)
}

fn has_asked(words: &[String]) -> bool {
    words.windows(2).any(|pair| {
        matches!(pair, [asking, asked] if ASKING.contains(&asking.as_str()) && ASKED.contains(&asked.as_str()))
            // `PermType`, `permLevel`
            || matches!(pair, [perm, kind] if perm == "perm" && matches!(kind.as_str(), "type" | "level" | "get" | "manage"))
    }) || words.windows(3).any(|three| {
        // `isSuperAdmin`, `requireOrgOwner`
        let [asking, whose, asked] = three else { return false };
        ASKING.contains(&asking.as_str())
            && matches!(asking.as_str(), "is" | "has" | "require" | "requires" | "required" | "ensure" | "check" | "must" | "can")
            && matches!(whose.as_str(), "super" | "site" | "system" | "org" | "organization" | "organisation" | "workspace"
                | "global" | "tenant" | "project" | "team" | "instance" | "server" | "group")
            && ASKED.contains(&asked.as_str())
    })
}

/// Whether a call does something with a credential, by the name of what is called.
pub(super) fn does(name: &str) -> bool {
    const SECRETS: [&str; 6] = ["password", "passwd", "otp", "credential", "credentials", "passcode"];
    const PROVING: [&str; 8] =
        ["verify", "validate", "issue", "revoke", "rotate", "invalidate", "hash", "introspect"];
    let Some(words) = read(name) else { return false };
    let Some(first) = words.first().map(String::as_str) else { return false };
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    // A token may be one of a language; a key of an interface, one to somebody else.
    DOING.contains(&first) && has(&SECRETS)
        || PROVING.contains(&first)
            && (has(&["token", "tokens", "session", "sessions"]) || has_pair(&words, "api", "key"))
}

/// Whether an identifier speaks of it wherever it stands. One that names a fault is told with what throws it.
pub(super) fn speaks(name: &str) -> bool {
    let Some(words) = read(name) else { return false };
    if words.last().is_some_and(|last| matches!(last.as_str(), "exception" | "error" | "errors" | "index" | "query"))
    {
        return false;
    }
    words.iter().any(|word| ALONE.contains(&word.as_str()))
        || PAIRS.iter().any(|(first, second)| has_pair(&words, first, second))
        || has_asked(&words)
        || checks_access(&words)
}

/// `checkFilterOrderAccess`, `assertItemAccess`.
fn checks_access(words: &[String]) -> bool {
    let [first, .., last] = words else { return false };
    last == "access" && matches!(first.as_str(), "check" | "assert" | "ensure" | "require" | "verify" | "enforce")
}

/// Whether a class decides about it by what it is, by its name: others of that name only carry data.
pub(super) fn decides(name: &str) -> bool {
    const KINDS: [&str; 13] = [
        "voter",
        "middleware",
        "guard",
        "policy",
        "permission",
        "permissions",
        "backend",
        "authenticator",
        "authorizer",
        "strategy",
        "interceptor",
        "mixin",
        "filter",
    ];
    let words = words(name);
    let csrf_or_session = words.len() > 1 && words.iter().any(|word| matches!(word.as_str(), "csrf" | "session"));
    words.last().is_some_and(|last| KINDS.contains(&last.as_str())) && (is_about(name) || csrf_or_session)
}

/// Whether what a function does is about it, by its name. One that fetches, shows or sends decides nothing.
pub(super) fn is_about(name: &str) -> bool {
    const OTHER: [&str; 18] = [
        "get", "list", "find", "fetch", "send", "render", "show", "display", "migrate", "format", "log", "print",
        "load", "to", "from", "count", "notify", "export",
    ];
    const WORDS: [&str; 15] = [
        "authenticate",
        "authentication",
        "authenticator",
        "authorize",
        "authorise",
        "authorization",
        "login",
        "logout",
        "signin",
        "signout",
        "password",
        "otp",
        "sso",
        "impersonate",
        "unauthorized",
    ];
    const CREDENTIALS: [&str; 8] =
        ["token", "tokens", "credential", "credentials", "passkey", "jwt", "scope", "scopes"];
    let Some(words) = read(name) else { return false };
    if words.first().is_some_and(|first| OTHER.contains(&first.as_str())) {
        return false;
    }
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    speaks(name)
        || has(&WORDS)
        || has_pair(&words, "sign", "in")
        || has_pair(&words, "log", "in")
        || (has(DOING) && (has(&CREDENTIALS) || has_pair(&words, "api", "key")))
        || (has(DOING) && has_pair(&words, "user", "session"))
        || has(&["cors"])
        || (has(&["check", "verify", "validate", "verified", "valid"]) && has(&["signature", "signed", "hmac"]))
}

/// Whether a function says by being there that a check does not take place: that it comes or goes is what it decides.
pub(super) fn exempts(name: &str) -> bool {
    const EXEMPTING: [&str; 6] = ["skip", "skips", "bypass", "bypasses", "exempt", "exempts"];
    let Some(words) = read(name) else { return false };
    words.iter().any(|word| EXEMPTING.contains(&word.as_str()))
        && words.iter().any(|word| {
            matches!(
                word.as_str(),
                "auth" | "authentication" | "authorization" | "authorisation" | "csrf" | "mfa" | "login"
            )
        })
}

/// Whether a value is a setting of a session, or of a cookie's protection, by the names that it stands below. How long a
/// cookie lasts that is no session says nothing of access.
pub(super) fn set_cookie(above: &[&str]) -> bool {
    let has =
        |list: &[&str]| above.iter().any(|name| list.contains(&name.to_ascii_lowercase().replace('_', "").as_str()));
    let cookie = has(&["cookie", "cookies", "setcookie", "cookieoptions", "cookieconfig"]);
    let session = has(&["session", "sessionoptions", "cookiesession"]);
    (has(&["maxage", "expires", "ttl", "rolling"]) && session)
        || (has(&["secure", "httponly", "samesite", "domain"]) && (cookie || session))
}

/// Whether a function only fetches what it is called after.
pub(super) fn fetches(name: &str) -> bool {
    words(name).first().is_some_and(|first| {
        matches!(first.as_str(), "get" | "list" | "find" | "fetch" | "resolve" | "count" | "load")
    })
}

/// Whether an identifier is that of a refusal.
pub(super) fn refuses(name: &str) -> bool {
    let Some(words) = read(name) else { return false };
    words.iter().any(|word| matches!(word.as_str(), "unauthorized" | "forbidden" | "unauthenticated"))
        || [
            ("permission", "denied"),
            ("access", "denied"),
            ("not", "authorized"),
            ("not", "authenticated"),
            ("authorization", "error"),
            ("authentication", "error"),
            ("authentication", "failed"),
            ("authentication", "exception"),
            ("authorization", "exception"),
            ("permission", "exception"),
            ("permission", "error"),
            ("bad", "credentials"),
            ("invalid", "credentials"),
            ("insufficient", "permissions"),
        ]
        .iter()
        .any(|(first, second)| has_pair(&words, first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_in_their_sense() {
        for name in ["permission_classes", "PermTypeGet", "is_superuser", "OAuth2URL", "FilterListsByPerm", "isAdmin"]
        {
            assert!(speaks(name), "{name}");
        }
        for name in ["author", "permutation", "NotificationPermission", "tokenize", "role", "access", "can_edit"] {
            assert!(!speaks(name), "{name}");
        }
        for name in
            ["check_token", "LoginRequiredMiddleware", "deleteCredential", "verifyPassword", "handlePasswordLogin"]
        {
            assert!(is_about(name), "{name}");
        }
        for name in ["LoginIcon", "parseTokens_of_lexer", "get_user", "design_token", "loginButton", "authored_by"] {
            assert!(!is_about(name), "{name}");
        }
        for name in ["PermissionDenied", "StatusForbidden", "HTTP_401_UNAUTHORIZED", "AuthorizationError"] {
            assert!(refuses(name), "{name}");
        }
    }
}
