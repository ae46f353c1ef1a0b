//! `container/ssh-port-exposed`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `EXPOSE 22`.
    ///
    /// ## Why it matters
    /// An SSH server in a container is a second way in, with its own users, keys and updates. `docker exec` and
    /// `kubectl exec` lead into a container without one.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// EXPOSE 22
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
    pub SshPortExposed {
        id: "container/ssh-port-exposed",
        severity: Warning,
        since: "0.1.0",
        aliases: ["trivy:DS-0004", "checkov:CKV_DOCKER_1"],
        references: [("Dockerfile reference: EXPOSE", "https://docs.docker.com/reference/dockerfile/#expose")],
    }
}

impl Rule<Document> for SshPortExposed {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.final_lineage() {
            for (number, statement) in stage.statements.iter().enumerate() {
                let Instruction::Expose(ports) = &statement.instruction else { continue };
                for word in ports {
                    let port = document.file.text_at(stage, number, &word.text);
                    if port.is_some_and(|port| matches!(port.as_str(), "22" | "22/tcp")) {
                        sink.push(
                            Finding::of::<Self>(document.span(&word.span))
                                .subject(format!("stage {}: EXPOSE 22", stage.label()))
                                .message("port 22 is exposed: the container has an SSH server")
                                .help("Leave it out, and go into the container by the tools of the platform."),
                        );
                    }
                }
            }
        }
    }
}
