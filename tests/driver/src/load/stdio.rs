//! The load over standard input and output: one client that does not wait.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::process::ChildStdin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::json;

use super::choice::Dice;
use super::tally::{Memory, Tally};
use super::{HOSTILE, IN_FLIGHT, Load, PACE, PATIENCE, calls};
use crate::Failure;
use crate::message::{answer, request, rest};
use crate::session::{Session, write};

/// What is in flight.
#[derive(Debug, Default)]
struct Flights {
    /// By id: which call, since when.
    waiting: BTreeMap<u64, (usize, Instant)>,
    /// Calls that were cancelled: they may be answered or not.
    cancelled: BTreeMap<u64, usize>,
    /// Messages without an id that are still to come.
    nameless: i64,
    tally: Tally,
}

/// What was answered to each call alone, and how many messages to each piece of nonsense.
struct Alone {
    answers: Vec<Vec<u8>>,
    nameless: Vec<i64>,
}

pub(super) fn run(load: &Load) -> Result<bool, Failure> {
    let alone = alone(load)?;
    let mut session = Session::open(&load.command)?;
    let process = session.process();
    let (mut stdin, stdout) = session.ends()?;
    let (flights, free, over) = (Mutex::<Flights>::default(), Condvar::new(), AtomicBool::new(false));
    let mut memory = Memory::new(load.warm());
    let start = Instant::now();
    std::thread::scope(|scope| -> Result<(), Failure> {
        let writer = scope.spawn(|| {
            let sent = send(load, &alone, &mut stdin, &flights, &free);
            over.store(true, Ordering::Relaxed);
            // Its end ends the server, and with it the reader below.
            drop(stdin);
            sent
        });
        scope.spawn(|| {
            // A process that is gone has no memory; that it is gone is told elsewhere.
            while !over.load(Ordering::Relaxed) && start.elapsed() < load.time && memory.look(process).is_ok() {
                std::thread::sleep(PACE);
            }
        });
        receive(load, &alone, stdout, &flights, &free)?;
        free.notify_all();
        writer.join().map_err(|_| "the writer failed")?
    })?;
    let mut flights = flights.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut tally = std::mem::take(&mut flights.tally);
    for (at, _) in flights.waiting.values() {
        tally.lost(load.call(*at).map_or_else(String::new, |(call, _)| call.name.clone()));
    }
    if flights.nameless != 0 {
        tally.lost(format!("{} messages that say what is no request", flights.nameless));
    }
    Ok(tally.verdict("over standard input, 64 in flight", start.elapsed(), &memory))
}

/// Makes each call alone.
fn alone(load: &Load) -> Result<Alone, Failure> {
    let mut session = Session::open(&load.command)?;
    let mut answers = Vec::new();
    for (id, call) in (1..).zip(load.calls()) {
        answers.push(session.ask(id, &request(id, &call.rest))?.to_vec());
    }
    let mut nameless = Vec::new();
    let ping = rest("ping", &json!({}));
    for (_, bytes) in calls::nonsense() {
        session.send(&bytes)?;
        let mut count = 0;
        // What it says to nonsense may come behind one answer, but not behind two.
        for id in [1, 2] {
            session.send(&request(id, &ping))?;
            while answer(session.read()?).is_none() {
                count += 1;
            }
        }
        nameless.push(count);
    }
    Ok(Alone { answers, nameless })
}

fn locked(flights: &Mutex<Flights>) -> MutexGuard<'_, Flights> {
    flights.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps so many calls in flight until the time is over, then waits for the last answers.
fn send(
    load: &Load,
    alone: &Alone,
    stdin: &mut ChildStdin,
    flights: &Mutex<Flights>,
    free: &Condvar,
) -> Result<(), Failure> {
    let mut dice = Dice::new(1);
    let nonsense = calls::nonsense();
    let start = Instant::now();
    for id in 1.. {
        let full = |flights: &mut Flights| flights.waiting.len() >= IN_FLIGHT;
        let (guard, waited) = free
            .wait_timeout_while(locked(flights), PATIENCE, |flights| full(flights))
            .unwrap_or_else(PoisonError::into_inner);
        drop(guard);
        if start.elapsed() >= load.time || waited.timed_out() {
            break;
        }
        let hostile = dice.one_in(HOSTILE);
        // Of hostile ones a third is cancelled, a third is no request, and a third is one that nobody should send.
        let kind = if hostile { dice.below(3) } else { 3 };
        if kind == 0 {
            let which = dice.below(nonsense.len());
            if let Some((what, bytes)) = nonsense.get(which) {
                let mut flights = locked(flights);
                flights.nameless += alone.nameless.get(which).copied().unwrap_or_default();
                flights.tally.done(what, true, Duration::ZERO);
                drop(flights);
                write(stdin, bytes)?;
            }
            continue;
        }
        let at = if kind == 2 { load.honest.len() + dice.below(load.hostile.len()) } else { dice.call(&load.honest) };
        let Some((call, _)) = load.call(at) else { continue };
        if kind == 1 {
            let mut flights = locked(flights);
            flights.cancelled.insert(id, at);
            flights.tally.done("cancelled", true, Duration::ZERO);
        } else {
            locked(flights).waiting.insert(id, (at, Instant::now()));
        }
        write(stdin, &request(id, &call.rest))?;
        if kind == 1 {
            let stop = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}});
            write(stdin, stop.to_string().as_bytes())?;
        }
    }
    let (guard, _) = free
        .wait_timeout_while(locked(flights), PATIENCE, |flights| !flights.waiting.is_empty() || flights.nameless > 0)
        .unwrap_or_else(PoisonError::into_inner);
    drop(guard);
    Ok(())
}

/// Takes what comes until the server ends.
fn receive(
    load: &Load,
    alone: &Alone,
    stdout: &mut impl BufRead,
    flights: &Mutex<Flights>,
    free: &Condvar,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if stdout.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let mut flights = locked(flights);
        let Some((id, got)) = answer(&line) else {
            flights.nameless -= 1;
            continue;
        };
        let expected = |at: usize| alone.answers.get(at).map(Vec::as_slice).unwrap_or_default();
        if let Some((at, since)) = flights.waiting.remove(&id) {
            if let Some((call, hostile)) = load.call(at) {
                flights.tally.done(&call.name, hostile, since.elapsed());
                if expected(at) != got {
                    flights.tally.wrong(&call.name, expected(at), got);
                }
            }
            free.notify_all();
        } else if let Some(at) = flights.cancelled.remove(&id) {
            let told = got.windows(9).any(|window| window == b"cancelled");
            if expected(at) != got && !told {
                flights.tally.wrong("cancelled", expected(at), got);
            }
        } else {
            flights.tally.wrong("nobody asked", b"", &line);
        }
    }
}
