//! What the rules judge: a Dockerfile with its source and the commands of every `RUN`.

use std::ops::Range;

use architect_core::{Source, Span};

use crate::dockerfile::shell::{SimpleCommand, commands_of};
use crate::dockerfile::variables::Value;
use crate::dockerfile::{Dockerfile, Instruction, Run, Stage, Statement};
use crate::shell::{Names, ShellStep, step};

/// A Dockerfile with its source.
#[derive(Debug)]
pub struct Document {
    /// The source.
    pub source: Source,
    /// What it says.
    pub file: Dockerfile,
    /// The commands of each `RUN`, by stage and statement, in order.
    commands: Vec<Vec<Vec<SimpleCommand>>>,
    /// The texts for a shell, in order.
    scripts: Vec<ShellStep>,
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
}

impl Document {
    /// Reads a source.
    pub fn read(source: Source) -> Self {
        let file = Dockerfile::read(&source);
        let of_stage = |stage: &Stage| stage.statements.iter().map(of_statement).collect();
        let commands = file.stages.iter().map(of_stage).collect();
        let mut document = Self { source, file, commands, scripts: Vec::new() };
        let windows = |stage: usize| document.file.stages.get(stage).is_some_and(|stage| document.is_windows(stage));
        document.scripts = step::steps(&document.file, document.source.text(), windows);
        document
    }

    /// The texts for a shell in all instructions, each read by the shell that gets it.
    pub fn scripts(&self) -> &[ShellStep] {
        &self.scripts
    }

    /// What `ARG` and `ENV` give a variable where a step runs.
    pub fn given(&self, step: &ShellStep, name: &str) -> Value {
        let stage = step.stage.and_then(|stage| self.file.stages.get(stage));
        stage.map_or_else(|| self.file.global(name), |stage| self.file.value_at(stage, step.index, name))
    }

    /// The variables that a step itself sets, with what is known of their values.
    pub fn names(&self, step: &ShellStep) -> Names {
        Names::of(&step.script, &|name| self.given(step, name))
    }

    /// A short, stable name of where a step stands.
    pub fn step_title(&self, step: &ShellStep) -> String {
        let stage = step.stage.and_then(|stage| self.file.stages.get(stage));
        stage.map_or_else(|| "before the first stage".to_owned(), |stage| format!("stage {}", stage.label()))
    }

    /// The span of a range.
    pub fn span(&self, range: &Range<usize>) -> Span {
        self.source.span(range.clone())
    }

    /// The `RUN`s of a stage.
    pub fn runs<'d>(&'d self, stage: &'d Stage) -> impl Iterator<Item = RunStep<'d>> {
        let commands = self.commands.get(stage.index).map(Vec::as_slice).unwrap_or_default();
        stage.statements.iter().zip(commands).enumerate().filter_map(move |(index, (statement, commands))| {
            match &statement.instruction {
                Instruction::Run(run) => Some(RunStep { stage, index, statement, run, commands }),
                _ => None,
            }
        })
    }

    /// The `RUN`s of all stages.
    pub fn all_runs(&self) -> impl Iterator<Item = RunStep<'_>> {
        self.file.stages.iter().flat_map(|stage| self.runs(stage))
    }

    /// The final stage and those it stands on, nearest first: what is in the image that is built.
    pub fn final_lineage(&self) -> Vec<&Stage> {
        self.file.final_stage().map(|stage| self.file.lineage(stage)).unwrap_or_default()
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
