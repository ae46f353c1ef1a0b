//! What is built, and what starts.

use architect_core::{Confidence, Source};

use crate::generate::existing;
use crate::generate::node::manifest::Manifest;
use crate::generate::node::script::{self, Step};
use crate::generate::words;
use crate::project::decision::{Evidence, Fact};
use crate::project::{Ledger, Project};

/// A web framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framework {
    Next,
    Nest,
    Nuxt,
    SvelteKit,
    Astro,
    Express,
    Fastify,
    /// What its own program serves, such as `remix-serve`.
    Serve(&'static str),
    Other(&'static str),
    None,
}

impl Framework {
    pub(crate) fn find(manifest: &Manifest) -> (Self, Option<&'static str>) {
        const KNOWN: [(&str, Framework); 18] = [
            ("next", Framework::Next),
            ("@nestjs/core", Framework::Nest),
            ("nuxt", Framework::Nuxt),
            ("@sveltejs/kit", Framework::SvelteKit),
            ("astro", Framework::Astro),
            ("fastify", Framework::Fastify),
            ("express", Framework::Express),
            ("koa", Framework::Other("Koa")),
            ("hono", Framework::Other("Hono")),
            ("elysia", Framework::Other("Elysia")),
            ("@hapi/hapi", Framework::Other("hapi")),
            ("restify", Framework::Other("Restify")),
            ("@adonisjs/core", Framework::Other("AdonisJS")),
            ("@remix-run/serve", Framework::Serve("Remix")),
            ("@react-router/serve", Framework::Serve("React Router")),
            ("@remix-run/node", Framework::Other("Remix")),
            ("@react-router/node", Framework::Other("React Router")),
            ("@tanstack/react-start", Framework::Other("TanStack Start")),
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
            Self::Nuxt => "Nuxt",
            Self::SvelteKit => "SvelteKit",
            Self::Astro => "Astro",
            Self::Express => "Express",
            Self::Fastify => "Fastify",
            Self::Other(name) | Self::Serve(name) => name,
            Self::None => "none",
        }
    }

    /// Whether the framework's own server takes the variable `PORT`.
    pub(crate) const fn takes_port(self) -> bool {
        matches!(self, Self::Next | Self::Nuxt | Self::SvelteKit | Self::Astro | Self::Serve(_))
    }

    /// The port on which its server listens when it is told nothing.
    pub(crate) fn usual_port(self) -> Option<u16> {
        match self {
            Self::None => None,
            Self::Astro => Some(4321),
            Self::Other("AdonisJS") => Some(3333),
            _ => Some(3000),
        }
    }

    /// The variable by which its server is told to listen on all addresses.
    pub(crate) const fn host_variable(self) -> Option<&'static str> {
        match self {
            Self::Next => Some("HOSTNAME"),
            Self::Astro => Some("HOST"),
            _ => None,
        }
    }
}

/// A start command with the variables that stood in front of it.
#[derive(Debug, Clone)]
pub(crate) struct StartCommand {
    pub(crate) words: Vec<String>,
    pub(crate) environment: Vec<(String, String)>,
}

impl StartCommand {
    fn bare(words: &[&str]) -> Self {
        Self { words: words.iter().map(|word| (*word).to_owned()).collect(), environment: Vec::new() }
    }
}

/// A start command, and what a script does before it that the image does not.
#[derive(Debug)]
struct Found {
    fact: Fact<StartCommand>,
    dropped: Vec<String>,
}

/// Why no start command was found, and what the answer may be.
#[derive(Debug)]
struct Open {
    why: String,
    choices: Vec<String>,
}

impl Open {
    fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), choices: Vec::new() }
    }
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
        Ok(Found { fact, dropped }) => {
            let line = fact.value.words.join(" ");
            if !dropped.is_empty() {
                ledger.ask(
                    "start",
                    format!(
                        "The start script runs `{}` before it. Migrations and the like belong to the deployment, and are left out here.",
                        dropped.join(" && ")
                    ),
                    vec![line.clone()],
                    Some(line.clone()),
                );
            }
            let others = others(project, manifest, &line);
            ledger.decide("start", line, fact.evidence.alternatives(others));
            Some((framework, fact.value))
        }
        Err(open) => {
            ledger.ask("start", open.why, open.choices, None);
            None
        }
    }
}

/// What other scripts of the manifest would start.
fn others(project: &Project<'_>, manifest: &Manifest, chosen: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in SCRIPTS {
        let steps = script::steps(manifest, name);
        let Some(start) = steps.last().and_then(|step| from_step(&step.text, project, manifest).ok().flatten())
        else {
            continue;
        };
        let line = start.words.join(" ");
        if line != chosen && !found.contains(&line) {
            found.push(line);
        }
    }
    found
}

