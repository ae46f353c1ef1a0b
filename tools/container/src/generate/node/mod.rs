//! Node.js.

pub(crate) mod manager;
pub(crate) mod manifest;
pub(crate) mod runtime;
pub(crate) mod script;
pub(crate) mod start;
pub(crate) mod workspace;

use architect_core::{Confidence, Source, ToolError};

use crate::generate::draft::{Cache, Draft};
use crate::generate::node::manager::{Kind, Manager};
use crate::generate::node::manifest::Manifest;
use crate::generate::node::start::{Framework, StartCommand};
use crate::generate::service::{Health, Service, Start, Unhandled, decide_signal};
use crate::generate::{Composed, Wishes, given_start, ignore, image_name};
use crate::project::decision::{Evidence, Fact};
use crate::project::{Ledger, Project, scan};

const ENDINGS: [&str; 7] = ["js", "mjs", "cjs", "ts", "mts", "cts", "tsx"];

/// Packages with code in C or C++ that may be compiled at install, when no binary fits.
const NATIVE: [&str; 12] = [
    "bcrypt",
    "better-sqlite3",
    "canvas",
    "sqlite3",
    "argon2",
    "node-sass",
    "re2",
    "usb",
    "serialport",
    "cpu-features",
    "libpq",
    "zeromq",
];

/// What the build makes anew.
const IGNORED: [&str; 6] = ["**/node_modules", "**/dist", "**/.next", "**/.turbo", "**/*.tsbuildinfo", "coverage"];

/// Folders beside the code that a running service reads.
const ASSETS: [&str; 10] =
    ["public", "views", "templates", "static", "assets", "config", "locales", "migrations", "drizzle", "prisma"];

/// All facts that the Dockerfile is made from.
// Each is an independent fact of the project.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug)]
struct Facts {
    manager: Manager,
    node: String,
    framework: Framework,
    start: StartCommand,
    build: bool,
    /// Scripts of the install need the source.
    needs_source: bool,
    /// One tree is built and pruned, instead of a second install for production.
    prune: bool,
    /// `prepare` only installs Git hooks, with a package that production does not have.
    hooks: bool,
    output: Option<String>,
    standalone: bool,
    assets: Vec<&'static str>,
    native: bool,
    prisma: bool,
    service: Service,
    health: Health,
    signal: Vec<String>,
    title: String,
    private_registry: bool,
}

pub(crate) fn compose(
    project: &Project<'_>,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<Composed>, ToolError> {
    let Some(manifest) = Manifest::read(project, "package.json")? else {
        return Err(ToolError::invalid_input(format!(
            "`{}` is not there or cannot be read",
            project.shown("package.json")
        )));
    };
    if let Some(members) = workspace::members(project, &manifest)? {
        return workspace::compose(project, &manifest, &members, wishes, ledger);
    }
    alone(project, &manifest, false, wishes, ledger)
}

