//! `deployment/obsolete-version`

use architect_core::fix::Edit;
use architect_core::{Finding, Fix, Rule, Sink, declare_rule};

use crate::manifests::Manifests;

declare_rule! {
    /// ## What it finds
    /// The field `version` at the top of a Compose file.
    ///
    /// ## Why it matters
    /// Compose has ignored it since 2020 and warns of it at every call. It makes readers believe that fields depend on it.
    ///
    /// ## Bad
    /// ```yaml compose
    /// version: "3.8"
    /// services:
    ///   cache:
    ///     image: redis:8.2-alpine
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   cache:
    ///     image: redis:8.2-alpine
    /// ```
    pub ObsoleteVersion {
        id: "deployment/obsolete-version",
        severity: Info,
        since: "0.1.0",
        aliases: [],
        references: [("Compose specification, version", "https://github.com/compose-spec/compose-spec/blob/main/04-version-and-name.md")],
    }
}

impl Rule<Manifests> for ObsoleteVersion {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for compose in set.compose_files() {
            let Some(version) = compose.root.get("version") else { continue };
            let finding = Finding::of::<ObsoleteVersion>(version.key_span())
                .subject(compose.root.source().name())
                .message("Compose ignores the field `version`");
            sink.push(match line_of(version) {
                Some(span) => finding.fix(Fix::safe("Remove it", vec![Edit { span, replacement: String::new() }])),
                None => finding,
            });
        }
    }
}

/// The whole line of the field with its break, when nothing else stands on it.
fn line_of(version: crate::node::Node<'_>) -> Option<architect_core::Span> {
    let source = version.source();
    let line = source.line_range(version.key_span().start().line)?;
    let text = source.slice(line.clone());
    let alone =
        text.starts_with("version:") && version.range().end <= line.end && !text.contains(['{', '&', '*', '#']);
    let end = source.text().get(line.end..).and_then(|rest| rest.find('\n')).map_or(line.end, |at| line.end + at + 1);
    alone.then(|| source.span(line.start..end))
}
