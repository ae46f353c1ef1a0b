//! `deployment/workers-above-memory`

use architect_core::{Confidence, Finding, Rule, Sink, Span, declare_rule};

use crate::across::{Joined, System};
use crate::workload::mebibytes;

declare_rule! {
    /// ## What it finds
    /// Worker processes of a Python server (gunicorn, uvicorn, hypercorn, granian) that share a memory limit of which less than
    /// 64 MiB is left for each.
    ///
    /// ## Why it matters
    /// Each worker holds the application for itself: a bare FastAPI or Django has 30 MiB that no other worker shares, before
    /// any code of its own. The kernel kills workers under load, and their requests with them.
    ///
    /// ## Bad
    /// ```text project
    /// # file: reports/Dockerfile
    /// FROM python:3.13-slim-trixie
    /// COPY app.py ./
    /// USER 10001:10001
    /// CMD ["gunicorn", "app:app", "--workers", "9"]
    /// # file: compose.yaml
    /// services:
    ///   reports:
    ///     build: reports
    ///     mem_limit: 256m
    /// ```
    /// ## Good
    /// ```text project
    /// # file: reports/Dockerfile
    /// FROM python:3.13-slim-trixie
    /// COPY app.py ./
    /// USER 10001:10001
    /// CMD ["gunicorn", "app:app", "--workers", "2"]
    /// # file: compose.yaml
    /// services:
    ///   reports:
    ///     build: reports
    ///     mem_limit: 256m
    /// ```
    /// ## Limits
    /// Numbers that are counted from processors or filled in later say nothing. Between 32 and 64 MiB each the confidence is
    /// low: a small application may fit.
    pub WorkersAboveMemory {
        id: "deployment/workers-above-memory",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Gunicorn, settings: workers", "https://docs.gunicorn.org/en/stable/settings.html#workers")],
    }
}

/// Memory that a worker of a real application needs at least, in bytes.
const ROOM: f64 = 64.0 * 1_048_576.0;
/// Memory that a worker of a bare framework fills: measured on Python 3.13 with bare applications of
/// two frameworks behind four workers each, 29 and 30 MiB that no other process shares.
const BARE: f64 = 32.0 * 1_048_576.0;

/// The variable that some servers take their number of workers from.
const VARIABLE: &str = "WEB_CONCURRENCY";
/// Those servers.
const READERS: [&str; 2] = ["gunicorn", "uvicorn"];

const SERVERS: [&str; 4] = ["gunicorn", "uvicorn", "hypercorn", "granian"];

impl Rule<System> for WorkersAboveMemory {
    fn check(&self, system: &System, sink: &mut Sink) {
        for joined in system.joined() {
            let Some((limit, place)) = joined.workload.memory_limit() else { continue };
            let Some((workers, span)) = workers(joined) else { continue };
            let share = limit / f64::from(workers);
            if workers < 2 || share >= ROOM {
                continue;
            }
            sink.push(
                Finding::of::<Self>(place.span())
                    .subject(joined.workload.subject())
                    .confidence(if share < BARE { Confidence::Medium } else { Confidence::Low })
                    .message(format!(
                        "{} may take {} of memory for {workers} workers: {} each",
                        joined.workload.title(),
                        mebibytes(limit),
                        mebibytes(share)
                    ))
                    .help("run fewer workers and more replicas, or raise the limit to what a worker was measured to need")
                    .related(span, "the workers are set here"),
            );
        }
    }
}

/// The number of workers and where it is set: by the command, else by `WEB_CONCURRENCY`, as the servers read it.
fn workers(joined: Joined<'_>) -> Option<(u16, Span)> {
    let mut words: Vec<(String, Span)> = Vec::new();
    for key in ["command", "entrypoint", "args"] {
        let Some(node) = joined.workload.node().get(key) else { continue };
        let parts = if node.is_list() { node.items().collect() } else { vec![node] };
        for part in parts {
            let split = part.string()?.split_whitespace().map(|word| (word.to_owned(), part.span()));
            words.extend(split);
        }
    }
    if words.is_empty() {
        words = joined.part.start().into_iter().map(|said| (said.value, said.span)).collect();
    }
    let serves = |word: &(String, Span)| SERVERS.contains(&word.0.rsplit('/').next().unwrap_or_default());
    if !words.iter().any(serves) {
        return None;
    }
    for (at, (word, span)) in words.iter().enumerate() {
        let said = match word.as_str() {
            "-w" | "--workers" => words.get(at + 1).map(|(next, _)| next.as_str()),
            _ => word.strip_prefix("--workers=").or_else(|| word.strip_prefix("-w")),
        };
        if let Some(said) = said {
            return said.parse().ok().map(|workers| (workers, span.clone()));
        }
    }
    let reads = |word: &(String, Span)| READERS.contains(&word.0.rsplit('/').next().unwrap_or_default());
    if !words.iter().any(reads) {
        return None;
    }
    if let Some(setting) = joined.setting(VARIABLE) {
        return setting.literal?.trim().parse().ok().map(|workers| (workers, setting.place.span()));
    }
    let said = joined.part.variable_of_image(VARIABLE)?;
    said.value.trim().parse().ok().map(|workers| (workers, said.span))
}
