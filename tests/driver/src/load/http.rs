//! The load over HTTP: many clients, each on a connection of its own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::choice::Dice;
use super::tally::{Memory, Tally};
use super::{HOSTILE, IN_FLIGHT, Load, PACE, calls};
use crate::Failure;
use crate::connection::Connection;
use crate::message::{answer, request};
use crate::server::Server;

/// How long a client that hangs up waits before it does.
const IMPATIENCE: Duration = Duration::from_millis(3);

/// A status and what was said behind the id.
type Answer = (u16, Vec<u8>);

/// What was answered to each call alone, and to each piece of nonsense.
struct Alone {
    answers: Vec<Answer>,
    nonsense: Vec<Answer>,
}

pub(super) fn run(load: &Load) -> Result<bool, Failure> {
    let command = [&load.command[..], &["--http", "127.0.0.1:0"].map(str::to_owned)].concat();
    let alone = alone(load, &Server::start(&command)?)?;
    let server = Server::start(&command)?;
    let (start, over) = (Instant::now(), AtomicBool::new(false));
    let mut memory = Memory::new(load.warm());
    let mut tally = Tally::default();
    std::thread::scope(|scope| -> Result<(), Failure> {
        let clients: Vec<_> = (1..)
            .take(IN_FLIGHT)
            .map(|seed| {
                let (server, alone, over) = (&server, &alone, &over);
                scope.spawn(move || client(load, server, alone, over, Dice::new(seed)))
            })
            .collect();
        while start.elapsed() < load.time && memory.look(server.process()).is_ok() {
            std::thread::sleep(PACE);
        }
        over.store(true, Ordering::Relaxed);
        for client in clients {
            tally.add(client.join().map_err(|_| "a client failed")??);
        }
        Ok(())
    })?;
    // Whoever was refused all the time would have lost nothing: at the end it must still answer.
    let mut last = Connection::open(server.address)?;
    if last.post(&request(1, &crate::message::rest("ping", &serde_json::json!({}))))?.0 != 200 {
        tally.lost("the last ping".to_owned());
    }
    Ok(tally.verdict("over HTTP, 64 in flight", start.elapsed(), &memory))
}

/// Makes each call alone.
fn alone(load: &Load, server: &Server) -> Result<Alone, Failure> {
    let mut answers = Vec::new();
    for (id, call) in (1..).zip(load.calls()) {
        let mut connection = Connection::open(server.address)?;
        answers.push(posted(&mut connection, id, &call.rest)?);
    }
    let mut nonsense = Vec::new();
    for (_, bytes) in calls::nonsense() {
        let (status, body) =
            Connection::open(server.address)?.post(&bytes).map(|(status, body)| (status, body.to_vec()))?;
        nonsense.push((status, body));
    }
    Ok(Alone { answers, nonsense })
}

fn posted(connection: &mut Connection, id: u64, rest: &[u8]) -> Result<Answer, Failure> {
    let (status, body) = connection.post(&request(id, rest))?;
    match answer(body) {
        Some((answered, rest)) if answered == id => Ok((status, rest.to_vec())),
        Some((answered, _)) => Err(format!("an answer to {answered}, not to {id}").into()),
        None => Ok((status, body.to_vec())),
    }
}

/// One client: a call at a time, until the time is over.
fn client(load: &Load, server: &Server, alone: &Alone, over: &AtomicBool, mut dice: Dice) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    let nonsense = calls::nonsense();
    let mut connection = Connection::open(server.address)?;
    for id in 1.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let hostile = dice.one_in(HOSTILE);
        let kind = if hostile { dice.below(4) } else { 4 };
        let start = Instant::now();
        let at = if kind == 3 { load.honest.len() + dice.below(load.hostile.len()) } else { dice.call(&load.honest) };
        let Some((call, _)) = load.call(at) else { continue };
        match kind {
            0 => {
                let which = dice.below(nonsense.len());
                let (Some((what, bytes)), Some(expected)) = (nonsense.get(which), alone.nonsense.get(which)) else {
                    continue;
                };
                match connection.post(bytes).map(|(status, body)| (status, body.to_vec())) {
                    Ok(got) => judge(&mut tally, what, true, start, expected, &got),
                    Err(failure) => tally.lost(format!("{what}: {failure}")),
                }
                // What is no message may end the connection.
                connection = Connection::open(server.address)?;
            }
            // Hung up before the answer, or in the middle of the body.
            1 | 2 => {
                let message = request(id, &call.rest);
                let mut leaving = Connection::open(server.address)?;
                let sent = if kind == 1 { message.len() } else { message.len() / 2 };
                leaving.send(leaving.head("application/json", message.len()).as_bytes())?;
                leaving.send(message.get(..sent).unwrap_or_default())?;
                std::thread::sleep(IMPATIENCE);
                let what = if kind == 1 { "hung up before the answer" } else { "hung up in the middle of a body" };
                tally.done(what, true, Duration::ZERO);
            }
            _ => match posted(&mut connection, id, &call.rest) {
                Ok(got) => {
                    if let Some(expected) = alone.answers.get(at) {
                        judge(&mut tally, &call.name, kind == 3, start, expected, &got);
                    }
                }
                Err(failure) => {
                    tally.lost(format!("{}: {failure}", call.name));
                    connection = Connection::open(server.address)?;
                }
            },
        }
    }
    Ok(tally)
}

fn judge(tally: &mut Tally, name: &str, hostile: bool, start: Instant, expected: &Answer, got: &Answer) {
    tally.done(name, hostile, start.elapsed());
    if expected.0 != got.0 {
        tally.wrong(
            name,
            expected.0.to_string().as_bytes(),
            format!("{} {:?}", got.0, String::from_utf8_lossy(got.1.get(..200).unwrap_or(&got.1))).as_bytes(),
        );
    } else if expected.1 != got.1 {
        tally.wrong(name, &expected.1, &got.1);
    }
}
