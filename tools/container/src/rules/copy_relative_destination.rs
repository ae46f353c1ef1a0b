//! `container/copy-relative-destination`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule};

use crate::dockerfile::{ImageReference, Instruction, Stage};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `COPY` or `ADD` to a relative destination where no `WORKDIR` is set.
    ///
    /// ## Why it matters
    /// It goes below whatever folder the base image happens to have set, most often `/`.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// COPY shop bin/shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// WORKDIR /srv/shop
    /// COPY shop bin/shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// The empty base image has the folder `/`, so nothing is unclear there. Of a base that is not known, it is only mentioned.
    pub CopyRelativeDestination {
        id: "container/copy-relative-destination",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3045"],
        references: [("Dockerfile reference: WORKDIR", "https://docs.docker.com/reference/dockerfile/#workdir")],
    }
}

impl Rule<Document> for CopyRelativeDestination {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let image = document.file.base_image(stage);
            let inherited = document.file.lineage(stage).into_iter().skip(1).any(sets_workdir);
            if inherited || image.is_scratch() || sets_folder(&image) {
                continue;
            }
            for statement in &stage.statements {
                let copy = match &statement.instruction {
                    Instruction::Workdir(_) => break,
                    Instruction::Copy(copy) | Instruction::Add(copy) => copy,
                    _ => continue,
                };
                let path = copy.destination.text.trim_matches(['"', '\'']);
                if is_absolute(path) {
                    continue;
                }
                let finding = Finding::of::<Self>(document.span(&copy.destination.span))
                    .subject(format!("stage {}: {} {path}", stage.label(), statement.keyword.text))
                    .message(format!("`{path}` is taken from the folder that the base image happens to set"))
                    .help("Set WORKDIR before it, or write the whole path.");
                sink.push(match image.runs_as_root() {
                    Some(_) => finding,
                    None => finding.severity(Severity::Info).confidence(Confidence::Low),
                });
            }
        }
    }
}

fn sets_workdir(stage: &Stage) -> bool {
    stage.statements.iter().any(|statement| matches!(statement.instruction, Instruction::Workdir(_)))
}

/// Official images with a folder of their own.
fn sets_folder(image: &ImageReference) -> bool {
    const NAMES: [&str; 14] = [
        "composer",
        "drupal",
        "ghost",
        "golang",
        "gradle",
        "httpd",
        "jetty",
        "joomla",
        "nextcloud",
        "php",
        "rails",
        "redis",
        "tomcat",
        "wordpress",
    ];
    image.official().is_some_and(|name| NAMES.contains(&name))
}

/// A path that begins with a variable may well be absolute.
fn is_absolute(path: &str) -> bool {
    let drive = path.get(1..2) == Some(":");
    path.is_empty() || path.starts_with(['/', '\\', '$', '%']) || drive
}
