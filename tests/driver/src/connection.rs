//! One connection of HTTP/1.1 that is kept, with one request on it at a time.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::Failure;

/// Longer than the longest call.
const PATIENCE: Duration = Duration::from_secs(150);

/// A connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    address: SocketAddr,
    /// What was received and belongs to the answer that is read.
    received: Vec<u8>,
    body: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, address, received: Vec::new(), body: Vec::new() })
    }

    /// The head of a request to the endpoint.
    pub(crate) fn head(&self, kind: &str, length: usize) -> String {
        format!(
            "POST /mcp HTTP/1.1\r\nHost: {}\r\nContent-Type: {kind}\r\nAccept: application/json, text/event-stream\r\n\
             MCP-Protocol-Version: 2025-11-25\r\nContent-Length: {length}\r\n\r\n",
            self.address
        )
    }

    /// Sends a message and waits for the answer: its status and body.
    pub(crate) fn post(&mut self, message: &[u8]) -> Result<(u16, &[u8]), Failure> {
        let mut bytes = self.head("application/json", message.len()).into_bytes();
        // One packet for what is small; what is large is not copied for it.
        if message.len() < 1 << 14 {
            bytes.extend_from_slice(message);
            self.send(&bytes)?;
        } else {
            self.send(&bytes)?;
            self.send(message)?;
        }
        self.read()
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.stream.write_all(bytes)?)
    }

    /// Waits for an answer.
    pub(crate) fn read(&mut self) -> Result<(u16, &[u8]), Failure> {
        let head = loop {
            if let Some(end) = find(&self.received, b"\r\n\r\n") {
                break end;
            }
            self.more()?;
        };
        let text = String::from_utf8_lossy(self.received.get(..head).unwrap_or_default()).to_ascii_lowercase();
        self.received.drain(..head + 4);
        let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or("no status")?;
        let header = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        self.body.clear();
        if let Some(length) = header("content-length:") {
            self.take(length.parse()?)?;
        } else if header("transfer-encoding:") == Some("chunked") {
            self.chunks()?;
        } else {
            return Err("an answer without a length".into());
        }
        Ok((status, &self.body))
    }

    fn chunks(&mut self) -> Result<(), Failure> {
        loop {
            let line = loop {
                if let Some(end) = find(&self.received, b"\r\n") {
                    break end;
                }
                self.more()?;
            };
            let size = std::str::from_utf8(self.received.get(..line).unwrap_or_default())?.to_owned();
            self.received.drain(..line + 2);
            let size = usize::from_str_radix(size.trim(), 16)?;
            self.take(size)?;
            while self.received.len() < 2 {
                self.more()?;
            }
            self.received.drain(..2);
            if size == 0 {
                return Ok(());
            }
        }
    }

    /// Moves so many bytes into the body.
    fn take(&mut self, bytes: usize) -> Result<(), Failure> {
        while self.received.len() < bytes {
            self.more()?;
        }
        self.body.extend(self.received.drain(..bytes));
        Ok(())
    }

    fn more(&mut self) -> Result<(), Failure> {
        let mut buffer = [0; 1 << 14];
        let read = self.stream.read(&mut buffer)?;
        if read == 0 {
            return Err("the server has hung up".into());
        }
        self.received.extend_from_slice(buffer.get(..read).unwrap_or_default());
        Ok(())
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn answers_with_a_length_and_in_chunks_are_read_one_behind_the_other() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream
                .write_all(
                    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirstHTTP/1.1 404 Not Found\r\n\
                      Transfer-Encoding: chunked\r\n\r\n3\r\nsec\r\n3\r\nond\r\n0\r\n\r\n",
                )
                .unwrap();
        });
        let mut connection = Connection::open(address).unwrap();

        assert_eq!(connection.read().unwrap(), (200, &b"first"[..]));
        assert_eq!(connection.read().unwrap(), (404, &b"second"[..]));
        assert!(connection.read().is_err());
        server.join().unwrap();
    }
}
