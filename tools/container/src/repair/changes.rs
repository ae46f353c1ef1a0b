//! The list of what changed and why, when a file was given a new structure.

use architect_core::Finding;

use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::{Dockerfile, Instruction, Stage, Statement};
use crate::generate::Made;
use crate::repair::author::{Author, Kept};
use crate::repair::merge::is_secret;
use crate::repair::{Change, Old};

/// Rules whose findings are told by a change of the structure.
const COVERED: [&str; 16] = [
    "container/end-of-life-base",
    "container/missing-tag",
    "container/latest-tag",
    "container/unknown-tag",
    "container/root-user",
    "container/missing-healthcheck",
    "container/package-manager-as-init",
    "container/shell-form-start",
    "container/deprecated-npm-production",
    "container/copy-before-install",
    "container/unlocked-install",
    "container/healthcheck-tool-missing",
    "container/secret-in-environment",
    "container/single-stage",
    "container/build-without-dev-dependencies",
    "container/missing-dockerignore",
];

/// Everything that changed, in the order of the old file.
pub(crate) fn list(old: &Old, author: &Author, new: &Dockerfile, findings: &[Finding], made: &Made) -> Vec<Change> {
    let mut list = Vec::new();
    let (Some(before), Some(after)) = (old.file().final_stage(), new.final_stage()) else { return list };
    base(old, before, new, after, &mut list);
    stages(old, before, new, made, &mut list);
    installs(old, before, new, &mut list);
    copies(old, before, &mut list);
    environment(author, before, after, &mut list);
    last(old, before, after, &mut list);
    kept(author, &mut list);
    for finding in findings {
        let id = finding.rule.as_str();
        if !COVERED.contains(&id) {
            list.push(Change {
                what: format!("what `{id}` found is gone: {}", finding.message),
                why: finding.help.clone().unwrap_or_else(|| "it is a fault by that rule".to_owned()),
                line: Some(finding.primary.start().line),
            });
        }
    }
    list.sort_by_key(|change| change.line.unwrap_or(u32::MAX));
    list
}

fn push(list: &mut Vec<Change>, line: Option<u32>, what: impl Into<String>, why: impl Into<String>) {
    list.push(Change { what: what.into(), why: why.into(), line });
}

fn base(old: &Old, before: &Stage, new: &Dockerfile, after: &Stage, list: &mut Vec<Change>) {
    let (from, to) = (old.file().base_image(before), new.base_image(after));
    if from == to {
        return;
    }
    let mut why = Vec::new();
    if let Some(ended) = crate::tags::catalogue().ended(&from) {
        why.push(format!("{} is past the end of its support", ended.line));
    }
    if from.digest.is_none() {
        why.push("a tag that names its release of the system does not move to the next one".to_owned());
    }
    if from.is_alpine() {
        why.push("packages with native code have binaries for glibc, and often none for Alpine's musl".to_owned());
    }
    let line = Some(old.line(&before.from_statement));
    push(list, line, format!("the base image `{}` became `{}`", from.text, to.text), why.join("; "));
}

fn stages(old: &Old, before: &Stage, new: &Dockerfile, made: &Made, list: &mut Vec<Change>) {
    let line = Some(old.line(&before.from_statement));
    if new.stages.len() > 1 {
        push(
            list,
            line,
            format!("one stage became {}", new.stages.len()),
            "what only the build needs (compilers, development dependencies, sources) stays out of the image",
        );
    }
    if !made.dockerignore.is_empty() {
        push(
            list,
            None,
            "a .dockerignore goes with it",
            "without one, secrets, .git and what the developer's machine made are copied into the image, and every change of them breaks the cache",
        );
    }
}

fn installs(old: &Old, before: &Stage, new: &Dockerfile, list: &mut Vec<Change>) {
    let is_install = |command: &&SimpleCommand| {
        let verbs = ["install", "ci", "sync", "i", "download", "fetch"];
        let arguments = command.arguments();
        matches!(
            command.name().as_str(),
            "npm" | "pnpm" | "yarn" | "bun" | "pip" | "pip3" | "uv" | "poetry" | "pipenv" | "pdm"
        ) && arguments.iter().find(|word| !word.starts_with('-')).is_none_or(|word| verbs.contains(&word.as_str()))
            && !command.has(&["-g", "--global"])
    };
    let document = &old.document;
    let Some((step, command)) =
        document.runs(before).find_map(|step| Some((step, step.commands.iter().find(is_install)?)))
    else {
        return;
    };
    let line = Some(old.line(step.statement));
    let written = document.source.slice(command.span()).to_owned();
    if command.has(&["--only=production", "--only=prod", "--production"]) && command.name() == "npm" {
        push(
            list,
            line,
            format!("`{written}` became an install with --omit=dev"),
            "npm has deprecated --only and --production",
        );
    }
    let is_production = command.has(&["--only=production", "--omit=dev", "--production", "--prod", "--no-dev"]);
    if is_production && old.builds().is_some() {
        push(
            list,
            line,
            "the build has a stage with all dependencies, and the image gets those of production",
            "the build needs development dependencies that this install leaves out",
        );
    }
    let unlocked = matches!(command.name().as_str(), "npm" | "yarn" | "pnpm" | "bun")
        && !command.has(&["ci", "--frozen-lockfile", "--immutable"]);
    let locked = new.stages.iter().flat_map(Stage::runs).any(|(_, run)| match &run.command {
        crate::dockerfile::Command::Shell(shell) => {
            ["npm ci", "--frozen-lockfile", "--immutable", "--locked"].iter().any(|word| shell.text.contains(word))
        }
        crate::dockerfile::Command::Exec(_) => false,
    });
    if unlocked && locked {
        push(
            list,
            line,
            format!("`{written}` became an install that is bound to the lockfile"),
            "two builds of one commit install the same versions",
        );
    }
    if step.run.mounts().all(|mount| !mount.contains("type=cache")) {
        push(
            list,
            line,
            "the install has a cache mount",
            "what was downloaded once is not downloaded again when the lockfile changes",
        );
    }
}

