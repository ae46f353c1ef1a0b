//! `container/distribution-upgrade`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::SimpleCommand;
use crate::document::Document;
use crate::packages::{Manager, PackageCommand};

declare_rule! {
    /// ## What it finds
    /// A step that moves the whole distribution: `zypper dist-upgrade`, `apt-get dist-upgrade`, a release upgrade.
    ///
    /// ## Why it matters
    /// What the base image was tested with is replaced by whatever there is on the day, in one layer as large as the base.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM opensuse/leap:15.6
    /// RUN zypper dist-upgrade -y && zypper clean --all
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM opensuse/leap:16.0
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    pub DistributionUpgrade {
        id: "container/distribution-upgrade",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3035", "trivy:DS-0024"],
        references: [("Best practices: RUN", "https://docs.docker.com/build/building/best-practices/#run")],
    }
}

impl Rule<Document> for DistributionUpgrade {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for step in document.all_runs() {
            for command in step.commands.iter().filter(|command| upgrades_all(command)) {
                sink.push(
                    Finding::of::<Self>(document.span(&command.span()))
                        .subject(step.subject(command))
                        .message("this replaces the distribution that the base image stands for")
                        .help("Take a newer base image."),
                );
            }
        }
    }
}

fn upgrades_all(command: &SimpleCommand) -> bool {
    if command.name() == "do-release-upgrade" {
        return true;
    }
    let call = PackageCommand::read(command);
    call.is_some_and(|call| match call.manager {
        Manager::Zypper => call.is(&["dist-upgrade", "dup"]),
        Manager::Apt => call.is(&["dist-upgrade", "full-upgrade"]),
        Manager::Dnf => call.is(&["system-upgrade", "distro-sync"]),
        _ => false,
    })
}
