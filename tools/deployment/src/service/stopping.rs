//! How long a service takes to stop: the time that its code gives requests in flight.

use architect_container::project::decision::Fact;
use architect_container::project::{Evidence, Project, scan};
use architect_core::{Confidence, Source};

/// The seconds that the code or its settings name, when they are a literal.
pub fn seconds(project: &Project<'_>, code: &[(String, Source)], boot: bool) -> Option<Fact<u32>> {
    in_code(code).or_else(|| if boot { of_spring(project) } else { None })
}

/// The seconds that code names where it shuts its server down.
pub fn in_code(code: &[(String, Source)]) -> Option<Fact<u32>> {
    let (seconds, source, line) = literal(code)?;
    let evidence = Evidence::line(&source, line, "the code gives requests so long when it stops");
    Some(Fact::new(seconds, evidence.confidence(Confidence::Medium)))
}

/// The same with its place: the source and its 1-based line.
pub fn literal(code: &[(String, Source)]) -> Option<(u32, Source, u32)> {
    for (path, source) in code {
        let go = path.ends_with(".go") && source.text().contains(".Shutdown(");
        for (line, text) in scan::lines(source) {
            let found = if go && text.contains("context.WithTimeout(") {
                text.split_once("context.WithTimeout(").and_then(|(_, rest)| of_go(rest))
            } else {
                [
                    "timeout_graceful_shutdown=",
                    "--timeout-graceful-shutdown ",
                    "--graceful-timeout ",
                    "graceful_timeout =",
                ]
                .iter()
                .find_map(|word| text.split_once(word))
                .and_then(|(_, rest)| leading(rest.trim_start()))
            };
            if let Some(seconds) = found {
                return Some((seconds, source.clone(), line));
            }
        }
    }
    None
}

fn leading(text: &str) -> Option<u32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// `ctx, 10*time.Second)`
fn of_go(arguments: &str) -> Option<u32> {
    let (_, duration) = arguments.split_once(',')?;
    let duration: String = duration.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(number) = duration.strip_prefix("time.Second*") {
        return leading(number);
    }
    let number = leading(&duration)?;
    let unit = duration.trim_start_matches(|c: char| c.is_ascii_digit());
    if unit.starts_with("*time.Second") {
        Some(number)
    } else if unit.starts_with("*time.Minute") {
        number.checked_mul(60)
    } else {
        None
    }
}

/// Spring Boot's setting, where the server shuts down gracefully; 30 seconds is its own default.
fn of_spring(project: &Project<'_>) -> Option<Fact<u32>> {
    const DEFAULT: u32 = 30;
    let source = project.read("src/main/resources/application.properties")?;
    if let Some((line, value)) = scan::setting(&source, "spring.lifecycle.timeout-per-shutdown-phase") {
        let seconds = value.strip_suffix('s').and_then(|value| value.parse().ok())?;
        return Some(Fact::new(seconds, Evidence::line(&source, line, "the setting names it")));
    }
    let (line, value) = scan::setting(&source, "server.shutdown")?;
    (value == "graceful").then(|| {
        let evidence = Evidence::line(&source, line, "Spring Boot's own default of a graceful shutdown");
        Fact::new(DEFAULT, evidence.confidence(Confidence::Medium))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_time_of_the_shutdown_is_found() {
        for (path, text, expected) in [
            ("a.go", "c, f := context.WithTimeout(context.Background(), 10*time.Second)\ns.Shutdown(c)", Some(10)),
            ("a.go", "c, f := context.WithTimeout(ctx, time.Second * 25)\ns.Shutdown(c)", Some(25)),
            ("a.go", "c, f := context.WithTimeout(ctx, grace)\ns.Shutdown(c)", None),
            ("a.go", "c, f := context.WithTimeout(ctx, 10*time.Second)", None),
            ("a.py", "uvicorn.run(app, timeout_graceful_shutdown=20)", Some(20)),
        ] {
            let code = vec![(path.to_owned(), Source::new(path, text))];
            assert_eq!(in_code(&code).map(|fact| fact.value), expected, "{text}");
        }
    }
}
