//! The arguments of `check_escalation` as one change.

use std::collections::{BTreeSet, HashMap};

use architect_core::{Comparison, Context, ToolError};

use super::check_escalation::{FileInput, Input, MigrationInput, OpenApiInput};
use super::decided::Decided;
use super::repository::{self, RepositoryInput};
use crate::change::{Change, ChangeGap, FileChange, diff, whole};
use crate::fact::Surroundings;
use crate::fact::migrations::Standing;
use crate::role::{Kind, Role};
use crate::trigger::Trigger;

/// Largest text that is examined, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;

/// What was given.
pub(super) struct Given {
    pub(super) change: Change,
    pub(super) surroundings: Surroundings,
    /// The triggers that it can speak about at all.
    pub(super) examined: Vec<Trigger>,
    pub(super) mode: String,
    /// What is decided about the gates.
    pub(super) decided: Decided,
    /// What else the digest is bound to.
    pub(super) further: Vec<(&'static str, String)>,
}

/// Reads all arguments.
pub(super) fn collect(input: &Input, context: &Context) -> Result<Given, ToolError> {
    let diff = diff_text(input, context)?;
    let nothing = diff.is_none()
        && input.repository.is_none()
        && input.migrations.is_empty()
        && input.files.is_empty()
        && input.openapi.is_none()
        && input.description.as_deref().is_none_or(|text| text.trim().is_empty());
    if nothing {
        return Err(ToolError::invalid_input("no change was given").help(
            "give `diff` (the text of `git diff -M`) or `diff_path`, `repository` with its `base`, or `files`, `migrations`, `openapi`, or at least a `description`",
        ));
    }
    let mut given = Collected { at_hand: true, ..Collected::default() };
    if let Some((name, text)) = &diff {
        given.diff(name, text);
    }
    if let Some(asked) = &input.repository {
        if diff.is_some() {
            return Err(ToolError::invalid_input("both a diff and `repository` were given")
                .help("give one of them: `repository` to have two revisions compared, or the diff"));
        }
        given.repository(asked, context)?;
    }
    let files = &given.change.files;
    let hunks = files.iter().any(|file| !file.old_whole || !file.new_whole);
    given.wholes = files.iter().any(|file| file.old_whole && file.new_whole);
    given.paths = files.iter().enumerate().map(|(index, file)| (file.path.clone(), index)).collect();
    given.migrations(&input.migrations, context)?;
    given.files(&input.files)?;
    if let Some(openapi) = &input.openapi {
        given.openapi(openapi, context)?;
    }
    // Words about a change are no part of it: whoever approved it did so however it was described. They are all there is
    // to bind to where nothing else was given.
    if let Some(description) = input.description.as_ref().filter(|_| diff.is_none() && given.change.files.is_empty())
    {
        given.further.push(("description", description.clone()));
    }
    let Collected { mut change, examined, further, wholes, at_hand, compared, .. } = given;
    change.files.sort_by(|a, b| (&a.path, &a.old_path).cmp(&(&b.path, &b.old_path)));
    change.gaps.sort();
    change.gaps.dedup();
    let kind = match (hunks, wholes) {
        (true, true) => "hunks and whole files",
        (true, false) => "hunks",
        (false, true) => "whole files",
        (false, false) if examined.len() == Trigger::ALL.len() && change.gaps.is_empty() => "no change",
        (false, false) if examined.len() == Trigger::ALL.len() => "nothing readable",
        (false, false) => "description only",
    };
    let mode = compared.as_ref().map_or_else(|| kind.to_owned(), repository::mode);
    let paths: BTreeSet<&str> = change.files.iter().map(|file| file.path.as_str()).collect();
    let mut decided = Decided::read(input, compared.as_ref(), context)?;
    let surroundings = Surroundings {
        services: std::mem::take(&mut decided.services),
        agreed: decided.choices.vendors().clone(),
        description: input.description.clone(),
        standing: if at_hand { Standing::open(&paths, context) } else { Vec::new() },
    };
    Ok(Given { change, surroundings, examined, mode, decided, further })
}

/// What the arguments read so far have given.
#[derive(Default)]
struct Collected {
    change: Change,
    /// Where in the change a path is.
    paths: HashMap<String, usize>,
    examined: Vec<Trigger>,
    further: Vec<(&'static str, String)>,
    /// Whether any file is whole.
    wholes: bool,
    /// Whether the files that can be read are those beside the change.
    at_hand: bool,
    compared: Option<Comparison>,
}

impl Collected {
    fn diff(&mut self, name: &str, text: &str) {
        self.examined = Trigger::ALL.to_vec();
        if admitted(name, text, &mut self.change) {
            let read = diff::read(name, text);
            if !read.gaps.is_empty() {
                self.further.push(("diff", with_line_feeds(text)));
            }
            self.change.files.extend(read.files);
            self.change.gaps.extend(read.gaps);
        } else {
            self.further.push(("diff", with_line_feeds(text)));
        }
    }

