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
pub(super) fn all(folder: &Path, binary: PathBuf) -> Result<Vec<Peer>, Failure> {
    let modules = install::npm(&folder.join("tools"), &["@stoplight/spectral-cli@^6", "@redocly/cli@^2"])?;
    let rulesets = folder.join("rulesets");
    fs::create_dir_all(&rulesets)?;
    let spectral = rulesets.join("spectral.yaml");
    fs::write(&spectral, "extends: [\"spectral:oas\"]\n")?;
    let redocly = rulesets.join("redocly.yaml");
    fs::write(&redocly, "extends: [recommended]\n")?;
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let script = |path: &str| modules.join(path).to_string_lossy().into_owned();
    let peer = |name, how, program, arguments, count| Peer {
        name,
        how,
        program,
        arguments,
        folder: rulesets.clone(),
        count,
    };
    Ok(vec![
        peer(
            "backend-architect",
            "every rule about OpenAPI, also those that are off by default".to_owned(),
            binary.clone(),
            product::CHECK_OPENAPI.map(str::to_owned).to_vec(),
            own_results,
        ),
        peer(
            "by default",
            "the same with the rules that are on by default".to_owned(),
            binary,
            product::CHECK_OPENAPI_BY_DEFAULT.map(str::to_owned).to_vec(),
            own_results,
        ),
        peer(
            "redocly",
            format!("{REDOCLY} {}, recommended", install::npm_version(&modules, REDOCLY)?),
            "node".into(),
            [
                vec![script("@redocly/cli/bin/cli.js"), "lint".to_owned()],
                words("--format json --max-problems 1000000 --config"),
                vec![redocly.to_string_lossy().into_owned()],
            ]
            .concat(),
            redocly_results,
        ),
        peer(
            "spectral",
            format!("{SPECTRAL} {}, spectral:oas", install::npm_version(&modules, SPECTRAL)?),
            "node".into(),
            [
                vec![script("@stoplight/spectral-cli/dist/index.js"), "lint".to_owned()],
                words("--quiet --format json --ruleset"),
                vec![spectral.to_string_lossy().into_owned()],
            ]
            .concat(),
            spectral_results,
        ),
    ])
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
