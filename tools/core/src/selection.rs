//! Which rules run, and how they are graded.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{self, Config};
use crate::error::ToolError;
use crate::input::CheckOptions;
use crate::rule::{RuleId, RuleIndex, RuleMeta};
use crate::severity::Severity;

/// Which rules run, and how they are graded: the call's `select` outranks the one of `architect.toml`; what either
/// ignores does not run. A name selects all the rules it means, also those that are off by default; so does a field.
#[derive(Debug, Clone)]
pub struct Selection {
    /// `None`: the rules that are on by default.
    selected: Option<BTreeSet<&'static str>>,
    ignored: BTreeSet<&'static str>,
    grades: BTreeMap<&'static str, Severity>,
    defaults: BTreeMap<&'static str, bool>,
    /// Rules that a user wrote and that run; the program has no metadata of them.
    own: BTreeSet<String>,
}

impl Selection {
    /// Resolves the names in the configuration and in the call. A name that means no rule is an error, which says
    /// where it stands when that is the configuration.
    ///
    /// Of two grades for one rule in `[rules.severity]` the one under the narrower name counts: `sql/float-money`
    /// outranks `sql`.
    pub fn new(index: &RuleIndex, config: &Config, options: &CheckOptions) -> Result<Self, ToolError> {
        let configured =
            |key: &str, names: &[String]| resolve_all(index, names).map_err(|error| in_config(key, error));
        let called = resolve_all(index, &options.select)?;
        let select = if called.is_empty() { configured("select", &config.rules.select)? } else { called };
        let selected = (!select.is_empty()).then_some(select);
        let mut ignored = configured("ignore", &config.rules.ignore)?;
        ignored.extend(resolve_all(index, &options.ignore)?);
        let mut graded = Vec::new();
        for (name, severity) in &config.rules.severity {
            graded.push((index.resolve(name).map_err(|error| in_config("severity", error))?, *severity));
        }
        graded.sort_by_key(|(rules, _)| std::cmp::Reverse(rules.len()));
        let grades = graded
            .into_iter()
            .flat_map(|(rules, severity)| rules.into_iter().map(move |meta| (meta.id.as_str(), severity)))
            .collect();
        let defaults = index.iter().map(|meta| (meta.id.as_str(), meta.default)).collect();
        Ok(Self { selected, ignored, grades, defaults, own: BTreeSet::new() })
    }

    /// Without these rules, for a tool that runs only some of its rules in a call. Ignore comments about rules that
    /// do not run are not judged.
    #[must_use]
    pub fn without(mut self, rules: impl IntoIterator<Item = &'static RuleMeta>) -> Self {
        self.ignored.extend(rules.into_iter().map(|meta| meta.id.as_str()));
        self
    }

    /// With other grades for these rules; what the user grades still counts.
    #[must_use]
    pub fn graded(mut self, rules: impl IntoIterator<Item = (&'static RuleMeta, Severity)>) -> Self {
        for (meta, severity) in rules {
            self.grades.entry(meta.id.as_str()).or_insert(severity);
        }
        self
    }

    /// Limited to what a ruleset switches on: these rules, graded as it says, and those that it writes out itself.
    /// What the user selects, ignores and grades still counts.
    #[must_use]
    pub fn limited_to(
        mut self,
        rules: impl IntoIterator<Item = (&'static str, Severity)>,
        own: impl IntoIterator<Item = String>,
    ) -> Self {
        let rules: BTreeMap<_, _> = rules.into_iter().collect();
        let runs = |id: &str| self.selected.as_ref().is_none_or(|selected| selected.contains(id));
        self.selected = Some(rules.keys().copied().filter(|id| runs(id)).collect());
        for (id, severity) in rules {
            self.grades.entry(id).or_insert(severity);
        }
        self.own.extend(own);
        self
    }

    /// Whether a rule that a user wrote runs.
    pub fn runs_own(&self, id: &str) -> bool {
        self.own.contains(id)
    }

    /// Whether a rule runs.
    pub fn runs(&self, meta: &RuleMeta) -> bool {
        self.includes(meta.id.as_str(), meta.default)
    }

    /// The severity of a finding, or `None` when its rule does not run. `own` is the finding's own severity, which
    /// only the user outranks.
    pub fn grade(&self, rule: &RuleId, own: Severity) -> Option<Severity> {
        let default = self.defaults.get(rule.as_str()).copied().unwrap_or(true);
        self.includes(rule.as_str(), default).then(|| self.grades.get(rule.as_str()).copied().unwrap_or(own))
    }

    /// Whether any rule of a list runs; if none does, the tool owes its caller a gap.
    pub fn runs_any<'a>(&self, rules: impl IntoIterator<Item = &'a RuleMeta>) -> bool {
        rules.into_iter().any(|meta| self.runs(meta))
    }

    fn includes(&self, id: &str, default: bool) -> bool {
        if self.ignored.contains(id) {
            return false;
        }
        self.own.contains(id) || self.selected.as_ref().map_or(default, |selected| selected.contains(id))
    }
}

/// Names may be separated by commas, since callers write them both ways; an empty one stands for none.
fn resolve_all(index: &RuleIndex, names: &[String]) -> Result<BTreeSet<&'static str>, ToolError> {
    let mut ids = BTreeSet::new();
    for name in names.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
        ids.extend(index.resolve(name)?.into_iter().map(|meta| meta.id.as_str()));
    }
    Ok(ids)
}

/// Says that a wrong name stands in the configuration and not in the call.
fn in_config(key: &str, error: ToolError) -> ToolError {
    let message = format!("{}, [rules] {key}: {}", config::FILE_NAME, error.message);
    ToolError { message, ..error }
}
