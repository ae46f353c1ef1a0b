//! `container/copy-of-ignored-file`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `COPY` or `ADD` of a file that `.dockerignore` leaves out.
    ///
    /// ## Why it matters
    /// The builder never gets to see the file, so the build stops with a message that says it does not exist.
    ///
    /// ## Bad
    /// ```dockerfile project
    /// FROM debian:trixie-slim
    /// COPY config/shop.toml /etc/shop.toml
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// # file: .dockerignore
    /// config
    /// # file: config/shop.toml
    /// port = 8080
    /// ```
    /// ## Good
    /// ```dockerfile project
    /// FROM debian:trixie-slim
    /// COPY config/shop.toml /etc/shop.toml
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// # file: .dockerignore
    /// target
    /// # file: config/shop.toml
    /// port = 8080
    /// ```
    /// ## Limits
    /// A `.dockerignore` that takes files back with `!` is not judged: a folder that is left out may still have files in it.
    pub CopyOfIgnoredFile {
        id: "container/copy-of-ignored-file",
        severity: Warning,
        since: "0.1.0",
        aliases: ["buildkit:CopyIgnoredFile"],
        references: [("Build checks: CopyIgnoredFile", "https://docs.docker.com/reference/build-checks/copy-ignored-file/")],
    }
}

impl Rule<Document> for CopyOfIgnoredFile {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let Some(ignore) = document.ignore.as_ref().filter(|ignore| !ignore.takes_back()) else { return };
        for stage in &document.file.stages {
            for (number, statement) in stage.statements.iter().enumerate() {
                let (Instruction::Copy(copy) | Instruction::Add(copy)) = &statement.instruction else { continue };
                if copy.flag("from").is_some() {
                    continue;
                }
                for word in &copy.sources {
                    let path = document.file.text_at(stage, number, &word.text);
                    let Some(path) = path.filter(|path| !path.contains("://") && !path.starts_with("git@")) else {
                        continue;
                    };
                    let whole = path.split('/').all(|part| matches!(part, "" | "."));
                    if (whole && ignore.leaves_out_all()) || ignore.leaves_out(&path) {
                        sink.push(
                            Finding::of::<Self>(document.span(&word.span))
                                .subject(format!("stage {}: {path}", stage.label()))
                                .message(format!(
                                    "`{path}` is left out by .dockerignore, so the build does not see it"
                                ))
                                .help("Take it out of .dockerignore, or do not copy it."),
                        );
                    }
                }
            }
        }
    }
}
