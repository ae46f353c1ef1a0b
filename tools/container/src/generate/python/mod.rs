//! Python.

pub(crate) mod app;
pub(crate) mod manager;
pub(crate) mod workspace;

use std::str::FromStr;

use architect_core::{Confidence, Source, ToolError};
use pep440_rs::{Version as Exact, VersionSpecifiers};

use crate::generate::draft::{Cache, Draft};
use crate::generate::existing;
use crate::generate::python::app::{App, Framework};
use crate::generate::python::manager::Manager;
use crate::generate::python::workspace::Member;
use crate::generate::service::{Health, Service, Start, Unhandled, decide_signal, port_of_existing_files};
use crate::generate::{Composed, Wishes, ask_for_context, given_start, ignore, image_name};
use crate::project::decision::{Evidence, Fact};
use crate::project::{Ledger, Project, scan};
use crate::tags::{Version, catalogue};

/// The release line of uv whose image is used.
const UV_TAG: &str = "0.9";

/// The release of Pipenv that is installed: its lockfile does not say which one wrote it.
const PIPENV: &str = "2026.10.3";

/// The release of PDM that is installed: its lockfile does not say which one wrote it.
const PDM: &str = "2.29.4";

/// Packages that need others of the system: name, when it builds, when it runs.
const NATIVE: [(&str, &str, &str); 8] = [
    ("psycopg2", "gcc libc6-dev libpq-dev", "libpq5"),
    ("mysqlclient", "gcc libc6-dev pkg-config default-libmysqlclient-dev", "libmariadb3"),
    ("pdf2image", "", "poppler-utils"),
    ("pydub", "", "ffmpeg"),
    ("weasyprint", "", "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
    ("cairosvg", "", "libcairo2"),
    ("python-magic", "", "libmagic1t64"),
    ("uwsgi", "gcc libc6-dev", ""),
];

pub(crate) fn compose(
    project: &Project<'_>,
    wishes: &Wishes,
    ledger: &mut Ledger,
) -> Result<Option<Composed>, ToolError> {
    let given = given_start(wishes, ledger)?;
    let Some(manager) = Manager::find(project, wishes, ledger)? else { return Ok(None) };
    if manager == Manager::Uv {
        let evidence =
            Evidence::default("the build copies uv out of its own image; a lockfile of a newer uv needs a newer one")
                .confidence(Confidence::Medium);
        ledger.decide("package_manager_version", UV_TAG, evidence);
    }
    let root = project;
    let member = match workspace::member(root, &manager, wishes, ledger)? {
        workspace::Choice::None => None,
        workspace::Choice::Open => return Ok(None),
        workspace::Choice::Member(member) => Some(member),
    };
    let inner = member.as_ref().map(|member| root.below(&member.folder));
    let project = inner.as_ref().unwrap_or(root);
    if let Some((manifest, outside)) = outside(project, member.is_some()) {
        ask_for_context(ledger, &manifest, &outside);
        return Ok(None);
    }
    let pinned = root.has(".python-version") || !project.has("pyproject.toml");
    let version = version(if pinned { root } else { project }, wishes, ledger);
    let code = project.code(&["py"]);
    let dependencies = dependencies(project);
    let listens = ["uvicorn.run(", ".run(", "--port", "port=", "bind = "];
    let found =
        scan::port(&code, &listens).or_else(|| procfile_port(project)).or_else(|| port_of_existing_files(project));
    let port = wishes.port.or(found.as_ref().map(|fact| fact.value)).unwrap_or(8000);
    let app = match given {
        Some(start) => App { framework: None, start, source_root: None, graceful: true },
        None => match app::find(project, &code, &dependencies, port, ledger) {
            Some(app) => app,
            None => return Ok(None),
        },
    };
    if let Some(framework) = app.framework {
        ledger.decide(
            "framework",
            framework.title(),
            Evidence::default("the application object is of it").confidence(Confidence::High),
        );
    }
    // The port stands in the start command, unless the code starts its own server.
    let by_code = app.start.iter().all(|word| !word.ends_with(&port.to_string()));
    let takes_port = by_code && scan::takes_port(&code);
    let usual = app.framework.map(|_| 8000);
    let health_path = scan::health_path(&code).or_else(|| django_health(&code, app.framework));
    let service = Service::find(project, ledger, wishes.port, found, takes_port, usual, health_path);
    let health = health(&service);
    service.decide_health(ledger, &health);
    let handled = app.graceful.then(|| {
        Fact::new(
            "handled by the server".to_owned(),
            Evidence::default("the server takes SIGTERM and finishes its requests").confidence(Confidence::High),
        )
    });
    let handled = handled.or_else(|| {
        let (source, line) = scan::first_with(&code, &["signal.SIGTERM"])?;
        Some(Fact::new("handled by the code".to_owned(), Evidence::line(&source, line, "the code takes SIGTERM")))
    });
    let signal = decide_signal(ledger, handled, Unhandled::Ignored);
    let (build_packages, runtime_packages) = packages(&dependencies, ledger);
    let name = name(project);
    let facts = Facts { manager, member, version, app, health, signal, build_packages, runtime_packages, name };
    let mut draft = Draft::default();
    print(&facts, root, &service, &mut draft);
    let dockerignore = ignore::text(&[
        "**/.venv",
        "**/venv",
        "**/__pycache__",
        "**/*.py[cod]",
        "**/.pytest_cache",
        "**/.mypy_cache",
        "**/.ruff_cache",
        "**/*.egg-info",
        "dist",
        "build",
        ".coverage",
    ]);
    Ok(Some(Composed { file: draft.finish(), dockerignore, name: image_name(&facts.name) }))
}

/// A dependency by a path that leads out of the project.
fn outside(project: &Project<'_>, member: bool) -> Option<(Source, String)> {
    if member {
        return None;
    }
    ["pyproject.toml", "requirements.txt"].iter().find_map(|name| {
        let source = project.read(name)?;
        let (_, line) = scan::lines(&source).find(|(_, line)| {
            line.contains("path = \"../")
                || line.contains("file:../")
                || line.trim_start_matches("-e ").trim().starts_with("../")
        })?;
        let line = line.trim().to_owned();
        Some((source, line))
    })
}

#[derive(Debug)]
struct Facts {
    manager: Manager,
    /// The member of a workspace that is the service.
    member: Option<Member>,
    version: String,
    app: App,
    health: Health,
    signal: Vec<String>,
    build_packages: Vec<String>,
    runtime_packages: Vec<String>,
    name: String,
}

/// All manifests in one text of small letters, to look for packages in.
fn dependencies(project: &Project<'_>) -> String {
    let mut text = String::new();
    for name in [
        "pyproject.toml",
        "requirements.txt",
        "requirements/base.txt",
        "requirements/production.txt",
        "requirements/prod.txt",
        "Pipfile",
        "setup.py",
        "setup.cfg",
    ] {
        if let Some(source) = project.read(name) {
            for line in source.text().lines().filter(|line| !line.trim_start().starts_with('#')) {
                text.push_str(&line.to_lowercase());
                text.push('\n');
            }
        }
    }
    text
}

fn version(project: &Project<'_>, wishes: &Wishes, ledger: &mut Ledger) -> String {
    let fact = find_version(project, wishes, ledger);
    if let Some(line) = Version::read(&fact.value).map(|version| version.line(2))
        && line.0.len() == 2
        && !catalogue().lines("python").contains(&line)
    {
        let newest = catalogue().recommended_line("python").unwrap_or_default();
        ledger.ask(
            "runtime_version",
            format!(
                "Python {line} is not among the supported releases of {}. Can the project move to {newest}?",
                catalogue().as_of
            ),
            catalogue().lines("python").iter().map(ToString::to_string).collect(),
            Some(fact.value.clone()),
        );
    }
    ledger.take("runtime_version", fact)
}

fn find_version(project: &Project<'_>, wishes: &Wishes, ledger: &mut Ledger) -> Fact<String> {
    if let Some(version) = &wishes.runtime_version {
        return Fact::new(version.clone(), Evidence::argument("runtime_version"));
    }
    let manifest = project.read("pyproject.toml");
    let range = manifest.as_ref().and_then(|source| {
        let (line, text) = scan::setting(source, "requires-python")?;
        Some((line, text.split('#').next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_owned()))
    });
    for (name, prefix) in [(".python-version", ""), ("runtime.txt", "python-"), (".tool-versions", "python ")] {
        let Some(source) = project.read(name) else { continue };
        let pinned = (1_u32..).zip(source.text().lines()).find_map(|(line, text)| {
            let version = text.trim().strip_prefix(prefix)?;
            Some((line, tag_of(version)?))
        });
        if let Some((line, version)) = pinned {
            if let Some((_, range)) = &range
                && !allows(range, &version)
            {
                ledger.ask(
                    "runtime_version",
                    format!(
                        "`{name}` pins {version}, which lies outside of requires-python `{range}`. Which one holds?"
                    ),
                    vec![version.clone(), range.clone()],
                    Some(version.clone()),
                );
            }
            return Fact::new(version, Evidence::line(&source, line, "the file pins it"));
        }
    }
    if let (Some(source), Some((line, range))) = (&manifest, &range) {
        return in_range(source, *line, range, ledger);
    }
    if let Some(source) = &manifest
        && let Some((line, text)) = scan::setting(source, "python")
    {
        // Poetry's caret keeps the major version, which PEP 440 says with two bounds.
        let range = text.trim_start_matches('^').split(',').next().unwrap_or_default().to_owned();
        let range = if text.starts_with('^') { format!(">={range},<4") } else { text.clone() };
        return in_range(source, line, &range, ledger);
    }
    if let Some(source) = project.read("Pipfile") {
        for key in ["python_full_version", "python_version"] {
            if let Some((line, text)) = scan::setting(&source, key)
                && let Some(version) = tag_of(&text)
            {
                return Fact::new(version, Evidence::line(&source, line, "the Pipfile names it"));
            }
        }
    }
    let newest = catalogue().recommended_line("python").unwrap_or_else(|| "3.14".to_owned());
    if let Some(fact) = existing::version(project, "python") {
        let old = fact.value.line(2);
        if catalogue().lines("python").contains(&old) {
            return Fact::new(old.to_string(), fact.evidence.alternatives([newest]));
        }
        ledger.ask(
            "runtime_version",
            format!(
                "The Dockerfile that is there stands on Python {old}, which is not among the supported releases of {}. Can the project move to {newest}?",
                catalogue().as_of
            ),
            catalogue().lines("python").iter().map(ToString::to_string).collect(),
            Some(newest.clone()),
        );
        return Fact::new(newest, fact.evidence.confidence(Confidence::Low));
    }
    // Wheels follow a new release slowly, so the older releases are named beside it.
    let lines = catalogue().lines("python");
    let stable: Vec<String> = lines.iter().map(ToString::to_string).collect();
    Fact::new(
        newest.clone(),
        Evidence::default(format!("no file names a version: the newest release as of {}", catalogue().as_of))
            .alternatives(stable.into_iter().filter(|line| *line != newest)),
    )
}

/// The tag's version part: the exact version when its image is in the list, its line otherwise.
fn tag_of(text: &str) -> Option<String> {
    let version = Version::read(text.trim())?;
    if version.0.len() < 2 {
        return None;
    }
    let known = catalogue().has("python", &format!("{version}-slim-trixie"));
    Some(if known { version.to_string() } else { version.line(2).to_string() })
}

/// The Debian release that an image of this version was last built on.
fn suite(version: &str) -> &'static str {
    match Version::read(version).map(|version| version.line(2).0).as_deref() {
        Some([3, 7 | 8]) => "bookworm",
        Some([3, 6]) => "bullseye",
        Some([2, _] | [3, 0..=5]) => "buster",
        _ => "trixie",
    }
}

