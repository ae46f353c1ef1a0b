//! Looking things up in the text of source code, line by line, without a grammar of its language.
//!
//! Comments are left out; a string that stands in dead code is still found, which is why most of what comes from here
//! is of medium confidence.

use architect_core::{Confidence, Source};

use crate::project::decision::{Evidence, Fact};

/// The lines of a source with their 1-based numbers, without those that are comments as a whole.
pub fn lines(source: &Source) -> impl Iterator<Item = (u32, &str)> {
    (1_u32..).zip(source.text().lines()).filter(|(_, line)| {
        let line = line.trim_start();
        !(line.starts_with("//")
            || line.starts_with('#') && !line.starts_with("#[")
            || line.starts_with("* ")
            || line.starts_with("/*"))
    })
}

/// The first line that has a text.
pub fn line_with<'s>(source: &'s Source, needle: &str) -> Option<(u32, &'s str)> {
    lines(source).find(|(_, line)| line.contains(needle))
}

/// The file and line that first has one of these texts.
pub fn first_with(code: &[(String, Source)], needles: &[&str]) -> Option<(Source, u32)> {
    code.iter().find_map(|(_, source)| {
        let (line, _) = lines(source).find(|(_, line)| needles.iter().any(|needle| line.contains(needle)))?;
        Some((source.clone(), line))
    })
}

/// The quoted strings of a line.
pub fn strings(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let quote = rest.get(at..=at).unwrap_or_default();
        let inner = rest.get(at + 1..).unwrap_or_default();
        let Some(end) = inner.find(quote) else { break };
        found.extend(inner.get(..end));
        rest = inner.get(end + 1..).unwrap_or_default();
    }
    found
}

/// Ports of databases, caches and brokers: a service speaks to them, and does not listen there.
const OTHERS: [u16; 18] =
    [1433, 1521, 2181, 3306, 4222, 5432, 5433, 5672, 6379, 6380, 6432, 9042, 9092, 9200, 11211, 15672, 26379, 27017];

/// The whole numbers of a line that may be a service's port, in order.
pub fn ports(line: &str) -> Vec<u16> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
            continue;
        }
        let end = at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
        let after = bytes.get(end).copied().unwrap_or(b' ');
        let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
        let own = !part(before) && !part(after);
        let number = line.get(at..end).and_then(|digits| digits.parse::<u16>().ok());
        if let Some(port) =
            number.filter(|port| own && (*port >= 1_000 || matches!(port, 80 | 443)) && !OTHERS.contains(port))
        {
            found.push(port);
        }
        at = end;
    }
    found
}

/// Number of lines behind a `PORT` in which its default is looked for.
const NEAR: usize = 5;

/// The port that code takes from the variable `PORT`, with its default, or that it names where it listens.
pub fn port(code: &[(String, Source)], listens: &[&str]) -> Option<Fact<u16>> {
    let mut found: Option<Fact<u16>> = None;
    let mut others = Vec::new();
    let mut note = |fact: Fact<u16>| match &found {
        None => found = Some(fact),
        Some(first) if first.value != fact.value => others.push(fact.value.to_string()),
        Some(_) => {}
    };
    for (_, source) in code {
        for (at, default, sure) in environment_port(source) {
            let evidence = Evidence::line(source, at, "the code takes PORT, and this where it is not set");
            let confidence = if sure { Confidence::High } else { Confidence::Medium };
            note(Fact::new(default, evidence.confidence(confidence)));
        }
    }
    for (_, source) in code {
        for (at, line) in lines(source) {
            if !listens.iter().any(|call| line.contains(call)) {
                continue;
            }
            if let Some(port) = ports(line).first() {
                let evidence = Evidence::line(source, at, "the code listens there").confidence(Confidence::Medium);
                note(Fact::new(*port, evidence));
            }
        }
    }
    found.map(|fact| {
        others.sort();
        others.dedup();
        Fact { evidence: fact.evidence.alternatives(others), ..fact }
    })
}

