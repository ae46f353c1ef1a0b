//! What the rules judge: a Dockerfile with its source and the commands of every `RUN`.

use std::ops::Range;
use std::sync::OnceLock;

use architect_core::{Source, Span};

use crate::build_context::BuildContext;
use crate::dockerfile::shell::{SimpleCommand, commands_of};
use crate::dockerfile::{Dockerfile, Flag, Instruction, Pair, Run, Stage, Statement};
use crate::dockerignore::DockerIgnore;
use crate::moment::{self, History, MOST_STATEMENTS};
use crate::policy::Policy;
use crate::shell::{ShellStep, step};

/// A Dockerfile with its source.
#[derive(Debug)]
pub struct Document {
    /// The source.
    pub source: Source,
    /// What it says.
    pub file: Dockerfile,
    /// What the project asks of its images.
    pub policy: Policy,
    /// The project around it, where it lies in one.
    pub build_context: Option<BuildContext>,
    /// What its build leaves out of the context, where the file that says so was found.
    pub ignore: Option<DockerIgnore>,
    /// The commands of each `RUN`, by stage and statement, in order.
    commands: Vec<Vec<Vec<SimpleCommand>>>,
    /// The texts for a shell, in order.
    scripts: Vec<ShellStep>,
    /// Whether it has no more statements than are followed.
    followed: bool,
    /// What the statements of each stage come to, once somebody asked.
    histories: OnceLock<Vec<History>>,
}

/// A `RUN` and its commands.
#[derive(Debug, Clone, Copy)]
pub struct RunStep<'d> {
    /// The stage it is in.
    pub stage: &'d Stage,
    /// Number of the statement within the stage.
    pub index: usize,
    /// The statement.
    pub statement: &'d Statement,
    /// What it says.
    pub run: &'d Run,
    /// Its commands in order.
    pub commands: &'d [SimpleCommand],
    /// Whether `ONBUILD` keeps it for the images that are built on this one.
    pub deferred: bool,
}

impl RunStep<'_> {
    /// A stable name of a command of the step.
    pub fn subject(&self, command: &SimpleCommand) -> String {
        format!("stage {}: {}", self.stage.label(), title(command))
    }

    /// Whether a mount keeps what is written to a folder out of the layer.
    pub fn keeps_out(&self, folder: &str) -> bool {
        self.run.mounts().any(|mount| {
            let part = |names: &[&str]| {
                mount.split(',').find_map(|part| {
                    let (name, value) = part.split_once('=')?;
                    names.contains(&name).then(|| value.trim_matches('"').trim_end_matches('/'))
                })
            };
            let kept_out = matches!(part(&["type"]), Some("cache" | "tmpfs"));
            let target = part(&["target", "dst", "destination"]).unwrap_or_default();
            let below = folder.strip_prefix(target).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            kept_out && !target.is_empty() && below
        })
    }
}

impl Document {
    /// Reads a source.
    pub fn read(source: Source) -> Self {
        let file = Dockerfile::read(&source);
        let of_stage = |stage: &Stage| stage.statements.iter().map(of_statement).collect();
        let commands = file.stages.iter().map(of_stage).collect();
        let followed = file.stages.iter().map(|stage| stage.statements.len() + 1).sum::<usize>() <= MOST_STATEMENTS;
        let mut document = Self {
            source,
            file,
            policy: Policy::default(),
            build_context: None,
            ignore: None,
            commands,
            scripts: Vec::new(),
            followed,
            histories: OnceLock::new(),
        };
        let windows = |stage: usize| document.file.stages.get(stage).is_some_and(|stage| document.is_windows(stage));
        document.scripts = step::steps(&document.file, document.source.text(), windows);
        document
    }

    /// The texts for a shell in all instructions, each read by the shell that gets it.
    pub fn scripts(&self) -> &[ShellStep] {
        &self.scripts
    }

    /// The span of a range.
    pub fn span(&self, range: &Range<usize>) -> Span {
        self.source.span(range.clone())
    }

