//! What is the value of a variable at a statement?
//!
//! Arguments before the first stage count in `FROM`, and within a stage once it declares them again. A stage sees what
//! the stage it is built on has set. A value is worked out as if nobody gave a `--build-arg`.

use std::collections::BTreeMap;

use crate::dockerfile::instruction::{Instruction, Pair, Statement};
use crate::dockerfile::stage::Stage;
use crate::dockerfile::variables::{self, Expansion, Fault, MAX_BYTES, PLATFORM_ARGUMENTS, Value};
use crate::dockerfile::{Dockerfile, word};

/// What a file's values may take beside its own size.
const SPARE: usize = 64 * 1024;

/// Longest chain of stages that is followed.
const MOST_PARENTS: usize = 64;

impl Dockerfile {
    /// The character that escapes and continues lines.
    pub fn escape(&self) -> char {
        self.directive("escape").filter(|directive| directive.value == "`").map_or('\\', |_| '`')
    }

    /// What is known of an argument where a `FROM` takes it.
    pub fn global(&self, name: &str) -> Value {
        self.scopes.global(name)
    }

    /// Names of the arguments that stand before the first stage.
    pub fn global_names(&self) -> impl Iterator<Item = &str> {
        self.scopes.globals.keys().map(String::as_str)
    }

    /// What is known of a variable where statement number `statement` of a stage takes it.
    pub fn value_at(&self, stage: &Stage, statement: usize, name: &str) -> Value {
        self.scopes.value(stage.index, statement, name)
    }

    /// Names that a stage and those it is built on have declared before a statement.
    pub fn names_at(&self, stage: &Stage, statement: usize) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .scopes
            .places(stage.index, statement)
            .filter_map(|(stage, before)| Some((self.scopes.stages.get(stage)?, before)))
            .flat_map(|(scope, before)| {
                let early = move |sets: &[(usize, Value)]| sets.first().is_some_and(|(at, _)| *at < before);
                scope.iter().filter(move |(_, sets)| early(sets)).map(|(name, _)| name.as_str())
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Puts the variables of a place into a text and takes its quotes off, as the builder does.
    pub fn expand_at(&self, stage: &Stage, statement: usize, text: &str) -> Result<Expansion, Fault> {
        if text.len() > MAX_BYTES {
            return Err(Fault::TooLarge);
        }
        variables::process(text, self.escape(), &|name| self.value_at(stage, statement, name))
    }

    /// What a text comes to at a place, when all that it takes is known.
    pub fn text_at(&self, stage: &Stage, statement: usize, text: &str) -> Option<String> {
        let expansion = self.expand_at(stage, statement, text).ok()?;
        known(expansion, |name| self.value_at(stage, statement, name).is_declared())
    }
}

/// The text of an expansion that takes nothing which the base image may set.
fn known(expansion: Expansion, declared: impl Fn(&str) -> bool) -> Option<String> {
    let own = expansion.references.iter().all(|found| declared(&found.name));
    (expansion.certain && own).then_some(expansion.text)
}

/// The variables of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scopes {
    globals: BTreeMap<String, Value>,
    /// By stage and name: the statements that set it, and what it is from then on.
    stages: Vec<BTreeMap<String, Vec<(usize, Value)>>>,
    /// The stage that each stage is built on.
    parents: Vec<Option<usize>>,
    /// Bytes of values that may still be kept: a file in which each value doubles the one before must not grow.
    left: usize,
}

impl Scopes {
    fn global(&self, name: &str) -> Value {
        self.globals.get(name).cloned().unwrap_or_else(|| predefined(name))
    }

    /// A stage up to a statement, then those it is built on.
    fn places(&self, stage: usize, before: usize) -> impl Iterator<Item = (usize, usize)> {
        let parent = |stage: usize| self.parents.get(stage).copied().flatten();
        let parents = std::iter::successors(parent(stage), move |stage| parent(*stage)).take(MOST_PARENTS);
        std::iter::once((stage, before)).chain(parents.map(|parent| (parent, usize::MAX)))
    }

