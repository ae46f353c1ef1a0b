//! `structure-suite`: the product's verdicts on the documents with which the OpenAPI Initiative tests its schemas.
//!
//! They lie in its repository on one branch for each version, as documents that pass and documents that fail. A
//! checkout of it has to be given: nothing is fetched here.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;

use super::ours::Product;
use crate::{Comparison, Failure};

pub(crate) const COMPARISON: Comparison = Comparison {
    name: "structure-suite",
    about: "structural errors on the test documents of the OpenAPI Initiative's own schemas",
    run,
};

/// Structural errors on the test documents of the OpenAPI Initiative's own schemas.
#[derive(Debug, Parser)]
#[command(name = "peers structure-suite")]
struct Arguments {
    /// A clone of OAI/OpenAPI-Specification with its branches, bare or not.
    #[arg(long, value_name = "DIR")]
    checkout: PathBuf,
}

/// Branch and folder of each version: documents that pass, and documents that fail.
const SUITES: [(&str, &str, Option<&str>); 3] = [
    ("main", "_archive_/schemas/v3.0/pass", None),
    ("v3.1-dev", "tests/schema/pass", Some("tests/schema/fail")),
    ("v3.2-dev", "tests/schema/pass", Some("tests/schema/fail")),
];

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let arguments = Arguments::try_parse_from(arguments)?;
    let product = Product::new();
    let mut agreed = 0;
    let mut all = 0;
    for (branch, passing, failing) in SUITES {
        for (folder, passes) in [(Some(passing), true), (failing, false)] {
            let Some(folder) = folder else { continue };
            for file in files(&arguments.checkout, branch, folder)? {
                all += 1;
                let text =
                    git(&arguments.checkout, &["show", &format!("{}:{file}", rev(&arguments.checkout, branch))])?;
                let (errors, _) = product.findings(text);
                if errors.is_empty() == passes {
                    agreed += 1;
                    continue;
                }
                println!("{branch} {file} is to {}", if passes { "pass" } else { "fail" });
                for error in errors {
                    println!("    {} {}: {}", error.subject, error.rule, error.message);
                }
            }
        }
    }
    println!("{agreed} of {all} agree");
    Ok(if agreed == all && all > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A branch as the clone knows it: of its own, or of where it came from.
fn rev(checkout: &Path, branch: &str) -> String {
    let own = git(checkout, &["rev-parse", "--verify", "--quiet", &format!("refs/heads/{branch}")]);
    if own.is_ok() { branch.to_owned() } else { format!("origin/{branch}") }
}

fn files(checkout: &Path, branch: &str, folder: &str) -> Result<Vec<String>, Failure> {
    let list = git(checkout, &["ls-tree", "-r", "--name-only", &rev(checkout, branch), "--", &format!("{folder}/")])?;
    Ok(list.lines().map(ToOwned::to_owned).collect())
}

fn git(checkout: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new("git").arg("-C").arg(checkout).args(arguments).output()?;
    if !output.status.success() {
        return Err(format!("git {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
