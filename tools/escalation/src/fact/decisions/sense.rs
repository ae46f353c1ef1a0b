//! Where names of authorisation decide nothing: with payments, with what a device allows, in types, and where an answer is
//! only handed on.

use crate::catalogue::{Catalogue, Vendor, catalogue};
use crate::code::Language;
use crate::code::definition::Definitions;
use crate::code::lexer::{Kind, Token};
use crate::code::lines::Lines;
use crate::examined::{Examined, ReadBlock};
use crate::word::words;

use super::names;

/// Whether a function authorises a payment, by where it stands.
pub(in crate::fact) fn pays(path: &str, function: &str) -> bool {
    const MONEY: [&str; 14] = [
        "payment",
        "payments",
        "gateway",
        "gateways",
        "billing",
        "credit",
        "charge",
        "charges",
        "refund",
        "refunds",
        "capture",
        "checkout",
        "stripe",
        "braintree",
    ];
    let authorises =
        words(function).iter().any(|word| matches!(word.as_str(), "authorize" | "authorise" | "authorization"));
    authorises && words(path).iter().any(|word| MONEY.contains(&word.as_str()))
}

/// Whether a name speaks of access to something else than this program: to a device, a vendor or files.
pub(super) fn is_elsewhere(path: &str, tokens: &[Token<'_>], name: &str) -> bool {
    of_device(path, name) || of_vendor(name) || of_files(path, tokens, name)
}

/// Whether a permission is one that the owner of a device gives to a program on it.
pub(super) fn of_device(path: &str, name: &str) -> bool {
    const DEVICES: [&str; 9] =
        ["ios", "android", "mobile", "droid", "xamarin", "maui", "macos", "flutter", "electron"];
    let permission = words(name).iter().any(|word| matches!(word.as_str(), "permission" | "permissions"));
    permission && words(path).iter().any(|word| DEVICES.contains(&word.as_str()))
}

/// Whether a permission is one of the file system, by what stands beside it, or what its file is called.
pub(super) fn of_files(path: &str, tokens: &[Token<'_>], name: &str) -> bool {
    const BESIDE: [&str; 12] = [
        "from_mode",
        "set_mode",
        "fs",
        "chmod",
        "Perm",
        "perm",
        "Path",
        "PathBuf",
        "PermissionsExt",
        "OpenOptions",
        "FileMode",
        "set_readonly",
    ];
    let permission = words(name).iter().any(|word| matches!(word.as_str(), "permission" | "permissions"));
    let of_path =
        || words(path.rsplit('/').next().unwrap_or_default()).iter().any(|word| word == "fs" || word == "filesystem");
    permission && (tokens.iter().any(|token| BESIDE.contains(&token.text) || token.text == "metadata") || of_path())
}

/// Whether the name of a refusal says what another program answered, or the system did, not what this one answers: it is
/// compared with, or caught.
pub(super) fn is_heard(tokens: &[Token<'_>], at: usize) -> bool {
    /// The longest path of a name, in tokens.
    const LONGEST: usize = 16;
    let path = |token: &&Token<'_>| token.kind == Kind::Word || matches!(token.text, "." | ":" | "(" | "&");
    let before = tokens.get(..at).unwrap_or_default();
    let of_name = before.iter().rev().take(LONGEST).take_while(path).count();
    let (front, own) = before.split_at(before.len() - of_name);
    let catches = |token: &Token<'_>| matches!(token.text, "case" | "catch" | "except" | "rescue" | "ErrorKind");
    let compared = front.iter().rev().take(2).map(|token| token.text).eq(["=", "="])
        || front.iter().rev().take(2).map(|token| token.text).eq(["=", "!"]);
    compared || own.iter().any(catches)
}

/// Whether a line only gives a field a value that says nothing of access: `name: Some(account.name),`.
pub(super) fn fills(tokens: &[Token<'_>]) -> bool {
    let [key, mark, .., comma] = tokens else { return false };
    let plain = |token: &Token<'_>| match token.kind {
        Kind::Word => {
            !token.text.starts_with(|c: char| c.is_ascii_digit())
                && !matches!(token.text, "true" | "false" | "True" | "False")
                && !names::speaks(token.text)
                && !names::is_about(token.text)
        }
        Kind::Text => false,
        Kind::Punctuation => matches!(token.text, ":" | "," | "." | "(" | ")" | "&"),
    };
    key.kind == Kind::Word && mark.text == ":" && comma.text == "," && tokens.iter().all(plain)
}

/// Whether a name is the key of a vendor, in the environment or in code: the vendor's own account, nobody's way in.
pub(super) fn of_vendor(name: &str) -> bool {
    let shouted = name.contains('_') && !name.chars().any(|c| c.is_ascii_lowercase());
    let signs_in =
        words(name).iter().any(|word| matches!(word.as_str(), "oauth" | "auth" | "sso" | "saml" | "oidc" | "login"));
    let vendor = if shouted && !signs_in { catalogue().vendor_of_key(name) } else { None };
    // `TwilioAuthToken`
    let called = || catalogue().vendor_called(name).filter(|_| Catalogue::is_credential(name));
    let other = |vendor: &Vendor| !matches!(vendor.category.as_str(), "identity" | "sign-in" | "captcha");
    vendor.or_else(called).is_some_and(other)
}

/// Whether a line only says what types there are: a member of a type in TypeScript, a path in a list in Rust.
pub(super) fn only_types(
    file: &Examined<'_>,
    language: Language,
    read: &ReadBlock<'_>,
    lines: &Lines,
    line: usize,
) -> bool {
    let tokens = lines.tokens(read, line);
    match language {
        Language::Rust => {
            let path = tokens.iter().all(|token| token.kind == Kind::Word || matches!(token.text, ":" | ","));
            path && tokens.last().is_some_and(|last| last.text == ",")
                && tokens.windows(2).any(|pair| matches!(pair, [a, b] if a.text == ":" && b.text == ":"))
        }
        Language::Script if !file.file.path.ends_with("js") => is_member_of_type(read, lines, line),
        _ => false,
    }
}

/// Whether a line stands in an `interface` or the shape of a `type`.
fn is_member_of_type(read: &ReadBlock<'_>, lines: &Lines, line: usize) -> bool {
    const FARTHEST: usize = 120;
    let indent = |text: &str| text.len() - text.trim_start().len();
    let own = indent(read.block.line_text(line));
    let head = (line.saturating_sub(FARTHEST)..line).rev().find(|before| {
        let text = read.block.line_text(*before);
        !text.trim().is_empty() && indent(text) < own
    });
    match head {
        Some(head) => {
            let mut tokens = lines.tokens(read, head).iter().map(|token| token.text);
            let first = tokens.find(|text| !matches!(*text, "export" | "declare" | "default"));
            matches!(first, Some("interface" | "type"))
        }
        None => read.block.heading.as_deref().is_some_and(|heading| {
            let heading = heading.trim_start_matches("export ").trim_start_matches("declare ");
            heading.starts_with("interface ") || heading.starts_with("type ")
        }),
    }
}

/// Whether an answer is only handed on: as a parameter in the head of a function, or as one value among others below a
/// key that itself says nothing of it. What is done with it stands elsewhere, and is told there.
pub(super) fn only_passed(
    definitions: &Definitions,
    read: &ReadBlock<'_>,
    tokens: &[Token<'_>],
    line: usize,
) -> bool {
    let head = definitions.around(read.block, line).filter(|definition| definition.line == Some(line));
    // What a class is built on stands in its head, and decides.
    if let Some(head) = head.filter(|head| !head.class) {
        return !names::is_about(&head.name) && !names::speaks(&head.name);
    }
    // A place for a value that is read: `&user.PasswordHash,`.
    let filled = matches!(tokens, [mark, .., comma] if mark.text == "&" && comma.text == ",")
        && tokens.iter().skip(1).all(|token| token.kind == Kind::Word || matches!(token.text, "." | ","));
    if filled {
        return true;
    }
    let (key, rest) = match tokens {
        [key, mark, rest @ ..] if mark.text == ":" && rest.first().is_some_and(|next| next.text != ":") => {
            (key, rest)
        }
        [key, mark, arrow, rest @ ..] if mark.text == "=" && arrow.text == ">" => (key, rest),
        _ => return false,
    };
    let says = names::speaks(key.text) || names::is_about(key.text);
    let plain = matches!(key.kind, Kind::Word | Kind::Text) && !says;
    // What chooses among values decides.
    let chooses = rest.iter().any(|token| matches!(token.text, "?" | "&" | "|" | "{" | "if"));
    plain && !chooses && rest.last().is_some_and(|last| last.text == ",") && rest.len() > 3
}

/// Whether a name is that of what says which origins may call, where it is put to use: called, or handed to what attaches
/// it to the program.
pub(super) fn attaches_cors(tokens: &[Token<'_>], at: usize) -> bool {
    const ATTACHING: [&str; 9] =
        ["attach", "use", "layer", "wrap", "with", "register", "add_middleware", "UseMiddleware", "middleware"];
    let text = |index: Option<usize>| index.and_then(|index| tokens.get(index)).map_or("", |token| token.text);
    let names = tokens.get(at).is_some_and(|token| words(token.text).iter().any(|word| word == "cors"));
    let called = text(Some(at + 1)) == "(" || text(Some(at + 1)) == ":" && text(Some(at + 2)) == ":";
    let handed = text(at.checked_sub(1)) == "(" && ATTACHING.contains(&text(at.checked_sub(2)));
    names && (called || handed)
}

/// Whether a function makes an object of the class that the file is called after.
pub(super) fn constructs(path: &str, function: &str) -> bool {
    let stem = path.rsplit('/').next().and_then(|name| name.split('.').next());
    stem == Some(function)
}

/// Whether a line decides nothing whatever it names: it records that something happened, or gives a field no value.
pub(super) fn says_nothing(tokens: &[Token<'_>]) -> bool {
    const RECORDS: [&str; 8] =
        ["audit", "analytics", "telemetry", "track", "metrics", "statsd", "posthog", "mixpanel"];
    const RECORDING: [&str; 5] = ["create", "track", "record", "log", "emit"];
    let callee = tokens.iter().take(8).take_while(|token| !matches!(token.text, "(" | "=" | "{" | ":"));
    let callee: Vec<String> =
        callee.filter(|token| token.kind == Kind::Word).flat_map(|token| words(token.text)).collect();
    let called = tokens.iter().take(9).any(|token| token.text == "(");
    let has = |list: &[&str]| callee.iter().any(|word| list.contains(&word.as_str()));
    let records = has(&RECORDS) || callee.iter().any(|word| word == "event") && has(&RECORDING);
    let condition =
        tokens.first().is_some_and(|first| matches!(first.text, "if" | "unless" | "return" | "@" | "def"));
    let empty = matches!(tokens, [key, mark, nothing, comma] if key.kind == Kind::Word && mark.text == ":"
        && matches!(nothing.text, "nil" | "null" | "None") && comma.text == ",");
    called && records && !condition || empty
}

/// Whether a file holds settings that only those who write the program run it with.
pub(in crate::fact) fn of_development(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let settings = ["settings", "environments", "config", "conf"];
    let held = folder.split('/').any(|part| settings.contains(&part));
    let mut parts = name.split(['.', '-', '_']);
    let stem = parts.next().unwrap_or_default();
    let local = |part: &str| matches!(part, "development" | "devstack" | "dev" | "local" | "test" | "testing");
    let of_kind = ["appsettings", "application", "settings", "config"].contains(&stem);
    held && local(stem) || of_kind && parts.next().is_some_and(local)
}
