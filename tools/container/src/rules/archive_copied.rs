//! `container/archive-copied`

use architect_core::{Finding, Rule, Sink, Span, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::{Copy, Instruction};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// An archive from the build context that is copied in and unpacked by a `RUN`.
    ///
    /// ## Why it matters
    /// The archive stays in the layer of the `COPY`, beside what comes out of it. `ADD` unpacks it and leaves no archive.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// COPY shop.tar.gz /tmp/
    /// RUN mkdir /srv/shop && tar -xzf /tmp/shop.tar.gz -C /srv/shop && rm /tmp/shop.tar.gz
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ADD shop.tar.gz /srv/shop/
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// `ADD` unpacks tar archives, plain or packed with gzip, bzip2, xz or zstd; others are not meant. Nor are those copied from
    /// another stage or image.
    pub ArchiveCopied {
        id: "container/archive-copied",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3010"],
        references: [("Dockerfile reference: ADD", "https://docs.docker.com/reference/dockerfile/#add")],
    }
}

impl Rule<Document> for ArchiveCopied {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let mut copied: Vec<(String, Span)> = Vec::new();
            let mut runs = document.runs(stage).peekable();
            for (index, statement) in stage.statements.iter().enumerate() {
                if let Instruction::Copy(copy) = &statement.instruction {
                    let span = document.span(&statement.span);
                    copied.extend(archives(copy).into_iter().map(|name| (name, span.clone())));
                }
                let Some(step) = runs.next_if(|step| step.index == index) else { continue };
                for command in step.commands.iter().filter(|command| unpacks(command)) {
                    let names: Vec<String> = command.words.iter().map(|word| file_name(&word.text)).collect();
                    let Some((name, span)) = copied.iter().find(|(name, _)| names.contains(name)) else { continue };
                    sink.push(
                        Finding::of::<Self>(span.clone())
                            .subject(format!("stage {}: {name}", stage.label()))
                            .message(format!(
                                "`{name}` is copied in and then unpacked, so that the archive stays in a layer"
                            ))
                            .related(document.span(&command.span()), "unpacked here")
                            .help("Unpack it with `ADD`."),
                    );
                }
            }
        }
    }
}

/// Names of the archives that a `COPY` brings from the context, as they are called before and behind it.
fn archives(copy: &Copy) -> Vec<String> {
    if copy.flag("from").is_some() {
        return Vec::new();
    }
    let sources = copy.sources.iter().map(|source| file_name(&source.text));
    let mut names: Vec<String> = sources.filter(|name| is_archive(name)).collect();
    if let [_] = names.as_slice() {
        names.push(file_name(&copy.destination.text));
    }
    names.retain(|name| is_archive(name));
    names
}

fn is_archive(name: &str) -> bool {
    const ENDS: [&str; 12] = [
        ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".tzst", ".tar.Z",
        ".tar.lz",
    ];
    ENDS.iter().any(|end| name.ends_with(end))
}

fn unpacks(command: &SimpleCommand) -> bool {
    let first = command.arguments().first().cloned().unwrap_or_default();
    let old_form = !first.starts_with('-') && first.contains('x') && first.len() <= 5;
    command.name() == "tar" && (old_form || command.has_option('x', &["--extract", "--get"]))
}

/// The last part of a path of either kind of system.
fn file_name(path: &str) -> String {
    let path = path.trim_matches(['"', '\'']);
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}