/// The newest exact version of a line.
fn newest(line: &str) -> Option<Exact> {
    let line = Version::read(line)?;
    let exact = if line.0.len() >= 3 { line.clone() } else { catalogue().newest_of("python", &line).unwrap_or(line) };
    Exact::from_str(&exact.to_string()).ok()
}

fn allows(range: &str, version: &str) -> bool {
    let Ok(range) = VersionSpecifiers::from_str(range) else { return true };
    newest(version).is_none_or(|exact| range.contains(&exact))
}

fn in_range(source: &Source, line: u32, text: &str, ledger: &mut Ledger) -> Fact<String> {
    let fallback = catalogue().recommended_line("python").unwrap_or_else(|| "3.14".to_owned());
    let Ok(range) = VersionSpecifiers::from_str(text) else {
        ledger.ask(
            "runtime_version",
            format!("The range of Python versions `{text}` was not understood."),
            Vec::new(),
            Some(fallback.clone()),
        );
        return Fact::new(
            fallback,
            Evidence::line(source, line, "the range was not understood").confidence(Confidence::Low),
        );
    };
    let fits: Vec<String> = catalogue()
        .lines("python")
        .iter()
        .map(ToString::to_string)
        .filter(|line| newest(line).is_some_and(|exact| range.contains(&exact)))
        .collect();
    let reason = format!("the newest release inside of `{text}`, as of {}", catalogue().as_of);
    if let Some(best) = fits.last() {
        let others = fits.iter().filter(|line| *line != best).cloned();
        return Fact::new(best.clone(), Evidence::line(source, line, reason).alternatives(others));
    }
    let old = (0..=30_u64)
        .rev()
        .map(|minor| format!("3.{minor}"))
        .find(|line| Exact::from_str(&format!("{line}.99")).is_ok_and(|exact| range.contains(&exact)));
    Fact::new(
        old.unwrap_or(fallback),
        Evidence::line(source, line, format!("`{text}` allows no supported release")).confidence(Confidence::Medium),
    )
}

