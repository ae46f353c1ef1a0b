//! A service as its project tells it: the facts that a deployment of it is made from.
//!
//! They are the facts that its Dockerfile is made from, and what the image does not need to know but its surroundings
//! do: the variables that the code reads, what it leans on, how it changes its schema, how long it takes to stop.

pub mod backing;
pub mod environment;
pub mod migration;
pub mod stopping;

use architect_container::dockerfile::{Command, Dockerfile, Instruction, Stage};
use architect_container::generate::{Made, Stack};
use architect_container::project::{Evidence, Ledger, Project, scan};
use architect_core::{Confidence, Source};

pub use backing::Backing;
pub use environment::{Need, Variable};
pub use migration::Migration;

/// What becomes of a stop signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The service takes it and ends in order.
    Handled,
    /// As process 1 it would not even see it.
    NeedsInit,
    /// It ends at once.
    Abrupt,
}

/// A service.
#[derive(Debug)]
pub struct Service {
    /// Its name, as hosts are named.
    pub name: String,
    /// Folder that its image is built from.
    pub folder: String,
    /// The stack.
    pub stack: Option<Stack>,
    /// Name and tag of an image that is there already.
    pub image: Option<String>,
    /// Where it listens.
    pub port: Option<u16>,
    /// User and group of the image's process.
    pub user: (u32, u32),
    /// The path that tells whether it can take requests.
    pub ready: Option<String>,
    /// The path that tells whether it is alive, when it is another one.
    pub live: Option<String>,
    /// The command by which the image asks for its own health.
    pub check: Option<Vec<String>>,
    /// What becomes of a stop signal.
    pub stop: Stop,
    /// Seconds that the code gives requests in flight when it stops.
    pub shutdown: Option<u32>,
    /// Variables that the image itself sets.
    pub set: Vec<String>,
    /// Variables that the code reads, without those that the image sets.
    pub environment: Vec<Variable>,
    /// What it leans on.
    pub backings: Vec<Backing>,
    /// How its schema is changed.
    pub migration: Option<Migration>,
    /// Folders of the image that it writes, beside `/tmp`.
    pub writes: Vec<&'static str>,
    /// Whether it calls addresses outside.
    pub calls_out: bool,
}

/// Paths that say whether requests can be taken.
const READY: [&str; 7] =
    ["/readyz", "/ready", "/readiness", "/health/ready", "/health/readiness", "/api/ready", "/-/ready"];

/// Paths that say whether the process is alive.
const LIVE: [&str; 8] =
    ["/livez", "/live", "/liveness", "/health/live", "/health/liveness", "/alive", "/ping", "/-/healthy"];

/// Number of the user below which hosts have users of their own.
pub const LOW_USER: u32 = 10_000;

impl Service {
    /// The facts of a project for which a Dockerfile was made; its decisions go on in the ledger.
    pub fn of(made: &Made, project: &Project<'_>, ledger: &mut Ledger) -> Option<Self> {
        let stack = made.stack?;
        let stage = made.file.as_ref()?.final_stage()?;
        let existing = existing(project);
        let decided = |name: &str| made.decisions.iter().rev().find(|decision| decision.name == name);
        let value = |name: &str| decided(name).map(|decision| decision.value.clone());
        let port = value("port").and_then(|port| port.parse().ok());
        let stop = match value("stop_signal").as_deref() {
            Some("an init must stand before the service") => Stop::NeedsInit,
            Some("ends at once") => Stop::Abrupt,
            _ => Stop::Handled,
        };
        let mut set = variables(stage);
        if let Some((_, file)) = &existing
            && let Some(stage) = file.final_stage()
        {
            set.extend(variables(stage));
        }
        let boot = value("framework").is_some_and(|framework| framework.starts_with("Spring Boot"));
        let code = project.code(&["js", "mjs", "cjs", "ts", "mts", "cts", "py", "go", "java", "kt", "rs"]);
        let (ready, live) = probes(value("health_path"), boot, &code, ledger);
        let mut environment = environment::of_project(project);
        environment.retain(|variable| !set.contains(&variable.name) || variable.name == "PORT");
        let mut backings = Vec::new();
        for (kind, evidence) in backing::of_project(project) {
            ledger.decide("depends_on", kind.host(), evidence);
            backings.push(kind);
        }
        let shutdown = stopping::seconds(project, &code, boot).map(|fact| {
            ledger.decide("shutdown_seconds", fact.value.to_string(), fact.evidence.clone());
            fact.value
        });
        let mut writes = Vec::new();
        if value("framework").is_some_and(|framework| framework.contains("Next")) {
            let evidence = Evidence::default("Next.js writes its cache there").confidence(Confidence::High);
            ledger.decide("writes", "/app/.next/cache", evidence);
            writes.push("/app/.next/cache");
        }
        Some(Self {
            name: host_name(&made.name),
            folder: made.context.clone(),
            stack: Some(stack),
            image: None,
            port,
            user: user(stage, existing.as_ref(), ledger),
            ready,
            live,
            check: check_of(stage, made, existing.as_ref().map(|(_, file)| file)),
            stop,
            shutdown,
            set,
            environment,
            backings,
            migration: migration::of_project(project, &code, ledger),
            writes,
            calls_out: calls_out(&code, ledger),
        })
    }

