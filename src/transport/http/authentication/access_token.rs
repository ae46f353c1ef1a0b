//! Access tokens of an authorization server: JWTs as RFC 9068 has them, verified with the issuer's public keys.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use architect_core::ToolError;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;

use super::issuer::Issuer;
use super::watched::Watched;
use super::{Denied, Oauth, Principal, Scope, signature};

/// Longest token. Headers are longer nowhere else either.
const LONGEST: usize = 16 * 1024;

/// Verifies access tokens.
#[derive(Debug)]
pub(super) struct AccessTokens {
    oauth: Oauth,
    keys: Keys,
}

/// Where the issuer's keys come from.
#[derive(Debug)]
enum Keys {
    File(Mutex<Watched<JwkSet>>),
    Issuer(Arc<Issuer>),
}

impl Keys {
    /// The key that signed a token, by the id that the token gives.
    async fn find(&self, id: Option<&str>) -> Option<Jwk> {
        match self {
            Self::File(keys) => one(&keys.lock().unwrap_or_else(PoisonError::into_inner).current(), id),
            Self::Issuer(issuer) => match one(&issuer.current(), id) {
                // An issuer that has changed its keys signs with one that is not known yet.
                None => one(issuer.looked_again().await.as_ref(), id),
                key => key,
            },
        }
    }
}

fn one(keys: &JwkSet, id: Option<&str>) -> Option<Jwk> {
    match (id, keys.keys.as_slice()) {
        (Some(id), _) => keys.find(id).cloned(),
        // A token that names no key may be signed by the only one there is.
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    }
}

#[derive(Debug, Deserialize)]
struct Claims {
    sub: String,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    scp: Option<Vec<String>>,
}

impl AccessTokens {
    /// Reads the keys of the issuer.
    pub(super) async fn open(oauth: &Oauth) -> Result<Self, ToolError> {
        signature::install();
        let keys = match &oauth.keys {
            Some(path) => Keys::File(Mutex::new(Watched::open(path, read)?)),
            None => Keys::Issuer(Issuer::open(&oauth.issuer).await?),
        };
        Ok(Self { oauth: oauth.clone(), keys })
    }

    /// Whether a token has the form of a JWT at all.
    pub(super) fn is_one(token: &str) -> bool {
        token.len() <= LONGEST && token.bytes().filter(|byte| *byte == b'.').count() == 2
    }

    /// Whose token it is: signed by a key of the issuer, for this server, and not over.
    pub(super) async fn principal(&self, token: &str) -> Result<Principal, Denied> {
        let header = decode_header(token).map_err(|_| Denied::Invalid)?;
        if !signature::ALGORITHMS.contains(&header.alg) {
            return Err(Denied::Invalid);
        }
        let key = self.keys.find(header.kid.as_deref()).await;
        let key = key.and_then(|key| DecodingKey::from_jwk(&key).ok()).ok_or(Denied::Invalid)?;
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[&self.oauth.issuer]);
        validation.set_audience(&[&self.oauth.audience]);
        validation.required_spec_claims =
            ["exp", "iss", "aud", "sub"].into_iter().map(ToOwned::to_owned).collect::<HashSet<_>>();
        validation.validate_nbf = true;
        let claims = decode::<Claims>(token, &key, &validation).map_err(|_| Denied::Invalid)?.claims;
        let listed = claims.scp.unwrap_or_default();
        let words = claims.scope.as_deref().unwrap_or_default().split_ascii_whitespace();
        let granted: Vec<&str> = words.chain(listed.iter().map(String::as_str)).collect();
        let scopes = Scope::ALL.into_iter().filter(|scope| granted.contains(&scope.as_str())).collect();
        Ok(Principal { name: format!("{}#{}", self.oauth.issuer, claims.sub), scopes, roots: None })
    }
}

fn read(path: &Path, text: &str) -> Result<JwkSet, ToolError> {
    let keys: JwkSet = serde_json::from_str(text).map_err(|error| {
        ToolError::invalid_input(format!("`{}` is no JWK set: {error}", path.display()))
            .help("give the document at the issuer's `jwks_uri`, an object with `keys` (RFC 7517, section 5)")
    })?;
    if keys.keys.is_empty() {
        return Err(ToolError::invalid_input(format!("`{}` holds no key", path.display())));
    }
    Ok(keys)
}
