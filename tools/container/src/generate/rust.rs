//! Rust.

use architect_core::{Confidence, Source, ToolError, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::generate::draft::{Cache, Draft};
use crate::generate::service::{Health, Service, Start, Unhandled, decide_signal};
use crate::generate::{Composed, Wishes, ask_for_context, ignore, image_name, speakable};
use crate::project::decision::{Evidence, Fact};
use crate::project::{Ledger, Project, scan};
use crate::tags::{Version, catalogue};

/// Crates that need packages of the system: name in the lockfile, when it builds, when it runs.
const NATIVE: [(&str, &str, &str); 6] = [
    ("openssl-sys", "pkg-config libssl-dev", ""),
    ("pq-sys", "libpq-dev", "libpq5"),
    ("mysqlclient-sys", "default-libmysqlclient-dev", "libmariadb3"),
    ("prost-build", "protobuf-compiler", ""),
    ("rdkafka-sys", "cmake g++ make zlib1g-dev", "zlib1g"),
    ("aws-lc-sys", "cmake make", ""),
];

/// A program that the project can build.
#[derive(Debug, Clone)]
struct Binary {
    name: String,
    package: String,
    /// Folder of its package, relative; empty for the root.
    folder: String,
    evidence: Evidence,
    /// What the manifest itself says is run.
    preferred: bool,
}

pub(crate) fn compose(
    project: &Project<'_>,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<Composed>, ToolError> {
    let binaries = binaries(project)?;
    let Some(binary) = choose(&binaries, wishes, ledger)? else { return Ok(None) };
    speakable(&binary.name)?;
    speakable(&binary.package)?;
    if let Some((manifest, outside)) = outside(project, &binary) {
        ask_for_context(ledger, &manifest, &outside);
        return Ok(None);
    }
    let version = version(project, wishes, ledger);
    let all = project.code(&["rs"]);
    let prefix = if binary.folder.is_empty() { String::new() } else { format!("{}/", binary.folder) };
    let own: Vec<(String, Source)> = all.iter().filter(|(path, _)| path.starts_with(&prefix)).cloned().collect();
    let lock = project.read("Cargo.lock");
    if lock.is_none() {
        ledger.ask("Cargo.lock", "There is no Cargo.lock, so the build stops at --locked. Commit it: a service is built from fixed versions.", Vec::new(), Some("Cargo.lock is there".to_owned()));
    }
    let framework = framework(project, &binary);
    if let Some((name, source, package)) = &framework {
        ledger.decide("framework", *name, Evidence::text(source, package, "a dependency"));
    }
    let listens = [".bind(", "::bind(", "SocketAddr::from(", "addr =", "port ="];
    let usual = framework.as_ref().map(|(name, ..)| match *name {
        "axum" | "Poem" => 3000,
        "Rocket" => 8000,
        _ => 8080,
    });
    let service = Service::find(
        project,
        ledger,
        wishes.port,
        scan::port(&own, &listens),
        scan::takes_port(&own),
        usual,
        scan::health_path(&own),
    );
    let program = format!("/usr/local/bin/{}", binary.name);
    let health = match health_command(&own) {
        Some(fact) => Health::Command(vec![program.clone(), ledger.take("health_command", fact)]),
        None => {
            Health::None("the image has no shell, and the program has no command that asks itself for its health.")
        }
    };
    service.decide_health(ledger, &health);
    let signal = decide_signal(ledger, signal(&own, framework.as_ref().map(|(name, ..)| *name)), Unhandled::Ignored);
    let (build_packages, runtime_packages) = packages(lock.as_ref(), ledger);
    let facts = Facts {
        version,
        workspace: binaries.iter().any(|other| other.package != binary.package) || !binary.folder.is_empty(),
        rocket: framework.as_ref().is_some_and(|(name, ..)| *name == "Rocket"),
        offline: project.has_folder(".sqlx"),
        binary,
        build_packages,
        runtime_packages,
    };
    if facts.offline {
        ledger.decide(
            "sqlx",
            "offline",
            Evidence::file(project.shown(".sqlx"), "prepared queries are there: the build needs no database"),
        );
    }
    let mut draft = Draft::default();
    print(&facts, &service, &health, &signal, &program, &mut draft);
    Ok(Some(Composed {
        file: draft.finish(),
        dockerignore: ignore::text(&["target"]),
        name: image_name(&facts.binary.name),
    }))
}

/// A dependency of the package by a path that leads out of the project.
fn outside(project: &Project<'_>, binary: &Binary) -> Option<(Source, String)> {
    let folder = &binary.folder;
    let own = if folder.is_empty() { "Cargo.toml".to_owned() } else { format!("{folder}/Cargo.toml") };
    let depth = folder.split('/').filter(|part| !part.is_empty()).count();
    [(own, depth), ("Cargo.toml".to_owned(), 0)].into_iter().find_map(|(path, depth)| {
        let source = project.read(&path)?;
        let (_, line) = scan::lines(&source).find(|(_, line)| {
            let target = line.split_once("path").and_then(|(_, rest)| scan::strings(rest).first().copied());
            target.is_some_and(|target| target.matches("../").count() > depth)
        })?;
        let line = line.trim().to_owned();
        Some((source, line))
    })
}

#[derive(Debug)]
struct Facts {
    version: String,
    binary: Binary,
    workspace: bool,
    rocket: bool,
    offline: bool,
    build_packages: Vec<String>,
    runtime_packages: Vec<String>,
}

type Table<'t> = DeTable<'t>;

fn get<'t, 'i>(table: &'t Table<'i>, key: &str) -> Option<&'t Spanned<DeValue<'i>>> {
    table.iter().find(|(name, _)| name.get_ref().as_ref() == key).map(|(_, value)| value)
}

fn table<'t, 'i>(table: &'t Table<'i>, key: &str) -> Option<&'t Table<'i>> {
    get(table, key)?.get_ref().as_table()
}

fn text<'t>(table: &'t Table<'_>, key: &str) -> Option<&'t str> {
    get(table, key)?.get_ref().as_str()
}

fn at(source: &Source, value: &Spanned<DeValue<'_>>, reason: &str) -> Evidence {
    Evidence::line(source, source.position(value.span().start).line, reason)
}

fn parse(source: &Source) -> Result<Spanned<Table<'_>>, ToolError> {
    DeTable::parse(source.text()).map_err(|error| {
        let line = source.position(error.span().map_or(0, |span| span.start)).line;
        ToolError::invalid_input(format!("`{}` line {line}: {}", source.name(), error.message()))
    })
}

