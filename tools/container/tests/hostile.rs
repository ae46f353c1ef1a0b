//! Texts that are made to hurt: deep, long and broken ones are read in time, and never end the process.

// What is missing in a test is its failure.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use architect_container::dockerfile::ShellText;
use architect_container::shell::{Dialect, MAX_BYTES, Script};
use architect_container::tool::lint_dockerfile::{Input, Output};
use architect_container::{LintDockerfile, RULES};
use architect_core::{CheckOptions, Context, DocumentInput, RuleIndex, Tool};

fn read(text: &str) -> Script {
    Script::read(ShellText { text: text.to_owned(), map: vec![(0, 0)], lines: Vec::new() }, Dialect::Bash, true)
}

fn lint(text: &str) -> Output {
    let rules = RULES.iter().copied().chain(architect_core::rules::RULES.iter().copied());
    let context = Context::new(Arc::new(RuleIndex::new(rules)));
    let input = Input {
        document: DocumentInput { content: Some(text.to_owned()), path: None },
        options: CheckOptions { select: vec!["container".to_owned()], ..CheckOptions::default() },
    };
    LintDockerfile.call(input, &context).expect("a Dockerfile")
}

/// The time that reading takes, at best of three.
fn time(text: &str) -> Duration {
    let once = || {
        let start = Instant::now();
        let script = read(text);
        assert!(script.text.text.len() == text.len());
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

/// What opens and never closes, and what does.
const NESTS: [(&str, &str); 14] = [
    ("( ", " )"),
    ("{ ", "; }"),
    ("$(", ")"),
    ("\"$(", ")\""),
    ("${a:-", "}"),
    ("${a:-\"", "\"}"),
    ("$((", "))"),
    ("((", "))"),
    ("<(", ")"),
    ("if ", "; then b; fi"),
    ("while ", "; do b; done"),
    ("case a in a) ", ";; esac"),
    ("a=( $(", ") )"),
    ("f() { ", "; }"),
];

#[test]
fn deep_nesting_is_a_gap_and_no_overflow() {
    for (open, close) in NESTS {
        for depth in [60, 1_000, 50_000] {
            let unclosed = open.repeat(depth);
            let closed = format!("{}a{}", open.repeat(depth), close.repeat(depth));

            for text in [unclosed, closed] {
                let script = read(&text);
                let problem = script.problem.map(|problem| problem.place);
                assert!(problem.is_none_or(|place| text.get(place).is_some()), "{open}");
            }
        }
    }

    let deep = format!("FROM debian:trixie\nRUN {}a{}\nUSER 1\n", "( ".repeat(500), " )".repeat(500));
    let report = lint(&deep).report;
    assert!(report.gaps.iter().any(|gap| gap.reason.contains("nested deeper")), "{:?}", report.gaps);
}

#[test]
fn shells_within_shells_are_followed_to_a_bound() {
    let mut text = "echo $x".to_owned();
    for _ in 0..40 {
        text = format!(
            "bash -c \"{}\"",
            text.replace('\\', "\\\\").replace('"', "\\\"").chars().take(20_000).collect::<String>()
        );
    }

    lint(&format!("FROM debian:trixie\nRUN {text}\n"));
    lint(&format!("FROM debian:trixie\nRUN {}\n", "bash -c ".repeat(20_000)));
    lint(&format!("FROM debian:trixie\nRUN {}\n", "sudo ".repeat(20_000)));
}

#[test]
fn words_of_a_megabyte_are_read_or_told() {
    for piece in
        ["a", "$a", "'", "\"", "`", "\\", "${a}", "{a,b}", "*", "a=", "<<E ", "é", "$'\\'", "$(a)", "[", "-", "a[0]="]
    {
        read(&piece.repeat(MAX_BYTES / 2 / piece.len()));
        lint(&format!("FROM debian:trixie\nRUN echo {}\n", piece.repeat(100_000 / piece.len())));
    }

    let script = read(&"a ".repeat(MAX_BYTES));
    assert!(script.problem.is_some_and(|problem| problem.gap), "what is too long is a gap");
}

#[test]
fn reading_is_linear() {
    const PIECES: [&str; 16] = [
        "a b; ",
        "a && ",
        "a | ",
        "$(a) ",
        "\"$a\" ",
        "`a` ",
        "$((1)) ",
        "(( a ",
        "$(( a ",
        "x=(1) ",
        "a <<E\nx\nE\n",
        "a <<E ",
        "[[ a ]]; ",
        "x[1]=2 ",
        "case a in b) ;; esac; ",
        "if a; then b; fi; ",
    ];
    for piece in PIECES {
        let small = time(&piece.repeat(80_000 / piece.len()));
        let large = time(&piece.repeat(320_000 / piece.len()));

        let bound = small.max(Duration::from_millis(2)) * 4 * 8;
        assert!(large < bound, "{piece}: {small:?} for 80 kB, {large:?} for 320 kB");
    }
}

#[test]
fn many_steps_and_variables_are_judged_in_time() {
    let mut text = "FROM debian:trixie\n".to_owned();
    for number in 0..500 {
        let half = number / 2;
        writeln!(text, "ENV V{number}=$V{half}\nRUN echo \"$V{number}\" && x=$(cat /f) && mkdir /a/$x $V{number}")
            .expect("a string takes all");
    }

    let start = Instant::now();
    lint(&text);

    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn many_steps_are_judged_in_linear_time() {
    // An install, an option of it and a download, each of which some rule looks back or up for.
    let text = |steps: usize| {
        let mut text = "FROM node:24 AS build\nWORKDIR /src\n".to_owned();
        for number in 0..steps {
            writeln!(
                text,
                "RUN apt-get update && apt-get install -y package{number} && npm install\nENV NAME{number}=value{number}\n\
                 COPY . /src/{number}"
            )
            .expect("a string takes all");
        }
        text
    };
    let judged = |text: &str| {
        let start = Instant::now();
        lint(text);
        start.elapsed()
    };

    let small = judged(&text(1_000));
    let large = judged(&text(8_000));

    assert!(large < small.max(Duration::from_millis(20)) * 8 * 3, "{small:?} for 1000 steps, {large:?} for 8000");
}
