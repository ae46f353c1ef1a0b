//! Forms of lines that decide about access where no name alone says so: what a cookie may be sent with, which headers other
//! origins may send, whom a handler demands, whose rows a lookup reaches, how often somebody may try.
//!
//! A changed line comes in with what differs in it, what it decides goes out in words.

use std::ops::Range;

use crate::change::{Block, Side};
use crate::code::Language;
use crate::code::lexer::{Kind as TokenKind, Token};
use crate::code::lines::Lines;
use crate::examined::{Examined, ReadBlock};
use crate::word::words;

use super::doors;

/// A changed line.
pub(super) struct Line<'l, 'c> {
    pub(super) read: &'l ReadBlock<'c>,
    pub(super) lines: &'l Lines,
    pub(super) index: usize,
    /// Its tokens that differ, as indices of the block's.
    pub(super) span: Range<usize>,
    /// The names that what differs stands below, innermost first.
    pub(super) above: &'l [&'l str],
    /// Whether the changed lines of the other side look rows up by their keys alone.
    pub(super) unscoped: bool,
}

impl<'c> Line<'_, 'c> {
    pub(super) fn tokens(&self) -> &[Token<'c>] {
        self.lines.tokens(self.read, self.index)
    }

    fn differing(&self) -> &[Token<'c>] {
        self.read.tokens.get(self.span.clone()).unwrap_or_default()
    }
}

/// What a line decides, in words.
pub(super) fn decides(language: Language, line: &Line<'_, '_>) -> Vec<&'static str> {
    let forms: [(&'static str, bool); 17] = [
        ("what is set for a cookie", sets_cookie(line)),
        ("what other origins may send", allows_origin(line)),
        ("which order the filters have", orders_filters(language, line)),
        ("what a macro of Devise sets up", sets_up(language, line)),
        ("how a way in or out is called", turns_route(line)),
        ("whom a procedure answers", turns_procedure(line)),
        ("how often somebody may try", limits_attempts(line)),
        ("whose password is set", sets_password(line)),
        ("which scopes are asked for", asks_scopes(line)),
        ("whose rows a lookup reaches", scopes(line)),
        ("what holds unless a setting says otherwise", sets_default(line)),
        ("whether an account may enter", asks_state(line)),
        ("how long a token lives", sets_lifetime(line)),
        ("who a proxy says is there", heeds_proxy(line)),
        ("which filter a path goes through", doors::opens_path(line)),
        ("who is an administrator", doors::makes_administrator(line)),
        ("how long a signed token holds", doors::sets_expiry(line)),
    ];
    forms.into_iter().filter(|(_, holds)| *holds).map(|(form, _)| form).collect()
}

/// `cookie.Secure = true`, `cookie.setHttpOnly(true)`, and the header itself.
fn sets_cookie(line: &Line<'_, '_>) -> bool {
    let attribute = |name: &str| {
        let plain = name.replace('_', "").to_ascii_lowercase();
        matches!(plain.strip_prefix("set").unwrap_or(&plain), "secure" | "httponly" | "samesite" | "domain")
    };
    let set = line.tokens().windows(3).any(|three| {
        let [of, dot, name] = three else { return false };
        dot.text == "." && attribute(name.text) && words(of.text).iter().any(|word| word.starts_with("cookie"))
    });
    let header = line.differing().iter().any(|token| {
        token.kind == TokenKind::Text && {
            let text = token.text.to_ascii_lowercase();
            text.contains("samesite=") || text.contains("; httponly") || text.contains(";httponly")
        }
    });
    // `$ini['session.cookie_samesite'] = 'Lax'`, as PHP calls them.
    let setting = line.tokens().windows(3).any(|three| {
        let [key, close, set] = three else { return false };
        let placed = matches!((close.text, set.text), ("]", "=") | ("=", ">") | (",", _));
        placed && key.kind == TokenKind::Text && key.text.len() < 60 && {
            let words = words(key.text);
            words.last().is_some_and(|last| matches!(last.as_str(), "samesite" | "secure" | "httponly" | "lifetime"))
                && words.iter().any(|word| word == "cookie")
        }
    });
    (set || setting) && !line.span.is_empty() || header
}

