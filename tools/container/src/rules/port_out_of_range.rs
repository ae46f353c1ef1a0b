//! `container/port-out-of-range`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `EXPOSE` of a number that is no port: ports go to 65535.
    ///
    /// ## Why it matters
    /// The build stops, or the port is never reachable.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// EXPOSE 80800
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// EXPOSE 8080
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub PortOutOfRange {
        id: "container/port-out-of-range",
        severity: Error,
        since: "0.1.0",
        aliases: ["hadolint:DL3011", "trivy:DS-0008"],
        references: [("Dockerfile reference: EXPOSE", "https://docs.docker.com/reference/dockerfile/#expose")],
    }
}

const HIGHEST: u64 = 65_535;

impl Rule<Document> for PortOutOfRange {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for statement in &stage.statements {
                let Instruction::Expose(ports) = &statement.instruction else { continue };
                for word in ports {
                    let plain = word.unquoted();
                    let numbers = plain.split('/').next().unwrap_or_default().split('-');
                    let beyond = |number: &str| number.parse::<u64>().is_ok_and(|number| number > HIGHEST);
                    if let Some(number) = numbers.into_iter().find(|number| beyond(number)) {
                        sink.push(
                            Finding::of::<Self>(document.span(&word.span))
                                .subject(format!("stage {}: EXPOSE {plain}", stage.label()))
                                .message(format!("there is no port {number}; the highest is {HIGHEST}")),
                        );
                    }
                }
            }
        }
    }
}
