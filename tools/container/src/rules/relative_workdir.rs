//! `container/relative-workdir`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::{Instruction, Stage};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A relative `WORKDIR` before any absolute one of its stage.
    ///
    /// ## Why it matters
    /// It is taken relative to the base image's folder, which the next version of the base may change.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR app
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    pub RelativeWorkdir {
        id: "container/relative-workdir",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3000", "buildkit:WorkdirRelativePath", "trivy:DS-0009", "checkov:CKV_DOCKER_10"],
        references: [("Build checks: WorkdirRelativePath", "https://docs.docker.com/reference/build-checks/workdir-relative-path/")],
    }
}

impl Rule<Document> for RelativeWorkdir {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let inherited = document.file.lineage(stage).into_iter().skip(1).any(sets_absolute);
            if inherited {
                continue;
            }
            for statement in &stage.statements {
                let Instruction::Workdir(word) = &statement.instruction else { continue };
                let path = word.unquoted();
                if is_absolute(&path) {
                    break;
                }
                sink.push(
                    Finding::of::<Self>(document.span(&statement.span))
                        .subject(format!("stage {}: WORKDIR {path}", stage.label()))
                        .message(format!("`WORKDIR {path}` depends on the folder that the base image happens to set"))
                        .help(format!("Write `WORKDIR /{}`.", path.trim_start_matches("./"))),
                );
            }
        }
    }
}

fn sets_absolute(stage: &Stage) -> bool {
    stage.statements.iter().any(|statement| match &statement.instruction {
        Instruction::Workdir(word) => is_absolute(&word.unquoted()),
        _ => false,
    })
}

/// A path that begins with a variable may well be absolute.
fn is_absolute(path: &str) -> bool {
    let drive = path.get(1..2) == Some(":");
    path.starts_with(['/', '\\', '$', '%']) || drive
}
