//! Which application object, and what serves it.

use std::collections::BTreeSet;

use architect_core::{Confidence, Source};

use crate::generate::existing;
use crate::project::decision::Evidence;
use crate::project::{Ledger, Project, scan};

/// A web framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framework {
    FastApi,
    Starlette,
    Litestar,
    Flask,
    Django,
}

impl Framework {
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::FastApi => "FastAPI",
            Self::Starlette => "Starlette",
            Self::Litestar => "Litestar",
            Self::Flask => "Flask",
            Self::Django => "Django",
        }
    }

    const fn is_asgi(self) -> bool {
        matches!(self, Self::FastApi | Self::Starlette | Self::Litestar)
    }
}

/// What starts, and where the framework was found.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) framework: Option<Framework>,
    pub(crate) start: Vec<String>,
    /// Folder that must be on the module path, when it is not the project's own.
    pub(crate) source_root: Option<String>,
    /// Whether the server takes the stop signal itself.
    pub(crate) graceful: bool,
}

/// An application object or a function that makes one.
#[derive(Debug)]
struct Candidate {
    framework: Framework,
    module: String,
    object: String,
    factory: bool,
    source: Source,
    line: u32,
    /// Folder that its module is found from; empty for the project's own.
    root: String,
    /// The file starts its own server, on all addresses, when it is run as a module.
    runs_itself: bool,
}

/// Finds the application, or leaves a question.
pub(crate) fn find(
    project: &Project<'_>,
    code: &[(String, Source)],
    dependencies: &str,
    port: u16,
    ledger: &mut Ledger,
) -> Option<App> {
    // Other frameworks take the name of Django's program too.
    let manage = project.read("manage.py");
    if manage.is_some_and(|source| has(dependencies, "django") || source.text().contains("DJANGO_SETTINGS_MODULE")) {
        return django(project, code, dependencies, port, ledger);
    }
    let mut candidates: Vec<Candidate> =
        code.iter().flat_map(|(path, source)| candidates(path, source, &Imports::of(project, code))).collect();
    let called = calls(project, code, &candidates);
    candidates.extend(called);
    if let Some(declared) = declared(project, code, &candidates) {
        let others = candidates.iter().map(reference).filter(|other| *other != reference(&declared)).collect();
        return Some(served(&declared, others, dependencies, port, ledger));
    }
    let objects = candidates.iter().any(|candidate| !candidate.factory);
    candidates.retain(|candidate| !(candidate.factory && objects));
    let usual = |candidate: &Candidate| {
        let last = candidate.module.rsplit('.').next().unwrap_or_default();
        ["main", "app", "asgi", "wsgi", "server", "api", "__init__"].iter().position(|name| *name == last)
    };
    let best = candidates.iter().filter_map(&usual).min();
    let chosen: Vec<&Candidate> = match best {
        Some(best) => candidates.iter().filter(|candidate| usual(candidate) == Some(best)).collect(),
        None => candidates.iter().collect(),
    };
    match chosen.as_slice() {
        [] => without_framework(project, code, ledger),
        [only] => {
            let others =
                candidates.iter().map(reference).filter(|other| *other != reference(only)).collect::<Vec<_>>();
            Some(served(only, others, dependencies, port, ledger))
        }
        several => {
            ledger.ask(
                "start",
                "The code has several applications. Which one is served? Give its start command.",
                several.iter().map(|candidate| reference(candidate)).collect(),
                None,
            );
            None
        }
    }
}

fn reference(candidate: &Candidate) -> String {
    format!("{}:{}", candidate.module, candidate.object)
}

