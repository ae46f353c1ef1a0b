//! What a Dockerfile that is there already says: a weaker witness than the code, and a better one than a guess.

use architect_core::{Confidence, Source};

use crate::dockerfile::{Command, Dockerfile, Instruction};
use crate::project::Project;
use crate::project::decision::{Evidence, Fact};
use crate::tags::Version;

/// Names under which a Dockerfile lies beside a project.
const NAMES: [&str; 3] = ["Dockerfile", "Containerfile", "dockerfile"];

/// The Dockerfile of a folder.
pub(crate) fn source(project: &Project<'_>) -> Option<Source> {
    NAMES.iter().find_map(|name| project.read(name))
}

/// The Dockerfile of a part of a folder, or of the folder itself.
pub(crate) fn source_of_part(project: &Project<'_>, part: &str) -> Option<Source> {
    let part = part.trim_matches('/');
    if part.is_empty() {
        return source(project);
    }
    NAMES.iter().find_map(|name| project.read(&format!("{part}/{name}"))).or_else(|| source(project))
}

/// The start command of its final stage, when it is one program in exec form.
pub(crate) fn start(project: &Project<'_>) -> Option<Fact<Vec<String>>> {
    let source = source(project)?;
    let file = Dockerfile::read(&source);
    let stage = file.final_stage()?;
    let words = |command: &Command| match command {
        Command::Exec(words) => words.iter().map(|word| word.text.clone()).collect::<Vec<_>>(),
        Command::Shell(_) => Vec::new(),
    };
    let entrypoint = stage.entrypoint();
    let cmd = stage.cmd();
    let mut line = entrypoint.map(|(_, command)| words(command)).unwrap_or_default();
    line.extend(cmd.map(|(_, command)| words(command)).unwrap_or_default());
    let program = line.first()?;
    // A script or a wrapper does what cannot be seen here.
    let plain = matches!(program.as_str(), "node" | "python" | "python3" | "bun" | "gunicorn" | "uvicorn" | "java");
    let (statement, _) = entrypoint.or(cmd)?;
    let at = source.position(statement.span.start).line;
    let evidence =
        Evidence::line(&source, at, "the Dockerfile that is there starts it so").confidence(Confidence::Medium);
    let line = line.into_iter().map(|word| if word == "python3" { "python".to_owned() } else { word }).collect();
    plain.then(|| Fact::new(line, evidence))
}

/// The port that its final stage exposes, or sets as `PORT`.
pub(crate) fn port(project: &Project<'_>) -> Option<Fact<u16>> {
    let source = source(project)?;
    let file = Dockerfile::read(&source);
    let stage = file.final_stage()?;
    let lineage = file.lineage(stage);
    let (port, at) = lineage.iter().flat_map(|stage| &stage.statements).find_map(|statement| {
        let Instruction::Expose(words) = &statement.instruction else { return None };
        let text = words.first()?.unquoted();
        let name = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).or_else(|| text.strip_prefix('$'));
        let number = match name {
            Some(name) => lineage.iter().find_map(|stage| stage.variable(name))?,
            None => text,
        };
        let port = number.split('/').next()?.parse().ok()?;
        Some((port, statement.span.start))
    })?;
    let line = source.position(at).line;
    let evidence = Evidence::line(&source, line, "the Dockerfile that is there exposes it");
    Some(Fact::new(port, evidence.confidence(Confidence::Medium)))
}

/// The path that its health check asks for.
pub(crate) fn health_path(project: &Project<'_>) -> Option<Fact<String>> {
    let source = source(project)?;
    let file = Dockerfile::read(&source);
    let (statement, _) = file.final_stage()?.healthcheck()?;
    let text = source.slice(statement.span.clone());
    let (_, address) = text.split_once("http://")?;
    let path = address.get(address.find('/')?..)?;
    let end = path
        .find(|c: char| c.is_whitespace() || matches!(c, '\'' | '"' | ')' | ';' | '|' | '`'))
        .unwrap_or(path.len());
    let path = path.get(..end).filter(|path| path.len() > 1 && !path.contains('$'))?;
    let line = source.position(statement.span.start).line;
    let evidence = Evidence::line(&source, line, "the health check of the Dockerfile that is there asks for it");
    Some(Fact::new(path.to_owned(), evidence.confidence(Confidence::Medium)))
}

/// The version of the official image of this name that it stands on: `3.12` of `python:3.12-slim`.
pub(crate) fn version(project: &Project<'_>, name: &str) -> Option<Fact<Version>> {
    let source = source(project)?;
    let file = Dockerfile::read(&source);
    file.stages.iter().rev().find_map(|stage| {
        let image = file.base_image(stage);
        let tag = image.tag.as_deref().filter(|_| image.official() == Some(name))?;
        let version = Version::read(tag.split('-').next()?)?;
        let line = source.position(stage.from_statement.span.start).line;
        let evidence = Evidence::line(&source, line, "the Dockerfile that is there stands on it");
        Some(Fact::new(version, evidence.confidence(Confidence::Medium)))
    })
}
