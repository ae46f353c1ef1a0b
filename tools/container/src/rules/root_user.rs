//! `container/root-user`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, Span, declare_rule};

use crate::dockerfile::variables;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A final stage whose processes run as root: its last `USER` is root, or none is set on a base that has none.
    ///
    /// ## Why it matters
    /// Whoever breaks into the process is root in the container, one kernel or mount mistake away from the host.
    /// Kubernetes with `runAsNonRoot` refuses to start it.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// USER 1000:1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Only the final stage counts. Distroless `nonroot` tags count as set. Of a base that is not known, the lack of
    /// a `USER` is only mentioned; so it is where the image changes its user itself at start (gosu, su-exec, setpriv).
    pub RootUser {
        id: "container/root-user",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3002", "trivy:DS-0002", "checkov:CKV_DOCKER_3", "checkov:CKV_DOCKER_8"],
        references: [
            ("Dockerfile reference: USER", "https://docs.docker.com/reference/dockerfile/#user"),
            ("Kubernetes: Pod security standards", "https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        ],
    }
}

impl Rule<Document> for RootUser {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let lineage = document.final_lineage();
        let Some(stage) = lineage.first() else { return };
        if document.is_windows(stage) {
            return;
        }
        let user = lineage.iter().find_map(|stage| stage.user().map(|user| (*stage, user)));
        if let Some((owner, (statement, word))) = user {
            let value = variables::expand(&word.unquoted(), |name| owner.variable(name));
            let name = value.split(':').next().unwrap_or_default();
            if matches!(name, "root" | "0") {
                sink.push(graded(
                    document,
                    document.span(&statement.span),
                    &stage.label(),
                    "the last USER of the final stage is root".to_owned(),
                ));
            }
            return;
        }
        let image = document.file.base_image(stage);
        if image.is_variable() {
            return;
        }
        let span = document.span(&stage.from_statement.span);
        match image.runs_as_root() {
            Some(true) => sink.push(graded(
                document,
                span,
                &stage.label(),
                format!("no USER is set, and `{}` runs as root", image.text),
            )),
            Some(false) => {}
            None => sink.push(
                Finding::of::<Self>(span)
                    .subject(format!("stage {}", stage.label()))
                    .severity(Severity::Info)
                    .confidence(Confidence::Low)
                    .message(format!("no USER is set, and it is not known whether `{}` sets one", image.text))
                    .help("If it does not, add `USER 10001:10001` before the start command."),
            ),
        }
    }
}

fn graded(document: &Document, span: Span, stage: &str, message: String) -> Finding {
    let finding = Finding::of::<RootUser>(span)
        .subject(format!("stage {stage}"))
        .message(message)
        .help("Add `USER 10001:10001` (a number, so that Kubernetes can verify it) before the start command, and give that user what it must write.");
    if changes_user_itself(document) {
        return finding.severity(Severity::Info).confidence(Confidence::Low);
    }
    finding
}

/// Whether a tool that changes the user at start is put into the final image.
fn changes_user_itself(document: &Document) -> bool {
    const TOOLS: [&str; 4] = ["gosu", "su-exec", "setpriv", "s6-setuidgid"];
    let lineage = document.final_lineage();
    lineage.iter().any(|stage| {
        let runs = document.runs(stage).flat_map(|step| step.commands);
        let starts = [stage.entrypoint(), stage.cmd()];
        let starts = starts.iter().flatten().map(|(statement, _)| document.source.slice(statement.span.clone()));
        runs.flat_map(|command| &command.words).any(|word| TOOLS.iter().any(|tool| word.text.contains(tool)))
            || starts.into_iter().any(|text| TOOLS.iter().any(|tool| text.contains(tool)))
    })
}