/// Names of scripts that start a service, the likeliest first.
const SCRIPTS: [&str; 5] = ["start", "start:prod", "start:production", "serve", "serve:prod"];

/// The start command, or the reason why none was found.
fn find(project: &Project<'_>, manifest: &Manifest, framework: Framework) -> Result<Found, Open> {
    if framework == Framework::Next {
        return Ok(next(project, manifest));
    }
    let by_script = of_scripts(project, manifest, framework);
    if let Ok(Some(found)) = by_script {
        return Ok(found);
    }
    if let Some(found) = of_framework(project, manifest, framework)? {
        return Ok(found);
    }
    if let Some(source) = project.read("Procfile")
        && let Some((line, command)) = crate::project::scan::setting(&source, "web")
    {
        let steps = script::steps_of_line(manifest, &command);
        if let Some(start) = steps.last().and_then(|step| from_step(&step.text, project, manifest).ok().flatten()) {
            let dropped = before(&steps);
            let fact = Fact::new(start, Evidence::line(&source, line, "the Procfile's web process"));
            return Ok(Found { fact, dropped });
        }
    }
    by_script?;
    if let Some(tool) = static_site(manifest).filter(|_| framework == Framework::None) {
        return Err(Open::new(format!(
            "`{tool}` builds files for browsers, which a web server gives out; there is no Node.js service here. Which command serves them?"
        )));
    }
    let plain = |fact| Found { fact, dropped: Vec::new() };
    let main = manifest.text(&["main"]).map(|main| main.trim_start_matches("./"));
    let made = manifest.script("build").is_some();
    // A TypeScript file is what the build reads, and not what it writes.
    if let Some(main) = main.filter(|main| (made || is_program(project, main)) && !main.ends_with(".ts")) {
        let evidence = manifest.evidence("main", "there is no start script; this is the entry");
        let start = StartCommand::bare(&["node", main]);
        return Ok(plain(Fact::new(start, evidence.confidence(Confidence::Medium))));
    }
    if let Some(entry) = ENTRIES.iter().find(|entry| project.has(entry)) {
        let evidence =
            Evidence::file(project.shown(entry), "there is no start script; a file of this name is the entry")
                .confidence(Confidence::Medium)
                .alternatives(
                    ENTRIES
                        .iter()
                        .filter(|other| *other != entry && project.has(other))
                        .map(|other| format!("node {other}")),
                );
        return Ok(plain(Fact::new(StartCommand::bare(&["node", entry]), evidence)));
    }
    if let Some(fact) = existing::start(project) {
        let Fact { value: words, evidence } = fact;
        return Ok(plain(Fact::new(StartCommand { words, environment: Vec::new() }, evidence)));
    }
    Err(Open::new("There is neither a start script nor an entry of a usual name. What starts the service?"))
}

/// Names of entries, where the manifest names none.
const ENTRIES: [&str; 11] = [
    "server.js",
    "app.js",
    "index.js",
    "src/server.js",
    "src/app.js",
    "src/index.js",
    "src/main.js",
    "server/index.js",
    "server.mjs",
    "index.mjs",
    "src/index.mjs",
];

/// Whether `node` finds a file by this name: as it stands, with an ending, or as a folder.
fn is_program(project: &Project<'_>, name: &str) -> bool {
    ["", ".js", ".mjs", ".cjs", "/index.js"].iter().any(|ending| project.has(&format!("{name}{ending}")))
}

/// What the start scripts say: a command, nothing, or the reason why it is no command of process 1.
fn of_scripts(project: &Project<'_>, manifest: &Manifest, framework: Framework) -> Result<Option<Found>, Open> {
    // Nest names its production start otherwise than its development start.
    let order: &[&str] = if framework == Framework::Nest {
        &["start:prod", "start:production", "serve:prod", "start", "serve"]
    } else {
        &SCRIPTS
    };
    let mut open = None;
    for name in order {
        let Some(text) = manifest.script(name) else { continue };
        let steps = script::steps(manifest, name);
        let Some(last) = steps.last() else { continue };
        let dropped = before(&steps);
        match from_step(&last.text, project, manifest) {
            Ok(Some(start)) if dropped.is_empty() => {
                let reason = format!("the script `{name}`, without the package manager around it");
                let fact = Fact::new(start, manifest.evidence(name, reason));
                return Ok(Some(Found { fact, dropped }));
            }
            Ok(Some(start)) => {
                open.get_or_insert(Open {
                    why: format!(
                        "The script `{name}` is `{text}`, which is no single program that can be process 1: `{}` runs before. What starts the service?",
                        dropped.join(" && ")
                    ),
                    choices: vec![start.words.join(" ")],
                });
            }
            Ok(None) => {
                open.get_or_insert(Open::new(format!(
                    "The script `{name}` is `{text}`, which is no single program that can be process 1. What starts the service?"
                )));
            }
            Err(why) => {
                open.get_or_insert(why);
            }
        }
    }
    open.map_or(Ok(None), Err)
}

