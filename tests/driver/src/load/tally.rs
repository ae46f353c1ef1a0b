//! What came back: how long it took, what was wrong, and what it took of memory.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::{Failure, memory};

/// Most wrong answers that are shown.
const SHOWN: usize = 10;
/// Most bytes of a wrong answer that are shown.
const EXCERPT: usize = 300;
/// How much more memory the end may take than the beginning, in hundredths.
const GROWTH: u64 = 10;

/// What came back.
#[derive(Debug, Default)]
pub(super) struct Tally {
    rows: BTreeMap<String, Row>,
    /// Answers that were not those of the same call alone.
    wrong: Vec<String>,
    wrong_in_all: usize,
    /// Calls that were never answered.
    lost: Vec<String>,
}

#[derive(Debug, Default)]
struct Row {
    times: Vec<Duration>,
    hostile: bool,
}

impl Tally {
    /// A call was answered, or done with.
    pub(super) fn done(&mut self, name: &str, hostile: bool, took: Duration) {
        let row = self.rows.entry(name.to_owned()).or_default();
        row.hostile = hostile;
        row.times.push(took);
    }

    /// An answer was another than that of the same call alone.
    pub(super) fn wrong(&mut self, name: &str, expected: &[u8], got: &[u8]) {
        self.wrong_in_all += 1;
        if self.wrong.len() < SHOWN {
            self.wrong.push(format!("{name}: {} instead of {}", excerpt(got), excerpt(expected)));
        }
    }

    /// A call was not answered.
    pub(super) fn lost(&mut self, name: String) {
        self.lost.push(name);
    }

    /// Everything of another tally.
    pub(super) fn add(&mut self, other: Self) {
        for (name, row) in other.rows {
            let sum = self.rows.entry(name).or_default();
            sum.hostile = row.hostile;
            sum.times.extend(row.times);
        }
        self.wrong_in_all += other.wrong_in_all;
        self.wrong.extend(other.wrong);
        self.wrong.truncate(SHOWN);
        self.lost.extend(other.lost);
    }

    /// Prints it. Whether nothing is lost, nothing wrong, and memory as it was.
    pub(super) fn verdict(&mut self, way: &str, elapsed: Duration, memory: &Memory) -> bool {
        let (mut calls, mut bad) = (0, 0);
        println!("{way:<34} {:>9} {:>10} {:>10} {:>10}", "calls", "median", "p99", "longest");
        for hostile in [false, true] {
            for (name, row) in self.rows.iter_mut().filter(|(_, row)| row.hostile == hostile) {
                row.times.sort_unstable();
                calls += row.times.len();
                bad += if hostile { row.times.len() } else { 0 };
                let at = |hundredth: usize| {
                    let at = (row.times.len() * hundredth / 100).min(row.times.len().saturating_sub(1));
                    milliseconds(row.times.get(at).copied().unwrap_or_default())
                };
                let name = if hostile { format!("hostile: {name}") } else { name.clone() };
                println!("{name:<34} {:>9} {:>10} {:>10} {:>10}", row.times.len(), at(50), at(99), at(100));
            }
        }
        println!(
            "{calls} calls in {} s, {bad} of them hostile: {} lost, {} wrong",
            elapsed.as_secs(),
            self.lost.len(),
            self.wrong_in_all
        );
        for line in self.lost.iter().take(SHOWN).map(|name| format!("lost: {name}")).chain(self.wrong.iter().cloned())
        {
            println!("  {line}");
        }
        let flat = memory.verdict();
        println!();
        calls > 0 && self.lost.is_empty() && self.wrong_in_all == 0 && flat
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

fn excerpt(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes.get(..EXCERPT).unwrap_or(bytes)).into_owned();
    format!("{text:?} ({} bytes)", bytes.len())
}

/// Resident memory of a process, over time.
#[derive(Debug)]
pub(super) struct Memory {
    start: Instant,
    /// The time until which the server may still grow: its caches and pools fill.
    warm: Duration,
    samples: Vec<(Duration, u64)>,
}

impl Memory {
    pub(super) fn new(warm: Duration) -> Self {
        Self { start: Instant::now(), warm, samples: Vec::new() }
    }

    /// Looks at a process.
    pub(super) fn look(&mut self, process: u32) -> Result<(), Failure> {
        self.samples.push((self.start.elapsed(), memory::resident(process)?));
        Ok(())
    }

    /// What it was in the first and the last fifth of the time after the start, each the median; whether it stayed.
    fn verdict(&self) -> bool {
        let after: Vec<u64> =
            self.samples.iter().filter(|(at, _)| *at >= self.warm).map(|(_, bytes)| *bytes).collect();
        let fifth = (after.len() / 5).max(1);
        let (Some(first), Some(last)) = (after.get(..fifth), after.get(after.len().saturating_sub(fifth)..)) else {
            println!("memory was not looked at");
            return false;
        };
        let (first, last, most) = (median(first), median(last), after.iter().copied().max().unwrap_or_default());
        let flat = last * 100 <= first * (100 + GROWTH);
        println!(
            "memory after {} s: {} at first, {} at the end, {} at most: {}",
            self.warm.as_secs(),
            megabytes(first),
            megabytes(last),
            megabytes(most),
            if flat { "flat" } else { "it GROWS" }
        );
        flat
    }
}

fn median(samples: &[u64]) -> u64 {
    let mut samples = samples.to_vec();
    samples.sort_unstable();
    samples.get(samples.len() / 2).copied().unwrap_or_default()
}

#[allow(clippy::cast_precision_loss, reason = "figures for people")]
fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(samples: impl IntoIterator<Item = u64>) -> Memory {
        let mut memory = Memory::new(Duration::from_secs(2));
        memory.samples =
            samples.into_iter().enumerate().map(|(at, mb)| (Duration::from_secs(at as u64), mb)).collect();
        memory
    }

    #[test]
    fn memory_that_only_grows_at_the_start_is_flat() {
        assert!(of([10, 50, 100, 101, 99, 102, 100, 105, 104, 103, 104, 106]).verdict());
        assert!(!of([10, 50, 100, 101, 99, 102, 100, 115, 124, 133, 144, 156]).verdict());
        assert!(!of([]).verdict());
    }

    #[test]
    fn what_is_lost_or_wrong_fails_the_run() {
        let flat = of([1, 1, 1, 1]);
        let mut tally = Tally::default();
        tally.done("ping", false, Duration::from_millis(1));
        assert!(tally.verdict("", Duration::ZERO, &flat));

        let mut wrong = Tally::default();
        wrong.wrong("ping", b"{}", b"[]");
        tally.add(wrong);
        assert!(!tally.verdict("", Duration::ZERO, &flat));

        let mut lost = Tally::default();
        lost.done("ping", false, Duration::from_millis(1));
        lost.lost("ping".to_owned());
        assert!(!lost.verdict("", Duration::ZERO, &flat));
        assert!(!Tally::default().verdict("", Duration::ZERO, &flat), "a run without calls shows nothing");
    }
}
