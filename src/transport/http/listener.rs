//! Connections: taken, bounded, and drained when the process is told to stop.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rmcp::ServerHandler;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::front::Front;

/// Most connections at once; further ones wait in the system's queue.
const MOST_CONNECTIONS: usize = 1024;
/// Longest time for a handshake, and for the head of a request.
const LONGEST_HEAD: Duration = Duration::from_secs(10);
/// Longest time for what is in flight when the server stops: as long as a call may take.
const LONGEST_DRAIN: Duration = Duration::from_secs(30);
/// Pause after a connection could not be taken, for example since the process has no more files.
const PAUSE: Duration = Duration::from_millis(100);

/// Takes connections until told to stop, then answers what is in flight.
pub(super) async fn run<H>(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    front: Arc<Front<H>>,
    stop: CancellationToken,
    drain: Duration,
) where
    H: ServerHandler + Clone + Send + Sync + 'static,
{
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let open = GracefulShutdown::new();
    let end = {
        let front = Arc::clone(&front);
        async move {
            stop.cancelled().await;
            front.drain();
            tokio::time::sleep(drain).await;
        }
    };
    tokio::pin!(end);
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // Without it small answers wait for the client's acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, %peer, "small packets may wait");
        }
        let (front, watcher) = (Arc::clone(&front), open.watcher());
        match tls.clone() {
            None => {
                tokio::spawn(converse(stream, front, watcher, place));
            }
            Some(tls) => {
                tokio::spawn(async move {
                    match tokio::time::timeout(LONGEST_HEAD, tls.accept(stream)).await {
                        Ok(Ok(stream)) => converse(stream, front, watcher, place).await,
                        Ok(Err(error)) => tracing::debug!(%error, %peer, "no handshake"),
                        Err(_) => tracing::debug!(%peer, "the handshake took too long"),
                    }
                });
            }
        }
    }
    drop(listener);
    let drained = async { tokio::join!(open.shutdown(), front.end_sessions()) };
    if tokio::time::timeout(LONGEST_DRAIN, drained).await.is_err() {
        tracing::warn!("connections were still open when the time to drain was over");
    }
    front.end();
}

/// Serves a connection that stands alone.
pub(super) async fn one<S, H>(stream: S, front: Arc<Front<H>>)
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
    H: ServerHandler + Clone + Send + Sync + 'static,
{
    let open = GracefulShutdown::new();
    if let Ok(place) = Arc::new(Semaphore::new(1)).acquire_owned().await {
        converse(stream, front, open.watcher(), place).await;
    }
}

async fn converse<S, H>(
    stream: S,
    front: Arc<Front<H>>,
    watcher: hyper_util::server::graceful::Watcher,
    place: OwnedSemaphorePermit,
) where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
    H: ServerHandler + Clone + Send + Sync + 'static,
{
    let service = service_fn(move |request| {
        let front = Arc::clone(&front);
        async move { Ok::<_, std::convert::Infallible>(front.answer(request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(LONGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
    drop(place);
}