/// `env('SSO_ENABLED', false)`: another value behind the name of a setting about access.
fn sets_default(line: &Line<'_, '_>) -> bool {
    let differing = line.differing();
    let value = match differing {
        [value] => value.kind != TokenKind::Punctuation,
        // `default=False`
        [name, mark, _] => name.kind == TokenKind::Word && mark.text == "=",
        _ => false,
    };
    let tokens = &line.read.tokens;
    let before = |steps: usize| line.span.start.checked_sub(steps).and_then(|at| tokens.get(at));
    let behind = |steps: usize| {
        let named = before(steps).filter(|name| name.kind == TokenKind::Text && name.text.len() < 80)?;
        let is = |steps: usize, marks: &[&str]| before(steps).is_some_and(|mark| marks.contains(&mark.text));
        (is(steps + 1, &["(", ","]) && is(steps - 1, &[","])).then_some(named.text)
    };
    // The value itself, or what follows `default=`.
    let name = behind(2).or_else(|| before(1).filter(|mark| mark.text == "=").and_then(|_| behind(4)));
    value && name.is_some_and(|name| super::names::speaks(name) && !name.contains([' ', '/']))
}

/// `if (!user.isEnabled())` in front of what refuses: an account that is switched off, barred or not confirmed.
fn asks_state(line: &Line<'_, '_>) -> bool {
    const WHO: [&str; 9] =
        ["user", "account", "member", "admin", "details", "person", "customer", "identity", "client"];
    const STATES: [&str; 18] = [
        "enabled",
        "disabled",
        "active",
        "inactive",
        "banned",
        "blocked",
        "suspended",
        "locked",
        "deactivated",
        "activated",
        "confirmed",
        "verified",
        "approved",
        "archived",
        "deleted",
        "expired",
        "unlocked",
        "status",
    ];
    const NEAR: usize = 3;
    let tokens = line.tokens();
    let asks = tokens.first().is_some_and(|first| matches!(first.text, "if" | "unless" | "elif" | "elsif" | "}"))
        && tokens.windows(4).any(|four| {
            let [who, dot, next, behind] = four else { return false };
            let last =
                |text: &str, list: &[&str]| words(text).last().is_some_and(|last| list.contains(&last.as_str()));
            let state = match (dot.text, next.text) {
                (".", _) => next,
                ("-", ">") => behind,
                _ => return false,
            };
            last(who.text, &WHO) && last(state.text, &STATES)
        });
    if !asks || line.span.is_empty() {
        return false;
    }
    let near = line.index.saturating_sub(8)..=line.index + 8;
    let of_entrance = near.flat_map(|at| line.lines.tokens(line.read, at)).any(|token| {
        token.text.len() < 60
            && words(token.text).iter().any(|word| {
                matches!(
                    word.as_str(),
                    "password" | "login" | "signin" | "authenticate" | "authentication" | "credentials" | "jwt"
                )
            })
    });
    let refuses = (line.index..=line.index + NEAR).flat_map(|at| line.lines.tokens(line.read, at)).any(|token| {
        matches!(
            token.text,
            "throw" | "raise" | "fail" | "abort" | "return" | "Err" | "reject" | "err" | "error" | "deny"
        )
    });
    of_entrance && refuses
}

/// A header by which a proxy in front tells who has signed in there.
fn heeds_proxy(line: &Line<'_, '_>) -> bool {
    const HEADERS: [&str; 9] = [
        "remote_user",
        "http_remote_user",
        "remote-user",
        "x-remote-user",
        "http_x_remote_user",
        "x-webauth-user",
        "http_x_webauth_user",
        "x-forwarded-user",
        "x-auth-request-user",
    ];
    line.differing().iter().any(|token| {
        token.kind == TokenKind::Text && HEADERS.iter().any(|header| token.text.eq_ignore_ascii_case(header))
    })
}

/// `cache.set(token, value, timeout=20)`: another number behind a word for a span of time, for what lets somebody in.
fn sets_lifetime(line: &Line<'_, '_>) -> bool {
    let [number] = line.differing() else { return false };
    if !number.text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let named: Vec<String> = line.tokens().iter().map(|token| token.text).flat_map(words).collect();
    let has = |list: &[&str]| named.iter().any(|word| list.contains(&word.as_str()));
    has(&["timeout", "ttl", "expire", "expires", "expiry", "ex", "expiration", "lifetime"])
        && has(&["token", "otp", "session", "jwt", "login"])
        && !has(&["http", "request", "connect", "read", "max", "limit", "size"])
}

/// A header that answers a browser which asks for another origin.
fn allows_origin(line: &Line<'_, '_>) -> bool {
    line.tokens().iter().any(|token| {
        token.kind == TokenKind::Text
            && token.text.get(..21).is_some_and(|head| head.eq_ignore_ascii_case("access-control-allow-"))
    })
}

