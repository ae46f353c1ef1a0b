//! `container/host-command`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A program in a `RUN` that is about a running machine: ssh, service, shutdown, mount, ps, top and their like.
    ///
    /// ## Why it matters
    /// A build has no init system, no terminal and no right to mount: such a command fails, or does something that is gone
    /// when the step ends.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN service cron start
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN install -d -o 10001 /var/lib/shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A service that is started, used and stopped within one `RUN` does work; it is mentioned all the same.
    pub HostCommand {
        id: "container/host-command",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3001"],
        references: [("Best practices: RUN", "https://docs.docker.com/build/building/best-practices/#run")],
    }
}

/// What makes sense on a machine that runs, and not in a build.
const PROGRAMS: [&str; 12] =
    ["ssh", "vim", "nano", "shutdown", "reboot", "service", "ps", "free", "top", "kill", "mount", "ifconfig"];

impl Rule<Document> for HostCommand {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for command in step.commands {
                let name = command.name();
                if !PROGRAMS.contains(&name.as_str()) || is_meant(&name, &command.arguments()) {
                    continue;
                }
                sink.push(
                    Finding::of::<Self>(document.span(&command.span()))
                        .subject(step.subject(command))
                        .message(format!("`{name}` is for a machine that runs; a build step has little to use it on"))
                        .help("Do it when the container starts, or leave it out."),
                );
            }
        }
    }
}

/// Whether the program does make sense here: it is asked for its version, or ends what the step itself has started.
fn is_meant(name: &str, arguments: &[String]) -> bool {
    arguments.iter().any(|word| word.contains("version"))
        || name == "kill" && arguments.iter().any(|word| word.starts_with(['$', '%', '`']))
}
