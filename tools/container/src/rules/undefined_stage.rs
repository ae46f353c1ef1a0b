//! `container/undefined-stage`

use architect_core::{Confidence, Finding, Rule, Severity, Sink, declare_rule, nearest};

use crate::dockerfile::{Flag, Instruction, Stage, Word};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `--from` of a stage that does not stand before, or a number beyond the stages.
    ///
    /// ## Why it matters
    /// The builder takes the name for an image and tries to pull it. The build stops, or copies from an image of that
    /// name which somebody else published.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// RUN go version
    ///
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY --from=bulid /out/shop /shop
    /// ENTRYPOINT ["/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// RUN go version
    ///
    /// FROM gcr.io/distroless/static-debian13:nonroot
    /// COPY --from=build /out/shop /shop
    /// ENTRYPOINT ["/shop"]
    /// ```
    /// ## Limits
    /// A name with a slash, a colon or a dot is an image. A bare name that resembles no stage may be an image or a named
    /// context of the build: it is only mentioned.
    pub UndefinedStage {
        id: "container/undefined-stage",
        severity: Error,
        since: "0.1.0",
        aliases: ["hadolint:DL3022", "hadolint:DL3023", "trivy:DS-0006"],
        references: [("Multi-stage builds", "https://docs.docker.com/build/building/multi-stage/")],
    }
}

impl Rule<Document> for UndefinedStage {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            for statement in &stage.statements {
                let flags = match &statement.instruction {
                    Instruction::Copy(copy) | Instruction::Add(copy) => &copy.flags,
                    Instruction::Run(run) => &run.flags,
                    _ => continue,
                };
                for name in flags.iter().filter_map(Flag::source) {
                    if let Some(finding) = judge(document, stage, &name) {
                        sink.push(finding);
                    }
                }
            }
        }
    }
}

fn judge(document: &Document, stage: &Stage, name: &Word) -> Option<Finding> {
    let text = name.text.as_str();
    if text.is_empty()
        || text.contains(['/', ':', '.', '$', '@'])
        || document.file.stage_named(text, stage.index).is_some()
    {
        return None;
    }
    let finding = Finding::of::<UndefinedStage>(document.span(&name.span))
        .subject(format!("stage {}: from {text}", stage.label()));
    if text.parse::<usize>().is_ok() {
        return Some(finding.message(format!("there is no stage {text} before this one; numbers begin at 0")));
    }
    let named = |other: &&Stage| other.name().is_some_and(|word| word.text.eq_ignore_ascii_case(text));
    if let Some(later) = document.file.stages.get(stage.index..).unwrap_or_default().iter().find(named) {
        let message = if later.index == stage.index {
            format!("the stage `{text}` copies from itself")
        } else {
            format!("the stage `{text}` stands behind this one; a stage can only use those before it")
        };
        return Some(finding.message(message).related(document.span(&later.from_statement.span), "the stage"));
    }
    let names = document.file.stages.iter().filter(|other| other.index < stage.index);
    let names: Vec<&str> = names.filter_map(|other| other.name()).map(|word| word.text.as_str()).collect();
    match nearest::nearest(text, names) {
        Some(near) => Some(
            finding
                .confidence(Confidence::Medium)
                .message(format!("there is no stage `{text}` before this one"))
                .help(format!("Did you mean `{near}`?")),
        ),
        None if crate::tags::catalogue().tags(text).is_some() || is_common_image(text) => None,
        None => Some(
            finding
                .severity(Severity::Info)
                .confidence(Confidence::Low)
                .message(format!(
                    "`{text}` is no stage, so the builder takes the image `{text}:latest`, or a named context"
                ))
                .help("If an image is meant, give it a tag."),
        ),
    }
}

fn is_common_image(name: &str) -> bool {
    matches!(
        name,
        "composer" | "nginx" | "busybox" | "ubuntu" | "php" | "ruby" | "caddy" | "docker" | "scratch" | "context"
    )
}
