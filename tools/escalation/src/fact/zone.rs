//! Files whose path says that they are about authentication or authorisation.

use architect_core::Confidence;

use crate::change::Side;
use crate::code::Language;
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::guard::Guard;
use crate::role::{AuthZone, Kind};
use crate::word::words;

/// Words of identifiers that show that a weakly named file is about authentication after all.
const SIGNS: [&str; 22] = [
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
    "credentials",
];

/// Reads the zones.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        let Some(zone) = file.role.auth_zone else { continue };
        if !file.language().is_some_and(Language::is_executable) || file.role.kind == Kind::Contract {
            continue;
        }
        let side = if file.file.new.is_empty() { Side::Old } else { Side::New };
        let signs = speaks_of_it(file);
        let fact = facts.on_file(file, side, What::AuthZoneChanged { zone });
        fact.confidence(if zone == AuthZone::Strong { Confidence::Medium } else { Confidence::Low });
        if zone == AuthZone::Weak && !signs {
            fact.guarded(Some(Guard::WordSense));
        }
    }
}

/// Whether a changed line has an identifier with a word of authentication in it.
fn speaks_of_it(file: &Examined<'_>) -> bool {
    [Side::Old, Side::New].iter().flat_map(|side| file.side(*side)).any(|read| {
        read.tokens.iter().any(|token| {
            let line = read.block.line_at(token.start);
            token.kind == crate::code::lexer::Kind::Word
                && read.block.lines.get(line).is_some_and(|line| line.changed)
                && words(token.text).iter().any(|word| SIGNS.contains(&word.as_str()))
        })
    })
}
