//! `container/definition-comment`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::{Instruction, Statement};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A comment right above an `ARG` or a named `FROM` that does not begin with its name. Off unless it is selected.
    ///
    /// ## Why it matters
    /// The builder shows such a comment as the description of the argument or the stage, but only when its first word is the
    /// name.
    ///
    /// ## Bad
    /// ```dockerfile
    /// # which version of the base
    /// ARG VERSION=trixie
    /// FROM debian:${VERSION}-slim
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// # VERSION of the base
    /// ARG VERSION=trixie
    /// FROM debian:${VERSION}-slim
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// An empty line or a lone `#` below a comment makes it a comment like any other.
    pub DefinitionComment {
        id: "container/definition-comment",
        severity: Hint,
        since: "0.1.0",
        default: false,
        aliases: ["buildkit:InvalidDefinitionDescription"],
        references: [("Build checks: InvalidDefinitionDescription", "https://docs.docker.com/reference/build-checks/invalid-definition-description/")],
    }
}

impl Rule<Document> for DefinitionComment {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let text = document.source.text();
        for statement in document.file.statements() {
            let names: Vec<&str> = match &statement.instruction {
                Instruction::Arg(pairs) => pairs.iter().map(|pair| pair.name.text.as_str()).collect(),
                Instruction::From(from) => from.name.iter().map(|name| name.text.as_str()).collect(),
                _ => continue,
            };
            let Some(name) = names.first() else { continue };
            let comments = &document.file.comments;
            let Some(at) = comments.partition_point(|comment| comment.start < statement.span.start).checked_sub(1)
            else {
                continue;
            };
            let Some(comment) = comments.get(at) else { continue };
            let directive = document.file.directives.iter().any(|directive| directive.span == *comment);
            let between = text.get(comment.end..statement.span.start).unwrap_or_default();
            let said = document.source.slice(comment.clone()).trim_start_matches('#').trim();
            let above = between.trim().is_empty() && between.matches('\n').count() == 1;
            let first = said.split(' ').next().unwrap_or_default();
            let described =
                names.iter().any(|name| first == *name || first == name.to_lowercase() && is_stage(statement));
            if directive || !above || said.is_empty() || described {
                continue;
            }
            let keyword = statement.keyword.text.to_ascii_uppercase();
            sink.push(
                Finding::of::<Self>(document.span(&statement.keyword.span))
                    .subject(format!("{keyword} {name}"))
                    .message(format!("the comment above does not begin with `{name}`, so it is no description of it"))
                    .related(document.span(comment), "the comment")
                    .help(format!("Begin it with `{name}`, or put an empty line below it.")),
            );
        }
    }
}

/// Names of stages do not tell case apart: the builder has them in small letters.
fn is_stage(statement: &Statement) -> bool {
    matches!(statement.instruction, Instruction::From(_))
}
