//! The programs that are compared: how each is called, and how its results are counted.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::{Failure, install, product};

const SPECTRAL: &str = "@stoplight/spectral-cli";
const REDOCLY: &str = "@redocly/cli";

/// A program that checks a document.
pub(super) struct Peer {
    pub(super) name: &'static str,
    /// Version and rules, for people.
    pub(super) how: String,
    program: PathBuf,
    arguments: Vec<String>,
    folder: PathBuf,
    count: fn(BufReader<File>) -> Result<String, Failure>,
}

impl Peer {
    /// The call that checks a document.
    pub(super) fn command(&self, document: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(document).current_dir(&self.folder);
        // Redocly asks its maker's server for news otherwise.
        command.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        command
    }

    /// The number of results in what it printed, which is an error when it did not do its work.
    pub(super) fn results(&self, output: &Path) -> Result<String, Failure> {
        (self.count)(BufReader::new(File::open(output)?))
    }
}

/// The product first, then its peers, installed when they are not there.
pub(super) fn all(folder: &Path, binary: &Path) -> Result<Vec<Peer>, Failure> {
    let modules = install::npm(&folder.join("tools"), &["@stoplight/spectral-cli@^6", "@redocly/cli@^2"])?;
    let rulesets = folder.join("rulesets");
    fs::create_dir_all(&rulesets)?;
    let ruleset = |name: &str, text: &str| -> Result<String, Failure> {
        let path = rulesets.join(name);
        fs::write(&path, text)?;
        Ok(path.to_string_lossy().into_owned())
    };
    let script = |path: &str| modules.join(path).to_string_lossy().into_owned();
    let redocly = |name, rules: &str, ruleset| -> Result<Peer, Failure> {
        Ok(Peer {
            name,
            how: format!("{REDOCLY} {}, {rules}", install::npm_version(&modules, REDOCLY)?),
            program: "node".into(),
            arguments: [
                vec![script("@redocly/cli/bin/cli.js")],
                words("lint --format json --max-problems 1000000 --config"),
                vec![ruleset],
            ]
            .concat(),
            folder: rulesets.clone(),
            count: redocly_results,
        })
    };
    let spectral = |name, rules: &str, ruleset| -> Result<Peer, Failure> {
        Ok(Peer {
            name,
            how: format!("{SPECTRAL} {}, {rules}", install::npm_version(&modules, SPECTRAL)?),
            program: "node".into(),
            arguments: [
                vec![script("@stoplight/spectral-cli/dist/index.js")],
                words("lint --quiet --format json --ruleset"),
                vec![ruleset],
            ]
            .concat(),
            folder: rulesets.clone(),
            count: spectral_results,
        })
    };
    let own = |name, how: &str, arguments: &[&str]| Peer {
        name,
        how: how.to_owned(),
        program: binary.to_path_buf(),
        arguments: arguments.iter().copied().map(str::to_owned).collect(),
        folder: rulesets.clone(),
        count: own_results,
    };
    let shared = rules_named(binary, "redocly:")?.join(",");
    Ok(vec![
        own(
            "backend-architect",
            "every rule about OpenAPI, also those that are off by default",
            &product::CHECK_OPENAPI,
        ),
        own("as redocly", "the same with the rules that Redocly has too", &product::check_openapi(&shared)),
        own("by default", "the same with the rules that are on by default", &product::CHECK_OPENAPI_BY_DEFAULT),
        redocly("redocly, all", "all its rules", ruleset("redocly-all.yaml", "extends: [all]\n")?)?,
        redocly("redocly", "recommended", ruleset("redocly.yaml", "extends: [recommended]\n")?)?,
        spectral(
            "spectral, all",
            "all of spectral:oas",
            ruleset("spectral-all.yaml", "extends: [[\"spectral:oas\", all]]\n")?,
        )?,
        spectral("spectral", "spectral:oas", ruleset("spectral.yaml", "extends: [\"spectral:oas\"]\n")?)?,
    ])
}

/// The product's rules that have a name of another tool's, which begins so.
fn rules_named(binary: &Path, prefix: &str) -> Result<Vec<String>, Failure> {
    #[derive(Deserialize)]
    struct Rule {
        id: String,
        aliases: Vec<String>,
    }
    let output = Command::new(binary).args(["rules", "--format", "json"]).output()?;
    let rules: Vec<Rule> = serde_json::from_slice(&output.stdout)?;
    let named = rules.into_iter().filter(|rule| rule.aliases.iter().any(|name| name.starts_with(prefix)));
    Ok(named.map(|rule| rule.id).collect())
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

// Each reads without keeping the results: what this program holds in memory is counted in the programs it starts.

fn own_results(output: BufReader<File>) -> Result<String, Failure> {
    #[derive(Deserialize)]
    struct Review {
        findings: Vec<Finding>,
    }
    #[derive(Deserialize)]
    struct Finding {
        count: Option<usize>,
    }
    let review: Review = serde_json::from_reader(output)?;
    let places: usize = review.findings.iter().map(|finding| finding.count.unwrap_or(1)).sum();
    Ok(format!("{} findings about {places} places", review.findings.len()))
}

fn redocly_results(output: BufReader<File>) -> Result<String, Failure> {
    #[derive(Deserialize)]
    struct Answer {
        totals: Totals,
    }
    #[derive(Deserialize)]
    struct Totals {
        errors: usize,
        warnings: usize,
    }
    let totals = serde_json::from_reader::<_, Answer>(output)?.totals;
    Ok((totals.errors + totals.warnings).to_string())
}

fn spectral_results(output: BufReader<File>) -> Result<String, Failure> {
    // The list is empty of texts, but has an item for each result.
    Ok(serde_json::from_reader::<_, Vec<IgnoredAny>>(output)?.len().to_string())
}
