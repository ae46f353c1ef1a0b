//! `container/undefined-argument-in-from`

use std::collections::BTreeSet;

use architect_core::{Finding, Rule, Sink, declare_rule, nearest};

use crate::dockerfile::variables::{PLATFORM_ARGUMENTS, references};
use crate::dockerfile::{Instruction, Statement};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A variable in `FROM` that no `ARG` before the first stage declares.
    ///
    /// ## Why it matters
    /// It is empty, so the image's name is another one than it seems, or none. An `ARG` within a stage does not count for a
    /// later `FROM`.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM golang:1.27-trixie AS build
    /// ARG SUITE=trixie
    /// RUN go version
    ///
    /// FROM debian:${SUITE}-slim
    /// COPY --from=build /out/shop /usr/local/bin/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// ARG SUITE=trixie
    /// FROM golang:1.27-trixie AS build
    /// RUN go version
    ///
    /// FROM debian:${SUITE}-slim
    /// COPY --from=build /out/shop /usr/local/bin/shop
    /// HEALTHCHECK NONE
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// The arguments about platforms (`BUILDPLATFORM`, `TARGETARCH`, …) always exist here. `${NAME:-default}` is never reported.
    pub UndefinedArgumentInFrom {
        id: "container/undefined-argument-in-from",
        severity: Warning,
        since: "0.1.0",
        aliases: ["buildkit:UndefinedArgInFrom"],
        references: [("Build checks: UndefinedArgInFrom", "https://docs.docker.com/reference/build-checks/undefined-arg-in-from/"), ("Dockerfile reference: how ARG and FROM interact", "https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact")],
    }
}

impl Rule<Document> for UndefinedArgumentInFrom {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let file = &document.file;
        let within: BTreeSet<&str> =
            file.stages.iter().flat_map(|stage| &stage.statements).flat_map(declared).collect();
        for stage in &file.stages {
            let platform = stage.from.flags.iter().filter_map(|flag| flag.value.as_ref());
            let mut seen = BTreeSet::new();
            for word in platform.chain([&stage.from.image]) {
                for found in references(&word.text, file.escape()) {
                    let named = found.name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
                    if found.has_alternative
                        || !named
                        || file.global(&found.name).is_declared()
                        || PLATFORM_ARGUMENTS.contains(&found.name.as_str())
                        || !seen.insert(found.name.clone())
                    {
                        continue;
                    }
                    let finding = Finding::of::<Self>(document.span(&word.part(&found.range)))
                        .subject(format!("stage {}: ${}", stage.label(), found.name))
                        .message(format!(
                            "no ARG before the first stage declares `{}`, so it is empty here",
                            found.name
                        ));
                    let names = file.global_names().chain(PLATFORM_ARGUMENTS);
                    sink.push(match nearest::nearest(&found.name, names) {
                        Some(near) => finding.help(format!("Did you mean `{near}`?")),
                        None if within.contains(found.name.as_str()) => {
                            finding.help("An ARG within a stage counts only there: put it before the first FROM.")
                        }
                        None => finding.help(format!("Put `ARG {}=…` before the first FROM.", found.name)),
                    });
                }
            }
        }
    }
}

fn declared(statement: &Statement) -> impl Iterator<Item = &str> {
    let pairs = match &statement.instruction {
        Instruction::Arg(pairs) => pairs.as_slice(),
        _ => &[],
    };
    pairs.iter().map(|pair| pair.name.text.as_str())
}
