//! Who is let in by the network, and by what stands in front of a program: addresses that may call, the rules of a group, the
//! guards of a proxy.

use architect_core::Confidence;

use crate::change::{Operation, Side};
use crate::code::{Language, outline};
use crate::examined::{Examined, ReadBlock};
use crate::fact::{Facts, What};
use crate::guard::Guard;
use crate::role::Kind;
use crate::word::words;

/// Reads the doors of a file that is no program.
pub(super) fn read(file: &Examined<'_>, facts: &mut Facts) {
    let proxy = is_proxy(&file.file.path);
    if file.language().is_some_and(Language::is_executable) && !proxy || matches!(file.role.kind, Kind::Contract) {
        return;
    }
    let sides = [super::squeezed_lines(file, Side::Old), super::squeezed_lines(file, Side::New)];
    for (side, other) in [(Side::New, &sides[0]), (Side::Old, &sides[1])] {
        for read in file.side(side) {
            let outline =
                if file.language() == Some(Language::Yaml) { outline::lines(read.block) } else { Vec::new() };
            let found = read.block.changed().find_map(|(index, _, text)| {
                let text = text.trim();
                if text.is_empty()
                    || text.starts_with(['#', ';'])
                    || text.starts_with("//")
                    || other.contains(&super::squeezed(text))
                {
                    return None;
                }
                if proxy {
                    return directive(text).map(|said| (index, said.to_owned()));
                }
                // A key with nothing below it is told by what it holds.
                let line =
                    outline.binary_search_by_key(&index, |line| line.index).ok().and_then(|at| outline.get(at));
                let key = match line {
                    Some(line) if admits(line.key) => Some(line.key),
                    Some(line) => line.above.iter().rev().take(2).find(|key| admits(key)).copied(),
                    None => key_of(text)
                        .filter(|key| admits(key))
                        .or_else(|| list_above(read, index).filter(|key| admits(key))),
                };
                key.map(|key| (index, format!("`{key}`")))
            });
            if let Some((index, said)) = found {
                let text = read.block.line_text(index);
                let open = side == Side::New && (text.contains("0.0.0.0/0") || text.contains("::/0"));
                let what = What::AccessPolicy { what: format!("who is let in changes: {said}"), open };
                // Whom a new file lets in, nobody was let in by before.
                let fresh = (file.file.operation == Operation::Added && !open).then_some(Guard::CreatedInThisChange);
                facts.on_line(file, side, read, index, what).guarded(fresh).confidence(Confidence::Medium);
                return;
            }
        }
    }
}

/// Whether a file is the configuration of a proxy or web server.
fn is_proxy(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let conf = [".conf", ".conf.template", ".conf.erb", ".conf.j2", ".conf.tmpl", ".tpl", ".template"]
        .iter()
        .any(|end| name.ends_with(end));
    conf && ["nginx", "apache", "httpd"].iter().any(|server| path.contains(server))
        || matches!(name, ".htaccess" | "caddyfile")
}

/// What a directive of a proxy says of who may enter.
fn directive(text: &str) -> Option<&'static str> {
    const DIRECTIVES: [(&str, &str); 19] = [
        ("auth_basic", "`auth_basic`"),
        ("auth_request", "`auth_request`"),
        ("auth_jwt", "`auth_jwt`"),
        ("allow", "`allow`"),
        ("deny", "`deny`"),
        ("satisfy", "`satisfy`"),
        ("ssl_verify_client", "`ssl_verify_client`"),
        ("ssl_client_certificate", "`ssl_client_certificate`"),
        ("set_real_ip_from", "`set_real_ip_from`"),
        ("proxy_cookie_flags", "`proxy_cookie_flags`"),
        ("proxy_cookie_domain", "`proxy_cookie_domain`"),
        ("Require", "`Require`"),
        ("AuthType", "`AuthType`"),
        ("AuthUserFile", "`AuthUserFile`"),
        ("SSLVerifyClient", "`SSLVerifyClient`"),
        ("basicauth", "`basicauth`"),
        ("basic_auth", "`basic_auth`"),
        ("forward_auth", "`forward_auth`"),
        ("oidc_auth", "`oidc_auth`"),
    ];
    let first = text.split([' ', '\t', ';']).next().unwrap_or_default();
    let known =
        DIRECTIVES.iter().find(|(name, _)| first == *name || name.starts_with("auth_") && first.starts_with(name));
    let origin = text.to_ascii_lowercase().contains("access-control-allow-");
    known.map(|(_, said)| *said).or_else(|| origin.then_some("a header for other origins"))
}

/// Whether a key says which addresses may call, or what a proxy asks of a caller.
fn admits(key: &str) -> bool {
    const MAY: [&str; 10] = [
        "allowed",
        "allow",
        "trusted",
        "whitelist",
        "whitelisted",
        "allowlist",
        "permitted",
        "authorized",
        "denied",
        "source",
    ];
    const WHO: [&str; 9] = ["ip", "ips", "cidr", "cidrs", "ranges", "range", "networks", "addresses", "proxies"];
    if key.len() > 120 {
        return false;
    }
    let (prefix, name) = key.rsplit_once('/').unwrap_or(("", key));
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    // Annotations of an ingress.
    let asked = prefix.contains("ingress") && (has(&["auth", "cors", "whitelist", "allowlist"]));
    let keys = words.last().is_some_and(|last| last == "keys") && has(&["ssh", "authorized"]);
    asked || keys || has(&MAY) && has(&WHO) && !has(&["egress", "outbound", "vpc", "subnet", "database", "db"])
}

fn key_of(text: &str) -> Option<&str> {
    let (key, _) = text.split_once(['=', ':'])?;
    let key = key.trim().trim_matches(['"', '\'']).trim_start_matches("export ");
    (!key.is_empty() && !key.contains([' ', '(', '{'])).then_some(key)
}

/// The list whose element a line is, where it is one: `allowed_cidrs = [`.
fn list_above<'b>(read: &'b ReadBlock<'_>, index: usize) -> Option<&'b str> {
    const FARTHEST: usize = 40;
    let element = read.block.line_text(index).trim().trim_end_matches(',');
    if !element.starts_with(['"', '\''])
        || element.contains([':', '=']) && !element.contains("::") && !element.contains('/')
    {
        return None;
    }
    let before = (index.saturating_sub(FARTHEST)..index).rev().map(|line| read.block.line_text(line).trim());
    let head = before.into_iter().find(|text| text.ends_with('[') || text.starts_with([']', '}']))?;
    head.ends_with('[').then(|| key_of(head)).flatten()
}