    fn value(&self, stage: usize, before: usize, name: &str) -> Value {
        let set = |(stage, before): (usize, usize)| {
            let sets = self.stages.get(stage)?.get(name)?;
            let earlier = sets.partition_point(|(at, _)| *at < before).checked_sub(1)?;
            sets.get(earlier).map(|(_, value)| value.clone())
        };
        self.places(stage, before).find_map(set).unwrap_or_default()
    }

    /// Works out the arguments before the first stage of a text of so many bytes.
    pub(crate) fn read_globals(&mut self, preamble: &[Statement], escape: char, size: usize) {
        self.left = size + SPARE;
        for statement in preamble {
            let Instruction::Arg(pairs) = &statement.instruction else { continue };
            for pair in pairs {
                let value = match &pair.value {
                    Some(value) => self.worked_out(&value.text, escape, &|name| self.global(name)),
                    None if PLATFORM_ARGUMENTS.contains(&pair.name.text.as_str()) => predefined(&pair.name.text),
                    None => Value::Open,
                };
                let value = self.keep(value);
                self.globals.insert(pair.name.text.clone(), value);
            }
        }
    }

    /// Works out the variables of the stages in their order.
    pub(crate) fn read_stages(&mut self, stages: &[Stage], escape: char) {
        for stage in stages {
            self.stages.push(BTreeMap::new());
            self.parents.push(stage.parent);
            for (number, statement) in stage.statements.iter().enumerate() {
                match &statement.instruction {
                    // All of an ENV sees what was set before it.
                    Instruction::Env(pairs) => {
                        let values: Vec<_> = pairs
                            .iter()
                            .filter_map(|pair| self.environment(pair, escape, stage.index, number))
                            .collect();
                        for (name, value) in values {
                            self.set(stage.index, number, name, value);
                        }
                    }
                    // An argument sees those before it in its line.
                    Instruction::Arg(pairs) => {
                        for pair in pairs {
                            if let Some(value) = self.argument(pair, escape, stage.index, number) {
                                self.set(stage.index, number, pair.name.text.clone(), value);
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn environment(&self, pair: &Pair, escape: char, stage: usize, number: usize) -> Option<(String, Value)> {
        let seen = |name: &str| self.value(stage, number, name);
        let value = self.worked_out(&pair.value.as_ref()?.text, escape, &seen);
        let name = word::unquote_with(&pair.name.text, escape);
        (!name.contains('$')).then_some((name, value))
    }

    /// `None` when the argument changes nothing.
    fn argument(&self, pair: &Pair, escape: char, stage: usize, number: usize) -> Option<Value> {
        let seen = |name: &str| self.value(stage, number + 1, name);
        match &pair.value {
            Some(value) => Some(self.worked_out(&value.text, escape, &seen)),
            None => match self.global(&pair.name.text) {
                Value::Undeclared | Value::Open => (!seen(&pair.name.text).is_declared()).then_some(Value::Open),
                value => Some(value),
            },
        }
    }

    fn worked_out(&self, text: &str, escape: char, value: &dyn Fn(&str) -> Value) -> Value {
        if text.len() > MAX_BYTES || self.left == 0 {
            return Value::Unclear;
        }
        let expansion = variables::process(text, escape, value).ok();
        expansion
            .and_then(|expansion| known(expansion, |name| value(name).is_declared()))
            .map_or(Value::Unclear, Value::Known)
    }

    fn set(&mut self, stage: usize, statement: usize, name: String, value: Value) {
        let value = self.keep(value);
        if let Some(scope) = self.stages.get_mut(stage) {
            scope.entry(name).or_default().push((statement, value));
        }
    }

    fn keep(&mut self, value: Value) -> Value {
        let bytes = value.known().map_or(0, str::len);
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                value
            }
            None => {
                self.left = 0;
                Value::Unclear
            }
        }
    }
}

fn predefined(name: &str) -> Value {
    variables::predefined_platform(name).map_or(Value::Undeclared, |value| Value::Known(value.to_owned()))
}
