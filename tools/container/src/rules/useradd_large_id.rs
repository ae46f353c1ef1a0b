//! `container/useradd-large-id`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `useradd` with a number of six digits or more, without `--no-log-init`.
    ///
    /// ## Why it matters
    /// useradd marks the user in files with a place for every number up to it. They look huge, and builders write them out
    /// to the last hole: the layer grows to gigabytes, or the disk fills.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN useradd --uid 100001 shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN useradd --no-log-init --uid 100001 shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub UseraddLargeId {
        id: "container/useradd-large-id",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3046"],
        references: [("Best practices: USER", "https://docs.docker.com/build/building/best-practices/#user")],
    }
}

const LARGE: u64 = 100_000;

impl Rule<Document> for UseraddLargeId {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for command in step.commands.iter().filter(|command| command.name() == "useradd") {
                let Some(number) = user_id(command).filter(|number| *number >= LARGE) else { continue };
                if command.has_option('l', &["--no-log-init"]) {
                    continue;
                }
                let Some(word) = command.program().first() else { continue };
                let end = word.span.end;
                let edit = Edit { span: document.span(&(end..end)), replacement: " --no-log-init".to_owned() };
                sink.push(
                    Finding::of::<Self>(document.span(&command.span()))
                        .subject(step.subject(command))
                        .message(format!(
                            "useradd writes its login records up to the number {number}, which fills the layer"
                        ))
                        .help("Add `--no-log-init`.")
                        .fix(Fix::safe("Add `--no-log-init`", vec![edit])),
                );
            }
        }
    }
}

/// The number behind `-u` or `--uid`.
fn user_id(command: &SimpleCommand) -> Option<u64> {
    let words = command.arguments();
    words.iter().enumerate().find_map(|(at, word)| {
        let next = || words.get(at + 1).map(String::as_str);
        let value = match word.as_str() {
            "-u" | "--uid" => next(),
            word => word.strip_prefix("--uid=").or_else(|| {
                let bundle = word.strip_prefix('-').filter(|bundle| !bundle.starts_with('-'))?;
                let rest = bundle.split_once('u').map(|(_, rest)| rest)?;
                if rest.is_empty() { next() } else { Some(rest) }
            }),
        };
        value?.parse().ok()
    })
}
