//! `container/missing-healthcheck`

use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A service image (its final stage exposes a port) without `HEALTHCHECK`.
    ///
    /// ## Why it matters
    /// Docker, Compose, Swarm and ECS see a process that hangs as a healthy one; nothing waits for it to be ready.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// EXPOSE 3000
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// EXPOSE 3000
    /// USER 1000
    /// HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Kubernetes does not look at it and wants probes instead, so this is information. Images without a shell
    /// (scratch, distroless) are not reported: there, only a command of the program's own could do it.
    pub MissingHealthcheck {
        id: "container/missing-healthcheck",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3057", "trivy:DS-0026", "checkov:CKV_DOCKER_2"],
        references: [("Dockerfile reference: HEALTHCHECK", "https://docs.docker.com/reference/dockerfile/#healthcheck")],
    }
}

impl Rule<Document> for MissingHealthcheck {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let lineage = document.final_lineage();
        let Some(stage) = lineage.first() else { return };
        let Some(expose) = lineage.iter().find_map(|stage| stage.expose()) else { return };
        let image = document.file.base_image(stage);
        let checked = lineage.iter().any(|stage| stage.healthcheck().is_some());
        if checked || image.lacks_shell() || image.is_variable() || document.is_windows(stage) {
            return;
        }
        let confidence = if image.official().is_some() { Confidence::High } else { Confidence::Medium };
        sink.push(
            Finding::of::<Self>(document.span(&stage.from_statement.span))
                .subject(format!("stage {}", stage.label()))
                .confidence(confidence)
                .message("the final stage exposes a port but has no health check")
                .related(document.span(&expose.span), "the port")
                .help("Add a HEALTHCHECK that asks the service with a tool which the image has; in Kubernetes, add probes."),
        );
    }
}
