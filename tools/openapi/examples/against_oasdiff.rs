//! Ours against oasdiff: the pairs of documents of its checker's data, both directions, the highest severity of each.
//!
//! ```text
//! go install github.com/oasdiff/oasdiff@v1.32.0
//! cargo run --release -p architect-openapi --example against_oasdiff -- CHECKOUT/data/checker ~/go/bin/oasdiff [-v]
//! ```
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, reason = "a program to measure with")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use architect_core::{Context, Limits, RuleIndex, Severity, Source};
use architect_openapi::api::Api;
use architect_openapi::diff::Comparison;

/// Pairs whose highest severity differs in a direction, and why.
const EXPLAINED: &[(&str, &str)] = &[
    ("api_security_added", "security is judged by who is refused: an error where it comes, a warning where it goes"),
    ("api_security_global_added", "as for a single operation's security"),
    ("webhook_operation", "a webhook's body is what the client receives, so it goes the other way round"),
    (
        "nil_revision_subschema",
        "items of any kind in the place of objects take properties away; theirs passes over it",
    ),
    ("request_body_any_of_media_type", "the two components have one shape: what fits one fits the other"),
    ("request_property_all_of_added", "the part that came demands nothing that was not demanded"),
    ("request_property_all_of_removed", "the part that came (backwards) demands nothing that was not demanded"),
    ("request_property_all_of_inline_added", "the part only names one more optional property, and is judged as that"),
    ("response_property_all_of_added", "the part that went (backwards) promised nothing of its own"),
    ("response_property_all_of_removed", "the part that went promised nothing of its own"),
    ("request_parameter_max_items_updated", "`maxItems` of a string says nothing"),
    ("request_parameter_max_updated", "`maximum` of a list says nothing"),
    ("request_parameter_default_value_changed", "who leaves it out now asks for something else: a warning"),
    ("request_parameter_became_enum", "backwards the list of values is lifted; theirs tells its values as removed"),
    ("transition_claims_enum", "the list of values is lifted; theirs tells its values as removed"),
    ("request_param_nullable_to_array_31", "backwards a list becomes one value: senders of several are refused"),
    ("request_param_scalar_to_constrained_array_31", "backwards a list becomes one value"),
    ("request_xml_type_compatible", "an element with children is no text"),
    ("response_xml_type_compatible", "an element with children is no text"),
    ("response_optional_property_removed", "whoever reads it loses it: a warning"),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, peer, flags @ ..] = arguments.as_slice() else {
        println!("give the folder of the documents and the path of oasdiff");
        return;
    };
    let verbose = flags.iter().any(|flag| flag == "-v");
    let (mut agreed, mut explained, mut all) = (0, 0, 0);
    let mut missed: BTreeMap<String, usize> = BTreeMap::new();
    for (base, revision) in pairs(Path::new(folder)) {
        for (base, revision) in [(&base, &revision), (&revision, &base)] {
            let paths = [base, revision].map(|name| format!("{folder}/{name}"));
            let theirs = theirs(peer, &paths);
            let ours = ours(&paths);
            let highest = |checks: &BTreeMap<String, u8>| checks.values().copied().max().unwrap_or(0);
            all += 1;
            if highest(&theirs) == highest(&ours) {
                agreed += 1;
            } else {
                let stem = base.trim_end_matches("_base.yaml").trim_end_matches("_revision.yaml");
                let reason = EXPLAINED.iter().find(|(name, _)| *name == stem).map(|(_, reason)| *reason);
                explained += usize::from(reason.is_some());
                println!(
                    "{base} -> {revision}: theirs {}, ours {}: {}",
                    highest(&theirs),
                    highest(&ours),
                    reason.map_or_else(|| format!("NOT EXPLAINED {theirs:?} {ours:?}"), ToOwned::to_owned)
                );
            }
            let mut names: BTreeSet<&String> = theirs.keys().collect();
            names.retain(|name| !ours.contains_key(*name) && !name.starts_with("api-version"));
            for name in &names {
                *missed.entry((*name).clone()).or_default() += 1;
            }
            if verbose && !names.is_empty() {
                println!("  {base} -> {revision}: only theirs {names:?}, ours {ours:?}");
            }
        }
    }
    println!(
        "{agreed} of {all} agree in the highest severity, {explained} differ for a reason, {} for none",
        all - agreed - explained
    );
    println!("names that only they give: {missed:?}");
}

/// Documents whose names differ in `_base` and `_revision` only.
fn pairs(folder: &Path) -> Vec<(String, String)> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let revision = |base: &String| Some(format!("{}_revision.yaml", base.strip_suffix("_base.yaml")?));
    let pair = |base: &String| revision(base).filter(|name| names.contains(name)).map(|name| (base.clone(), name));
    names.iter().filter_map(pair).collect()
}

/// Their checks, each with its highest level: 1 info, 2 warning, 3 error.
fn theirs(peer: &str, [base, revision]: &[String; 2]) -> BTreeMap<String, u8> {
    let output =
        Command::new(peer).args(["changelog", base, revision, "-f", "json"]).output().expect("the peer runs");
    let text = String::from_utf8(output.stdout).unwrap();
    let changes: serde_json::Value = serde_json::from_str(text.trim()).unwrap_or_default();
    let mut checks = BTreeMap::new();
    for change in changes.as_array().into_iter().flatten() {
        let level = change["level"].as_u64().and_then(|level| u8::try_from(level).ok()).unwrap_or(0);
        let known = checks.entry(change["id"].as_str().unwrap_or_default().to_owned()).or_insert(level);
        *known = level.max(*known);
    }
    checks
}

fn ours(paths: &[String; 2]) -> BTreeMap<String, u8> {
    let [base, revision] = paths.each_ref().map(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        Api::read(&Source::new(path.as_str(), text), &Limits::default()).expect("a document")
    });
    let context = Context::new(Arc::new(RuleIndex::new([])));
    let comparison = Comparison::new(base, revision, &context).unwrap();
    let mut checks = BTreeMap::new();
    for (check, severity) in comparison.checks() {
        let level = match severity {
            Severity::Error => 3,
            Severity::Warning => 2,
            _ => 1,
        };
        let known = checks.entry(check.to_owned()).or_insert(level);
        *known = level.max(*known);
    }
    checks
}
