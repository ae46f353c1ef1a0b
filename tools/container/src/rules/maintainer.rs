//! `container/maintainer`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::{Instruction, word::unquote};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// The instruction `MAINTAINER`.
    ///
    /// ## Why it matters
    /// It is deprecated; tools that read labels do not see it.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// MAINTAINER shop@example.com
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// LABEL org.opencontainers.image.authors="shop@example.com"
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    pub Maintainer {
        id: "container/maintainer",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL4000", "buildkit:MaintainerDeprecated", "trivy:DS-0022", "checkov:CKV_DOCKER_6"],
        references: [("Dockerfile reference: MAINTAINER", "https://docs.docker.com/reference/dockerfile/#maintainer-deprecated")],
    }
}

impl Rule<Document> for Maintainer {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for statement in document.file.statements() {
            let Instruction::Maintainer(word) = &statement.instruction else { continue };
            let name = unquote(&word.text);
            let finding = Finding::of::<Self>(document.span(&statement.span))
                .subject("MAINTAINER")
                .message("MAINTAINER is deprecated")
                .help("Use the label org.opencontainers.image.authors.");
            let plain = !name.contains(['"', '\\', '$']) && !name.is_empty();
            sink.push(if plain {
                let span = document.span(&(statement.keyword.span.start..word.span.end));
                let replacement = format!("LABEL org.opencontainers.image.authors=\"{name}\"");
                finding.fix(Fix::safe("Make it a label", vec![Edit { span, replacement }]))
            } else {
                finding
            });
        }
    }
}
