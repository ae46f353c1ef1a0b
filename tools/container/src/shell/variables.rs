//! What a Dockerfile gives the variables of its commands.

use std::collections::BTreeMap;

use crate::dockerfile::{Dockerfile, Instruction, Pair, Statement, variables};

/// What is known of a variable at some point of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// This text, unless an argument's default is replaced.
    Value(String),
    /// It is declared, and its value is not known.
    Unknown,
}

/// The variables that `ARG` and `ENV` give, by stage and statement.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    /// Of each stage; the last entry is for what stands before the first.
    stages: Vec<BTreeMap<String, Vec<(usize, Given)>>>,
    parents: Vec<Option<usize>>,
}

impl Variables {
    /// Reads them from a file.
    pub fn read(file: &Dockerfile) -> Self {
        let mut all = Self::default();
        let mut globals = BTreeMap::new();
        for statement in &file.preamble {
            for (name, value) in values(statement) {
                globals.entry(name).or_insert_with(Vec::new).push((0, value));
            }
        }
        for stage in &file.stages {
            all.parents.push(stage.parent);
            all.stages.push(BTreeMap::new());
            for (index, statement) in stage.statements.iter().enumerate() {
                for (name, value) in values(statement) {
                    let global = || globals.get(&name).and_then(|values: &Vec<(usize, Given)>| values.last());
                    let value = match value {
                        Given::Unknown if matches!(statement.instruction, Instruction::Arg(_)) => {
                            global().map_or(Given::Unknown, |(_, value)| value.clone())
                        }
                        Given::Value(text) if text.contains('$') => all.expanded(&text, stage.index, index),
                        value => value,
                    };
                    if let Some(own) = all.stages.last_mut() {
                        own.entry(name).or_default().push((index, value));
                    }
                }
            }
        }
        all.stages.push(globals);
        all
    }

    fn expanded(&self, text: &str, stage: usize, index: usize) -> Given {
        let value = variables::expand(text, |name| match self.at(Some(stage), index, name) {
            Some(Given::Value(value)) => Some(value.clone()),
            _ => None,
        });
        if value.contains('$') { Given::Unknown } else { Given::Value(value) }
    }

    /// What a variable has before a statement of a stage; of none, before the first stage. `None` when neither the
    /// stage nor those it is built on declare it.
    pub fn at(&self, stage: Option<usize>, index: usize, name: &str) -> Option<&Given> {
        const MOST: usize = 64;
        let Some(stage) = stage else {
            return self.stages.last()?.get(name)?.last().map(|(_, value)| value);
        };
        let mut before = index;
        let mut stage = Some(stage);
        for _ in 0..MOST {
            let number = stage?;
            let own = self.stages.get(number).and_then(|values| values.get(name)).map(Vec::as_slice);
            let own = own.unwrap_or_default();
            let count = own.partition_point(|(at, _)| *at < before);
            if let Some((_, value)) = count.checked_sub(1).and_then(|last| own.get(last)) {
                return Some(value);
            }
            before = usize::MAX;
            stage = self.parents.get(number).copied().flatten();
        }
        None
    }

    /// The names that are declared in a stage and those it is built on.
    pub fn names(&self, stage: Option<usize>) -> impl Iterator<Item = &str> {
        const MOST: usize = 64;
        let first = stage.unwrap_or(self.stages.len().saturating_sub(1));
        let chain = std::iter::successors(Some(first), |stage| self.parents.get(*stage).copied().flatten());
        chain
            .take(MOST)
            .filter_map(|stage| self.stages.get(stage))
            .flat_map(|values| values.keys().map(String::as_str))
    }
}

fn values(statement: &Statement) -> Vec<(String, Given)> {
    let (Instruction::Arg(pairs) | Instruction::Env(pairs)) = &statement.instruction else { return Vec::new() };
    let given = |pair: &Pair| {
        let value = pair.value.as_ref().map_or(Given::Unknown, |value| {
            // What follows a name and a space is the value as it stands, with its quotes.
            Given::Value(if pair.legacy { value.text.clone() } else { value.unquoted() })
        });
        (pair.name.text.clone(), value)
    };
    pairs.iter().map(given).collect()
}
