//! `container/go-unpinned`

use architect_core::{Rule, Sink, declare_rule};

use crate::dockerfile::{Instruction, Statement};
use crate::document::{Document, RunStep};
use crate::packages::{self, Manager, pin};

declare_rule! {
    /// ## What it finds
    /// `go install`, `go get` or `go run` of a module without a version, or at `@latest`.
    ///
    /// ## Why it matters
    /// What is built is the newest release of the day: a breaking or taken over release is in the image the next time it is
    /// built.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// RUN go install github.com/example/migrate@latest
    ///
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY --from=build /go/bin/migrate /migrate
    /// ENTRYPOINT ["/migrate"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// RUN go install github.com/example/migrate@v4.19.0
    ///
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY --from=build /go/bin/migrate /migrate
    /// ENTRYPOINT ["/migrate"]
    /// ```
    /// ## Limits
    /// Behind a `COPY` of the module (its `go.mod`, or the whole folder), a package without a version has the one of `go.mod`,
    /// and only `@latest` is reported.
    pub GoUnpinned {
        id: "container/go-unpinned",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3062"],
        references: [("Go modules: go install", "https://go.dev/ref/mod#go-install")],
    }
}

impl Rule<Document> for GoUnpinned {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for (step, mut call) in packages::in_document(document, Manager::Go) {
            if is_within_module(document, &step) {
                call.operands.retain(|operand| operand.text().contains('@'));
            }
            if let Some(finding) = pin::unpinned::<Self>(document, &step, &call, "Write `module@v1.2.3`.") {
                sink.push(finding);
            }
        }
    }
}

/// Whether the step may run within a module, whose `go.mod` has the versions.
fn is_within_module(document: &Document, step: &RunStep<'_>) -> bool {
    let before = step.stage.statements.get(..step.index).unwrap_or_default();
    let parents = document.file.lineage(step.stage).into_iter().skip(1);
    let made = step.commands.iter().any(|command| command.name() == "git" || command.has(&["mod"]));
    made || step.run.mounts().any(|mount| mount.contains("type=bind"))
        || before.iter().chain(parents.flat_map(|stage| &stage.statements)).any(brings_sources)
}

fn brings_sources(statement: &Statement) -> bool {
    match &statement.instruction {
        Instruction::Copy(copy) | Instruction::Add(copy) => copy.sources.iter().any(|source| {
            let path = source.unquoted();
            !path.contains("://")
                && (path.ends_with("go.mod")
                    || path.contains('*')
                    || !path.contains('.')
                    || path.ends_with(['.', '/']))
        }),
        Instruction::Run(run) => match &run.command {
            crate::dockerfile::Command::Shell(shell) => {
                shell.text.contains("git clone") || shell.text.contains("go mod")
            }
            crate::dockerfile::Command::Exec(_) => false,
        },
        _ => false,
    }
}