/// Which chain of Spring's filters comes first: the first that fits a request decides alone.
fn orders_filters(language: Language, line: &Line<'_, '_>) -> bool {
    const CLOSE: usize = 6;
    let tokens = line.tokens();
    let order = matches!(tokens, [at, order, ..] if at.text == "@" && order.text == "Order");
    language == Language::Braces
        && order
        && (line.index + 1..=line.index + CLOSE).any(|near| {
            let near = line.lines.tokens(line.read, near);
            near.iter().any(|token| {
                matches!(
                    token.text,
                    "SecurityFilterChain" | "WebSecurityConfigurerAdapter" | "SecurityWebFilterChain"
                )
            })
        })
}

/// A further line of `devise_for …,` or `devise …,`: what it leaves out, adds or replaces.
fn sets_up(language: Language, line: &Line<'_, '_>) -> bool {
    const FARTHEST: usize = 12;
    if language != Language::Ruby {
        return false;
    }
    let goes_on = |index: usize| line.lines.tokens(line.read, index).last().is_some_and(|last| last.text == ",");
    let first = (line.index.saturating_sub(FARTHEST)..line.index).rev().take_while(|before| goes_on(*before)).last();
    let head = first.and_then(|first| line.lines.tokens(line.read, first).first());
    head.is_some_and(|head| matches!(head.text, "devise_for" | "devise"))
}

/// Whether a route of a way in or out is called by another method: what a link may do, or only a form.
fn turns_route(line: &Line<'_, '_>) -> bool {
    const METHODS: [&str; 6] = ["get", "post", "put", "patch", "delete", "any"];
    const WAYS: [&str; 9] =
        ["login", "logout", "signin", "signout", "password", "oauth", "impersonate", "sso", "sessions"];
    let method = matches!(line.differing(), [method]
        if METHODS.iter().any(|known| method.text.eq_ignore_ascii_case(known)));
    let routed = |text: &str| text.contains('/') && words(text).iter().any(|word| WAYS.contains(&word.as_str()));
    method && line.tokens().iter().any(|token| token.kind == TokenKind::Text && routed(token.text))
}

/// Whether a procedure that stays is built on another one: `protectedProcedure` for `publicProcedure`.
fn turns_procedure(line: &Line<'_, '_>) -> bool {
    let begins = line.lines.range(line.index, line.index + 1).start;
    let built = |token: &Token<'_>| {
        let words = words(token.text);
        words.len() > 1 && words.last().is_some_and(|last| last == "procedure")
    };
    line.span.start > begins && line.differing().iter().any(built)
}

/// How often somebody may try a password, a one-time code or a way back to a lost one.
fn limits_attempts(line: &Line<'_, '_>) -> bool {
    const LIMITS: [&str; 9] =
        ["ratelimit", "limiter", "ratelimiter", "throttle", "throttles", "throttled", "attempts", "limit", "limits"];
    const TRIED: [&str; 8] = ["login", "otp", "signin", "password", "passwords", "mfa", "totp", "passcode"];
    let named: Vec<String> = line.differing().iter().map(|token| token.text).flat_map(words).collect();
    let above: Vec<String> = line.above.iter().copied().flat_map(words).collect();
    let has = |list: &[&str], of: &[String]| of.iter().any(|word| list.contains(&word.as_str()));
    has(&TRIED, &named) && (has(&LIMITS, &above) || has(&LIMITS, &named) && !has(&["length", "size"], &named))
}

/// `user.password = given`: that of somebody who enters, not that of a server.
fn sets_password(line: &Line<'_, '_>) -> bool {
    const WHO: [&str; 9] =
        ["user", "account", "member", "admin", "customer", "person", "owner", "client", "employee"];
    !line.span.is_empty()
        && line.tokens().windows(5).any(|five| {
            let [who, dot, name, set, value] = five else { return false };
            dot.text == "."
                && matches!(name.text, "password" | "password_digest" | "passwordHash" | "Password" | "PasswordHash")
                && set.text == "="
                && value.text != "="
                && words(who.text).last().is_some_and(|last| WHO.contains(&last.as_str()))
        })
}

/// A text in a list of scopes.
fn asks_scopes(line: &Line<'_, '_>) -> bool {
    let listed = line.above.first().is_some_and(|name| words(name).last().is_some_and(|last| last == "scopes"));
    listed && line.differing().iter().any(|token| token.kind == TokenKind::Text)
}

/// Whether a lookup that stays is narrowed to rows of one caller, or no longer is.
fn scopes(line: &Line<'_, '_>) -> bool {
    scoped_lookup(line.tokens()) && line.unscoped
        || line.span.clone().any(|at| is_principal(&line.read.tokens, at) && in_lookup(line, at))
}