/// Every program of the package or of the workspace's packages.
fn binaries(project: &Project<'_>) -> Result<Vec<Binary>, ToolError> {
    let mut found = Vec::new();
    let manifests: Vec<String> = project
        .paths()
        .filter(|path| *path == "Cargo.toml" || path.ends_with("/Cargo.toml"))
        .map(ToOwned::to_owned)
        .collect();
    for path in manifests {
        let folder = path.strip_suffix("Cargo.toml").unwrap_or_default().trim_end_matches('/').to_owned();
        let skipped = folder
            .split('/')
            .any(|part| matches!(part, "examples" | "tests" | "fixtures" | "vendor" | "fuzz" | "xtask" | "target"));
        let Some(source) = project.read(&path).filter(|_| !skipped) else { continue };
        let document = parse(&source)?;
        let Some(package) = table(document.get_ref(), "package") else { continue };
        let Some(name) = text(package, "name") else { continue };
        found.extend(of_package(project, &source, document.get_ref(), package, name, &folder));
    }
    Ok(found)
}

fn of_package(
    project: &Project<'_>,
    source: &Source,
    document: &Table<'_>,
    package: &Table<'_>,
    name: &str,
    folder: &str,
) -> Vec<Binary> {
    let path = |file: &str| if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") };
    let default_run = text(package, "default-run");
    let binary = |bin: &str, evidence: Evidence| Binary {
        name: bin.to_owned(),
        package: name.to_owned(),
        folder: folder.to_owned(),
        evidence,
        preferred: default_run == Some(bin),
    };
    let mut found: Vec<Binary> = Vec::new();
    let mut named_main = false;
    for value in get(document, "bin").and_then(|bins| bins.get_ref().as_array()).into_iter().flatten() {
        let Some(table) = value.get_ref().as_table() else { continue };
        named_main |= text(table, "path").is_none_or(|path| path == "src/main.rs");
        if let Some(bin) = text(table, "name") {
            found.push(binary(bin, at(source, value, "a [[bin]] of the manifest")));
        }
    }
    if project.has(&path("src/main.rs")) && !named_main {
        found.push(binary(name, Evidence::file(project.shown(&path("src/main.rs")), "the package's program")));
    }
    let prefix = path("src/bin/");
    for file in project.paths().filter_map(|file| file.strip_prefix(&prefix)) {
        let bin =
            file.strip_suffix("/main.rs").or_else(|| file.strip_suffix(".rs").filter(|name| !name.contains('/')));
        if let Some(bin) = bin
            && !found.iter().any(|known| known.name == bin)
        {
            found
                .push(binary(bin, Evidence::file(project.shown(&format!("{prefix}{file}")), "a program of src/bin")));
        }
    }
    found
}

