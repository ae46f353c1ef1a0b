//! Ours against oasdiff: the pairs of documents of its checker's data, both directions, the highest severity of each.
//!
//! ```text
//! go install github.com/oasdiff/oasdiff@v1.32.0
//! cargo run --release -p architect-openapi --example against_oasdiff -- CHECKOUT/data/checker ~/go/bin/oasdiff [-v]
//! ```
#![allow(clippy::print_stdout, reason = "a program to measure with")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use architect_core::{Context, Limits, RuleIndex, Severity, Source};
use architect_openapi::api::Api;
use architect_openapi::diff::Comparison;

/// From which of the two documents to which other.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    There,
    Back,
}

/// Why the highest severity differs.
#[derive(Clone, Copy, PartialEq)]
enum Why {
    /// What goes over the wire shows that theirs is wrong.
    Fault,
    /// Theirs is right about what is valid, and too mild about what it does to a client: the docs of our rule say why.
    Mild,
    /// Theirs tells a change of the text that changes nothing else, ours is silent.
    Idle,
}

use Way::{Back, There};
use Why::{Fault, Idle, Mild};

/// Pairs whose highest severity differs, with the fact that decides. "Flattened" is theirs with `--flatten-allof`.
const EXPLAINED: &[(&str, Way, Why, &str)] = &[
    ("api_security_added", There, Mild, "who comes without a token gets 401 now"),
    (
        "api_security_added",
        Back,
        Fault,
        "no caller is refused who was let in; theirs grades the same as information where the document says it",
    ),
    ("api_security_global_added", There, Mild, "who comes without a token gets 401 now"),
    ("api_security_global_added", Back, Mild, "everybody is let in now: nothing breaks, and nobody notices"),
    ("webhook_operation", There, Fault, "the API sends a webhook's body: `required` promises it to the client"),
    ("webhook_operation", Back, Fault, "the client of a webhook always got a body, and may get none now"),
    ("nil_revision_subschema", There, Fault, "theirs tells nothing, though `{\"foo\": [1]}` fits only the revision"),
    ("nil_revision_subschema", Back, Fault, "theirs tells nothing, though `{\"foo\": [1]}` is refused now"),
    (
        "request_property_all_of_added",
        There,
        Fault,
        "the parts that came say what others said already: the same values fit; flattened, theirs tells no change",
    ),
    (
        "request_property_all_of_removed",
        Back,
        Fault,
        "the parts that came say what others said already: the same values fit; flattened, theirs tells no change",
    ),
    (
        "request_property_all_of_inline_added",
        There,
        Fault,
        "the part that came only names an optional property; flattened, theirs tells that as information",
    ),
    (
        "request_property_all_of_inline_added",
        Back,
        Fault,
        "the property `prop3` is gone with its part; flattened, theirs warns of it",
    ),
    (
        "response_property_all_of_added",
        Back,
        Fault,
        "what the parts said that went others still say: the same values fit; flattened, theirs tells no such change",
    ),
    (
        "response_property_all_of_removed",
        There,
        Fault,
        "what the parts said that went others still say: the same values fit; flattened, theirs tells no such change",
    ),
    ("request_parameter_max_items_updated", There, Idle, "`maxItems` limits no string: what fits is the same"),
    ("request_parameter_max_items_updated", Back, Fault, "`maxItems` limits no string, so no request is refused"),
    ("request_parameter_max_updated", There, Idle, "`maximum` limits no list: what fits is the same"),
    ("request_parameter_max_updated", Back, Fault, "`maximum` limits no list, so no request is refused"),
    ("request_parameter_default_value_changed", There, Mild, "who leaves it out asks for something else now"),
    ("request_parameter_default_value_changed", Back, Mild, "who leaves it out asks for something else now"),
    ("request_parameter_became_enum", Back, Fault, "`1` and `2` still fit, as text; theirs tells them as removed"),
    (
        "transition_claims_enum",
        There,
        Fault,
        "`alpha` and `beta` still fit, as every string; theirs tells them as removed",
    ),
    ("request_param_nullable_to_array_31", Back, Fault, "`?token=a&token=b` was a list of two, and is no string"),
    (
        "request_param_scalar_to_constrained_array_31",
        Back,
        Fault,
        "`?token=a&token=b` was a list of two, and is no string",
    ),
    ("request_xml_type_compatible", There, Fault, "an element with elements in it fitted, and is no text"),
    ("response_xml_type_compatible", There, Fault, "who reads text gets an element with elements in it"),
    ("response_optional_property_removed", There, Mild, "who reads the property finds nothing any more, ever"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, peer, flags @ ..] = arguments.as_slice() else {
        return Err("give the folder of the documents and the path of oasdiff".into());
    };
    let verbose = flags.iter().any(|flag| flag == "-v");
    let (mut all, mut agreed, mut faults, mut mild) = (0, 0, 0, 0);
    let mut missed: BTreeMap<String, usize> = BTreeMap::new();
    for (base, revision) in pairs(Path::new(folder))? {
        let stem = base.trim_end_matches("_base.yaml").to_owned();
        for (way, base, revision) in [(There, &base, &revision), (Back, &revision, &base)] {
            let paths = [base, revision].map(|name| format!("{folder}/{name}"));
            let theirs = theirs(peer, &paths)?;
            let ours = ours(&paths)?;
            let highest = |checks: &BTreeMap<String, u8>| checks.values().copied().max().unwrap_or(0);
            all += 1;
            if highest(&theirs) == highest(&ours) {
                agreed += 1;
            } else {
                let known = EXPLAINED.iter().find(|(name, known, ..)| *name == stem && *known == way);
                let reason = match known {
                    Some((_, _, Fault, reason)) => {
                        faults += 1;
                        format!("a fault of theirs: {reason}")
                    }
                    Some((_, _, Mild, reason)) => {
                        mild += 1;
                        format!("theirs is too mild: {reason}")
                    }
                    Some((_, _, Idle, reason)) => format!("nothing but the text changes: {reason}"),
                    None => format!("NOT EXPLAINED {theirs:?} {ours:?}"),
                };
                println!("{base} -> {revision}: theirs {}, ours {}: {reason}", highest(&theirs), highest(&ours));
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
    let percent = |of: u32| f64::from(agreed) * 100.0 / f64::from(of);
    println!("{agreed} of {all} agree in the highest severity: {:.1} %", percent(all));
    println!("{agreed} of {}, the {faults} faults of theirs left out: {:.1} %", all - faults, percent(all - faults));
    let rest = all - faults - mild;
    println!("{agreed} of {rest}, the {mild} that theirs grades too mildly left out, too: {:.1} %", percent(rest));
    println!("names that only they give: {missed:?}");
    Ok(())
}

/// Documents whose names differ in `_base` and `_revision` only.
fn pairs(folder: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let revision = |base: &String| Some(format!("{}_revision.yaml", base.strip_suffix("_base.yaml")?));
    let pair = |base: &String| revision(base).filter(|name| names.contains(name)).map(|name| (base.clone(), name));
    Ok(names.iter().filter_map(pair).collect())
}

/// Their checks, each with its highest level: 1 info, 2 warning, 3 error. What they cannot compare is an error here, not
/// a comparison without changes.
fn theirs(peer: &str, [base, revision]: &[String; 2]) -> Result<BTreeMap<String, u8>, Box<dyn Error>> {
    let output = Command::new(peer).args(["changelog", base, revision, "-f", "json"]).output()?;
    if !output.status.success() {
        return Err(format!("{base}, {revision}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let changes: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let mut checks = BTreeMap::new();
    for change in changes.as_array().into_iter().flatten() {
        let level = change["level"].as_u64().and_then(|level| u8::try_from(level).ok()).unwrap_or(0);
        let known = checks.entry(change["id"].as_str().unwrap_or_default().to_owned()).or_insert(level);
        *known = level.max(*known);
    }
    Ok(checks)
}

fn ours([base, revision]: &[String; 2]) -> Result<BTreeMap<String, u8>, Box<dyn Error>> {
    let read = |path: &String| -> Result<Api, Box<dyn Error>> {
        let text = std::fs::read_to_string(path)?;
        Ok(Api::read(&Source::new(path.as_str(), text), &Limits::default())?)
    };
    let context = Context::new(Arc::new(RuleIndex::new([])));
    let comparison = Comparison::new(read(base)?, read(revision)?, &context)?;
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
    Ok(checks)
}
