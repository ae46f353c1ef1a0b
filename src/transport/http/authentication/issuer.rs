//! The public keys of an authorization server, fetched from where its own metadata says that they are (RFC 8414, and the
//! discovery of OIDC). Fetched when the server starts, every ten minutes, and when a token names a key that is not known,
//! but not more often than every ten seconds. What cannot be fetched leaves the keys as they were.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use architect_core::ToolError;
use bytes::Bytes;
use http::header::ACCEPT;
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jsonwebtoken::jwk::JwkSet;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How old keys may become.
const FRESH: Duration = Duration::from_secs(600);
/// How long to wait until unknown keys are looked for again.
const PAUSE: Duration = Duration::from_secs(10);
/// Longest time for one document.
const LONGEST: Duration = Duration::from_secs(5);
/// Longest document in bytes.
const LARGEST: usize = 256 * 1024;

/// An authorization server whose keys are fetched.
pub(super) struct Issuer {
    name: String,
    client: Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    known: Mutex<Arc<JwkSet>>,
    /// When keys were last asked for. Held while they are, so that a hundred tokens at once ask once.
    asked: tokio::sync::Mutex<Instant>,
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Issuer").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What of an issuer's metadata is read.
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

impl Issuer {
    /// Fetches the keys for the first time, and keeps them fresh from then on.
    ///
    /// # Errors
    /// Where they cannot be fetched: a name misspelt is better told now than with the first token.
    pub(super) async fn open(name: &str) -> Result<Arc<Self>, ToolError> {
        let wrong = |what: String| {
            ToolError::invalid_input(format!("the keys of the issuer `{name}` cannot be fetched: {what}"))
                .help("give the issuer as its tokens name it in `iss`, or its JWK set as a file: `--oauth-keys FILE`")
        };
        let uri: Uri = name.parse().map_err(|error| wrong(format!("it is no URL: {error}")))?;
        if !is_safe(&uri) {
            return Err(wrong("only https is safe".to_owned()));
        }
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
            .map_err(|error| wrong(format!("this system has no trusted certificates: {error}")))?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        let issuer = Self {
            name: name.to_owned(),
            client,
            known: Mutex::new(Arc::new(JwkSet { keys: Vec::new() })),
            asked: tokio::sync::Mutex::new(Instant::now()),
        };
        let keys = issuer.fetch().await.map_err(wrong)?;
        *issuer.known.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        let issuer = Arc::new(issuer);
        let kept = Arc::downgrade(&issuer);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(FRESH).await;
                let Some(issuer) = kept.upgrade() else { break };
                issuer.refresh(Duration::ZERO).await;
            }
        });
        Ok(issuer)
    }

    /// The keys as they were last fetched.
    pub(super) fn current(&self) -> Arc<JwkSet> {
        Arc::clone(&self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys after another look, unless there was one a moment ago.
    pub(super) async fn looked_again(&self) -> Arc<JwkSet> {
        self.refresh(PAUSE).await;
        self.current()
    }

    async fn refresh(&self, pause: Duration) {
        let mut asked = self.asked.lock().await;
        if asked.elapsed() < pause {
            return;
        }
        *asked = Instant::now();
        match self.fetch().await {
            Ok(keys) => {
                tracing::info!(issuer = self.name, keys = keys.keys.len(), "keys fetched again");
                *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
            }
            Err(error) => {
                tracing::warn!(issuer = self.name, error, "keys not fetched again; those known before hold");
            }
        }
    }

    async fn fetch(&self) -> Result<JwkSet, String> {
        let mut unread = String::new();
        for at in documents(&self.name) {
            match self.document::<Metadata>(&at).await {
                // Another issuer's document would let that one decide who comes in (RFC 8414, section 3.3).
                Ok(found) if found.issuer.trim_end_matches('/') != self.name.trim_end_matches('/') => {
                    return Err(format!("`{at}` is the document of another issuer, `{}`", found.issuer));
                }
                Ok(found) => {
                    let keys: JwkSet = self.document(&found.jwks_uri).await?;
                    return if keys.keys.is_empty() {
                        Err(format!("`{}` holds no key", found.jwks_uri))
                    } else {
                        Ok(keys)
                    };
                }
                Err(error) => unread = error,
            }
        }
        Err(unread)
    }

    async fn document<T: DeserializeOwned>(&self, at: &str) -> Result<T, String> {
        let uri: Uri = at.parse().map_err(|error| format!("`{at}` is no URL: {error}"))?;
        if !is_safe(&uri) {
            return Err(format!("`{at}` is not https"));
        }
        let request = Request::get(uri)
            .header(ACCEPT, "application/json")
            .body(Empty::new())
            .map_err(|error| format!("`{at}`: {error}"))?;
        let read = async {
            let response =
                self.client.request(request).await.map_err(|error| format!("`{at}`: {}", whole(&error)))?;
            if response.status() != StatusCode::OK {
                return Err(format!("`{at}` answers {}", response.status()));
            }
            let body = Limited::new(response.into_body(), LARGEST).collect().await;
            Ok(body.map_err(|error| format!("`{at}`: {error}"))?.to_bytes())
        };
        let body = tokio::time::timeout(LONGEST, read)
            .await
            .map_err(|_| format!("`{at}` does not answer within {} s", LONGEST.as_secs()))??;
        serde_json::from_slice(&body).map_err(|error| format!("`{at}` is no such document: {error}"))
    }
}

/// An error with its causes: the outermost says no more than that there was one.
fn whole(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}"))
}

/// Whether nobody in between can change what is read: over TLS, or without leaving this machine.
fn is_safe(uri: &Uri) -> bool {
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]")),
        _ => false,
    }
}

/// Where an issuer's metadata may lie: the well-known path before its own (RFC 8414, section 3.1), or behind it (the
/// discovery of OIDC 1.0, section 4).
fn documents(issuer: &str) -> Vec<String> {
    let issuer = issuer.trim_end_matches('/');
    let (origin, path) =
        match issuer.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split_once('/')?))) {
            Some((scheme, (host, path))) => (format!("{scheme}://{host}"), format!("/{path}")),
            None => (issuer.to_owned(), String::new()),
        };
    vec![
        format!("{origin}/.well-known/oauth-authorization-server{path}"),
        format!("{issuer}/.well-known/openid-configuration"),
    ]
}
