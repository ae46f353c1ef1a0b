//! The ledger in its file: what was told to be kept is kept, whoever is killed and whoever writes at the same time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use architect_escalation::approval::{Chain, chain};
use serde_json::{Value, json};
use support::BINARY;
use support::person::DROP;
use tempfile::TempDir;

fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let ledger = folder.path().join("approvals.jsonl");
    (folder, ledger)
}

fn read(ledger: &Path) -> Chain {
    chain::read(&std::fs::read(ledger).unwrap())
}

fn ids(chain: &Chain) -> Vec<String> {
    chain.records.iter().map(|(_, record)| record.id.clone()).collect()
}

fn approvals(arguments: &[&str], ledger: &Path) -> Output {
    Command::new(BINARY)
        .arg("approvals")
        .args(arguments)
        .arg("--approvals")
        .arg(ledger)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A server whose client says no to every question: each call is one record.
struct Server {
    child: Child,
    stdin: ChildStdin,
    lines: BufReader<ChildStdout>,
}

impl Server {
    fn start(ledger: &Path) -> Self {
        Self::run(Command::new(BINARY).arg("serve").arg("--approvals").arg(ledger))
    }

    fn run(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut server = Self { child, stdin, lines: BufReader::new(stdout) };
        server.send(&json!({"jsonrpc": "2.0", "id": "open", "method": "initialize", "params": {
            "protocolVersion": "2025-11-25", "capabilities": {"elicitation": {}},
            "clientInfo": {"name": "no", "version": "1"}}}));
        server.read().expect("the session opens");
        server.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        server
    }

    /// A server that is killed may be gone when it is written to.
    fn send(&mut self, message: &Value) {
        let _ = self.stdin.write_all(format!("{message}\n").as_bytes()).and_then(|()| self.stdin.flush());
    }

    fn read(&mut self) -> Option<Value> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).unwrap_or_default();
        (read > 0).then(|| serde_json::from_str(&line).ok()).flatten()
    }

    /// Each call is about a change of its own: what is answered about one meanwhile would void the other questions.
    fn ask(&mut self, call: usize) {
        let diff = DROP.replace("nickname", &format!("column_{call}_of_{}", self.child.id()));
        self.send(&json!({"jsonrpc": "2.0", "id": call, "method": "tools/call", "params": {
            "name": "request_approval", "arguments": {"change": {"diff": diff}, "trigger": "data_loss"}}}));
    }

    /// Says no until the next call is answered: the id of its record. Nothing where the server is gone.
    fn answered(&mut self) -> Option<String> {
        loop {
            let message = self.read()?;
            if message["method"] == "elicitation/create" {
                self.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": {"action": "decline"}}));
            } else if message.get("result").is_some() {
                let answer = &message["result"]["structuredContent"];
                assert_eq!(answer["kept"], true, "{message}");
                return Some(answer["record"]["id"].as_str().unwrap().to_owned());
            }
        }
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn two_processes_that_append_at_once_keep_one_chain() {
    const EACH: usize = 60;
    let (_folder, ledger) = folder();

    let told: Vec<Vec<String>> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut server = Server::start(&ledger);
                    (0..EACH).for_each(|call| server.ask(call));
                    let told: Vec<String> = (0..EACH).map_while(|_| server.answered()).collect();
                    server.kill();
                    told
                })
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });

    let chain = read(&ledger);
    assert_eq!((&chain.broken, &chain.torn, chain.mended.len()), (&None, &None, 0));
    let kept = ids(&chain);
    assert_eq!(kept.len(), 2 * EACH);
    for told in told {
        assert_eq!(told.len(), EACH);
        assert!(told.iter().all(|id| kept.contains(id)));
    }
}

#[test]
fn whoever_is_killed_takes_nothing_along_that_was_told_to_be_kept() {
    let (_folder, ledger) = folder();
    let mut told = BTreeSet::new();

    for round in 0..12 {
        let mut server = Server::start(&ledger);
        // All at once, so that there is an append under way whenever the server is killed.
        (0..16).for_each(|call| server.ask(call));
        for _ in 0..=round {
            told.insert(server.answered().expect("an answer"));
        }
        server.kill();

        let chain = read(&ledger);
        assert_eq!(chain.broken, None, "round {round}");
        let kept: BTreeSet<String> = ids(&chain).into_iter().collect();
        assert!(told.is_subset(&kept), "round {round}");
    }

    let mut server = Server::start(&ledger);
    server.ask(0);
    told.insert(server.answered().unwrap());
    server.kill();
    let chain = read(&ledger);
    assert_eq!((&chain.broken, &chain.torn), (&None, &None));
    assert!(told.is_subset(&ids(&chain).into_iter().collect()));
}

