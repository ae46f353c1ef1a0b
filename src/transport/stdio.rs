//! Standard input and output.
//!
//! Standard output carries protocol messages and nothing else. The end of standard input, SIGTERM and an interrupt
//! all mean the same: no further request is read, those in flight are answered, and the process ends.
//!
//! Lines are read and written here (`lines`, `outbox`), so that what is no message is answered with its id (`refusal`), and what
//! is said at once is written at once. All else is the protocol library's.

mod lines;
mod outbox;
mod refusal;

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use rmcp::service::{ServerInitializeError, serve_server};
use rmcp::transport::io::stdio_pipes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use crate::server::Architect;
use lines::Lines;
use outbox::Outbox;

/// Longest message that is read whole. It is far above the largest source, so that a document that is too large is
/// answered with the limit: a longer message is dropped without an answer.
const MAX_MESSAGE_BYTES: usize = 256 * 1024 * 1024;

/// How long a client may take to read the last answers.
const LONGEST_FAREWELL: Duration = Duration::from_secs(5);

/// Serves until the client hangs up or the process is told to stop.
pub async fn serve(architect: Architect) -> Result<(), io::Error> {
    let (reader, writer) = stdio_pipes();
    converse(architect, reader, writer, super::stop_signal()).await
}

/// Serves over any reader and writer of lines until the reader ends or is stopped.
pub async fn converse<R, W>(
    architect: Architect,
    reader: R,
    writer: W,
    stop: CancellationToken,
) -> Result<(), io::Error>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let reader = UntilStopped::new(reader, stop, architect.gone());
    let outbox = Outbox::default();
    let writing = tokio::spawn(outbox.clone().write(writer));
    let ended = converse_in_lines(architect, Lines::new(reader, outbox.clone())).await;
    outbox.end();
    if tokio::time::timeout(LONGEST_FAREWELL, writing).await.is_err() {
        tracing::warn!("the client did not read the last answers");
    }
    ended
}

async fn converse_in_lines<R>(architect: Architect, lines: Lines<R>) -> Result<(), io::Error>
where
    R: AsyncRead + Send + Unpin + 'static,
{
    match serve_server(architect, lines).await {
        Ok(running) => {
            let reason = running.waiting().await.map_err(io::Error::other)?;
            tracing::info!(?reason, "served");
            Ok(())
        }
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// A reader that ends when the process is told to stop, so that one path leads out for every cause. Whoever waits for
/// something from the client is told when it ends.
struct UntilStopped<R> {
    reader: R,
    stopped: Pin<Box<WaitForCancellationFutureOwned>>,
    ended: CancellationToken,
}

impl<R> UntilStopped<R> {
    fn new(reader: R, stop: CancellationToken, ended: CancellationToken) -> Self {
        Self { reader, stopped: Box::pin(stop.cancelled_owned()), ended }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for UntilStopped<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.stopped.as_mut().poll(context).is_ready() {
            self.ended.cancel();
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.reader).poll_read(context, buffer);
        let nothing = buffer.filled().len() == before && buffer.remaining() > 0;
        if read.is_ready() && nothing {
            self.ended.cancel();
        }
        read
    }
}
