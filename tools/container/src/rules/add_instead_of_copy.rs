//! `container/add-instead-of-copy`

use architect_core::fix::{Edit, Fix};
use architect_core::{Confidence, Finding, Rule, Sink, declare_rule};

use crate::dockerfile::{Instruction, Word};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `ADD` of plain local files.
    ///
    /// ## Why it matters
    /// `ADD` unpacks archives and fetches addresses. Where neither is meant, it is a trap for the next file that
    /// happens to be an archive.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// ADD server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// WORKDIR /app
    /// COPY server.js ./
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Archives, addresses, Git repositories, variables and `ADD` with a flag of its own are not meant. A file without
    /// an ending might be an archive: then the fix wants a look.
    pub AddInsteadOfCopy {
        id: "container/add-instead-of-copy",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3020", "trivy:DS-0005", "checkov:CKV_DOCKER_4"],
        references: [("Best practices: ADD or COPY", "https://docs.docker.com/build/building/best-practices/#add-or-copy")],
    }
}

impl Rule<Document> for AddInsteadOfCopy {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for statement in &stage.statements {
                let Instruction::Add(add) = &statement.instruction else { continue };
                let own_flag = |name: &str| matches!(name, "checksum" | "keep-git-dir" | "unpack");
                let special = add.flags.iter().any(|flag| own_flag(&flag.name));
                if special || add.sources.is_empty() || add.sources.iter().any(needs_add) {
                    continue;
                }
                let sure = add.sources.iter().all(is_plain);
                let span = document.span(&statement.keyword.span);
                let edit = Edit { span, replacement: "COPY".to_owned() };
                let fix =
                    if sure { Fix::safe("Use COPY", vec![edit]) } else { Fix::needs_review("Use COPY", vec![edit]) };
                let first = add.sources.first().map(Word::unquoted).unwrap_or_default();
                sink.push(
                    Finding::of::<Self>(document.span(&statement.span))
                        .subject(format!("stage {}: ADD {first}", stage.label()))
                        .confidence(if sure { Confidence::High } else { Confidence::Medium })
                        .message("ADD copies local files here, which COPY does without surprises")
                        .help("Use COPY.")
                        .fix(fix),
                );
            }
        }
    }
}

fn needs_add(source: &Word) -> bool {
    const ARCHIVES: [&str; 12] =
        ["tar", "tgz", "gz", "tbz", "tbz2", "bz2", "txz", "xz", "zst", "tzst", "lzma", "tlz"];
    let path = source.unquoted();
    let address = path.contains("://") || path.starts_with("git@") || path.trim_end_matches('/').ends_with(".git");
    let ending =
        path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase());
    address || source.has_variable() || ending.is_some_and(|ending| ARCHIVES.contains(&ending.as_str()))
}

/// Whether a source is surely no archive: a folder, or a file whose ending says what it is.
fn is_plain(source: &Word) -> bool {
    let path = source.unquoted();
    let name = path.rsplit('/').next().unwrap_or_default();
    matches!(name, "" | "." | "..")
        || name.rsplit_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && !ending.contains(['*', '?', '[']))
}
