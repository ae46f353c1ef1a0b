//! `container/listens-on-localhost`

use architect_core::{Confidence, Finding, Rule, Sink, Source, declare_rule};

use crate::document::Document;
use crate::moment::{Moment, joined, start_command};

declare_rule! {
    /// ## What it finds
    /// A server that is started on 127.0.0.1: said in its command, or by the default of uvicorn, Flask, Django's
    /// `runserver`, hypercorn and others when no address is given.
    ///
    /// ## Why it matters
    /// Inside of a container that address is the container alone. Published ports, Services and probes reach nothing.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// EXPOSE 8000
    /// USER 10001
    /// HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health')"]
    /// CMD ["uvicorn", "shop.main:app", "--port", "8000"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// EXPOSE 8000
    /// USER 10001
    /// HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health')"]
    /// CMD ["uvicorn", "shop.main:app", "--host", "0.0.0.0", "--port", "8000"]
    /// ```
    /// ## Limits
    /// Settings in files are not read, apart from the one Python file that is started. An address in a variable is taken to be
    /// right.
    pub ListensOnLocalhost {
        id: "container/listens-on-localhost",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [
            ("Uvicorn: settings", "https://uvicorn.dev/settings/#socket-binding"),
            ("Flask: externally visible server", "https://flask.palletsprojects.com/en/stable/quickstart/#a-minimal-application"),
        ],
    }
}

impl Rule<Document> for ListensOnLocalhost {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let Some(stage) = document.file.final_stage().filter(|_| document.is_followed()) else { return };
        let Some((statement, words)) = start_command(document, stage) else { return };
        let moment = Moment::end(document, stage);
        let words = unwrapped(&words);
        if words.iter().any(|word| word.contains("$@") || word.contains("${") && word.contains("HOST")) {
            return;
        }
        let found = said(words).or_else(|| by_default(words, &moment)).or_else(|| by_code(document, &moment, words));
        let Some((program, option)) = found else { return };
        sink.push(
            Finding::of::<Self>(document.span(&statement.span))
                .subject(format!("{} {program}", statement.keyword.text.to_ascii_uppercase()))
                .confidence(Confidence::Medium)
                .message(format!(
                    "`{program}` listens on 127.0.0.1, where nothing outside of the container reaches it"
                ))
                .help(format!("Let it listen on all addresses: `{option}`.")),
        );
    }
}

/// The command behind init programs, `uv run` and `python -m`.
fn unwrapped(words: &[String]) -> &[String] {
    let mut words = words;
    loop {
        let name =
            |at: usize| words.get(at).map(|word| word.rsplit('/').next().unwrap_or_default()).unwrap_or_default();
        let skip = match (name(0), name(1), name(2)) {
            ("tini" | "dumb-init", "--", _)
            | ("uv" | "poetry" | "pipenv" | "pdm", "run", _)
            | ("python" | "python3", "-m", "uvicorn" | "flask" | "hypercorn" | "gunicorn" | "fastapi") => 2,
            ("tini" | "dumb-init" | "exec" | "opentelemetry-instrument" | "ddtrace-run", _, _) => 1,
            _ => return words,
        };
        words = words.get(skip..).unwrap_or_default();
    }
}

