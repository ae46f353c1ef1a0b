//! `container/named-user`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::{ImageReference, Statement, Word};
use crate::document::Document;

declare_rule! {
    /// ## What it finds
    /// A final `USER` by name instead of by number. Off unless it is selected.
    ///
    /// ## Why it matters
    /// Kubernetes cannot see that a name is not root: with `runAsNonRoot` and no `runAsUser` it refuses to start the container.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// USER node
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// USER 1000:1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// Where the number is given in the manifest, the name does no harm: that is why this rule is off by default. A name in a
    /// variable is not judged.
    pub NamedUser {
        id: "container/named-user",
        severity: Info,
        since: "0.1.0",
        default: false,
        aliases: ["hadolint:DL3066"],
        references: [("Kubernetes: security context", "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/")],
    }
}

impl Rule<Document> for NamedUser {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let lineage = document.final_lineage();
        let user = lineage.iter().find_map(|stage| stage.user().map(|user| (*stage, user)));
        let Some((stage, (statement, word))) = user else { return };
        let value = word.unquoted();
        let name = value.split(':').next().unwrap_or_default();
        // root is another rule's.
        if name == "root"
            || name.is_empty()
            || name.contains('$')
            || name.bytes().all(|byte| byte.is_ascii_digit())
            || document.is_windows(stage)
        {
            return;
        }
        let finding = Finding::of::<Self>(document.span(&word.span))
            .subject(format!("stage {}: USER {name}", stage.label()))
            .message(format!("Kubernetes cannot see that the user `{name}` is not root"))
            .help("Give the number, as `USER 10001:10001`.");
        sink.push(match known_number(&document.file.base_image(stage), &value) {
            Some(number) => finding.fix(numbered(document, statement, word, number)),
            None => finding,
        });
    }
}

/// The numbers of users that images bring with them.
fn known_number(image: &ImageReference, user: &str) -> Option<&'static str> {
    match (image.official(), user) {
        (Some("node"), "node" | "node:node") => Some("1000:1000"),
        (None, "nonroot" | "nonroot:nonroot") if image.is_distroless() => Some("65532:65532"),
        _ => None,
    }
}

fn numbered(document: &Document, _: &Statement, word: &Word, number: &str) -> Fix {
    let edit = Edit { span: document.span(&word.span), replacement: number.to_owned() };
    Fix::safe(format!("Write `{number}`"), vec![edit])
}
