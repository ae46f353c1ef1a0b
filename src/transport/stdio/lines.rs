//! Messages as lines: what is read is understood line by line, and what is said is put into the outbox.

use std::future::{Future, ready};
use std::io;

use bytes::BytesMut;
use rmcp::RoleServer;
use rmcp::model::{ClientJsonRpcMessage, ServerJsonRpcMessage};
use rmcp::transport::Transport;
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::outbox::Outbox;
use super::{MAX_MESSAGE_BYTES, refusal};

/// Bytes that are read at once.
const CHUNK: usize = 64 * 1024;
/// A buffer that has grown beyond this for a long message is given back.
const KEPT: usize = 1024 * 1024;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The transport over a reader of lines.
pub(super) struct Lines<R> {
    reader: R,
    read: BytesMut,
    /// So much of what was read has no line break.
    searched: usize,
    /// In a line that is too long, of which nothing is kept.
    skipping: bool,
    outbox: Outbox,
}

impl<R: AsyncRead + Send + Unpin> Lines<R> {
    pub(super) fn new(reader: R, outbox: Outbox) -> Self {
        Self { reader, read: BytesMut::new(), searched: 0, skipping: false, outbox }
    }

    /// The next whole line of what was read.
    fn line(&mut self) -> Option<BytesMut> {
        loop {
            let fresh = self.read.get(self.searched..).unwrap_or_default();
            let Some(at) = fresh.iter().position(|byte| *byte == b'\n') else {
                self.searched = self.read.len();
                if self.searched > MAX_MESSAGE_BYTES {
                    if !self.skipping {
                        tracing::error!(MAX_MESSAGE_BYTES, "a message is too long, and is not read");
                    }
                    self.skipping = true;
                }
                if self.skipping {
                    self.read = BytesMut::new();
                    self.searched = 0;
                }
                return None;
            };
            let mut line = self.read.split_to(self.searched + at + 1);
            self.searched = 0;
            if std::mem::take(&mut self.skipping) {
                continue;
            }
            line.truncate(line.len() - 1);
            return Some(line);
        }
    }

    /// The message that a line is. What needs no handler is answered here.
    fn understood(&self, line: &[u8]) -> Option<ClientJsonRpcMessage> {
        let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return None;
        }
        match serde_json::from_slice(line) {
            Ok(message) => Some(message),
            Err(error) => {
                tracing::debug!(%error, "a line is no message");
                if let Some(refusal) = refusal::answer(line) {
                    // A client that has hung up hears nothing.
                    let _ = self.say(&refusal);
                }
                None
            }
        }
    }

    fn say(&self, message: &ServerJsonRpcMessage) -> Result<(), io::Error> {
        self.outbox.put(|out| serde_json::to_writer(out, message))
    }
}

impl<R: AsyncRead + Send + Unpin + 'static> Transport<RoleServer> for Lines<R> {
    type Error = io::Error;

    fn send(
        &mut self,
        message: ServerJsonRpcMessage,
    ) -> impl Future<Output = Result<(), io::Error>> + Send + 'static {
        ready(self.say(&message))
    }

    /// May be given up at any time: what was read stays.
    async fn receive(&mut self) -> Option<ClientJsonRpcMessage> {
        loop {
            while let Some(line) = self.line() {
                if let Some(message) = self.understood(&line) {
                    return Some(message);
                }
            }
            self.outbox.room().await;
            if self.read.is_empty() && self.read.capacity() > KEPT {
                self.read = BytesMut::new();
            }
            self.read.reserve(CHUNK);
            match self.reader.read_buf(&mut self.read).await {
                // The beginning of a message without its end is none.
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "nothing more can be read");
                    return None;
                }
            }
        }
    }

    async fn close(&mut self) -> Result<(), io::Error> {
        self.outbox.end();
        Ok(())
    }
}