type Found = (String, &'static str);

/// A local address in the command itself.
fn said(words: &[String]) -> Option<Found> {
    let program = words.first()?.rsplit('/').next()?.to_owned();
    let servers = [
        "uvicorn",
        "flask",
        "gunicorn",
        "hypercorn",
        "fastapi",
        "hugo",
        "ng",
        "vite",
        "next",
        "daphne",
        "waitress-serve",
    ];
    if !servers.contains(&program.as_str()) {
        return None;
    }
    let local = |value: &str| {
        let host = value.rsplit_once(':').map_or(value, |(host, _)| host);
        matches!(host, "127.0.0.1" | "localhost")
    };
    let options = ["--host", "-h", "--bind", "-b", "--hostname", "-H", "-h"];
    let pairs = words
        .windows(2)
        .any(|pair| matches!(pair, [option, value] if options.contains(&option.as_str()) && local(value)));
    let joined = words
        .iter()
        .any(|word| word.split_once('=').is_some_and(|(option, value)| options.contains(&option) && local(value)));
    (pairs || joined).then_some((program, "0.0.0.0"))
}

/// A server whose address is local unless it is told otherwise.
fn by_default(words: &[String], moment: &Moment<'_>) -> Option<Found> {
    let program = words.first()?.rsplit('/').next()?;
    let has = |options: &[&str]| {
        words.iter().any(|word| {
            let name = word.split('=').next().unwrap_or_default();
            options.contains(&name)
                || options
                    .iter()
                    .any(|option| option.len() == 2 && word.starts_with(option) && !word.starts_with("--"))
        })
    };
    let set = |name: &str| moment.document.file.value_at(moment.stage, usize::MAX, name).is_declared();
    let verb = words.get(1).map(String::as_str).unwrap_or_default();
    let answers = words.iter().any(|word| matches!(word.as_str(), "--help" | "--version"));
    match (program, verb) {
        _ if answers => None,
        ("uvicorn", _) if !has(&["--host", "--uds", "--fd", "--factory-config"]) && !set("UVICORN_HOST") => {
            let application = words.iter().skip(1).any(|word| word.contains(':') && !word.starts_with('-'));
            application.then(|| ("uvicorn".to_owned(), "--host 0.0.0.0"))
        }
        ("flask", _)
            if words.iter().any(|word| word == "run") && !has(&["--host", "-h"]) && !set("FLASK_RUN_HOST") =>
        {
            Some(("flask run".to_owned(), "--host 0.0.0.0"))
        }
        ("hypercorn", _) if !has(&["--bind", "-b", "--config", "-c"]) => {
            Some(("hypercorn".to_owned(), "--bind 0.0.0.0:8000"))
        }
        ("fastapi", "dev") if !has(&["--host"]) => Some(("fastapi dev".to_owned(), "--host 0.0.0.0")),
        ("daphne", _) if !has(&["--bind", "-b", "--endpoint", "-e", "--unix-socket", "-u"]) => {
            Some(("daphne".to_owned(), "-b 0.0.0.0"))
        }
        ("python" | "python3", _) => {
            let at = words.iter().position(|word| word == "runserver")?;
            let managed = words.iter().any(|word| word.ends_with("manage.py"));
            let rest = words.get(at + 1..).unwrap_or_default();
            let address = rest.iter().find(|word| !word.starts_with('-'));
            let local = address.is_none_or(|word| {
                word.bytes().all(|b| b.is_ascii_digit()) || word.starts_with("127.") || word.starts_with("localhost")
            });
            (managed && local).then(|| ("manage.py runserver".to_owned(), "0.0.0.0:8000"))
        }
        ("php", "artisan") => {
            let serves = words.iter().any(|word| word == "serve") && !has(&["--host"]) && !set("SERVER_HOST");
            serves.then(|| ("php artisan serve".to_owned(), "--host=0.0.0.0"))
        }
        ("php", "-S") => words
            .get(2)
            .filter(|address| address.starts_with("localhost:") || address.starts_with("127."))
            .map(|_| ("php -S".to_owned(), "0.0.0.0:8000")),
        ("hugo", "server" | "serve") if !has(&["--bind"]) => Some(("hugo server".to_owned(), "--bind 0.0.0.0")),
        ("ng", "serve") if !has(&["--host"]) => Some(("ng serve".to_owned(), "--host 0.0.0.0")),
        _ => None,
    }
}

/// `app.run()` of Flask and `uvicorn.run(…)` in the file that is started.
fn by_code(document: &Document, moment: &Moment<'_>, words: &[String]) -> Option<Found> {
    let [program, script, ..] = words else { return None };
    if !program.rsplit('/').next()?.starts_with("python") || !script.ends_with(".py") {
        return None;
    }
    let source = copied_source(document, moment, script)?;
    let text = source.text();
    let flask = text.contains("Flask(");
    for (call, needed, name) in [("app.run(", flask, "app.run"), ("uvicorn.run(", true, "uvicorn.run")] {
        let calls: Vec<&str> =
            text.match_indices(call).filter_map(|(at, _)| arguments(text, at + call.len())).collect();
        let [only] = calls.as_slice() else { continue };
        let local = !only.contains("host") && !only.contains("**")
            || only.contains("host=\"127.0.0.1\"")
            || only.contains("host='127.0.0.1'")
            || only.contains("host=\"localhost\"");
        if needed && local && !text.contains("SERVER_NAME") {
            return Some((format!("{name}(…)` in `{script}"), "host=\"0.0.0.0\""));
        }
    }
    None
}

/// What stands between a bracket and the one that closes it.
fn arguments(text: &str, from: usize) -> Option<&str> {
    let rest = text.get(from..)?;
    let mut depth = 1_usize;
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return rest.get(..at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The file of the build context that lies at a path of the finished stage.
fn copied_source<'d>(document: &'d Document, moment: &Moment<'d>, path: &str) -> Option<&'d Source> {
    let context = document.build_context.as_ref()?;
    context.text(&context.origin(moment, &joined(moment.folder()?, path))?)
}
