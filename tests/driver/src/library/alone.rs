//! The library without a pipe or a socket: calls come out of memory as JSON, and answers go into memory as JSON.

use std::future::{Future, ready};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use rmcp::RoleServer;
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::service::serve_server;
use rmcp::transport::Transport;
use tokio::sync::Notify;

use super::Library;
use crate::Failure;
use crate::compare::small;
use crate::message::{INITIALIZE, INITIALIZED, request, rest};

/// Calls that wait for an answer at once.
pub(super) const IN_FLIGHT: u64 = 32;
/// Calls that are counted.
const CALLS: u64 = 300_000;

/// Calls a second.
#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
pub(super) fn rate(library: Library) -> Result<f64, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let call = rest("tools/call", &small());
    let start = Instant::now();
    runtime.block_on(async {
        let memory = Memory { call, sent: 0, waiting: Arc::default(), answered: Arc::default(), answer: Vec::new() };
        serve_server(library, memory).await?.waiting().await?;
        Ok::<(), Failure>(())
    })?;
    Ok(CALLS as f64 / start.elapsed().as_secs_f64())
}

/// A client that never lets the library wait, and never more than so many calls.
struct Memory {
    call: Vec<u8>,
    /// Messages that were sent; the first two open the session.
    sent: u64,
    waiting: Arc<AtomicU64>,
    answered: Arc<Notify>,
    answer: Vec<u8>,
}

impl Transport<RoleServer> for Memory {
    type Error = io::Error;

    fn send(
        &mut self,
        message: ServerJsonRpcMessage,
    ) -> impl Future<Output = Result<(), io::Error>> + Send + 'static {
        self.answer.clear();
        let written = serde_json::to_writer(&mut self.answer, &message).map_err(io::Error::from);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        self.answered.notify_one();
        ready(written)
    }

    async fn receive(&mut self) -> Option<ClientJsonRpcMessage> {
        while self.waiting.load(Ordering::Relaxed) >= IN_FLIGHT {
            self.answered.notified().await;
        }
        let sent = self.sent;
        self.sent += 1;
        let text = match sent {
            0 => INITIALIZE.as_bytes().to_vec(),
            1 => INITIALIZED.as_bytes().to_vec(),
            _ if sent - 2 < CALLS => request(sent, &self.call),
            _ => return None,
        };
        if sent != 1 {
            self.waiting.fetch_add(1, Ordering::Relaxed);
        }
        serde_json::from_slice(&text).ok()
    }

    async fn close(&mut self) -> Result<(), io::Error> {
        Ok(())
    }
}
