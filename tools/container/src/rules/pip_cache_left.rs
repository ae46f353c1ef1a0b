//! `container/pip-cache-left`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::document::{Document, RunStep};
use crate::packages::cache::removes;
use crate::packages::{self, Manager};

declare_rule! {
    /// ## What it finds
    /// `pip install` in the final image that keeps its cache.
    ///
    /// ## Why it matters
    /// Every wheel is in the layer twice: once installed, once in a cache that no later build sees.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM python:3.13-slim-trixie
    /// RUN pip install gunicorn==23.0.0
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM python:3.13-slim-trixie
    /// RUN pip install --no-cache-dir gunicorn==23.0.0
    /// USER 10001
    /// CMD ["/usr/local/bin/shop"]
    /// ```
    /// ## Limits
    /// Stages that are not part of the final image do not count, nor does a step with a cache mount, or with
    /// `PIP_NO_CACHE_DIR` set by `ENV`, `ARG` or in the command. One in the environment of the base image is not seen.
    pub PipCacheLeft {
        id: "container/pip-cache-left",
        severity: Info,
        since: "0.1.0",
        aliases: ["hadolint:DL3042"],
        references: [("pip: caching", "https://pip.pypa.io/en/stable/topics/caching/")],
    }
}

impl Rule<Document> for PipCacheLeft {
    fn check(&self, document: &Document, sink: &mut Sink) {
        let steps = document.final_lineage().into_iter().flat_map(|stage| document.runs(stage));
        for step in steps {
            if is_kept_out(document, &step) {
                continue;
            }
            let calls = packages::in_step(&step, Manager::Pip).into_iter();
            for call in
                calls.filter(|call| call.installs() && !call.has(&["--no-cache-dir", "--no-cache", "--cache-dir"]))
            {
                let end = call.verb_word.span.end;
                let edit = Edit { span: document.span(&(end..end)), replacement: " --no-cache-dir".to_owned() };
                sink.push(
                    Finding::of::<Self>(document.span(&call.command.span()))
                        .subject(step.subject(call.command))
                        .message("the cache of `pip install` stays in the image")
                        .help("Add `--no-cache-dir`, or mount a cache: `RUN --mount=type=cache,target=/root/.cache/pip`.")
                        .fix(Fix::safe("Add `--no-cache-dir`", vec![edit])),
                );
            }
        }
    }
}

fn is_kept_out(document: &Document, step: &RunStep<'_>) -> bool {
    let mounted = step.run.mounts().any(|mount| mount.contains("type=cache") && mount.contains("cache/pip"));
    let removed = step.commands.iter().any(|command| {
        removes(command, "/root/.cache/pip")
            || command.arguments().iter().any(|word| word.contains("/.cache")) && command.name() == "rm"
            || command.name().starts_with("pip") && command.has(&["purge"])
    });
    let set = document.file.value_at(step.stage, step.index, "PIP_NO_CACHE_DIR").known().is_some_and(switches_on);
    let assignments = step.commands.iter().flat_map(|command| command.assignments.iter().chain(&command.words));
    let inline = assignments.into_iter().filter_map(|word| word.text.strip_prefix("PIP_NO_CACHE_DIR="));
    mounted || removed || step.keeps_out("/root/.cache/pip") || set || inline.into_iter().any(switches_on)
}

/// pip reads a setting as no when it is one of a few words.
fn switches_on(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'']).to_ascii_lowercase();
    !matches!(value.as_str(), "" | "0" | "off" | "no" | "n" | "f" | "false")
}