/// The system itself interrupts the append: a process that writes beyond the size it may give to a file is killed in the
/// middle of it, with the beginning of its line written.
#[cfg(unix)]
#[test]
fn a_line_that_a_killed_process_left_torn_is_told_of_and_costs_nothing_else() {
    for blocks in 3..9 {
        let (_folder, ledger) = folder();
        let mut command = Command::new("sh");
        command.args(["-c", "ulimit -c 0; ulimit -f \"$1\"; exec \"$2\" serve --approvals \"$3\"", "sh"]);
        let mut server = Server::run(command.arg(blocks.to_string()).arg(BINARY).arg(&ledger));
        let mut told = Vec::new();
        for call in 0..100 {
            server.ask(call);
            match server.answered() {
                Some(id) => told.push(id),
                None => break,
            }
        }
        server.kill();

        let torn = read(&ledger);
        assert_eq!((&torn.broken, ids(&torn)), (&None, told.clone()), "{blocks} blocks");
        let line = torn.torn.as_ref().unwrap_or_else(|| panic!("{blocks} blocks: no line was torn")).line;
        assert_eq!(line, told.len() + 1);
        let verified = approvals(&["verify"], &ledger);
        assert_eq!(verified.status.code(), Some(1));
        assert!(out(&verified).contains(&format!("line {line} is torn")), "{}", out(&verified));

        let mut server = Server::start(&ledger);
        server.ask(0);
        told.push(server.answered().unwrap());
        server.kill();
        let mended = read(&ledger);
        assert_eq!((&mended.broken, &mended.torn, ids(&mended)), (&None, &None, told), "{blocks} blocks");
        let verified = approvals(&["verify"], &ledger);
        assert_eq!(verified.status.code(), Some(0));
        assert!(out(&verified).contains(&format!("line {line} was torn")), "{}", out(&verified));
    }
}

#[test]
fn whoever_hangs_up_on_a_question_is_told_that_nobody_answered() {
    let (_folder, ledger) = folder();
    let Server { mut child, mut stdin, mut lines } = {
        let mut server = Server::start(&ledger);
        server.ask(0);
        let question = server.read().expect("a question");
        assert_eq!(question["method"], "elicitation/create", "{question}");
        server
    };

    stdin.flush().unwrap();
    drop(stdin);
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();

    let answer: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("an answer: {line:?}"));
    assert_eq!(answer["result"]["structuredContent"]["status"], "pending", "{answer}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(read(&ledger).records.is_empty());
}

#[test]
fn a_call_that_is_cancelled_takes_its_question_back() {
    let (_folder, ledger) = folder();
    let mut server = Server::start(&ledger);
    server.ask(0);
    let question = server.read().expect("a question");

    server.send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 0}}));
    let taken_back = server.read().expect("a notification");
    server.send(&json!({"jsonrpc": "2.0", "id": question["id"], "result": {"action": "decline"}}));
    server.ask(1);
    let id = server.answered().expect("the next question is answered");
    server.kill();

    assert_eq!(taken_back["method"], "notifications/cancelled", "{taken_back}");
    assert_eq!(taken_back["params"]["requestId"], question["id"]);
    assert_eq!(ids(&read(&ledger)), [id], "what came too late is no answer");
}