    /// The `RUN`s of a stage, those included that `ONBUILD` keeps.
    pub fn runs<'d>(&'d self, stage: &'d Stage) -> impl Iterator<Item = RunStep<'d>> {
        let commands = self.commands.get(stage.index).map(Vec::as_slice).unwrap_or_default();
        stage.statements.iter().zip(commands).enumerate().filter_map(move |(index, (statement, commands))| {
            let (statement, deferred) = match &statement.instruction {
                Instruction::Onbuild(kept) => (kept.as_ref(), true),
                _ => (statement, false),
            };
            match &statement.instruction {
                Instruction::Run(run) => Some(RunStep { stage, index, statement, run, commands, deferred }),
                _ => None,
            }
        })
    }

    /// Whether the file is of a size at which its stages are followed from statement to statement.
    pub fn is_followed(&self) -> bool {
        self.followed
    }

    /// What the statements of a stage come to; nothing when the file is too long to be followed.
    pub fn history(&self, stage: &Stage) -> Option<&History> {
        self.histories.get_or_init(|| moment::histories(self)).get(stage.index)
    }

    /// The commands of a statement; none unless it is a `RUN`.
    pub fn commands_at(&self, stage: &Stage, index: usize) -> &[SimpleCommand] {
        let of_stage = self.commands.get(stage.index);
        of_stage.and_then(|commands| commands.get(index)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The `RUN`s of all stages.
    pub fn all_runs(&self) -> impl Iterator<Item = RunStep<'_>> {
        self.file.stages.iter().flat_map(|stage| self.runs(stage))
    }

    /// The final stage and those it stands on, nearest first: what is in the image that is built.
    pub fn final_lineage(&self) -> Vec<&Stage> {
        self.file.final_stage().map(|stage| self.file.lineage(stage)).unwrap_or_default()
    }

    /// The stages that no other one uses, each of which is an image that somebody may want.
    pub fn results(&self) -> Vec<&Stage> {
        let mut used = vec![false; self.file.stages.len()];
        for stage in &self.file.stages {
            let sources = stage.statements.iter().flat_map(|statement| match &statement.instruction {
                Instruction::Copy(copy) | Instruction::Add(copy) => copy.flags.as_slice(),
                Instruction::Run(run) => run.flags.as_slice(),
                _ => &[],
            });
            let named = sources.filter_map(Flag::source);
            let named = named.filter_map(|name| Some(self.file.stage_named(&name.text, stage.index)?.index));
            for index in named.chain(stage.parent) {
                if let Some(used) = used.get_mut(index) {
                    *used = true;
                }
            }
        }
        self.file.stages.iter().zip(used).filter(|(_, used)| !used).map(|(stage, _)| stage).collect()
    }

    /// The labels of all stages, each with its stage.
    pub fn labels(&self) -> impl Iterator<Item = (&Stage, &Pair)> {
        self.file.stages.iter().flat_map(|stage| {
            stage.statements.iter().flat_map(move |statement| {
                let pairs: &[Pair] = match &statement.instruction {
                    Instruction::Label(pairs) => pairs,
                    _ => &[],
                };
                pairs.iter().map(move |pair| (stage, pair))
            })
        })
    }

    /// Whether the stage's image is for Windows, where other rules hold.
    pub fn is_windows(&self, stage: &Stage) -> bool {
        self.file.base_image(stage).is_windows()
            || self.file.directive("escape").is_some_and(|directive| directive.value == "`")
    }
}

fn of_statement(statement: &Statement) -> Vec<SimpleCommand> {
    match &statement.instruction {
        Instruction::Run(run) => commands_of(run),
        Instruction::Onbuild(kept) => match &kept.instruction {
            Instruction::Run(run) => commands_of(run),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// A short, stable name of a command: its first words.
pub fn title(command: &SimpleCommand) -> String {
    const WORDS: usize = 3;
    const LETTERS: usize = 60;
    let words: Vec<&str> = command.words.iter().take(WORDS).map(|word| word.text.as_str()).collect();
    words.join(" ").chars().take(LETTERS).collect()
}