fn procfile_port(project: &Project<'_>) -> Option<Fact<u16>> {
    let source = project.read("Procfile")?;
    let (line, command) = scan::setting(&source, "web")?;
    let port = *scan::ports(&command).first()?;
    Some(Fact::new(port, Evidence::line(&source, line, "the Procfile's web process").confidence(Confidence::Medium)))
}

fn django_health(code: &[(String, Source)], framework: Option<Framework>) -> Option<Fact<String>> {
    if framework != Some(Framework::Django) {
        return None;
    }
    code.iter().filter(|(path, _)| path.ends_with("urls.py")).find_map(|(_, source)| {
        scan::lines(source).find_map(|(line, text)| {
            let path = text.trim_start().strip_prefix("path(").and_then(|_| scan::strings(text).first().copied())?;
            let known = ["health", "healthz", "livez", "health/live", "ping", "up"];
            known.contains(&path.trim_end_matches('/')).then(|| {
                Fact::new(
                    format!("/{path}"),
                    Evidence::line(source, line, "a route of the code").confidence(Confidence::Medium),
                )
            })
        })
    })
}

/// What psycopg 3 needs: its binary form brings the client library, the others load the system's.
fn postgres(dependencies: &str) -> Option<(&'static str, &'static str, &'static str)> {
    if !app::has(dependencies, "psycopg") || app::has(dependencies, "psycopg-binary") {
        return None;
    }
    let extras = |name: &str| {
        dependencies
            .split("psycopg[")
            .skip(1)
            .filter_map(|rest| rest.split(']').next())
            .any(|extras| extras.split(',').any(|extra| extra.trim() == name))
    };
    if extras("binary") {
        None
    } else if extras("c") || app::has(dependencies, "psycopg-c") {
        Some(("psycopg[c]", "gcc libc6-dev libpq-dev", "libpq5"))
    } else {
        Some(("psycopg", "", "libpq5"))
    }
}

