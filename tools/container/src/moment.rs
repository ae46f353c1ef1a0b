//! What holds at one statement of a stage: the folder, the variables, and what was copied or run before it, in this
//! stage and in those that it stands on.

use std::ops::Range;

use crate::base_image::BaseImage;
use crate::dockerfile::shell::{SimpleCommand, commands_of_command};
use crate::dockerfile::{Command, Copy, Instruction, Stage, Statement, Word};
use crate::document::Document;

/// A place in a stage.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'d> {
    /// The file.
    pub document: &'d Document,
    /// The stage.
    pub stage: &'d Stage,
    /// Number of the statement in the stage; what stands before it has happened.
    index: usize,
}

/// A statement that has happened, with the stage that it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Past<'d> {
    /// The stage.
    pub stage: &'d Stage,
    /// Number of the statement in the stage.
    pub index: usize,
    /// The statement.
    pub statement: &'d Statement,
}

/// Something that a `COPY` or an `ADD` puts into a stage.
#[derive(Debug, Clone)]
pub struct Brought {
    /// Paths or patterns in the build context, or in what `from` names; without `./` and the last slash.
    pub sources: Vec<String>,
    /// Stage or image that they come from; none for the build context.
    pub from: Option<String>,
    /// Where they go, as an absolute path; from the root where no `WORKDIR` is known.
    pub to: String,
    /// Whether the destination is a folder for sure.
    pub into_folder: bool,
    /// Number of the stage.
    pub stage: usize,
    /// Number of the statement in the stage.
    pub index: usize,
    /// Where it is written.
    pub span: Range<usize>,
}

/// What the statements of a stage come to, worked out once.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The folder before each statement, and behind the last one.
    folders: Vec<Option<String>>,
    /// What its own statements bring.
    brought: Vec<Brought>,
}

/// Longer files are not followed from statement to statement: no file that a person wrote is.
pub const MOST_STATEMENTS: usize = 2_000;

/// The histories of all stages; none of a file with more than [`MOST_STATEMENTS`].
pub fn histories(document: &Document) -> Vec<History> {
    let mut all: Vec<History> = Vec::with_capacity(document.file.stages.len());
    if !document.is_followed() {
        return all;
    }
    for stage in &document.file.stages {
        let parent = stage.parent.and_then(|parent| all.get(parent));
        let mut folder = parent.and_then(|history| history.folders.last()).cloned().flatten();
        let mut history = History::default();
        for (index, statement) in stage.statements.iter().enumerate() {
            let moment = Moment { document, stage, index };
            history.folders.push(folder.clone());
            match &statement.instruction {
                Instruction::Workdir(word) => {
                    let written = moment.expand(word);
                    let known = !written.contains('$');
                    folder = known.then(|| joined(folder.as_deref().unwrap_or("/"), &written));
                }
                Instruction::Copy(copy) | Instruction::Add(copy) => {
                    history.brought.push(copied(&moment, statement, copy, folder.as_deref()));
                }
                _ => {}
            }
        }
        history.folders.push(folder);
        all.push(history);
    }
    all
}

/// An `ENTRYPOINT` or `CMD` and what it starts.
pub type Start<'d> = (&'d Statement, &'d Command);

/// A `COPY --from=` whose source is a stage of the file.
#[derive(Debug)]
pub struct StageCopy<'d> {
    /// The stage that it is in.
    pub stage: &'d Stage,
    /// The statement.
    pub statement: &'d Statement,
    /// What it says.
    pub copy: &'d Copy,
    /// The stage that it takes from.
    pub origin: &'d Stage,
    /// Where it stands.
    pub moment: Moment<'d>,
}

/// The copies from stage to stage, in the order of the file; none of a file with more statements than are followed.
pub fn stage_copies(document: &Document) -> impl Iterator<Item = StageCopy<'_>> {
    let stages = document.file.stages.iter().filter(|_| document.is_followed());
    let statements =
        stages.flat_map(|stage| stage.statements.iter().enumerate().map(move |(index, it)| (stage, index, it)));
    statements.filter_map(move |(stage, index, statement)| {
        let Instruction::Copy(copy) = &statement.instruction else { return None };
        let moment = Moment::at(document, stage, index);
        let origin = document.file.stage_named(&moment.expand(copy.flag("from")?), stage.index)?;
        Some(StageCopy { stage, statement, copy, origin, moment })
    })
}

