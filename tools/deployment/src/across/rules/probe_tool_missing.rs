//! `deployment/probe-tool-missing`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::across::{Joined, System};
use crate::kubernetes::Probe;
use crate::node::Node;
use crate::workload::Workload;

declare_rule! {
    /// ## What it finds
    /// A probe or a health check that runs curl or wget in a container whose image, built here, surely has neither.
    ///
    /// ## Why it matters
    /// It fails each time: the container is never healthy, is restarted without end, or what waits for it never starts.
    ///
    /// ## Bad
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY main.py ./
    /// USER 10001:10001
    /// CMD ["python", "main.py"]
    /// # file: compose.yaml
    /// services:
    ///   orders:
    ///     build: orders
    ///     healthcheck:
    ///       test: ["CMD", "curl", "-f", "http://127.0.0.1:8080/health"]
    /// ```
    /// ## Good
    /// ```text project
    /// # file: orders/Dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY main.py ./
    /// USER 10001:10001
    /// CMD ["python", "main.py"]
    /// # file: compose.yaml
    /// services:
    ///   orders:
    ///     build: orders
    ///     healthcheck:
    ///       test: ["CMD", "python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/health')"]
    /// ```
    /// ## Limits
    /// Only bases whose tools are known, and only where the Dockerfile does not speak of the tool.
    pub ProbeToolMissing {
        id: "deployment/probe-tool-missing",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Compose file reference, healthcheck", "https://docs.docker.com/reference/compose-file/services/#healthcheck")],
    }
}

impl Rule<System> for ProbeToolMissing {
    fn check(&self, system: &System, sink: &mut Sink) {
        for joined in system.joined() {
            let Some(base) = joined.part.base() else { continue };
            for test in tests(joined) {
                let Some((tool, place)) = tool(test) else { continue };
                if base.has_tool(tool) != Some(false) || joined.part.final_image_mentions(tool) {
                    continue;
                }
                let mut finding = Finding::of::<ProbeToolMissing>(place.span())
                    .subject(joined.workload.subject())
                    .message(format!(
                        "{} is asked for its health with {tool}, which its image does not have",
                        joined.workload.title()
                    ));
                if let Some(image) = &joined.part.image
                    && let Some(stage) = image.file.final_stage()
                {
                    let span = image.source.span(stage.from_statement.span.clone());
                    finding = finding.related(span, "the image stands on this");
                }
                sink.push(finding);
            }
        }
    }
}

/// The commands by which a workload is asked for its health.
fn tests(joined: Joined<'_>) -> Vec<Node<'_>> {
    match joined.workload {
        Workload::Container(container) => {
            Probe::ALL.into_iter().filter_map(|probe| container.probe(probe)?.at("exec.command")).collect()
        }
        Workload::Service(service) => {
            let check = service.healthcheck().filter(|check| !check.is_disabled());
            check.and_then(|check| check.node.get("test")).into_iter().collect()
        }
    }
}

/// The tool that a command begins with, or that a line for a shell does.
fn tool(test: Node<'_>) -> Option<(&'static str, Node<'_>)> {
    let known = |word: &str| ["curl", "wget"].into_iter().find(|tool| *tool == word);
    if let Some(line) = test.string() {
        return Some((known(line.split_whitespace().next()?)?, test));
    }
    let words: Vec<Node<'_>> = test.items().collect();
    let skipped = words.iter().take_while(|word| {
        matches!(word.string(), Some("CMD" | "CMD-SHELL" | "sh" | "/bin/sh" | "bash" | "/bin/bash" | "-c"))
    });
    let first = words.get(skipped.count())?;
    let word = first.string()?.split_whitespace().next()?;
    Some((known(word.rsplit('/').next()?)?, *first))
}
