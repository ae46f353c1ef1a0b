//! `escalation-commits`: what `check_escalation` says of public commits whose triggers a person named before.
//!
//! The lists stand in `tests/escalation/commits`, the commits in checkouts that the caller names. A commit is in one
//! of two halves by the first digit of its hash: the tool is tuned on one, and figures are reported on the other,
//! whose disagreements are shown only when that half is asked for by its name. `tests/escalation/unseen` has commits
//! on which nothing was tuned at all; they are measured by themselves.

mod labels;
mod tally;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;

use architect_core::{Context, RuleIndex, Tool as _};
use architect_escalation::tool::check_escalation::{Input, Output};
use architect_escalation::{CheckEscalation, RULES};
use clap::{Parser, ValueEnum};

use crate::{Comparison, Failure};
use labels::Labelled;
use tally::Tally;

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "escalation-commits",
    about: "labelled public commits through check_escalation: precision, recall, and harmless ones left alone",
    run,
};

/// Labelled public commits through `check_escalation`.
#[derive(Debug, Parser)]
#[command(name = "peers escalation-commits")]
struct Arguments {
    /// Folder of checkouts: `OWNER+NAME/repo` or `OWNER+NAME` below it, with their history.
    #[arg(long, value_name = "DIR")]
    repositories: PathBuf,
    /// Folder of the lists; `tests/escalation/unseen` for the unseen ones, else `tests/escalation/commits`.
    #[arg(long, value_name = "DIR")]
    lists: Option<PathBuf>,
    /// The half to measure. `all` has both halves, and shows disagreements of the one for tuning only.
    #[arg(long, value_enum, default_value_t = Half::Tune)]
    half: Half,
    /// Only the list of this language, e.g. `ruby`.
    #[arg(long)]
    language: Option<String>,
    /// Only this commit, as `OWNER/NAME@HASH` or the beginning of its hash, with the whole answer.
    #[arg(long, value_name = "COMMIT")]
    only: Option<String>,
    /// Figures alone.
    #[arg(long)]
    quiet: bool,
}

/// Which commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Half {
    /// Those whose hash begins with an even digit.
    Tune,
    /// Those whose hash begins with an odd digit.
    Report,
    /// Both.
    All,
    /// Those kept apart from both, on which nothing was tuned.
    Unseen,
}

impl Half {
    fn has(self, commit: &Labelled) -> bool {
        match self {
            Self::All | Self::Unseen => true,
            Self::Tune => commit.for_tuning(),
            Self::Report => !commit.for_tuning(),
        }
    }

    /// Where its lists stand.
    fn lists(self) -> &'static str {
        match self {
            Self::Unseen => "tests/escalation/unseen",
            Self::All | Self::Tune | Self::Report => "tests/escalation/commits",
        }
    }

    /// Whether disagreements about a commit are shown: those about the halves for a report only when one asks for it.
    fn shows(self, commit: &Labelled) -> bool {
        commit.for_tuning() || matches!(self, Self::Report | Self::Unseen)
    }
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let lists = arguments.lists.as_deref().unwrap_or_else(|| Path::new(arguments.half.lists()));
    let labelled = labels::read(lists, arguments.language.as_deref())?;
    let context = Context::new(Arc::new(RuleIndex::new(RULES.iter().copied())));
    let mut tally = Tally::default();
    let mut missing = Vec::new();
    for commit in &labelled {
        let asked = match &arguments.only {
            Some(only) => commit.is_named(only),
            None => arguments.half.has(commit),
        };
        if !asked {
            continue;
        }
        let Some(checkout) = checkout(&arguments.repositories, &commit.repository) else {
            missing.push(commit.repository.clone());
            continue;
        };
        // A checkout may lack a commit or its largest files.
        let diff = match diff(&checkout, &commit.commit) {
            Ok(diff) => diff,
            Err(failure) => {
                eprintln!("{} is left out: {failure}", commit.shown());
                continue;
            }
        };
        let output = CheckEscalation
            .call(Input { diff: Some(diff), ..Input::default() }, &context)
            .map_err(|error| format!("{}: {error}", commit.shown()))?;
        if arguments.only.is_some() {
            println!("{}", serde_json::to_string_pretty(&output)?);
        }
        let disagreements = tally.add(commit, &output);
        let shown = arguments.only.is_some() || arguments.half.shows(commit);
        if shown && !arguments.quiet && !disagreements.is_empty() {
            tell(commit, &disagreements, &output);
        }
    }
    missing.sort_unstable();
    missing.dedup();
    if !missing.is_empty() {
        eprintln!("no checkout of {}: their commits are left out", missing.join(", "));
    }
    print!("{tally}");
    Ok(ExitCode::SUCCESS)
}

/// The checkout of a repository, if there is one.
fn checkout(folder: &Path, repository: &str) -> Option<PathBuf> {
    let own = folder.join(repository.replace('/', "+"));
    let candidates = [own.join("repo"), own.join(".git"), own];
    candidates.into_iter().find(|path| path.join("HEAD").is_file())
}

/// The diff of a commit; of a merge, against its first parent.
fn diff(checkout: &Path, commit: &str) -> Result<String, Failure> {
    let output = Command::new("git")
        .arg("-C")
        .arg(checkout)
        .args(["show", "-M", "--format=", "--diff-merges=first-parent", "--no-ext-diff", "--no-textconv", commit])
        .output()?;
    if !output.status.success() {
        return Err(format!("git show {commit}: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Where the tool and the label part, with what the tool saw.
fn tell(commit: &Labelled, disagreements: &[tally::Disagreement], output: &Output) {
    println!("{}\n  {}", commit.shown(), commit.why);
    for disagreement in disagreements {
        println!("  {disagreement}");
        for report in output.triggers.iter().filter(|report| report.trigger == disagreement.trigger) {
            for evidence in &report.evidence {
                let line = evidence.line.map(|line| format!(":{line}")).unwrap_or_default();
                println!("    {} {}{line}: {}", evidence.rule, evidence.source, evidence.message);
                if let Some(quote) = &evidence.quote {
                    println!("      {quote}");
                }
            }
            for discounted in &report.discounted {
                println!("    ({}) {} {}", discounted.guard, discounted.source, discounted.message);
            }
            for gap in output.gaps.iter().filter(|gap| gap.touches.contains(&disagreement.trigger)) {
                println!("    gap {}: {}", gap.source, gap.reason);
            }
        }
    }
    println!();
}
