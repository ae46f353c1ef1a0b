//! A program started and asked, each within its time. Whatever it does, it is gone afterwards.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::clients::entry::NAME;

/// How long an answer is waited for. Clients wait longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most bytes of one answer. The list of the tools has some 32 thousand.
const LONGEST: u64 = 8 * 1024 * 1024;

/// What a server answered.
#[derive(Debug)]
pub(super) struct Answered {
    /// How many tools it has.
    pub(super) tools: usize,
    /// From the start to the last answer.
    pub(super) took: Duration,
}

/// A child that does not outlive this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The version that a program tells, which must be this one by its name.
pub(super) fn version(program: &Path) -> Result<String, String> {
    let mut command = Command::new(program);
    command.arg("--version");
    let (_running, _stdin, lines, _errors) = start(&mut command)?;
    let line = match lines.recv_timeout(PATIENCE) {
        Ok(line) => line,
        Err(RecvTimeoutError::Timeout) => return Err(format!("`--version` took more than {} s", PATIENCE.as_secs())),
        Err(RecvTimeoutError::Disconnected) => String::new(),
    };
    match line.trim().split_once(' ') {
        Some((NAME, version)) => Ok(version.to_owned()),
        _ => {
            Err(format!("it is not {NAME}: `--version` says `{}`", line.trim().chars().take(80).collect::<String>()))
        }
    }
}

/// Opens a session as a client does, and asks for the tools.
pub(super) fn talk(
    program: &Path,
    arguments: &[String],
    environment: &[(String, String)],
    folder: &Path,
) -> Result<Answered, String> {
    let began = Instant::now();
    let mut command = Command::new(program);
    command.args(arguments).envs(environment.iter().map(|(name, value)| (name, value))).current_dir(folder);
    let (_running, mut stdin, lines, errors) = start(&mut command)?;
    let mut ask = |message: &Value, id: u64| -> Result<Value, String> {
        let _ = writeln!(stdin, "{message}").and_then(|()| stdin.flush());
        let method = message["method"].as_str().unwrap_or_default();
        let answer = answer(&lines, id).map_err(|fault| {
            // What it says before it ends is why it ends.
            let said = errors.recv_timeout(Duration::from_millis(200)).unwrap_or_default();
            let said = said.trim().lines().take(4).collect::<Vec<_>>().join("; ");
            let said = if said.is_empty() { String::new() } else { format!(": {said}") };
            format!("it {fault} when it is asked to `{method}`{said}")
        })?;
        match answer.get("result") {
            Some(result) => Ok(result.clone()),
            None => Err(format!("it answers `{method}` with an error: {}", answer["error"]["message"])),
        }
    };
    let params = json!({
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "doctor", "version": env!("CARGO_PKG_VERSION") }
    });
    let opened = ask(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }), 1)?;
    if opened["serverInfo"]["name"] != NAME {
        return Err(format!("it says that it is {}, not {NAME}", opened["serverInfo"]["name"]));
    }
    let listed = ask(&json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list" }), 2)?;
    match listed["tools"].as_array().map_or(0, Vec::len) {
        0 => Err("it lists no tools".to_owned()),
        tools => Ok(Answered { tools, took: began.elapsed() }),
    }
}

/// The answer with this id.
fn answer(lines: &Receiver<String>, id: u64) -> Result<Value, String> {
    let until = Instant::now() + PATIENCE;
    loop {
        let line = match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => return Err(format!("does not answer within {} s", PATIENCE.as_secs())),
            Err(RecvTimeoutError::Disconnected) => return Err("ends".to_owned()),
        };
        let message: Value = serde_json::from_str(&line).map_err(|_| {
            format!("writes what is no message, `{}`,", line.trim().chars().take(80).collect::<String>())
        })?;
        if message["id"] == id {
            return Ok(message);
        }
    }
}

type Started = (Running, ChildStdin, Receiver<String>, Receiver<String>);

/// Starts a program, and reads its lines and its errors aside.
fn start(command: &mut Command) -> Result<Started, String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("it cannot be started: {error}"))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let running = Running(child);
    let (Some(stdin), Some(stdout), Some(stderr)) = (stdin, stdout, stderr) else {
        return Err("it cannot be talked to".to_owned());
    };
    let (send, lines) = channel();
    std::thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        loop {
            let mut line = Vec::new();
            match stdout.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
                Ok(read) if read > 0 && send.send(String::from_utf8_lossy(&line).into_owned()).is_ok() => {}
                _ => break,
            }
        }
    });
    let (send, errors) = channel();
    std::thread::spawn(move || {
        let mut said = Vec::new();
        let _ = stderr.take(64 * 1024).read_to_end(&mut said);
        let _ = send.send(String::from_utf8_lossy(&said).into_owned());
    });
    Ok((running, stdin, lines, errors))
}
