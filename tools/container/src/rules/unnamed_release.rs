//! `container/unnamed-release`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::ImageReference;
use crate::document::Document;
use crate::tags::catalogue;

declare_rule! {
    /// ## What it finds
    /// A base image whose tag names the version of a language and not the release of the system below it: `node:24-alpine`,
    /// `python:3.14-slim`.
    ///
    /// ## Why it matters
    /// The tag moves to the next release of Debian, Ubuntu or Alpine one day: packages get other names and versions, and
    /// programs from another stage meet another C library.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM python:3.14-slim
    /// USER 10001
    /// CMD ["python", "-m", "shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// USER 10001
    /// CMD ["python", "-m", "shop"]
    /// ```
    /// ## Limits
    /// Official images of languages, where a tag with the release is published; one with a digest is fixed already. Tags
    /// without any version are other rules' matter.
    pub UnnamedRelease {
        id: "container/unnamed-release",
        severity: Hint,
        since: "0.1.0",
        aliases: [],
        references: [("Docker official images", "https://github.com/docker-library/official-images")],
    }
}

const IMAGES: [&str; 6] = ["node", "python", "golang", "rust", "ruby", "eclipse-temurin"];

impl Rule<Document> for UnnamedRelease {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            if document.file.parent(stage).is_some() {
                continue;
            }
            let image = ImageReference::read(&document.file.expand_from(&stage.from.image.text));
            let Some(name) = image.official().filter(|name| IMAGES.contains(name)) else { continue };
            let Some(tag) = image.tag.as_deref().filter(|_| image.digest.is_none() && !image.is_windows()) else {
                continue;
            };
            if !tag.starts_with(|c: char| c.is_ascii_digit()) || tag.contains('$') || names_release(tag) {
                continue;
            }
            let near = named(name, tag);
            let finding = Finding::of::<Self>(document.span(&stage.from.image.span))
                .subject(format!("FROM {}", image.text))
                .message(format!(
                    "`{}` names no release of its system, and moves to the next one some day",
                    image.text
                ));
            sink.push(match near {
                Some(near) => finding.help(format!("Name it: `{name}:{near}` (tags as of {}).", catalogue().as_of)),
                None => finding.help("Name the release in the tag."),
            });
        }
    }
}

fn names_release(tag: &str) -> bool {
    let suites = [
        "jessie",
        "stretch",
        "buster",
        "bullseye",
        "bookworm",
        "trixie",
        "xenial",
        "bionic",
        "focal",
        "jammy",
        "noble",
        "resolute",
        "ubi8",
        "ubi9",
        "ubi10",
        "ubi",
        "windowsservercore",
        "nanoserver",
    ];
    tag.split('-').any(|piece| {
        let suite = suites.iter().any(|suite| piece == *suite || piece.starts_with("ubi"));
        suite || piece.strip_prefix("alpine").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// The same tag with the newest release that is published for it.
fn named(name: &str, tag: &str) -> Option<String> {
    let alpine = || {
        let lines = catalogue().lines("alpine");
        lines.iter().rev().map(|line| tag.replace("alpine", &format!("alpine{line}"))).collect::<Vec<_>>()
    };
    let candidates = if tag.contains("alpine") {
        alpine()
    } else if name == "eclipse-temurin" {
        vec![format!("{tag}-noble")]
    } else if let Some(version) = tag.strip_suffix("-slim") {
        ["trixie", "bookworm"]
            .iter()
            .flat_map(|suite| [format!("{version}-{suite}-slim"), format!("{version}-slim-{suite}")])
            .collect()
    } else {
        ["trixie", "bookworm"].iter().map(|suite| format!("{tag}-{suite}")).collect()
    };
    candidates.into_iter().find(|candidate| catalogue().has(name, candidate))
}