/// Packages of the system that dependencies need.
fn packages(dependencies: &str, ledger: &mut Ledger) -> (Vec<String>, Vec<String>) {
    let mut build = Vec::new();
    let mut run = Vec::new();
    let own = postgres(dependencies);
    for (package, when_built, when_run) in
        NATIVE.into_iter().filter(|(package, ..)| app::has(dependencies, package)).chain(own)
    {
        let words = |text: &str| text.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>();
        build.extend(words(when_built));
        run.extend(words(when_run));
        let value =
            [when_built, when_run].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" / ");
        ledger.decide(
            "system_packages",
            value,
            Evidence::default(format!("the dependency {package} needs them")).confidence(Confidence::Medium),
        );
    }
    (build, run)
}

fn name(project: &Project<'_>) -> String {
    let stated = project.read("pyproject.toml").and_then(|source| scan::setting(&source, "name"));
    stated.map(|(_, name)| name).or_else(|| project.name().map(ToOwned::to_owned)).unwrap_or_else(|| "app".to_owned())
}

fn health(service: &Service) -> Health {
    let Some(port) = service.port else { return Health::None("the service has no port that is known") };
    let script = match (&service.health_path, service.takes_port) {
        (Some(path), true) => format!(
            "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '{path}', timeout=2)"
        ),
        (Some(path), false) => {
            format!("import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}{path}', timeout=2)")
        }
        (None, true) => {
            "import os, socket; socket.create_connection(('127.0.0.1', int(os.environ['PORT'])), 2)".to_owned()
        }
        (None, false) => format!("import socket; socket.create_connection(('127.0.0.1', {port}), 2)"),
    };
    Health::Command(vec!["python".to_owned(), "-c".to_owned(), script])
}

