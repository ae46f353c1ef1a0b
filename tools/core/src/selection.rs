//! Which rules run, and how they are graded.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::error::ToolError;
use crate::input::CheckOptions;
use crate::rule::{RuleId, RuleIndex, RuleMeta};
use crate::severity::Severity;

/// Which rules run, and how they are graded: the call's `select` outranks the one of `architect.toml`; what either
/// ignores does not run.
#[derive(Debug, Clone)]
pub struct Selection {
    /// `None`: the rules that are on by default.
    selected: Option<Vec<&'static str>>,
    ignored: Vec<&'static str>,
    grades: BTreeMap<&'static str, Severity>,
    defaults: BTreeMap<&'static str, bool>,
}

impl Selection {
    /// Resolves the names in the configuration and in the call. A name that means no rule is an error.
    pub fn new(index: &RuleIndex, config: &Config, options: &CheckOptions) -> Result<Self, ToolError> {
        let select = if options.select.is_empty() { &config.rules.select } else { &options.select };
        let selected = (!select.is_empty()).then(|| resolve_all(index, select)).transpose()?;
        let mut ignored = resolve_all(index, &config.rules.ignore)?;
        ignored.extend(resolve_all(index, &options.ignore)?);
        let mut grades = BTreeMap::new();
        for (name, severity) in &config.rules.severity {
            for meta in index.resolve(name)? {
                grades.insert(meta.id.as_str(), *severity);
            }
        }
        let defaults = index.iter().map(|meta| (meta.id.as_str(), meta.default)).collect();
        Ok(Self { selected, ignored, grades, defaults })
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
        if self.ignored.contains(&id) {
            return false;
        }
        self.selected.as_ref().map_or(default, |selected| selected.contains(&id))
    }
}

/// Names may be separated by commas, since callers write them both ways.
fn resolve_all(index: &RuleIndex, names: &[String]) -> Result<Vec<&'static str>, ToolError> {
    let mut ids = Vec::new();
    for name in names.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
        ids.extend(index.resolve(name)?.into_iter().map(|meta| meta.id.as_str()));
    }
    Ok(ids)
}
