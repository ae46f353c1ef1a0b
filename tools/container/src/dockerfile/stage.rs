//! Build stages.

use crate::dockerfile::instruction::{Command, From, Healthcheck, Instruction, Run, Statement};
use crate::dockerfile::word::Word;

/// A build stage: a `FROM` and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Number, from 0.
    pub index: usize,
    /// What its `FROM` says.
    pub from: From,
    /// Number of the stage it is built on.
    pub parent: Option<usize>,
    /// The `FROM` itself.
    pub from_statement: Statement,
    /// What follows.
    pub statements: Vec<Statement>,
}

impl Stage {
    /// The name behind `AS`.
    pub fn name(&self) -> Option<&Word> {
        self.from.name.as_ref()
    }

    /// The name, or the number when it has none.
    pub fn label(&self) -> String {
        self.name().map_or_else(|| self.index.to_string(), |name| name.text.clone())
    }

    /// The `RUN` instructions with their statements.
    pub fn runs(&self) -> impl Iterator<Item = (&Statement, &Run)> {
        self.statements.iter().filter_map(|statement| match &statement.instruction {
            Instruction::Run(run) => Some((statement, run)),
            _ => None,
        })
    }

    /// The last `CMD` with its statement.
    pub fn cmd(&self) -> Option<(&Statement, &Command)> {
        self.statements.iter().rev().find_map(|statement| match &statement.instruction {
            Instruction::Cmd(command) => Some((statement, command)),
            _ => None,
        })
    }

    /// The last `ENTRYPOINT` with its statement.
    pub fn entrypoint(&self) -> Option<(&Statement, &Command)> {
        self.statements.iter().rev().find_map(|statement| match &statement.instruction {
            Instruction::Entrypoint(command) => Some((statement, command)),
            _ => None,
        })
    }

    /// The last `HEALTHCHECK` with its statement.
    pub fn healthcheck(&self) -> Option<(&Statement, &Healthcheck)> {
        self.statements.iter().rev().find_map(|statement| match &statement.instruction {
            Instruction::Healthcheck(check) => Some((statement, check)),
            _ => None,
        })
    }

    /// The last `USER` with its statement.
    pub fn user(&self) -> Option<(&Statement, &Word)> {
        self.statements.iter().rev().find_map(|statement| match &statement.instruction {
            Instruction::User(user) => Some((statement, user)),
            _ => None,
        })
    }

    /// The first `EXPOSE`.
    pub fn expose(&self) -> Option<&Statement> {
        self.statements.iter().find(|statement| matches!(statement.instruction, Instruction::Expose(_)))
    }

    /// The value that `ENV` or the default of `ARG` gives a variable at the end of the stage.
    pub fn variable(&self, name: &str) -> Option<String> {
        variable(&self.statements, name)
    }
}

/// The value that `ENV` or the default of `ARG` gives a variable behind some statements.
pub fn variable(statements: &[Statement], name: &str) -> Option<String> {
    statements.iter().rev().find_map(|statement| match &statement.instruction {
        Instruction::Env(pairs) | Instruction::Arg(pairs) => pairs
            .iter()
            .rev()
            .find(|pair| pair.name.text == name)
            .and_then(|pair| pair.value.as_ref())
            .map(Word::unquoted),
        _ => None,
    })
}
