//! `container/env-self-reference`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::variables::references;
use crate::dockerfile::{Instruction, Pair, Stage};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// `ENV` that uses a variable which the same instruction sets.
    ///
    /// ## Why it matters
    /// All values of an instruction are worked out before any is set: the variable is empty there, or has its old value.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ENV SHOP_HOME=/srv/shop SHOP_DATA=$SHOP_HOME/data
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ENV SHOP_HOME=/srv/shop
    /// ENV SHOP_DATA=$SHOP_HOME/data
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// A variable that was set before has its old value there, which may be what is meant: it is not reported. `PATH=$PATH:…` is no such case, unless it stands twice.
    pub EnvSelfReference {
        id: "container/env-self-reference",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3044"],
        references: [("Dockerfile reference: ENV", "https://docs.docker.com/reference/dockerfile/#env")],
    }
}

impl Rule<Document> for EnvSelfReference {
    fn check(&self, document: &Document, sink: &mut Sink) {
        // Windows has values of its own for what its files set again.
        for stage in document.file.stages.iter().filter(|stage| !document.is_windows(stage)) {
            for (index, statement) in stage.statements.iter().enumerate() {
                let Instruction::Env(pairs) = &statement.instruction else { continue };
                for (at, pair) in pairs.iter().enumerate() {
                    let others = pairs.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
                    let value = pair.value.as_ref().map(|value| value.text.as_str()).unwrap_or_default();
                    let used = references(value, document.file.escape());
                    let mut set = others.filter(|other| used.iter().any(|used| used.name == other.name.text));
                    let Some(other) = set.find(|other| !is_meant(document, stage, index, pair, other)) else {
                        continue;
                    };
                    let name = &other.name.text;
                    sink.push(
                        Finding::of::<Self>(document.span(&pair.name.span))
                            .subject(format!("stage {}: ENV {}", stage.label(), pair.name.text))
                            .message(format!(
                                "`{}` uses `${name}`, which the same ENV sets: it has no value there yet",
                                pair.name.text
                            ))
                            .related(document.span(&other.name.span), "set here")
                            .help(format!("Set `{name}` in an ENV of its own, before this one.")),
                    );
                }
            }
        }
    }
}

/// Whether the old value of a variable may be meant: it has one.
fn is_meant(document: &Document, stage: &Stage, index: usize, pair: &Pair, other: &Pair) -> bool {
    let name = &other.name.text;
    let has_value = || name == "PATH" || document.file.value_at(stage, index, name).is_declared();
    *name != pair.name.text && has_value()
}