/// The defaults that code gives the variable `PORT`, with their lines and whether they stand in one expression.
fn environment_port(source: &Source) -> Vec<(u32, u16, bool)> {
    let all: Vec<(u32, &str)> = lines(source).collect();
    let mut found = Vec::new();
    for (index, (at, line)) in all.iter().enumerate() {
        let Some(behind) = behind_port(line) else { continue };
        if let Some(port) = ports(behind).first().filter(|_| is_default(behind)) {
            found.push((*at, *port, true));
            continue;
        }
        // `port = "8002"`, `Err(_) => 8004`, `return 8000` on one of the next lines.
        let near = all.get(index + 1..).unwrap_or_default().iter().take(NEAR);
        let default = near.into_iter().find_map(|(at, line)| {
            let sets = (line.contains('=') || line.contains("return")) && !line.contains("://");
            ports(line).first().filter(|_| sets).map(|port| (*at, *port, false))
        });
        if behind.trim_matches([')', '"', '\'', ';', ' ', '{', '?']).is_empty() || line.trim_end().ends_with('{') {
            found.extend(default);
        }
    }
    found
}

/// What stands behind the variable `PORT` where a line takes it from the environment.
fn behind_port(line: &str) -> Option<&str> {
    let quoted = || {
        let of_environment = ["env", "Env", "ENV"].iter().any(|word| line.contains(word));
        ["\"PORT\"", "'PORT'"].iter().filter(|_| of_environment).find_map(|name| line.split_once(name))
    };
    let member = ["env.PORT", "environment.PORT"].iter().find_map(|name| line.split_once(name));
    let (_, behind) = member.or_else(quoted)?;
    let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    (!goes_on).then_some(behind)
}

/// Whether a text that stands behind a value gives another one for the case that it is not there.
fn is_default(behind: &str) -> bool {
    let rest = behind.trim_start_matches([')', ']', '"', '\'', '!', ' ']);
    ["??", "||", ",", "or ", "|", ".unwrap_or", ".ok()", ".map", ".parse", ".and_then", "?:"]
        .iter()
        .any(|sign| rest.starts_with(sign))
}

/// Whether code takes the variable `PORT` of the environment.
pub fn takes_port(code: &[(String, Source)]) -> bool {
    code.iter().any(|(_, source)| lines(source).any(|(_, line)| behind_port(line).is_some()))
}

/// Paths that answer health checks, the likeliest first.
const HEALTH: [&str; 14] = [
    "/healthz",
    "/health",
    "/livez",
    "/health/live",
    "/api/health",
    "/api/healthz",
    "/api/v1/health",
    "/health/liveness",
    "/healthcheck",
    "/health-check",
    "/_health",
    "/-/healthy",
    "/up",
    "/ping",
];

/// Whether a path is one of those that answer health checks.
pub fn is_health_path(path: &str) -> bool {
    HEALTH.contains(&path)
}

/// What puts the routes of one part of the code below a prefix.
const PREFIXES: [&str; 12] = [
    "APIRouter(prefix",
    "include_router(",
    "url_prefix",
    "app.use('/",
    "app.use(\"/",
    ".nest(\"/",
    ".nest(",
    ".Group(\"/",
    "web::scope(\"/",
    "basePath(",
    "prefix: '",
    "prefix: \"",
];

/// Whether a route may lie below a prefix that stands elsewhere: it is put on a router, or in a file of its own.
fn behind_prefix(code: &[(String, Source)], source: &Source, line: &str) -> bool {
    let prefixed = |source: &Source| {
        lines(source).any(|(_, line)| {
            PREFIXES.iter().any(|sign| line.contains(sign))
                && (!line.contains("include_router(") || line.contains("prefix"))
        })
    };
    if !code.iter().any(|(_, source)| prefixed(source)) {
        return false;
    }
    let trimmed = line.trim_start().trim_start_matches('@');
    let receiver = trimmed.split(['.', '(']).next().unwrap_or_default().trim();
    let top = ["app", "application", "server", "mux", "http", "e", "engine", "root"];
    if top.contains(&receiver) {
        return false;
    }
    // A chain such as `.route("/health", …)` stands at the top where the prefixes themselves stand.
    !(receiver.is_empty() && prefixed(source))
}

