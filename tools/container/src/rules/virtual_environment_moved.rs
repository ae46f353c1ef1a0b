//! `container/virtual-environment-moved`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::base_image::BaseImage;
use crate::dockerfile::Stage;
use crate::document::Document;
use crate::moment::{Moment, StageCopy, joined, stage_copies};

declare_rule! {
    /// ## What it finds
    /// A virtual environment of Python that is copied to another path than the one it was made at, or into an image with
    /// another version of Python.
    ///
    /// ## Why it matters
    /// Its scripts begin with the path of their interpreter, and its packages lie in a folder with the version's name: the
    /// container stops with `no such file or directory` or `ModuleNotFoundError`.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS build
    /// WORKDIR /build
    /// COPY requirements.txt ./
    /// RUN python -m venv /build/venv && /build/venv/bin/pip install --no-cache-dir -r requirements.txt
    ///
    /// FROM python:3.14-slim-trixie
    /// COPY --from=build /build/venv /app/venv
    /// USER 10001
    /// CMD ["/app/venv/bin/gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS build
    /// WORKDIR /build
    /// COPY requirements.txt ./
    /// RUN python -m venv /app/venv && /app/venv/bin/pip install --no-cache-dir -r requirements.txt
    ///
    /// FROM python:3.14-slim-trixie
    /// COPY --from=build /app/venv /app/venv
    /// USER 10001
    /// CMD ["/app/venv/bin/gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
    /// ```
    /// ## Limits
    /// An environment that is only used as `python -m …` with its packages on `PYTHONPATH` would still work. One made with
    /// `uv venv --relocatable` may be moved.
    pub VirtualEnvironmentMoved {
        id: "container/virtual-environment-moved",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Python: how virtual environments work", "https://docs.python.org/3/library/venv.html#how-venvs-work")],
    }
}

impl Rule<Document> for VirtualEnvironmentMoved {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for StageCopy { stage, statement, copy, origin, moment } in stage_copies(document) {
            let Some(made) = environment(document, origin) else { continue };
            let [source] = copy.sources.as_slice() else { continue };
            let path = joined("/", &moment.expand(source));
            let to = joined(moment.folder().unwrap_or("/"), &moment.expand(&copy.destination));
            // The environment itself, or a folder that it lies in.
            let Some(inner) = inner(&made, &path) else { continue };
            let lies_at = joined(&to, inner);
            if made.contains('$') || lies_at.contains('$') {
                continue;
            }
            let finding = Finding::of::<Self>(document.span(&statement.span))
                .subject(format!("stage {}: {made}", stage.label()));
            if lies_at != made {
                if !fixes_itself(document, stage) {
                    sink.push(
                        finding
                            .message(format!(
                                "the virtual environment was made at `{made}` and lies at `{lies_at}` now"
                            ))
                            .help(format!("Make it where it will lie: `{lies_at}` in both stages.")),
                    );
                }
            } else if let Some((built, runs)) = other_python(document, origin, stage) {
                sink.push(
                    finding
                        .message(format!(
                            "the virtual environment was made with Python {built} and is used with Python {runs}"
                        ))
                        .help("Take the same version for both stages, from one `ARG`."),
                );
            }
        }
    }
}

/// The way from a folder to the environment in it; empty for the environment itself.
fn inner<'m>(made: &'m str, folder: &str) -> Option<&'m str> {
    if made == folder {
        return Some("");
    }
    let prefix = if folder == "/" { "/".to_owned() } else { format!("{folder}/") };
    made.strip_prefix(&prefix)
}

/// Where a stage makes its only virtual environment.
fn environment(document: &Document, stage: &Stage) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for owner in document.file.lineage(stage) {
        for step in document.runs(owner) {
            let moment = Moment::at(document, owner, step.index);
            let mut here = moment.folder().map(ToOwned::to_owned);
            for command in step.commands {
                let name = command.name();
                let arguments = command.arguments();
                if name == "cd" {
                    here = None;
                }
                let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
                let target = match (name.as_str(), words.as_slice()) {
                    (python, ["-m", "venv" | "virtualenv", rest @ ..]) if python.starts_with("python") => {
                        last_path(rest)
                    }
                    ("virtualenv", rest) => last_path(rest),
                    ("uv", ["venv", rest @ ..]) => last_path(rest).or(Some(".venv")),
                    ("uv", ["sync", ..]) if moment.variable("UV_PROJECT_ENVIRONMENT").is_none() => Some(".venv"),
                    _ => None,
                };
                if words.contains(&"--relocatable")
                    || words.iter().any(|word| word.starts_with("--directory") || word.starts_with("--project"))
                {
                    return None;
                }
                let Some(target) = target else { continue };
                if target.contains('$') {
                    return None;
                }
                let path = if target.starts_with('/') { joined("/", target) } else { joined(&here.clone()?, target) };
                if !found.contains(&path) {
                    found.push(path);
                }
            }
        }
    }
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

fn last_path<'w>(words: &[&'w str]) -> Option<&'w str> {
    words.iter().rev().copied().find(|word| !word.starts_with('-') && (word.contains('/') || word.contains("env")))
}

/// Whether something in the stage rewrites or replaces what was moved.
fn fixes_itself(document: &Document, stage: &Stage) -> bool {
    Moment::end(document, stage).commands().iter().any(|command| {
        matches!(command.name().as_str(), "sed" | "ln" | "mv" | "virtualenv" | "uv" | "pip" | "find")
            || command.words.iter().any(|word| word.text.contains("venv"))
    }) || Moment::end(document, stage).variable("PYTHONPATH").is_some()
}

/// The versions of Python, when both are official images of different lines.
fn other_python(document: &Document, origin: &Stage, stage: &Stage) -> Option<(String, String)> {
    let line = |stage: &Stage| {
        let line = BaseImage::of(document.file.base_image(stage)).runtime_line("python")?;
        (line.0.len() >= 2).then(|| line.line(2).to_string())
    };
    let (built, runs) = (line(origin)?, line(stage)?);
    (built != runs).then_some((built, runs))
}
