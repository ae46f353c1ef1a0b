//! Users' own rulesets: `.spectral.yaml` and `.spectral.json`, run as they are.
//!
//! A ruleset goes in as a path or a text, with a document come out findings under `ruleset/NAME` for the rules that
//! it writes out; names of `spectral:oas` and the OWASP ruleset switch our own rules on and grade them. What the
//! neighbours may lean on:
//!
//! * a fault of the ruleset is an error with its place: rules that cannot be read are never left out in silence;
//! * what is not executed here (JavaScript) or not read (packages, addresses) is a gap, rule by rule;
//! * nothing is copied to follow references: each rule is linear in the document, and bounded.

mod alias;
mod fault;
mod format;
mod function;
mod glob;
mod load;
mod message;
mod model;
mod native;
pub mod path;
pub mod pattern;
mod read;
mod run;
mod table;
pub mod view;

use std::collections::BTreeMap;

use architect_core::rule::USERS_FIELD;
use architect_core::{CheckOptions, Context, Gap, RuleId, Sink, ToolError};

use crate::api::Api;
use load::{Origin, Rule};

pub use load::{Ruleset, TEXT};
pub use native::Chosen;

/// The field of our own rules.
const OPENAPI_FIELD: &str = "openapi";

/// The rules of a ruleset for one document.
#[derive(Debug)]
pub struct Applied {
    rules: BTreeMap<String, Rule>,
    gaps: Vec<Gap>,
}

impl Ruleset {
    /// The rules for a document; its path matters for `overrides`.
    pub fn apply(&self, document: Option<&str>) -> Result<Applied, ToolError> {
        let (rules, mut gaps) = self.rules(document)?;
        gaps.extend(self.gaps().iter().cloned());
        Ok(Applied { rules, gaps })
    }
}

impl Applied {
    /// What of the ruleset cannot run, whatever the document says.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The ids of the rules that it writes out and that are on.
    pub fn ids(&self) -> Vec<String> {
        let own = self.enabled().filter(|rule| matches!(rule.origin, Origin::Own(..)));
        own.map(|rule| RuleId::of_user(&rule.name).to_string()).collect()
    }

    /// The options of a call without the names of rules that the ruleset writes out, and the ids of those that are to
    /// run: `ruleset/NAME`, or the name alone where no other rule has it.
    pub fn options(&self, options: &CheckOptions) -> (CheckOptions, Vec<String>) {
        let mut ids = self.ids();
        let mut options = options.clone();
        let meant = |name: &str, id: &String| id == name || id.split_once('/').is_some_and(|(_, bare)| bare == name);
        let take = |names: &mut Vec<String>| {
            let mut found = Vec::new();
            let all: Vec<String> =
                names.iter().flat_map(|names| names.split(',')).map(|name| name.trim().to_owned()).collect();
            names.clear();
            for name in all {
                let before = found.len();
                let all_own = name == USERS_FIELD || name == format!("{USERS_FIELD}/*");
                found.extend(ids.iter().filter(|id| all_own || meant(&name, id)).cloned());
                if found.len() == before && !name.starts_with(USERS_FIELD) {
                    names.push(name);
                }
            }
            found
        };
        let selects = !options.select.is_empty();
        let selected = take(&mut options.select);
        let ignored = take(&mut options.ignore);
        ids.retain(|id| (!selects || selected.contains(id)) && !ignored.contains(id));
        if selects && options.select.is_empty() {
            // Only rules of the ruleset are selected, so none of ours is.
            options.ignore.push(OPENAPI_FIELD.to_owned());
        }
        (options, ids)
    }

    /// Which of our own rules it switches on.
    pub fn chosen(&self, api: &Api, context: &Context) -> Chosen {
        native::choose(self.enabled(), api.version, context.rules(), api.document.source().name())
    }

    /// Runs the rules that it writes out.
    pub fn run(&self, api: &Api, sink: &mut Sink, context: &Context) -> Result<(), ToolError> {
        let fits = |rule: &&Rule| {
            rule.formats.as_ref().is_none_or(|formats| formats.iter().any(|format| format.fits(api.version)))
        };
        run::run(self.enabled().filter(fits), api, sink, context)
    }

    fn enabled(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values().filter(|rule| {
            rule.parts.iter().any(|(_, grade)| grade.is_some()) || (rule.enabled && rule.severity.is_some())
        })
    }
}
