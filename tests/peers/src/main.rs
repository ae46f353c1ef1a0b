//! Holds the product against its peers: other tools, and what real programs say of the same input.
//!
//! `cargo run -p peers --release -- NAME [OPTIONS]`. Each comparison is a module with a [`Comparison`] and takes its
//! own options. What a comparison needs is installed by name into a folder below `target/`; nothing that is fetched
//! or installed is ever committed. See the `README.md` beside this crate.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "texts that are written once")]

mod builds;
mod containers;
mod dockerfile_speed;
mod escalation;
mod install;
mod kubernetes;
mod openapi;
mod process;
mod product;
mod spectral_cases;
mod sql;
mod structure;
mod table;

use std::fmt::Write as _;
use std::process::ExitCode;

/// What a comparison says went wrong.
type Failure = Box<dyn std::error::Error>;

/// A comparison as the command line knows it.
struct Comparison {
    /// The word after `peers`.
    name: &'static str,
    /// One line of help.
    about: &'static str,
    /// Runs it with the arguments behind its name, its own name first.
    run: fn(&[String]) -> Result<ExitCode, Failure>,
}

/// Every comparison, one line each.
const COMPARISONS: &[Comparison] = &[
    builds::COMPARISON,
    dockerfile_speed::COMPARISON,
    escalation::COMPARISON,
    kubernetes::cases::COMPARISON,
    containers::buildkit_cases::COMPARISON,
    containers::dockerfile_corpus::COMPARISON,
    containers::hadolint_cases::COMPARISON,
    openapi::COMPARISON,
    openapi::linear::COMPARISON,
    spectral_cases::COMPARISON,
    sql::differential::COMPARISON,
    sql::reading::COMPARISON,
    sql::speed::COMPARISON,
    sql::truth::COMPARISON,
    structure::COMPARISON,
    structure::suite::COMPARISON,
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let named = arguments.first().and_then(|name| COMPARISONS.iter().find(|known| known.name == name));
    let Some(comparison) = named else {
        let asked = arguments.first().is_some_and(|word| matches!(word.as_str(), "help" | "--help" | "-h"));
        if asked {
            println!("{}", help());
            return ExitCode::SUCCESS;
        }
        eprintln!("{}", help());
        return ExitCode::from(2);
    };
    match (comparison.run)(&arguments) {
        Ok(code) => code,
        // Help and misuse are errors of clap that know where they belong.
        Err(failure) => match failure.downcast::<clap::Error>() {
            Ok(usage) => usage.exit(),
            Err(failure) => {
                eprintln!("peers {}: {failure}", comparison.name);
                ExitCode::FAILURE
            }
        },
    }
}

fn help() -> String {
    let width = COMPARISONS.iter().map(|comparison| comparison.name.len()).max().unwrap_or(0);
    let mut text = "usage: peers NAME [OPTIONS]; NAME --help lists its options\n".to_owned();
    for comparison in COMPARISONS {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {:width$}  {}", comparison.name, comparison.about);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_comparison_has_a_name_of_its_own_and_stands_in_the_help() {
        let mut names: Vec<&str> = COMPARISONS.iter().map(|comparison| comparison.name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();

        assert_eq!(names.len(), all);
        assert!(names.iter().all(|name| help().contains(name)));
    }

    #[test]
    fn every_comparison_answers_a_call_for_help_without_doing_anything() {
        for comparison in COMPARISONS {
            let answer = (comparison.run)(&[comparison.name.to_owned(), "--help".to_owned()]);

            let failure = answer.err().and_then(|failure| failure.downcast::<clap::Error>().ok());
            assert_eq!(failure.map(|usage| usage.kind()), Some(clap::error::ErrorKind::DisplayHelp));
        }
    }
}