fn candidates(path: &str, source: &Source, imports: &Imports<'_>) -> Vec<Candidate> {
    const MAKERS: [(&str, Framework); 4] = [
        ("FastAPI(", Framework::FastApi),
        ("Flask(", Framework::Flask),
        ("Starlette(", Framework::Starlette),
        ("Litestar(", Framework::Litestar),
    ];
    let (module, root) = imports.module_of(path);
    let itself = scan::lines(source)
        .any(|(_, line)| line.contains("uvicorn.run(") && (line.contains("0.0.0.0") || line.contains("host=host")))
        && source.text().contains("__main__");
    let mut found = Vec::new();
    let mut function: Option<(u32, String)> = None;
    for (at, line) in scan::lines(source) {
        let indented = line.starts_with([' ', '\t']);
        if let Some(rest) = line.strip_prefix("def ").or_else(|| line.strip_prefix("async def ")) {
            let name = rest.split('(').next().unwrap_or_default();
            let bare = rest.split_once('(').is_some_and(|(_, rest)| {
                let parameters = rest.split(')').next().unwrap_or_default();
                parameters.trim().is_empty() || parameters.split(',').all(|one| one.contains('='))
            });
            function = bare.then(|| (at, name.to_owned()));
        } else if !indented && !line.trim().is_empty() && !line.starts_with([')', '@', '#']) {
            function = None;
        }
        let maker = MAKERS.iter().find_map(|(call, framework)| {
            let (before, _) = line.split_once(call)?;
            let before = before.trim_end();
            if before.trim_start() == "return" {
                return Some((*framework, "app".to_owned()));
            }
            let object = before.strip_suffix('=')?.trim();
            // `app: FastAPI = FastAPI()`
            let object = object.split(':').next().unwrap_or_default().trim();
            let is_name = !object.is_empty() && object.chars().all(|c| c.is_alphanumeric() || c == '_');
            is_name.then_some((*framework, object.to_owned()))
        });
        let Some((framework, object)) = maker else { continue };
        let candidate = |object: String, factory: bool, line: u32| Candidate {
            framework,
            module: module.clone(),
            object,
            factory,
            source: source.clone(),
            line,
            root: root.clone(),
            runs_itself: itself && !factory,
        };
        match (indented, &function) {
            (false, _) => found.push(candidate(object, false, at)),
            (true, Some((line, name)))
                if name.contains("app") || name.starts_with("create") || name.starts_with("make") =>
            {
                found.push(candidate(name.clone(), true, *line));
            }
            _ => {}
        }
    }
    found
}

/// Applications that a module makes by calling a factory: `app = create_app()`.
fn calls(project: &Project<'_>, code: &[(String, Source)], candidates: &[Candidate]) -> Vec<Candidate> {
    let factories: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.factory).collect();
    if factories.is_empty() {
        return Vec::new();
    }
    let imports = Imports::of(project, code);
    let mut found = Vec::new();
    for (path, source) in code {
        for (at, line) in scan::lines(source) {
            if line.starts_with([' ', '\t']) {
                continue;
            }
            let Some((object, call)) = line.split_once('=') else { continue };
            let object = object.split(':').next().unwrap_or_default().trim();
            let is_name = !object.is_empty() && object.chars().all(|c| c.is_alphanumeric() || c == '_');
            let Some((name, _)) = call.trim().split_once('(').filter(|_| is_name) else { continue };
            let name = name.rsplit('.').next().unwrap_or_default();
            let Some(factory) = factories.iter().find(|factory| factory.object == name) else { continue };
            let (module, root) = imports.module_of(path);
            found.push(Candidate {
                framework: factory.framework,
                module,
                object: object.to_owned(),
                factory: false,
                source: source.clone(),
                line: at,
                root,
                runs_itself: false,
            });
        }
    }
    found
}

/// The application that a file of the project names: `[tool.fastapi]`, the Procfile, or `FLASK_APP`.
fn declared(project: &Project<'_>, code: &[(String, Source)], candidates: &[Candidate]) -> Option<Candidate> {
    let (reference, source, line) = stated(project)?;
    let (module, object) = reference.split_once(':')?;
    let factory = object.ends_with("()");
    let object = object.trim_end_matches("()");
    let same = candidates.iter().find(|candidate| candidate.module == module && candidate.object == object);
    let framework = same.or_else(|| candidates.iter().find(|candidate| candidate.module == module));
    let framework = framework.or_else(|| candidates.first())?.framework;
    let imports = Imports::of(project, code);
    let file = format!("{}.py", module.replace('.', "/"));
    let root = same.map_or_else(|| imports.module_of(&file).1, |candidate| candidate.root.clone());
    Some(Candidate {
        framework,
        module: module.to_owned(),
        object: object.to_owned(),
        factory: factory || same.is_some_and(|candidate| candidate.factory),
        source,
        line,
        root,
        runs_itself: same.is_some_and(|candidate| candidate.runs_itself),
    })
}