/// A package that is a service by itself; one at the root of a workspace is installed with its members in place.
fn alone(
    project: &Project<'_>,
    manifest: &Manifest,
    with_members: bool,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<Composed>, ToolError> {
    let Some(facts) = find(project, manifest, with_members, wishes, ledger)? else { return Ok(None) };
    let mut draft = Draft::default();
    print(&facts, project, &mut draft);
    // Without a build, a folder of that name is source.
    let mut ignored: Vec<&str> = if facts.build { IGNORED.to_vec() } else { vec!["**/node_modules"] };
    if facts.private_registry {
        ignored.push("**/.npmrc");
    }
    let dockerignore = ignore::text(&ignored);
    Ok(Some(Composed { file: draft.finish(), dockerignore, name: image_name(&facts.title) }))
}

fn find(
    project: &Project<'_>,
    manifest: &Manifest,
    with_members: bool,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<Facts>, ToolError> {
    let given = given_start(wishes, ledger)?;
    if let Some(outside) = manifest.outside() {
        crate::generate::ask_for_context(ledger, &manifest.source, outside);
        return Ok(None);
    }
    let Some(manager) = Manager::find(project, manifest, wishes, ledger)? else { return Ok(None) };
    let node = runtime::version(project, manifest, wishes, ledger);
    let Some((framework, start)) = start::decide(project, manifest, given, ledger) else { return Ok(None) };
    let code = project.code(&ENDINGS);
    let entry = start::entry(&start.words).map(ToOwned::to_owned);
    let build = manifest.script("build").is_some();
    if build {
        ledger.decide("build", manager.run("build"), manifest.evidence("build", "the build script"));
    }
    let (output, standalone) = output(project, manifest, framework, entry.as_deref(), build, ledger);
    if !build
        && entry.as_deref().is_some_and(|entry| !project.has(entry) && !entry.starts_with("node_modules"))
        && wishes.start.is_none()
    {
        let entry = entry.unwrap_or_default();
        ledger.ask("start", format!("The start command runs `{entry}`, which is not in the project, and there is no build script that could make it."), Vec::new(), Some(start.words.join(" ")));
    }
    let needs_source = lifecycle(manifest, ledger) || with_members;
    let prisma = manifest.depends("@prisma/client", true);
    let native = NATIVE.iter().find(|package| manifest.depends(package, false));
    if let Some(package) = native {
        let evidence = manifest.evidence(package, "it may be compiled at install");
        ledger.decide("build_packages", "python3 make g++", evidence);
    }
    if prisma {
        ledger.decide("runtime_packages", "openssl", manifest.evidence("@prisma/client", "Prisma's engine needs it"));
    }
    let (port, takes_port) = port(manifest, &start, &code, framework);
    let service =
        Service::find(project, ledger, wishes.port, port, takes_port, framework.usual_port(), health_path(&code));
    listens_outside(&code, framework, ledger);
    let runtime_is_bun = runs_bun(&start);
    let health = health(&service, runtime_is_bun);
    service.decide_health(ledger, &health);
    let signal = decide_signal(ledger, start::signal(&code, framework), Unhandled::Ignored);
    let private_registry = private_registry(project, ledger);
    Ok(Some(Facts {
        assets: if build {
            ASSETS.into_iter().filter(|folder| project.has_folder(folder)).collect()
        } else {
            Vec::new()
        },
        title: manifest.name().or(project.name()).unwrap_or("app").to_owned(),
        prune: needs_source || prisma || (build && output.is_none() && !standalone),
        hooks: manifest.script("prepare").is_some_and(is_hook),
        needs_source,
        native: native.is_some(),
        manager,
        node,
        framework,
        start,
        build,
        output,
        standalone,
        prisma,
        service,
        health,
        signal,
        private_registry,
    }))
}

/// The port that the start command or the code names, and whether it is taken from `PORT`.
fn port(
    manifest: &Manifest,
    start: &StartCommand,
    code: &[(String, Source)],
    framework: Framework,
) -> (Option<Fact<u16>>, bool) {
    if let Some(port) = start::port(&start.words) {
        let evidence = manifest.evidence("start", "the start command names it").confidence(Confidence::High);
        return (Some(Fact::new(port, evidence)), false);
    }
    let listens = [".listen(", "listen({", "port:", "Port ="];
    let stated = start.environment.iter().find(|(name, _)| name == "PORT").and_then(|(_, port)| port.parse().ok());
    let port = match stated {
        Some(port) => Some(Fact::new(port, manifest.evidence("start", "the start script sets PORT"))),
        // What the framework's own server listens on is no matter of the code.
        None if framework.takes_port() => None,
        None => scan::port(code, &listens),
    };
    (port, framework.takes_port() || scan::takes_port(code))
}

/// Whether `.npmrc` holds a token.
fn private_registry(project: &Project<'_>, ledger: &mut Ledger) -> bool {
    let private_registry = project.read(".npmrc").is_some_and(|source| source.text().contains("_authToken"));
    if private_registry {
        ledger.decide(
            "npm_token",
            "secret mount `npmrc`",
            Evidence::file(project.shown(".npmrc"), "it holds a token, which must not be copied into a layer"),
        );
        ledger.ask(
            "npm_token",
            "Give .npmrc to the build as a secret: docker build --secret id=npmrc,src=.npmrc",
            Vec::new(),
            Some("it is given so".to_owned()),
        );
    }
    private_registry
}

/// What the build writes, and whether Next.js was told to gather all that it needs.
fn output(
    project: &Project<'_>,
    manifest: &Manifest,
    framework: Framework,
    entry: Option<&str>,
    build: bool,
    ledger: &mut Ledger,
) -> (Option<String>, bool) {
    if !build {
        return (None, false);
    }
    if framework == Framework::Next {
        for name in ["next.config.js", "next.config.mjs", "next.config.ts", "next.config.cjs"] {
            if let Some(source) = project.read(name)
                && let Some((line, _)) =
                    scan::lines(&source).find(|(_, line)| line.contains("output") && line.contains("standalone"))
            {
                ledger.decide(
                    "build_output",
                    ".next/standalone",
                    Evidence::line(&source, line, "Next.js gathers all that runs there"),
                );
                return (Some(".next".to_owned()), true);
            }
        }
    }
    let found = start::output_folder(project, manifest, framework, entry);
    let runs_source = entry.is_some_and(|entry| project.has(entry));
    match found.filter(|_| !runs_source) {
        Some(fact) => (Some(ledger.take("build_output", fact)), false),
        None => {
            let why = "the folder that the build writes was not found, so the final image gets the whole tree";
            ledger.decide("build_output", ".", Evidence::default(why));
            (None, false)
        }
    }
}

/// Whether the install runs scripts or takes folders of the project itself.
fn lifecycle(manifest: &Manifest, ledger: &mut Ledger) -> bool {
    for script in ["preinstall", "install", "postinstall", "prepare"] {
        if let Some(text) = manifest.script(script) {
            // Git hooks have nothing to do in an image, and the install does well without them.
            if is_hook(text) {
                continue;
            }
            let evidence = manifest.evidence(script, "the install runs it, so the source is copied before");
            ledger.decide("install_script", script, evidence);
            return true;
        }
    }
    if manifest.has_local_dependency() {
        ledger.decide(
            "install_script",
            "local packages",
            Evidence::text(
                &manifest.source,
                "file:",
                "a dependency is a folder of the project, so the source is copied before",
            ),
        );
        return true;
    }
    false
}

fn is_hook(script: &str) -> bool {
    ["husky", "lefthook", "simple-git-hooks"].iter().any(|tool| script.contains(tool))
}

/// A file that Next.js makes a route of: `app/api/health/route.ts`, `pages/api/health.ts`.
fn health_file(code: &[(String, Source)]) -> Option<Fact<String>> {
    code.iter().find_map(|(path, source)| {
        let bare = path.strip_prefix("src/").unwrap_or(path);
        let (bare, _) = bare.rsplit_once('.')?;
        let route = match bare.strip_prefix("app/").and_then(|rest| rest.strip_suffix("/route")) {
            Some(route) => route,
            None => bare.strip_prefix("pages/").filter(|route| route.starts_with("api/"))?,
        };
        // A folder in brackets only groups.
        let parts: Vec<&str> = route.split('/').filter(|part| !part.starts_with('(')).collect();
        let known = ["health", "healthz", "healthcheck", "livez", "ping"];
        known.contains(parts.last()?).then(|| {
            Fact::new(format!("/{}", parts.join("/")), Evidence::file(source.name(), "a route by the file's place"))
        })
    })
}

/// A route of the code, or a controller of `NestJS`.
fn health_path(code: &[(String, Source)]) -> Option<Fact<String>> {
    if let Some(fact) = scan::health_path(code).or_else(|| health_file(code)) {
        return Some(fact);
    }
    for (_, source) in code {
        for (line, text) in scan::lines(source) {
            let Some(path) =
                text.trim_start().strip_prefix("@Controller(").and_then(|_| scan::strings(text).first().copied())
            else {
                continue;
            };
            if matches!(path.trim_matches('/'), "health" | "healthz" | "api/health") {
                let prefix = scan::first_with(code, &["setGlobalPrefix("]).and_then(|(source, line)| {
                    let line = source.text().lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
                    scan::strings(line).first().map(|prefix| format!("/{}", prefix.trim_matches('/')))
                });
                let path = format!("{}/{}", prefix.unwrap_or_default(), path.trim_matches('/'));
                return Some(Fact::new(
                    path,
                    Evidence::line(source, line, "a controller of the code").confidence(Confidence::Medium),
                ));
            }
        }
    }
    None
}

/// A server that listens on the container's own loopback cannot be reached from outside.
fn listens_outside(code: &[(String, Source)], framework: Framework, ledger: &mut Ledger) {
    let loopback = code.iter().find_map(|(_, source)| {
        let (line, _) = scan::lines(source).find(|(_, line)| {
            line.contains("listen(")
                && (line.contains("127.0.0.1") || line.contains("localhost"))
                && !line.contains("console.")
                && !line.contains("log")
        })?;
        Some((source.clone(), line))
    });
    if let Some((source, line)) = loopback {
        ledger.decide(
            "listen_address",
            "127.0.0.1",
            Evidence::line(&source, line, "the code listens on the loopback only").confidence(Confidence::Medium),
        );
        ledger.ask("listen_address", "The code listens on 127.0.0.1, which nothing outside of the container can reach. Let it listen on 0.0.0.0.", Vec::new(), Some("it will listen on 0.0.0.0".to_owned()));
    } else if framework == Framework::Fastify && scan::first_with(code, &["0.0.0.0", "host:", "HOST"]).is_none() {
        ledger.ask(
            "listen_address",
            "Fastify listens on localhost unless it is told a host. Give `host: '0.0.0.0'` to listen().",
            Vec::new(),
            Some("it listens on 0.0.0.0".to_owned()),
        );
    }
}

fn runs_bun(start: &StartCommand) -> bool {
    start.words.first().is_some_and(|word| word == "bun")
}

fn health(service: &Service, bun: bool) -> Health {
    let Some(port) = service.port else { return Health::None("the service has no port that is known") };
    let program = if bun { "bun" } else { "node" };
    let script = match (&service.health_path, service.takes_port) {
        (Some(path), true) => fetch(&format!("'http://127.0.0.1:' + process.env.PORT + '{path}'")),
        (Some(path), false) => fetch(&format!("'http://127.0.0.1:{port}{path}'")),
        (None, true) => connect("process.env.PORT"),
        (None, false) => connect(&port.to_string()),
    };
    Health::Command(vec![program.to_owned(), "-e".to_owned(), script])
}

fn fetch(address: &str) -> String {
    format!("fetch({address}).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))")
}

fn connect(port: &str) -> String {
    format!(
        "require('net').connect({port}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))"
    )
}

/// The files that the install reads, apart from folders.
fn manifests(facts: &Facts, project: &Project<'_>) -> Vec<String> {
    let mut files = vec!["package.json".to_owned()];
    files.extend(facts.manager.lockfile.clone());
    let more = [".npmrc", ".pnpmfile.cjs", "pnpm-workspace.yaml", ".yarnrc.yml", ".yarnrc", "bunfig.toml"];
    let copied = |name: &&str| project.has(name) && !(*name == ".npmrc" && facts.private_registry);
    files.extend(more.iter().filter(|name| copied(name)).map(|name| (*name).to_owned()));
    files
}

fn copy_manifests(facts: &Facts, project: &Project<'_>, draft: &mut Draft) {
    draft.comment("Manifests first: the install below is repeated only when they change.");
    draft.copy(&manifests(facts, project), "./");
    for folder in [".yarn/releases", ".yarn/plugins", ".yarn/patches", "patches"] {
        if project.has_folder(folder) {
            draft.copy(&[folder], &format!("./{folder}/"));
        }
    }
}

fn install(facts: &Facts, draft: &mut Draft, command: &str) {
    facts.manager.explain(draft);
    if facts.private_registry {
        draft.comment("The registry's token comes as a secret: docker build --secret id=npmrc,src=.npmrc");
        draft.run_with_secret(facts.manager.cache(), "npmrc", "/root/.npmrc", command);
    } else {
        draft.run(&[facts.manager.cache()], &[command]);
    }
}

fn print(facts: &Facts, project: &Project<'_>, draft: &mut Draft) {
    let bun_runtime = runs_bun(&facts.start);
    let image = format!("node:{}-{}-slim", facts.node, runtime::suite(&facts.node));
    let bun = facts.manager.kind == Kind::Bun;
    let bun_image = format!("oven/bun:{}-slim", facts.manager.version.as_deref().unwrap_or("1"));
    let major = facts.node.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    let mut node_image = String::new();
    if !bun_runtime {
        draft
            .comment("Names the Debian release, so that the tag does not move to the next one. Pin it by digest for");
        draft.comment("builds that can be repeated: --build-arg NODE_TAG=…@sha256:…");
        node_image = draft.image("NODE_TAG", &image);
    }
    let bun_image = if bun { draft.image("BUN_TAG", &bun_image) } else { String::new() };
    let (build_image, final_image) = match (bun, bun_runtime) {
        (true, true) => (&bun_image, &bun_image),
        (true, false) => (&bun_image, &node_image),
        _ => (&node_image, &node_image),
    };
    draft.from(build_image, Some("base"));
    draft.workdir("/app");
    if let Some((name, value)) = facts.manager.environment(project) {
        draft.comment("Plain node_modules, so that the final image needs no loader.");
        draft.env(&[(name, value)]);
    }
    if facts.native {
        draft.comment("For dependencies that compile when no binary fits; the final image has none of it.");
        draft.packages("python3 make g++");
    }
    if facts.prisma {
        draft.packages("openssl");
    }
    if let Some(setup) = facts.manager.setup(major) {
        draft.comment("Installed by npm: images of Node.js 25 and later have neither corepack nor yarn.");
        draft.run(&[Cache::shared("/root/.npm")], &[setup]);
    }
    let split = !facts.prune && !facts.standalone;
    if split {
        draft.comment("What runs in production, without development dependencies.");
        draft.from("base", Some("dependencies"));
        copy_manifests(facts, project, draft);
        if facts.hooks && !bun {
            draft.comment(
                "Git hooks have nothing to do in an image, and what installs them is not there in production.",
            );
            draft.run::<&str>(&[], &["npm pkg delete scripts.prepare"]);
        }
        install(facts, draft, &facts.manager.install_production());
    }
    if facts.build || facts.prune {
        print_build(facts, project, draft);
    }
    print_final(facts, draft, final_image, split);
}

fn print_build(facts: &Facts, project: &Project<'_>, draft: &mut Draft) {
    draft.from("base", Some("build"));
    if facts.needs_source {
        draft.comment("The install runs scripts of the project, so it needs the whole source.");
        draft.copy(&["."], ".");
    } else {
        copy_manifests(facts, project, draft);
    }
    install(facts, draft, &facts.manager.install());
    if !facts.needs_source {
        draft.copy(&["."], ".");
    }
    let mut lines: Vec<String> = Vec::new();
    if facts.prisma {
        lines.push("node_modules/.bin/prisma generate".to_owned());
    }
    if facts.build {
        lines.push(facts.manager.run("build"));
    }
    if !lines.is_empty() {
        draft.run(&[], &lines);
    }
    if facts.prune && !facts.standalone {
        draft.comment("Leaves what runs in production.");
        draft.run(&[facts.manager.cache()], &[facts.manager.prune()]);
    }
}

fn print_final(facts: &Facts, draft: &mut Draft, image: &str, split: bool) {
    draft.from(image, None);
    draft.workdir("/app");
    let port = facts.service.environment();
    let mut environment = vec![("NODE_ENV", "production")];
    if let Some((name, value)) = &port {
        environment.push((name, value));
    }
    if let Some(host) = facts.framework.host_variable() {
        environment.push((host, "0.0.0.0"));
    }
    environment.extend(
        facts
            .start
            .environment
            .iter()
            .filter(|(name, _)| name != "NODE_ENV" && name != "PORT")
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    draft.env(&environment);
    if facts.prisma {
        draft.packages("openssl");
    }
    let mut start = facts.start.words.clone();
    if facts.standalone {
        draft.copy_from("build", "/app/.next/standalone", "./");
        draft.copy_owned("build", "1000:1000", "/app/.next/static", "./.next/static");
        if facts.assets.contains(&"public") {
            draft.copy_from("build", "/app/public", "./public");
        }
        start = vec!["node".to_owned(), "server.js".to_owned()];
    } else {
        let modules = if split { "dependencies" } else { "build" };
        match (&facts.output, facts.build) {
            (Some(output), _) => {
                draft.copy_from(modules, "/app/node_modules", "./node_modules");
                draft.copy::<&str>(&["package.json"], "./");
                for folder in facts.assets.iter().filter(|folder| *folder != output) {
                    draft.copy_from("build", &format!("/app/{folder}"), &format!("./{folder}"));
                }
                if facts.framework == Framework::Next {
                    draft.comment("Next.js writes its cache there.");
                    draft.copy_owned("build", "1000:1000", "/app/.next", "./.next");
                } else {
                    draft.copy_from("build", &format!("/app/{output}"), &format!("./{output}"));
                }
            }
            (None, true) => {
                draft.copy_from("build", "/app", "./");
            }
            (None, false) => {
                draft.copy_from(modules, "/app/node_modules", "./node_modules");
                draft.comment("Only what .dockerignore lets through.");
                draft.copy(&["."], ".");
            }
        }
    }
    let start = Start { command: start, comments: facts.signal.clone(), entrypoint: false };
    facts.service.print(draft, &facts.title, "1000:1000", &facts.health, "10s", &start);
}
