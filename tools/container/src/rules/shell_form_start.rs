//! `container/shell-form-start`

use architect_core::fix::{Edit, Fix};
use architect_core::{Finding, Rule, Sink, declare_rule};

use crate::dockerfile::shell::commands;
use crate::dockerfile::{Command, Instruction, ShellText, Stage, Statement, Word};
use crate::document::Document;
use crate::rules::package_manager_as_init;

declare_rule! {
    /// ## What it finds
    /// `CMD` or `ENTRYPOINT` in shell form.
    ///
    /// ## Why it matters
    /// `/bin/sh -c` becomes process 1. It does not pass the stop signal on, so the container is killed after the
    /// grace period; and an `ENTRYPOINT` in this form drops the arguments of `CMD` and of `docker run`.
    ///
    /// ## Bad
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// USER 1000
    /// CMD node server.js
    /// ```
    /// ## Good
    /// ```dockerfile
    /// FROM node:24-trixie-slim
    /// USER 1000
    /// CMD ["node", "server.js"]
    /// ```
    /// ## Limits
    /// A command that begins with `exec` is fine, and so is a stage that sets its own `SHELL`.
    pub ShellFormStart {
        id: "container/shell-form-start",
        severity: Warning,
        since: "0.1.0",
        aliases: ["hadolint:DL3025", "buildkit:JSONArgsRecommended"],
        references: [("Dockerfile reference: shell and exec form", "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form")],
    }
}

impl Rule<Document> for ShellFormStart {
    fn check(&self, document: &Document, sink: &mut Sink) {
        for stage in &document.file.stages {
            let own_shell = |statement: &Statement| matches!(statement.instruction, Instruction::Shell(_));
            if document.is_windows(stage)
                || document.file.lineage(stage).iter().any(|stage| stage.statements.iter().any(own_shell))
            {
                continue;
            }
            for statement in &stage.statements {
                let (Instruction::Cmd(Command::Shell(text)) | Instruction::Entrypoint(Command::Shell(text))) =
                    &statement.instruction
                else {
                    continue;
                };
                if !text.text.is_empty() && !text.text.starts_with("exec ") {
                    sink.push(in_shell(document, stage, statement, text));
                }
            }
        }
    }
}

fn in_shell(document: &Document, stage: &Stage, statement: &Statement, text: &ShellText) -> Finding {
    let keyword = statement.keyword.text.to_ascii_uppercase();
    let finding = Finding::of::<ShellFormStart>(document.span(&statement.span))
        .subject(format!("stage {}: {keyword}", stage.label()))
        .message(format!("{keyword} is in shell form, so a shell is process 1 and keeps the stop signal to itself"));
    let Some(list) = as_list(text) else {
        return finding.help("Write a JSON list of words, or begin with `exec`.");
    };
    let edit = Edit { span: document.span(&text.source_range(0..text.text.len())), replacement: list.clone() };
    let alone = document.file.lineage(stage).iter().all(|stage| stage.entrypoint().is_none());
    let known = document.file.base_image(stage).runs_as_root().is_some();
    let title = format!("Write `{list}`");
    // With an ENTRYPOINT the words of CMD are its arguments, and a shell form means something else there.
    // What a package manager or another shell starts is another rule's.
    let words = commands(text).into_iter().next().map(|command| command.words).unwrap_or_default();
    let exec = Command::Exec(words.iter().map(|word| Word::made(word.plain())).collect());
    let managed = package_manager_as_init::manager(&exec).is_some();
    let fix = if (keyword == "CMD" && alone && known) && !managed {
        Fix::safe(title, vec![edit])
    } else {
        Fix::needs_review(title, vec![edit])
    };
    finding.help("Write a JSON list of words.").fix(fix)
}

/// The JSON list that says the same, when nothing in the text needs a shell.
fn as_list(text: &ShellText) -> Option<String> {
    const BUILTINS: [&str; 10] = ["cd", "source", ".", "export", "exec", "eval", ":", "set", "trap", "ulimit"];
    const META: [char; 15] = ['$', '`', '*', '?', '~', '|', '&', ';', '<', '>', '(', ')', '{', '!', '#'];
    if text.text.contains(META) || text.text.contains(['[', '\n', '\\']) {
        return None;
    }
    let found = commands(text);
    let [command] = found.as_slice() else { return None };
    let words: Vec<String> = command.words.iter().map(crate::dockerfile::shell::ShellWord::plain).collect();
    let plain = command.assignments.is_empty() && !BUILTINS.contains(&words.first()?.as_str());
    plain.then(|| {
        let quoted: Vec<String> =
            words.iter().map(|word| serde_json::Value::from(word.as_str()).to_string()).collect();
        format!("[{}]", quoted.join(", "))
    })
}