    /// A service of which only a few words are known.
    pub fn stated(name: &str, image: Option<String>, port: Option<u16>) -> Self {
        Self {
            name: host_name(name),
            folder: ".".to_owned(),
            stack: None,
            image,
            port,
            user: (10_001, 10_001),
            ready: None,
            live: None,
            check: None,
            stop: Stop::Handled,
            shutdown: None,
            set: Vec::new(),
            environment: Vec::new(),
            backings: Vec::new(),
            migration: None,
            writes: Vec::new(),
            calls_out: false,
        }
    }
}

/// A name as hosts and Kubernetes' objects are named: small letters, digits and `-`, beginning with a letter.
pub fn host_name(name: &str) -> String {
    const LONGEST: usize = 50;
    let made: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(LONGEST)
        .collect();
    let made = made.trim_matches('-');
    if made.is_empty() {
        "app".to_owned()
    } else if made.starts_with(|c: char| c.is_ascii_digit()) {
        format!("app-{made}")
    } else {
        made.to_owned()
    }
}

/// The Dockerfile that the service has already.
fn existing(project: &Project<'_>) -> Option<(Source, Dockerfile)> {
    let source = ["Dockerfile", "Containerfile"].into_iter().find_map(|name| project.read(name))?;
    let file = Dockerfile::read(&source);
    Some((source, file))
}

fn variables(stage: &Stage) -> Vec<String> {
    let pairs = stage.statements.iter().filter_map(|statement| match &statement.instruction {
        Instruction::Env(pairs) => Some(pairs),
        _ => None,
    });
    pairs.flatten().map(|pair| pair.name.text.clone()).collect()
}

fn numbers(text: &str) -> Option<(u32, u32)> {
    let (user, group) = text.split_once(':').unwrap_or((text, text));
    Some((user.parse().ok()?, group.parse().ok()?))
}

/// The user of the image: of the Dockerfile that is there, or of the one that would be made.
fn user(stage: &Stage, existing: Option<&(Source, Dockerfile)>, ledger: &mut Ledger) -> (u32, u32) {
    let made = stage.user().and_then(|(_, word)| numbers(&word.text)).unwrap_or((10_001, 10_001));
    let Some((source, file)) = existing else {
        let evidence = Evidence::default("the user of the Dockerfile that `generate_dockerfile` writes");
        ledger.decide("user", format!("{}:{}", made.0, made.1), evidence.confidence(Confidence::High));
        return made;
    };
    let stated = file.final_stage().and_then(|stage| file.lineage(stage).into_iter().find_map(Stage::user));
    if let Some((statement, word)) = stated {
        let line = source.position(statement.span.start).line;
        if let Some(user) = numbers(&word.text).filter(|(user, _)| *user != 0) {
            ledger.decide("user", word.text.clone(), Evidence::line(source, line, "the Dockerfile sets it"));
            return user;
        }
    }
    ledger.ask(
        "user",
        format!(
            "`{}` sets no user by number other than root, and Kubernetes refuses a named one with runAsNonRoot. Repair it: `generate_dockerfile` writes one that runs as {}:{}.",
            source.name(),
            made.0,
            made.1
        ),
        Vec::new(),
        Some(format!("{}:{}", made.0, made.1)),
    );
    made
}

