//! What is to be written, in the order in which it was said.
//!
//! Answers are put here by whoever has one and written by one task, so that all that are there at once go out in one write,
//! and nobody who has an answer waits for a client that reads slowly.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::Notify;

/// Bytes that may wait for a client that does not read, before nothing more is read from it.
const MOST: usize = 64 * 1024 * 1024;
/// A buffer that has grown beyond this for a long answer is given back.
const KEPT: usize = 1024 * 1024;

/// The end at which answers are put in.
#[derive(Debug, Clone, Default)]
pub(super) struct Outbox(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    more: Notify,
    written: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    bytes: Vec<u8>,
    /// Nothing more will come.
    ended: bool,
    /// The client has hung up.
    broken: bool,
}

impl Outbox {
    /// Puts a line in, as `write` writes it.
    pub(super) fn put<E: Into<io::Error>>(
        &self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), io::Error> {
        let mut waiting = self.waiting();
        if waiting.broken {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let before = waiting.bytes.len();
        if let Err(error) = write(&mut waiting.bytes) {
            waiting.bytes.truncate(before);
            return Err(error.into());
        }
        waiting.bytes.push(b'\n');
        drop(waiting);
        self.0.more.notify_one();
        Ok(())
    }

    /// Waits until a client that does not read has read.
    pub(super) async fn room(&self) {
        while self.waiting().bytes.len() > MOST {
            self.0.written.notified().await;
        }
    }

    /// Nothing more will come: what is there is written, and then the writing ends.
    pub(super) fn end(&self) {
        self.waiting().ended = true;
        self.0.more.notify_one();
    }

    /// Writes what is put in, until the end of it or of the client.
    pub(super) async fn write<W: AsyncWrite + Unpin>(self, mut writer: W) {
        let mut batch = Vec::new();
        loop {
            let ended = {
                let mut waiting = self.waiting();
                std::mem::swap(&mut waiting.bytes, &mut batch);
                waiting.ended
            };
            if batch.is_empty() {
                if ended {
                    return;
                }
                self.0.more.notified().await;
                continue;
            }
            let sent = async {
                writer.write_all(&batch).await?;
                writer.flush().await
            };
            if let Err(error) = sent.await {
                tracing::error!(%error, "answers cannot be written any more");
                let mut waiting = self.waiting();
                waiting.broken = true;
                waiting.bytes = Vec::new();
                self.0.written.notify_one();
                return;
            }
            batch.clear();
            batch.shrink_to(KEPT);
            self.0.written.notify_one();
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
