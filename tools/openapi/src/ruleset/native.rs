//! Which of our own rules stand for the names of Spectral and its OWASP ruleset.

use std::collections::BTreeMap;

use architect_core::{Finding, Gap, RuleIndex, Severity};

use super::load::{Origin, Rule};
use crate::api::Api;
use crate::rules;
use crate::version::Version;

/// Our rules that a ruleset switches on, by their ids: how they are graded, and the names they stand for.
#[derive(Debug, Default)]
pub struct Chosen {
    /// Grade and names, by the id of our rule.
    pub rules: BTreeMap<&'static str, (Severity, Vec<&'static str>)>,
    /// Names that none of our rules stands for.
    pub gaps: Vec<Gap>,
    /// Other grades for parts of the document, by the id of our rule.
    parts: BTreeMap<&'static str, Vec<(String, Option<Severity>)>>,
}

/// Names that mean the whole structure of a document.
const STRUCTURE: [&str; 2] = ["oas3-schema", "oas2-schema"];

/// These run whatever a ruleset says, as in Spectral: that the text can be read, and that references lead somewhere.
const ALWAYS: [&str; 4] =
    ["openapi/syntax", "openapi/duplicate-key", "openapi/unresolved-reference", "openapi/unknown-version"];

/// Chooses our rules.
pub(super) fn choose<'r>(
    enabled: impl Iterator<Item = &'r Rule>,
    version: Option<Version>,
    index: &RuleIndex,
    source: &str,
) -> Chosen {
    let mut chosen = Chosen::default();
    for meta in rules::STRUCTURE.iter().map(|entry| entry.meta).filter(|meta| ALWAYS.contains(&meta.id.as_str())) {
        chosen.rules.insert(meta.id.as_str(), (meta.severity, Vec::new()));
    }
    for rule in enabled {
        let Origin::Known(entry) = rule.origin else { continue };
        if !entry.formats.iter().any(|format| format.fits(version)) {
            continue;
        }
        let alias = entry.alias();
        let mut metas = index.named(&alias);
        if STRUCTURE.contains(&entry.name) {
            // All of the structure, but for what has a name of its own.
            let own = rules::STRUCTURE.iter().map(|entry| entry.meta).filter(|meta| {
                !meta.aliases.iter().any(|alias| {
                    alias.starts_with("spectral:") && !STRUCTURE.iter().any(|name| alias.ends_with(name))
                })
            });
            metas.extend(own);
        }
        if metas.is_empty() {
            let reason = format!("the rule `{}` did not run: there is no rule for it here yet", entry.name);
            chosen.gaps.push(Gap::of_source(source, reason));
        }
        let severity = rule.severity.unwrap_or(Severity::Hint);
        for meta in metas {
            let id = meta.id.as_str();
            let (graded, names) = chosen.rules.entry(id).or_insert((severity, Vec::new()));
            *graded = if names.is_empty() { severity } else { severity.max(*graded) };
            if !names.contains(&entry.name) {
                names.push(entry.name);
            }
            if !rule.parts.is_empty() {
                chosen.parts.entry(id).or_default().extend(rule.parts.iter().cloned());
            }
        }
    }
    chosen
}

impl Chosen {
    /// Says in a finding by which name the ruleset knows its rule, and grades it as the ruleset grades this part of the
    /// document. Whether it is to be kept: it may be off there.
    pub fn grade(&self, finding: &mut Finding, api: &Api) -> bool {
        let id = finding.rule.as_str();
        if let Some(parts) = self.parts.get(id) {
            let document = &api.document;
            let bytes = finding.primary.bytes();
            let mut closest = 0;
            let mut severity = Some(finding.severity);
            for (part, grade) in parts {
                let inside = document.find(&format!("#{part}")).is_some_and(|node| {
                    let range = document.key_of(node).map_or_else(|| document.range(node), |key| document.range(key));
                    range.start <= bytes.start && bytes.start < document.range(node).end.max(range.end)
                });
                if inside && part.len() >= closest {
                    closest = part.len();
                    severity = *grade;
                }
            }
            match severity {
                Some(severity) => finding.severity = severity,
                None => return false,
            }
        }
        if let Some(name) = self.rules.get(id).and_then(|(_, names)| names.first()) {
            finding.message = format!("{} ({name})", finding.message).into();
        }
        true
    }
}