/// The path of a health check among the routes that code declares.
pub fn health_path(code: &[(String, Source)]) -> Option<Fact<String>> {
    let mut found: Vec<(usize, Fact<String>)> = Vec::new();
    for (_, source) in code {
        for (at, line) in lines(source) {
            // An address is somebody else's path.
            if line.contains("://") || line.contains("fetch(") || line.contains("axios") || line.contains("requests.")
            {
                continue;
            }
            for text in strings(line) {
                // Go's patterns begin with the method.
                let path = text.rsplit(' ').next().unwrap_or_default();
                let slashed = if path.starts_with('/') { path.to_owned() } else { continue };
                let trimmed = if slashed.len() > 1 { slashed.trim_end_matches('/') } else { &slashed };
                let Some(rank) = HEALTH.iter().position(|known| *known == trimmed) else { continue };
                if behind_prefix(code, source, line) {
                    continue;
                }
                let evidence = Evidence::line(source, at, "a route of the code").confidence(Confidence::Medium);
                found.push((rank, Fact::new(trimmed.to_owned(), evidence)));
            }
        }
    }
    let best = found.iter().map(|(rank, _)| *rank).min()?;
    let others: Vec<String> = found
        .iter()
        .filter(|(rank, _)| *rank != best)
        .map(|(_, fact)| fact.value.clone())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let (_, fact) = found.into_iter().find(|(rank, _)| *rank == best)?;
    Some(Fact { evidence: fact.evidence.alternatives(others), ..fact })
}

/// The value behind `key =` or `key:` in a file of settings.
pub fn setting(source: &Source, key: &str) -> Option<(u32, String)> {
    lines(source).find_map(|(at, line)| {
        let rest = line.trim_start().strip_prefix(key)?.trim_start();
        let value = rest.strip_prefix(['=', ':'])?.trim().trim_matches(['"', '\'']);
        Some((at, value.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Vec<(String, Source)> {
        vec![("a".to_owned(), Source::new("a", text))]
    }

    #[test]
    fn a_port_is_found_in_every_language() {
        let listens = [".listen(", "ListenAndServe(", "bind(", "uvicorn.run("];
        for (text, expected) in [
            ("const port = Number(process.env.PORT ?? 3000);", Some(3000)),
            ("app.listen(8080, () => {})", Some(8080)),
            ("port := os.Getenv(\"PORT\")\nif port == \"\" {\n\tport = \"8002\"\n}", Some(8002)),
            (
                "let port: u16 = match std::env::var(\"PORT\") {\n Ok(p) => p.parse()?,\n Err(_) => 8004,\n};",
                Some(8004),
            ),
            ("uvicorn.run(app, host=\"0.0.0.0\", port=int(os.environ.get(\"PORT\", \"8001\")))", Some(8001)),
            ("http.ListenAndServe(\":9000\", nil)", Some(9000)),
            ("TcpListener::bind(\"0.0.0.0:3100\")", Some(3100)),
            ("// app.listen(8080)", None),
            ("scriptSrc.push(env.URL.replace(`:${env.PORT}`, \":3001\"));", None),
            ("const redis = createClient({ port: 6379 })", None),
            ("public PORT = this.toOptionalNumber(environment.PORT) ?? 3000;", Some(3000)),
            ("let port = env::var(\"PORT\").unwrap_or_else(|_| \"3000\".to_string());", Some(3000)),
            ("process.env.PORT_RANGE || 4000", None),
            ("const timeout = 30000; retry(5)", None),
        ] {
            assert_eq!(port(&code(text), &listens).map(|fact| fact.value), expected, "{text}");
        }
    }

    #[test]
    fn a_health_path_is_a_route_and_no_address() {
        let path = |text: &str| health_path(&code(text)).map(|fact| fact.value);

        assert_eq!(path("app.get('/health', h)").as_deref(), Some("/health"));
        assert_eq!(path("mux.HandleFunc(\"GET /healthz\", h)").as_deref(), Some("/healthz"));
        assert_eq!(path("fetch('http://catalog/health')"), None);
        assert_eq!(path("# app.get('/health')"), None);
    }
}