impl<'d> Moment<'d> {
    /// Before a statement of a stage.
    pub fn at(document: &'d Document, stage: &'d Stage, index: usize) -> Self {
        Self { document, stage, index }
    }

    /// After the last statement of a stage.
    pub fn end(document: &'d Document, stage: &'d Stage) -> Self {
        Self { document, stage, index: stage.statements.len() }
    }

    /// What has happened, oldest first.
    pub fn past(&self) -> Vec<Past<'d>> {
        let mut lineage = self.document.file.lineage(self.stage);
        lineage.reverse();
        let mut past = Vec::new();
        for stage in lineage {
            let own = stage.index == self.stage.index;
            let count = if own { self.index } else { stage.statements.len() };
            let statements = stage.statements.iter().enumerate().take(count);
            past.extend(statements.map(|(index, statement)| Past { stage, index, statement }));
        }
        past
    }

    /// The image at the root.
    pub fn base(&self) -> BaseImage {
        BaseImage::of(self.document.file.base_image(self.stage))
    }

    /// The value of a variable here, where the file says it.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.document.file.value_at(self.stage, self.index, name).known().map(ToOwned::to_owned)
    }

    /// A word with its variables filled in and without its quotes; with the variables where they are not known.
    pub fn expand(&self, word: &Word) -> String {
        let known =
            if word.has_variable() { self.document.file.text_at(self.stage, self.index, &word.text) } else { None };
        known.unwrap_or_else(|| word.unquoted())
    }

    /// The folder that commands run in; `None` before the first `WORKDIR`, or when a variable in it has no value.
    pub fn folder(&self) -> Option<&'d str> {
        self.document.history(self.stage)?.folders.get(self.index)?.as_deref()
    }

    /// What was brought in before, oldest first.
    pub fn brought(&self) -> Vec<&'d Brought> {
        let mut lineage = self.document.file.lineage(self.stage);
        lineage.reverse();
        let histories = lineage.into_iter().filter_map(|stage| self.document.history(stage));
        let all = histories.flat_map(|history| &history.brought);
        all.filter(|brought| brought.stage != self.stage.index || brought.index < self.index).collect()
    }

    /// The commands that ran before, oldest first.
    pub fn commands(&self) -> Vec<&'d SimpleCommand> {
        let past = self.past();
        past.iter().flat_map(|past| self.document.commands_at(past.stage, past.index)).collect()
    }

    /// The last `ENTRYPOINT` before this place, and the `CMD` that is still in force: a new `ENTRYPOINT` does not
    /// reset a `CMD` of the same file.
    pub fn start(&self) -> (Option<Start<'d>>, Option<Start<'d>>) {
        let lineage = self.document.file.lineage(self.stage);
        let entrypoint = lineage.iter().find_map(|stage| stage.entrypoint());
        let cmd = lineage.iter().find_map(|stage| stage.cmd());
        (entrypoint, cmd)
    }
}

/// The words that the container is started with, `ENTRYPOINT` before `CMD`, where they are one command; with the
/// statement that names the program.
pub fn start_command<'d>(document: &'d Document, stage: &'d Stage) -> Option<(&'d Statement, Vec<String>)> {
    let (entrypoint, cmd) = Moment::end(document, stage).start();
    let words = |command: &Command| -> Option<Vec<String>> {
        let commands = commands_of_command(command);
        let [only] = commands.as_slice() else { return None };
        Some(only.program().iter().map(crate::dockerfile::shell::ShellWord::plain).collect())
    };
    match (entrypoint, cmd) {
        (Some((statement, Command::Exec(first))), _) if first.is_empty() => {
            let (_, command) = cmd?;
            Some((statement, words(command)?))
        }
        (Some((_, first)), Some((statement, second))) => {
            let mut all = words(first)?;
            if matches!(first, Command::Exec(_)) {
                all.extend(words(second)?);
            }
            Some((statement, all))
        }
        (Some((statement, command)), None) | (None, Some((statement, command))) => Some((statement, words(command)?)),
        (None, None) => None,
    }
}