fn choose(binaries: &[Binary], wishes: &Wishes, ledger: &mut Ledger) -> Result<Option<Binary>, ToolError> {
    let decided = |binary: &Binary, ledger: &mut Ledger| {
        ledger.decide("binary", binary.name.clone(), binary.evidence.clone());
        Some(binary.clone())
    };
    let choices: Vec<String> = binaries.iter().map(|binary| binary.name.clone()).collect();
    if let Some(wanted) = &wishes.service {
        let wanted = wanted.trim_matches('/');
        let meant = |binary: &&Binary| {
            binary.name == wanted
                || binary.package == wanted
                || binary.folder == wanted
                || binary.folder.rsplit('/').next() == Some(wanted)
        };
        if let Some(binary) = binaries.iter().find(meant) {
            return Ok(decided(binary, ledger));
        }
        let error = ToolError::not_found(format!("there is no binary `{wanted}`"));
        return Err(match nearest::suggestion(wanted, choices.iter().map(String::as_str)) {
            Some(help) => error.help(help),
            None => error,
        });
    }
    let preferred: Vec<&Binary> = binaries.iter().filter(|binary| binary.preferred).collect();
    if let [only] = preferred.as_slice() {
        return Ok(decided(only, ledger));
    }
    match binaries {
        [] => {
            ledger.ask("service", "No program was found: is this a library?", Vec::new(), None);
            Ok(None)
        }
        [only] => Ok(decided(only, ledger)),
        _ => {
            ledger.ask(
                "service",
                "The project builds several programs, and each gets a Dockerfile of its own. Which one is meant?",
                choices,
                None,
            );
            Ok(None)
        }
    }
}

/// The compiler: what a file pins, or the newest stable one. `rust-version` is a minimum and no pick.
fn version(project: &Project<'_>, wishes: &Wishes, ledger: &mut Ledger) -> String {
    if let Some(version) = &wishes.runtime_version {
        return ledger.take("runtime_version", Fact::new(version.clone(), Evidence::argument("runtime_version")));
    }
    let newest = catalogue().lines("rust").last().map(ToString::to_string).unwrap_or_default();
    for name in ["rust-toolchain.toml", "rust-toolchain"] {
        let Some(source) = project.read(name) else { continue };
        let (line, channel) =
            scan::setting(&source, "channel").unwrap_or_else(|| (1, source.text().trim().to_owned()));
        if let Some(version) = Version::read(&channel) {
            let version = version.to_string();
            return ledger.take(
                "runtime_version",
                Fact::new(version, Evidence::line(&source, line, "the toolchain file pins it")),
            );
        }
        if channel != "stable" {
            ledger.ask(
                "runtime_version",
                format!("The toolchain `{channel}` has no official image; rustup loads it during the build, by the toolchain file."),
                Vec::new(),
                Some(format!("{newest}, and rustup loads `{channel}`")),
            );
        }
        let evidence = Evidence::line(
            &source,
            line,
            format!("the toolchain file says `{channel}`: the newest as of {}", catalogue().as_of),
        );
        return ledger.take("runtime_version", Fact::new(newest, evidence));
    }
    let minimum = project.read("Cargo.toml").and_then(|source| {
        let (line, version) = scan::setting(&source, "rust-version")?;
        let reason = format!(
            "the newest stable compiler as of {}; `rust-version` {version} is only the least",
            catalogue().as_of
        );
        Some(Evidence::line(&source, line, reason))
    });
    let evidence = minimum.unwrap_or_else(|| {
        Evidence::default(format!("the newest stable compiler as of {}", catalogue().as_of))
            .confidence(Confidence::Medium)
    });
    ledger.take("runtime_version", Fact::new(newest, evidence))
}

fn framework(project: &Project<'_>, binary: &Binary) -> Option<(&'static str, Source, &'static str)> {
    const KNOWN: [(&str, &str); 7] = [
        ("axum", "axum"),
        ("Actix Web", "actix-web"),
        ("Rocket", "rocket"),
        ("Poem", "poem"),
        ("warp", "warp"),
        ("Salvo", "salvo"),
        ("Hyper", "hyper"),
    ];
    let path =
        if binary.folder.is_empty() { "Cargo.toml".to_owned() } else { format!("{}/Cargo.toml", binary.folder) };
    let source = project.read(&path)?;
    let document = parse(&source).ok()?;
    let dependencies = table(document.get_ref(), "dependencies")?;
    let (name, package) = KNOWN.into_iter().find(|(_, package)| get(dependencies, package).is_some())?;
    drop(document);
    Some((name, source, package))
}

