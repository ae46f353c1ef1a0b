//! `container/system-folder`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::Instruction;
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `WORKDIR` or `VOLUME` at a folder of the system, such as `/proc`, `/dev` or `/etc`.
    ///
    /// ## Why it matters
    /// What is written there meets files of the kernel or of the system. A volume over such a folder hides them, and one over
    /// `/proc` or `/sys` keeps the container from starting.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// WORKDIR /dev/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// WORKDIR /srv/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A folder of one's own below `/etc`, `/usr` or `/lib` is fine, and so is `/dev/shm`.
    pub SystemFolder {
        id: "container/system-folder",
        severity: Warning,
        since: "0.1.0",
        aliases: ["trivy:DS-0030"],
        references: [("Filesystem Hierarchy Standard", "https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html")],
    }
}

impl Rule<Document> for SystemFolder {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for (number, statement) in stage.statements.iter().enumerate() {
                let words = match &statement.instruction {
                    Instruction::Workdir(word) => std::slice::from_ref(word),
                    Instruction::Volume(words) => words.as_slice(),
                    _ => continue,
                };
                let keyword = statement.keyword.text.to_ascii_uppercase();
                for word in words {
                    let Some(path) = document.file.text_at(stage, number, &word.text) else { continue };
                    if is_of_system(path.trim_end_matches('/')) {
                        sink.push(
                            Finding::of::<Self>(document.span(&word.span))
                                .subject(format!("stage {}: {keyword} {path}", stage.label()))
                                .message(format!("`{path}` belongs to the system, not to the service"))
                                .help("Take a folder below /srv, /opt, /app or /var/lib."),
                        );
                    }
                }
            }
        }
    }
}

fn is_of_system(path: &str) -> bool {
    let own = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/sbin", "/sys", "/usr"];
    let kernel = ["/proc/", "/sys/", "/dev/", "/boot/"].iter().any(|folder| path.starts_with(folder));
    own.contains(&path) || (kernel && !path.starts_with("/dev/shm") && path != "/sys/fs/cgroup")
}
