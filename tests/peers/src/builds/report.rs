//! The figures of all cases.

use std::fmt::Write as _;
use std::time::Duration;

use super::trial::Outcome;
use crate::table::Table;

const HEAD: [&str; 9] = ["", "cold", "edited", "image", "added", "ready", "stopped", "checks", "what"];

fn cells(outcome: &Outcome) -> Vec<String> {
    let seconds = |time: Option<Duration>| time.map_or("-".to_owned(), |time| format!("{:.1} s", time.as_secs_f64()));
    let millis = |time: Option<Duration>| time.map_or("-".to_owned(), |time| format!("{} ms", time.as_millis()));
    let (size, added) =
        outcome.size.map_or(("-".to_owned(), "-".to_owned()), |(size, added)| (megabytes(size), megabytes(added)));
    let checks = match outcome.failures.len() {
        0 => outcome.passed.to_string(),
        failed => format!("{} of {}", outcome.passed, outcome.passed + failed),
    };
    vec![
        outcome.name.clone(),
        seconds(outcome.cold),
        seconds(outcome.edited),
        size,
        added,
        millis(outcome.ready),
        millis(outcome.stopped),
        checks,
        outcome.about.clone(),
    ]
}

#[allow(clippy::cast_precision_loss, reason = "figures for people")]
fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

/// For the terminal.
pub(super) fn table(outcomes: &[Outcome]) -> Table {
    let mut table = Table::new(&HEAD);
    for outcome in outcomes {
        table.row(&cells(outcome));
    }
    table
}

/// For a document.
pub(super) fn markdown(outcomes: &[Outcome]) -> String {
    let mut text = format!("|{}|\n|---|{}---|\n", HEAD.join(" | "), "---:|".repeat(HEAD.len() - 2));
    for outcome in outcomes {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {} |", cells(outcome).join(" | "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_a_row_of_markdown() {
        let outcome = Outcome {
            name: "go-http".to_owned(),
            about: "net/http".to_owned(),
            passed: 14,
            cold: Some(Duration::from_millis(12_340)),
            size: Some((8_900_000, 6_600_000)),
            ..Outcome::default()
        };

        let text = markdown(&[outcome]);

        assert!(text.ends_with("| go-http | 12.3 s | - | 8.9 MB | 6.6 MB | - | - | 14 | net/http |\n"), "{text}");
    }
}
