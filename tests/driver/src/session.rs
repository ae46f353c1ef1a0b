//! A server in a process of its own, spoken to over its standard input and output.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::message::{INITIALIZE, INITIALIZED, answer};
use crate::{Failure, memory};

/// A running server.
#[derive(Debug)]
pub(crate) struct Session {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    line: Vec<u8>,
}

impl Session {
    /// Starts a program, and waits for nothing.
    pub(crate) fn start(command: &[String]) -> Result<Self, Failure> {
        let (program, arguments) = command.split_first().ok_or("no program to start")?;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{program} cannot be started: {error}"))?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().ok_or("no standard output")?;
        Ok(Self { child, stdin, stdout: BufReader::with_capacity(1 << 16, stdout), line: Vec::new() })
    }

    /// Opens the session of the protocol: the server has answered when this returns.
    pub(crate) fn initialize(&mut self) -> Result<(), Failure> {
        self.send(INITIALIZE.as_bytes())?;
        self.read()?;
        Ok(())
    }

    /// Starts a program and opens a session.
    pub(crate) fn open(command: &[String]) -> Result<Self, Failure> {
        let mut session = Self::start(command)?;
        session.initialize()?;
        session.send(INITIALIZED.as_bytes())?;
        Ok(session)
    }

    /// Sends one message.
    pub(crate) fn send(&mut self, message: &[u8]) -> Result<(), Failure> {
        let stdin = self.stdin.as_mut().ok_or("the server's input was closed")?;
        write(stdin, message)
    }

    /// Waits for the next message.
    pub(crate) fn read(&mut self) -> Result<&[u8], Failure> {
        self.line.clear();
        if self.stdout.read_until(b'\n', &mut self.line)? == 0 {
            return Err("the server has ended".into());
        }
        Ok(&self.line)
    }

    /// Sends a request and waits for its answer: what it says behind its id.
    pub(crate) fn ask(&mut self, id: u64, request: &[u8]) -> Result<&[u8], Failure> {
        self.send(request)?;
        self.read()?;
        let (answered, rest) = answer(&self.line).ok_or("a message is no answer")?;
        if answered != id {
            return Err(format!("the answer is to {answered}, not to {id}").into());
        }
        Ok(rest)
    }

    /// Both ends, for threads of their own.
    pub(crate) fn ends(&mut self) -> Result<(ChildStdin, &mut BufReader<ChildStdout>), Failure> {
        Ok((self.stdin.take().ok_or("the server's input was closed")?, &mut self.stdout))
    }

    /// The number of the process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Memory of its own in bytes.
    pub(crate) fn own_memory(&self) -> Result<u64, Failure> {
        memory::own(self.child.id())
    }

    /// Resident memory in bytes.
    pub(crate) fn memory(&self) -> Result<u64, Failure> {
        memory::resident(self.child.id())
    }
}

/// Sends one message.
pub(crate) fn write(stdin: &mut ChildStdin, message: &[u8]) -> Result<(), Failure> {
    // One write for what is small, as clients do; what is large is not copied for it.
    if message.len() < 1 << 16 {
        let mut line = Vec::with_capacity(message.len() + 1);
        line.extend_from_slice(message);
        line.push(b'\n');
        stdin.write_all(&line)?;
    } else {
        stdin.write_all(message)?;
        stdin.write_all(b"\n")?;
    }
    Ok(())
}

impl Drop for Session {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
