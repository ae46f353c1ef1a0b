//! `container/apt-without-yes`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::{Joint, SimpleCommand};
use crate::document::{Document, title};

declare_rule! {
    /// ## What it finds
    /// `apt-get install` or `upgrade` without `-y`.
    ///
    /// ## Why it matters
    /// apt asks before it installs more than was named; a build has nobody to answer, so it stops.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt-get update && apt-get install --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub AptWithoutYes {
        id: "container/apt-without-yes",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3014", "trivy:DS-0021"],
        references: [("apt-get(8)", "https://manpages.debian.org/stable/apt/apt-get.8.en.html")],
    }
}

impl Rule<Document> for AptWithoutYes {
    fn check(&self, document: &Document, sink: &mut Sink) {
        // A setting of apt itself may say yes to everything.
        if document.source.text().contains("Assume-Yes") {
            return;
        }
        for step in document.all_runs() {
            for command in step.commands.iter().filter(|command| asks(command)) {
                let Some(verb) = command.verb() else { continue };
                let behind = verb.span.end..verb.span.end;
                let edit = Edit { span: document.span(&behind), replacement: " -y".to_owned() };
                sink.push(
                    Finding::of::<Self>(document.span(&command.span()))
                        .subject(format!("stage {}: {}", step.stage.label(), title(command)))
                        .message(format!("`{}` asks for a confirmation that nobody gives", title(command)))
                        .help("Add `-y`.")
                        .fix(Fix::safe("Add `-y`", vec![edit])),
                );
            }
        }
    }
}

fn asks(command: &SimpleCommand) -> bool {
    if command.joint == Joint::Pipe || !matches!(command.name().as_str(), "apt-get" | "apt" | "aptitude") {
        return false;
    }
    let verb = command.verb().map(|verb| verb.text.as_str());
    if !matches!(verb, Some("install" | "upgrade" | "dist-upgrade" | "full-upgrade" | "build-dep")) {
        return false;
    }
    // Variables may hold the switch.
    let variable =
        command.program().iter().skip(1).any(|word| word.text.starts_with('$') || word.text.starts_with("\"$"));
    // Quiet twice means yes.
    let quiet_of = |word: &String| match word.strip_prefix("--") {
        Some(long) => usize::from(long == "quiet"),
        None if word.starts_with('-') => word.matches('q').count(),
        None => 0,
    };
    let quiet: usize = command.arguments().iter().map(quiet_of).sum();
    let yes = command.has_option('y', &["--yes", "--assume-yes", "--assume-no"]);
    let simulated = command.has_option('s', &["--dry-run", "--simulate", "--download-only", "--print-uris"]);
    !(yes || quiet >= 2 || simulated || variable || command.has(&["-q=2"]))
}
