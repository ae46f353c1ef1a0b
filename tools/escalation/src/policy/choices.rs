//! What a project has decided about its gates: section `[escalation]` of `architect.toml`, understood.
//!
//! The words of the configuration come in; names of rules, vendors and paths go out, each of them known. A wrong name is an
//! error: a decision that is silently without effect is worse than none.

use std::collections::{BTreeMap, BTreeSet};

use architect_core::config::FILE_NAME;
use architect_core::config::escalation::EscalationChoices;
use architect_core::{RuleIndex, ToolError, nearest};

use super::owners::Pattern;
use crate::catalogue::catalogue;
use crate::docket::Signal;
use crate::guard::Guard;
use crate::role::{AuthZone, Kind, Role};
use crate::trigger::Trigger;

/// The rule that raises changes to the policy itself. Nothing suppresses it.
const GATE_CHANGED: &str = "escalation/gate-changed";

/// What is decided.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    approvers: BTreeMap<&'static str, Vec<String>>,
    vendors: BTreeSet<String>,
    paths: Vec<(Pattern, Said)>,
    suppressions: Vec<Suppression>,
    /// The day of the call, `2026-12-31`; none where no clock is at hand, and then nothing is suppressed.
    today: Option<String>,
}

/// What the user says of a path.
#[derive(Debug, Clone, Copy)]
enum Said {
    Auth,
    Migration,
    Guarded(Guard),
}

#[derive(Debug, Clone)]
struct Suppression {
    rules: BTreeSet<&'static str>,
    path: Option<Pattern>,
    reason: String,
    expires: String,
}

impl Choices {
    /// Understands the section. `today` is the day of the call, where it is known.
    pub fn new(config: &EscalationChoices, rules: &RuleIndex, today: Option<String>) -> Result<Self, ToolError> {
        let mut choices = Self { today, ..Self::default() };
        for trigger in Trigger::ALL {
            if let Some(names) = config.approvers.get(trigger.as_str()) {
                choices.approvers.insert(trigger.as_str(), names.clone());
            }
        }
        for vendor in &config.vendors {
            if catalogue().vendor(vendor).is_none() {
                let error = wrong("vendors", format!("there is no vendor `{vendor}` in the catalogue"));
                let known = catalogue().vendors().iter().map(|vendor| vendor.id.as_str());
                return Err(match nearest::suggestion(vendor, known) {
                    Some(help) => error.help(help),
                    None => error,
                });
            }
            choices.vendors.insert(vendor.clone());
        }
        for (pattern, word) in &config.paths {
            choices.paths.push((Pattern::parse(pattern), said(word)));
        }
        // The narrowest pattern counts.
        choices.paths.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.length()));
        for entry in &config.suppress {
            let resolved = rules.resolve(&entry.rule).map_err(|error| ToolError {
                message: format!("{FILE_NAME}, [[escalation.suppress]]: {}", error.message),
                ..error
            })?;
            let names: BTreeSet<&'static str> = resolved.iter().map(|rule| rule.id.as_str()).collect();
            if names.len() != 1 || names.contains(GATE_CHANGED) {
                let what = format!("`{}` cannot be suppressed", entry.rule);
                return Err(wrong("suppress", what).help(
                    "name one rule; changes to the policy itself are always told, and whole fields never are suppressed",
                ));
            }
            choices.suppressions.push(Suppression {
                rules: names,
                path: entry.path.as_deref().map(Pattern::parse),
                reason: entry.reason.trim().to_owned(),
                expires: entry.expires.clone(),
            });
        }
        Ok(choices)
    }

    /// Who opens a gate, where that is decided.
    pub fn approvers(&self, trigger: Trigger) -> Option<&[String]> {
        self.approvers.get(trigger.as_str()).map(Vec::as_slice).filter(|names| !names.is_empty())
    }

    /// Vendors whose cost is agreed upon.
    pub fn vendors(&self) -> &BTreeSet<String> {
        &self.vendors
    }

    /// The role of a file, with what is decided about its path.
    pub fn role(&self, path: &str, mut role: Role) -> Role {
        match self.paths.iter().find(|(pattern, _)| pattern.matches(path)).map(|(_, said)| *said) {
            None => {}
            Some(Said::Auth) => role.auth_zone = Some(AuthZone::Strong),
            Some(Said::Migration) => {
                role.kind = Kind::Migration;
                role.guard = None;
            }
            // What decides about changes counts wherever it lies.
            Some(Said::Guarded(_)) if role.kind == Kind::Gate => {}
            Some(Said::Guarded(guard)) => role.guard = role.guard.or(Some(guard)),
        }
        role
    }

    /// Takes the weight of a signal that is suppressed, and says of one that was that this is over.
    pub fn judge(&self, signal: &mut Signal) {
        let Some(today) = &self.today else { return };
        let of = |suppression: &&Suppression| {
            suppression.rules.contains(signal.rule.id.as_str())
                && suppression.path.as_ref().is_none_or(|path| path.matches(&signal.place.source))
        };
        let (valid, over): (Vec<&Suppression>, Vec<&Suppression>) =
            self.suppressions.iter().filter(of).partition(|suppression| suppression.expires >= *today);
        if let Some(suppression) = valid.into_iter().max_by_key(|suppression| &suppression.expires) {
            if signal.guard.is_none() {
                signal.guard = Some(Guard::Suppressed);
                signal.said = Some(format!("suppressed until {}: {}", suppression.expires, suppression.reason));
            }
        } else if let Some(suppression) = over.into_iter().max_by_key(|suppression| &suppression.expires) {
            signal.message = format!("{}; it was suppressed until {}", signal.message, suppression.expires);
        }
    }
}

fn said(word: &str) -> Said {
    match word {
        "auth" => Said::Auth,
        "migration" => Said::Migration,
        "test" => Said::Guarded(Guard::Test),
        "fixture" => Said::Guarded(Guard::Fixture),
        "generated" => Said::Guarded(Guard::Generated),
        "vendored" => Said::Guarded(Guard::Vendored),
        // `documentation`; the reader of the configuration lets no other word pass.
        _ => Said::Guarded(Guard::Documentation),
    }
}

fn wrong(key: &str, what: impl std::fmt::Display) -> ToolError {
    ToolError::invalid_input(format!("{FILE_NAME}, [escalation] {key}: {what}"))
}
