//! The Dockerfile model that parser, rules and generator share.
//!
//! [`Dockerfile::read`] turns text into statements with the place of every word; [`print::print`] turns statements
//! into text. Reading never fails: what cannot be understood is a [`Problem`] and costs only its own instruction.

pub mod image;
pub mod instruction;
pub mod lines;
pub mod parse;
pub mod print;
pub mod shell;
pub mod stage;
pub mod variables;
pub mod word;

use std::ops::Range;

pub use image::ImageReference;
pub use instruction::{
    Command, Copy, Flag, From, Healthcheck, Heredoc, Instruction, Pair, Run, ShellText, Statement,
};
pub use stage::Stage;
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
    /// Comments in order, each from its `#` to the end of the line.
    pub comments: Vec<Range<usize>>,
    /// What is no valid Dockerfile.
    pub problems: Vec<Problem>,
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
        let earlier = self.stages.get(..before.min(self.stages.len()))?;
        let named = |stage: &&Stage| stage.name().is_some_and(|word| word.text.eq_ignore_ascii_case(name));
        if let Some(stage) = earlier.iter().rev().find(named) {
            return Some(stage);
        }
        earlier.get(name.parse::<usize>().ok()?)
    }

    /// A stage and the stages it is built on, nearest first.
    pub fn lineage<'d>(&'d self, stage: &'d Stage) -> Vec<&'d Stage> {
        let mut line = vec![stage];
        let mut current = stage;
        // A parent stands before its child, so this ends.
        while let Some(parent) = self.parent(current) {
            line.push(parent);
            current = parent;
        }
        line
    }

    /// The stage that a stage is built on.
    pub fn parent<'d>(&'d self, stage: &Stage) -> Option<&'d Stage> {
        let image = self.expand_from(&stage.from.image.text);
        let earlier = self.stages.get(..stage.index)?;
        earlier.iter().rev().find(|other| other.name().is_some_and(|name| name.text.eq_ignore_ascii_case(&image)))
    }

    /// The image at the root of a stage's lineage, with defaults of global arguments filled in.
    pub fn base_image(&self, stage: &Stage) -> ImageReference {
        let root = self.lineage(stage).pop().unwrap_or(stage);
        ImageReference::read(&self.expand_from(&root.from.image.text))
    }

    /// Fills defaults of global arguments into the image name of a `FROM`.
    pub fn expand_from(&self, text: &str) -> String {
        variables::expand(text, |name| {
            if let Some(value) = variables::predefined_platform(name) {
                return Some(value.to_owned());
            }
            self.preamble.iter().rev().find_map(|statement| match &statement.instruction {
                Instruction::Arg(pairs) => pairs
                    .iter()
                    .find(|pair| pair.name.text == name)
                    .and_then(|pair| pair.value.as_ref())
                    .map(Word::unquoted),
                _ => None,
            })
        })
    }

    /// The value of a directive.
    pub fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives.iter().find(|directive| directive.name == name)
    }
}
