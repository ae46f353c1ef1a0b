//! A file that keeps its structure: the fixes of the rules, one after the other, and what is missing at its end.

use architect_core::{CheckOptions, Context, Finding, Sink, Source, ToolError, fix, rule};

use crate::dockerfile::{Command, Dockerfile, Instruction, Stage, print};
use crate::document::Document;
use crate::repair::{Change, Old};
use crate::rules;

/// Most rounds of checking and mending: a fix that brings the finding of another rule is mended in the next.
const ROUNDS: usize = 12;

/// The mended text and what changed in it. Lines are those of the file as it was.
pub(crate) fn patch(
    old: &Old,
    made: Option<&Dockerfile>,
    context: &Context,
) -> Result<(String, Vec<Change>), ToolError> {
    let mut text = old.source().text().to_owned();
    let mut changes = Vec::new();
    // How many lines stand before a line of the mended text that the old text does not have.
    for _ in 0..ROUNDS {
        context.checkpoint()?;
        let Some((mended, change)) = round(old.source().name(), &text, &changes, context)? else { break };
        text = mended;
        changes.push(change);
    }
    if let Some(made) = made {
        end(&mut text, old, made, context, &mut changes)?;
    }
    changes.sort_by_key(|change| change.line.unwrap_or(u32::MAX));
    Ok((text, changes))
}

fn findings(document: &Document, context: &Context) -> Result<Vec<Finding>, ToolError> {
    let mut sink = Sink::new(context.selection(&CheckOptions::default(), Some(document.source.name()))?);
    rule::run(rules::ALL, document, &mut sink, context)?;
    Ok(sink.finish().0)
}

/// Applies the first fix that was not tried yet.
fn round(name: &str, text: &str, done: &[Change], context: &Context) -> Result<Option<(String, Change)>, ToolError> {
    let document = Document::read(Source::new(name, text));
    for finding in findings(&document, context)? {
        let Some(first) = finding.fixes.first() else { continue };
        let change = Change {
            what: first.title.clone(),
            why: finding.message.to_string(),
            line: Some(finding.primary.start().line),
        };
        if done.contains(&change) {
            continue;
        }
        if let Ok(mended) = fix::apply(&document.source, std::slice::from_ref(first))
            && mended != text
        {
            return Ok(Some((mended, change)));
        }
    }
    Ok(None)
}

/// User, health check and start command, where the rules find them missing and the project's facts give them.
fn end(
    text: &mut String,
    old: &Old,
    made: &Dockerfile,
    context: &Context,
    changes: &mut Vec<Change>,
) -> Result<(), ToolError> {
    let Some(model) = made.final_stage() else { return Ok(()) };
    for id in ["container/package-manager-as-init", "container/root-user", "container/missing-healthcheck"] {
        let document = Document::read(Source::new(old.source().name(), text.clone()));
        let found = findings(&document, context)?;
        let Some(finding) = found.iter().find(|finding| finding.rule.as_str() == id) else { continue };
        let Some(stage) = document.file.final_stage() else { continue };
        let Some((mended, what, why)) = ending(id, &document, stage, model) else { continue };
        // A mend that brings a new finding is none.
        let after = findings(&Document::read(Source::new(old.source().name(), mended.clone())), context)?;
        if after.len() < found.len() {
            *text = mended;
            let line = Some(finding.primary.start().line);
            changes.push(Change { what, why, line });
        }
    }
    Ok(())
}

fn ending(id: &str, document: &Document, stage: &Stage, model: &Stage) -> Option<(String, String, String)> {
    let text = document.source.text();
    let insert = |at: usize, line: &str| {
        let (before, after) = text.split_at_checked(at)?;
        Some(format!("{before}{line}\n{after}"))
    };
    let start = stage.cmd().or_else(|| stage.entrypoint()).map(|(statement, _)| statement)?;
    let first =
        stage.entrypoint().map_or(start.span.start, |(statement, _)| statement.span.start.min(start.span.start));
    match id {
        "container/root-user" => {
            if stage.user().is_some() {
                return None;
            }
            let image = document.file.base_image(stage);
            let user = if image.official() == Some("node") { "1000:1000" } else { "10001:10001" };
            let mended = insert(first, &format!("USER {user}"))?;
            Some((
                mended,
                format!("the service runs as `{user}`"),
                "not as root, and by a number, which Kubernetes can verify".to_owned(),
            ))
        }
        "container/missing-healthcheck" => {
            let (statement, _) = model.healthcheck()?;
            let Instruction::Healthcheck(check) = &statement.instruction else { return None };
            let Some(Command::Exec(words)) = &check.command else { return None };
            let program = words.first()?.text.as_str();
            // The program that asks must be in the image, which is known where it is the one that runs.
            let runs = document.source.slice(start.span.clone()).contains(program);
            let official = document.file.base_image(stage);
            if !runs && official.official() != Some(program) {
                return None;
            }
            let mut line = print::statement(statement);
            if stage.variable("PORT").is_none() {
                // The generated image sets PORT, and this one does not.
                let port = model.variable("PORT").unwrap_or_default();
                line = line.replace("' + process.env.PORT + '", &port).replace("process.env.PORT", &port);
                line = line.replace("' + os.environ['PORT'] + '", &port).replace("os.environ['PORT']", &port);
            }
            let mended = insert(first, line.trim_end())?;
            Some((
                mended,
                "a health check asks the service with what the image has".to_owned(),
                "an engine that knows that the service hangs can start it anew".to_owned(),
            ))
        }
        _ => {
            let (statement, _) = model.cmd()?;
            let range = start.span.clone();
            let before = text.get(..range.start)?;
            let after = text.get(range.end..)?;
            let line = print::statement(statement);
            let what = format!("the start command became `{}`", line.trim());
            let why = "the service itself is process 1 and gets the stop signal".to_owned();
            Some((format!("{before}{}{after}", line.trim_end()), what, why))
        }
    }
}
