//! Start, memory and throughput of the built server over standard input and output.
//!
//! `cargo bench --bench serving` prints one table: each figure beside its target, with the verdict. It measures and
//! asserts nothing, since a busy machine is no fault of the program.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

const BINARY: &str = env!("CARGO_BIN_EXE_backend-architect");
const STARTS: usize = 50;
const CALLS: u32 = 50_000;
/// Calls that a client keeps in flight when it does not wait for each answer.
const PIPELINE: u32 = 64;

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}"#;
const INITIALIZED: &str = r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#;
const TOOLS: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;

struct Server {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    line: String,
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(BINARY)
            .args(["serve", "--root", concat!(env!("CARGO_MANIFEST_DIR"), "/examples/shop")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let stdout = BufReader::with_capacity(1 << 16, child.stdout.take().unwrap());
        Self { child, stdin, stdout, line: String::new() }
    }

    fn send(&mut self, line: &str) {
        self.stdin.write_all(line.as_bytes()).unwrap();
        self.stdin.write_all(b"\n").unwrap();
    }

    fn answer(&mut self) -> &str {
        self.line.clear();
        self.stdout.read_line(&mut self.line).unwrap();
        &self.line
    }

    fn open(&mut self) {
        self.send(INITIALIZE);
        self.answer();
        self.send(INITIALIZED);
    }

    /// Resident memory in bytes, where the system tells.
    fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        kilobytes.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn call(id: u32) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"explain","arguments":{{"topic":"sql/float-money"}}}}}}"#
    )
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

fn start_to_first_answer() -> (f64, f64) {
    let mut times: Vec<f64> = (0..STARTS)
        .map(|_| {
            let start = Instant::now();
            let mut server = Server::start();
            server.send(INITIALIZE);
            server.answer();
            milliseconds(start.elapsed())
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() * 95 / 100])
}

fn idle_memory() -> Option<f64> {
    let mut server = Server::start();
    server.open();
    server.send(TOOLS);
    server.answer();
    std::thread::sleep(Duration::from_millis(200));
    #[allow(clippy::cast_precision_loss)]
    server.memory().map(|bytes| bytes as f64 / 1_048_576.0)
}

/// Answers a second with so many calls in flight.
fn throughput(in_flight: u32) -> f64 {
    let mut server = Server::start();
    server.open();
    for id in 0..2_000 {
        server.send(&call(id));
        assert!(server.answer().contains("sql/float-money"), "{}", server.line);
    }
    let requests: Vec<String> = (0..CALLS).map(|id| call(10_000 + id)).collect();
    let start = Instant::now();
    let mut sent = 0;
    for received in 0..CALLS {
        while sent < CALLS && sent < received + in_flight {
            server.send(&requests[sent as usize]);
            sent += 1;
        }
        assert!(server.answer().contains("sql/float-money"));
    }
    f64::from(CALLS) / start.elapsed().as_secs_f64()
}

fn row(what: &str, figure: f64, unit: &str, target: f64, most: bool) {
    let kept = if most { figure <= target } else { figure >= target };
    let bound = if most { "<=" } else { ">=" };
    println!("{what:<44} {figure:>10.1} {unit:<6} {bound} {target:>8.0}  {}", if kept { "kept" } else { "MISSED" });
}

fn main() {
    // `cargo test --benches` runs benchmarks too, and wants them to do nothing.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    println!("{:<44} {:>10} {:<6} {:>11}", "serving over stdio", "figure", "", "target");
    let (median, p95) = start_to_first_answer();
    row(&format!("start to first answer, median of {STARTS}"), median, "ms", 15.0, true);
    row("start to first answer, 95th percentile", p95, "ms", 15.0, true);
    match idle_memory() {
        Some(memory) => row("resident memory, idle after tools/list", memory, "MiB", 15.0, true),
        None => println!("resident memory: this system does not tell"),
    }
    row(&format!("explain, {PIPELINE} in flight"), throughput(PIPELINE), "/s", 10_000.0, false);
    // What a client sees that waits for each answer: the round trip, not the server's capacity.
    println!("{:<44} {:>10.1} /s", "explain, one after the other", throughput(1));
}
