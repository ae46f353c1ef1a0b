//! The protocol's transport, one for each that may read other files, and with sessions one for each principal: a session
//! is then found by nobody but whoever opened it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use architect_core::ToolError;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use http_body_util::combinators::BoxBody;
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use tokio_util::sync::CancellationToken;

use super::authentication::Principal;
use super::{Roots, Settings, Siblings};

/// Names of the machine itself, which are always allowed.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// Pages that this machine serves may call a server that only this machine reaches.
const LOCAL_PAGES: [&str; 3] = ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"];
/// Most transports that are kept for principals without a session. An authorization server may know any number of them.
const MOST: usize = 1024;
/// Most sessions of one principal. Each holds a task until it is closed, or five minutes after its last request.
const MOST_SESSIONS: usize = 256;

/// Whom a transport is for: the files, and the principal where there are sessions.
type Key = (Roots, Option<String>);

/// The transports.
pub(super) struct Services<H> {
    handler: H,
    siblings: Siblings<H>,
    config: StreamableHttpServerConfig,
    known: Mutex<BTreeMap<Key, Service<H>>>,
}

/// A transport with its sessions.
#[derive(Clone)]
pub(super) struct Service<H> {
    transport: StreamableHttpService<H, LocalSessionManager>,
    sessions: Arc<LocalSessionManager>,
}

impl<H: ServerHandler + Clone + Send + Sync + 'static> Services<H> {
    pub(super) fn new(handler: H, siblings: Siblings<H>, settings: &Settings) -> Self {
        let hosts = LOOPBACK.into_iter().map(ToOwned::to_owned).chain(settings.hosts.iter().cloned());
        let local = LOCAL_PAGES.into_iter().filter(|_| settings.address.ip().is_loopback()).map(ToOwned::to_owned);
        let origins = settings.origins.iter().cloned().chain(local);
        let mut config = StreamableHttpServerConfig::default()
            .with_legacy_session_mode(settings.sessions)
            .with_json_response(true)
            .with_allowed_hosts(hosts)
            .with_allowed_origins(origins)
            .enforce_origin_validation()
            .with_max_request_body_bytes(settings.longest_body)
            .with_cancellation_token(CancellationToken::new());
        if !settings.sessions {
            // Nothing can be resumed.
            config = config.with_sse_retry(None);
        }
        Self { handler, siblings, config, known: Mutex::default() }
    }

    /// The transport for a principal.
    pub(super) fn of(&self, principal: &Principal) -> Result<Service<H>, ToolError> {
        let sessions = self.config.legacy_session_mode;
        let key = (principal.roots.clone(), sessions.then(|| principal.name.clone()));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(service) = known.get(&key) {
            return Ok(service.clone());
        }
        if known.len() >= MOST {
            known.retain(|_, service| service.is_used());
        }
        let roots: Option<&[PathBuf]> = principal.roots.as_deref();
        let handler =
            roots.map_or_else(|| Ok(self.handler.clone()), |roots| (self.siblings)(&self.handler, roots))?;
        let manager = Arc::new(LocalSessionManager::default());
        let transport =
            StreamableHttpService::new(move || Ok(handler.clone()), Arc::clone(&manager), self.config.clone());
        let service = Service { transport, sessions: manager };
        known.insert(key, service.clone());
        Ok(service)
    }

    /// Ends what is still in flight.
    pub(super) fn end(&self) {
        self.config.cancellation_token.cancel();
    }
}

impl<H: ServerHandler + Clone + Send + Sync + 'static> Service<H> {
    /// Whether another session may be opened.
    pub(super) fn takes_a_session(&self) -> bool {
        self.sessions.sessions.try_read().is_ok_and(|sessions| sessions.len() < MOST_SESSIONS)
    }

    /// Whether a session is open, or cannot be told to be closed.
    fn is_used(&self) -> bool {
        self.sessions.sessions.try_read().map_or(true, |sessions| !sessions.is_empty())
    }

    pub(super) async fn answer(&self, request: Request<Full<Bytes>>) -> Response<BoxBody<Bytes, Infallible>> {
        self.transport.handle(request).await
    }
}