const VENV: &str = "/app/.venv";

fn print(facts: &Facts, project: &Project<'_>, service: &Service, draft: &mut Draft) {
    draft.comment("Names the Debian release, so that the tag does not move to the next one. Pin it by digest for");
    draft.comment("builds that can be repeated: --build-arg PYTHON_TAG=…@sha256:…");
    let image = format!("python:{}-slim-{}", facts.version, suite(&facts.version));
    let image = draft.image("PYTHON_TAG", &image);
    if facts.manager == Manager::Uv {
        let uv = draft.image("UV_TAG", &format!("ghcr.io/astral-sh/uv:{UV_TAG}"));
        draft.from(&uv, Some("uv"));
    }
    draft.from(&image, Some("build"));
    draft.workdir("/app");
    if !facts.build_packages.is_empty() {
        draft.comment("For dependencies that compile; the final image has none of it.");
        draft.packages(&facts.build_packages.join(" "));
    }
    match &facts.member {
        Some(member) => workspace::install(member, project, draft),
        None => install(&facts.manager, project, draft),
    }

    draft.from(&image, None);
    draft.workdir("/app");
    let port = service.environment();
    let path = format!("{VENV}/bin:$PATH");
    let folder = facts.member.as_ref().map_or_else(|| "/app".to_owned(), |member| format!("/app/{}", member.folder));
    let root = facts.app.source_root.as_ref().map(|root| format!("{folder}/{root}"));
    let mut environment = vec![("PATH", path.as_str()), ("PYTHONUNBUFFERED", "1"), ("PYTHONDONTWRITEBYTECODE", "1")];
    if let Some(root) = &root {
        environment.push(("PYTHONPATH", root));
    }
    if let Some((name, value)) = &port {
        environment.push((name, value));
    }
    draft.env(&environment);
    if !facts.runtime_packages.is_empty() {
        draft.packages(&facts.runtime_packages.join(" "));
    }
    draft.comment("The same path as in the build: a virtual environment does not move.");
    draft.copy_from("build", VENV, VENV);
    draft.comment("Only what .dockerignore lets through.");
    match &facts.member {
        Some(member) => {
            draft.copy(&[&member.folder], &format!("./{}/", member.folder));
            draft.workdir(&folder);
        }
        None => {
            draft.copy(&["."], ".");
        }
    }
    let start = Start { command: facts.app.start.clone(), comments: facts.signal.clone(), entrypoint: false };
    service.print(draft, &facts.name, "10001:10001", &facts.health, "10s", &start);
}

/// uv itself, and what it is told.
fn uv(draft: &mut Draft) {
    draft.copy_from("uv", "/uv", "/usr/local/bin/uv");
    draft.comment("The image's own Python, and byte code made now instead of at every start.");
    draft.env(&[
        ("UV_COMPILE_BYTECODE", "1"),
        ("UV_LINK_MODE", "copy"),
        ("UV_PYTHON_DOWNLOADS", "never"),
        ("UV_PYTHON", "python3"),
        ("UV_PROJECT_ENVIRONMENT", VENV),
    ]);
}

