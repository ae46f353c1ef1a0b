//! Bearer tokens of a file, by name. The file may change at any time, so a token is withdrawn without a restart.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use architect_core::ToolError;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::watched::Watched;
use super::{Principal, Scope};

/// Shortest token, in bytes. Shorter ones can be guessed.
const SHORTEST: usize = 16;

/// The tokens of a file.
#[derive(Debug)]
pub(super) struct Tokens(Mutex<Watched<Vec<Known>>>);

#[derive(Debug)]
struct Known {
    digest: [u8; 32],
    principal: Principal,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    token: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    sha256: Option<String>,
    #[serde(default = "read_only")]
    scopes: Vec<Scope>,
    #[serde(default)]
    roots: Option<Vec<PathBuf>>,
}

// A token must not come out by way of a log.
impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("name", &self.name).finish_non_exhaustive()
    }
}

fn read_only() -> Vec<Scope> {
    vec![Scope::Read]
}

impl Tokens {
    /// Reads a file of tokens.
    pub(super) fn open(path: &Path) -> Result<Self, ToolError> {
        Ok(Self(Mutex::new(Watched::open(path, read)?)))
    }

    /// Whose token it is. All tokens are compared, and their digests in constant time, so that the time tells nothing.
    pub(super) fn principal(&self, token: &str) -> Option<Principal> {
        let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner).current();
        let mut found = None;
        for known in tokens.iter() {
            if bool::from(known.digest.ct_eq(&digest)) {
                found = Some(&known.principal);
            }
        }
        found.cloned()
    }
}

fn read(path: &Path, text: &str) -> Result<Vec<Known>, ToolError> {
    let wrong = |what: String| {
        ToolError::invalid_input(format!("the tokens of `{}` cannot be used: {what}", path.display())).help(
            "write for each `[[token]]` with `name`, and `token` or `sha256` (hex); `scopes` and `roots` as needed",
        )
    };
    // The parser's own message quotes the line, and the line may hold a token.
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map(|span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
        wrong(line.map_or_else(|| "it is no such TOML".to_owned(), |line| format!("line {line} is not of its form")))
    })?;
    let mut known: Vec<Known> = Vec::new();
    for entry in file.token {
        let name = entry.name;
        let digest = match (entry.token, entry.sha256) {
            (Some(token), None) if token.len() < SHORTEST => {
                return Err(wrong(format!("the token of `{name}` has fewer than {SHORTEST} characters")));
            }
            (Some(token), None) => Sha256::digest(token.as_bytes()).into(),
            (None, Some(digest)) => {
                hex(&digest).ok_or_else(|| wrong(format!("`sha256` of `{name}` is not 64 hexadecimal digits")))?
            }
            _ => return Err(wrong(format!("`{name}` needs either `token` or `sha256`"))),
        };
        if known.iter().any(|known| known.principal.name == name) {
            return Err(wrong(format!("`{name}` is named twice")));
        }
        known.push(Known { digest, principal: Principal { name, scopes: entry.scopes, roots: entry.roots } });
    }
    if known.is_empty() {
        return Err(wrong("there is none".to_owned()));
    }
    Ok(known)
}

fn hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}