fn health_command(code: &[(String, Source)]) -> Option<Fact<String>> {
    const WORDS: [&str; 7] =
        ["healthcheck", "health-check", "health", "--healthcheck", "--health-check", "--health", "-healthcheck"];
    code.iter().find_map(|(_, source)| {
        scan::lines(source).find_map(|(at, line)| {
            let argument = line.contains("args")
                || line.contains("Some(")
                || line.contains("arg(")
                || line.contains("Command::new(\"health");
            let word = scan::strings(line).into_iter().find(|text| WORDS.contains(text)).filter(|_| argument)?;
            Some(Fact::new(
                word.to_owned(),
                Evidence::line(source, at, "a command of the program").confidence(Confidence::Medium),
            ))
        })
    })
}

fn signal(code: &[(String, Source)], framework: Option<&str>) -> Option<Fact<String>> {
    if let Some((source, line)) = scan::first_with(code, &["SignalKind::terminate()", "SIGTERM"]) {
        return Some(Fact::new(
            "handled by the code".to_owned(),
            Evidence::line(&source, line, "the code takes SIGTERM"),
        ));
    }
    matches!(framework, Some("Actix Web" | "Rocket")).then(|| {
        Fact::new(
            "handled by the framework".to_owned(),
            Evidence::default("the server takes SIGTERM itself").confidence(Confidence::High),
        )
    })
}

fn packages(lock: Option<&Source>, ledger: &mut Ledger) -> (Vec<String>, Vec<String>) {
    let (mut build, mut run) = (Vec::new(), Vec::new());
    let Some(lock) = lock else { return (build, run) };
    for (krate, when_built, when_run) in NATIVE {
        let entry = format!("name = \"{krate}\"");
        // A vendored OpenSSL brings its own source.
        let vendored = krate == "openssl-sys" && lock.text().contains("name = \"openssl-src\"");
        if !lock.text().contains(&entry) || vendored {
            continue;
        }
        let words = |text: &str| text.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>();
        let value =
            [when_built, when_run].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ");
        ledger.decide(
            "system_packages",
            value,
            Evidence::text(lock, &entry, format!("{krate} needs them")).confidence(Confidence::Medium),
        );
        build.extend(words(when_built));
        run.extend(words(when_run));
    }
    (build, run)
}

fn print(facts: &Facts, service: &Service, health: &Health, signal: &[String], program: &str, draft: &mut Draft) {
    draft.comment("Names the Debian release, so that the tag does not move to the next one. Pin both by digest for");
    draft.comment("builds that can be repeated.");
    let build = draft.image("RUST_TAG", &format!("rust:{}-slim-trixie", facts.version));
    let plain = facts.runtime_packages.is_empty();
    draft.comment(if plain {
        "The C library of the same Debian, libssl and certificates; no shell."
    } else {
        "The same Debian as the build: the program needs packages of it."
    });
    let runtime = if plain { "gcr.io/distroless/cc-debian13:nonroot" } else { "debian:trixie-slim" };
    let runtime = draft.image("RUNTIME_TAG", runtime);
    draft.from(&build, Some("build"));
    draft.workdir("/src");
    if !facts.build_packages.is_empty() {
        draft.packages(&facts.build_packages.join(" "));
    }
    if facts.offline {
        draft.env(&[("SQLX_OFFLINE", "true")]);
    }
    draft.copy(&["."], ".");
    draft.comment(
        "Dependencies stay compiled in the caches, so an edit compiles only what it touches. The program is",
    );
    draft.comment("taken out in the same RUN, since a cache is no part of the image.");
    let name = &facts.binary.name;
    let package = if facts.workspace { format!(" --package {}", facts.binary.package) } else { String::new() };
    let caches = [
        Cache::shared("/usr/local/cargo/registry"),
        Cache::shared("/usr/local/cargo/git"),
        Cache::locked("/src/target"),
    ];
    draft.run(
        &caches,
        &[
            format!("cargo build --locked --release{package} --bin {name}"),
            format!("install -D target/release/{name} /out/{name}"),
        ],
    );
    draft.from(&runtime, None);
    let port = service.environment();
    let mut environment: Vec<(&str, &str)> = Vec::new();
    let number = service.port.map(|port| port.to_string());
    if facts.rocket {
        environment.push(("ROCKET_ADDRESS", "0.0.0.0"));
        if let Some(number) = &number {
            environment.push(("ROCKET_PORT", number));
        }
    }
    if let Some((name, value)) = &port {
        environment.push((name, value));
    }
    if !environment.is_empty() {
        draft.env(&environment);
    }
    if !plain {
        draft.packages(&format!("ca-certificates {}", facts.runtime_packages.join(" ")));
    }
    draft.copy_from("build", &format!("/out/{name}"), program);
    let start = Start { command: vec![program.to_owned()], comments: signal.to_vec(), entrypoint: true };
    let user = if plain { "65532:65532" } else { "10001:10001" };
    service.print(draft, name, user, health, "5s", &start);
}
