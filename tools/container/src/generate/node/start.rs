//! What is built, and what starts.

use architect_core::{Confidence, Source};

use crate::generate::node::manifest::Manifest;
use crate::generate::words;
use crate::project::decision::{Evidence, Fact};
use crate::project::{Ledger, Project};

/// A web framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framework {
    Next,
    Nest,
    Express,
    Fastify,
    Other(&'static str),
    None,
}

impl Framework {
    pub(crate) fn find(manifest: &Manifest) -> (Self, Option<&'static str>) {
        const KNOWN: [(&str, Framework); 9] = [
            ("next", Framework::Next),
            ("@nestjs/core", Framework::Nest),
            ("fastify", Framework::Fastify),
            ("express", Framework::Express),
            ("koa", Framework::Other("Koa")),
            ("hono", Framework::Other("Hono")),
            ("@hapi/hapi", Framework::Other("hapi")),
            ("restify", Framework::Other("Restify")),
            ("@adonisjs/core", Framework::Other("AdonisJS")),
        ];
        KNOWN
            .iter()
            .find(|(package, _)| manifest.depends(package, false))
            .map_or((Self::None, None), |(package, framework)| (*framework, Some(*package)))
    }

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Next => "Next.js",
            Self::Nest => "NestJS",
            Self::Express => "Express",
            Self::Fastify => "Fastify",
            Self::Other(name) => name,
            Self::None => "none",
        }
    }
}

/// A start command with the variables that stood in front of it.
#[derive(Debug, Clone)]
pub(crate) struct StartCommand {
    pub(crate) words: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
}

/// Decides on the framework of a package and on its start command: the one that was given, else the one that is found.
/// `None`: what starts it is a question.
pub(crate) fn decide(
    project: &Project<'_>,
    manifest: &Manifest,
    given: Option<Vec<String>>,
    ledger: &mut Ledger,
) -> Option<(Framework, StartCommand)> {
    let (framework, package) = Framework::find(manifest);
    if let Some(package) = package {
        ledger.decide("framework", framework.title(), manifest.evidence(package, "a dependency"));
    }
    if let Some(words) = given {
        return Some((framework, StartCommand { words, environment: Vec::new() }));
    }
    match find(project, manifest, framework) {
        Ok(fact) => {
            ledger.decide("start", fact.value.words.join(" "), fact.evidence);
            Some((framework, fact.value))
        }
        Err(why) => {
            ledger.ask("start", why, Vec::new(), None);
            None
        }
    }
}

/// The start command, or the reason why none was found.
fn find(project: &Project<'_>, manifest: &Manifest, framework: Framework) -> Result<Fact<StartCommand>, String> {
    let bare = |words: Vec<String>| StartCommand { words, environment: Vec::new() };
    if framework == Framework::Next {
        let words = vec!["node".to_owned(), "node_modules/next/dist/bin/next".to_owned(), "start".to_owned()];
        return Ok(Fact::new(bare(words), manifest.evidence("next", "what `next start` runs")));
    }
    // Nest names its production start otherwise than its development start.
    let scripts: &[&str] =
        if framework == Framework::Nest { &["start:prod", "start"] } else { &["start", "start:prod", "serve"] };
    for name in scripts {
        let Some(script) = manifest.script(name) else { continue };
        if let Some(start) = from_script(script, project) {
            let reason = format!("the script `{name}`, without the package manager around it");
            return Ok(Fact::new(start, manifest.evidence(name, reason)));
        }
        if framework != Framework::Nest {
            return Err(format!(
                "The script `{name}` is `{script}`, which is no single program that can be process 1. What starts the service?"
            ));
        }
    }
    if framework == Framework::Nest {
        let words = vec!["node".to_owned(), "dist/main.js".to_owned()];
        return Ok(Fact::new(
            bare(words),
            manifest.evidence("@nestjs/core", "where `nest build` puts the entry").confidence(Confidence::Medium),
        ));
    }
    if let Some(source) = project.read("Procfile")
        && let Some((line, command)) = crate::project::scan::setting(&source, "web")
        && let Some(start) = from_script(&command, project)
    {
        return Ok(Fact::new(start, Evidence::line(&source, line, "the Procfile's web process")));
    }
    if let Some(main) = manifest.text(&["main"]) {
        let words = vec!["node".to_owned(), main.trim_start_matches("./").to_owned()];
        return Ok(Fact::new(
            bare(words),
            manifest.evidence("main", "there is no start script; this is the entry").confidence(Confidence::Medium),
        ));
    }
    let usual =
        ["server.js", "app.js", "index.js", "src/server.js", "src/app.js", "src/index.js", "server.mjs", "index.mjs"];
    if let Some(entry) = usual.iter().find(|entry| project.has(entry)) {
        let words = vec!["node".to_owned(), (*entry).to_owned()];
        let evidence =
            Evidence::file(project.shown(entry), "there is no start script; a file of this name is the entry")
                .confidence(Confidence::Medium);
        return Ok(Fact::new(bare(words), evidence));
    }
    Err("There is neither a start script nor an entry of a usual name. What starts the service?".to_owned())
}