/// What runs before the last command and is no part of the build.
fn before(steps: &[Step]) -> Vec<String> {
    let count = steps.len().saturating_sub(1);
    steps.iter().take(count).filter(|step| !step.built).map(|step| step.text.clone()).collect()
}

/// Next.js: a server of the project's own, or `next start` with the arguments of the script.
fn next(project: &Project<'_>, manifest: &Manifest) -> Found {
    let steps = script::steps(manifest, "start");
    let dropped = before(&steps);
    let last = steps.last().map(|step| step.text.as_str()).unwrap_or_default();
    let own = from_step(last, project, manifest)
        .ok()
        .flatten()
        .filter(|start| entry(&start.words).is_some_and(|entry| project.has(entry)));
    if let Some(start) = own {
        let fact =
            Fact::new(start, manifest.evidence("start", "the script `start` runs a server of the project's own"));
        return Found { fact, dropped };
    }
    let mut words = StartCommand::bare(&["node", "node_modules/next/dist/bin/next", "start"]);
    let arguments = last.split_once("next start").map(|(_, rest)| rest.trim()).unwrap_or_default();
    if let Some(arguments) = crate::generate::words(arguments).filter(|_| !arguments.is_empty()) {
        words.words.extend(arguments);
    }
    let evidence = if last.contains("next start") {
        manifest.evidence("start", "what `next start` runs")
    } else {
        manifest.evidence("next", "what `next start` runs")
    };
    Found { fact: Fact::new(words, evidence), dropped }
}

/// Where a framework's build puts its server.
fn of_framework(project: &Project<'_>, manifest: &Manifest, framework: Framework) -> Result<Option<Found>, Open> {
    let found = |words: &[&str], evidence: Evidence| {
        Ok(Some(Found { fact: Fact::new(StartCommand::bare(words), evidence), dropped: Vec::new() }))
    };
    match framework {
        Framework::Nest => {
            let evidence = manifest.evidence("@nestjs/core", "where `nest build` puts the entry");
            found(&["node", "dist/main.js"], evidence.confidence(Confidence::Medium))
        }
        Framework::Nuxt => found(
            &["node", ".output/server/index.mjs"],
            manifest.evidence("nuxt", "where `nuxt build` puts the server"),
        ),
        Framework::SvelteKit if manifest.depends("@sveltejs/adapter-node", false) => found(
            &["node", "build/index.js"],
            manifest.evidence("@sveltejs/adapter-node", "where the adapter puts the server"),
        ),
        Framework::SvelteKit => Err(Open::new(
            "SvelteKit is built by its adapter, and @sveltejs/adapter-node is no dependency: what is built is no Node.js server. Add the adapter, or say what starts the service.",
        )),
        Framework::Astro => {
            let config =
                ["astro.config.mjs", "astro.config.ts", "astro.config.js"].iter().find_map(|name| project.read(name));
            let standalone = config.as_ref().is_some_and(|source| source.text().contains("standalone"));
            if manifest.depends("@astrojs/node", false) && standalone {
                let evidence = manifest.evidence("@astrojs/node", "where the adapter puts the server");
                return found(&["node", "dist/server/entry.mjs"], evidence);
            }
            Err(Open {
                why:
                    "Astro builds static files unless @astrojs/node is set to `standalone`. What starts the service?"
                        .to_owned(),
                choices: vec!["node dist/server/entry.mjs".to_owned()],
            })
        }
        Framework::Serve(_) => {
            let (package, program) = if manifest.depends("@remix-run/serve", true) {
                ("@remix-run/serve", "node_modules/.bin/remix-serve")
            } else if manifest.depends("@react-router/serve", true) {
                ("@react-router/serve", "node_modules/.bin/react-router-serve")
            } else {
                return Ok(None);
            };
            let evidence = manifest.evidence(package, "serves what the build writes").confidence(Confidence::Medium);
            found(&[program, "build/server/index.js"], evidence)
        }
        _ => Ok(None),
    }
}