fn stated(project: &Project<'_>) -> Option<(String, Source, u32)> {
    if let Some(source) = project.read("pyproject.toml")
        && let Some((line, entry)) = scan::setting(&source, "entrypoint")
        && entry.contains(':')
    {
        return Some((entry, source, line));
    }
    if let Some(source) = project.read("Procfile")
        && let Some((line, command)) = scan::setting(&source, "web")
    {
        let server = command.split("&&").flat_map(|part| part.split(';')).last().unwrap_or_default();
        let is_reference = |word: &&str| {
            word.split_once(':').is_some_and(|(module, object)| {
                let name = |text: &str| {
                    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
                };
                name(module)
                    && name(object.trim_end_matches("()"))
                    && !object.starts_with(|c: char| c.is_ascii_digit())
            })
        };
        if let Some(word) = server.split_whitespace().find(is_reference) {
            return Some((word.to_owned(), source, line));
        }
    }
    let source = project.read(".flaskenv")?;
    let (line, module) = scan::setting(&source, "FLASK_APP")?;
    let module = module.trim_end_matches(".py").to_owned();
    let text = project.read(&format!("{}.py", module.replace('.', "/")))?;
    scan::line_with(&text, "app =")?;
    Some((format!("{module}:app"), source, line))
}

/// From which folder the modules of a project are imported.
#[derive(Debug)]
pub(crate) struct Imports<'p> {
    project: &'p Project<'p>,
    /// First parts of the modules that the code imports.
    imported: BTreeSet<String>,
}

impl<'p> Imports<'p> {
    pub(crate) fn of(project: &'p Project<'p>, code: &[(String, Source)]) -> Self {
        let first = |line: &str| {
            let line = line.trim_start();
            let module = line.strip_prefix("from ").or_else(|| line.strip_prefix("import "))?;
            let name = module.split(['.', ' ', ',']).next()?;
            (!name.is_empty()).then(|| name.to_owned())
        };
        let imported = code.iter().flat_map(|(_, source)| source.text().lines().filter_map(first)).collect();
        Self { project, imported }
    }

    /// The module of a file, and the folder that it is found from (empty for the project's own).
    ///
    /// A folder with `__init__.py` is a package, and its parent is where imports begin. A folder without one is a
    /// package all the same when the code imports it by its name.
    pub(crate) fn module_of(&self, path: &str) -> (String, String) {
        let bare = path.strip_suffix(".py").unwrap_or(path);
        let (bare, folder) = match bare.strip_suffix("/__init__") {
            Some(package) => (package, package.rsplit_once('/').map_or("", |(folder, _)| folder)),
            None => (bare, bare.rsplit_once('/').map_or("", |(folder, _)| folder)),
        };
        let mut root = folder;
        while !root.is_empty() && self.project.has(&format!("{root}/__init__.py")) {
            root = root.rsplit_once('/').map_or("", |(above, _)| above);
        }
        let in_package = path.ends_with("/__init__.py") || root != folder;
        let top = root.split('/').next().unwrap_or_default();
        if !root.is_empty() && (self.imported.contains(top) || !in_package && !self.imports_beside(root, bare)) {
            // The code imports the first folder, so it is a package without the file; or a script that stands alone.
            root = "";
        }
        let module = match bare.strip_prefix(root).filter(|_| !root.is_empty()) {
            Some(rest) => rest.trim_start_matches('/'),
            None => bare,
        };
        (module.replace('/', "."), root.to_owned())
    }

