//! A server that does nothing but answer: what the driver measures of it is the driver itself.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

use crate::{Failure, message};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What follows behind the id of each answer.
    #[arg(value_name = "FILE")]
    answer: PathBuf,
    /// Serve over HTTP.
    #[arg(long)]
    http: bool,
}

pub(crate) fn run(args: &Args) -> Result<bool, Failure> {
    let rest = std::fs::read(&args.answer)?;
    if args.http {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        eprintln!("listening address={}", listener.local_addr()?);
        for stream in listener.incoming() {
            let (stream, rest) = (stream?, rest.clone());
            std::thread::spawn(move || converse(stream, &rest));
        }
        return Ok(true);
    }
    let (mut lines, mut out) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        if let Some((id, _)) = message::answer(&line) {
            let mut answer = message::request(id, &rest);
            answer.push(b'\n');
            out.write_all(&answer)?;
            out.flush()?;
        }
        line.clear();
    }
    Ok(true)
}

/// Answers what comes over a connection until it ends; a fault ends it too.
fn converse(stream: TcpStream, rest: &[u8]) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut out = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if lines.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().ok()?;
            }
            if line.trim().is_empty() {
                break;
            }
        }
        body.resize(length, 0);
        lines.read_exact(&mut body).ok()?;
        let (id, _) = message::answer(&body)?;
        let answer = message::request(id, rest);
        let mut bytes =
            format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", answer.len())
                .into_bytes();
        bytes.extend_from_slice(&answer);
        out.write_all(&bytes).ok()?;
    }
}
