//! `container/protocol-casing`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `EXPOSE` with a protocol in capitals. Off unless it is selected.
    ///
    /// ## Why it matters
    /// The builder writes it in small letters, so the image tells something else than the file.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// EXPOSE 8080/TCP
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// EXPOSE 8080/tcp
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub ProtocolCasing {
        id: "container/protocol-casing",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["buildkit:ExposeProtoCasing"],
        references: [("Build checks: ExposeProtoCasing", "https://docs.docker.com/reference/build-checks/expose-proto-casing/")],
    }
}

impl Rule<Document> for ProtocolCasing {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for statement in &stage.statements {
                let Instruction::Expose(ports) = &statement.instruction else { continue };
                for word in ports {
                    let Some((port, protocol)) = word.text.split_once('/') else { continue };
                    let capitals = protocol.contains(|letter: char| letter.is_ascii_uppercase());
                    if !capitals || word.has_variable() {
                        continue;
                    }
                    let replacement = format!("{port}/{}", protocol.to_ascii_lowercase());
                    let span = document.span(&word.span);
                    sink.push(
                        Finding::of::<Self>(span.clone())
                            .subject(format!("stage {}: EXPOSE {}", stage.label(), word.text))
                            .message(format!("the protocol of `{}` is written in capitals", word.text))
                            .fix(Fix::safe(format!("Write `{replacement}`"), vec![Edit { span, replacement }])),
                    );
                }
            }
        }
    }
}