/// A script as the command of process 1.
fn from_script(script: &str, project: &Project<'_>) -> Option<StartCommand> {
    let mut rest = script.trim();
    let mut environment = Vec::new();
    rest = rest.strip_prefix("cross-env ").unwrap_or(rest);
    while let Some((name, after)) = rest.split_once('=') {
        let is_name =
            !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if !is_name {
            break;
        }
        let (value, after) = after.split_once(' ')?;
        environment.push((name.to_owned(), value.trim_matches(['"', '\'']).to_owned()));
        rest = after.trim_start();
    }
    let words = words(rest)?;
    let program = words.first()?.as_str();
    let words = match program {
        "node" | "bun" | "deno" => words,
        // Development servers and wrappers are no start of a service.
        "nodemon" | "ts-node-dev" | "npm" | "yarn" | "pnpm" | "npx" | "concurrently" | "pm2" | "forever" | "nest"
        | "vite" => return None,
        "tsx" | "ts-node" | "fastify" | "react-router-serve" | "remix-serve" | "serve" => {
            let mut own = vec![format!("node_modules/.bin/{program}")];
            own.extend(words.into_iter().skip(1));
            own
        }
        file if project.has(file.trim_start_matches("./")) => words,
        _ => return None,
    };
    Some(StartCommand { words, environment })
}

/// The file that a start command runs, relative to the folder.
pub(crate) fn entry(words: &[String]) -> Option<&str> {
    let file = words.iter().skip(1).find(|word| !word.starts_with('-'))?;
    Some(file.trim_start_matches("./"))
}

/// The folder that the build writes, with its evidence.
pub(crate) fn output_folder(
    project: &Project<'_>,
    manifest: &Manifest,
    framework: Framework,
    entry: Option<&str>,
) -> Option<Fact<String>> {
    if framework == Framework::Next {
        return Some(Fact::new(".next".to_owned(), manifest.evidence("next", "where `next build` writes")));
    }
    // The start command runs a file that is not in the project: the build must make it.
    if let Some((folder, _)) = entry.filter(|entry| !project.has(entry)).and_then(|entry| entry.split_once('/'))
        && !folder.starts_with("node_modules")
    {
        return Some(Fact::new(
            folder.to_owned(),
            manifest.evidence("scripts", "the start command runs a file in it, which only the build can make"),
        ));
    }
    for name in ["tsconfig.build.json", "tsconfig.json"] {
        if let Some(source) = project.read(name)
            && let Some(fact) = out_dir(&source)
        {
            return Some(fact);
        }
    }
    None
}

fn out_dir(source: &Source) -> Option<Fact<String>> {
    let (line, text) = crate::project::scan::line_with(source, "\"outDir\"")?;
    let folder = crate::project::scan::strings(text).into_iter().nth(1)?;
    let folder = folder.trim_start_matches("./").trim_end_matches('/').to_owned();
    (!folder.is_empty() && !folder.contains(".."))
        .then(|| Fact::new(folder, Evidence::line(source, line, "TypeScript writes there")))
}

/// Where the code itself takes the stop signal.
pub(crate) fn signal(code: &[(String, Source)], framework: Framework) -> Option<Fact<String>> {
    let needles = [
        "process.on(\"SIGTERM\"",
        "process.on('SIGTERM'",
        "process.once(\"SIGTERM\"",
        "process.once('SIGTERM'",
        "enableShutdownHooks(",
        "createTerminus(",
        "fastify-graceful-shutdown",
        "closeWithGrace(",
        "closeWithGrace from",
        "gracefulShutdown(",
        "\"SIGTERM\"",
        "'SIGTERM'",
    ];
    if let Some((source, line)) = crate::project::scan::first_with(code, &needles) {
        return Some(Fact::new(
            "handled by the code".to_owned(),
            Evidence::line(&source, line, "the code takes SIGTERM").confidence(Confidence::Medium),
        ));
    }
    (framework == Framework::Next).then(|| {
        Fact::new(
            "handled by Next.js".to_owned(),
            Evidence::default("`next start` takes SIGTERM itself").confidence(Confidence::High),
        )
    })
}