/// A tool that builds files for browsers, and no server.
fn static_site(manifest: &Manifest) -> Option<&'static str> {
    [
        "vite",
        "react-scripts",
        "@vue/cli-service",
        "@angular/core",
        "gatsby",
        "parcel",
        "@docusaurus/core",
        "vitepress",
    ]
    .into_iter()
    .find(|package| manifest.depends(package, false))
}

/// A command of a script as the command of process 1; an error when it needs what the final image does not have.
fn from_step(text: &str, project: &Project<'_>, manifest: &Manifest) -> Result<Option<StartCommand>, Open> {
    let mut rest = text.trim();
    let mut environment = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(after) =
            ["cross-env ", "env ", "exec ", "dumb-init ", "tini -- "].iter().find_map(|word| rest.strip_prefix(word))
        {
            rest = after;
            continue;
        }
        let Some((name, after)) = rest.split_once('=') else { break };
        let is_name =
            !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if !is_name {
            break;
        }
        let (value, after) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = after.get(1..).unwrap_or_default();
                let Some((value, after)) = inner.split_once(quote) else { return Ok(None) };
                (value, after)
            }
            _ => match after.split_once(' ') {
                Some(parts) => parts,
                None => return Ok(None),
            },
        };
        environment.push((name.to_owned(), value.to_owned()));
        rest = after;
    }
    let Some(words) = words(rest) else { return Ok(None) };
    let Some(program) = words.first().map(String::as_str) else { return Ok(None) };
    let bin = |package: &str| -> Result<Vec<String>, Open> {
        if !manifest.depends(package, true) {
            return Err(Open::new(format!(
                "`{text}` needs {package}, which is no dependency of production, so the image does not have it. Move it to the dependencies, or say what starts what the build writes."
            )));
        }
        let mut own = vec![format!("node_modules/.bin/{program}")];
        own.extend(words.iter().skip(1).cloned());
        Ok(own)
    };
    let words = match program {
        "node" | "bun" | "deno" => words,
        // Development servers and wrappers are no start of a service.
        "nodemon" | "ts-node-dev" | "npm" | "yarn" | "pnpm" | "npx" | "concurrently" | "forever" | "nest"
        | "vite" | "next" => return Ok(None),
        "pm2" | "pm2-runtime" => match managed(&words, project) {
            Some(file) => vec!["node".to_owned(), file],
            None => return Ok(None),
        },
        "tsx" | "ts-node" | "serve" => bin(program)?,
        "fastify" => bin("fastify-cli")?,
        "react-router-serve" => bin("@react-router/serve")?,
        "remix-serve" => bin("@remix-run/serve")?,
        file if project.has(file.trim_start_matches("./")) => words,
        _ => return Ok(None),
    };
    Ok(Some(StartCommand { words, environment }))
}

/// The file that PM2 would run: a container has one process, and its engine restarts it.
fn managed(words: &[String], project: &Project<'_>) -> Option<String> {
    let file = words.iter().skip(1).find(|word| !word.starts_with('-') && *word != "start")?.trim_start_matches("./");
    if let Some(source) = project.read(file).filter(|_| file.ends_with(".json")) {
        let value: serde_json::Value = serde_json::from_str(source.text()).ok()?;
        let apps = value.get("apps")?.as_array()?;
        let [app] = apps.as_slice() else { return None };
        return Some(app.get("script")?.as_str()?.trim_start_matches("./").to_owned());
    }
    let is_code = [".js", ".mjs", ".cjs"].iter().any(|ending| file.ends_with(ending)) && !file.contains(".config.");
    (is_code && project.has(file)).then(|| file.to_owned())
}

/// The port that a start command names.
pub(crate) fn port(words: &[String]) -> Option<u16> {
    words.iter().enumerate().find_map(|(index, word)| {
        let value = word.strip_prefix("--port=").or_else(|| word.strip_prefix("-p=")).or_else(|| {
            matches!(word.as_str(), "--port" | "-p").then(|| words.get(index + 1).map(String::as_str)).flatten()
        })?;
        value.parse().ok()
    })
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
    if framework == Framework::SvelteKit && entry == Some("build") {
        return Some(Fact::new("build".to_owned(), manifest.evidence("@sveltejs/kit", "where the adapter writes")));
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
    let server = match framework {
        Framework::Next => "`next start`",
        Framework::SvelteKit => "the adapter's server",
        Framework::Serve(_) => "the framework's server",
        _ => return None,
    };
    Some(Fact::new(
        "handled by the framework".to_owned(),
        Evidence::default(format!("{server} takes SIGTERM itself")).confidence(Confidence::High),
    ))
}
