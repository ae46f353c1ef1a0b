//! `container/copy-destination-not-folder`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `COPY` or `ADD` of several sources to a destination that does not end with `/`.
    ///
    /// ## Why it matters
    /// Several files need a folder. The builder refuses to guess, and the build stops.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// COPY config.toml catalog.json /etc/shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// COPY config.toml catalog.json /etc/shop/
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// `.` and `..` are folders. A destination that ends in a variable is not judged.
    pub CopyDestinationNotFolder {
        id: "container/copy-destination-not-folder",
        severity: Error,
        since: "0.1.0",
        aliases: ["hadolint:DL3021", "trivy:DS-0011"],
        references: [("Dockerfile reference: COPY", "https://docs.docker.com/reference/dockerfile/#copy")],
    }
}

impl Rule<Document> for CopyDestinationNotFolder {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for statement in &stage.statements {
                let (Instruction::Copy(copy) | Instruction::Add(copy)) = &statement.instruction else { continue };
                let word = &copy.destination;
                let folder = word.text.trim_matches(['"', '\'']);
                let last = folder.rsplit(['/', '\\']).next().unwrap_or_default();
                // A quote at one end alone: a path with a space, which is read as two words.
                let half = word.text.matches(['"', '\'']).count() == 1;
                let known =
                    !matches!(last, "" | "." | "..") && !folder.ends_with('}') && !last.starts_with('$') && !half;
                // `--from build`: what the flag lacks is taken for a source.
                let broken = copy.flags.iter().any(|flag| flag.name == "from" && flag.value.is_none());
                if broken || copy.sources.len() + copy.heredocs.len() < 2 || !known {
                    continue;
                }
                let quoted = word.text.ends_with(['"', '\'']) || copy.json;
                let end = word.span.end - usize::from(quoted);
                let edit = Edit { span: document.span(&(end..end)), replacement: "/".to_owned() };
                sink.push(
                    Finding::of::<Self>(document.span(&word.span))
                        .subject(format!("stage {}: {} {folder}", stage.label(), statement.keyword.text))
                        .message(format!("several sources go to `{folder}`, which is not written as a folder"))
                        .help(format!("Write `{folder}/`."))
                        .fix(Fix::safe("Add the `/`", vec![edit])),
                );
            }
        }
    }
}
