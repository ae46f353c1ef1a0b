//! `deployment/heap-above-limit`

use architect_core::{Finding, Rule, Sink, Span, declare_rule};

use crate::across::System;
use crate::node::Node;
use crate::workload::{Workload, mebibytes};

declare_rule! {
    /// ## What it finds
    /// A heap (`-Xmx`, `--max-old-space-size`) that is as large as the memory limit of its container, or larger.
    ///
    /// ## Why it matters
    /// The runtime needs memory beside its heap: threads, code, buffers. The kernel kills the container before the collector
    /// sees a reason to work.
    ///
    /// ## Bad
    /// ```text project
    /// # file: billing/Dockerfile
    /// FROM eclipse-temurin:25-jre-noble
    /// COPY app.jar /app.jar
    /// USER 10001:10001
    /// CMD ["java", "-Xmx1g", "-jar", "/app.jar"]
    /// # file: compose.yaml
    /// services:
    ///   billing:
    ///     build: billing
    ///     mem_limit: 512m
    /// ```
    /// ## Good
    /// ```text project
    /// # file: billing/Dockerfile
    /// FROM eclipse-temurin:25-jre-noble
    /// COPY app.jar /app.jar
    /// USER 10001:10001
    /// CMD ["java", "-Xmx384m", "-jar", "/app.jar"]
    /// # file: compose.yaml
    /// services:
    ///   billing:
    ///     build: billing
    ///     mem_limit: 512m
    /// ```
    /// ## Limits
    /// Where several places set the heap, the smallest counts. Percentages of the limit are always below it.
    pub HeapAboveLimit {
        id: "deployment/heap-above-limit",
        severity: Error,
        since: "0.1.0",
        aliases: [],
        references: [("Kubernetes, Assign memory resources", "https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/")],
    }
}

/// Variables from which runtimes take options.
const OPTIONS: [&str; 5] = ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JAVA_OPTS", "NODE_OPTIONS"];

impl Rule<System> for HeapAboveLimit {
    fn check(&self, system: &System, sink: &mut Sink) {
        for workload in system.set.workloads() {
            let Some((limit, place)) = workload.memory_limit() else { continue };
            let mut heaps = of_manifest(workload);
            if let Some(part) = system.part_of(workload) {
                // The manifest's command replaces the image's.
                if !workload.replaces_command() {
                    heaps.extend(part.start().into_iter().filter_map(|said| Some((heap(&said.value)?, said.span))));
                }
                let given = workload.settings();
                for name in OPTIONS.iter().filter(|name| given.iter().all(|setting| setting.name != **name)) {
                    let said = part.variable_of_image(name);
                    heaps.extend(said.and_then(|said| Some((heap(&said.value)?, said.span))));
                }
            }
            let Some((size, span)) = heaps.into_iter().min_by(|one, other| one.0.total_cmp(&other.0)) else {
                continue;
            };
            if size >= limit {
                sink.push(
                    Finding::of::<HeapAboveLimit>(place.span())
                        .subject(workload.subject())
                        .message(format!(
                            "{} may take {} of memory, and its heap alone {}",
                            workload.title(),
                            mebibytes(limit),
                            mebibytes(size)
                        ))
                        .related(span, "the heap is set here"),
                );
            }
        }
    }
}

/// The heaps that the manifest itself sets.
fn of_manifest(workload: Workload<'_>) -> Vec<(f64, Span)> {
    let settings = workload.settings().into_iter().filter(|setting| OPTIONS.contains(&setting.name));
    let mut found: Vec<(f64, Span)> =
        settings.filter_map(|setting| Some((heap(setting.literal?)?, setting.place.span()))).collect();
    for key in ["command", "args", "entrypoint"] {
        let Some(node) = workload.node().get(key) else { continue };
        let words: Vec<Node<'_>> = if node.is_list() { node.items().collect() } else { vec![node] };
        found.extend(words.into_iter().filter_map(|word| Some((heap(word.string()?)?, word.span()))));
    }
    found
}

/// The heap that options set, in bytes; the last counts.
fn heap(text: &str) -> Option<f64> {
    text.split_whitespace().filter_map(option).next_back()
}

fn option(word: &str) -> Option<f64> {
    let (digits, default) = match (word.strip_prefix("-Xmx"), word.strip_prefix("--max-old-space-size=")) {
        (Some(digits), _) => (digits, 1.0),
        (_, Some(digits)) => (digits, 1_048_576.0),
        _ => return None,
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (number, unit) = digits.split_at_checked(end)?;
    let factor = match unit {
        "" => default,
        "k" | "K" => 1024.0,
        "m" | "M" => 1_048_576.0,
        "g" | "G" => 1_073_741_824.0,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|number| number * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_as_the_runtimes_read_them() {
        for (text, mebibytes) in [
            ("-Xms128m -Xmx512m", Some(512.0)),
            ("-Xmx1g", Some(1024.0)),
            ("--max-old-space-size=768", Some(768.0)),
            ("-XX:MaxRAMPercentage=75", None),
            ("-Xmx${HEAP}", None),
        ] {
            assert_eq!(heap(text).map(|bytes| bytes / 1_048_576.0), mebibytes, "{text}");
        }
    }
}