/// Who asks: `request.user`, `current_user`, `session.user`.
fn is_principal(tokens: &[Token<'_>], at: usize) -> bool {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    matches!(text(at), "current_user" | "currentUser")
        || matches!(text(at), "request" | "req" | "session" | "ctx" | "context" | "Current" | "g" | "token")
            && text(at + 1) == "."
            && matches!(text(at + 2), "user" | "userId" | "account" | "organization")
}

/// Whether a token stands in the arguments of a lookup that both sides have.
fn in_lookup(line: &Line<'_, '_>, at: usize) -> bool {
    const FARTHEST: usize = 80;
    const LOOKUPS: [&str; 22] = [
        "filter",
        "where",
        "get_object_or_404",
        "get",
        "exclude",
        "find",
        "findOne",
        "findFirst",
        "findMany",
        "findUnique",
        "findUniqueOrThrow",
        "findFirstOrThrow",
        "find_by",
        "find_one",
        "update",
        "updateMany",
        "delete",
        "deleteMany",
        "deleteOne",
        "updateOne",
        "filter_by",
        "findAll",
    ];
    let start_of_line = line.lines.range(line.index, line.index + 1).start;
    let mut closed = 0_usize;
    for before in (at.saturating_sub(FARTHEST)..at).rev() {
        let Some(token) = line.read.tokens.get(before) else { return false };
        match token.text {
            _ if token.kind != TokenKind::Punctuation => {}
            ")" | "]" | "}" => closed += 1,
            "(" | "[" | "{" if closed > 0 => closed -= 1,
            "(" => {
                let callee = before.checked_sub(1).and_then(|at| line.read.tokens.get(at));
                let Some(callee) = callee.filter(|callee| LOOKUPS.contains(&callee.text)) else { continue };
                let own = line.read.block.line_at(callee.start);
                let changed = line.read.block.lines.get(own).is_some_and(|line| line.changed);
                let before_span = own == line.index && before < line.span.start && line.span.start > start_of_line;
                return !changed || before_span;
            }
            _ => {}
        }
    }
    false
}

/// A lookup among what belongs to the caller: `current_organization.invoices.find(…)`.
fn scoped_lookup(tokens: &[Token<'_>]) -> bool {
    tokens.iter().enumerate().any(|(at, token)| {
        let words = words(token.text);
        let owner = matches!(words.as_slice(), [current, whose] if current == "current"
            && matches!(whose.as_str(), "user" | "organization" | "organisation" | "account" | "team" | "company"
                | "tenant" | "workspace" | "member" | "customer" | "shop" | "admin"));
        owner && tokens.get(at + 1).is_none_or(|dot| dot.text == ".")
    })
}

/// Whether the changed lines of a side look rows up by their keys alone: `Invoice.find(id)`.
pub(super) fn looks_up(file: &Examined<'_>, side: Side) -> bool {
    file.side(side).iter().any(|read| {
        let lines = Lines::of(read);
        read.block.changed().any(|(line, _, _)| {
            lines.tokens(read, line).windows(4).any(|four| {
                let [model, dot, lookup, open] = four else { return false };
                model.text.starts_with(|c: char| c.is_ascii_uppercase())
                    && dot.text == "."
                    && matches!(lookup.text, "find" | "find_by" | "where")
                    && matches!(open.text, "(" | "!")
            })
        })
    })
}

/// Whether a type in the head of a handler is one that only a caller who proved something can be made into.
pub(super) fn is_demanded(language: Language, name: &str) -> bool {
    const PROVEN: [&str; 10] =
        ["auth", "authed", "authenticated", "authorized", "current", "admin", "logged", "session", "bearer", "basic"];
    const WHO: [&str; 10] =
        ["user", "claims", "identity", "account", "principal", "session", "guard", "auth", "admin", "token"];
    if !matches!(language, Language::Rust | Language::Python) || !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        return false;
    }
    let words = words(name);
    let [first, .., last] = words.as_slice() else { return false };
    PROVEN.contains(&first.as_str()) && WHO.contains(&last.as_str())
}

/// The list that a line is an element of, where only the hunk's heading names it: `CORS_ALLOW_HEADERS = [`.
pub(super) fn list_of_heading(block: &Block, line: usize) -> Option<&str> {
    const FARTHEST: usize = 60;
    let heading = block.heading.as_deref()?.trim_end();
    let name = heading.strip_suffix(['[', '(', '{'])?.trim_end().strip_suffix(['=', ':'])?.trim();
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let inside = |index: usize| {
        let text = block.line_text(index);
        text.is_empty() || text.starts_with([' ', '\t'])
    };
    (plain && line <= FARTHEST && (0..=line).all(inside)).then_some(name)
}
