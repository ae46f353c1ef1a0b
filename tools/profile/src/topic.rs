//! What can be explained, and what a name means.

use architect_core::{RuleIndex, RuleMeta, ToolError, nearest};

use crate::address;
use crate::page::Page;
use crate::profile::Profile;
use crate::workflow::Workflow;

/// Something that `explain` explains.
#[derive(Debug, Clone)]
pub(crate) enum Topic<'p> {
    /// The list of everything.
    Index,
    /// A section of the profile.
    Section(&'p Page),
    /// A format of an answer.
    Format(&'p Page),
    /// A workflow.
    Workflow(&'p Workflow),
    /// A rule.
    Rule(&'static RuleMeta),
    /// Several rules that one name means: a field as `sql/*`, or a peer's name with several counterparts.
    Rules(String, Vec<&'static RuleMeta>),
}

impl<'p> Topic<'p> {
    /// What a name means. In this order: a section, format or workflow; a rule, a field or a peer's name; a title; a
    /// term that a section defines (a tool, a trigger); a rule's name without its field. Case and
    /// separators do not count. An address such as `architect://rules/sql/float-money` means that kind of thing and
    /// no other.
    pub(crate) fn find(name: &str, profile: &'p Profile, rules: &RuleIndex) -> Result<Self, ToolError> {
        let wanted = name.trim().trim_matches('`').trim();
        Self::addressed(wanted, profile, rules)
            .or_else(|| Self::named(wanted, profile, rules))
            .ok_or_else(|| unknown(wanted, profile, rules))
    }

    fn addressed(wanted: &str, profile: &'p Profile, rules: &RuleIndex) -> Option<Self> {
        if let Some(id) = wanted.strip_prefix(address::SECTIONS) {
            return profile.section(id).map(Topic::Section);
        }
        if let Some(id) = wanted.strip_prefix(address::FORMATS) {
            return profile.format(id).map(Topic::Format);
        }
        wanted.strip_prefix(address::RULES).and_then(|id| Self::of_rules(id, rules.named(id), rules))
    }

    fn named(wanted: &str, profile: &'p Profile, rules: &RuleIndex) -> Option<Self> {
        let folded = fold(wanted);
        if matches!(folded.as_str(), "" | "index" | "profile") || wanted == address::PROFILE {
            return Some(Topic::Index);
        }
        Self::in_profile(profile, |id, _| folds_to(id, &folded))
            .or_else(|| Self::of_rules(wanted, rules.named(wanted), rules))
            .or_else(|| Self::in_profile(profile, |_, title| folds_to(title, &folded)))
            .or_else(|| defining(wanted, profile).map(Topic::Section))
            .or_else(|| Self::of_rules(wanted, with_bare_name(wanted, rules), rules))
    }

    fn in_profile(profile: &'p Profile, is_meant: impl Fn(&str, &str) -> bool) -> Option<Self> {
        let page = |pages: &'p [Page]| pages.iter().find(|page| is_meant(&page.id, &page.title));
        page(profile.sections()).map(Topic::Section).or_else(|| page(profile.formats()).map(Topic::Format)).or_else(
            || {
                let mut workflows = profile.workflows().iter();
                workflows.find(|workflow| is_meant(&workflow.name, &workflow.title)).map(Topic::Workflow)
            },
        )
    }

    fn of_rules(name: &str, mut found: Vec<&'static RuleMeta>, rules: &RuleIndex) -> Option<Self> {
        if found.len() < 2 {
            return found.pop().map(Topic::Rule);
        }
        let field = found.first()?.id.field();
        let of_field = rules.iter().filter(|meta| meta.id.field() == field).map(|meta| &meta.id);
        let is_field = of_field.eq(found.iter().map(|meta| &meta.id));
        Some(Topic::Rules(if is_field { format!("{field}/*") } else { name.to_owned() }, found))
    }

    /// The topic that a name in backticks or an address in a text refers to, when it is one in full.
    pub(crate) fn referred(name: &str, profile: &'p Profile, rules: &RuleIndex) -> Option<Self> {
        Self::addressed(name, profile, rules)
            .or_else(|| Self::in_profile(profile, |id, _| id == name))
            .or_else(|| name.contains('/').then(|| Self::of_rules(name, rules.named(name), rules))?)
    }
}

/// The section that defines a term: it has the term in backticks as a heading, or as the first cell of a table's row.
fn defining<'p>(term: &str, profile: &'p Profile) -> Option<&'p Page> {
    let (heading, row) = (format!("### `{term}`"), format!("| `{term}` |"));
    profile.sections().iter().find(|page| page.body.lines().any(|line| line == heading || line.starts_with(&row)))
}

fn with_bare_name(name: &str, rules: &RuleIndex) -> Vec<&'static RuleMeta> {
    rules
        .iter()
        .filter(|meta| meta.id.as_str().split_once('/').is_some_and(|(_, bare)| bare.eq_ignore_ascii_case(name)))
        .collect()
}

fn unknown(wanted: &str, profile: &Profile, rules: &RuleIndex) -> ToolError {
    /// Longest part of a wrong name that is said back.
    const SAID_BACK: usize = 80;
    /// Most names that are offered.
    const OFFERED: usize = 3;

    let pages = profile.sections().iter().chain(profile.formats()).map(|page| page.id.as_str());
    let workflows = profile.workflows().iter().map(|workflow| workflow.name.as_str());
    let ids = rules.iter().map(|meta| meta.id.as_str());
    let aliases = rules.iter().flat_map(|meta| meta.aliases.iter().copied());
    let mut names: Vec<&str> = pages.chain(workflows).chain(ids).chain(aliases).collect();
    let bare: Vec<&str> = names.iter().filter_map(|name| Some(name.split_once([':', '/'])?.1)).collect();
    names.extend(bare);
    let mut near: Vec<String> = Vec::new();
    while near.len() < OFFERED {
        let Some(name) = nearest::nearest(wanted, names.iter().copied()) else { break };
        near.push(format!("`{name}`"));
        names.retain(|other| *other != name);
    }
    let said: String = wanted.chars().take(SAID_BACK).collect();
    let more = if said.len() < wanted.len() { "…" } else { "" };
    ToolError::not_found(format!("there is no topic `{said}{more}`")).help(if near.is_empty() {
        "`explain` without a topic lists the sections, formats, workflows and rules".to_owned()
    } else {
        format!("did you mean {}?", near.join(" or "))
    })
}

/// Case and the separators people mix up do not count.
fn folded(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars().map(|c| if matches!(c, '_' | ' ') { '-' } else { c }).flat_map(char::to_lowercase)
}

/// A name as it is compared with others.
pub(crate) fn fold(name: &str) -> String {
    folded(name).collect()
}

/// Whether a name is one that was folded; every name of the profile is asked in each call.
fn folds_to(name: &str, wanted: &str) -> bool {
    folded(name).eq(wanted.chars())
}
