//! `functionOptions`, read with their places.

use serde_json::Value as Json;

use crate::ruleset::fault::Faults;
use architect_document::{NodeId, Value, number};

use super::Faulty;

/// Values in one option.
const MOST_VALUES: usize = 100_000;

/// The options of one function.
pub(in crate::ruleset) struct Options<'f, 'd> {
    pub(in crate::ruleset) faults: &'f mut Faults<'d>,
    /// The name of the function.
    pub(in crate::ruleset) function: &'d str,
    /// Where the function is named.
    pub(in crate::ruleset) place: NodeId,
    /// The options; `null` counts as none.
    pub(in crate::ruleset) node: Option<NodeId>,
}

impl<'d> Options<'_, 'd> {
    /// Sees to it that there are options, and none but these.
    pub(super) fn known(&mut self, names: &[&str]) -> Result<(), Faulty> {
        let document = self.faults.document;
        let Some(node) = self.node else {
            if names.is_empty() {
                return Ok(());
            }
            self.faults.push(
                self.place,
                format!("`{}` needs `functionOptions` with `{}`", self.function, names.join("`, `")),
            );
            return Err(Faulty);
        };
        if names.is_empty() {
            self.faults.push(node, format!("`{}` has no options", self.function));
            return Err(Faulty);
        }
        let Value::Map(entries) = document.value(node) else {
            let found = document.value(node).describe();
            self.faults.push(node, format!("the options of `{}` are an object, but there is {found}", self.function));
            return Err(Faulty);
        };
        for entry in entries {
            let key = document.key(entry.key);
            if !names.contains(&key) {
                let message = format!("`{}` has no option `{key}`", self.function);
                self.faults.push_near(entry.key, message, key, names.iter().copied());
                return Err(Faulty);
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, name: &str) -> Option<NodeId> {
        self.node.and_then(|node| self.faults.document.get(node, name))
    }

    pub(super) fn wrong<T>(&mut self, node: NodeId, expected: &str) -> Result<T, Faulty> {
        let found = self.faults.document.value(node).describe();
        self.faults.push(node, format!("{expected} is expected here, but there is {found}"));
        Err(Faulty)
    }

    /// An option that may be missing.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<&'d str>, Faulty> {
        let Some(node) = self.get(name) else { return Ok(None) };
        match self.faults.document.string(node) {
            Some(text) => Ok(Some(text)),
            None => self.wrong(node, "a string"),
        }
    }

    pub(super) fn flag(&mut self, name: &str) -> Result<bool, Faulty> {
        let Some(node) = self.get(name) else { return Ok(false) };
        match self.faults.document.boolean(node) {
            Some(flag) => Ok(flag),
            None => self.wrong(node, "a boolean"),
        }
    }

    pub(super) fn number(&mut self, name: &str) -> Result<Option<f64>, Faulty> {
        let Some(node) = self.get(name) else { return Ok(None) };
        match self.faults.document.value(node) {
            Value::Number(text) => match number(text).and_then(|number| number.as_f64()) {
                Some(number) => Ok(Some(number)),
                None => self.wrong(node, "a finite number"),
            },
            _ => self.wrong(node, "a number"),
        }
    }

    pub(super) fn texts(&mut self, name: &str) -> Result<Vec<String>, Faulty> {
        let Some(node) = self.get(name) else {
            self.faults.push(self.place, format!("`{}` needs the option `{name}`", self.function));
            return Err(Faulty);
        };
        let document = self.faults.document;
        let Value::List(items) = document.value(node) else { return self.wrong(node, "a list") };
        let mut texts = Vec::new();
        for item in items {
            match document.string(*item) {
                Some(text) => texts.push(text.to_owned()),
                None => return self.wrong(*item, "a string"),
            }
        }
        if texts.len() < 2 {
            self.faults.push(node, format!("`{}` needs two names or more", self.function));
            return Err(Faulty);
        }
        Ok(texts)
    }

    pub(super) fn json(&mut self, node: NodeId) -> Result<Json, Faulty> {
        let mut budget = MOST_VALUES;
        self.faults.document.to_json(node, &mut budget).map_err(|_| {
            self.faults.push(node, "this is too large or nested too deep to be used");
            Faulty
        })
    }
}