    /// Whether the code imports a file that lies beside another one.
    fn imports_beside(&self, folder: &str, bare: &str) -> bool {
        self.project
            .paths()
            .filter_map(|other| other.strip_prefix(folder)?.strip_prefix('/'))
            .filter_map(|name| name.split(['/', '.']).next())
            .any(|name| self.imported.contains(name) && !bare.ends_with(&format!("/{name}")))
    }
}

fn served(candidate: &Candidate, others: Vec<String>, dependencies: &str, port: u16, ledger: &mut Ledger) -> App {
    let evidence = Evidence::line(&candidate.source, candidate.line, "the application object").alternatives(others);
    ledger.decide("application", reference(candidate), evidence);
    let (start, reason) = if candidate.framework.is_asgi() {
        asgi(candidate, dependencies, port, ledger)
    } else {
        wsgi(candidate, dependencies, port, ledger)
    };
    ledger.decide(
        "start",
        start.join(" "),
        Evidence::line(&candidate.source, candidate.line, reason).confidence(Confidence::Medium),
    );
    App {
        framework: Some(candidate.framework),
        start,
        source_root: Some(candidate.root.clone()).filter(|root| !root.is_empty()),
        graceful: true,
    }
}

fn own(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn asgi(candidate: &Candidate, dependencies: &str, port: u16, ledger: &mut Ledger) -> (Vec<String>, &'static str) {
    if candidate.runs_itself {
        return (own(&["python", "-m", &candidate.module]), "the module starts uvicorn itself, on all addresses");
    }
    let reference = reference(candidate);
    let port = port.to_string();
    if has(dependencies, "hypercorn") && !has(dependencies, "uvicorn") {
        return (
            own(&["python", "-m", "hypercorn", &reference, "--bind", &format!("0.0.0.0:{port}")]),
            "hypercorn is a dependency",
        );
    }
    if !has(dependencies, "uvicorn")
        && !dependencies.contains("fastapi[standard]")
        && !dependencies.contains("fastapi[all]")
    {
        ledger.ask(
            "server",
            "No ASGI server is among the dependencies. Add uvicorn.",
            Vec::new(),
            Some("uvicorn is installed".to_owned()),
        );
    }
    let mut start = own(&["python", "-m", "uvicorn", &reference, "--host", "0.0.0.0", "--port", &port]);
    if candidate.factory {
        start.insert(4, "--factory".to_owned());
    }
    (start, "uvicorn serves the application, on all addresses")
}

fn wsgi(candidate: &Candidate, dependencies: &str, port: u16, ledger: &mut Ledger) -> (Vec<String>, &'static str) {
    let reference = if candidate.factory { format!("{}()", reference(candidate)) } else { reference(candidate) };
    let bind = format!("0.0.0.0:{port}");
    if has(dependencies, "waitress") && !has(dependencies, "gunicorn") {
        return (own(&["waitress-serve", &format!("--listen={bind}"), &reference]), "waitress is a dependency");
    }
    if !has(dependencies, "gunicorn") {
        ledger.ask("server", "No server for production is among the dependencies (the framework's own is for development). Add gunicorn.", Vec::new(), Some("gunicorn is installed".to_owned()));
    }
    (
        own(&["python", "-m", "gunicorn", "--bind", &bind, &reference]),
        "gunicorn serves the application, on all addresses",
    )
}

fn django(
    project: &Project<'_>,
    code: &[(String, Source)],
    dependencies: &str,
    port: u16,
    ledger: &mut Ledger,
) -> Option<App> {
    let imports = Imports::of(project, code);
    let setting = |key: &str| {
        code.iter().find_map(|(_, source)| {
            let (line, value) = scan::setting(source, key)?;
            let (module, object) = value.rsplit_once('.')?;
            Some((format!("{module}:{object}"), source.clone(), line))
        })
    };
    let asgi = setting("ASGI_APPLICATION").filter(|_| has(dependencies, "uvicorn") || has(dependencies, "daphne"));
    let module = |name: &str| {
        let (path, source) = code.iter().find(|(path, _)| {
            path.ends_with(&format!("/{name}.py")) || path.ends_with(&format!("/{name}/__init__.py"))
        })?;
        let (module, _) = imports.module_of(path);
        Some((format!("{module}:application"), source.clone(), 1))
    };
    let asgi = asgi.or_else(|| module("asgi").filter(|_| has(dependencies, "uvicorn")));
    let found = asgi.clone().or_else(|| setting("WSGI_APPLICATION")).or_else(|| module("wsgi"));
    let Some((reference, source, line)) = found else {
        ledger.ask(
            "start",
            "Neither WSGI_APPLICATION nor a module wsgi was found beside manage.py. What starts the service?",
            Vec::new(),
            None,
        );
        return None;
    };
    ledger.decide(
        "application",
        reference.clone(),
        Evidence::line(&source, line, "what Django names, or the module that it makes for it"),
    );
    let start = if asgi.is_some() && has(dependencies, "uvicorn") {
        own(&["python", "-m", "uvicorn", &reference, "--host", "0.0.0.0", "--port", &port.to_string()])
    } else {
        if !has(dependencies, "gunicorn") {
            ledger.ask(
                "server",
                "No server for production is among the dependencies (runserver is for development). Add gunicorn.",
                Vec::new(),
                Some("gunicorn is installed".to_owned()),
            );
        }
        own(&["python", "-m", "gunicorn", "--bind", &format!("0.0.0.0:{port}"), &reference])
    };
    ledger.decide(
        "start",
        start.join(" "),
        Evidence::line(&source, line, "serves the application, on all addresses").confidence(Confidence::Medium),
    );
    ledger.ask("static_files", "Who serves the static files? With WhiteNoise or a volume, run `manage.py collectstatic` in the build or at deployment; migrations belong to the deployment.", Vec::new(), Some("they are served elsewhere".to_owned()));
    Some(App { framework: Some(Framework::Django), start, source_root: None, graceful: true })
}

/// A package with `__main__`, or the only script of a usual name.
fn without_framework(project: &Project<'_>, code: &[(String, Source)], ledger: &mut Ledger) -> Option<App> {
    let packages: Vec<&str> = code
        .iter()
        .filter_map(|(path, _)| path.strip_suffix("/__main__.py"))
        .filter(|folder| !folder.contains('/') || folder.starts_with("src/"))
        .collect();
    if let [package] = packages.as_slice() {
        let (module, root) = Imports::of(project, code).module_of(&format!("{package}/__init__.py"));
        let evidence =
            Evidence::file(project.shown(&format!("{package}/__main__.py")), "the package runs as a module");
        let start = own(&["python", "-m", &module]);
        ledger.decide("start", start.join(" "), evidence);
        return Some(App {
            framework: None,
            start,
            source_root: Some(root).filter(|root| !root.is_empty()),
            graceful: false,
        });
    }
    let script = ["main.py", "app.py", "server.py", "run.py"].into_iter().find(|name| project.has(name));
    if let Some(script) = script {
        ledger.decide(
            "start",
            format!("python {script}"),
            Evidence::file(project.shown(script), "a script of a usual name").confidence(Confidence::Medium),
        );
        return Some(App { framework: None, start: own(&["python", script]), source_root: None, graceful: false });
    }
    if let Some(fact) = existing::start(project) {
        let start = fact.value.clone();
        ledger.decide("start", start.join(" "), fact.evidence);
        return Some(App { framework: None, start, source_root: None, graceful: false });
    }
    ledger.ask("start", "No application object, no package with __main__ and no script of a usual name was found. What starts the service?", Vec::new(), None);
    None
}

/// Whether a package is among the dependencies.
pub(crate) fn has(dependencies: &str, package: &str) -> bool {
    dependencies.match_indices(package).any(|(at, _)| {
        let before = dependencies.get(..at).and_then(|text| text.chars().next_back());
        let after = dependencies.get(at + package.len()..).and_then(|text| text.chars().next());
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        !part(before) && !part(after)
    })
}