fn copies(old: &Old, before: &Stage, list: &mut Vec<Change>) {
    for statement in &before.statements {
        let (Instruction::Copy(copy) | Instruction::Add(copy)) = &statement.instruction else { continue };
        let line = Some(old.line(statement));
        if copy.sources.iter().any(|word| word.text.contains("package") && word.text.contains('*')) {
            push(
                list,
                line,
                "the manifest and the lockfile are named",
                "a pattern also fits when the lockfile is missing, and the locked install fails only later; it never fits the lockfiles of pnpm, Yarn and Bun",
            );
        } else if copy.sources.iter().any(|word| matches!(word.text.as_str(), "." | "./")) {
            push(
                list,
                line,
                "the source is copied behind the install of the dependencies, and into the image comes what runs",
                "an edit of the code repeats no install, and the image has no sources of the build",
            );
        }
    }
}

fn environment(author: &Author, before: &Stage, after: &Stage, list: &mut Vec<Change>) {
    for (name, why) in [
        ("NODE_ENV", "frameworks and libraries run in development mode without it"),
        ("PORT", "the port that is exposed is the one that the service takes"),
    ] {
        if before.variable(name).is_none()
            && let Some(value) = after.variable(name)
        {
            push(list, None, format!("`{name}={value}` is set"), why);
        }
    }
    for kept in &author.environment {
        if is_secret(&kept.value.name.text) {
            push(
                list,
                Some(kept.line),
                format!("the variable {} is not in the image", kept.value.name.text),
                "everybody who has the image can read it: give it when the container is started, or to the build as a secret mount",
            );
        }
    }
    let has = |stage: &Stage| {
        stage.statements.iter().any(|statement| matches!(statement.instruction, Instruction::Label(_)))
    };
    if has(after) && !has(before) {
        push(
            list,
            None,
            "labels say what the image is and which commit it was built from",
            "an image that runs can be traced to its source",
        );
    }
}

fn last(old: &Old, before: &Stage, after: &Stage, list: &mut Vec<Change>) {
    let line = |found: Option<&Statement>| found.map(|statement| old.line(statement));
    if let Some((_, user)) = after.user() {
        let was = before.user();
        if was.is_none_or(|(_, word)| word.text != user.text) {
            let place = line(was.map(|(statement, _)| statement));
            push(
                list,
                place,
                format!("the service runs as `{}`", user.text),
                "not as root, and by a number, which Kubernetes can verify",
            );
        }
    }
    let health = |stage: &Stage| stage.healthcheck().and_then(|(_, check)| check.command.clone());
    match (health(before), health(after)) {
        (None, Some(_)) => push(
            list,
            None,
            "a health check asks the service with what the image has",
            "an engine that knows that the service hangs can start it anew",
        ),
        (Some(was), Some(now)) if was != now => {
            let place = line(before.healthcheck().map(|(statement, _)| statement));
            push(
                list,
                place,
                "the health check uses what the image has",
                "no tool has to be installed for it, and it works without a shell",
            );
        }
        _ => {}
    }
    if let Some((statement, text)) = old.start_text()
        && let Some((_, crate::dockerfile::Command::Exec(words))) = after.cmd().or_else(|| after.entrypoint())
    {
        let now = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        if now != text {
            push(
                list,
                Some(old.line(statement)),
                format!("the start command `{text}` became `{now}`"),
                "the service itself is process 1 and gets the stop signal; a package manager or a shell in front of it swallows it",
            );
        }
    }
}

/// What was dropped though it was the author's.
fn kept(author: &Author, list: &mut Vec<Change>) {
    let mut tell = |packages: &[Kept<String>], what: &dyn Fn(&str) -> String, why: &str| {
        for package in packages {
            push(list, Some(package.line), what(&package.value), why);
        }
    };
    tell(
        &author.dropped_packages,
        &|package| format!("{package} is not installed"),
        "only the health check used it, which now asks with what the image has",
    );
    tell(
        &author.unknown_packages,
        &|package| format!("the Alpine package {package} is not installed"),
        "its name in Debian is not known here",
    );
    tell(
        &author.build_packages,
        &|package| format!("{package} is installed in the build alone"),
        "the image needs no tools of the build",
    );
}
