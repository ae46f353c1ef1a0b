//! A workflow: a prompt with arguments.

use std::collections::BTreeMap;

use architect_core::{ToolError, nearest};
use serde::Deserialize;

use crate::front_matter;

/// A prompt that leads through one kind of task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workflow {
    /// Stable name, `snake_case`.
    pub name: String,
    /// A few words for people.
    pub title: String,
    /// What it is for, in at most 200 characters.
    pub description: String,
    /// What it may be told, in the order of its front matter.
    pub arguments: Vec<Argument>,
    /// The template.
    pub template: &'static str,
}

/// An argument of a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// Its name, `snake_case`.
    pub name: String,
    /// What it says, with an example.
    pub description: String,
    /// Whether the workflow makes no sense without it.
    #[serde(default)]
    pub required: bool,
    /// Usual values, offered as completions; others are as good.
    #[serde(default)]
    pub values: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    name: String,
    title: String,
    description: String,
    #[serde(default)]
    arguments: Vec<Argument>,
}

impl Workflow {
    pub(crate) fn read(name: &str, stem: &str, text: &'static str) -> Result<Self, ToolError> {
        let (head, template) = front_matter::read::<Head>(name, text)?;
        if head.name != stem {
            return Err(front_matter::malformed(name, &format!("its name is `{}`, not `{stem}`", head.name)));
        }
        let Head { name, title, description, arguments } = head;
        Ok(Self { name, title, description, arguments, template })
    }

    /// The argument of this name.
    pub fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|argument| argument.name == name)
    }

    /// Every argument with its text, empty where none was given, so that a template may ask for each. A blank text
    /// counts as not given, since some clients send every field of a form.
    pub(crate) fn texts<'a>(
        &'a self,
        given: &'a BTreeMap<String, String>,
    ) -> Result<BTreeMap<&'a str, &'a str>, ToolError> {
        if let Some(unknown) = given.keys().find(|name| self.argument(name).is_none()) {
            return Err(self.unknown_argument(unknown));
        }
        let mut texts = BTreeMap::new();
        for argument in &self.arguments {
            let text = given.get(&argument.name).map(String::as_str).filter(|text| !text.trim().is_empty());
            if text.is_none() && argument.required {
                return Err(self.missing_argument(argument));
            }
            texts.insert(argument.name.as_str(), text.unwrap_or_default());
        }
        Ok(texts)
    }

    fn unknown_argument(&self, name: &str) -> ToolError {
        let error = ToolError::invalid_input(format!("the workflow `{}` has no argument `{name}`", self.name));
        match nearest::suggestion(name, self.arguments.iter().map(|argument| argument.name.as_str())) {
            Some(help) => error.help(help),
            None => error.help("it takes no arguments"),
        }
    }

    fn missing_argument(&self, argument: &Argument) -> ToolError {
        ToolError::invalid_input(format!("the workflow `{}` needs the argument `{}`", self.name, argument.name))
            .help(argument.description.clone())
    }
}
