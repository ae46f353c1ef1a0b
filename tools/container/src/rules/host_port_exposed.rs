//! `container/host-port-exposed`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `EXPOSE` with an address or a port of the host.
    ///
    /// ## Why it matters
    /// `EXPOSE` names a port of the container. Which port of the host leads to it is said when the container starts. The
    /// builder drops the rest, and says that it will refuse it later.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// EXPOSE 80:8080
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
    pub HostPortExposed {
        id: "container/host-port-exposed",
        severity: Warning,
        since: "0.1.0",
        aliases: ["buildkit:ExposeInvalidFormat"],
        references: [("Build checks: ExposeInvalidFormat", "https://docs.docker.com/reference/build-checks/expose-invalid-format/")],
    }
}

impl Rule<Document> for HostPortExposed {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for statement in &stage.statements {
                let Instruction::Expose(ports) = &statement.instruction else { continue };
                for word in ports.iter().filter(|word| !word.has_variable()) {
                    let Some((host, port)) = word.text.rsplit_once(':').filter(|(host, _)| !host.is_empty()) else {
                        continue;
                    };
                    let span = document.span(&word.span);
                    let finding = Finding::of::<Self>(span.clone())
                        .subject(format!("stage {}: EXPOSE {}", stage.label(), word.text))
                        .message(format!("EXPOSE names a port of the container alone; `{host}` has no effect"));
                    let number = port.split('/').next().unwrap_or_default();
                    let plain = !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit());
                    sink.push(if plain {
                        let edit = Edit { span, replacement: port.to_owned() };
                        finding.fix(Fix::safe(format!("Write `{port}`"), vec![edit]))
                    } else {
                        finding
                    });
                }
            }
        }
    }
}
