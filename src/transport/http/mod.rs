//! Streamable HTTP: one endpoint, `/mcp`, for both versions of the protocol that are spoken here.
//!
//! No request needs another one, so any replica answers any request, unless sessions are asked for: clients of 2025-11-25
//! and before have them then, so that the server can ask something while a call waits. Answers are JSON, and a
//! stream of events only where something is told before the answer. What stands before the handler, in this order: the
//! size and pace of what arrives (`body`), who asks (`authentication`), how often (`quota`); then the transport of
//! the protocol's library, which holds `Host` and `Origin` against what is allowed, one for each that may read other
//! files (`services`); then the same dispatch as over standard input. Tokens end here: no handler, tool or log sees one.

mod authentication;
mod body;
mod front;
mod listener;
mod quota;
mod removed;
mod services;
mod tls;

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use architect_core::ToolError;
use rmcp::ServerHandler;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

pub use authentication::Oauth;

use crate::server::metrics::Metrics;
use authentication::Authentication;
use front::Front;
use services::Services;

/// How the server is reached, and by whom.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it listens.
    pub address: SocketAddr,
    /// File of bearer tokens.
    pub tokens: Option<PathBuf>,
    /// Access tokens of an authorization server.
    pub oauth: Option<Oauth>,
    /// Certificate chain and private key, both PEM.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Names under which clients reach it, beside loopback's.
    pub hosts: Vec<String>,
    /// Origins of browsers that may call it.
    pub origins: Vec<String>,
    /// Most calls a minute of one principal.
    pub rate: NonZeroU32,
    /// Most calls in flight of one principal.
    pub concurrency: usize,
    /// Longest body in bytes.
    pub longest_body: usize,
    /// Whether clients of 2025-11-25 and before have sessions. Each of them has to reach the same replica then.
    pub sessions: bool,
    /// How long it still takes requests after it was told to stop, while it says that it is not ready.
    pub drain: Duration,
}

/// Makes the handler of those who may read other files than those below `--root`.
pub type Siblings<H> = Box<dyn Fn(&H, &[PathBuf]) -> Result<H, ToolError> + Send + Sync>;

/// Serves a handler until the process is told to stop. `metrics` are what `/metrics` tells.
pub async fn serve<H>(
    handler: H,
    metrics: Arc<Metrics>,
    siblings: Siblings<H>,
    settings: Settings,
) -> Result<(), ToolError>
where
    H: ServerHandler + Clone + Send + Sync + 'static,
{
    let authentication = Authentication::new(&settings).await?;
    if !settings.address.ip().is_loopback() && !authentication.asks() {
        return Err(ToolError::invalid_input(format!(
            "`{}` can be reached from other machines, and nobody is asked who they are",
            settings.address
        ))
        .help("give `--tokens FILE` or `--oauth-issuer URL`, or an address of loopback such as 127.0.0.1:8765"));
    }
    let tls = settings.tls.as_ref().map(|(chain, key)| tls::acceptor(chain, key)).transpose()?;
    let unheard = |error: io::Error| {
        ToolError::invalid_input(format!("`{}` cannot be listened on: {error}", settings.address))
            .help("give a free port, for example 127.0.0.1:8765, or port 0 for any")
    };
    let listener = TcpListener::bind(settings.address).await.map_err(unheard)?;
    let address = listener.local_addr().map_err(unheard)?;
    let stop = super::stop_signal();
    let services = Services::new(handler, siblings, &settings);
    let front = Arc::new(Front::new(services, metrics, authentication, &settings));
    // For whoever started it on port 0, and for people: it is said by default.
    tracing::info!(%address, tls = tls.is_some(), authentication = front.asks(), "listening");
    listener::run(listener, tls, front, stop, settings.drain).await;
    Ok(())
}

/// Serves one connection, until the client closes it: for whoever takes connections otherwise than from a listener.
pub async fn converse<S, H>(
    stream: S,
    handler: H,
    metrics: Arc<Metrics>,
    siblings: Siblings<H>,
    settings: &Settings,
) -> Result<(), ToolError>
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
    H: ServerHandler + Clone + Send + Sync + 'static,
{
    let services = Services::new(handler, siblings, settings);
    let front = Front::new(services, metrics, Authentication::new(settings).await?, settings);
    listener::one(stream, Arc::new(front)).await;
    Ok(())
}

/// The directories that a principal may read, where they are not those of the server.
type Roots = Option<Vec<PathBuf>>;
