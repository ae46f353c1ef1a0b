//! `explain`

use std::collections::BTreeMap;
use std::fmt::Write as _;

use architect_core::{Context, RuleIndex, RuleMeta, Tool, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::page::Page;
use crate::profile::Profile;
use crate::topic::Topic;
use crate::workflow::Workflow;
use crate::{address, profile, rule_page};

/// Shows a rule, a part of the profile, or the index of both.
#[derive(Debug, Clone, Copy, Default)]
pub struct Explain;

/// What to explain.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct TopicInput {
    /// A rule (`sql/missing-foreign-key-index`), a field (`sql`), a peer's name (`DL3009`), a profile section
    /// (`escalation`), a format (`adr`), a workflow (`design_api`) or a tool. Leave it out for the index.
    #[serde(default)]
    pub topic: Option<String>,
}

/// What kind of thing was explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TopicKind {
    /// The list of everything.
    Index,
    /// A section of the profile.
    Section,
    /// A format of an answer.
    Format,
    /// A workflow.
    Workflow,
    /// A rule.
    Rule,
    /// Several rules that one name means.
    Rules,
}

/// An explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Explanation {
    /// What this is, in one sentence.
    pub summary: String,
    /// What kind of thing was explained.
    pub kind: TopicKind,
    /// Its full name.
    pub topic: String,
    /// A few words for people.
    pub title: String,
    /// The explanation, Markdown.
    pub text: String,
    /// Topics that the text refers to; each can be explained in turn.
    pub related: Vec<String>,
}

impl Tool for Explain {
    const NAME: &'static str = "explain";
    const TITLE: &'static str = "Explain a rule or a part of the profile";
    const DESCRIPTION: &'static str = "Explains a rule (what it finds, why, bad and good example; also by the name \
        another linter uses), a section of the architect's profile, an answer format, a workflow or a tool. Without \
        `topic`: the index of all of them. Use it before arguing with a finding, and where prompts and resources \
        cannot be read.";
    const NEEDS_CONFIGURATION: bool = false;
    type Input = TopicInput;
    type Output = Explanation;

    fn call(&self, input: TopicInput, context: &Context) -> Result<Explanation, ToolError> {
        let profile = profile()?;
        let rules = context.rules();
        let topic = Topic::find(input.topic.as_deref().unwrap_or_default(), profile, rules)?;
        let mut explanation = match topic {
            Topic::Index => index(profile, rules),
            Topic::Section(page) => of_page(TopicKind::Section, page),
            Topic::Format(page) => of_page(TopicKind::Format, page),
            Topic::Workflow(workflow) => of_workflow(workflow, profile)?,
            Topic::Rule(meta) => of_rule(meta),
            Topic::Rules(name, metas) => of_rules(name, &metas),
        };
        if explanation.kind != TopicKind::Index {
            explanation.related = related(&explanation, profile, rules);
        }
        Ok(explanation)
    }
}

fn index(profile: &Profile, rules: &RuleIndex) -> Explanation {
    let mut text = String::from("## Sections of the profile\n");
    for page in profile.sections() {
        line(&mut text, &page.id, &page.purpose);
    }
    text.push_str("\n## Formats of an answer\n");
    for page in profile.formats() {
        line(&mut text, &page.id, &page.purpose);
    }
    text.push_str("\n## Workflows\n");
    for workflow in profile.workflows() {
        line(&mut text, &workflow.name, &workflow.description);
    }
    text.push_str("\n## Rules, by field\n");
    for field in rules.fields() {
        let of_field = rules.iter().filter(|meta| meta.id.field() == field);
        let ids: Vec<String> = of_field.map(|meta| format!("`{}`", meta.id)).collect();
        line(&mut text, &format!("{field}/*"), &ids.join(", "));
    }
    let count = rules.iter().count();
    Explanation {
        summary: format!(
            "{} profile sections, {} formats, {} workflows and {count} rule{}; `explain` takes any of their names.",
            profile.sections().len(),
            profile.formats().len(),
            profile.workflows().len(),
            if count == 1 { "" } else { "s" },
        ),
        kind: TopicKind::Index,
        topic: "index".to_owned(),
        title: "Index".to_owned(),
        text,
        related: Vec::new(),
    }
}

