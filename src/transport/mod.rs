//! The ways a client reaches the server. Each carries the same handler, and none knows a tool.

pub mod http;
pub mod stdio;

use std::io;

use tokio_util::sync::CancellationToken;

/// A token that is cancelled when the process is told to stop: by SIGTERM or an interrupt.
fn stop_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let signalled = stop.clone();
    tokio::spawn(async move {
        match told_to_stop().await {
            Ok(()) => {
                tracing::info!("told to stop: answering what is in flight");
                signalled.cancel();
            }
            Err(error) => tracing::warn!(%error, "signals cannot be heard"),
        }
    });
    stop
}

#[cfg(unix)]
async fn told_to_stop() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn told_to_stop() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