/// The health check of the Dockerfile that is there, or of the one that would be made when both stand on the same image.
fn check_of(stage: &Stage, made: &Made, existing: Option<&Dockerfile>) -> Option<Vec<String>> {
    let Some(there) = existing.and_then(|file| Some((file, file.final_stage()?))) else { return check(stage) };
    let (file, last) = there;
    // Read again, since only what was read knows what its arguments stand for.
    let made = made.text().map(|text| Dockerfile::read(&Source::new("Dockerfile", text)));
    let base = |file: &Dockerfile| Some(file.base_image(file.final_stage()?).official()?.to_owned());
    let same = made.as_ref().and_then(base).is_some_and(|made| base(file) == Some(made));
    file.lineage(last).into_iter().find_map(check).or_else(|| if same { check(stage) } else { None })
}

/// The command of a health check, in the form that Compose takes.
fn check(stage: &Stage) -> Option<Vec<String>> {
    let (_, check) = stage.healthcheck()?;
    Some(match check.command.as_ref()? {
        Command::Exec(words) => {
            std::iter::once("CMD".to_owned()).chain(words.iter().map(|word| word.text.clone())).collect()
        }
        Command::Shell(shell) => vec!["CMD-SHELL".to_owned(), shell.text.trim().to_owned()],
    })
}

/// The paths of readiness and liveness. Liveness has one only where the code tells the two apart: a path that also asks
/// the database would restart every replica when the database is away.
fn probes(
    health: Option<String>,
    boot: bool,
    code: &[(String, Source)],
    ledger: &mut Ledger,
) -> (Option<String>, Option<String>) {
    if let Some(actuator) = health.as_ref().filter(|path| boot && path.ends_with("/actuator/health")) {
        let evidence = Evidence::default("Spring Boot's groups of probes").confidence(Confidence::High);
        ledger.decide("readiness_path", format!("{actuator}/readiness"), evidence.clone());
        ledger.decide("liveness_path", format!("{actuator}/liveness"), evidence);
        return (Some(format!("{actuator}/readiness")), Some(format!("{actuator}/liveness")));
    }
    let mut route = |name: &str, known: &[&str]| {
        let found = known.iter().find_map(|path| {
            let quoted = [format!("\"{path}\""), format!("'{path}'"), format!(" {path}\"")];
            let (source, line) = code.iter().find_map(|(_, source)| {
                let mut lines = scan::lines(source);
                let address = |line: &str| line.contains("://") || line.contains("fetch(");
                let (at, _) = lines
                    .find(|(_, line)| !address(line) && quoted.iter().any(|text| line.contains(text.as_str())))?;
                Some((source.clone(), at))
            })?;
            Some(((*path).to_owned(), source, line))
        })?;
        let (path, source, line) = found;
        let evidence = Evidence::line(&source, line, "a route of the code").confidence(Confidence::Medium);
        ledger.decide(name, path.clone(), evidence);
        Some(path)
    };
    let ready = route("readiness_path", &READY);
    let live = route("liveness_path", &LIVE);
    match (ready, live, health) {
        (Some(ready), live, health) => {
            let live = live.or(health);
            (Some(ready.clone()), live.filter(|live| *live != ready))
        }
        (None, live, Some(health)) => (Some(health.clone()), live.filter(|live| *live != health)),
        (None, live, None) => (live, None),
    }
}

/// Whether the code calls addresses of the internet.
fn calls_out(code: &[(String, Source)], ledger: &mut Ledger) -> bool {
    let own = ["localhost", "127.0.0.1", "w3.org", "example.", "schema.org", "github.com", "docs.", "opensource.org"];
    let found = code.iter().find_map(|(_, source)| {
        let (line, text) = scan::lines(source).find(|(_, line)| {
            line.contains("https://")
                && !own.iter().any(|word| line.contains(word))
                && !line.trim_start().starts_with("* ")
        })?;
        let at = text.find("https://")?;
        let host: String =
            text.get(at + 8..)?.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
        host.contains('.').then(|| (source.clone(), line, host))
    });
    let Some((source, line, host)) = found else { return false };
    let evidence = Evidence::line(&source, line, "the code names an address outside").confidence(Confidence::Low);
    ledger.decide("calls_outside", host, evidence);
    true
}
