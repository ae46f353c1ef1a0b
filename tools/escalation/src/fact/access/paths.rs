//! Who may reach which paths, where settings of a program list them: Symfony's `access_control`, Sureness' roles of a path,
//! paths that need no login.
//!
//! A line of such a list that comes or goes changes who may enter; one that only stands elsewhere in the list counts as well,
//! since the first that fits a request decides.

use architect_core::Confidence;

use crate::change::Side;
use crate::code::{Language, outline};
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::role::Kind;
use crate::word::words;

/// Keys of such lists, without marks and in lower case.
const LISTS: [&str; 20] = [
    "accesscontrol",
    "rolehierarchy",
    "resourcerole",
    "excludedresource",
    "whitelist",
    "whitelists",
    "whitelisturls",
    "ignored",
    "ignoredurls",
    "ignoreurls",
    "ignorewhite",
    "permitall",
    "permiturls",
    "permitpaths",
    "anonymous",
    "anonymouspaths",
    "publicpaths",
    "publicroutes",
    "unauthenticatedpaths",
    "skippaths",
];

/// Keys that say that lists below them are about access.
const SECURITY: [&str; 10] =
    ["secure", "security", "shiro", "auth", "authentication", "authorization", "jwt", "sa", "sureness", "saml"];

/// Reads the lists of a file.
pub(super) fn read(file: &Examined<'_>, facts: &mut Facts) {
    let kept = matches!(
        file.role.kind,
        Kind::Configuration | Kind::Helm | Kind::Kubernetes | Kind::Compose | Kind::OtherInfrastructure
    );
    if !kept || file.language() != Some(Language::Yaml) {
        return;
    }
    let named = words(&file.file.path).iter().any(|word| SECURITY.contains(&word.as_str()));
    for side in [Side::New, Side::Old] {
        for read in file.side(side) {
            let lines = outline::lines(read.block);
            let found = lines.iter().find(|line| {
                read.block.lines.get(line.index).is_some_and(|line| line.changed)
                    && line.key.is_empty()
                    && admits(line, named)
            });
            let Some(line) = found else { continue };
            let what =
                What::AccessPolicy { what: format!("who may reach `{}` changes", path_of(line.value)), open: false };
            facts.on_line(file, side, read, line.index, what).confidence(Confidence::Medium);
            return;
        }
    }
}

/// Whether an item of a list says who may reach a path.
fn admits(line: &outline::Line<'_>, named: bool) -> bool {
    let path =
        line.value.starts_with(['/', '^']) || line.value.starts_with("{ path") || line.value.starts_with("{path");
    if !path {
        return false;
    }
    let plain = |key: &str| key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let listed = line.above.iter().any(|key| LISTS.contains(&plain(key).as_str()));
    let secure = line.above.iter().any(|key| words(key).iter().any(|word| SECURITY.contains(&word.as_str())));
    // `/api/orders/**===post===[admin]` and `{ path: ^/admin, roles: ROLE_ADMIN }`.
    let ruled = line.value.contains("===[") || line.value.contains("==[") || line.value.contains("roles:");
    ruled || secure || listed && named
}

/// The path of an item.
fn path_of(value: &str) -> &str {
    let value = value.split("===").next().unwrap_or(value);
    let value = value.trim_start_matches('{').trim().strip_prefix("path:").unwrap_or(value);
    value.trim().split([',', ' ']).next().unwrap_or(value)
}
