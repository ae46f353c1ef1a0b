//! `container/consecutive-runs`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::{Document, RunStep};

declare_rule! {
    /// ## What it finds
    /// `RUN` steps of one command each that follow each other. Off unless it is selected.
    ///
    /// ## Why it matters
    /// Each makes a layer of its own; what one writes and the next removes stays in the image.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN groupadd --gid 10001 shop
    /// RUN useradd --uid 10001 --gid 10001 shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// RUN groupadd --gid 10001 shop && useradd --uid 10001 --gid 10001 shop
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Steps with different flags are not meant, nor are those of stages that are not part of the final image. Steps apart are
    /// cached apart, which is often what is wanted: that is why this rule is off by default.
    pub ConsecutiveRuns {
        id: "container/consecutive-runs",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL3059"],
        references: [("Best practices: RUN", "https://docs.docker.com/build/building/best-practices/#run")],
    }
}

impl Rule<Document> for ConsecutiveRuns {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in document.final_lineage() {
            let steps: Vec<RunStep<'_>> = document.runs(stage).collect();
            for pair in steps.windows(2) {
                let [before, step] = pair else { continue };
                if step.index != before.index + 1
                    || !is_single(before)
                    || !is_single(step)
                    || !same_flags(before, step)
                {
                    continue;
                }
                let line = document.source.position(step.statement.span.start).line;
                sink.push(
                    Finding::of::<Self>(document.span(&step.statement.keyword.span))
                        .subject(format!("stage {}: line {line}", stage.label()))
                        .message("this step makes a layer of its own for one command, as the one before does")
                        .related(document.span(&before.statement.span), "the step before")
                        .help("Join them with `&&`, or in a here-document."),
                );
            }
        }
    }
}

fn is_single(step: &RunStep<'_>) -> bool {
    step.commands.len() <= 1 && step.run.heredocs.is_empty()
}

fn same_flags(one: &RunStep<'_>, other: &RunStep<'_>) -> bool {
    one.run.flags.iter().map(|flag| &flag.word.text).eq(other.run.flags.iter().map(|flag| &flag.word.text))
}
