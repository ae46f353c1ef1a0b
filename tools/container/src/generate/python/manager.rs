//! Which package manager of Python, and what it is told.

use architect_core::{Confidence, ToolError, nearest};

use crate::generate::Wishes;
use crate::project::decision::Evidence;
use crate::project::{Ledger, Project, scan};

/// A package manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Manager {
    /// uv with its lockfile.
    Uv,
    /// Poetry with its lockfile, and the version that wrote it.
    Poetry { version: Option<String> },
    /// Pipenv with its lockfile.
    Pipenv,
    /// PDM with its lockfile.
    Pdm,
    /// pip with a list of requirements, whose hashes are verified.
    Requirements { file: String, hashes: bool },
    /// pip installs the project itself.
    Project,
}

impl Manager {
    /// Finds it; nothing when only a person can tell, and the question is in the ledger.
    pub(crate) fn find(
        project: &Project<'_>,
        wishes: &Wishes,
        ledger: &mut Ledger,
    ) -> Result<Option<Self>, ToolError> {
        let locks: Vec<(&str, &str)> =
            [("uv.lock", "uv"), ("poetry.lock", "poetry"), ("Pipfile.lock", "pipenv"), ("pdm.lock", "pdm")]
                .into_iter()
                .filter(|(file, _)| project.has(file))
                .collect();
        let requirements = requirements(project);
        if let Some(word) = &wishes.package_manager {
            let known = ["uv", "poetry", "pdm", "pipenv", "pip"];
            if !known.contains(&word.as_str()) {
                let error = ToolError::invalid_input(format!(
                    "there is no package manager `{word}` that is known for Python"
                ));
                return Err(match nearest::suggestion(word, known) {
                    Some(help) => error.help(help),
                    None => error,
                });
            }
            ledger.decide("package_manager", word.clone(), Evidence::argument("package_manager"));
            return Ok(Some(Self::by_word(word, project, requirements)));
        }
        match locks.as_slice() {
            [] => {}
            [(file, word)] => {
                let others = requirements.iter().map(|file| format!("pip ({file})"));
                let evidence = Evidence::file(project.shown(file), "its lockfile is there").alternatives(others);
                ledger.decide("package_manager", *word, evidence);
                return Ok(Some(Self::by_word(word, project, requirements)));
            }
            several => {
                let files: Vec<&str> = several.iter().map(|(file, _)| *file).collect();
                ledger.ask(
                    "package_manager",
                    format!(
                        "There are lockfiles of several package managers ({}). Which one is used?",
                        files.join(", ")
                    ),
                    several.iter().map(|(_, word)| (*word).to_owned()).collect(),
                    None,
                );
                return Ok(None);
            }
        }
        let found = Self::by_word("pip", project, requirements);
        match &found {
            Self::Requirements { file, hashes } => {
                ledger.decide(
                    "package_manager",
                    "pip",
                    Evidence::file(project.shown(file), "the list of requirements, and no other lockfile"),
                );
                if *hashes {
                    let source = project.read(file);
                    let evidence = source.map(|source| {
                        Evidence::text(&source, "--hash=", "every requirement has its hash, and pip verifies them")
                    });
                    ledger.decide("hashes", "required", evidence.unwrap_or_else(|| Evidence::default("")));
                } else if !pinned(project, file) {
                    ledger.ask(
                        "lockfile",
                        format!("`{file}` does not pin every version, so two builds may differ. Make a locked list: uv pip compile --generate-hashes."),
                        Vec::new(),
                        Some("the versions of the day of the build".to_owned()),
                    );
                }
            }
            _ => {
                let manifest = ["pyproject.toml", "setup.py", "Pipfile"]
                    .into_iter()
                    .find(|file| project.has(file))
                    .unwrap_or("pyproject.toml");
                ledger.decide(
                    "package_manager",
                    "pip",
                    Evidence::file(project.shown(manifest), "there is no lockfile: pip installs the project itself")
                        .confidence(Confidence::Medium),
                );
                ledger.ask(
                    "lockfile",
                    "There is no lockfile, so every build may install other versions. Commit one (uv lock).",
                    Vec::new(),
                    Some("the versions of the day of the build".to_owned()),
                );
            }
        }
        Ok(Some(found))
    }

    fn by_word(word: &str, project: &Project<'_>, requirements: Option<String>) -> Self {
        match word {
            "uv" => Self::Uv,
            "poetry" => Self::Poetry { version: poetry_version(project) },
            "pipenv" => Self::Pipenv,
            "pdm" => Self::Pdm,
            _ => match requirements {
                Some(file) => {
                    let hashes = project.read(&file).is_some_and(|source| source.text().contains("--hash="));
                    Self::Requirements { file, hashes }
                }
                None => Self::Project,
            },
        }
    }
}

/// The list for production.
fn requirements(project: &Project<'_>) -> Option<String> {
    let names = ["requirements.txt", "requirements/production.txt", "requirements/prod.txt", "requirements/base.txt"];
    names.into_iter().find(|name| project.has(name)).map(ToOwned::to_owned)
}

/// The version in the first line of `poetry.lock`.
fn poetry_version(project: &Project<'_>) -> Option<String> {
    let source = project.read("poetry.lock")?;
    let line = source.text().lines().next()?;
    let version = line.split("Poetry ").nth(1)?.split_whitespace().next()?;
    crate::tags::Version::read(version).map(|version| version.to_string())
}

/// Whether every requirement has an exact version.
fn pinned(project: &Project<'_>, file: &str) -> bool {
    project.read(file).is_some_and(|source| {
        let wants = |line: &str| !line.is_empty() && !line.starts_with('#') && !line.starts_with('-');
        source
            .text()
            .lines()
            .map(str::trim)
            .filter(|line| wants(line))
            .all(|line| line.contains("==") || line.contains(" @ ") || line.ends_with('\\'))
            && scan::lines(&source).next().is_some()
    })
}
