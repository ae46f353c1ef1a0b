//! Files whose path says that they are about authentication or authorisation.

use architect_core::Confidence;

use crate::change::Side;
use crate::code::Language;
use crate::code::lexer::Kind as TokenKind;
use crate::examined::Examined;
use crate::fact::{Facts, What};
use crate::guard::Guard;
use crate::role::{AuthZone, Kind};
use crate::word::words;

/// Words of identifiers that show what a file about authentication does.
const SIGNS: [&str; 40] = [
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
    "passwords",
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
    "credential",
    "credentials",
    "token",
    "tokens",
    "session",
    "sessions",
    "cookie",
    "cookies",
    "csrf",
    "secret",
    "scope",
    "scopes",
    "otp",
    "totp",
    "passkey",
    "nonce",
    "claims",
    "grant",
];

/// From this many different words on, a change is at the heart of the file.
const SEVERAL: usize = 2;

/// Files of user interfaces.
const INTERFACES: [&str; 7] = ["tsx", "jsx", "vue", "svelte", "astro", "cshtml", "razor"];

/// Reads the zones.
pub(super) fn read(files: &[Examined<'_>], facts: &mut Facts) {
    for file in files {
        let Some(zone) = file.role.auth_zone else { continue };
        if !file.language().is_some_and(Language::is_executable)
            || matches!(file.role.kind, Kind::Contract | Kind::Migration)
        {
            continue;
        }
        let side = if file.file.new.is_empty() { Side::Old } else { Side::New };
        let signs = signs(file);
        let interface = file.file.path.rsplit_once('.').is_some_and(|(_, extension)| INTERFACES.contains(&extension));
        let heart = zone == AuthZone::Strong && signs.len() >= SEVERAL;
        let fact = facts.on_file(file, side, What::AuthZoneChanged { zone, heart });
        fact.confidence(if zone == AuthZone::Strong { Confidence::Medium } else { Confidence::Low });
        if heart {
            fact.note(format!("its changed lines speak of {}", signs.join(", ")));
        }
        fact.guarded((zone == AuthZone::Weak && signs.is_empty()).then_some(Guard::WordSense));
        fact.guarded(interface.then_some(Guard::Interface));
    }
}

/// The words of authentication in the identifiers of the changed lines, at most a few. Imports say nothing.
fn signs(file: &Examined<'_>) -> Vec<String> {
    const MOST: usize = 4;
    let mut found: Vec<String> = Vec::new();
    for read in [Side::Old, Side::New].iter().flat_map(|side| file.side(*side)) {
        let mut line = usize::MAX;
        let mut counts = false;
        for token in &read.tokens {
            let here = read.block.line_at(token.start);
            if here != line {
                line = here;
                let imports = matches!(token.text, "import" | "from" | "use" | "using" | "require" | "package");
                let moved = read.block.lines.get(here).is_some_and(|line| {
                    file.is_moved(Side::New, line.number) || file.is_moved(Side::Old, line.number)
                });
                counts = !imports && !moved && read.block.lines.get(here).is_some_and(|line| line.changed);
            }
            if !counts || token.kind != TokenKind::Word || found.len() >= MOST {
                continue;
            }
            for word in words(token.text) {
                if SIGNS.contains(&word.as_str()) && !found.contains(&word) {
                    found.push(word);
                }
            }
        }
    }
    found
}