fn of_page(kind: TopicKind, page: &Page) -> Explanation {
    let what = if kind == TopicKind::Format { "Format" } else { "Profile section" };
    Explanation {
        summary: format!("{what} `{}`: {}", page.id, page.purpose),
        kind,
        topic: page.id.clone(),
        title: page.title.clone(),
        text: page.body.to_owned(),
        related: Vec::new(),
    }
}

/// A workflow as its prompt would give it, with the names of the required arguments where their texts would stand:
/// a client without prompts can follow it all the same.
fn of_workflow(workflow: &Workflow, profile: &Profile) -> Result<Explanation, ToolError> {
    let mut text = String::new();
    if !workflow.arguments.is_empty() {
        text.push_str("## Arguments\n");
        for argument in &workflow.arguments {
            let need = if argument.required { "required" } else { "optional" };
            let _ = write!(text, "- `{}` ({need}): {}", argument.name, argument.description);
            if !argument.values.is_empty() {
                let _ = write!(text, " Usual values: {}.", argument.values.join("; "));
            }
            text.push('\n');
        }
        text.push_str("\nBelow, the name of a required argument in square brackets stands for its text.\n\n---\n\n");
    }
    let required = workflow.arguments.iter().filter(|argument| argument.required);
    let placeholders: BTreeMap<String, String> =
        required.map(|argument| (argument.name.clone(), format!("[{}]", argument.name))).collect();
    text.push_str(&profile.render_workflow(&workflow.name, &placeholders)?);
    Ok(Explanation {
        summary: format!("Workflow `{}`: {}", workflow.name, workflow.description),
        kind: TopicKind::Workflow,
        topic: workflow.name.clone(),
        title: workflow.title.clone(),
        text,
        related: Vec::new(),
    })
}

fn of_rule(meta: &RuleMeta) -> Explanation {
    let summary = meta.summary();
    Explanation {
        summary: format!("Rule `{}` ({}): {summary}.", meta.id, meta.severity.as_str()),
        kind: TopicKind::Rule,
        topic: meta.id.to_string(),
        title: summary,
        text: rule_page(meta),
        related: Vec::new(),
    }
}

fn of_rules(name: String, metas: &[&'static RuleMeta]) -> Explanation {
    let mut text = String::new();
    for meta in metas {
        line(&mut text, meta.id.as_str(), &format!("({}) {}.", meta.severity.as_str(), meta.summary()));
    }
    Explanation {
        summary: format!("`{name}` means {} rules; `explain` takes the name of each.", metas.len()),
        kind: TopicKind::Rules,
        title: format!("Rules: {name}"),
        topic: name,
        text,
        related: Vec::new(),
    }
}

fn line(text: &mut String, name: &str, what: &str) {
    let _ = writeln!(text, "- `{name}`: {what}");
}

/// The topics that a text names, in the order in which it names them: names in backticks, and the addresses in them.
fn related(explanation: &Explanation, profile: &Profile, rules: &RuleIndex) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    // Fences have three backticks, so that what lies inside one is an odd piece too; it has line breaks, names do not.
    for name in explanation.text.split('`').skip(1).step_by(2).filter(|piece| !piece.contains('\n')) {
        let found = match Topic::referred(name, profile, rules) {
            Some(Topic::Section(page) | Topic::Format(page)) => page.id.clone(),
            Some(Topic::Workflow(workflow)) => workflow.name.clone(),
            Some(Topic::Rule(meta)) => meta.id.to_string(),
            Some(Topic::Rules(..) | Topic::Index) | None => continue,
        };
        if found != explanation.topic && !names.contains(&found) {
            names.push(found);
        }
    }
    // A field of rules may bear the name of a section; its rules are reached by the longer name.
    if explanation.kind == TopicKind::Section && rules.fields().contains(&explanation.topic.as_str()) {
        names.push(format!("{}{}/*", address::RULES, explanation.topic));
    }
    names
}
