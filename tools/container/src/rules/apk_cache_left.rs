//! `container/apk-cache-left`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::Document;
use crate::packages::cache::removes;
use crate::packages::{self, Manager};

declare_rule! {
    /// ## What it finds
    /// `apk add` in the final image without `--no-cache`.
    ///
    /// ## Why it matters
    /// The index that apk loads stays in the layer, and is out of date the day after.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM alpine:3.24
    /// RUN apk update && apk add libpq
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM alpine:3.24
    /// RUN apk add --no-cache libpq
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Stages that are not part of the final image do not count, nor does a step with a cache mount over `/var/cache/apk`, or
    /// one that removes that folder.
    pub ApkCacheLeft {
        id: "container/apk-cache-left",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3019", "trivy:DS-0025"],
        references: [("Alpine: --no-cache", "https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper")],
    }
}

/// Where apk keeps what it loads.
const FOLDERS: [&str; 2] = ["/var/cache/apk", "/etc/apk/cache"];

impl Rule<Document> for ApkCacheLeft {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let steps = document.final_lineage().into_iter().flat_map(|stage| document.runs(stage));
        for step in steps {
            let removed = step.commands.iter().any(|command| FOLDERS.iter().any(|folder| removes(command, folder)));
            if removed || FOLDERS.iter().any(|folder| step.keeps_out(folder)) {
                continue;
            }
            let calls = packages::in_step(&step, Manager::Apk).into_iter();
            for call in
                calls.filter(|call| call.installs() && !call.has(&["--no-cache", "--cache-dir", "--no-network"]))
            {
                let end = call.verb_word.span.end;
                let edit = Edit { span: document.span(&(end..end)), replacement: " --no-cache".to_owned() };
                sink.push(
                    Finding::of::<Self>(document.span(&call.command.span()))
                        .subject(step.subject(call.command))
                        .message("the index that `apk add` loads stays in the image")
                        .help("Add `--no-cache`; `apk update` before it is then not needed.")
                        .fix(Fix::safe("Add `--no-cache`", vec![edit])),
                );
            }
        }
    }
}