fn install(manager: &Manager, project: &Project<'_>, draft: &mut Draft) {
    const PIP: Cache = Cache::shared("/root/.cache/pip");
    let venv = format!("python -m venv {VENV}");
    match manager {
        Manager::Uv => {
            uv(draft);
            draft.comment("Dependencies first: they are installed again only when the lockfile changes.");
            draft.copy(&["pyproject.toml", "uv.lock"], "./");
            let cache = Cache::shared("/root/.cache/uv");
            draft.run(&[cache], &["uv sync --locked --no-dev --no-install-project"]);
            let packaged = project.read("pyproject.toml").is_some_and(|source| {
                source.text().contains("[build-system]") && !source.text().contains("package = false")
            });
            if packaged {
                draft.copy(&["."], ".");
                draft.run(&[cache], &["uv sync --locked --no-dev --no-editable"]);
            }
        }
        Manager::Poetry { version } => {
            let poetry = version.as_ref().map_or_else(|| "poetry".to_owned(), |version| format!("poetry=={version}"));
            draft.env(&[("POETRY_VIRTUALENVS_IN_PROJECT", "1"), ("POETRY_NO_INTERACTION", "1")]);
            if version.is_some() {
                draft.comment("The version that wrote the lockfile.");
            }
            draft.run(&[PIP], &[format!("pip install {poetry}")]);
            draft.comment("Dependencies first: they are installed again only when the lockfile changes.");
            draft.copy(&["pyproject.toml", "poetry.lock"], "./");
            draft.run(&[Cache::shared("/root/.cache/pypoetry")], &["poetry install --only main --no-root"]);
        }
        Manager::Pipenv => {
            draft.env(&[("PIPENV_VENV_IN_PROJECT", "1")]);
            draft.run(&[PIP], &[format!("pip install pipenv=={PIPENV}")]);
            draft.comment("Dependencies first; --deploy stops when the lockfile does not fit the Pipfile.");
            draft.copy(&["Pipfile", "Pipfile.lock"], "./");
            draft.run(&[Cache::shared("/root/.cache/pipenv"), PIP], &["pipenv install --deploy"]);
        }
        Manager::Pdm => {
            draft.comment("PDM installs into the environment that is active.");
            draft.env(&[("VIRTUAL_ENV", VENV), ("PDM_CHECK_UPDATE", "false")]);
            draft.comment("PDM looks for names in hishel that its second release no longer has.");
            draft.run(&[PIP], &[format!("pip install pdm=={PDM} 'hishel<2'"), venv]);
            draft.comment("Dependencies first; --frozen-lockfile takes the lockfile as it is.");
            draft.copy(&["pyproject.toml", "pdm.lock"], "./");
            draft.run(&[Cache::shared("/root/.cache/pdm")], &["pdm sync --prod --no-self"]);
        }
        Manager::Requirements { file, hashes } => {
            draft.comment("Dependencies first: they are installed again only when the list changes.");
            match file.split_once('/') {
                // Lists in a folder include each other.
                Some((folder, _)) => draft.copy(&[folder], &format!("./{folder}/")),
                None => {
                    let mut files: Vec<String> = project
                        .paths()
                        .filter(|path| {
                            !path.contains('/') && path.starts_with("requirements") && path.ends_with(".txt")
                        })
                        .map(ToOwned::to_owned)
                        .collect();
                    files.extend(
                        ["constraints.txt"].into_iter().filter(|name| project.has(name)).map(ToOwned::to_owned),
                    );
                    draft.copy(&files, "./")
                }
            };
            let verified = if *hashes { " --require-hashes" } else { "" };
            draft.run(&[PIP], &[venv, format!("{VENV}/bin/pip install{verified} -r {file}")]);
        }
        Manager::Project => {
            draft.copy(&["."], ".");
            draft.run(&[PIP], &[venv, format!("{VENV}/bin/pip install .")]);
        }
    }
}
