//! Answers by hand, and asks itself for its health.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

fn main() -> std::io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("healthcheck") {
        let mut stream = TcpStream::connect("127.0.0.1:8080")?;
        stream.write_all(b"GET /healthz HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::process::exit(i32::from(!answer.contains("200 OK")));
    }
    let listener = TcpListener::bind("0.0.0.0:8080")?;
    // What SIGTERM does.
    let mut signals = signal_hook::iterator::Signals::new([signal_hook::consts::SIGTERM])?;
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            println!("stopping in order");
            std::process::exit(0);
        }
    });
    for stream in listener.incoming() {
        let mut stream = stream?;
        let mut request = [0; 1024];
        let read = stream.read(&mut request)?;
        let known = request[..read].starts_with(b"GET /healthz");
        let status = if known { "200 OK" } else { "404 Not Found" };
        stream.write_all(format!("HTTP/1.0 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes())?;
    }
    Ok(())
}
