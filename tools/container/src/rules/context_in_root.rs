//! `container/context-in-root`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `COPY . /`: the whole context goes into the root folder of the image.
    ///
    /// ## Why it matters
    /// Files of the project then stand among those of the system. A folder of the project that is called `bin`, `etc` or
    /// `lib` mixes with the system's own.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// COPY . /
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// COPY . /srv/shop/
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// An empty base (`scratch`) has no system whose files could be meant.
    pub ContextInRoot {
        id: "container/context-in-root",
        severity: Info,
        since: "0.1.0",
        aliases: ["droast:DF007"],
        references: [("Dockerfile reference: COPY", "https://docs.docker.com/reference/dockerfile/#copy")],
    }
}

impl Rule<Document> for ContextInRoot {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            if document.file.base_image(stage).is_scratch() {
                continue;
            }
            for statement in &stage.statements {
                let (Instruction::Copy(copy) | Instruction::Add(copy)) = &statement.instruction else { continue };
                let whole = copy.sources.iter().any(|word| matches!(word.text.as_str(), "." | "./"));
                if whole && copy.flag("from").is_none() && copy.destination.text == "/" {
                    sink.push(
                        Finding::of::<Self>(document.span(&statement.span))
                            .subject(format!("stage {}: COPY . /", stage.label()))
                            .message("the whole context is copied into the root folder of the image")
                            .help("Copy it into a folder of its own, and name that with WORKDIR."),
                    );
                }
            }
        }
    }
}