#[test]
fn a_ledger_that_was_changed_is_named_by_line_takes_nothing_more_and_approves_nothing() {
    let (folder, ledger) = folder();
    let mut server = Server::start(&ledger);
    (0..3).for_each(|call| server.ask(call));
    (0..3).for_each(|_| assert!(server.answered().is_some()));
    let whole = std::fs::read_to_string(&ledger).unwrap();
    assert_eq!(approvals(&["verify"], &ledger).status.code(), Some(0));

    let lines: Vec<&str> = whole.lines().collect();
    let changed = lines[1].replace("\"decision\":\"reject\"", "\"decision\":\"approve\"");
    assert_ne!(changed, lines[1]);
    std::fs::write(&ledger, format!("{}\n{changed}\n{}\n", lines[0], lines[2])).unwrap();
    let verified = approvals(&["verify"], &ledger);
    server.ask(3);
    let refused = loop {
        let message = server.read().unwrap();
        if message["method"] == "elicitation/create" {
            server.send(&json!({"jsonrpc": "2.0", "id": message["id"], "result": {"action": "decline"}}));
        } else {
            break message;
        }
    };
    server.kill();
    std::fs::write(folder.path().join("drop.diff"), DROP).unwrap();
    let checked = Command::new(BINARY)
        .args(["call", "check_escalation", "--args", r#"{"diff_path": "drop.diff"}"#, "--root"])
        .arg(folder.path())
        .arg("--approvals")
        .arg(&ledger)
        .output()
        .unwrap();

    assert_eq!(verified.status.code(), Some(1));
    assert!(out(&verified).contains("line 2 is broken"), "{}", out(&verified));
    assert_eq!(refused["result"]["isError"], true, "{refused}");
    assert!(refused.to_string().contains("does not take the answer at line 2"), "{refused}");
    let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
    assert!(checked["triggers"][0].get("approval").is_none(), "{checked}");
    assert!(checked["summary"].as_str().unwrap().contains("broken at line 2"), "{}", checked["summary"]);
}

#[test]
fn a_ledger_is_listed_and_a_name_misspelt_is_none() {
    let (_folder, ledger) = folder();
    let missing = approvals(&["verify"], &ledger);
    let mut server = Server::start(&ledger);
    let empty = approvals(&["list"], &ledger);
    server.ask(0);
    let id = server.answered().unwrap();
    server.kill();

    let listed = approvals(&["list"], &ledger);
    let as_json = approvals(&["list", "--json"], &ledger);

    assert_eq!(missing.status.code(), Some(2), "{missing:?}");
    assert_eq!((empty.status.code(), out(&empty).as_str()), (Some(0), ""));
    assert_eq!(listed.status.code(), Some(0));
    assert!(out(&listed).contains("data_loss  reject  no name given"), "{}", out(&listed));
    let record: Value = serde_json::from_str(&out(&as_json)).unwrap();
    assert_eq!((record["id"].as_str(), record["client"].as_str()), (Some(id.as_str()), Some("no 1")));
}

#[test]
fn an_answer_by_hand_comes_from_a_terminal_and_from_nothing_else() {
    let (folder, ledger) = folder();
    let diff = folder.path().join("drop.diff");
    std::fs::write(&diff, DROP).unwrap();

    let mut child = Command::new(BINARY)
        .args(["approvals", "record", "--trigger", "data_loss", "--diff"])
        .arg(&diff)
        .arg("--approvals")
        .arg(&ledger)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let answer = b"approve\nAda\nowner\nbecause it is empty\n\ncustomers.nickname\n";
    // It may be gone before it is told anything.
    let _ = child.stdin.take().unwrap().write_all(answer);
    let output = child.wait_with_output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("from a terminal only"), "{output:?}");
    assert!(!ledger.exists(), "not even an empty ledger is made");
}

/// Answers `approvals record` at a pseudoterminal: how it ended, and what it printed.
#[cfg(unix)]
fn at_a_terminal(folder: &Path, ledger: &Path, lines: &str) -> (Option<i32>, String) {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&keyboard).unwrap();
    unlockpt(&keyboard).unwrap();
    let name = ptsname(&keyboard, Vec::new()).unwrap().into_string().unwrap();
    let screen = std::fs::File::options().read(true).write(true).open(name).unwrap();
    let mut child = Command::new(BINARY)
        .args(["approvals", "record", "--trigger", "data_loss", "--diff", "drop.diff", "--approvals"])
        .arg(ledger)
        .current_dir(folder)
        .stdin(screen.try_clone().unwrap())
        .stderr(screen)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::fs::File::from(keyboard.try_clone().unwrap()).write_all(lines.as_bytes()).unwrap();
    let mut printed = String::new();
    std::io::Read::read_to_string(&mut child.stdout.take().unwrap(), &mut printed).unwrap();
    (child.wait().unwrap().code(), printed)
}

#[cfg(unix)]
#[test]
fn a_person_at_a_terminal_answers_by_hand_and_the_answer_counts() {
    let (folder, ledger) = folder();
    std::fs::write(folder.path().join("drop.diff"), DROP).unwrap();
    let standing = || {
        let checked = Command::new(BINARY)
            .args(["call", "check_escalation", "--args", r#"{"diff_path": "drop.diff"}"#, "--approvals"])
            .arg(&ledger)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
        checked["triggers"][0]["approval"]["standing"].as_str().unwrap_or_default().to_owned()
    };
    let answer = |lines| at_a_terminal(folder.path(), &ledger, lines);

    let mistyped = answer("approve\nAda Lovelace\nowner\nit is empty since March\n\ncustomers\n");
    let before = standing();
    let approved = answer("approve\nAda Lovelace\nowner\nit is empty since March\n2999-12-31\ncustomers.nickname\n");
    let after = standing();
    let rejected = answer("reject\nGrace Hopper\nowner\nreports still read it\n");

    assert_eq!((mistyped.0, before.as_str()), (Some(2), ""));
    assert_eq!((approved.0, after.as_str()), (Some(0), "valid"));
    assert!(approved.1.contains("approve  Ada Lovelace (owner) until 2999-12-31"), "{}", approved.1);
    assert_eq!((rejected.0, standing().as_str()), (Some(0), "voided"));
    assert_eq!(read(&ledger).records.len(), 2);
}
