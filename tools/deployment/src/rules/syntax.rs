//! `deployment/syntax`

use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::manifests::Manifests;
use crate::recognise::FileKind;

declare_rule! {
    /// ## What it finds
    /// YAML or JSON that cannot be read, or a key that stands twice in one mapping.
    ///
    /// ## Why it matters
    /// Nothing of the document is applied. Of a key that stands twice, the tools that take it keep one without a word,
    /// and not all the same one.
    ///
    /// ## Bad
    /// ```yaml compose
    /// services:
    ///   cache:
    ///     image: redis:8.2-alpine
    ///     restart: unless-stopped
    ///     restart: always
    /// ```
    /// ## Good
    /// ```yaml compose
    /// services:
    ///   cache:
    ///     image: redis:8.2-alpine
    ///     restart: always
    /// ```
    /// ## Limits
    /// A text with marks of a template outside of quotes is a template and not judged.
    pub Syntax {
        id: "deployment/syntax",
        severity: Error,
        since: "0.1.0",
        aliases: ["kube-linter:schema-validation"],
        references: [("YAML 1.2.2", "https://yaml.org/spec/1.2.2/")],
    }
}

impl Rule<Manifests> for Syntax {
    fn check(&self, set: &Manifests, sink: &mut Sink) {
        for file in set.files().iter().filter(|file| file.kind != FileKind::Template) {
            for error in file.stream.syntax_errors() {
                let place = Manifests::place(file, error.at);
                let finding = Finding::of::<Syntax>(place).subject(file.stream.source().name());
                sink.push(finding.message(format!("the document cannot be read: {}", error.message)));
            }
            for document in file.stream.documents() {
                for (_, file) in document.files() {
                    for twice in file.duplicates() {
                        let key = document.key(twice.second);
                        sink.push(
                            Finding::of::<Syntax>(document.span(twice.second))
                                .subject(document.pointer(twice.second))
                                .message(format!("the key `{key}` stands twice; only the last one counts here"))
                                .related(document.span(twice.first), "the first one"),
                        );
                    }
                }
            }
        }
    }
}
