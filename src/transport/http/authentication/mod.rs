//! Who asks: a named bearer token of a file, or an access token of an authorization server.
//!
//! The server is a resource server in the sense of OAuth 2.1: it judges tokens and issues none. A token is compared or
//! verified here and goes no further; neither it nor a part of it is logged.

mod access_token;
mod issuer;
pub(super) mod metadata;
mod signature;
mod tokens;
mod watched;

use std::fmt;
use std::path::PathBuf;

use architect_core::ToolError;
use http::{HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use self::access_token::AccessTokens;
use self::tokens::Tokens;
use super::{Roots, Settings};

/// Access tokens of an authorization server.
#[derive(Debug, Clone)]
pub struct Oauth {
    /// Who issues them, as their claim `iss` says it.
    pub issuer: String,
    /// What they are for, as their claim `aud` says it: the address of this server's endpoint.
    pub audience: String,
    /// A file of the issuer's public keys, a JWK set. Without one they are fetched from the issuer.
    pub keys: Option<PathBuf>,
}

/// What a principal may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) enum Scope {
    /// Call the tools that only read.
    #[serde(rename = "architect:read")]
    Read,
    /// Ask for approvals, too.
    #[serde(rename = "architect:approve")]
    Approve,
}

impl Scope {
    pub(super) const ALL: [Self; 2] = [Self::Read, Self::Approve];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "architect:read",
            Self::Approve => "architect:approve",
        }
    }

    /// The scope that a request needs: the wider one where it cannot be told.
    pub(super) fn of_request(body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Call<'a> {
            #[serde(borrow, default)]
            params: Option<Params<'a>>,
        }
        #[derive(Deserialize)]
        struct Params<'a> {
            #[serde(borrow, default)]
            name: Option<std::borrow::Cow<'a, str>>,
        }
        let Ok(call) = serde_json::from_slice::<Call<'_>>(body) else {
            // JSON that is read in more ways than one, with a name given twice for example, may be a call all the same.
            let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok();
            return if is_json { Self::Approve } else { Self::Read };
        };
        let name = call.params.and_then(|params| params.name);
        if name.as_deref() == Some("request_approval") { Self::Approve } else { Self::Read }
    }
}

/// Somebody who asks.
#[derive(Debug, Clone)]
pub(super) struct Principal {
    /// The name in logs, and by which quotas are counted.
    pub(super) name: String,
    pub(super) scopes: Vec<Scope>,
    pub(super) roots: Roots,
}

impl Principal {
    /// Whoever reaches a server that asks nobody.
    fn local() -> Self {
        Self { name: "local".to_owned(), scopes: Scope::ALL.to_vec(), roots: None }
    }

    pub(super) fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// Why somebody is not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Denied {
    /// No token was given.
    NoToken,
    /// The token is none of ours, or no longer.
    Invalid,
    /// The token is good, and not for this.
    Lacks(Scope),
}

impl Denied {
    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::NoToken | Self::Invalid => StatusCode::UNAUTHORIZED,
            Self::Lacks(_) => StatusCode::FORBIDDEN,
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoToken => f.write_str("a token is needed: `Authorization: Bearer …`"),
            Self::Invalid => f.write_str("the token is not valid here, or no longer"),
            Self::Lacks(scope) => write!(f, "the token lacks the scope `{}`", scope.as_str()),
        }
    }
}

/// Tells who asks.
#[derive(Debug)]
pub(super) struct Authentication {
    tokens: Option<Tokens>,
    access_tokens: Option<AccessTokens>,
    metadata: Option<Value>,
    resource: Option<String>,
}

impl Authentication {
    pub(super) async fn new(settings: &Settings) -> Result<Self, ToolError> {
        let oauth = settings.oauth.as_ref();
        let access_tokens = match oauth {
            Some(oauth) => Some(AccessTokens::open(oauth).await?),
            None => None,
        };
        Ok(Self {
            tokens: settings.tokens.as_deref().map(Tokens::open).transpose()?,
            access_tokens,
            metadata: oauth.map(metadata::document),
            resource: oauth.map(|oauth| oauth.audience.clone()),
        })
    }

    /// Whether anybody is asked at all.
    pub(super) fn asks(&self) -> bool {
        self.tokens.is_some() || self.access_tokens.is_some()
    }

    /// The document of RFC 9728, when there is an authorization server to name.
    pub(super) fn metadata(&self) -> Option<&Value> {
        self.metadata.as_ref()
    }

    /// Tells who asks by the header `Authorization`.
    pub(super) async fn principal(&self, given: Option<&HeaderValue>) -> Result<Principal, Denied> {
        if !self.asks() {
            return Ok(Principal::local());
        }
        let token = bearer(given.ok_or(Denied::NoToken)?).ok_or(Denied::Invalid)?;
        let named = self.tokens.as_ref().and_then(|tokens| tokens.principal(token));
        let principal = match (named, &self.access_tokens) {
            (Some(principal), _) => principal,
            (None, Some(issued)) if AccessTokens::is_one(token) => issued.principal(token).await?,
            _ => return Err(Denied::Invalid),
        };
        if principal.may(Scope::Read) { Ok(principal) } else { Err(Denied::Lacks(Scope::Read)) }
    }

    /// The header `WWW-Authenticate` (RFC 6750, section 3; RFC 9728, section 5.1).
    pub(super) fn challenge(&self, denied: &Denied) -> String {
        let mut parameters = Vec::new();
        match denied {
            Denied::NoToken => {}
            Denied::Invalid => parameters.push("error=\"invalid_token\"".to_owned()),
            Denied::Lacks(scope) => {
                parameters.push("error=\"insufficient_scope\"".to_owned());
                parameters.push(format!("scope=\"{}\"", scope.as_str()));
            }
        }
        if let Some(address) = self.resource.as_deref().and_then(metadata::address) {
            parameters.push(format!("resource_metadata=\"{address}\""));
        }
        match parameters.as_slice() {
            [] => "Bearer realm=\"backend-architect\"".to_owned(),
            parameters => format!("Bearer {}", parameters.join(", ")),
        }
    }
}

/// The token behind `Bearer`, whose name is written in any case.
fn bearer(given: &HeaderValue) -> Option<&str> {
    let (scheme, token) = given.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
