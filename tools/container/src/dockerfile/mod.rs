//! The Dockerfile model that parser, rules and generator share.
//!
//! [`Dockerfile::read`] turns text into statements with the place of every word; [`print::print`] turns statements
//! into text. Reading never fails: what cannot be understood is a [`Problem`] and costs only its own instruction.

pub(crate) mod flags;
pub(crate) mod heredoc;
pub mod image;
pub mod instruction;
pub mod lines;
pub mod parse;
pub(crate) mod pattern;
pub mod print;
pub mod scope;
pub mod shell;
pub mod stage;
pub mod variables;
pub mod word;

use std::collections::BTreeMap;
use std::ops::Range;

pub use image::ImageReference;
pub use instruction::{
    Command, Copy, Flag, From, Healthcheck, Heredoc, Instruction, Pair, Run, ShellText, Statement,
};
pub use stage::Stage;
pub use variables::{Reference, Value};
pub use word::Word;

/// A part of the text that is no valid Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes of the source.
    pub span: Range<usize>,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A parser directive: `# syntax=…`, `# escape=…`, `# check=…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Lower-case name.
    pub name: String,
    /// Value.
    pub value: String,
    /// The whole comment.
    pub span: Range<usize>,
}

/// A Dockerfile, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dockerfile {
    /// Parser directives.
    pub directives: Vec<Directive>,
    /// Statements before the first `FROM`: only `ARG` is legal there.
    pub preamble: Vec<Statement>,
    /// Stages in order.
    pub stages: Vec<Stage>,
    /// Lines that are empty within an instruction, in order.
    pub empty_continuations: Vec<Range<usize>>,
    /// Comments in order, each from its `#` to the end of the line.
    pub comments: Vec<Range<usize>>,
    /// What is no valid Dockerfile.
    pub problems: Vec<Problem>,
    /// What is known of variables.
    scopes: scope::Scopes,
    /// Numbers of the stages of each name, in small letters, in order.
    names: BTreeMap<String, Vec<usize>>,
}

impl Dockerfile {
    /// Every statement in the order of the text.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.preamble.iter().chain(
            self.stages
                .iter()
                .flat_map(|stage| std::iter::once(&stage.from_statement).chain(stage.statements.iter())),
        )
    }

    /// The stage that a build without `--target` makes.
    pub fn final_stage(&self) -> Option<&Stage> {
        self.stages.last()
    }

    /// The stage with this name or number that stands before the stage `before`. Names do not tell case apart.
    pub fn stage_named(&self, name: &str, before: usize) -> Option<&Stage> {
        let named = self.names.get(&name.to_ascii_lowercase()).and_then(|indexes| {
            let earlier = indexes.partition_point(|index| *index < before);
            indexes.get(earlier.checked_sub(1)?)
        });
        let index = match named {
            Some(index) => *index,
            None => name.parse::<usize>().ok().filter(|index| *index < before)?,
        };
        self.stages.get(index)
    }

    /// A stage and the stages it is built on, nearest first; longer chains than any real one are cut.
    pub fn lineage<'d>(&'d self, stage: &'d Stage) -> Vec<&'d Stage> {
        const MOST: usize = 64;
        std::iter::successors(Some(stage), |stage| self.parent(stage)).take(MOST).collect()
    }

    /// The stage that a stage is built on.
    pub fn parent(&self, stage: &Stage) -> Option<&Stage> {
        self.stages.get(stage.parent?)
    }

    /// Notes which stage each stage is built on, and the names and global arguments that are needed for it.
    pub(crate) fn link(&mut self, size: usize) {
        let escape = self.escape();
        self.scopes.read_globals(&self.preamble, escape, size);
        let mut parents = Vec::with_capacity(self.stages.len());
        for stage in &self.stages {
            let image = self.expand_from(&stage.from.image.text).to_ascii_lowercase();
            parents.push(self.names.get(&image).and_then(|indexes| indexes.last()).copied());
            if let Some(name) = stage.name() {
                self.names.entry(name.text.to_ascii_lowercase()).or_default().push(stage.index);
            }
        }
        for (stage, parent) in self.stages.iter_mut().zip(parents) {
            stage.parent = parent;
        }
        self.scopes.read_stages(&self.stages, escape);
    }

    /// The image at the root of a stage's lineage, with defaults of global arguments filled in.
    pub fn base_image(&self, stage: &Stage) -> ImageReference {
        let root = self.lineage(stage).pop().unwrap_or(stage);
        ImageReference::read(&self.expand_from(&root.from.image.text))
    }

    /// Fills defaults of global arguments into the image name of a `FROM`.
    pub fn expand_from(&self, text: &str) -> String {
        let written = variables::expand(text, |name| self.global(name).known().map(ToOwned::to_owned));
        word::unquote_with(&written, self.escape())
    }

    /// The value of a directive.
    pub fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives.iter().find(|directive| directive.name == name)
    }
}