fn copied(moment: &Moment<'_>, statement: &Statement, copy: &Copy, folder: Option<&str>) -> Brought {
    let written = moment.expand(&copy.destination);
    let source = |word: &Word| plain_path(&moment.expand(word));
    Brought {
        sources: copy.sources.iter().map(source).collect(),
        from: copy.flag("from").map(|word| moment.expand(word)),
        into_folder: written.ends_with('/') || written == "." || written == ".." || copy.sources.len() > 1,
        to: joined(folder.unwrap_or("/"), &written),
        stage: moment.stage.index,
        index: moment.index,
        span: statement.span.clone(),
    }
}

/// The bind mounts of a `RUN`, as pairs of source and origin.
pub fn bind_mounts(run: &crate::dockerfile::Run) -> Vec<(String, Option<String>)> {
    let mounts = run.mounts().filter_map(|mount| {
        let options = MountOptions::read(mount);
        (options.kind == "bind").then(|| (plain_path(&options.source), options.from))
    });
    mounts.collect()
}

/// The options of a `RUN --mount`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MountOptions {
    /// `type`; a bind mount when it is not said.
    pub kind: String,
    /// `source` or `src`; the whole of it when it is not said.
    pub source: String,
    /// `target`, `dst` or `destination`.
    pub target: String,
    /// `from`.
    pub from: Option<String>,
}

impl MountOptions {
    /// Reads `type=…,target=…`.
    pub fn read(text: &str) -> Self {
        let mut options = Self { kind: "bind".to_owned(), source: ".".to_owned(), ..Self::default() };
        for part in text.split(',') {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim_matches(['"', '\'']).to_owned();
            match key.trim().trim_matches(['"', '\'']) {
                "type" => options.kind = value,
                "source" | "src" => options.source = value,
                "target" | "dst" | "destination" => options.target = value,
                "from" => options.from = Some(value),
                _ => {}
            }
        }
        options
    }
}

/// A path in the build context without what makes no difference: `./`, a first and a last slash.
pub fn plain_path(path: &str) -> String {
    let path = path.trim_start_matches("./").trim_matches('/');
    let path = path.trim_end_matches("/.");
    if path.is_empty() { ".".to_owned() } else { path.to_owned() }
}

/// A path seen from a folder, with `.` and `..` resolved and without a last slash.
pub fn joined(folder: &str, path: &str) -> String {
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// Whether a file's name fits a pattern with `*` and `?`; anything in brackets fits.
pub fn fits(pattern: &str, name: &str) -> bool {
    if pattern.contains('[') {
        return true;
    }
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut of, mut star, mut kept) = (0, 0, None, 0);
    while of < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some(at);
                kept = of;
                at += 1;
            }
            Some(letter) if *letter == '?' || Some(letter) == name.get(of) => {
                at += 1;
                of += 1;
            }
            _ => match star {
                Some(star) => {
                    at = star + 1;
                    kept += 1;
                    of = kept;
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).unwrap_or_default().iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use architect_core::Source;

    use super::*;

    #[test]
    fn folders_and_variables_are_those_of_the_place() {
        let text = "FROM node:24 AS base\nARG A=1\nENV B=/srv\nWORKDIR $B\nFROM base\nWORKDIR app\nRUN x\nENV B=/y\n";
        let document = Document::read(Source::new("Dockerfile", text));
        let stage = document.file.final_stage().expect("a stage");

        let before = Moment::at(&document, stage, 1);

        assert_eq!(before.folder(), Some("/srv/app"));
        assert_eq!(before.variable("B").as_deref(), Some("/srv"));
        assert_eq!(before.variable("A").as_deref(), Some("1"));
        assert_eq!(Moment::end(&document, stage).variable("B").as_deref(), Some("/y"));
    }

    #[test]
    fn patterns_fit_as_the_builder_means_them() {
        for (pattern, name, expected) in [
            ("package*.json", "package-lock.json", true),
            ("package*.json", "package.json", true),
            ("package.json", "package-lock.json", false),
            ("*.lock", "yarn.lock", true),
            ("yarn.loc?", "yarn.lock", true),
            ("*", "x", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXbY", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
