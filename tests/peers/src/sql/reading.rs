//! `sql-reading`: how much of real SQL the reader understands, by dialect and by kind of statement.
//!
//! A statement counts as understood when its kind is known and reading it leaves no gap. What runs a program (`DO`, `EXEC`
//! of a text), or makes a table from a query, is counted apart: it is known what it is, but not what comes of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use architect_core::Source;
use architect_sql::Dialect;
use architect_sql::statement::split;
use clap::Parser;

use super::files::{Dialects, below, text};
use crate::{Comparison, Failure};

pub(crate) const COMPARISON: Comparison =
    Comparison { name: "sql-reading", about: "how many statements of SQL files are understood", run };

/// How many statements of SQL files are understood, by dialect and kind; what is not is printed.
#[derive(Debug, Parser)]
#[command(name = "peers sql-reading")]
struct Arguments {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The dialect of all; otherwise it is told from path and text.
    #[arg(long)]
    dialect: Option<String>,
    /// Show this many of the gaps of each dialect; 0: all.
    #[arg(long, default_value_t = 40, value_name = "N")]
    show: usize,
    /// Fail where less than this share of a dialect's statements is understood, in percent.
    #[arg(long, default_value_t = 0.0, value_name = "PERCENT")]
    at_least: f64,
}

/// What was counted of one kind of statement, or of a dialect.
#[derive(Debug, Default, Clone)]
struct Count {
    statements: usize,
    gaps: usize,
    programs: usize,
}

#[derive(Debug, Default)]
struct Tally {
    files: usize,
    bytes: usize,
    all: Count,
    kinds: BTreeMap<String, Count>,
    shown: Vec<String>,
}

/// Reasons of what is known but not followed: programs, queries that a table is made from, other files.
pub(super) fn is_program(reason: &str) -> bool {
    ["runs a program", "reads another file", "come from a query"].iter().any(|part| reason.contains(part))
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let said: Option<Dialect> = match &arguments.dialect {
        Some(word) => Some(word.parse().map_err(|error| format!("{error:?}"))?),
        None => None,
    };
    let mut dialects = Dialects::default();
    let mut tallies: BTreeMap<Dialect, Tally> = BTreeMap::new();
    let mut elsewhere = 0;
    for path in below(&arguments.paths)? {
        let source = Source::new(path.to_string_lossy(), text(&path)?);
        let Some(dialect) = said.or_else(|| dialects.of(&path, &source)) else {
            elsewhere += 1;
            continue;
        };
        tallies.entry(dialect).or_default().read(&source, dialect);
    }
    let mut enough = true;
    for (dialect, tally) in &tallies {
        tally.print(*dialect, arguments.show);
        enough &= tally.share() >= arguments.at_least;
    }
    if elsewhere > 0 {
        println!("{elsewhere} files are written for other databases and were left out");
    }
    Ok(if enough { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Tally {
    fn read(&mut self, source: &Source, dialect: Dialect) {
        self.files += 1;
        self.bytes += source.text().len();
        let script = split(source, dialect);
        for gap in &script.gaps {
            self.show(source, gap.span.as_ref().map_or(0, |span| span.bytes().start), &gap.reason);
            if !is_program(&gap.reason) {
                self.all.gaps += 1;
            }
        }
        for statement in &script.statements {
            let kind = if statement.is_rows() {
                "INSERT".to_owned()
            } else {
                statement.kind().map_or_else(|| "(unknown)".to_owned(), |kind| kind.to_string())
            };
            let gaps = statement.read().gaps;
            let programs = gaps.iter().all(|gap| is_program(&gap.reason));
            for count in [&mut self.all, self.kinds.entry(kind).or_default()] {
                count.statements += 1;
                if gaps.is_empty() {
                } else if programs {
                    count.programs += 1;
                } else {
                    count.gaps += 1;
                }
            }
            if let Some(gap) = gaps.iter().find(|gap| !is_program(&gap.reason)) {
                self.show(source, gap.span.as_ref().map_or(0, |span| span.bytes().start), &gap.reason);
            }
        }
    }

    fn show(&mut self, source: &Source, at: usize, reason: &str) {
        if is_program(reason) {
            return;
        }
        let start = source.text().get(..at).and_then(|before| before.rfind('\n')).map_or(0, |line| line + 1);
        let line = source.text().get(..at).unwrap_or_default().matches('\n').count() + 1;
        let text: String = source.text().get(start..).unwrap_or_default().chars().take(160).collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.shown.push(format!("{reason}\n        {}:{line}: {text}", source.name()));
    }

    fn share(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a share for people")]
        let share = |part: usize, whole: usize| if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 };
        share(self.all.statements.saturating_sub(self.all.gaps), self.all.statements)
    }

    fn print(&self, dialect: Dialect, most: usize) {
        println!(
            "{}: {} files, {} kB, {} statements, {} gaps ({:.3} % understood), {} not followed",
            dialect.title(),
            self.files,
            self.bytes / 1000,
            self.all.statements,
            self.all.gaps,
            self.share(),
            self.all.programs
        );
        for (kind, count) in &self.kinds {
            println!("    {:>8} {kind}: {} gaps, {} not followed", count.statements, count.gaps, count.programs);
        }
        let most = if most == 0 { usize::MAX } else { most };
        for shown in self.shown.iter().take(most) {
            println!("    {shown}");
        }
        if self.shown.len() > most {
            println!("    and {} more", self.shown.len() - most);
        }
    }
}