    fn repository(&mut self, asked: &RepositoryInput, context: &Context) -> Result<(), ToolError> {
        let comparison = repository::compare(asked, LARGEST, context)?;
        self.examined = Trigger::ALL.to_vec();
        if !repository::read(&comparison, &mut self.change) {
            // What was not read is named by the commits.
            self.further.push(("revisions", format!("{}..{}", comparison.fork, comparison.head)));
        }
        // The working tree shows what stands beside the change only when it is the one that was compared.
        self.at_hand = matches!(asked.head.as_deref(), None | Some("HEAD")) && comparison.top.as_deref() == Some(".");
        self.compared = Some(comparison);
        Ok(())
    }

    fn migrations(&mut self, migrations: &[MigrationInput], context: &Context) -> Result<(), ToolError> {
        for (index, migration) in migrations.iter().enumerate() {
            let text = match &migration.content {
                Some(text) => text.clone(),
                None if migration.path.is_empty() => {
                    return Err(ToolError::invalid_input(format!(
                        "`migrations[{index}]` has neither `path` nor `content`"
                    ))
                    .help("give `content` for the text, `path` for a file below a root, or both"));
                }
                None => context.files().read(&migration.path)?.text().to_owned(),
            };
            let path = match migration.path.as_str() {
                "" => format!("migrations[{index}].sql"),
                path => path.to_owned(),
            };
            self.wholes = true;
            if admitted(&path, &text, &mut self.change) {
                let mut file = whole::between(&path, None, Some(&text));
                file.said_migration = true;
                self.put(file);
            }
        }
        if !migrations.is_empty() {
            self.examine(Trigger::DataLoss);
        }
        Ok(())
    }

    fn files(&mut self, files: &[FileInput]) -> Result<(), ToolError> {
        for file in files {
            if file.before.is_none() && file.after.is_none() {
                return Err(ToolError::invalid_input(format!("`{}` has neither `before` nor `after`", file.path))
                    .help("give `after` for a new file, `before` for a deleted one, both for a changed one"));
            }
            let (before, after) = (file.before.as_deref(), file.after.as_deref());
            self.wholes = true;
            // What does not change is no part of the change, whatever it is; hunks of it in the diff say more.
            if before == after {
                continue;
            }
            if [before, after].into_iter().flatten().all(|text| admitted(&file.path, text, &mut self.change)) {
                self.put(whole::between(&file.path, before, after));
            }
        }
        // Manifests alone say what a project stands on, and nothing of its code.
        let only_manifests = files.iter().all(|file| Role::of_path(&file.path).kind == Kind::Manifest);
        if !only_manifests {
            self.examined = Trigger::ALL.to_vec();
        } else if !files.is_empty() {
            self.examine(Trigger::ThirdPartyCost);
        }
        Ok(())
    }

    fn openapi(&mut self, openapi: &OpenApiInput, context: &Context) -> Result<(), ToolError> {
        let (name, before) = document(&openapi.before, context)?;
        let (after_name, after) = document(&openapi.after, context)?;
        let name = after_name.or(name).unwrap_or_else(|| "openapi".to_owned());
        self.wholes = true;
        if admitted(&name, &before, &mut self.change) && admitted(&name, &after, &mut self.change) {
            let path = if name == "openapi" { "openapi.yaml" } else { name.as_str() };
            self.put(whole::between(path, Some(&before), Some(&after)));
        }
        Ok(())
    }

    fn examine(&mut self, trigger: Trigger) {
        if !self.examined.contains(&trigger) {
            self.examined.push(trigger);
        }
    }

    /// Puts a whole file in the place of its hunks, where the diff has it too.
    fn put(&mut self, mut file: FileChange) {
        let known = self.paths.get(&file.path).and_then(|index| self.change.files.get_mut(*index));
        if let Some(known) = known {
            file.operation = known.operation;
            file.old_path.clone_from(&known.old_path);
            *known = file;
        } else {
            self.paths.insert(file.path.clone(), self.change.files.len());
            self.change.files.push(file);
        }
    }
}

/// The diff and the name it goes by.
fn diff_text(input: &Input, context: &Context) -> Result<Option<(String, String)>, ToolError> {
    match (&input.diff, &input.diff_path) {
        (Some(_), Some(_)) => Err(ToolError::invalid_input("both `diff` and `diff_path` were given")
            .help("give one of them: `diff_path` for a file below a root, or the text itself as `diff`")),
        (Some(text), None) => Ok(Some(("diff".to_owned(), text.clone()))),
        (None, Some(path)) => {
            let source = context.files().read(path)?;
            Ok(Some((source.name().to_owned(), source.text().to_owned())))
        }
        (None, None) => Ok(None),
    }
}

/// A document, given as its text or as the path of a file. A text has a line break or a brace; a path has neither.
fn document(text: &str, context: &Context) -> Result<(Option<String>, String), ToolError> {
    if text.contains(['\n', '{']) || text.trim().is_empty() {
        return Ok((None, text.to_owned()));
    }
    let source = context.files().read(text)?;
    Ok((Some(source.name().to_owned()), source.text().to_owned()))
}

/// A text as it counts for the digest, whatever its line breaks.
fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Whether a text is small enough; if not, it is a gap.
fn admitted(name: &str, text: &str, change: &mut Change) -> bool {
    if text.len() <= LARGEST {
        return true;
    }
    let reason =
        format!("{} bytes are more than the {LARGEST} that are examined; give the change in parts", text.len());
    change.gaps.push(ChangeGap::any(name, reason));
    false
}
