//! `container/curl-pipe-shell`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::{Joint, SimpleCommand, is_shell};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A script from the network that runs unseen: `curl … | sh`, `bash <(curl …)`, `sh -c "$(wget …)"`.
    ///
    /// ## Why it matters
    /// Whoever controls that address, or the name that leads to it, is root in the build. What ran cannot be told
    /// afterwards, and a broken download runs by half.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM python:3.14-trixie
    /// RUN curl -fsSL https://example.com/install.sh | sh
    /// USER 10001
    /// CMD ["python", "-m", "shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM python:3.14-trixie
    /// ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/tool /usr/local/bin/tool
    /// USER 10001
    /// CMD ["python", "-m", "shop"]
    /// ```
    pub CurlPipeShell {
        id: "container/curl-pipe-shell",
        severity: Warning,
        since: "0.1.0",
        aliases: [],
        references: [("Dockerfile reference: ADD --checksum", "https://docs.docker.com/reference/dockerfile/#add---checksum")],
    }
}

impl Rule<Document> for CurlPipeShell {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for (index, command) in step.commands.iter().enumerate() {
                if !is_fetch(command) {
                    continue;
                }
                let interpreter = match command.joint {
                    Joint::Substitution => outer(step.commands, index).filter(|outer| evaluates(outer)),
                    _ => step
                        .commands
                        .get(index + 1..)
                        .unwrap_or_default()
                        .iter()
                        .take_while(|next| next.joint == Joint::Pipe || next.joint == Joint::Substitution)
                        .find(|next| next.joint == Joint::Pipe && runs_its_input(next)),
                };
                if let Some(interpreter) = interpreter {
                    let (fetch, run) = (command.name(), interpreter.name());
                    sink.push(
                        Finding::of::<Self>(document.span(&command.span()))
                            .subject(format!("stage {}: {fetch} | {run}", step.stage.label()))
                            .message(format!("`{fetch}` feeds a script from the network straight into `{run}`"))
                            .related(document.span(&interpreter.span()), "runs it")
                            .help("Download a fixed version, verify its checksum, then run it; or copy the tool from an image."),
                    );
                }
            }
        }
    }
}

fn is_fetch(command: &SimpleCommand) -> bool {
    matches!(command.name().as_str(), "curl" | "wget")
        && command.arguments().iter().any(|word| !word.starts_with('-'))
}

/// The command that a substitution stands in.
fn outer(commands: &[SimpleCommand], index: usize) -> Option<&SimpleCommand> {
    commands.get(..index)?.iter().rev().find(|command| command.joint != Joint::Substitution)
}

/// Whether a command runs what its words expand to.
fn evaluates(command: &SimpleCommand) -> bool {
    let name = command.name();
    let process = command.words.iter().any(|word| word.text.starts_with("<("));
    let text = is_shell(&name) && command.has_option('c', &[]);
    text || (process && (is_shell(&name) || matches!(name.as_str(), "source" | "."))) || name == "eval"
}

/// Whether a command runs what it is fed: an interpreter without a script of its own.
fn runs_its_input(command: &SimpleCommand) -> bool {
    let name = command.name();
    let python = name.strip_prefix("python").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    let arguments = command.arguments();
    if is_shell(&name) {
        let reads_input = command.has_option('s', &[]);
        let script = arguments.iter().any(|word| !word.starts_with('-') && !word.starts_with('/')) && !reads_input;
        return !script && !command.has_option('c', &[]);
    }
    (python || matches!(name.as_str(), "perl" | "ruby" | "node" | "php")) && arguments.iter().all(|word| word == "-")
}
