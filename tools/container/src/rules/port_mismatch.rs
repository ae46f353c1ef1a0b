//! `container/port-mismatch`

use std::collections::BTreeSet;

use architect_core::{Confidence, Finding, Rule, Sink, Span, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;
use crate::moment::{Moment, start_command};

declare_rule! {
    /// ## What it finds
    /// Ports that disagree within the final stage: the start command listens on a port that `EXPOSE` does not name, or the
    /// health check asks another one.
    ///
    /// ## Why it matters
    /// Whoever publishes the exposed port reaches nothing, and a health check of the wrong port never succeeds.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// EXPOSE 8080
    /// USER 10001
    /// HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health')"]
    /// CMD ["uvicorn", "shop.main:app", "--host", "0.0.0.0", "--port", "8000"]
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
    /// Ports in variables without a known value, and ports that the code chooses, are not compared. A health check of a port
    /// that is not exposed is only told when the command's own port is known.
    pub PortMismatch {
        id: "container/port-mismatch",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Dockerfile reference: EXPOSE", "https://docs.docker.com/reference/dockerfile/#expose")],
    }
}

impl Rule<Document> for PortMismatch {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let Some(stage) = document.file.final_stage().filter(|_| document.is_followed()) else { return };
        let moment = Moment::end(document, stage);
        let Some((exposed, place)) = exposed(document, &moment) else { return };
        let Some((start, words)) = start_command(document, stage) else { return };
        let Some(listens) = listens_on(&moment, &words) else { return };
        let shown = |ports: &BTreeSet<u16>| ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if let Some(place) = place.filter(|_| !exposed.contains(&listens)) {
            sink.push(
                Finding::of::<Self>(document.span(&start.span))
                    .subject(format!("port {listens}"))
                    .confidence(Confidence::Medium)
                    .message(format!("the server listens on port {listens}, and EXPOSE names {}", shown(&exposed)))
                    .related(place, "the exposed port")
                    .help("Name the same port in both, best from one `ENV PORT`."),
            );
        }
        let health = document.file.lineage(stage).into_iter().find_map(|stage| stage.healthcheck());
        let Some((statement, check)) = health else { return };
        if check.command.is_none() {
            return;
        }
        let asked = asked(&moment, document.source.slice(statement.span.clone()));
        if asked.is_empty() || asked.contains(&listens) || asked.iter().any(|port| exposed.contains(port)) {
            return;
        }
        sink.push(
            Finding::of::<Self>(document.span(&statement.span))
                .subject("HEALTHCHECK")
                .confidence(Confidence::Medium)
                .message(format!(
                    "the health check asks port {}, and the server listens on port {listens}",
                    shown(&asked)
                ))
                .help("Ask the port that the server listens on."),
        );
    }
}

/// The exposed ports and the place of the last `EXPOSE`; nothing when one of them is not known.
fn exposed(document: &Document, moment: &Moment<'_>) -> Option<(BTreeSet<u16>, Option<Span>)> {
    let mut ports = BTreeSet::new();
    let mut place = None;
    for past in moment.past() {
        let Instruction::Expose(words) = &past.statement.instruction else { continue };
        place = Some(document.span(&past.statement.span));
        for word in words {
            let text = Moment::at(document, past.stage, past.index).expand(word);
            let text = text.split('/').next().unwrap_or_default();
            match text.split_once('-') {
                Some((first, last)) => {
                    let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
                    ports.extend(first..=last);
                }
                None => {
                    ports.insert(text.parse().ok()?);
                }
            }
        }
    }
    Some((ports, place))
}

/// The port that the start command names.
fn listens_on(moment: &Moment<'_>, words: &[String]) -> Option<u16> {
    const SERVERS: [&str; 10] = [
        "uvicorn",
        "gunicorn",
        "hypercorn",
        "fastapi",
        "flask",
        "streamlit",
        "vite",
        "serve",
        "http-server",
        "waitress-serve",
    ];
    let name = |word: &String| word.rsplit('/').next().unwrap_or_default().to_owned();
    let program = words.iter().take(5).map(name).find(|name| SERVERS.contains(&name.as_str()));
    let django = words.iter().position(|word| word == "runserver");
    let module = words
        .windows(2)
        .position(|pair| matches!(pair, [option, module] if option == "-m" && module == "http.server"));
    let mut ports = BTreeSet::new();
    if let Some(at) = django.or(module.map(|at| at + 1)) {
        let address = words.get(at + 1).filter(|word| !word.starts_with('-'))?;
        return port_of(moment, address);
    }
    program?;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let (option, value) =
            word.split_once('=').map_or((word.as_str(), None), |(option, value)| (option, Some(value)));
        if matches!(option, "--port" | "-p" | "--bind" | "-b" | "--listen" | "-l" | "--server.port") {
            let value = value.map_or_else(|| words.get(at + 1).map(String::as_str), Some)?;
            if value.contains("unix:") || value.starts_with('/') {
                return None;
            }
            let has_port = !matches!(option, "--bind" | "-b" | "--listen")
                || value.contains(':')
                || value.bytes().all(|b| b.is_ascii_digit());
            if has_port {
                ports.insert(port_of(moment, value)?);
            }
        }
        at += 1;
    }
    match ports.into_iter().collect::<Vec<_>>().as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// The number at the end of an address, with a variable filled in whose value is known.
fn port_of(moment: &Moment<'_>, address: &str) -> Option<u16> {
    let last = if address.contains("${") { address } else { address.rsplit(':').next().unwrap_or(address) };
    let word = crate::dockerfile::Word::made(last);
    let text = moment.expand(&word);
    text.rsplit(':').next()?.trim_matches('"').parse().ok()
}

/// The ports of the local addresses that the health check asks.
fn asked(moment: &Moment<'_>, text: &str) -> BTreeSet<u16> {
    let mut ports = BTreeSet::new();
    for host in ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"] {
        for (at, _) in text.match_indices(host) {
            let before = text.get(..at).unwrap_or_default();
            let after = text.get(at + host.len()..).unwrap_or_default();
            let scheme =
                before.ends_with("http://").then_some(80).or_else(|| before.ends_with("https://").then_some(443));
            match after.strip_prefix(':') {
                Some(rest) if rest.starts_with('$') => {
                    let end = rest
                        .find(|c: char| !(c.is_ascii_alphanumeric() || "${}_:-".contains(c)))
                        .unwrap_or(rest.len());
                    ports.extend(port_of(moment, rest.get(..end).unwrap_or_default()));
                    if ports.is_empty() {
                        return ports;
                    }
                }
                Some(rest) => {
                    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                    ports.extend(digits.parse::<u16>().ok());
                }
                None => ports.extend(scheme),
            }
        }
    }
    ports
}
