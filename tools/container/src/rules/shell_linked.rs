//! `container/shell-linked`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A link over `/bin/sh` to change the shell of the steps.
    ///
    /// ## Why it matters
    /// Every script of the image that counts on the distribution's sh gets another one. `SHELL` changes the steps alone.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN ln -sf /bin/bash /bin/sh
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// SHELL ["/bin/bash", "-c"]
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub ShellLinked {
        id: "container/shell-linked",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL4005"],
        references: [("Dockerfile reference: SHELL", "https://docs.docker.com/reference/dockerfile/#shell")],
    }
}

impl Rule<Document> for ShellLinked {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            let links = step.commands.iter().filter(|command| {
                let target = command.arguments().pop();
                command.name() == "ln" && target.is_some_and(|target| target == "/bin/sh" || target == "/usr/bin/sh")
            });
            for command in links {
                sink.push(
                    Finding::of::<Self>(document.span(&command.span()))
                        .subject(step.subject(command))
                        .message("this replaces the shell of the whole image")
                        .help("Write `SHELL [\"/bin/bash\", \"-c\"]` instead."),
                );
            }
        }
    }
}
